"""The .xlsx file as a container: whether it may be opened at all, and what its XML says that the cell values do not."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from kgcore.workbook.cells import EPOCH_1900, EPOCH_1904, position

UNPACKED_LIMIT = 200 * 2**20
CELL_LIMIT = 20_000_000
OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”再导入"

# Most sheets hold none of these; looking for the bytes first spares parsing 200,000 rows of XML.
HINTS = re.compile(rb"""hidden=|mergeCell|<(?:\w+:)?f[\s>/]|\bt=["']e["']""")
CELL_COLUMN = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Za-z]+)\d""")
ROW_NUMBER = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d+)""")


class Unreadable(Exception):  # noqa: N818 - the word says it
    """The file cannot be read as a workbook; the message says in Chinese why and what to do."""


@dataclass
class SheetFacts:
    """What a sheet's XML says beyond its values; rows and columns are 0-based, merged ranges are A1 ranges."""

    name: str
    hidden: bool = False
    rows: int = 0
    columns: int = 0
    merged_areas: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)
    without_value: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Container:
    """A workbook that may be opened: the day zero of its dates and the facts of its sheets by name."""

    epoch: dt.date
    sheets: Mapping[str, SheetFacts]


def inspect(path: Path) -> Container:
    """Look into an .xlsx file without reading its values.

    Raises
    ------
    Unreadable
        when the file is missing, empty, encrypted, of another format, damaged, or unpacks beyond 200 MB.
    """
    _refuse_foreign(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return _inspect(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ElementTree.ParseError, expat.ExpatError, EOFError, OSError,
            KeyError, NotImplementedError, RuntimeError, ValueError, zlib.error) as error:  # fmt: skip
        raise Unreadable(f"文件已损坏，读不出来；{SAVE_AS}") from error


def _refuse_foreign(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
            if head == OLE_SIGNATURE:
                rest = stream.read(UNPACKED_LIMIT)
                if "EncryptedPackage".encode("utf-16-le") in rest:
                    raise Unreadable("文件设了打开密码；请在“文件—信息—保护工作簿”里去掉密码再导入")
                raise Unreadable(f"这是旧版 .xls 文件；{SAVE_AS}")
    except FileNotFoundError:
        raise Unreadable("找不到这个文件") from None
    except OSError:
        raise Unreadable("文件打不开；若正在 Excel 或 WPS 里打开，请先关闭") from None
    if not head:
        raise Unreadable("文件是空的（0 字节）")
    if path.suffix.lower() in (".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".et"):
        raise Unreadable(f"不接受 {path.suffix.lower()} 文件；{SAVE_AS}")
    if not head.startswith(b"PK"):
        raise Unreadable(f"不是 .xlsx 工作簿；{SAVE_AS}")


def _inspect(archive: zipfile.ZipFile) -> Container:
    if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_LIMIT:
        raise Unreadable("文件解压后超过 200 MB，不予打开；请删去图片和多余的工作表，或分成几个文件")
    parts = {entry.filename: entry for entry in archive.infolist()}
    if "xl/workbook.xml" not in parts:
        raise Unreadable(f"不是 .xlsx 工作簿；{SAVE_AS}")
    if "xl/vbaProject.bin" in parts or b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise Unreadable(f"文件带有宏（.xlsm）；{SAVE_AS}")
    for entry in archive.infolist():
        # Reading to the end checks the CRC, so a header that understates the unpacked size is found out here.
        if b"<!DOCTYPE" in archive.read(entry):
            raise Unreadable(f"文件里有不该出现的内容（DOCTYPE），不予打开；{SAVE_AS}")
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - no DTD gets this far
    targets = _targets(ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")))  # noqa: S314
    epoch = EPOCH_1900
    sheets: dict[str, SheetFacts] = {}
    for element in book.iter():
        kind = _local(element.tag)
        if kind == "workbookPr" and element.get("date1904") in ("1", "true"):
            epoch = EPOCH_1904
        if kind == "sheet":
            facts = SheetFacts(element.get("name", ""), hidden=element.get("state", "visible") != "visible")
            relation = next((value for key, value in element.attrib.items() if _local(key) == "id"), "")
            part = targets.get(relation, "")
            if part in parts and "worksheets" in part:
                _scan(archive.read(part), facts)
            sheets[facts.name] = facts
    return Container(epoch, sheets)


def _targets(relations: ElementTree.Element) -> dict[str, str]:
    targets = {}
    for relation in relations:
        target = relation.get("Target", "")
        targets[relation.get("Id", "")] = (
            target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        )
    return targets


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def _scan(xml: bytes, facts: SheetFacts) -> None:
    facts.rows = max((int(number) for number in ROW_NUMBER.findall(xml)), default=0)
    facts.columns = max((position(name.decode()) for name in set(CELL_COLUMN.findall(xml))), default=-1) + 1
    if facts.rows * facts.columns > CELL_LIMIT:
        raise Unreadable(
            f"工作表《{facts.name}》用到第 {facts.rows} 行、第 {facts.columns} 列，远超台账所需；请删去表格以外的内容"
        )
    if HINTS.search(xml):
        _Scanner(facts).feed(xml)


class _Scanner:
    """Collect merged ranges, hidden rows and columns, error cells and formulas that nobody has calculated."""

    def __init__(self, facts: SheetFacts) -> None:
        self._facts = facts
        self._cell = ""
        self._is_error = False
        self._has_formula = False
        self._text: list[str] | None = None
        self._value = ""

    def feed(self, xml: bytes) -> None:
        parser: Any = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(xml, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "c":
            self._cell = attributes.get("r", "").upper()
            self._is_error = attributes.get("t") == "e"
            self._has_formula = False
            self._value = ""
        elif kind == "f":
            self._has_formula = True
        elif kind in ("v", "t"):
            self._text = []
        elif kind == "row" and attributes.get("hidden") in ("1", "true") and "r" in attributes:
            self._facts.hidden_rows.add(int(attributes["r"]) - 1)
        elif kind == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes["min"]), int(attributes["max"])
            self._facts.hidden_columns.update(range(first - 1, min(last, 16384)))
        elif kind == "mergeCell" and "ref" in attributes:
            self._facts.merged_areas.append(attributes["ref"].upper())

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        kind = tag.rpartition(":")[2]
        if kind in ("v", "t") and self._text is not None:
            self._value += "".join(self._text)
            self._text = None
        elif kind == "c" and self._cell:
            if self._is_error:
                self._facts.errors[self._cell] = self._value or "#ERROR"
            elif self._has_formula and not self._value:
                self._facts.without_value.add(self._cell)
