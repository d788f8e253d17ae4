"""What the journal kept: the lines of an entry, and whether the rows are still what was entered last."""

from __future__ import annotations

import json

import pandas as pd
import sqlalchemy as sa

from kgcore import registers
from kgcore.store.chain import START, VOUCHED, Line, entry_chain, key_text, row_text, voucher
from kgcore.store.rows import Row, to_rows
from kgcore.store.tables import GUARDED, JOURNAL, JOURNAL_LINES, TABLES, append_only

BATCH_ROWS = 10_000
Discrepancy = tuple[str, str, str, str | None, str | None]
COLUMNS = ["register", "key", "problem", "entered", "stored"]
PROBLEMS = {
    "changed": "登记后被改动",
    "missing": "登记后被删去",
    "unrecorded": "没有录入记录",
    "journal": "录入记录被改动",
    "unguarded": "只增不改的保护被去掉了",
}
"""What can be wrong with a row or an entry → its Chinese words."""


def lines_of(connection: sa.Connection, journal: int) -> list[Line]:
    """Return the lines of an entry in order; those that vouch for other entries are of no register and left out."""
    query = sa.select(*(JOURNAL_LINES.c[name] for name in ("register", "key", "before", "after")))
    query = query.where(JOURNAL_LINES.c.journal == journal, JOURNAL_LINES.c.register != VOUCHED)
    query = query.order_by(JOURNAL_LINES.c.line)
    return [Line(*row) for row in connection.execute(query)]


def files_of(connection: sa.Connection, name: str, rows: pd.DataFrame) -> list[str | None]:
    """Return the file of the import that wrote each row of a register last; None where no import did.

    Parameters
    ----------
    connection, name : the register.
    rows : of it.
    """
    undone = sa.select(JOURNAL.c.undoes).where(JOURNAL.c.undoes.is_not(None))
    query = sa.select(JOURNAL_LINES.c.key, JOURNAL.c.file).join(JOURNAL, JOURNAL.c.id == JOURNAL_LINES.c.journal)
    query = query.where(JOURNAL_LINES.c.register == name, JOURNAL.c.undoes.is_(None), JOURNAL.c.id.not_in(undone))
    query = query.order_by(JOURNAL_LINES.c.journal, JOURNAL_LINES.c.line)
    files = {line.key: line.file for line in connection.execute(query)}
    register = registers.get(name)
    places = [place for place, column in enumerate(registers.columns(register)) if column.key]
    return [files.get(key_text([row[place] for place in places])) for row in to_rows(register, rows)]


def altered(connection: sa.Connection, journal: int) -> int:
    """Return how many rows that an entry wrote are no longer as it left them: changed or taken out since.

    What kgcore itself notes of sheets that wait does not count.
    """
    count = 0
    for line in lines_of(connection, journal):
        if line.key is not None and line.after is not None and line.register != "waiting_sheets":
            count += stored_row(connection, line) != row_of(line.register, line.after)
    return count


def stored_row(connection: sa.Connection, line: Line) -> Row | None:
    """Return the row of a line as it is now; None where there is none."""
    table = TABLES[line.register]
    keys = zip(table.primary_key.columns, json.loads(str(line.key)), strict=True)
    query = sa.select(table).where(*(column == value for column, value in keys))
    row = connection.execute(query).one_or_none()
    return None if row is None else tuple(row)


def row_of(register: str, text: str) -> Row:
    """Return a row in declared order of columns from its JSON text; a column that it does not name is None."""
    cells = json.loads(text)
    return tuple(cells.get(column.name) for column in registers.columns(registers.get(register)))


def discrepancies(connection: sa.Connection) -> pd.DataFrame:
    """Return the rows that are not what the journal says was entered last, and the entries whose hash does not fit.

    Returns
    -------
    DataFrame
        register (empty for an entry of the journal), key (JSON list of the key's values, or the entry's number),
        problem (a key of `PROBLEMS`; a table without its guards has its name as key), entered, stored (JSON of the row
        by column; missing where there is none).
    """
    rows_by_register, broken = _replay(connection)
    rows: list[Discrepancy] = [("", str(number), "journal", None, None) for number in broken]
    rows += [("", name, "unguarded", None, None) for name in unguarded(connection)]
    for name in TABLES:
        rows += _compare(connection, name, rows_by_register.pop(name, {}))
    return pd.DataFrame(rows, columns=COLUMNS)


