"""A workbook's parts into sheets: their names, the day zero of dates, shared texts and number formats."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kgcore.workbook.container import BROKEN, MAIN, Container, Unreadable, event_parser, local, opened
from kgcore.workbook.days import EPOCH_1900, EPOCH_1904
from kgcore.workbook.number_format import BUILT_IN, GENERAL
from kgcore.workbook.worksheet import Rows, SheetFacts, WorksheetReader, unescaped

TEXTS_LIMIT = 2_000_000


@dataclass(frozen=True)
class Spreadsheet:
    """A workbook as read: the day zero of its dates, and its sheets' facts and values in their order."""

    epoch: dt.date
    sheets: list[tuple[SheetFacts, Rows]]


def read_spreadsheet(path: Path, without: tuple[str, ...] = ()) -> Spreadsheet:
    """Read the values and facts of every worksheet of an .xlsx file.

    Parameters
    ----------
    path : the file.
    without : names of sheets that are not read.

    Raises
    ------
    Unreadable
        when the file is no workbook, damaged, or larger than a register can be.
    """
    with opened(path) as container:
        book = container.tree(container.workbook)
        relations = container.relations(container.workbook)
        parts = {relation.kind: relation.part for relation in relations.values()}
        texts = _texts(container, parts["sharedStrings"]) if parts.get("sharedStrings", "-") in container else []
        formats = _formats(container, parts["styles"]) if parts.get("styles", "-") in container else []
        epoch = EPOCH_1900
        sheets: list[tuple[SheetFacts, Rows]] = []
        for element in book.iter():
            kind = local(element.tag)
            if kind == "workbookPr" and element.get("date1904") in ("1", "true"):
                epoch = EPOCH_1904
            if kind != "sheet" or element.get("name", "") in without:
                continue
            facts = SheetFacts(element.get("name", ""), hidden=element.get("state", "visible") != "visible")
            id_ = next(
                (value for key, value in element.attrib.items() if key.startswith("{") and local(key) == "id"), ""
            )
            relation = relations.get(id_)
            if relation is None or relation.part not in container:
                raise Unreadable(BROKEN)
            if relation.kind == "worksheet":
                reader = WorksheetReader(facts, texts, formats, epoch)
                sheets.append((facts, reader.read(container, relation.part)))
        return Spreadsheet(epoch, sheets)


def sheet_names(path: Path) -> list[str]:
    """Return the names of an .xlsx file's sheets without reading what stands on them.

    Raises
    ------
    Unreadable
        when the file is no workbook or damaged.
    """
    with opened(path) as container:
        book = container.tree(container.workbook)
        return [element.get("name", "") for element in book.iter() if local(element.tag) == "sheet"]


def _texts(container: Container, part: str) -> list[str]:
    """Return the shared texts; runs of one text are joined, its phonetic reading is left out."""
    names = {f"{space} {name}".strip(): name for space in MAIN for name in ("si", "t", "rPh")}
    texts: list[str] = []
    pieces: list[str] = []
    parser = event_parser()
    depth = 0

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal depth
        kind = names.get(tag)
        if kind == "si":
            pieces.clear()
        elif kind == "rPh":
            depth += 1
        elif kind == "t" and not depth:
            parser.CharacterDataHandler = pieces.append

    def end(tag: str) -> None:
        nonlocal depth
        kind = names.get(tag)
        if kind == "t":
            parser.CharacterDataHandler = None
        elif kind == "rPh":
            depth -= 1
        elif kind == "si":
            texts.append(unescaped("".join(pieces)))
            if len(texts) > TEXTS_LIMIT:
                raise Unreadable("工作簿里的文字太多，远超台账所需；请分成几个文件")

    container.feed(part, start, end, parser)
    return texts


def _formats(container: Container, part: str) -> list[str]:
    """Return the number format of each cell style, by its number."""
    names = {f"{space} {name}".strip(): name for space in MAIN for name in ("numFmt", "cellXfs", "xf")}
    codes = dict(BUILT_IN)
    numbers: list[int] = []
    inside = False

    def start(tag: str, attributes: dict[str, Any]) -> None:
        nonlocal inside
        kind = names.get(tag)
        if kind == "numFmt":
            codes[int(attributes["numFmtId"])] = unescaped(attributes.get("formatCode", GENERAL))
        elif kind == "cellXfs":
            inside = True
        elif kind == "xf" and inside:
            numbers.append(int(attributes.get("numFmtId", "0")))

    def end(tag: str) -> None:
        nonlocal inside
        if names.get(tag) == "cellXfs":
            inside = False

    container.feed(part, start, end)
    return [codes.get(number, GENERAL) for number in numbers]


__all__ = ["Spreadsheet", "read_spreadsheet", "sheet_names"]
