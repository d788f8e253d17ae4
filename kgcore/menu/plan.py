"""MenuPlan: a menu with what it holds, costs and needs. Immutable: every change returns a new plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kgcore.findings import Finding
from kgcore.menu import shown, tables
from kgcore.menu.assign import Placed
from kgcore.menu.check import Evaluation, evaluate
from kgcore.menu.errors import MenuError
from kgcore.menu.highs import Progress
from kgcore.menu.master import Counts
from kgcore.menu.problem import Floats, Problem, Serving
from kgcore.menu.purchase import purchase_list
from kgcore.menu.rules.allergens import Allergens
from kgcore.menu.search import QUICK, Effort
from kgcore.menu.status import STATUS_LABELS, Solution, Status
from kgcore.menu.verdicts import Broken

if TYPE_CHECKING:
    from kgcore.menu.why.explain import Explanation


@dataclass(frozen=True, eq=False)
class MenuPlan:
    """A menu of a problem.

    Attributes
    ----------
    counts : [K, W] servings by choice and week. placed : (choice, day) of each serving.
    portions : [N, W, B] factors on the dishes' grams.
    solution : how good it is known to be: status, bound and gap, of the weekly servings before portions are flexed.
    tiers : points by tier (norm, goal, ... lost; preference earned).
    broken : rules that do not hold, with by how much.
    """

    problem: Problem
    counts: Counts
    placed: Placed
    portions: Floats
    solution: Solution
    tiers: dict[str, float]
    broken: tuple[Broken, ...]
    cuts: int = 0

    def __repr__(self) -> str:
        return f"<MenuPlan {shown.in_a_line(self)}>"

    def _repr_html_(self) -> str:
        return shown.as_table(self)

    @property
    def status(self) -> Status:
        """How far the menu is known to be from the best one."""
        return self.solution.status

    @property
    def gap(self) -> float:
        """(bound - points) ÷ points, as a fraction."""
        return self.solution.gap

    @cached_property
    def servings(self) -> tuple[Serving, ...]:
        """Every serving of the plan."""
        choices, problem = self.problem.choices, self.problem
        return tuple(
            sorted(
                Serving(problem.days[day], problem.slots[choices.slot[choice]].meal,
                        problem.slots[choices.slot[choice]].course, problem.dishes["dish"][choices.dish[choice]])
                for choice, day in self.placed
            )
        )  # fmt: skip

    def table(self) -> pd.DataFrame:
        """Return the menu, one serving a row: date, meal, course, dish (the layout of the menus register)."""
        return self._table.copy()

    @cached_property
    def _table(self) -> pd.DataFrame:
        return tables.servings_frame(self.servings, self.problem)

    def grid(self) -> pd.DataFrame:
        """Return the menu as a sheet: a row per place, a column per day, dishes joined by ；."""
        table = self._table
        wide = table.groupby(["meal", "course", "date"])["dish"].agg("；".join).unstack("date")  # noqa: PD010 - already one value a cell
        return wide.reindex([(slot.meal, slot.course) for slot in self.problem.slots])

    def grams(self) -> pd.DataFrame:
        """Return net edible grams per child by serving and food, a column per band, portions applied."""
        return tables.grams_frame(self._table, self.problem, self.portions)

    def nutrition(self, by: str = "week") -> pd.DataFrame:
        """Return nutrients of an average child-day against target, by period (day, week, plan) and band.

        Columns period, band, nutrient, amount, target, ratio (amount ÷ target), upper (upper intake x in-school share),
        coverage (share of grams with a determined value), enough (coverage reaches the profile's).
        """
        _refuse(by, "day", "week", "plan")
        return tables.nutrition_frame(self._table, self.problem, self.portions, by)

    def cost(self, by: str = "dish") -> pd.DataFrame:
        """Return cost in fen by serving (`dish`), by day (`day`) or by food (`food`, all diners)."""
        _refuse(by, "dish", "day", "food")
        costs = tables.cost_frame(self._table, self.problem, self.portions)
        if by == "dish":
            return costs
        if by == "day":
            return costs.groupby("date", as_index=False)[[*self.problem.bands, "child_fen", "all_fen"]].sum()
        needed = tables.needed_frame(self.grams(), self.problem)
        place = {day: n for n, day in enumerate(self.problem.days)}
        food = self.problem.foods.index.get_indexer(pd.Index(needed["food"]))
        price = self.problem.price[food, needed["date"].map(place).to_numpy()]
        bought = needed["edible_kg"] / (self.problem.foods["edible_pct"].to_numpy()[food] / 100)
        by_food = needed.assign(bought_kg=bought, all_fen=bought * price)
        return by_food.groupby("food", as_index=False)[["bought_kg", "all_fen"]].sum()

    @property
    def fee_fen(self) -> float:
        """Cost of the average child-day in fen, portions applied."""
        return float(self.cost("day")["child_fen"].mean())

    def kitchen(self) -> pd.DataFrame:
        """Return kilograms (edible) by date, meal, dish and food, a column per site and the sum of all."""
        needed = tables.needed_frame(self.grams(), self.problem)
        wide = needed.pivot_table(
            index=["date", "meal", "dish", "food"], columns="site", values="edible_kg", aggfunc="sum", sort=False
        )
        return wide.assign(all_kg=wide.sum(axis=1)).reset_index().rename_axis(columns=None)

    def purchases(self) -> pd.DataFrame:
        """Return the purchase list: see `purchase.purchase_list`."""
        needed = tables.needed_frame(self.grams(), self.problem)
        needed = needed.groupby(["date", "food"], as_index=False)[["edible_kg"]].sum()
        return purchase_list(self.problem, needed)

    @cached_property
    def evaluation(self) -> Evaluation:
        """The menu judged by the independent checker, portions applied."""
        return evaluate(self.problem, self._table, tables.portions_frame(self.problem, self.portions))

    def findings(self) -> tuple[Finding, ...]:
        """Return what the menu does not keep and what to change, worst first, and how sure it is to be the best."""
        about = Finding(
            code="menu.solution", severity="good" if self.status == Status.PROVED else "notice", subject="食谱",
            period="、".join(self.problem.weeks), text=f"{STATUS_LABELS[self.status]}（差距 {self.gap:.2%}）",
            measured=self.gap, unit="fraction", source=self.solution.solver,
        )  # fmt: skip
        return (*self.evaluation.findings(), about)

    def explain(self) -> Explanation:
        """Return what binds the menu and what would help, in at most six sentences; see `explain.explain`."""
        from kgcore.menu.why.explain import explain  # it asks plans what they are

        return explain(self)

    def frontier(self) -> pd.DataFrame:
        """Return nondominated menus of the same problem by cost, nutrition and liking; see `frontier.frontier`."""
        from kgcore.menu.why.frontier import frontier

        return frontier(self.problem)

    def pin(self, *pins: Serving, effort: Effort | None = None) -> MenuPlan:
        """Return a plan with these servings fixed; only their weeks change, and as little as can be.

        Raises
        ------
        Infeasible
            a pin breaks a hard rule; the message names it.
        """
        kept = [old for old in self.problem.pins if all(_place(old) != _place(new) for new in pins)]
        problem = self.problem.with_(pins=tuple(sorted({*kept, *pins})))
        return _revise(self, problem, [pin.date for pin in pins], effort)

    def ban(self, *dishes: str, on: dt.date | None = None, effort: Effort | None = None) -> MenuPlan:
        """Return a plan without these dishes, for good or on one day; only the weeks that serve them change."""
        problem = self.problem.with_(bans=self.problem.bans | {(dish, on) for dish in dishes})
        touched = {s.date for s in self.servings if s.dish in dishes and on in (None, s.date)}
        return _revise(self, problem, touched - problem.given_days, effort)

    def avoid(self, *allergens: str, effort: Effort | None = None) -> MenuPlan:
        """Return a plan that avoids exactly these allergens; only the weeks that serve them change.

        Raises
        ------
        MenuError
            a place that no dish without them may fill; Infeasible when a pin holds one of them.
        """
        problem = self.problem.with_(avoid=frozenset(allergens))
        refused = Allergens().forbids(problem)
        touched = (
            set() if refused is None else {problem.days[day] for choice, day in self.placed if refused[choice, day]}
        )
        return _revise(self, problem, touched - problem.given_days, effort)

    def swap(self, date: dt.date, meal: str, course: str, dish: str, effort: Effort | None = None) -> MenuPlan:
        """Return a plan with `dish` in a place instead of what stands there."""
        return self.pin(Serving(date, meal, course, dish), effort=effort)

    def unpin(self, *pins: Serving) -> MenuPlan:
        """Return the same menu with these servings free again."""
        return replace(self, problem=self.problem.with_(pins=tuple(p for p in self.problem.pins if p not in pins)))

    def copy_week(self, source: str, target: str) -> MenuPlan:
        """Return the menu with week `target` (2026-W20) served as week `source`, weekday by weekday; nothing is solved.

        Days of `target` that stand, or whose weekday `source` lacks, keep their dishes. Rules that this breaks are in
        `findings`.

        Raises
        ------
        MenuError
            a week that is not planned here.
        """
        from kgcore.menu.planning import judged  # the plan and its making know each other

        problem, weekday = self.problem, {}
        if lacking := [week for week in (source, target) if week not in problem.weeks]:
            raise MenuError([f"计划里没有 {'、'.join(lacking)}；有 {'、'.join(problem.weeks)}"])
        for day in problem.week_days[problem.weeks.index(source)]:
            weekday[problem.days[day].weekday()] = day
        placed = dict(self.placed)
        for day in problem.week_days[problem.weeks.index(target)]:
            like = weekday.get(problem.days[day].weekday())
            if like is not None and problem.days[day] not in problem.given_days:
                placed = {key: n for key, n in placed.items() if key[1] != day}
                placed |= {(choice, day): n for (choice, at), n in self.placed.items() if at == like}
        return judged(replace(self, placed=placed), [problem.weeks.index(target)])

    def solve(self, effort: Effort | None = None, progress: Progress | None = None) -> MenuPlan:
        """Return the problem solved anew, all weeks free but for the pins, starting from this menu."""
        from kgcore.menu.planning import plan

        return plan(self.problem, effort or Effort(), progress, start=self)

    def changed_from(self, other: MenuPlan) -> list[Serving]:
        """Return servings of this plan whose dish is not in the same week and place of the other plan."""
        weeks = {day: self.problem.week_of[n] for n, day in enumerate(self.problem.days)}
        old = [(weeks[s.date], s.meal, s.course, s.dish) for s in other.servings if s.date in weeks]
        new = []
        for serving in self.servings:
            key = (weeks[serving.date], serving.meal, serving.course, serving.dish)
            if key in old:
                old.remove(key)
            else:
                new.append(serving)
        return new


def _refuse(by: str, *known: str) -> None:
    if by not in known:
        raise ValueError(f"by is one of {', '.join(known)}; not {by!r}")


def _place(serving: Serving) -> tuple[dt.date, str, str]:
    return serving.date, serving.meal, serving.course


def _revise(plan: MenuPlan, problem: Problem, touched: Iterable[dt.date], effort: Effort | None) -> MenuPlan:
    from kgcore.menu.planning import revise

    weeks = sorted({int(problem.week_of[problem.days.index(day)]) for day in touched if day in problem.days})
    return revise(plan, problem, weeks, effort or QUICK)


def no_portions(problem: Problem) -> Floats:
    """Return factors of one, [N, W, B]."""
    return np.ones((len(problem.dishes), len(problem.weeks), len(problem.bands)))
