"""Table: a frame shown with a caption, Chinese headings, units and number formats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

import pandas as pd

from kgcore.present import markup, mime
from kgcore.present.formats import Format, plain
from kgcore.present.palette import Tone


class Column(NamedTuple):
    """How one column is shown.

    `tone` names a column of the same frame that holds the verdict (severe, warning, notice, good, plain) of each cell,
    `link` one that holds the title of the table of the same report to which the cell points.
    """

    heading: str
    unit: str = ""
    format: Format = "text"
    tone: str | None = None
    link: str | None = None


class Table:
    """A table as the page, the spreadsheet and the PDF show it.

    Parameters
    ----------
    frame : one row per row shown, in that order.
    title : caption, unique within a report.
    columns : column of the frame → how it is shown (a tuple heading, unit, format will do); others are not shown.
    note : a sentence below the table: denominator, source, what is missing.
    page_rows : how many rows the page and the PDF show; the spreadsheet always has all. None = all.

    Raises
    ------
    KeyError
        when the frame lacks a column.
    ValueError
        when a format or a verdict is not one of those known.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        title: str,
        columns: Mapping[str, Column | tuple[str, str, Format]],
        note: str | None = None,
        page_rows: int | None = None,
    ) -> None:
        specs = {name: Column(*given) for name, given in columns.items()}
        for name, column in specs.items():
            if column.format not in get_args(Format):
                raise ValueError(f"{name}: format {column.format!r} is none of {get_args(Format)}")
        cells = [[plain(value) for value in frame[name]] for name in specs]
        tones = [_tones(frame, column) for column in specs.values()]
        self.content: dict[str, Any] = {
            "title": title,
            "note": note or "",
            "page_rows": page_rows,
            "columns": [
                {"name": name, "heading": c.heading, "unit": c.unit, "format": c.format} for name, c in specs.items()
            ],
            "rows": [list(row) for row in zip(*cells, strict=True)],
            "tones": [list(row) for row in zip(*tones, strict=True)],
        }
        if any(column.link for column in specs.values()):
            links = [[None] * len(frame) if c.link is None else list(frame[c.link]) for c in specs.values()]
            self.content["links"] = [list(row) for row in zip(*links, strict=True)]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": self.content["title"],
            "text/html": str(markup.table(self.content)),
            mime.TABLE: self.content,
        }


def _tones(frame: pd.DataFrame, column: Column) -> list[str | None]:
    if column.tone is None:
        return [None] * len(frame)
    tones = [plain(value) for value in frame[column.tone]]
    if unknown := {tone for tone in tones if tone is not None} - set(get_args(Tone)):
        raise ValueError(f"{column.tone}: {sorted(map(str, unknown))} are none of {get_args(Tone)}")
    return [None if tone is None else str(tone) for tone in tones]
