"""The page of money: cost against the fee, and on demand what fees buy, the lowest fee, and menus between the goals."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import ipywidgets as widgets

from kgcore.explorer import trade_off
from kgcore.explorer.bench import Bench
from kgcore.explorer.errors import BenchError
from kgcore.explorer.formatting import html_of, line
from kgcore.explorer.pictures import cost_chart, fee_chart
from kgcore.explorer.place_panel import Run
from kgcore.menu import MenuPlan, Problem, frontier, lowest_fee

Said = Callable[[str], None]


class MoneyPage:
    """Shows what the menu costs and answers what another fee would mean.

    Parameters
    ----------
    run : runs an action beside the loop. said : shows how far it is.
    """

    def __init__(self, bench: Bench, run: Run, said: Said) -> None:
        self.bench, self.run, self.tell = bench, run, said
        self.cost = widgets.HTML()
        self.curve = _button("画膳费曲线", "多少膳费能达到规则", "110px")
        self.lowest = _button("算最低膳费", "守住营养底线最少要多少膳费；几秒钟", "110px")
        self.frontier = _button("比成本、营养、喜好", "排十几份食谱，看三样怎么取舍；十几秒", "150px")
        self.curve_shown, self.lowest_shown, self.frontier_shown = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.take_lowest = _button("换成最省的这份食谱", "可以撤销", "160px")
        self.choice = widgets.Dropdown(description="第几份", layout=widgets.Layout(width="420px"))
        self.take_choice = _button("换成这份食谱", "可以撤销", "110px")
        self.chooser = widgets.HBox([self.choice, self.take_choice])
        self._cheapest: MenuPlan | None = None
        self._questions: dict[str, tuple[object, ...]] = {}
        self.curve.on_click(lambda _: self.run("算膳费曲线", self._curve))
        self.lowest.on_click(lambda _: self.run("算最低膳费", self._lowest))
        self.frontier.on_click(lambda _: self.run("比成本、营养、喜好", self._frontier))
        self.take_lowest.on_click(lambda _: self.run("换食谱", self._take_lowest))
        self.take_choice.on_click(lambda _: self.run("换食谱", self._take_choice))
        self.box = widgets.VBox(
            [
                self.cost, widgets.HBox([self.curve, self.lowest, self.frontier]), self.curve_shown, self.lowest_shown,
                self.take_lowest, self.frontier_shown, self.chooser,
            ]
        )  # fmt: skip
        self._forget()

    def draw(self, plan: MenuPlan | None) -> None:
        """Show what the present menu costs; answers that other pins, bans or fees would change go."""
        if plan is None:
            self.cost.value = line("还没有食谱；按“求解”排一份。")
        else:
            chart = cost_chart(plan)
            source = self.bench.source
            said = "" if source is None else line(source.spend(plan.problem.weeks[0]).text)
            self.cost.value = said + (line("没有膳费，不比较。") if chart is None else html_of(chart))
        self._forget()

    def lock(self, locked: bool) -> None:
        """Disable the page while a job runs."""
        for widget in (self.curve, self.lowest, self.frontier, self.take_lowest, self.choice, self.take_choice):
            widget.disabled = locked

    def _forget(self) -> None:
        problem = self.bench.problem
        if self._questions.get("curve") != (problem.fee_fen, *_question(problem)):
            self.curve_shown.value = ""
        if self._questions.get("lowest") != _question(problem):
            self._cheapest, self.lowest_shown.value, self.take_lowest.layout.display = None, "", "none"
        if self._questions.get("frontier") != _question(problem):
            self.frontier_shown.value, self.choice.options, self.chooser.layout.display = "", (), "none"

    def _curve(self) -> None:
        problem = self.bench.problem
        self.curve_shown.value = html_of(fee_chart(self._plan()))
        self._questions["curve"] = (problem.fee_fen, *_question(problem))

    def _lowest(self) -> None:
        problem = self.bench.problem.with_(price_cases=())
        found = lowest_fee(problem, progress=self.bench.stoppable(self._cheaper))
        self.lowest_shown.value = html_of(trade_off.lowest_fee_table(found, problem.fee_fen))
        self._cheapest, self.take_lowest.layout.display = found.plan, "inline-block"
        self._questions["lowest"] = _question(problem)

    def _cheaper(self, fen: float, least: float, gap: float) -> None:  # noqa: ARG002 - a planner's progress
        if math.isfinite(fen):
            floor = f"，不会低于 {least / 100:.2f} 元" if least > 0 else ""
            self.tell(f"正在找最省的食谱：已找到每人每天 {fen / 100:.2f} 元的{floor}；按“停止”就用这一份")

    def _frontier(self) -> None:
        plan = self._plan()

        def counted(done: int, of: int) -> None:
            self.tell(f"正在排第 {min(done + 1, of)} 份食谱，共 {of} 份；按“停止”就比已经排好的")

        counted(0, 1)
        found = frontier(plan.problem, progress=self.bench.stoppable(counted))
        self.frontier_shown.value = html_of(trade_off.frontier_chart(found, plan))
        self._questions["frontier"] = _question(plan.problem)
        rows = trade_off.numbered(found).to_dict("records")
        self.choice.options = [(trade_off.described(row), row["plan"]) for row in rows]
        self.choice.index = 0
        self.chooser.layout.display = "flex"

    def _take_lowest(self) -> None:
        if self._cheapest is not None:
            self.bench.take(self._cheapest, "换成最省的食谱")

    def _take_choice(self) -> None:
        if self.choice.value is not None:
            self.bench.take(self.choice.value, f"换成第 {self.choice.index + 1} 份食谱")

    def _plan(self) -> MenuPlan:
        """Return the present menu at today's prices: what is put by for dearer ones is no part of these questions."""
        if (plan := self.bench.plan) is None:
            raise BenchError("还没有食谱；请先按“求解”")
        return replace(plan, problem=plan.problem.with_(price_cases=()))


def _question(problem: Problem) -> tuple[object, ...]:
    """Return what the answers rest on: another fee leaves them as they are."""
    return problem.days, problem.pins, problem.bans, problem.avoid


def _button(text: str, told: str, width: str) -> widgets.Button:
    return widgets.Button(description=text, tooltip=told, layout=widgets.Layout(width=width))
