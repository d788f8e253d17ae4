"""The chosen place: its dish with the grams, and the dishes that may be served there instead."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import ipywidgets as widgets
import pandas as pd
from markupsafe import Markup

from kgcore.explorer import places
from kgcore.explorer.bench import Bench
from kgcore.explorer.formatting import html_of
from kgcore.explorer.week_table import Place
from kgcore.explorer.wording import day
from kgcore.menu import Serving
from kgcore.present import Column, Table

Run = Callable[[str, Callable[[], object]], None]
SERVED = "这一天已经供应过，照原样不动。"
HINT = "点左边的格子：固定、禁用或换菜。"


class PlacePanel:
    """Acts on one place of a bench.

    Parameters
    ----------
    run : runs an action beside the loop: what is being done, and the action.
    """

    def __init__(self, bench: Bench, run: Run) -> None:
        self.bench, self.run = bench, run
        self.place: Place | None = None
        self._substitutes = pd.DataFrame(columns=places.COLUMNS)
        wide = widgets.Layout(width="100%")
        self.title = widgets.HTML()
        self.search = widgets.Text(placeholder="找菜：菜名里的字", layout=wide)
        self.dishes = widgets.Select(rows=8, layout=wide)
        third = widgets.Layout(width="33%")
        self.swap = widgets.Button(description="换成选中的菜", button_style="primary", layout=wide)
        self.pin = widgets.Button(layout=third)
        self.ban = widgets.Button(description="禁用", tooltip="整个计划都不用这道菜", layout=third)
        self.not_today = widgets.Button(description="当天不用", tooltip="只在这一天不用这道菜", layout=third)
        self.detail = widgets.HTML()
        self.search.observe(lambda _: self._list(), "value")
        self.swap.on_click(lambda _: self._swap())
        self.pin.on_click(lambda _: self._pin())
        self.ban.on_click(lambda _: self._ban(today=False))
        self.not_today.on_click(lambda _: self._ban(today=True))
        acts = widgets.HBox([self.pin, self.not_today, self.ban], layout=wide)
        self.changes = widgets.VBox([acts, self.search, self.dishes, self.swap])
        self.acts = widgets.VBox([self.changes, self.detail])
        self.box = widgets.VBox([self.title, self.acts], layout=widgets.Layout(width="270px", flex="0 0 270px"))
        self.refresh()

    @property
    def dish(self) -> str | None:
        """The dish in the place, None without one."""
        if self.place is None:
            return None
        served = self.bench.plan.servings if self.bench.plan else self.bench.problem.pins
        return next((s.dish for s in served if (s.date, s.meal, s.course) == self.place), None)

    def choose(self, place: Place | None) -> None:
        """Select a place and list the dishes allowed there."""
        self.place, self.search.value = place, ""
        self.refresh()

    def refresh(self) -> None:
        """Show the place as it is now."""
        if self.place is None or self.place[0] not in self.bench.problem.days:
            self.place, self.title.value, self.acts.layout.display = None, HINT, "none"
            return
        date, meal, course = self.place
        dish = self.dish
        self.acts.layout.display = "flex"
        where = f"{day(date)} {meal}·{course}"
        is_served = date in self.bench.problem.fixed_days
        nothing = "没有登记菜" if is_served else "还没有菜"
        self.title.value = str(Markup("<b>{}</b><br>{}").format(where, dish or nothing))
        if is_served:
            self.title.value += f"<br>{SERVED}"
        self.changes.layout.display = "none" if is_served else "flex"
        pinned = self._pinned()
        self.pin.description = "取消固定" if pinned else "固定"
        self.pin.disabled = self.ban.disabled = self.not_today.disabled = dish is None
        self._substitutes = self.bench.substitutes(*self.place)
        self._list()
        self.detail.value = "" if dish is None else html_of(self._grams(dish))

    def lock(self, busy: bool) -> None:
        """Disable the panel while a job runs."""
        for widget in (self.swap, self.pin, self.ban, self.not_today, self.search, self.dishes):
            widget.disabled = busy
        if not busy and self.dish is None:
            self.pin.disabled = self.ban.disabled = self.not_today.disabled = True

    def _pinned(self) -> Serving | None:
        return next((p for p in self.bench.problem.pins if (p.date, p.meal, p.course) == self.place), None)

    def _list(self) -> None:
        wanted = self.search.value.strip()
        rows = self._substitutes[self._substitutes["dish"].str.contains(wanted, regex=False)]
        self.dishes.options = [(_described(row), row["dish"]) for row in rows.to_dict("records")]

    def _grams(self, dish: str) -> Table:
        problem = self.bench.problem
        assert self.place is not None
        frame = places.serving_grams(problem, self.bench.plan, dish, *self.place[:2])
        allergens = "、".join(sorted(problem.allergens[problem.position[dish]])) or "无登记"
        columns = {"food": Column("净料（克）"), **{band: Column(band, "", "decimal1") for band in problem.bands}}
        note = f"过敏原：{allergens}。喜好 {problem.preference[problem.position[dish]]:.1f} 分。"
        return Table(frame, "一人份", columns, note)

    def _swap(self) -> None:
        if self.place is not None and self.dishes.value is not None:
            place, dish = self.place, self.dishes.value
            self.run(f"换上{dish}", lambda: self.bench.pin(*place, dish))

    def _pin(self) -> None:
        place, dish, pinned = self.place, self.dish, self._pinned()
        if pinned is not None:
            self.run("取消固定", lambda: self.bench.unpin(pinned))
        elif place is not None and dish is not None:
            self.run(f"固定{dish}", lambda: self.bench.pin(*place, dish))

    def _ban(self, *, today: bool) -> None:
        place, dish = self.place, self.dish
        if place is not None and dish is not None:
            self.run(f"禁用{dish}", lambda: self.bench.ban(dish, place[0] if today else None))


def _described(row: Mapping[Hashable, Any]) -> str:
    text = f"{row['dish']}　{row['points']:.1f}分 {row['fen'] / 100:.2f}元"
    return text + (f"（{row['served']}有）" if row["served"] else "")
