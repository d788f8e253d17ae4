"""The words at the foot of every format: where the figures come from, and who signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kgcore import registers
from kgcore.periods import BEFORE_ALL
from kgcore.present.formats import shown
from kgcore.reports.document import Document
from kgcore.reports.record import state


def subtitle(document: Document) -> str:
    """Return the line below the title: kindergarten, period, state."""
    record, closing = document.record, document.closing
    parts = [closing.get("site", ""), record.get("period_title", ""), state(record)]
    return " · ".join(str(part) for part in parts if part)


def changes(record: Mapping[str, Any]) -> list[str]:
    """Return, for a revision, one sentence for each key figure that changed."""
    if not record.get("revision"):
        return []
    lines = [
        f"{change['label']}：原 {shown(change['old'], change['format'])}{change['unit']}，"
        f"现 {shown(change['new'], change['format'])}{change['unit']}"
        for change in record["changes"]
    ]
    return lines or ["主要数字未变，表中明细有更正"]


def rows(document: Document) -> list[tuple[str, str]]:
    """Return the provenance as pairs of heading and text."""
    record, closing = document.record, document.closing
    sources = [_source(source) for source in closing.get("sources", []) if _is_told(source, closing)]
    pairs = [
        ("状态", state(record) if document.poster else ""),
        ("期间", str(record.get("period_title", ""))),
        ("口径", str(closing.get("profile", ""))),
        ("标准", "；".join(closing.get("standards", []))),
        # how many rows were read says how many children there are: not on a page for the wall
        (
            "数据",
            "" if document.poster else "；".join(sources),
        ),
        ("不登记、不评价", "、".join(closing.get("unkept", []))),
        ("数据指纹", str(closing.get("fingerprint", ""))[:16]),
        ("程序", " ".join(["kgcore", str(record.get("version", "")), str(record.get("commit", ""))[:10]]).strip()),
        ("生成时间", str(record.get("when", "")).replace("T", " ")),
    ]
    return [(heading, text) for heading, text in pairs if text]


def _is_told(source: Mapping[str, Any], closing: Mapping[str, Any]) -> bool:
    """Return whether a register is named among the sources: not one without a row that the office does not keep."""
    return bool(source["rows"]) or registers.group_of(str(source["register"])) not in closing.get("unkept", [])


def _source(source: Mapping[str, Any]) -> str:
    first, apart, last = str(source["period"]).partition("..")
    span = f"{first}至{last}" if apart else first
    period = f"截至{last} " if first == str(BEFORE_ALL) else f"{span} " if span else ""
    rows = "" if source["rows"] is None else f"{source['rows']} 条"
    return f"{source['title']} {period}{rows}".rstrip()


def signatures(document: Document) -> Sequence[str]:
    """Return who signs."""
    found: Sequence[str] = document.record.get("signatures", ())
    return found
