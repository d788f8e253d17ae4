"""The pages below the table: why the menu is as it is, nutrition, money, the independent check, what goes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import ipywidgets as widgets

from kgcore.explorer import pictures, sheets
from kgcore.explorer.bench import Bench
from kgcore.explorer.errors import BenchError
from kgcore.explorer.place_panel import Run
from kgcore.explorer.shown import html_of, line, sentences
from kgcore.menu import Infeasible, MenuPlan, explain
from kgcore.present import Findings

TITLES = ("说明", "营养", "膳费", "独立核查", "采购和厨房", "保存和导出")
WHY, MONEY = 0, 2
EMPTY = "还没有食谱。"


class Pages:
    """Shows one page of a bench at a time; only the page in sight is drawn.

    Parameters
    ----------
    run : runs an action beside the loop. told : told what was done.
    """

    def __init__(self, bench: Bench, run: Run, told: Callable[[str], None]) -> None:
        self.bench, self.run, self.told = bench, run, told
        self.week = bench.problem.weeks[0]
        self.bodies = [widgets.HTML() for _ in TITLES]
        bands = bench.problem.bands
        self.band = widgets.ToggleButtons(options=bands, style={"button_width": "70px"})
        self.band.observe(lambda _: self.run("画图", self.refresh), "value")
        self.who = widgets.Text(description="录入人", placeholder="如 营养员", layout=widgets.Layout(width="220px"))
        self.replace = widgets.Checkbox(description="替换已公布的", indent=False, layout=widgets.Layout(width="130px"))
        self.save = widgets.Button(description="保存到食谱表", button_style="success")
        self.file = widgets.Text(description="文件", layout=widgets.Layout(width="340px"))
        self.export = widgets.Button(description="导出 Excel")
        self.save.on_click(lambda _: self.run("保存", self._save))
        self.export.on_click(lambda _: self.run("导出", self._export))
        boxes: list[widgets.Widget] = list(self.bodies)
        self.swap = widgets.Button(description="照“最管用的一换”换", layout={"width": "160px", "display": "none"})
        self.swap.on_click(lambda _: self.run("换菜", self._swap))
        self._name = ""
        self._swapped: MenuPlan | None = None
        boxes[0] = widgets.VBox([self.bodies[0], self.swap])
        boxes[1] = widgets.VBox([self.band, self.bodies[1]])
        self.curve = widgets.Button(description="画膳费曲线", tooltip="多少膳费能达到规则")
        self.curve_shown = widgets.HTML()
        self.curve.on_click(lambda _: self.run("算膳费曲线", self._fee_curve))
        boxes[2] = widgets.VBox([self.bodies[2], self.curve, self.curve_shown])
        boxes[5] = widgets.VBox(
            [widgets.HBox([self.who, self.replace, self.save]), widgets.HBox([self.file, self.export]), self.bodies[5]]
        )
        self.tabs = widgets.Tab(children=boxes, titles=TITLES)
        self.tabs.observe(lambda _: self.run("画图", self.refresh), "selected_index")
        self._drawn: dict[int, tuple[object, ...]] = {}

    def refresh(self) -> None:
        """Show the page in sight as the bench is now."""
        page, plan = self.tabs.selected_index, self.bench.plan
        if self.file.value in ("", self._name):  # a name of her own stays
            self._name = self.file.value = f"食谱-{self.bench.problem.weeks[0]}.xlsx"
        state = (plan, self.week, self.band.value)
        if page is None or self._drawn.get(page) == state:
            return
        if page == WHY:
            self._swapped, self.swap.layout.display = None, "none"
        if page == MONEY:
            self.curve_shown.value = ""
        draw = (self._why, self._nutrition, self._money, self._check, self._kitchen, lambda _: "")[page]
        self.bodies[page].value = EMPTY if plan is None else draw(plan)
        self._drawn[page] = state

    def lock(self, locked: bool) -> None:
        """Make the pages deaf while something runs."""
        for widget in (self.swap, self.band, self.curve, self.who, self.replace, self.save, self.file, self.export):
            widget.disabled = locked
        self.save.disabled = locked or self.bench.source is None

    def _why(self, plan: MenuPlan) -> str:
        try:
            told = explain(plan)
        except Infeasible as fault:  # a menu put together by hand may keep what no planner could
            return sentences("这份食谱不合硬性规则", fault.faults) + html_of(Findings(plan.findings()))
        self._swapped = told.swapped
        self.swap.layout.display = "none" if told.swapped is None else "inline-block"
        return sentences("为什么是这份食谱", told.lines) + html_of(Findings(plan.findings()))

    def _swap(self) -> None:
        if self._swapped is not None:
            self.bench.take(self._swapped, "照说明换菜")

    def _nutrition(self, plan: MenuPlan) -> str:
        return html_of(pictures.nutrients_chart(plan, self.week, str(self.band.value)))

    def _money(self, plan: MenuPlan) -> str:
        chart = pictures.cost_chart(plan)
        said = "" if self.bench.source is None else line(self.bench.source.spend(plan.problem.weeks[0]).text)
        return said + ("没有膳费，不比较。" if chart is None else html_of(chart))

    def _fee_curve(self) -> None:
        self.curve_shown.value = html_of(pictures.fee_chart(self._plan()))

    def _check(self, plan: MenuPlan) -> str:
        return html_of(Findings(plan.evaluation.findings(), "独立核查逐条重算了所有规则，没有发现问题。"))

    def _kitchen(self, plan: MenuPlan) -> str:
        return html_of(sheets.purchase_table(plan)) + html_of(sheets.kitchen_table(plan, self._sites()))

    def _sites(self) -> Mapping[str, str]:
        return {} if self.bench.source is None else self.bench.source.site_names()

    def _plan(self) -> MenuPlan:
        if self.bench.plan is None:
            raise BenchError("还没有食谱；请先按“求解”")
        return self.bench.plan

    def _save(self) -> None:
        self.told(self.bench.save(self.who.value.strip(), replace=self.replace.value))

    def _export(self) -> None:
        path = sheets.write_workbook(self._plan(), self._sites(), Path(self.file.value.strip() or "食谱.xlsx"))
        self.told(f"已导出 {path}：食谱、厨房配料单、采购单")
