"""The journal's hash chain: each row that a write touched is hashed, each entry hashes its lines and the entry before.

What is written here is never changed: the databases of every version hold hashes made by it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

START = ""
"""What the first entry takes for the hash of the entry before it."""
VOUCHED = "kg_journal"
"""What lines call the journal, when they vouch for an entry."""
ENTRY = ("id", "at", "who", "action", "file", "sha256", "kgcore", "undoes")
"""The columns of a journal entry that its hash covers."""


@dataclass(frozen=True)
class Line:
    """One row that a write touched: JSON texts of its key, of the row before (None: it was new) and after (None: gone).

    A line whose child was deleted keeps its hash and loses its texts: then `key` is None.
    """

    register: str
    key: str | None
    before: str | None
    after: str | None

    @property
    def sha256(self) -> str:
        """The hash of the line as it was written."""
        text = json.dumps([self.register, self.key, self.before, self.after], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def key_text(key: Sequence[object]) -> str:
    """Return the values of a row's key columns, in declared order, as JSON."""
    return json.dumps(list(key), ensure_ascii=False, separators=(",", ":"))


def row_text(names: Sequence[str], row: Sequence[object]) -> str:
    """Return a row as JSON by column; what is missing is left out, so that a column added later changes no text."""
    cells = {name: value for name, value in zip(names, row, strict=True) if value is not None}
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def voucher(site: str, entry: Mapping[str, object]) -> Line:
    """Return the line by which a later entry vouches for an entry whose file name lost the code of a deleted child.

    Its hash is within the chain, so that the entry can still be compared with what the deletion left.

    Parameters
    ----------
    site : the site that the later entry writes for.
    entry : the columns of the entry as they are from then on; those of `ENTRY` count, and its `chain`.
    """
    return Line(
        VOUCHED, key_text([site, entry["id"]]), None, row_text((*ENTRY, "chain"), [entry[n] for n in (*ENTRY, "chain")])
    )


def entry_chain(before: str, entry: Mapping[str, object], line_hashes: Iterable[str]) -> str:
    """Return the hash of a journal entry.

    Parameters
    ----------
    before : hash of the entry before it, or `START`.
    entry : its columns; those of `ENTRY` count.
    line_hashes : the hashes of its lines, in order.
    """
    total = hashlib.sha256(before.encode())
    total.update(json.dumps([entry[name] for name in ENTRY], ensure_ascii=False).encode())
    for line_hash in line_hashes:
        total.update(line_hash.encode())
    return total.hexdigest()


__all__ = ["ENTRY", "START", "VOUCHED", "Line", "entry_chain", "key_text", "row_text", "voucher"]
