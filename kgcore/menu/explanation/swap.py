"""The one dish for another that would help a menu most, tried as a menu and judged by every rule."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kgcore.menu.explanation.effects import LACK, SWAPPED
from kgcore.menu.explanation.remedies import Lack
from kgcore.menu.planning.planner import judged
from kgcore.menu.problem.fixed_days import fixed_counts
from kgcore.menu.problem.problem import Flags, Floats, Places, Problem
from kgcore.menu.result.effect import Effect
from kgcore.menu.result.menu import MenuPlan
from kgcore.menu.rules import RULES
from kgcore.menu.rules.allowed import permission
from kgcore.menu.rules.group import GroupLimit, Labelled

LOOKED_AT = 12
"""Swaps held against the limits, the most helpful first; the first that fits is judged by every rule."""

LIKED_LESS = 1.0
"""Points of liking that a helpful swap may cost: a dish liked by a point less, once."""


def helpful_swap(plan: MenuPlan, week: int, lack: Lack) -> tuple[MenuPlan, Effect] | None:
    """Return the menu with the one dish for another that lessens a lack most, portions set anew; None if none helps.

    Dishes served before or in another week stay out, fixed days stay as they are, a swap may cost a point of liking at
    most, and no hard rule, fee or norm may be broken that was not.
    """
    row, goal = lack.row, lack.goal
    problem, choices = plan.problem, plan.problem.choices
    contents = goal.contents[week] @ goal.mix.weights * (1.0 if lack.short else -1.0)
    fresh = _fresh(plan)
    may_be_served = permission(problem).allowed
    pins = {(pin.date, pin.meal, pin.course, pin.dish) for pin in problem.pins}
    candidates = []
    for choice, day in plan.placements:
        slot, dish = problem.slots[choices.slot[choice]], problem.dishes["dish"][choices.dish[choice]]
        if (
            problem.week_of[day] != week
            or not problem.open_days[day]
            or (problem.days[day], slot.meal, slot.course, dish) in pins
        ):
            continue
        liking = problem.preference[choices.dish] - problem.preference[choices.dish[choice]]
        alternatives = np.flatnonzero(
            (choices.slot == choices.slot[choice]) & fresh & may_be_served[:, day] & (liking >= -LIKED_LESS)
        )
        gains = (contents[alternatives] - contents[choice]) / goal.scale
        if len(alternatives) and gains.max() > 0:
            best = int(gains.argmax())
            candidates.append(
                (
                    min(float(gains[best]), row.share),
                    float(liking[alternatives[best]]),
                    choice,
                    day,
                    int(alternatives[best]),
                )
            )
    now = {(r.rule, r.key) for r in plan.violations if r.tier in ("hard", "fee", "norm")}
    for _, _, choice, day, instead in sorted(candidates, reverse=True)[:LOOKED_AT]:
        if not _fits(plan, choice, day, instead):
            continue
        placed = {key: n for key, n in plan.placements.items() if key != (choice, day)} | {(instead, day): 1}
        menu = judged(replace(plan, placements=placed), [week])
        share = next(
            (r.share for r in menu.violations if (r.rule, r.key, r.tier) == (row.rule, row.key, row.tier)), 0.0
        )
        if share < row.share and {(r.rule, r.key) for r in menu.violations if r.tier in ("hard", "fee", "norm")} <= now:
            names = problem.dishes["dish"].to_numpy()[choices.dish[[choice, instead]]]
            slot = problem.slots[choices.slot[choice]]
            change = f"{problem.days[day]} {slot} {names[0]}→{names[1]}"
            return menu, Effect("swap", row.rule, row.key, change, SWAPPED, LACK, row.share, share)
        return None
    return None


@dataclass(eq=False)
class _OfDay:
    """Servings [K] of a day, held against the limits of the rules: how many are above, by row."""

    problem: Problem
    days: tuple[int, ...]
    times: Floats
    above: dict[str, float]

    def limit(
        self, rule: str, key: str, day: int, mask: Flags, *, weight: Floats | None = None,  # noqa: ARG002 - one day
        low: float | None = None, high: float | None = None,  # noqa: ARG002 - a swap takes nothing away
    ) -> None:  # fmt: skip
        if high is not None:
            amount = float(self.times[mask].sum() if weight is None else (self.times * weight)[mask].sum())
            self.above[f"{rule} {key}"] = max(0.0, amount - high)


@dataclass(eq=False)
class _OfWeek:
    """Servings [K] of a week, held against the limits of the rules: how many are above, by row."""

    problem: Problem
    weeks: tuple[int, ...]
    times: Floats
    above: dict[str, float]

    def limit(
        self, rule: str, key: str, weeks: tuple[int, ...], mask: Flags | Places, *,
        low: float | None = None, high: float | None = None,  # noqa: ARG002 - a swap takes nothing away
    ) -> None:  # fmt: skip
        if high is not None and len(weeks) == 1:
            self.above[f"{rule} {key}"] = max(0.0, float(self.times[mask].sum()) - high)

    def each_day(
        self, rule: str, key: str, week: int, per_choice: Flags | Floats, *, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """See `rules.base.CountLimits`: the rows of the day itself say it."""


def _fits(plan: MenuPlan, choice: int, day: int, instead: int) -> bool:
    """Whether a swap keeps the limits of its day and week as well as the menu does."""
    problem, week = plan.problem, int(plan.problem.week_of[day])
    limits = [rule for rule in RULES if isinstance(rule, Labelled)]
    excesses = []
    for after in (False, True):
        on_day = np.zeros(len(problem.choices))
        in_week = (plan.counts + fixed_counts(problem))[:, week].astype(np.float64)
        on_day[[k for k, d in plan.placements if d == day]] = 1.0
        for served in (on_day, in_week) if after else ():
            served[choice] -= 1
            served[instead] += 1
        above: dict[str, float] = {}
        for rule in limits:
            if isinstance(rule, GroupLimit):
                rule.days(_OfDay(problem, (day,), on_day, above))
            rule.counts(_OfWeek(problem, (week,), in_week, above))
        excesses.append(above)
    return all(amount <= excesses[0].get(row, 0.0) + 1e-9 for row, amount in excesses[1].items())


def _fresh(plan: MenuPlan) -> Flags:
    """Choices whose dish is neither on the menu nor on a day around it, [K]."""
    problem = plan.problem
    used = {serving.dish for serving in (*plan.servings, *problem.fixed_servings, *problem.history)}
    return np.asarray(~problem.dishes["dish"].isin(used).to_numpy()[problem.choices.dish])
