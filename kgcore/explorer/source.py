"""Where the bench gets its weeks from and where its menu goes: the registers of an office."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from kgcore import closed_loop, menu, periods
from kgcore.closed_loop import Spend
from kgcore.explorer.errors import BenchError
from kgcore.menu import MenuPlan, Problem, posting
from kgcore.office import Office
from kgcore.periods import Period
from kgcore.workbook import write_workbook


class Source:
    """The registers behind a bench."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._spent: dict[str, Spend] = {}

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
        if week not in self._spent:
            self._spent[week] = closed_loop.spend(self.office, periods.parse(week).start)
        return self._spent[week]

    def problem(self, week: str, weeks: int = 1) -> Problem:
        """Read what is to be planned, for what remains of the term's money.

        Raises
        ------
        MenuError
            the registers do not make a problem; BenchError when the week is no week.
        """
        first = periods.parse(week)
        if first.unit != "week":
            raise BenchError(f"“{week}”不是一周；周写成 2026-W19")
        return menu.from_office(self.office, first, weeks=weeks, fee=self.spend(week).target / 100)

    def site_names(self) -> dict[str, str]:
        """Return the name of each kindergarten by its code."""
        sites = self.office.read("sites", sites="all")
        return dict(zip(sites["site"], sites["name"], strict=True))

    def save(self, plan: MenuPlan, who: str, *, replace: bool = False) -> str:
        """Put a menu into the register of posted menus and return what was done, in Chinese.

        Parameters
        ----------
        who : who enters it, for the journal.
        replace : put it in the place of a posted menu, which is kept as a workbook in the working folder first.

        Raises
        ------
        BenchError
            a menu is posted there and was not to be replaced; PostingError when children have eaten by it already.
        """
        problem = plan.problem
        first, last = periods.parse(problem.weeks[0]), periods.parse(problem.weeks[-1])
        span = Period(first.start, last.end, "week", first.text)
        before, rows, kept = posting.posted(self.office, span), plan.table(), None
        if len(before):
            if not replace:
                raise BenchError(
                    f"{span.title}已有公布的食谱，没有保存。要换掉请勾选“替换已公布的”，原来的先存成 Excel"
                )
            posting.refuse_served(self.office, span, before, rows.assign(date=pd.to_datetime(rows["date"])))
            kept = write_workbook(Path(f"食谱-{span}-{dt.datetime.now():%Y%m%d%H%M%S}.xlsx"), {"menus": before})
        done = posting.post(
            self.office, rows, span, who=who, before=before, file=None if kept is None else kept.name
        )  # fmt: skip
        told = f"已保存到食谱表：{len(done.menu)} 道（录入记录第 {done.journal} 号，{who}）"
        return told if kept is None else f"{told}；原来的 {len(before)} 道存为 {kept.absolute()}"
