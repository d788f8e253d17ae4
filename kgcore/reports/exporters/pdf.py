"""PDF by typst: no system library, the report's own font, all data passed as JSON so that none of it is markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from importlib import resources as packaged
from typing import Any

from nbconvert.exporters import Exporter

from kgcore.findings import SEVERITIES
from kgcore.present import fonts, palette
from kgcore.present.formats import NUMERIC, shown
from kgcore.present.markup import NO_ROWS, anchor, column_heading, linked, paged
from kgcore.present.menu.allergens import UNKNOWN
from kgcore.reports import document as documents
from kgcore.reports import provenance
from kgcore.reports.document import Block, Document
from kgcore.reports.exporters import widths

LINE_PT = 504.0  # A4 without its margins


class PdfExporter(Exporter):
    """nbconvert exporter `kgreport-pdf`."""

    file_extension = ".pdf"
    output_mimetype = "application/pdf"
    export_from_notebook = "kgcore 报告 (PDF)"

    def from_notebook_node(  # type: ignore[override]  # the base class declares a notebook, its children return text
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[bytes, Any]:
        """Return the PDF and the resources; what the fonts cannot draw is drawn as a mark."""
        node, resources = super().from_notebook_node(nb, resources, **kw)
        return pdf(documents.read(node)), resources


def pdf(document: Document) -> bytes:
    """Return the PDF of a document; a character that the fonts lack is drawn as a mark with its code."""
    import typst

    document = documents.drawn(document)
    content: dict[str, Any] = {
        "family": [fonts.FAMILY, fonts.SYMBOLS],
        "title": document.title,
        "subtitle": provenance.subtitle(document),
        "changes": provenance.changes(document.record),
        "blocks": [_plain(block) for block in document.blocks],
        "signatures": list(provenance.signatures(document)),
        "provenance": provenance.rows(document),
        "looks": {tone: asdict(look) for tone, look in palette.LOOKS.items()},
        "colours": {
            "ink": palette.INK, "muted": palette.MUTED, "rule": palette.RULE, "tint": palette.TINT,
            "band": palette.BAND, "edge": palette.BAND_EDGE,
        },
        "unknown": UNKNOWN,
    }  # fmt: skip
    if document.poster:
        content["blocks"] = [block for block in content["blocks"] if block["kind"] == "menu"]
    fonts.require(json.dumps({**content, "blocks": [_words(b) for b in content["blocks"]]}, ensure_ascii=False), "PDF ")
    template = packaged.files("kgcore.reports") / "templates" / ("poster.typ" if document.poster else "report.typ")
    output = typst.compile(  # type: ignore[misc]  # its stub leaves the input type open
        template.read_bytes(),
        font_paths=[str(fonts.path().parent), str(fonts.symbols().parent)],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(content, ensure_ascii=False)},
    )
    assert isinstance(output, bytes)
    return output


def _words(block: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in block.items() if name != "picture"}


def _plain(block: Block) -> dict[str, Any]:
    content = block.content
    if block.kind == "headline":
        figures = [f | {"shown": shown(f["value"], f["format"])} for f in content["figures"]]
        return {"kind": "headline", "sentence": content["sentence"], "tone": content["tone"], "figures": figures}
    if block.kind == "table":
        return {"kind": "table", **_table(content)}
    if block.kind == "chart":
        return {"kind": "chart", "title": content["title"], "alt": content["alt"], "picture": block.picture}
    if block.kind == "findings":
        rows = [row | {"word": SEVERITIES[row["severity"]]} for row in content["findings"]]
        return {"kind": "findings", "findings": rows, "empty": content["empty"]}
    if block.kind == "menu":
        bars = [bar | {"shown": shown(bar["value"], "percent")} for bar in content["bars"]]
        return {"kind": "menu", **content, "bars": bars}
    if block.kind == "sheets":
        return {"kind": "sheets", "sections": [_section(section) for section in content["sections"]]}
    assert block.piece is not None
    return {"kind": block.piece.kind, **asdict(block.piece)}


def _table(whole: Mapping[str, Any]) -> dict[str, Any]:
    content = paged(whole)
    columns = content["columns"]
    rows = [
        [
            {
                "text": breakable(shown(value, column["format"])),
                "tone": tone if value is not None and tone else "plain",
                "link": anchor(link) if link else "",
            }
            for column, value, tone, link in zip(columns, row, tones, links, strict=True)
        ]
        for row, tones, links in zip(content["rows"], content["tones"], linked(content), strict=True)
    ]
    return {
        "title": content["title"],
        "anchor": anchor(content["title"]),
        "note": content["note"],
        "heads": [column_heading(column) for column in columns],
        "numeric": [column["format"] in NUMERIC for column in columns],
        "widths": widths.shares(
            [column_heading(column) for column in columns],
            [[(row[place]["text"], row[place]["tone"] != "plain") for row in rows] for place in range(len(columns))],
            line=LINE_PT,
            size=8.5,
            inset=8,
        ),
        "rows": rows,
        "empty": NO_ROWS,
    }


def _section(section: Mapping[str, Any]) -> dict[str, Any]:
    styles = [column["format"] for column in section["columns"][1:]]

    def line(row: Mapping[str, Any]) -> dict[str, Any]:
        values = [shown(value, style) for value, style in zip(row["values"], styles, strict=True)]
        return {"head": row["head"], "hint": row.get("hint", ""), "values": values}

    return {
        "heading": section["heading"],
        "title": section["title"],
        "notes": section["notes"],
        "heads": [column_heading(column) for column in section["columns"]],
        "groups": [line(group) | {"rows": [line(row) for row in group["rows"]]} for group in section["groups"]],
    }


def breakable(text: str) -> str:
    """Return text in which a long word without spaces (an address, a file name) may be broken after its marks."""
    return re.sub(r"[!-~]{18,}", lambda word: re.sub(r"(?<=[/._-])(?=\w)|(?<=[a-z])(?=[A-Z])", "\u200b", word[0]), text)
