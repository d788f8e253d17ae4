"""Which terms lie in archives: what the journal says of `kg archive` and was not taken back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from kgcore.periods import parse
from kgcore.store.tables import JOURNAL, JOURNAL_LINES


@dataclass(frozen=True)
class ArchivedTerm:
    """A term that was archived and not taken back: the file's name, the last day, the sites with rows in it."""

    file: str
    last_day: dt.date
    sites: frozenset[str]


def archived_terms(connection: sa.Connection) -> list[ArchivedTerm]:
    """Return the terms that lie in archives, in the order in which they were archived."""
    undone = sa.select(JOURNAL.c.undoes).where(JOURNAL.c.undoes.is_not(None))
    query = sa.select(JOURNAL.c.id, JOURNAL.c.file).where(JOURNAL.c.action == "archive", JOURNAL.c.id.not_in(undone))
    terms = []
    for entry in connection.execute(query.order_by(JOURNAL.c.id)).all():
        keys = connection.execute(sa.select(JOURNAL_LINES.c.key).where(JOURNAL_LINES.c.journal == entry.id))
        sites = frozenset(str(json.loads(key)[0]) for key in keys.scalars() if key is not None)
        term = parse("-".join(Path(entry.file).stem.split("-")[-2:]))
        terms.append(ArchivedTerm(entry.file, term.end, sites))
    return terms


__all__ = ["ArchivedTerm", "archived_terms"]
