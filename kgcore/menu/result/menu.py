"""MenuPlan: a menu with what it holds, costs and needs. Immutable: every change returns a new plan."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kgcore.findings import Finding
from kgcore.menu.check import Evaluation, evaluate
from kgcore.menu.formulation.day_assignment import Placements
from kgcore.menu.formulation.master import Counts
from kgcore.menu.problem.problem import Floats, Problem, Serving
from kgcore.menu.result import tables
from kgcore.menu.result.effect import Effect
from kgcore.menu.result.purchases import purchase_list
from kgcore.menu.rules.violations import Broken
from kgcore.menu.solvers.status import STATUS_LABELS, Solution, Status, gap_in_words
from kgcore.notebook import FindingList, html_face

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from matplotlib.axes import Axes

    from kgcore.menu.solvers.effort import Effort
    from kgcore.menu.solvers.highs import Progress


@dataclass(frozen=True, eq=False)
class MenuPlan:
    """A menu of a problem.

    Attributes
    ----------
    counts : [K, W] servings by choice and week. placements : (choice, day) of each serving.
    portions : [N, W, B] factors on the dishes' grams.
    solution : how good it is known to be: status, bound and gap, of the weekly servings before portions are flexed.
    tiers : points by tier (norm, goal, ... lost; preference earned).
    violations : rules that do not hold, with by how much.
    """

    problem: Problem
    counts: Counts
    placements: Placements
    portions: Floats
    solution: Solution
    tiers: dict[str, float]
    violations: tuple[Broken, ...]
    cuts: int = 0

    if TYPE_CHECKING:
        # What one does with a plan, for editors and type checkers: kgcore.menu attaches the functions, whose rooms are
        # above this one, with their docstrings; mypy holds them against these signatures.

        def pin(self, /, *pins: Serving | str, effort: Effort | None = None) -> MenuPlan:
            """Fix servings."""

        def unpin(self, /, *pins: Serving | str) -> MenuPlan:
            """Free servings that were fixed."""

        def swap(self, /, date: dt.date, meal: str, course: str, dish: str, effort: Effort | None = None) -> MenuPlan:
            """Put a dish in a place instead of the dish that is there."""

        def ban(self, /, *dishes: str, on: dt.date | None = None, effort: Effort | None = None) -> MenuPlan:
            """Leave dishes out, for good or on one day."""

        def avoid(self, /, *allergens: str, effort: Effort | None = None) -> MenuPlan:
            """Leave allergens out."""

        def copy_week(self, /, source: str, target: str) -> MenuPlan:
            """Serve a week as another week."""

        def solve(self, /, effort: Effort | None = None, progress: Progress | None = None) -> MenuPlan:
            """Solve anew, all weeks free but for the pins."""

        def with_fee(self, /, fee: float, effort: Effort | None = None) -> MenuPlan:
            """Solve anew for another fee in yuan."""

        def frontier(self, /) -> pd.DataFrame:
            """Return nondominated menus by cost, nutrition and liking."""

        def compare(self, /, reference: MenuPlan) -> pd.DataFrame:
            """Return the figures of two menus side by side."""

        def plot(self, /, ax: Axes | None = None) -> Axes:
            """Draw the nutrients against their targets."""

        def to_excel(self, /, path: str | Path, *, overwrite: bool = False) -> Path:
            """Write the menu as a workbook."""

        def explain(self, /) -> Explanation:
            """Return what binds the menu and what would help."""

        def _repr_html_(self, /) -> str:
            """Return the menu as a table, for a notebook."""

    def __repr__(self) -> str:
        return f"<MenuPlan {self.one_line()}>"

    def one_line(self) -> str:
        """Return weeks, size, cost against the fee, and how good the menu is known to be.

        Examples
        --------
        >>> from kgcore.testing import tiny_plan
        >>> tiny_plan().one_line()
        '2026-W25 食谱：5 天 45 道，食材 ... 元/人日，膳费 16.00 元，...'
        """
        problem = self.problem
        fee = "" if problem.fee_fen is None else f"，膳费 {problem.fee_fen / 100:.2f} 元"
        return (
            f"{'、'.join(problem.weeks)} 食谱：{len(problem.days)} 天 {len(self.servings)} 道，"
            f"食材 {self.cost_fen / 100:.2f} 元/人日{fee}，{STATUS_LABELS[self.status]}（{gap_in_words(self.gap)}）"
        )

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
                for choice, day in self.placements
            )
        )  # fmt: skip

    def table(self) -> pd.DataFrame:
        """Return the menu, one serving a row: date, meal, course, dish (the layout of the menus register).

        Examples
        --------
        >>> from kgcore.testing import tiny_plan
        >>> tiny_plan().table().columns.tolist()
        ['date', 'meal', 'course', 'dish']
        """
        return self._table.copy()

    @cached_property
    def _table(self) -> pd.DataFrame:
        return tables.servings_frame(self.servings, self.problem)

    def grid(self) -> pd.DataFrame:
        """Return the menu as a sheet: a row per place, a column per day, dishes joined by ；.

        Examples
        --------
        >>> from kgcore.testing import tiny_plan
        >>> tiny_plan().grid().shape  # places of a day, days
        (9, 5)
        """
        table = self._table
        wide = table.groupby(["meal", "course", "date"])["dish"].agg("；".join).unstack("date")  # noqa: PD010 - already one value a cell
        return wide.reindex([(slot.meal, slot.course) for slot in self.problem.slots])

    def grams(self) -> pd.DataFrame:
        """Return net edible grams per child by serving and food, a column per band, portions applied.

        Examples
        --------
        >>> from kgcore.testing import tiny_plan
        >>> tiny_plan().grams().columns.tolist()
        ['date', 'meal', 'course', 'dish', 'food', '小班', '大班']
        """
        return tables.grams_frame(self._table, self.problem, self.portions)

    def nutrition(self, by: str = "week") -> pd.DataFrame:
        """Return nutrients of an average child-day against target, by period (day, week, plan) and band.

        Columns period, band, nutrient, amount, target, ratio (amount ÷ target), upper (upper intake x in-school share),
        coverage (share of grams with a determined value), enough (coverage reaches the profile's).

        Examples
        --------
        >>> from kgcore.testing import tiny_plan
        >>> week = tiny_plan().nutrition("plan")
        >>> week.loc[week["nutrient"] == "protein_g", "ratio"].ge(1).all()
        np.True_
        """
        _refuse(by, "day", "week", "plan")
        return tables.nutrition_frame(self._table, self.problem, self.portions, by)

    def average(self) -> pd.DataFrame:
        """Return nutrients of the average child-day over all days and bands: see `tables.average_frame`.

        Examples
        --------
        >>> from kgcore.testing import tiny_plan
        >>> bool(tiny_plan().average().loc["protein_g", "ratio"] > 1)
        True
        """
        return tables.average_frame(self._table, self.problem, self.portions)

    def cost(self, by: str = "dish") -> pd.DataFrame:
        """Return cost in fen by serving (`dish`), by day (`day`) or by food (`food`, all diners).

        Examples
        --------
        >>> from kgcore.testing import tiny_plan
        >>> len(tiny_plan().cost("day"))
        5
        """
        _refuse(by, "dish", "day", "food")
        costs = tables.cost_frame(self._table, self.problem, self.portions)
        if by == "dish":
            return costs
        if by == "day":
            return costs.groupby("date", as_index=False)[[*self.problem.bands, "child_fen", "all_fen"]].sum()
        needs = tables.needed_frame(self.grams(), self.problem)
        place = {day: n for n, day in enumerate(self.problem.days)}
        food = self.problem.foods.index.get_indexer(pd.Index(needs["food"]))
        price = self.problem.price[food, needs["date"].map(place).to_numpy()]
        purchase_kg = needs["edible_kg"] / (self.problem.foods["edible_pct"].to_numpy()[food] / 100)
        by_food = needs.assign(bought_kg=purchase_kg, all_fen=purchase_kg * price)
        return by_food.groupby("food", as_index=False)[["bought_kg", "all_fen"]].sum()

    @property
    def cost_fen(self) -> float:
        """Cost of the average child-day in fen, portions applied."""
        return float(self.cost("day")["child_fen"].mean())

    def kitchen(self) -> pd.DataFrame:
        """Return kilograms (edible) by date, meal, dish and food, a column per site and the sum of all.

        Examples
        --------
        >>> from kgcore.testing import tiny_plan
        >>> tiny_plan().kitchen().columns.tolist()
        ['date', 'meal', 'dish', 'food', 'main', 'all_kg']
        """
        needed = tables.needed_frame(self.grams(), self.problem)
        wide = needed.pivot_table(
            index=["date", "meal", "dish", "food"], columns="site", values="edible_kg", aggfunc="sum", sort=False
        )
        return wide.assign(all_kg=wide.sum(axis=1)).reset_index().rename_axis(columns=None)

    def purchases(self) -> pd.DataFrame:
        """Return the purchase list: see `purchases.purchase_list`.

        Examples
        --------
        >>> from kgcore.testing import tiny_plan
        >>> set(tiny_plan().purchases()["date"]) <= set(tiny_plan().problem.days)
        True
        """
        needed = tables.needed_frame(self.grams(), self.problem)
        needed = needed.groupby(["date", "food"], as_index=False)[["edible_kg"]].sum()
        return purchase_list(self.problem, needed)

    @cached_property
    def evaluation(self) -> Evaluation:
        """The menu judged by the independent checker, portions applied."""
        return evaluate(self.problem, self._table, tables.portions_frame(self.problem, self.portions))

    def findings(self) -> FindingList:
        """Return what the menu does not keep and what to change, worst first, and how sure it is to be the best.

        Examples
        --------
        >>> from kgcore.testing import tiny_plan
        >>> tiny_plan().findings()[-1].code
        'menu.solution'
        """
        about = Finding(
            code="menu.solution", severity="good" if self.status == Status.PROVED else "notice", subject="食谱",
            period="、".join(self.problem.weeks), text=f"{STATUS_LABELS[self.status]}（{gap_in_words(self.gap)}）",
            measured=self.gap, unit="fraction", source=self.solution.solver,
        )  # fmt: skip
        return FindingList([*self.evaluation.findings(), about])

    def changed_from(self, base: MenuPlan) -> list[Serving]:
        """Return servings of this plan whose dish is not in the same week and place of the base plan.

        Examples
        --------
        >>> from kgcore.testing import tiny_plan
        >>> tiny_plan().changed_from(tiny_plan())
        []
        """
        weeks = {day: self.problem.week_of[n] for n, day in enumerate(self.problem.days)}
        old = [(weeks[s.date], s.meal, s.course, s.dish) for s in base.servings if s.date in weeks]
        new = []
        for serving in self.servings:
            key = (weeks[serving.date], serving.meal, serving.course, serving.dish)
            if key in old:
                old.remove(key)
            else:
                new.append(serving)
        return new


@dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """What binds a menu.

    Attributes
    ----------
    week : the week that was looked at: the one that misses most. lines : at most six sentences.
    effects : every question asked with both answers.
    alternative : the menu with the swap that a line names; None when no line does.
    """

    week: str
    lines: tuple[str, ...]
    effects: tuple[Effect, ...]
    alternative: MenuPlan | None = None

    def table(self) -> pd.DataFrame:
        """Return every question with both answers, a row each: see `effects.Effect`; gain = after - before."""
        table = pd.DataFrame(
            [astuple(effect) for effect in self.effects], columns=[field.name for field in fields(Effect)]
        )
        return table.assign(gain=table["after"] - table["before"])

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def __repr__(self) -> str:
        return f"<Explanation {self.week}：{len(self.lines)} 条说明，{len(self.effects)} 次试算>"

    def _repr_html_(self) -> str:
        return html_face(
            f"{self.week} 的食谱受什么限制", [(str(n), line) for n, line in enumerate(self.lines, start=1)]
        )


def _refuse(by: str, *known: str) -> None:
    if by not in known:
        raise ValueError(f"by is one of {', '.join(known)}; not {by!r}")


def no_portions(problem: Problem) -> Floats:
    """Return factors of one, [N, W, B]."""
    return np.ones((len(problem.dishes), len(problem.weeks), len(problem.bands)))