def unguarded(connection: sa.Connection) -> list[str]:
    """Return the append-only tables that lack a trigger which refuses changes, or have another in its place."""
    dialect = connection.dialect.name
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'",
        "postgresql": (
            "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE t.tgenabled IN ('O', 'A') AND p.proname = 'kg_refuse'"
        ),
    }[dialect]
    present = set(connection.execute(sa.text(query)).scalars())
    return [
        table.name
        for table in append_only()
        if not present >= {f"{table.name}_no_{event}" for event in GUARDED[dialect]}
    ]


def _replay(connection: sa.Connection) -> tuple[dict[str, dict[str, str]], list[int]]:
    """Return each register's rows by key as rows_by_register last, and the entries whose hash does not fit."""
    rows_by_register: dict[str, dict[str, str]] = {}
    hashes: dict[int, list[str]] = {}
    false_lines: set[int] = set()
    query = sa.select(JOURNAL_LINES).order_by(JOURNAL_LINES.c.journal, JOURNAL_LINES.c.line)
    for row in connection.execution_options(yield_per=BATCH_ROWS).execute(query):
        hashes.setdefault(row.journal, []).append(row.sha256)
        if row.key is None:  # the row of a deleted child
            continue
        line = Line(row.register, row.key, row.before, row.after)
        if line.sha256 != row.sha256:
            false_lines.add(row.journal)
        rows = rows_by_register.setdefault(line.register, {})
        if line.after is None:
            rows.pop(row.key, None)
        else:
            rows[row.key] = line.after
    vouchers = {
        json.loads(key)[1]: (json.loads(key)[0], text) for key, text in rows_by_register.pop(VOUCHED, {}).items()
    }
    chain, faults = START, []
    for entry in connection.execute(sa.select(JOURNAL).order_by(JOURNAL.c.id)).mappings():
        number, columns = int(entry["id"]), {str(name): value for name, value in entry.items()}
        fits = entry_chain(chain, columns, hashes.pop(number, [])) == entry["chain"]
        if number in vouchers:  # its file's name lost the code of a deleted child
            site, text = vouchers[number]
            fits = fits or voucher(site, columns).after == text
        if not fits or number in false_lines:
            faults.append(number)
        chain = str(entry["chain"])
    if own_site(connection) is not None:  # entries of other sites are hidden, so that the chain cannot be followed
        return rows_by_register, []
    return rows_by_register, [*faults, *hashes]


def own_site(connection: sa.Connection) -> str | None:
    """Return the site of the role that is connected, which sees only a part of the database; None: it sees all."""
    if connection.dialect.name != "postgresql":
        return None
    site = connection.execute(sa.text("SELECT kg_own_site()")).scalar_one()
    return None if site is None else str(site)


def _compare(connection: sa.Connection, name: str, journal_rows: dict[str, str]) -> list[Discrepancy]:
    table = TABLES[name]
    names = [column.name for column in table.columns]
    places = [place for place, column in enumerate(table.columns) if column.primary_key]
    rows: list[Discrepancy] = []
    query = sa.select(table)
    if (site := own_site(connection)) is not None:  # the lines of other sites are hidden
        query = query.where(table.c.site == site)
    for row in connection.execution_options(yield_per=BATCH_ROWS).execute(query):
        key, text = key_text([row[place] for place in places]), row_text(names, tuple(row))
        journal_text = journal_rows.pop(key, None)
        if journal_text is None:
            rows.append((name, key, "unrecorded", None, text))
        elif journal_text != text and json.loads(journal_text) != json.loads(text):
            rows.append((name, key, "changed", journal_text, text))
    return rows + [(name, key, "missing", text, None) for key, text in journal_rows.items()]


__all__ = [
    "COLUMNS",
    "PROBLEMS",
    "altered",
    "discrepancies",
    "files_of",
    "lines_of",
    "own_site",
    "row_of",
    "stored_row",
    "unguarded",
]
