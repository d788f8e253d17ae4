"""The page on which a menu leaves the bench: posted and taken down with a name signed, and written as workbooks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import ipywidgets as widgets

from kgcore.explorer.bench import Bench
from kgcore.explorer.formatting import line, register_state
from kgcore.explorer.outgoing import AUDIENCES, KITCHEN, NAMES, PARENTS, Outgoing
from kgcore.explorer.place_panel import Run

NOTE = (
    "公布和取下记在台账里，要署名，“撤销”不动它们：公布错了请“取下”，取下的那一份会存成 Excel。供应过的日子不能再改。"
)


class OutPage:
    """Posts, takes down and exports.

    Parameters
    ----------
    run : runs an action beside the loop. tell : is called with a sentence on what was done.
    """

    def __init__(self, bench: Bench, run: Run, tell: Callable[[str], None]) -> None:
        self.bench, self.tell, self.week = bench, tell, bench.problem.weeks[0]
        self.state = widgets.HTML()
        self.who = widgets.Text(description="署名", placeholder="如 营养员", layout=widgets.Layout(width="220px"))
        self.replace = widgets.Checkbox(description="替换已公布的", indent=False, layout=widgets.Layout(width="130px"))
        self.post = widgets.Button(description="公布", button_style="success", tooltip="写入食谱台账")
        self.withdraw = widgets.Button(description="取下公布的", tooltip="从食谱台账取下；先存成 Excel")
        self.audience = widgets.ToggleButtons(
            options=[(AUDIENCES[code], code) for code in (KITCHEN, PARENTS)], style={"button_width": "70px"}
        )
        self.file = widgets.Text(description="文件", layout=widgets.Layout(width="340px"))
        self.export = widgets.Button(description="导出 Excel")
        self._name = ""
        self.audience.observe(lambda _: self._rename(), "value")
        self.post.on_click(lambda _: run("公布", self._post))
        self.withdraw.on_click(lambda _: run("取下", lambda: tell(bench.withdraw(self.who.value))))
        self.export.on_click(lambda _: run("导出", self._export))
        self.box = widgets.VBox(
            [
                self.state, widgets.HBox([self.who, self.replace, self.post, self.withdraw]), widgets.HTML(line(NOTE)),
                widgets.HBox([self.audience, self.file, self.export]),
            ]
        )  # fmt: skip

    def refresh(self, week: str) -> None:
        """Show how the menu differs from the posted one; `week` is the week shown."""
        self.week = week
        self.state.value = line(register_state(self.bench))
        self._rename()

    def lock(self, busy: bool) -> None:
        """Disable the page while a job runs."""
        for widget in (self.who, self.replace, self.audience, self.file):
            widget.disabled = busy
        for widget in (self.post, self.withdraw, self.export):
            widget.disabled = busy or self.bench.source is None

    def _rename(self) -> None:
        if self.file.value in ("", self._name):  # a name of her own stays
            self._name = self.file.value = f"{NAMES[self.audience.value]}-{self.week}.xlsx"

    def _post(self) -> None:
        self.tell(self.bench.post(self.who.value, replace=self.replace.value))
        self.replace.value = False

    def _export(self) -> None:
        audience = str(self.audience.value)
        path = Path(self.file.value.strip() or f"{NAMES[audience]}-{self.week}.xlsx")
        self.tell(f"已导出 {Outgoing.of(self.bench, self.week).write(audience, path)}（给{AUDIENCES[audience]}）")
