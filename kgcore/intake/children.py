"""幼儿对照.csv beside the database: which child of an ordinary sheet has which code. It is the only place of names.

No name goes into the database, its backups, an export or a report; the file stays with the office, and is named in
.gitignore. Whoever knows the codes may fill it by hand: 班级, 姓名, 幼儿编号.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kgcore import disk
from kgcore.sheets.children import child_key
from kgcore.sheets.grid import decoded

if TYPE_CHECKING:
    from kgcore.office import Office

FILE = "幼儿对照.csv"
HEADINGS = ("班级", "姓名", "幼儿编号")


def mapping_file(office: Office) -> Path:
    """Return where the mapping of an office lies: beside its database, or in the working folder of one on a server."""
    return (office.store.folder or Path()) / FILE


def child_codes(office: Office) -> dict[tuple[str, str], str]:
    """Return the code of a child by class and name; a child who has changed class is found in the present one.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     _ = remember(office, {"C00001": ("小一班", "甲 乙")})
    ...     child_codes(office)[("小一班", "甲乙")]
    'C00001'
    """
    children = office.read("children")
    present = dict(zip(children["child"], children["class_name"], strict=True))
    codes: dict[tuple[str, str], str] = {}
    for class_name, name, code in _lines(mapping_file(office)):
        codes.setdefault((class_name, child_key(name)), code)
        if code in present:
            codes[str(present[code]), child_key(name)] = code
    return codes


def remember(office: Office, names: Mapping[str, tuple[str, str]]) -> Path:
    """Add children to the mapping; return the file.

    Parameters
    ----------
    names : class and name by code.
    """
    path = mapping_file(office)
    lines = _lines(path)
    known = {code for _, _, code in lines}
    lines += [(class_name, name, code) for code, (class_name, name) in names.items() if code not in known]
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([HEADINGS, *lines])
    # With a mark of its encoding, which Excel needs.
    disk.replace(path, "\ufeff" + text.getvalue())
    path.chmod(0o600)
    _ignore(path)
    return path


def new_codes(codes: Iterable[str], number: int) -> list[str]:
    """Return codes that no child has yet.

    Examples
    --------
    >>> new_codes(["C00001", "B0002"], 2)
    ['C00002', 'C00003']
    """
    last = max((int(code[1:]) for code in codes if code.startswith("C") and code[1:].isdigit()), default=0)
    return [f"C{last + place:05d}" for place in range(1, number + 1)]


def _lines(path: Path) -> list[tuple[str, str, str]]:
    if not path.is_file():
        return []
    rows = list(csv.reader(decoded(path.read_bytes()).splitlines()))[1:]
    return [(row[0].strip(), row[1].strip(), row[2].strip()) for row in rows if len(row) > 2 and row[2].strip()]


def _ignore(path: Path) -> None:
    """Name the file in the .gitignore of its folder."""
    ignore = path.parent / ".gitignore"
    text = ignore.read_text(encoding="utf-8") if ignore.is_file() else ""
    if path.name not in text.splitlines():
        disk.replace(ignore, f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{path.name}\n")


__all__ = ["child_codes", "mapping_file", "new_codes", "remember"]
