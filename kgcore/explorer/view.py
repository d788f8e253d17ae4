"""The bench on the screen: bar, week table, chosen place, pages. It shows and asks; what is done is the Bench's."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets

from kgcore.explorer import formatting
from kgcore.explorer.bench import Bench
from kgcore.explorer.control_bar import ControlBar
from kgcore.explorer.errors import BenchError
from kgcore.explorer.pages import Pages
from kgcore.explorer.place_panel import PlacePanel
from kgcore.explorer.week_table import Place, WeekTable
from kgcore.explorer.worker import Worker
from kgcore.menu import MenuError


class BenchView(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """Widgets over a bench; shown by being a cell's value."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.worker = Worker(self._busy, self._failed, self._pages_refresh)
        self.bar = ControlBar(bench, self.run)
        self.table = WeekTable(bench, self._choose)
        self.panel = PlacePanel(bench, self.run)
        self.pages = Pages(bench, self.run, self._told, self._passed)
        self.state, self.message = widgets.HTML(), widgets.HTML()
        self.week = widgets.ToggleButtons(style={"button_width": "90px"})
        self.copy_from = widgets.Dropdown(description="照抄", layout=widgets.Layout(width="200px"))
        self.copy = widgets.Button(description="抄到本周", tooltip="把选中的那一周照抄到正在看的这一周")
        self.weeks = widgets.HBox([self.week, self.copy_from, self.copy])
        self._showing = False
        self.week.observe(lambda _: self._turn(), "value")
        self.copy.on_click(lambda _: self.run("照抄", self._copy))
        self.bar.solve.on_click(lambda _: self.run("求解", lambda: bench.solve(self._progress)))
        left = widgets.VBox(
            [self.weeks, self.table.grid, self.pages.tabs], layout=widgets.Layout(flex="1 1 auto", min_width="0")
        )
        middle = widgets.HBox([left, self.panel.box], layout=widgets.Layout(align_items="flex-start"))
        super().__init__(
            [widgets.HTML(formatting.css()), self.bar.first, self.bar.second, self.state, self.message, middle]
        )
        self.add_class("kg-bench")
        bench.history.listeners.append(self.refresh)
        self.refresh()

    def run(self, doing: str, job: Callable[[], object]) -> None:
        """Run an action of the bench beside the loop."""
        self.worker.run(doing, job)

    def wait(self) -> None:
        """Return when the running action is over."""
        self.worker.wait()

    def refresh(self) -> None:
        """Show the bench as it is now."""
        problem = self.bench.problem
        self._say("")
        self._showing = True
        self.week.options = problem.weeks
        self.week.value = self.table.week if self.table.week in problem.weeks else problem.weeks[0]
        self._showing = False
        self.state.value = formatting.state(self.bench)
        self.bar.refresh()
        self._turn()

    def _turn(self) -> None:
        if self._showing:
            return
        self.table.week = self.pages.week = str(self.week.value)
        others = [week for week in self.bench.problem.weeks if week != self.week.value]
        self.copy_from.options = others
        self.weeks.layout.display = "flex" if others else "none"
        self.table.refresh()
        self.panel.refresh()
        self._pages_refresh()

    def _pages_refresh(self) -> None:
        self.pages.refresh()

    def _choose(self, place: Place) -> None:
        self.table.choose(place)
        try:
            self.panel.choose(place)
        except (BenchError, MenuError) as error:
            self._failed(str(error))

    def _copy(self) -> None:
        self.bench.copy_week(str(self.copy_from.value), str(self.week.value))

    def _progress(self, points: float, bound: float, gap: float) -> None:
        self._say(formatting.progress(points, bound, gap), passing=True)

    def _busy(self, doing: str | None) -> None:
        if doing is not None:
            self._say(formatting.line(f"正在{doing} …"), passing=True)
        elif self._passing:
            self._say("")
        for part in (self.bar, self.table, self.panel, self.pages):
            part.lock(doing is not None)

    def _failed(self, text: str) -> None:
        self._say(formatting.line(text, "fault"))

    def _told(self, text: str) -> None:
        self._say(formatting.line(text, "done"))

    def _passed(self, text: str) -> None:
        self._say(formatting.line(text), passing=True)

    def _say(self, html: str, *, passing: bool = False) -> None:
        """Show a message; a passing one goes when the work is over."""
        self.message.value, self._passing = html, passing
