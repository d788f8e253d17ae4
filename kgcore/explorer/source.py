"""Where the bench gets its weeks from and where its menu goes: the registers of an office."""

from __future__ import annotations

import pandas as pd

from kgcore import closed_loop, menu, periods
from kgcore.closed_loop import Spend
from kgcore.explorer.errors import BenchError
from kgcore.menu import MenuPlan, Problem
from kgcore.office import Office


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

    def save(self, plan: MenuPlan, who: str) -> str:
        """Write a menu into the register of menus and return what was done, in Chinese.

        Raises
        ------
        BenchError
            one of its days has a menu already; StoreError when nobody is named.
        """
        table = plan.table().assign(date=lambda rows: pd.to_datetime(rows["date"]))
        posted = self.office.read("menus")["date"]
        if there := sorted(set(posted) & set(table["date"])):
            days = "、".join(f"{day:%m-%d}" for day in there)
            raise BenchError(f"食谱表里{days}已有食谱，没有保存")
        receipt = self.office.write({"menus": table}, who=who)
        return f"已保存到食谱表：{len(table)} 道（第 {receipt.journal} 号录入，{who}）"
