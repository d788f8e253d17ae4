"""Terms simulated with the optimiser itself in the loop: every week's menu is planned for what is left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from kgcore import parallel
from kgcore.closed_loop.control import MONTH, POLICIES, Known, World
from kgcore.closed_loop.kitchen import WITHIN, Kitchen, cost_by_group, norm_lack
from kgcore.menu import Serving

MONDAY = dt.date(2026, 3, 2)
GROUP_SD = 0.02
"""Weekly change of a food group's price beside the common level: an assumption, as `World`'s figures are."""


@dataclass(frozen=True)
class Replay:
    """One term with the optimiser in the loop.

    `rate` surplus ÷ income at its end; `norm_lack` of each week, NaN where no menu was found and the week before was
    cooked again; `asked_fen` and `cost_fen` per child-day of each week, as asked and as it came out.
    """

    rate: float
    norm_lack: tuple[float, ...]
    asked_fen: tuple[float, ...]
    cost_fen: tuple[float, ...]


def replay(kitchen: Kitchen, world: World, policy: str, seed: int) -> Replay:
    """Run one term under a policy of `POLICIES` that plans every week, each week's menu planned by the optimiser.

    Prices move with the common level of `world` and by food group on their own; the menu is planned at last week's
    prices and paid at this week's.

    Examples
    --------
    >>> from kgcore.closed_loop.response import CHILDREN
    >>> term = replay(Kitchen.packaged(CHILDREN), World(weeks=1), "fixed_menus", seed=1)
    >>> len(term.cost_fen)
    1
    """
    random = np.random.default_rng(seed)
    groups = sorted(kitchen.foods["guide_group"].unique())
    level, group_level = world.price_level, pd.Series(1.0, index=groups)
    drift, wave, balance, income = [0.0] * MONTH, 0.0, 0.0, 0.0
    bias = random.normal(0, world.kitchen_bias)
    week_days = world.children * world.attendance * world.days_a_week
    history: tuple[Serving, ...] = ()
    costs = pd.Series(dtype="float64")
    lacks, targets, paid_for = [], [], []
    for week in range(world.weeks):
        change = random.normal(0, world.price_sd)
        change += random.normal(0, world.jump_sd) if random.random() < world.jump_chance else 0.0
        wave = world.wave_keep * wave + random.normal(0, world.wave_sd)
        known = Known(np.array([level]), np.array([np.mean(drift)]), np.array([balance]), week_days, world.weeks - week)
        targets.append(float(POLICIES[policy][0](world, known)[0]))
        plan = kitchen.week(MONDAY + dt.timedelta(weeks=week), targets[-1], history, level * group_level)
        if plan is not None:
            history += plan.servings
            costs = cost_by_group(plan) / (level * group_level)
        lacks.append(float("nan") if plan is None else norm_lack(plan))
        level *= float(np.exp(change))
        group_level = group_level * np.exp(random.normal(0, GROUP_SD, len(groups)))
        drift = [*drift[1:], change]
        menu = float((costs * (level * group_level)).sum())
        came = world.children * np.clip(
            world.attendance + wave + random.normal(0, world.day_sd, world.days_a_week), 0.3, 1.0
        )
        spent = float((came * menu * (1 + bias + random.normal(0, world.kitchen_sd, world.days_a_week))).sum())
        paid_for.append(spent / float(came.sum()))
        paid = float(came.sum()) * world.fee_fen
        balance, income = balance + paid - spent, income + paid
    return Replay(balance / income, tuple(lacks), tuple(targets), tuple(paid_for))


def replays(kitchen: Kitchen, world: World, policy: str, seeds: list[int]) -> pd.DataFrame:
    """Run a term per seed, side by side on this machine's processes.

    Returns
    -------
    DataFrame
        seed, rate, no_menu (weeks), kept (share of weeks with a menu whose norms are kept to 1 %), worst (greatest
        lack of a norm).

    Examples
    --------
    >>> from kgcore.closed_loop.response import CHILDREN
    >>> replays(Kitchen.packaged(CHILDREN), World(weeks=1), "fixed_menus", [1])["seed"].tolist()
    [1]
    """
    terms = parallel.each(partial(replay, kitchen, world, policy), seeds)
    rows = []
    for seed, term in zip(seeds, terms, strict=True):
        lacks = np.array(term.norm_lack)
        known = lacks[~np.isnan(lacks)]
        rows.append((seed, term.rate, int(np.isnan(lacks).sum()), float((known <= WITHIN).mean()), float(known.max())))
    return pd.DataFrame(rows, columns=["seed", "rate", "no_menu", "kept", "worst"])
