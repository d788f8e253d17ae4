"""The pages below the table: why the menu is as it is, nutrition, money, special menus, the check, what goes out."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets

from kgcore.explorer import pictures
from kgcore.explorer.bench import Bench
from kgcore.explorer.formatting import html_of, line, sentences
from kgcore.explorer.money_page import MoneyPage
from kgcore.explorer.out_page import OutPage
from kgcore.explorer.outgoing import Outgoing
from kgcore.explorer.place_panel import Run
from kgcore.menu import Infeasible, MenuPlan, explain
from kgcore.present import Findings

WHY, NUTRITION, MONEY, SPECIAL, CHECK, KITCHEN, OUT = range(7)
TITLES = ("说明", "营养", "膳费", "过敏班级", "独立核查", "采购和厨房", "公布和导出")
EMPTY = "还没有食谱；按“求解”排一份。"
NO_OFFICE = "没有接上台账，不知道园所和过敏幼儿。"


class Pages:
    """Shows one page of a bench at a time; only the page in sight is drawn.

    Parameters
    ----------
    run : runs an action beside the loop. told : told what was done. said : shows how far it is.
    """

    def __init__(
        self, bench: Bench, run: Run, tell: Callable[[str], None], say: Callable[[str], None]
    ) -> None:  # fmt: skip
        self.bench, self.run = bench, run
        self.week = bench.problem.weeks[0]
        self.bodies = {page: widgets.HTML() for page in (WHY, NUTRITION, SPECIAL, CHECK, KITCHEN)}
        self.money, self.out = MoneyPage(bench, run, say), OutPage(bench, run, tell)
        self.band = widgets.ToggleButtons(options=bench.problem.bands, style={"button_width": "70px"})
        self.band.observe(lambda _: self.run("画图", self.refresh), "value")
        self.swap = widgets.Button(description="照“最管用的一换”换", layout={"width": "160px", "display": "none"})
        self.swap.on_click(lambda _: self.run("换菜", self._swap))
        self._alternative: MenuPlan | None = None
        boxes = {
            **self.bodies, WHY: widgets.VBox([self.bodies[WHY], self.swap]), MONEY: self.money.box, OUT: self.out.box,
            NUTRITION: widgets.VBox([self.band, self.bodies[NUTRITION]]),
        }  # fmt: skip
        self.tabs = widgets.Tab(children=[boxes[page] for page in range(len(TITLES))], titles=TITLES)
        self.tabs.observe(lambda _: self.run("画图", self.refresh), "selected_index")
        self._states: dict[int, tuple[object, ...]] = {}

    def refresh(self) -> None:
        """Show the page in sight as the bench is now."""
        page, plan = self.tabs.selected_index, self.bench.plan
        self.out.refresh(self.week)
        state = (plan, self.bench.problem, self.week, self.band.value, self.bench.differs())
        if page in (None, OUT) or self._states.get(page) == state:
            return
        if page == WHY:
            self._alternative, self.swap.layout.display = None, "none"
        if page == MONEY:
            self.money.draw(plan)
        else:
            draw = {WHY: self._why, NUTRITION: self._nutrition, CHECK: _check}.get(page)
            self.bodies[page].value = EMPTY if plan is None else draw(plan) if draw else self._outgoing(page)
        self._states[page] = state

    def lock(self, busy: bool) -> None:
        """Disable the pages while a job runs."""
        self.swap.disabled = self.band.disabled = busy
        self.money.lock(busy)
        self.out.lock(busy)

    def _why(self, plan: MenuPlan) -> str:
        try:
            explanation = explain(plan)
        except Infeasible as fault:  # a menu put together by hand may keep what no planner could
            return sentences("这份食谱不合硬性规则", fault.faults) + html_of(Findings(plan.findings()))
        self._alternative = explanation.alternative
        self.swap.layout.display = "none" if explanation.alternative is None else "inline-block"
        return sentences("为什么是这份食谱", explanation.lines) + html_of(Findings(plan.findings()))

    def _swap(self) -> None:
        if self._alternative is not None:
            self.bench.take(self._alternative, "照说明换菜")

    def _nutrition(self, plan: MenuPlan) -> str:
        return html_of(pictures.nutrients_chart(plan, self.week, str(self.band.value)))

    def _outgoing(self, page: int) -> str:
        if self.bench.source is None:
            return line(NO_OFFICE)
        outgoing = Outgoing.of(self.bench, self.week)
        return "".join(map(html_of, outgoing.special_menus() if page == SPECIAL else outgoing.cooking()))


def _check(plan: MenuPlan) -> str:
    return html_of(Findings(plan.evaluation.findings(), "独立核查逐条重算了所有规则，没有发现问题。"))
