"""The .xlsx file as a container: whether it may be opened at all, and its XML parts by name and by relation."""

from __future__ import annotations

import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.parsers import expat

UNPACKED_LIMIT = 200 * 2**20
SMALL_PART_LIMIT = 8 * 2**20
CHUNK = 2**18
OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”再导入"
BROKEN = f"文件已损坏，读不出来；{SAVE_AS}"
FOREIGN = f"不是 .xlsx 工作簿；{SAVE_AS}"
DOCTYPE = f"文件里有不该出现的内容（DOCTYPE），不予打开；{SAVE_AS}"
# Transitional and strict OOXML name the same elements; a few programs write none of the two.
MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main", "",
)  # fmt: skip
PARSER_ERRORS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, ElementTree.ParseError, expat.ExpatError, EOFError, OSError,
    LookupError, NotImplementedError, RuntimeError, ValueError, ArithmeticError, struct.error, zlib.error,
    lzma.LZMAError,
)  # fmt: skip


class Unreadable(Exception):  # noqa: N818 - the word says it
    """The file cannot be read as a workbook; the message says in Chinese why and what to do."""


@dataclass(frozen=True)
class Relation:
    """What a part refers to: the last word of the relation's type (`worksheet`, `styles`) and the part's name."""

    kind: str
    part: str


@contextmanager
def opened(path: Path) -> Iterator[Container]:
    """Open an .xlsx file; whatever a parser raises inside the block becomes `Unreadable`.

    Raises
    ------
    Unreadable
        when the file is missing, empty, encrypted, of another format, damaged, or unpacks beyond 200 MB.
    """
    _refuse_foreign(path)
    try:
        with zipfile.ZipFile(path) as archive:
            yield Container(archive)
    except PARSER_ERRORS as error:
        raise Unreadable(BROKEN) from error


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
        raise Unreadable(FOREIGN)


class Container:
    """The parts of a package; their names are compared without case, as the packaging standard asks.

    Raises
    ------
    Unreadable
        when the parts unpack beyond 200 MB, stand twice, hold macros, or make up no workbook.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
            raise Unreadable("文件解压后超过 200 MB，不予打开；请删去图片和多余的工作表，或分成几个文件")
        self._archive = archive
        self._entries = {_part_name(entry.filename): entry for entry in entries}
        if len(self._entries) != len(entries):
            raise Unreadable(BROKEN)
        self.workbook = self._workbook_part()
        if any(name.endswith("vbaproject.bin") for name in self._entries) or self._is_macro_enabled():
            raise Unreadable(f"文件带有宏（.xlsm）；{SAVE_AS}")

    def __contains__(self, part: str) -> bool:
        return part in self._entries

    def tree(self, part: str) -> ElementTree.Element:
        """Return a small part as a tree."""
        entry = self._entries[part]
        if entry.file_size > SMALL_PART_LIMIT:
            raise Unreadable(BROKEN)
        parser = ElementTree.XMLParser(target=_Builder())  # noqa: S314 - it refuses a DTD
        parser.feed(self._archive.read(entry))
        root: ElementTree.Element = parser.close()
        return root

    def feed(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
        parser: Any = None,
    ) -> None:
        """Send the elements of a part of any size to `start` and `end`, their tags as `namespace name`."""
        parser = parser or event_parser()
        parser.StartElementHandler, parser.EndElementHandler = start, end
        with self._archive.open(self._entries[part]) as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def relations(self, part: str) -> dict[str, Relation]:
        """Return what a part refers to by relation id; targets outside the package are left out."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        targets = {}
        for relation in self.tree(source) if source in self._entries else ():
            if relation.get("TargetMode", "Internal").lower() != "external":
                target = unquote(relation.get("Target", "")).replace("\\", "/")
                whole = posixpath.normpath(posixpath.join("/", folder, target))
                kind = relation.get("Type", "").rpartition("/")[2]
                targets[relation.get("Id", "")] = Relation(kind, _part_name(whole))
        return targets

    def _workbook_part(self) -> str:
        if "[content_types].xml" not in self._entries:
            raise Unreadable(FOREIGN)
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.part in self._entries:
                if relation.part.endswith(".bin") or self.tree(relation.part).tag not in _tags("workbook"):
                    raise Unreadable(FOREIGN)
                return relation.part
        if "xl/workbook.xml" not in self._entries:
            raise Unreadable(FOREIGN)
        return "xl/workbook.xml"

    def _is_macro_enabled(self) -> bool:
        types = self.tree("[content_types].xml")
        return any("macroEnabled" in element.get("ContentType", "") for element in types)


def event_parser() -> Any:
    """Return a parser of events that joins neighbouring text and refuses a document type."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


class _Builder(ElementTree.TreeBuilder):
    """A tree builder that refuses a document type before any of its entities is read."""

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        _refuse_doctype(name, public, system)


def _refuse_doctype(*_: object) -> None:
    raise Unreadable(DOCTYPE)


def _part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _tags(name: str) -> set[str]:
    return {f"{{{space}}}{name}" if space else name for space in MAIN}


def local(tag: str) -> str:
    """Return an element's or attribute's name without its namespace."""
    return tag.rpartition("}")[2]


__all__ = ["BROKEN", "MAIN", "SAVE_AS", "Container", "Relation", "Unreadable", "event_parser", "local", "opened"]
