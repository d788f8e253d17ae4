"""Where the bench gets its weeks from and where its menu goes: the registers of an office."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kgcore import closed_loop, menu, periods, weekly
from kgcore.closed_loop import Spend
from kgcore.explorer.errors import BenchError
from kgcore.menu import MenuPlan, PlanRequest, Problem
from kgcore.menu.office import register as posting
from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.office import Office
from kgcore.periods import Period, Weeks
from kgcore.weekly import PutUp


class OfficeSource:
    """The registers behind a bench."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._spends: dict[str, Spend] = {}

    def weeks(self) -> list[str]:
        """Return the weeks that the school calendar knows, 2026-W19, in order."""
        calendar = self.office.read("calendar")
        days = calendar.loc[calendar["school_day"], "date"]
        return list(dict.fromkeys(str(periods.week_of(day.date())) for day in days.sort_values()))

    def next_week(self) -> str:
        """Return the first week after the last one with a menu.

        Raises
        ------
        BenchError
            the calendar holds none.
        """
        posted = self.office.read("menus")["date"]
        last = "" if posted.empty else str(periods.week_of(posted.max().date()))
        after = [week for week in self.weeks() if week > last]
        if not after:
            raise BenchError("校历里没有还没排食谱的周；请先导入《校历》，或写明要排哪一周")
        return after[0]

    def spend(self, week: str) -> Spend:
        """Return what the menus of a week and those after it may cost: see `closed_loop.spend`."""
        if week not in self._spends:
            self._spends[week] = closed_loop.spend(self.office, periods.parse(week).start)
        return self._spends[week]

    def problem(self, week: str, weeks: int = 1) -> Problem:
        """Read what is to be planned, for what remains of the term's money; days on which children ate are fixed.

        Raises
        ------
        MenuError
            the registers do not make a problem; BenchError when the week is no week.
        """
        first = periods.parse(week)
        if first.unit != "week":
            raise BenchError(f"“{week}”不是一周；周写成 2026-W19")
        return menu.problem_of(self.office, self.request(first, weeks))

    def request(self, first: Period, weeks: int = 1) -> PlanRequest:
        """Return what is asked of the planner before she changes anything: posted menus may be replaced."""
        return PlanRequest(first, weeks, fee_fen=self.spend(first.text).target, replace=True)

    def posted(self, problem: Problem) -> WeekMenu | None:
        """Return the posted menu of the problem's weeks, None where none is.

        Raises
        ------
        MenuError
            it names a dish nobody knows, or a day that is no school day.
        """
        rows = posting.posted(self.office, _span(problem))
        return None if rows.empty else WeekMenu.posted(problem, rows, self.office.site_names())

    def posted_rows(self, problem: Problem) -> set[tuple[dt.date, str, str, str]]:
        """Return the posted servings of the problem's weeks: date, meal, course, dish."""
        rows = posting.posted(self.office, _span(problem))
        return set(zip(rows["date"].dt.date, rows["meal"], rows["course"], rows["dish"], strict=True))

    def rows(self, plan: MenuPlan) -> pd.DataFrame:
        """Return the rows of a menu as it is posted: see `weekly.around`."""
        return weekly.around(self.office, plan, _span(plan.problem))

    def post(self, plan: MenuPlan, who: str, *, replace: bool = False) -> str:
        """Put a menu into the register of posted menus and return what was done, in Chinese.

        Parameters
        ----------
        who : who enters it, for the journal.
        replace : put it in the place of a posted menu, which is kept as a workbook beside the database first. The
            fixed days are posted as they are and need no replacing.

        Raises
        ------
        BenchError
            a menu is posted there and was not to be replaced; PostingError when children have eaten by it already.
        """
        span = _span(plan.problem)
        others = {row[0] for row in self.posted_rows(plan.problem)} - plan.problem.fixed_days
        try:
            change = weekly.put_up(self.office, self.rows(plan), span, who=who, replace=replace or not others)
        except posting.PostedAlready as fault:
            raise BenchError(f"{fault}。要换掉请勾选“替换已公布的”，原来的先存成 Excel") from fault
        same = f"，其中 {change.stays} 道照旧" if change.stays else ""
        told = f"已公布：食谱表写入 {len(change.entry.menu)} 道{same}（录入记录第 {change.entry.journal} 号，{who}）"
        return told + _kept(change)

    def withdraw(self, problem: Problem, who: str) -> str:
        """Take the posted menu of the problem's weeks down, served days left, and return what was done, in Chinese.

        Raises
        ------
        PostingError
            none is posted, or children have eaten by all of it.
        """
        change = weekly.take_down(self.office, _span(problem), who=who)
        told = f"已取下公布的食谱 {change.rows_removed} 道（录入记录第 {change.entry.journal} 号，{who}）"
        stays = f"；{posting.history(change.served_days)}，{change.stays} 道照旧保留" if change.served_days else ""
        return told + stays + _kept(change)


def _span(problem: Problem) -> Weeks:
    return Weeks(periods.parse(problem.weeks[0]).start, periods.parse(problem.weeks[-1]).end)


def _kept(change: PutUp) -> str:
    return "" if change.backup is None else f"；原来的 {len(change.entry.before)} 道存为 {change.backup.absolute()}"
