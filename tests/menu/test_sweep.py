"""Random weeks of the packaged dishes, solved, then judged by the checker: no hard rule broken, the same soft ones.

Each chunk stands alone, so that several processes can share them.
"""

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from kgcore.menu import MenuError, MenuPlan, Problem, Serving, evaluate, plan_problem
from kgcore.menu.check import Evaluation
from kgcore.menu.solvers.effort import QUICK
from kgcore.registers import terms
from kgcore.standards import Profile

DINERS = pd.DataFrame({
    "site": ["main"] * 3 + ["longma"] * 3, "band": ["小班", "中班", "大班"] * 2, "diners": [110, 290, 220, 80, 85, 85],
})  # fmt: skip
WORTH_A_WORD = 1e-3
CHUNK = 50


@cache
def month(number: int, days: int) -> Problem:
    """A week in the month, all dishes; what depends on dishes, foods and prices only is worked out once."""
    food = files("kgcore.standards") / "food"
    frames = {name: pd.read_csv(str(food / f"{name}.csv")) for name in ("foods", "dishes", "dish_ingredients")}
    first = dt.date(2026, number, 8)
    monday = first - dt.timedelta(days=first.weekday())
    return Problem.from_frames(
        days=[monday + dt.timedelta(days=n) for n in range(days)], children=DINERS, profile=Profile.load(),
        fee_fen=1000.0, **frames,
    )  # fmt: skip


def instance(seed: int, months: Sequence[int]) -> Problem:
    """A month, fee, liking, history, allergens avoided, dishes banned and pinned at random."""
    rng, numbers = random.Random(seed), np.random.default_rng(seed)
    base = month(rng.choice(months), rng.choice([5, 5, 3]))
    names = base.dishes["dish"].tolist()
    served, pins = [], {}
    for away in (-14, -7, 7) if rng.random() < 0.7 else ():
        for day in base.days:
            for number, slot in enumerate(base.slots):
                dish = names[rng.choice(base.choices.dish[base.choices.slot == number].tolist())]
                served.append(Serving(day + dt.timedelta(days=away), slot.meal, slot.course, dish))
    avoid = frozenset(rng.sample(terms.ALLERGENS, rng.choice([0, 0, 1, 1, 2])))
    bans = frozenset((dish, rng.choice([None, base.days[0]])) for dish in rng.sample(names, rng.randint(0, 25)))
    lately = {serving.dish for serving in served} | {dish for dish, _ in bans}
    for day in rng.sample(base.days, rng.randint(0, 2)):
        number = rng.randrange(len(base.slots))
        slot, dish = base.slots[number], rng.choice(base.choices.dish[base.choices.slot == number].tolist())
        fresh = str(day.month) in base.dishes["season_months"][dish].split(";") and names[dish] not in lately
        if fresh and not base.allergens[dish] & (avoid | {"未知"}):
            pins[names[dish]] = Serving(day, slot.meal, slot.course, names[dish])
    return base.with_(
        fee_fen=float(rng.randint(700, 1400)), preference=numbers.normal(3.5, 0.5, len(names)).clip(1, 5),
        avoid=avoid, bans=bans, history=tuple(sorted(set(served))), pins=tuple(sorted(pins.values())),
    )  # fmt: skip


def judged(plan: MenuPlan) -> Evaluation:
    """Give the checker the menu and the portions as the kitchen reads them."""
    problem = plan.problem
    rows = [
        (week, problem.dishes["dish"][n], band, plan.portions[n, w, b])
        for n in sorted({int(problem.choices.dish[choice]) for choice, _ in plan.placements})
        for w, week in enumerate(problem.weeks)
        for b, band in enumerate(problem.bands)
    ]
    return evaluate(problem, plan.table(), pd.DataFrame(rows, columns=["week", "dish", "band", "factor"]))


def soft(rows) -> list[tuple[str, str, float]]:
    found = [(row.rule, row.tier, row.share) for row in rows if row.tier != "hard"]
    return sorted(row for row in found if row[2] > WORTH_A_WORD * (1 + 1e-6))


def sweep(seeds: Iterable[int], months: Sequence[int] = range(1, 13)) -> int:
    """Return how many weeks were solved; a week the rules leave no menu for is none."""
    solved = 0
    for seed in seeds:
        try:
            plan = plan_problem(instance(seed, months), QUICK)
        except MenuError:
            continue
        solved += 1
        found = judged(plan)
        assert found.hard == (), seed
        assert not [row for row in plan.violations if row.tier == "hard"], seed
        ours, theirs = soft(found.violations), soft(plan.violations)
        assert [row[:2] for row in ours] == [row[:2] for row in theirs], seed
        assert np.allclose([row[2] for row in ours], [row[2] for row in theirs], atol=1e-6), seed
    return solved


def test_five_random_weeks():
    assert sweep(range(5), months=[11]) >= 4


@pytest.mark.full
@pytest.mark.parametrize("chunk", range(22))
def test_a_thousand_random_weeks(chunk):
    """22 chunks of 50: more than 1,000 weeks are solved although the rules leave no menu for a few."""
    assert sweep(range(CHUNK * (chunk + 1), CHUNK * (chunk + 2))) >= 46
