"""The bar above the table: week, fee, 求解 and 停止, back and forth, and what is pinned and banned."""

from __future__ import annotations

import datetime as dt

import ipywidgets as widgets

from kgcore import periods
from kgcore.explorer.bench import Bench
from kgcore.explorer.errors import BenchError
from kgcore.explorer.place_panel import Run
from kgcore.explorer.wording import place
from kgcore.menu import Serving
from kgcore.registers import terms

MOST_WEEKS = 4
SURE = [("不要求", None), *((f"{share:.0%}", share) for share in (0.8, 0.9, 0.95))]


class ControlBar:
    """Acts on the whole of a bench."""

    def __init__(self, bench: Bench, run: Run) -> None:
        self.bench, self.run = bench, run
        self._showing = False
        narrow = {"description_width": "initial"}
        self.week = widgets.Dropdown(description="周", style=narrow, layout=widgets.Layout(width="270px"))
        self.weeks = widgets.Dropdown(
            description="一起排", options=[(f"{n} 周", n) for n in range(1, MOST_WEEKS + 1)], style=narrow,
            layout=widgets.Layout(width="115px"),
        )  # fmt: skip
        self.fee = widgets.Text(
            description="膳费（元/人日）", continuous_update=False, style=narrow, layout=widgets.Layout(width="170px")
        )
        self.planned_fee = _button("按走廊", "用本学期余款算出的数（膳费走廊）", "70px")
        self.sure = widgets.Dropdown(
            description="不超膳费的把握", options=SURE, style=narrow, layout=widgets.Layout(width="180px"),
            tooltip="涨价、缺勤时仍不超膳费的把握；要求了就留一点钱备涨价，求解要多用几秒",
        )  # fmt: skip
        self.load = _button("载入公布的", "回到台账里公布的食谱，接着改", "90px")
        self.solve = _button("求解", "排出没有固定的菜", "80px", "success")
        self.stop = _button("停止", "停下，保留已找到的最好的食谱", "60px")
        self.undo = _button("撤销", "回到上一步", "60px")
        self.redo = _button("重做", "再做一遍刚撤销的", "60px")
        self.stop.disabled = True
        self.ban_name = widgets.Combobox(
            placeholder="禁用菜：写菜名", ensure_option=False, layout=widgets.Layout(width="170px")
        )
        self.ban = _button("禁用", "整个计划都不用这道菜", "60px")
        self.allergen = widgets.Dropdown(
            description="全园不含", options=[("过敏原", ""), *((name, name) for name in terms.ALLERGENS)], value="",
            style=narrow, tooltip="选一种过敏原，整份食谱都不用含它的菜", layout=widgets.Layout(width="150px"),
        )  # fmt: skip
        self.chips = widgets.HBox(layout=widgets.Layout(flex_flow="row wrap"))
        self.first = widgets.HBox(
            [self.week, self.weeks, self.fee, self.planned_fee, self.load, self.solve, self.stop, self.undo, self.redo],
            layout=widgets.Layout(flex_flow="row wrap"),
        )
        self.second = widgets.HBox(
            [self.sure, self.ban_name, self.ban, self.allergen, self.chips],
            layout=widgets.Layout(flex_flow="row wrap", align_items="center"),
        )
        if bench.source is not None:
            self.week.options = [(periods.parse(week).title, week) for week in bench.source.weeks()]
        for chooser in (self.week, self.weeks):
            chooser.observe(lambda _: self._choose(), "value")
        self.fee.observe(lambda change: self._fee(str(change["new"])), "value")
        self.planned_fee.on_click(lambda _: self.run("查膳费走廊", bench.plan_fee))
        self.sure.observe(lambda change: self._sure(change["new"]), "value")
        self.load.on_click(lambda _: self.run("载入公布的食谱", bench.load))
        self.allergen.observe(lambda _: self._avoid(), "value")
        self.undo.on_click(lambda _: self.run("撤销", bench.undo))
        self.redo.on_click(lambda _: self.run("重做", bench.redo))
        self.stop.on_click(lambda _: bench.stop())
        self.ban.on_click(lambda _: self._ban())
        self.refresh()

    def refresh(self) -> None:
        """Show the bench as it is now."""
        problem = self.bench.problem
        self._showing = True
        try:
            if problem.weeks[0] in [value for _, value in self.week.options]:
                self.week.value = problem.weeks[0]
            self.weeks.value = min(len(problem.weeks), MOST_WEEKS)
            self.sure.value = self.bench.probability
            self.fee.value = "" if problem.fee_fen is None else f"{problem.fee_fen / 100:.2f}"
            if self.ban_name.options != (names := tuple(problem.dishes["dish"])):
                self.ban_name.options = names
        finally:
            self._showing = False
        self.chips.children = (
            *(self._chip(f"固定 {place(pin)} ×", pin) for pin in problem.pins),
            *(self._chip(f"禁用 {dish}{f'（{on:%m-%d}）' if on else ''} ×", (dish, on))
              for dish, on in sorted(problem.bans, key=str)),
            *(self._chip(f"不含 {name} ×", name) for name in terms.ALLERGENS if name in problem.avoid),
        )  # fmt: skip
        self.load.disabled = not self.bench.differs()
        self._turnable()

    def lock(self, busy: bool) -> None:
        """Disable the bar while a job runs, except 停止."""
        for widget in (
            self.week, self.weeks, self.fee, self.planned_fee, self.load, self.solve, self.ban_name, self.ban,
            self.allergen, self.sure,
        ):  # fmt: skip
            widget.disabled = busy
        for chip in self.chips.children:
            chip.disabled = busy
        self.stop.disabled = not busy
        self.undo.disabled = self.redo.disabled = True
        if not busy:
            for widget in (self.week, self.weeks, self.planned_fee):
                widget.disabled = self.bench.source is None
            self.load.disabled = not self.bench.differs()
            self._turnable()

    def _turnable(self) -> None:
        self.undo.disabled = not self.bench.history.past
        self.redo.disabled = not self.bench.history.future

    def _chip(self, text: str, restriction: Serving | str | tuple[str, dt.date | None]) -> widgets.Button:
        chip = widgets.Button(
            description=text, tooltip="按一下取消", layout=widgets.Layout(width="auto", height="24px")
        )
        chip.add_class("kg-chip")
        if isinstance(restriction, Serving):
            chip.on_click(lambda _: self.run("取消固定", lambda: self.bench.unpin(restriction)))
        elif isinstance(restriction, str):
            chip.on_click(lambda _: self.run(f"不再避开{restriction}", lambda: self.bench.allow(restriction)))
        else:
            chip.on_click(lambda _: self.run("取消禁用", lambda: self.bench.unban(*restriction)))
        return chip

    def _choose(self) -> None:
        if not self._showing:
            self.run("读台账", lambda: self.bench.choose(str(self.week.value), int(self.weeks.value)))

    def _fee(self, typed: str) -> None:
        if not self._showing:
            self.run("按新膳费核算", lambda: self.bench.set_fee(typed))

    def _sure(self, probability: float | None) -> None:
        if not self._showing:
            self.run("记下把握", lambda: self.bench.be_sure(probability))

    def _avoid(self) -> None:
        allergen = str(self.allergen.value)
        if allergen:
            self.allergen.value = ""
            self.run(f"避开{allergen}", lambda: self.bench.avoid(allergen))

    def _ban(self) -> None:
        dish = self.ban_name.value.strip()
        self.ban_name.value = ""

        def act() -> None:
            if not dish:
                raise BenchError("没有写要禁用的菜名")
            self.bench.ban(dish)

        self.run(f"禁用{dish}", act)


def _button(text: str, told: str, width: str, style: str = "") -> widgets.Button:
    return widgets.Button(description=text, tooltip=told, button_style=style, layout=widgets.Layout(width=width))
