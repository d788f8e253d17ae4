"""What goes out of a bench for one week, as the reports show it: parents' page, kitchen's sheets, special menus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kgcore import disk
from kgcore.explorer.bench import Bench
from kgcore.explorer.errors import BenchError
from kgcore.menu import Variants, office_variants
from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.present import Closing, Findings
from kgcore.present import menu as show

PARENTS, KITCHEN = "parents", "kitchen"
AUDIENCES = {PARENTS: "家长", KITCHEN: "食堂"}
NAMES = {PARENTS: "一周食谱", KITCHEN: "备餐单和采购清单"}
"""What an audience gets."""


@dataclass(frozen=True, eq=False)
class Outgoing:
    """One week of a bench's menu, and what its allergic children get instead."""

    week: WeekMenu
    special: Variants
    closing: Closing

    @classmethod
    def of(cls, bench: Bench, week: str) -> Outgoing:
        """Return a week of the present menu; where it is the posted one, as it is posted.

        Raises
        ------
        BenchError
            there is no menu, or no office that knows the children; MenuError when a class has no band.
        """
        if bench.plan is None:
            raise BenchError("还没有食谱；请先按“求解”")
        if bench.source is None:
            raise BenchError("没有接上台账，不知道园所和过敏幼儿，出不了备餐单")
        menu, office = _week(bench, week), bench.source.office
        return cls(menu, office_variants(office, menu.plan), Closing.of(office, proposal=menu.proposal))

    def cooking(self) -> list[Any]:
        """Return the kitchen's sheets of the days and the purchase list."""
        return [show.day_sheets(self.week, self.special), show.purchases(self.week, self.special)]

    def special_menus(self) -> list[Any]:
        """Return, for the nutritionist alone, what is cooked for allergic children, where it goes, what is not kept."""
        found = Findings(self.special.findings(), "过敏幼儿的替代餐没有发现问题。")
        return [show.special_cooking(self.week, self.special), show.special_classes(self.week, self.special), found]

    def displays(self, audience: str) -> Sequence[Any]:
        """Return what the report for an audience, PARENTS or KITCHEN, shows, in its order."""
        if audience == PARENTS:
            return [show.poster(self.week), self.closing]
        days, purchases = self.cooking()
        cooking = show.special_cooking(self.week, self.special)
        return [
            show.kitchen_headline(self.week), show.week_table(self.week), days, cooking, purchases,
            show.findings(self.week), self.closing,
        ]  # fmt: skip

    def write(self, audience: str, path: Path) -> Path:
        """Write the workbook that the report for an audience has, and return its full path."""
        # imported here: nbconvert comes along and takes seconds, and the bench is wanted first
        from kgcore.reports.document import of_displays
        from kgcore.reports.exporters.xlsx import workbook

        title = f"{'、'.join(self.week.sites.values())}{NAMES[audience]} {self.week.problem.weeks[0]}"
        content = workbook(of_displays(title, self.displays(audience)))
        with disk.replacing(path) as draft:
            draft.write_bytes(content)
        return path.absolute()


def _week(bench: Bench, week: str) -> WeekMenu:
    plan, source = bench.plan, bench.source
    assert plan is not None and source is not None
    problem = plan.problem
    if len(problem.weeks) > 1:
        problem = source.problem(week).with_(fee_fen=problem.fee_fen, bans=problem.bans, avoid=problem.avoid)
    rows = source.rows(plan)
    rows = rows[rows["date"].isin(problem.days)]
    problem = problem.with_(fixed_servings=())  # a report tells of every day
    if rows.empty:
        raise BenchError(f"{week} 还没有菜；请先按“求解”")
    menu = WeekMenu.posted(problem, rows, source.office.site_names())
    if set(rows.itertuples(index=False, name=None)) == source.posted_rows(problem):
        return menu
    place = plan.problem.weeks.index(week)
    weighed = replace(menu.plan, portions=plan.portions[:, [place]])
    return replace(menu, plan=weighed, proposal=True)
