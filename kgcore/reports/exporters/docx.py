"""DOCX: the report as a Word document that an office hands upwards and can write into."""

from __future__ import annotations

import base64
import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docx import Document as NewDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from nbconvert.exporters import Exporter

from kgcore.findings import SEVERITIES
from kgcore.present import mime
from kgcore.present.formats import NUMERIC, shown
from kgcore.present.markup import NO_ROWS, column_heading, paged
from kgcore.present.palette import LOOKS, MUTED
from kgcore.reports import document as documents
from kgcore.reports import provenance
from kgcore.reports.document import Block, Document
from kgcore.reports.exporters import widths

LATIN, CHINESE = "Times New Roman", "宋体"  # on every Windows; elsewhere Word takes what is there
WRITTEN = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)  # a file's own date would differ by run
WIDTH_CM = 17.0
SIZE_PT, MARGIN_PT = 8.5, 3  # letters in tables, and the room left and right of them


class DocxExporter(Exporter):
    """nbconvert exporter `kgreport-docx`."""

    file_extension = ".docx"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    export_from_notebook = "kgcore 报告 (Word)"

    def from_notebook_node(  # type: ignore[override]  # the base class declares a notebook, its children return text
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[bytes, Any]:
        """Return the Word document and the resources."""
        node, resources = super().from_notebook_node(nb, resources, **kw)
        return word(documents.read(node), _pictures(node)), resources


def word(document: Document, pictures: Sequence[bytes]) -> bytes:
    """Return the Word document of a report.

    Parameters
    ----------
    document : what is shown.
    pictures : PNG of each chart, in the order of the charts; Word cannot draw SVG everywhere.
    """
    target = NewDocument()
    _set_up(target, document)
    target.add_heading(document.title, 0)
    target.add_paragraph(provenance.subtitle(document))
    for change in provenance.changes(document.record):
        target.add_paragraph(f"更正：{change}")
    pngs = iter(pictures)
    for block in document.blocks:
        _write(target, block, pngs)
    _sign(target, provenance.signatures(document))
    target.add_heading("说明", 2)
    for heading, text in provenance.rows(document):
        line = target.add_paragraph()
        _run(line, f"{heading}：{text}", size=8, colour=MUTED)
    out = io.BytesIO()
    target.save(out)
    return _same_each_time(out.getvalue())


def _pictures(node: Any) -> list[bytes]:
    outputs = [output.get("data", {}) for cell in node.cells for output in cell.get("outputs", [])]
    return [base64.b64decode(data["image/png"]) for data in outputs if mime.CHART in data]


def _set_up(target: Any, document: Document) -> None:
    page = target.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(2)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Caption", "List Bullet", "List Number"):
        style = target.styles[name]
        style.font.name = LATIN
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE)
    target.styles["Normal"].font.size = Pt(10.5)
    target.styles["Normal"].paragraph_format.space_after = Pt(4)
    about = target.core_properties
    about.title, about.author, about.language = document.title, "kgcore", "zh-CN"
    about.created = about.modified = WRITTEN
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES"), (" 页", "")):
        _run(foot, text, size=8, colour=MUTED)
        if field:
            foot._p.append(_field(field))


def _field(code: str) -> Any:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    return field


def _write(target: Any, block: Block, pngs: Iterator[bytes]) -> None:
    content = block.content
    if block.kind == "headline":
        _headline(target, content)
    elif block.kind == "table":
        _table(target, content)
    elif block.kind == "chart":
        picture = target.add_picture(io.BytesIO(next(pngs)), width=Cm(WIDTH_CM))
        picture._inline.docPr.set("descr", content["alt"])
        picture._inline.docPr.set("title", content["title"])
        _caption(target, content["title"])
    elif block.kind == "findings":
        _findings(target, content)
    elif block.piece is not None:
        _prose(target, block)


def _prose(target: Any, block: Block) -> None:
    piece = block.piece
    assert piece is not None
    if piece.kind == "heading":
        target.add_heading(piece.text, min(piece.level, 3))
        return
    style = None if piece.kind == "paragraph" else "List Number" if piece.ordered else "List Bullet"
    for runs in piece.items:
        line = target.add_paragraph(style=style)
        for run in runs:
            _run(line, run.text, bold=run.strong, italic=run.emphasis)


