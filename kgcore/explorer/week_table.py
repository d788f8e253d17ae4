"""The week as a table of buttons: a press chooses a place; what is pinned or was just changed is marked by a word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import ipywidgets as widgets

from kgcore.explorer.bench import Bench
from kgcore.explorer.formatting import percent
from kgcore.explorer.wording import day

Place = tuple[dt.date, str, str]
EMPTY = "＋"
MARKS = {"new": "变动：本周新换上", "moved": "变动：从本周别的日子移来"}

SUMS = {"cost": "成本（元）", "energy": "能量"}
"""Rows below the places: code and heading."""


class WeekTable:
    """Shows one week of a bench.

    Parameters
    ----------
    chosen : told which place was pressed.
    """

    def __init__(self, bench: Bench, chosen: Callable[[Place], None]) -> None:
        self.bench, self.on_choice = bench, chosen
        self.week = bench.problem.weeks[0]
        self.place: Place | None = None
        self.buttons: dict[Place, widgets.Button] = {}
        self.sums: dict[tuple[str, dt.date], widgets.HTML] = {}
        self.grid = widgets.GridBox()
        self._layout: tuple[object, ...] = ()

    def refresh(self) -> None:
        """Show the bench as it is now."""
        problem = self.bench.problem
        if self.week not in problem.weeks:
            self.week = problem.weeks[0]
        if self._layout != (problem.days, self.week, problem.fixed_days):
            self._build()
        by_place: dict[Place, list[str]] = {}
        plan = self.bench.plan
        pins = {(p.date, p.meal, p.course): p.dish for p in problem.pins}
        marks: dict[Place, str] = {}
        for serving in plan.servings if plan else problem.pins:
            by_place.setdefault((serving.date, serving.meal, serving.course), []).append(serving.dish)
        for serving, kind in self.bench.history.marks().items():
            marks[serving.date, serving.meal, serving.course] = kind
        for place, button in self.buttons.items():
            dishes = "、".join(by_place.get(place, ()))
            mark = marks.get(place, "")
            button.description = dishes or ("—" if place[0] in problem.fixed_days else EMPTY)
            served_then = place[0] in problem.fixed_days
            words = [day(place[0]), f"{place[1]}·{place[2]}", dishes or "还没有菜", "已固定" if place in pins else ""]
            words += ["已经供应过，不再改"] if served_then else []
            button.tooltip = " ".join(word for word in [*words, MARKS.get(mark, "")] if word)
            classes = {
                "kg-pinned": place in pins, f"kg-{mark}": bool(mark), "kg-served": served_then,
                "kg-chosen": place == self.place,
            }  # fmt: skip
            button._dom_classes = ("kg-place", *(name for name, holds in classes.items() if holds))
        self._sum()

    def choose(self, place: Place | None) -> None:
        """Mark a place as the chosen one."""
        self.place = place
        self.refresh()

    def lock(self, busy: bool) -> None:
        """Disable the places while a job runs."""
        for button in self.buttons.values():
            button.disabled = busy

    def _days(self) -> list[dt.date]:
        problem = self.bench.problem
        return [problem.days[n] for n in problem.week_days[problem.weeks.index(self.week)]]

    def _build(self) -> None:
        problem, days, fixed_days = self.bench.problem, self._days(), self.bench.problem.fixed_days
        self.place = None
        cells: list[widgets.Widget] = [_text("餐次·类别", "kg-side"), *(_head(d, served=d in fixed_days) for d in days)]
        self.buttons, self.sums = {}, {}
        for slot in problem.slots:
            cells.append(_text(str(slot), "kg-side"))
            for date in days:
                place = (date, slot.meal, slot.course)
                button = widgets.Button(description=EMPTY)
                button.on_click(lambda _, place=place: self.on_choice(place))
                self.buttons[place] = button
                cells.append(button)
        for name, label in SUMS.items():
            cells.append(_text(label, "kg-side kg-sum"))
            for date in days:
                self.sums[name, date] = _text("", "kg-sum")
                cells.append(self.sums[name, date])
        self.grid.children = tuple(cells)
        self.grid.layout.grid_template_columns = f"84px repeat({len(days)}, minmax(96px, 1fr))"
        self.grid.layout.grid_gap = "2px"
        self._layout = (problem.days, self.week, fixed_days)

    def _sum(self) -> None:
        plan = self.bench.plan
        if plan is None:
            for cell in self.sums.values():
                cell.value = ""
            return
        cost = plan.cost("day").set_index("date")["child_fen"]
        nutrition = plan.nutrition("day")
        energy = nutrition[nutrition["nutrient"] == "energy_kcal"].set_index(["period", "band"])["ratio"].unstack()
        heads = plan.problem.band_weights
        for (name, date), cell in self.sums.items():
            if date not in cost.index:  # a posted menu may leave a day open
                cell.value = ""
                continue
            fraction = float(energy.loc[str(date), list(plan.problem.bands)].to_numpy() @ heads)
            cell.value = _cell(f"{cost[date] / 100:.2f}" if name == "cost" else percent(fraction), "kg-sum")


def _head(date: dt.date, *, served: bool) -> widgets.HTML:
    return _text(f"{day(date)} 已供应" if served else day(date), "kg-head")


def _text(text: str, classes: str) -> widgets.HTML:
    return widgets.HTML(_cell(text, classes), layout=widgets.Layout(margin="0"))


def _cell(text: str, classes: str) -> str:
    return f'<div class="{classes}">{text}</div>'
