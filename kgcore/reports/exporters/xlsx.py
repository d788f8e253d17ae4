"""XLSX: each table a sheet, numbers as numbers with their format, text never as a formula."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from nbconvert.exporters import Exporter

from kgcore.findings import SEVERITIES
from kgcore.present.formats import NUMERIC, sheet_value, shown
from kgcore.present.markup import column_heading, linked
from kgcore.present.palette import LOOKS, MUTED
from kgcore.reports import document as documents
from kgcore.reports import provenance
from kgcore.reports.document import Document
from kgcore.reports.exporters.xlsx_menu import day_sheet, menu_sheet
from kgcore.reports.record import state

CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)  # a file's own date would differ by run
WIDEST = 60


class XlsxExporter(Exporter):
    """nbconvert exporter `kgreport-xlsx`."""

    file_extension = ".xlsx"
    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    export_from_notebook = "kgcore 报告 (Excel)"

    def from_notebook_node(  # type: ignore[override]  # the base class declares a notebook, its children return text
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[bytes, Any]:
        """Return the workbook and the resources."""
        node, resources = super().from_notebook_node(nb, resources, **kw)
        return workbook(documents.read(node)), resources


def workbook(document: Document) -> bytes:
    """Return the workbook of a document: menu or 结论, day sheets, every table by its title, 评价与建议, 说明."""
    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(out, plain) as book:
        book.set_properties({"title": document.title, "created": CREATED})
        sheets = _Sheets(book)
        for block in document.of_kind("menu"):
            menu_sheet(book, sheets.sheet("一周食谱"), block.content)
        if document.headline and not document.poster:
            sheets.add(_headline(document.headline, document.title))
        for block in document.of_kind("sheets"):
            for section in block.content["sections"]:
                day_sheet(book, sheets.sheet(section["heading"]), section)
        for content in document.tables:
            sheets.add(content)
        for block in document.of_kind("findings"):
            sheets.add(_findings(block.content))
        sheets.add(_about(document))
    return out.getvalue()


class _Sheets:
    """Adds tables to a workbook, each on a sheet of its own."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.names: set[str] = set()
        self.formats: dict[tuple[str, str | None, bool], Any] = {}

    def sheet(self, title: str) -> Any:
        """Return a new worksheet named after a title."""
        return self.book.add_worksheet(self._name(title))

    def add(self, content: Mapping[str, Any]) -> None:
        sheet = self.sheet(content["title"])
        sheet.write_string(0, 0, content["title"], self.book.add_format({"bold": True, "font_size": 13}))
        head = self.book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "vcenter"})
        columns = content["columns"]
        tones = content.get("tones") or [[None] * len(columns)] * len(content["rows"])
        for place, column in enumerate(columns):
            sheet.write_string(2, place, column_heading(column), head)
            sheet.set_column(place, place, _width(column, [row[place] for row in content["rows"]]))
        for number, (row, look, links) in enumerate(zip(content["rows"], tones, linked(content), strict=True), 3):
            for place, (column, value, tone, link) in enumerate(zip(columns, row, look, links, strict=True)):
                if link:
                    address = f"internal:'{_sheet_name(link)}'!A1"
                    sheet.write_url(number, place, address, string=shown(value, column["format"]))
                else:
                    self._write(sheet, number, place, value, column["format"], tone)
        if content.get("note"):
            note = self.book.add_format({"font_color": MUTED, "italic": True})
            sheet.write_string(len(content["rows"]) + 4, 0, content["note"], note)
        sheet.freeze_panes(3, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.set_footer("&C第 &P 页 共 &N 页")

    def _write(self, sheet: Any, row: int, place: int, value: Any, style: str, tone: str | None) -> None:
        number = sheet_value(value, style)
        if number is None:
            sheet.write_blank(row, place, None)
        elif isinstance(number, int | float) and not isinstance(number, bool) and style in NUMERIC:
            sheet.write_number(row, place, number, self._format(NUMERIC[style][3], tone, wrap=False))
        elif style == "date" and isinstance(number, str):
            day = dt.datetime.combine(dt.date.fromisoformat(number), dt.time())
            sheet.write_datetime(row, place, day, self._format("yyyy-mm-dd", tone, wrap=False))
        else:
            sheet.write_string(row, place, shown(number, style), self._format("@", tone, wrap=True))

    def _format(self, pattern: str, tone: str | None, *, wrap: bool) -> Any:
        key = (pattern, tone, wrap)
        if key not in self.formats:
            ink = {"font_color": LOOKS[tone].ink} if tone in LOOKS else {}
            self.formats[key] = self.book.add_format({"num_format": pattern, "valign": "top", "text_wrap": wrap, **ink})
        return self.formats[key]

    def _name(self, title: str) -> str:
        base = _sheet_name(title)
        name, number = base, 2
        while name.lower() in self.names:
            name, number = f"{base[:27]} {number}", number + 1
        self.names.add(name.lower())
        return name


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "表"


def _width(column: Mapping[str, Any], values: Sequence[Any]) -> float:
    texts = [column_heading(column)[:24], *(shown(value, column["format"]) for value in values)]
    cells = max(sum(2 if ord(char) > 0x2E80 else 1 for char in text) for text in texts)
    return min(max(cells + 2, 8), WIDEST)


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], note: str = "") -> dict[str, Any]:
    shown_as = [{"name": heading, "heading": heading, "unit": "", "format": "text"} for heading in columns]
    return {"title": title, "note": note, "columns": shown_as, "rows": [list(row) for row in rows]}


def _headline(content: Mapping[str, Any], title: str) -> dict[str, Any]:
    """Return the key figures as a table of one row: each has a format of its own, and a format belongs to a column."""
    figures = content["figures"]
    columns = [{"name": f["label"], "heading": f["label"], "unit": f["unit"], "format": f["format"]} for f in figures]
    rows = [[figure["value"] for figure in figures], [figure["note"] for figure in figures]]
    return {"title": "结论", "note": f"{title}。{content['sentence']}", "columns": columns, "rows": rows}


FINDING_COLUMNS = {
    "severity": ("程度", "text"),
    "subject": ("对象", "text"),
    "text": ("评价", "text"),
    "advice": ("建议", "text"),
    "measured": ("实测", "decimal2"),
    "limit": ("限值", "decimal2"),
    "unit": ("单位", "text"),
    "source": ("依据", "text"),
}


def _findings(content: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        [SEVERITIES[row[name]] if name == "severity" else row[name] for name in FINDING_COLUMNS]
        for row in content["findings"]
    ]
    columns = [
        {"name": name, "heading": heading, "unit": "", "format": style}
        for name, (heading, style) in FINDING_COLUMNS.items()
    ]
    return {"title": "评价与建议", "note": "", "columns": columns, "rows": rows}


def _about(document: Document) -> dict[str, Any]:
    rows = [("状态", state(document.record)), *provenance.rows(document)]
    rows += [("与上一版相比", line) for line in provenance.changes(document.record)]
    return _table("说明", ["项目", "内容"], rows, document.title)