def _headline(target: Any, content: Mapping[str, Any]) -> None:
    line = target.add_paragraph()
    _run(line, _signed(content["sentence"], content["tone"]), bold=True, size=12, colour=LOOKS[content["tone"]].ink)
    rows = [
        (f["label"], f"{shown(f['value'], f['format'])} {f['unit']}".strip(), _signed(f["note"], f["tone"]))
        for f in content["figures"]
    ]
    _grid(target, ["指标", "数值", "说明"], rows, [False, True, False])


def _table(target: Any, whole: Mapping[str, Any]) -> None:
    content = paged(whole)
    columns = content["columns"]
    _caption(target, content["title"])
    rows = [
        [
            _signed(shown(value, column["format"]), tone if value is not None else None)
            for column, value, tone in zip(columns, row, tones, strict=True)
        ]
        for row, tones in zip(content["rows"], content["tones"], strict=True)
    ]
    _grid(target, [column_heading(c) for c in columns], rows, [c["format"] in NUMERIC for c in columns])
    if content["note"]:
        _run(target.add_paragraph(), content["note"], size=8, colour=MUTED)


def _findings(target: Any, content: Mapping[str, Any]) -> None:
    if not content["findings"]:
        target.add_paragraph(content["empty"])
    for row in content["findings"]:
        line = target.add_paragraph(style="List Number")
        _run(line, _signed(SEVERITIES[row["severity"]], row["severity"]), bold=True, colour=LOOKS[row["severity"]].ink)
        _run(line, f" {row['text']}")
        if row["advice"]:
            _run(line, f"\n建议：{row['advice']}")
        if row["source"]:
            _run(line, f"\n依据：{row['source']}", size=8, colour=MUTED)


def _sign(target: Any, signatures: Sequence[str]) -> None:
    if signatures:
        target.add_paragraph()
        target.add_paragraph("　　".join(f"{who}（签字）：＿＿＿＿＿＿" for who in signatures))
        target.add_paragraph("日期：＿＿＿＿年＿＿月＿＿日")


def _grid(target: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> None:
    grid = target.add_table(rows=1 + max(len(rows), 1), cols=len(heads), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    _narrow_margins(grid)
    parts = widths.shares(
        heads, [[(row[place], False) for row in rows] for place in range(len(heads))],
        line=Cm(WIDTH_CM).pt, size=SIZE_PT, inset=2 * MARGIN_PT,
    )  # fmt: skip
    for column, part in zip(grid.columns, parts, strict=True):
        column.width = Cm(WIDTH_CM * part)
    for cell, head, part in zip(grid.rows[0].cells, heads, parts, strict=True):
        _cell(cell, head, part, bold=True)
    again = OxmlElement("w:tblHeader")
    again.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(again)
    if not rows:
        _cell(grid.rows[1].cells[0], NO_ROWS, parts[0])
    # the cells of a row are looked up once: python-docx walks the whole table for each `table.cell`
    for line, row in zip(list(grid.rows)[1:], rows, strict=False):
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, number, part in zip(line.cells, row, numeric, parts, strict=True):
            _cell(cell, text, part, right=number)


def _narrow_margins(grid: Any) -> None:
    """Leave less room beside the words than Word does by itself: thirteen columns have to fit a page."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(MARGIN_PT * 20))  # twentieths of a point
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    grid._tbl.tblPr.append(margins)


def _cell(cell: Any, text: str, part: float, *, bold: bool = False, right: bool = False) -> None:
    cell.width = Cm(WIDTH_CM * part)  # Word goes by the cells, LibreOffice by the columns
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = Pt(0)
    if right:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _run(line, text, bold=bold, size=SIZE_PT)


def _caption(target: Any, text: str) -> None:
    line = target.add_paragraph(style="Caption")
    line.paragraph_format.keep_with_next = True
    line.add_run(text)


def _signed(text: str, tone: str | None) -> str:
    sign = LOOKS[tone].sign if tone and text else ""  # type: ignore[index]
    return f"{sign} {text}" if sign else text


def _run(
    line: Any, text: str, *, bold: bool = False, italic: bool = False, size: float | None = None, colour: str = ""
) -> None:
    run = line.add_run(_printable(text))
    run.bold, run.italic = bold or None, italic or None
    if size is not None:
        run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour.removeprefix("#").upper())


def _printable(text: str) -> str:
    """Take out the control characters that XML cannot hold."""
    return "".join(char for char in text if char in "\n\t" or char >= " ")


def _same_each_time(package: bytes) -> bytes:
    """Return the package with fixed dates on its parts, so that the same report gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, date_time=WRITTEN.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return out.getvalue()
