"""Bench: a nutritionist's work on one menu, step by step and undoable. No widget is known here."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Self

import pandas as pd

from kgcore import periods
from kgcore.explorer import places
from kgcore.explorer.errors import BenchError
from kgcore.explorer.history import History, State
from kgcore.explorer.requests import answered, fee_of, signed
from kgcore.explorer.source import OfficeSource
from kgcore.explorer.wording import served_days
from kgcore.menu import Effort, MenuError, MenuPlan, PlanRequest, Problem, Progress, Serving
from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.menu.planning.planner import judged
from kgcore.menu.rules.allowed import Permission, permission
from kgcore.office import Office
from kgcore.registers import terms


class Bench:
    """One menu being made.

    Every action checks, plans anew what must change, and leads to a new state of the `history`; `undo` goes back.

    Parameters
    ----------
    problem : what is planned.
    source : reads other weeks and saves; None = a bench without an office.
    """

    def __init__(self, problem: Problem, source: OfficeSource | None = None) -> None:
        self.source = source
        self.history = History(State(problem, None, "打开"))
        self.probability: float | None = None
        self._stop = threading.Event()
        self._permission: tuple[Problem, Permission] | None = None

    @classmethod
    def open(cls, office: Office, week: str = "", weeks: int = 1) -> Self:
        """Set the bench for a week of an office, 2026-W19, with its posted menu; empty = the first one without a menu.

        Raises
        ------
        MenuError
            the registers do not make a problem; PeriodError when the week is none.
        """
        source = OfficeSource(office)
        bench = cls(source.problem(week or source.next_week(), weeks), source)
        bench.history.now = bench._with_posted(bench.problem, "打开")
        return bench

    @property
    def problem(self) -> Problem:
        """What is planned, with its present pins, bans and fee."""
        return self.history.now.problem

    @property
    def plan(self) -> MenuPlan | None:
        """The present menu, None before it is first solved."""
        return self.history.now.plan

    def solve(self, progress: Progress | None = None, effort: Effort | None = None) -> MenuPlan:
        """Plan every place that is not pinned, starting from the present menu.

        Parameters
        ----------
        progress : told points, bound and gap while it runs; `stop` ends it with the best menu so far.

        Raises
        ------
        MenuError
            no menu: the places, pins or rules that prevent it are named, with what may be changed.
        """
        problem = self.problem.with_(price_cases=())  # those of an earlier demand to be sure of the fee
        first = periods.parse(problem.weeks[0])
        request = PlanRequest(first, len(problem.weeks), probability=self.probability, effort=effort or Effort())
        office = None if self.source is None else self.source.office
        answer = answered(problem, request, office, self.plan, self.stoppable(progress))
        self.history.go(State(answer.plan.problem, answer.plan, "求解", answer.sure))
        return answer.plan

    def be_sure(self, probability: float | None) -> None:
        """Ask that the next `solve` keeps the fee with this probability, 0.5 to 1, when prices rise and fewer come.

        No step of its own: the present menu stays as it is. None = not asked.
        """
        self.probability = probability
        self.history.tell()

    def stop(self) -> None:
        """Ask the running search to end with the best menu so far."""
        self._stop.set()

    def stoppable(self, progress: Callable[..., object] | None) -> Callable[..., bool]:
        """Return a progress callback that passes its figures on and ends the search once `stop` was called."""
        self._stop.clear()

        def heard(*figures: float) -> bool:
            return bool(progress and progress(*figures)) or self._stop.is_set()

        return heard

    def pin(self, date: dt.date, meal: str, course: str, dish: str) -> None:
        """Fix a dish in a place; with a menu there, its week is planned again and little else changes.

        Raises
        ------
        MenuError
            the dish is not known, or a rule forbids it in this place; the rule is named.
        BenchError
            the day is fixed: it was served.
        """
        self._refuse_fixed(date)
        serving = Serving(date, meal, course, dish)
        if self.plan is None:
            kept = [p for p in self.problem.pins if (p.date, p.meal, p.course) != (date, meal, course)]
            problem = self.problem.with_(pins=tuple(sorted([*kept, serving])))
            permission(problem)
            self._go(problem, None, f"固定 {serving}")
        else:
            found = self.plan.pin(serving)
            self._go(found.problem, found, f"固定 {serving}")

    def unpin(self, *pins: Serving) -> None:
        """Free pinned servings; the menu stays as it is."""
        kept = tuple(p for p in self.problem.pins if p not in pins)
        self._keep(self.problem.with_(pins=kept), f"取消固定 {'、'.join(map(str, pins))}")

    def ban(self, dish: str, on: dt.date | None = None) -> None:
        """Ban a dish, for good or on one day.

        Raises
        ------
        MenuError
            nobody knows the dish, or without it a place stays empty.
        BenchError
            the day is fixed: it was served.
        """
        self._refuse_fixed(on)
        action = f"禁用 {dish}" + (f"（{on}）" if on else "")
        if self.plan is None:
            problem = self.problem.with_(bans=self.problem.bans | {(dish, on)})
            permission(problem)
            self._go(problem, None, action)
        else:
            found = self.plan.ban(dish, on=on)
            self._go(found.problem, found, action)

    def unban(self, dish: str, on: dt.date | None = None) -> None:
        """Allow a banned dish again; the menu stays as it is."""
        self._keep(self.problem.with_(bans=self.problem.bans - {(dish, on)}), f"取消禁用 {dish}")

    def avoid(self, allergen: str) -> None:
        """Avoid an allergen in the whole menu; dishes that hold it, or whose allergens nobody looked up, are replaced.

        Raises
        ------
        MenuError
            without it a place stays empty, or a pinned dish holds it.
        BenchError
            the registers do not know the allergen.
        """
        if allergen not in terms.ALLERGENS:
            raise BenchError(f"没有过敏原“{allergen}”；可选：{'、'.join(terms.ALLERGENS)}")
        self._avoid(self.problem.avoid | {allergen}, f"全园不含 {allergen}")

    def allow(self, allergen: str) -> None:
        """Allow an allergen again; the menu stays as it is."""
        self._avoid(self.problem.avoid - {allergen}, f"不再避开 {allergen}")

    def set_fee(self, yuan: str | float) -> None:
        """Set the meal money per child-day; the menu stays and is judged, its portions weighed anew, by that fee.

        Parameters
        ----------
        yuan : a number, or what was typed.

        Raises
        ------
        BenchError
            it is no number, or not above zero.
        """
        fee_fen = fee_of(yuan)
        problem = self.problem.with_(fee_fen=fee_fen)
        plan = None if self.plan is None else judged(replace(self.plan, problem=problem))
        self._go(problem, plan, f"膳费改为 {fee_fen / 100:.2f} 元")

    def take(self, plan: MenuPlan, action: str) -> None:
        """Go on with a plan of the same days that was made elsewhere, as the swap that `menu.explain` proposes.

        Raises
        ------
        BenchError
            it is of other days, or changes what was served.
        """
        if plan.problem.days != self.problem.days:
            raise BenchError("这份食谱排的是别的日子；请先换到那一周")
        fixed_days, fixed = self.problem.fixed_days, set(self.problem.fixed_servings)
        if changed := sorted({s.date for s in plan.servings if s.date in fixed_days and s not in fixed}):
            raise BenchError(f"{served_days(changed)}，这份食谱却改了；请按“求解”，只排其他日子")
        self._go(plan.problem, plan, action)

    def plan_fee(self) -> None:
        """Set the fee to what remains of the term's money over the child-days to come.

        Raises
        ------
        BenchError
            the bench has no office, or the office has no fee.
        """
        if self.source is None:
            raise BenchError("没有接上台账，查不到膳费走廊；请自己填膳费")
        self.set_fee(self.source.spend(self.problem.weeks[0]).target / 100)

    def copy_week(self, source: str, target: str) -> None:
        """Serve a week of the menu as another one, weekday by weekday; nothing is solved, the findings tell the rest.

        Raises
        ------
        BenchError
            there is no menu yet, or no such week in it.
        """
        if self.plan is None:
            raise BenchError("还没有食谱可抄；请先按“求解”")
        if missing := [week for week in (source, target) if week not in self.problem.weeks]:
            raise BenchError(f"计划里没有 {'、'.join(missing)} 周")
        self._go(self.problem, self.plan.copy_week(source, target), f"{target} 照抄 {source}")

    def choose(self, week: str, weeks: int = 1) -> None:
        """Turn to another week, or several beginning with it, and to the menu posted there.

        Pins do not come along; bans and avoided allergens do.

        Raises
        ------
        BenchError
            the registers hold no school day of it, or no fee.
        """
        if self.source is None:
            raise BenchError("没有接上台账，不能换周")
        problem = self.source.problem(week, weeks)
        kept = frozenset(ban for ban in self.problem.bans if ban[1] is None)
        self.history.go(self._with_posted(problem.with_(bans=kept, avoid=self.problem.avoid), f"换到 {week}"))

    def load(self) -> None:
        """Go on from the menu that is posted for these weeks, as it is served; pins that it does not serve are dropped.

        Raises
        ------
        BenchError
            the bench has no office, or no menu is posted; MenuError when the menu names an unknown dish.
        """
        if self.source is None:
            raise BenchError("没有接上台账，没有公布的食谱可载入")
        if (posted := self.source.posted(self.problem)) is None:
            raise BenchError(f"{'、'.join(self.problem.weeks)} 还没有公布的食谱；请按“求解”排一份")
        self.history.go(_loaded(posted, ""))

    def differs(self) -> int | None:
        """Return in how many places the present menu differs from the posted one; None when none is posted."""
        if self.source is None or not (posted := self.source.posted_rows(self.problem)):
            return None
        mine = set() if self.plan is None else {(s.date, s.meal, s.course, s.dish) for s in self.plan.servings}
        return len({row[:3] for row in mine ^ posted})

    def post(self, who: str, *, replace: bool = False) -> str:
        """Write the menu into the register of posted menus and return what was done, in Chinese.

        A signed entry of the register is no step of the bench: `undo` does not touch it, `withdraw` takes it back.

        Parameters
        ----------
        who : who enters it, for the journal. replace : put it in the place of a posted menu.

        Raises
        ------
        BenchError
            there is no menu yet, no office, or nobody is named; others as `OfficeSource.post`.
        """
        if self.source is None:
            raise BenchError("没有接上台账，不能公布")
        if self.plan is None:
            raise BenchError("还没有食谱可公布；请先按“求解”")
        return self._told(self.source.post(self.plan, signed(who), replace=replace))

    def withdraw(self, who: str) -> str:
        """Take the posted menu of these weeks down and return what was done, in Chinese; the present menu stays.

        Raises
        ------
        BenchError
            no office, nobody is named; PostingError when none is posted, or children have eaten by all of
            it.
        """
        if self.source is None:
            raise BenchError("没有接上台账，没有什么可取下的")
        return self._told(self.source.withdraw(self.problem, signed(who)))

    def undo(self) -> bool:
        """Take the last action back; False when there is none."""
        return self.history.undo()

    def redo(self) -> bool:
        """Do again what was undone last; False when there is nothing."""
        return self.history.redo()

    def substitutes(self, date: dt.date, meal: str, course: str) -> pd.DataFrame:
        """Return the dishes allowed in a place: see `places.substitutes`."""
        if self._permission is None or self._permission[0] is not self.problem:
            self._permission = (self.problem, permission(self.problem))
        return places.substitutes(self.problem, self._permission[1], self.plan, date, meal, course)

    def _refuse_fixed(self, date: dt.date | None) -> None:
        if date in self.problem.fixed_days:
            raise BenchError(f"{served_days([date])}，照原样不动；请改其他日子")

    def _avoid(self, allergens: frozenset[str], action: str) -> None:
        if self.plan is None:
            problem = self.problem.with_(avoid=allergens)
            permission(problem)
            self._go(problem, None, action)
        else:
            found = self.plan.avoid(*allergens)
            self._go(found.problem, found, action)

    def _with_posted(self, problem: Problem, action: str) -> State:
        """Return a state of a problem with the menu posted for it; one that cannot be read is told, not hidden."""
        assert self.source is not None
        try:
            posted = self.source.posted(problem)
        except MenuError as fault:
            return State(problem, None, f"{action}（公布的食谱载入不了：{fault}）")
        return State(problem, None, action) if posted is None else _loaded(posted, f"{action}，")

    def _told(self, text: str) -> str:
        """Let the listeners look at the register again."""
        self.history.tell()
        return text

    def _keep(self, problem: Problem, action: str) -> None:
        """Go on with other pins or bans that the present menu keeps anyway."""
        plan = None if self.plan is None else replace(self.plan, problem=problem)
        self.history.go(State(problem, plan, action, self.history.now.sure))

    def _go(self, problem: Problem, plan: MenuPlan | None, action: str) -> None:
        self.history.go(State(problem, plan, action))


def _loaded(week_menu: WeekMenu, before: str) -> State:
    """Return the state of a posted menu, its action naming what has no place in a plan."""
    plan = week_menu.plan
    problem = plan.problem.with_(pins=tuple(pin for pin in plan.problem.pins if pin in plan.servings))
    lost = week_menu.wrong_places
    action = f"{before}载入公布的食谱"
    if len(lost):
        named = "、".join(f"{row.date:%m-%d} {row.meal}·{row.course} {row.dish}" for row in lost.itertuples())
        action += f"（没有载入：{named}，《菜点》没有登记可供这一餐位）"
    return State(problem, replace(plan, problem=problem), action)
