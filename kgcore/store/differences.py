"""How a sheet differs from what the store holds: rows it adds, changes, repeats, and rows that only the store has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from kgcore import registers
from kgcore.periods import Span, parse
from kgcore.store import queries, writes
from kgcore.store.errors import StoreError
from kgcore.store.periods import period_column
from kgcore.store.rows import Row, to_frame, to_rows
from kgcore.store.tables import TABLES
from kgcore.store.writes import RowChanges, Written

SHOWN = 3


@dataclass(frozen=True)
class Comparison:
    """Rows of a sheet against the store: new, changed, the same, and those that only the store holds.

    `only_in_store` counts rows of the sheet's own sites and, where a register is kept by date, of its own days.
    """

    new_rows: int
    changed_rows: int
    same_rows: int
    only_in_store: int


def compare(connection: sa.Connection, name: str, frame: pd.DataFrame, span: Span | None = None) -> Comparison:
    """Return how rows of a register differ from the store's.

    Parameters
    ----------
    connection, name : the register.
    frame : rows as `check` returns them.
    span : days to compare in a register kept by date; None = those that the frame reaches from first to last.
    """
    register = registers.get(name)
    places = [place for place, column in enumerate(registers.columns(register)) if column.key]
    rows = {tuple(row[place] for place in places): row for row in to_rows(register, frame)}
    stored_rows = {
        tuple(row[place] for place in places): row for row in to_rows(register, _stored(connection, name, frame, span))
    }
    known = queries.read(connection, name, sorted(frame["site"].unique())) if rows else frame
    everywhere = {tuple(row[place] for place in places): row for row in to_rows(register, known)}
    rows = {key: writes.with_lasting(register, row, everywhere.get(key)) for key, row in rows.items()}
    same = sum(everywhere.get(key) == row for key, row in rows.items())
    new = sum(key not in everywhere for key in rows)
    return Comparison(new, len(rows) - same - new, same, sum(key not in rows for key in stored_rows))


def _stored(connection: sa.Connection, name: str, frame: pd.DataFrame, span: Span | None) -> pd.DataFrame:
    """Return the store's rows of a frame's sites and of some days, else of the days, months or terms of the frame."""
    column = period_column(registers.get(name))
    stored_rows = queries.read(connection, name, sorted(frame["site"].dropna().unique()))
    if column is None or frame.empty:
        return stored_rows
    values = stored_rows[column]
    if span is not None:
        return stored_rows[_inside(values, span)]
    dated = values.dtype.kind == "M"
    return stored_rows[
        values.between(frame[column].min(), frame[column].max()) if dated else values.isin(frame[column])
    ]


def remove_absent(connection: sa.Connection, name: str, frame: pd.DataFrame, span: Span, sheet: Written) -> Written:
    """Remove the rows that a register holds for some days and a sheet lacks; return them with what the sheet wrote.

    Parameters
    ----------
    connection, name : the register, within the caller's write transaction, the sheet's rows already written.
    frame : the sheet's rows.
    span : the days for which the sheet is the truth.
    sheet : what writing the sheet did.

    Raises
    ------
    StoreError
        when a row of the sheet lies outside the days, an entry of a ledger would be removed, or other rows refer to
        one that would.
    """
    register = registers.get(name)
    column = period_column(register)
    title = registers.meta(register).title
    if column is None or frame.empty:
        return sheet
    _refuse_outside(title, frame[column], span)
    rows = set(to_rows(register, frame))
    stored_rows = queries.read(connection, name, sorted(frame["site"].unique()), span.start, span.end)
    stored_rows = stored_rows[_inside(stored_rows[column], span)]
    absent = [row for row in to_rows(register, stored_rows) if row not in rows]
    if absent and registers.meta(register).ledger:
        raise StoreError(
            f"《{title}》{span} 有 {len(absent)} 条不在表里，但它只增不改，不能删去：错账请填冲正单。没有写入"
        )
    refuse_dangling(connection, name, absent, "替换")
    writes.remove(connection, name, absent)
    changes = sheet.changes
    return Written(
        RowChanges(changes.new_rows, changes.changed_rows, changes.same_rows, len(absent)),
        (*sheet.lines, *(writes.line(name, row, None) for row in absent)),
    )


def take_out(connection: sa.Connection, name: str, rows: pd.DataFrame, sheet: Written | None) -> Written:
    """Take rows out of a standing register, within the caller's write transaction; return them with what a sheet wrote.

    Parameters
    ----------
    rows : as `queries.read` returned them.
    sheet : what writing the sheet did to the register; None = nothing.

    Raises
    ------
    StoreError
        when rows that stay refer to one of them.
    """
    absent = to_rows(registers.get(name), rows)
    refuse_dangling(connection, name, absent, "替换")
    writes.remove(connection, name, absent)
    changes = sheet.changes if sheet else RowChanges(0, 0, 0)
    return Written(
        RowChanges(changes.new_rows, changes.changed_rows, changes.same_rows, changes.removed_rows + len(absent)),
        (*(sheet.lines if sheet else ()), *(writes.line(name, row, None) for row in absent)),
    )


def _inside(values: pd.Series, span: Span) -> pd.Series:
    """Return which values of a column (days, months or terms) lie wholly within some days."""
    if values.dtype.kind == "M":
        return values.between(pd.Timestamp(span.start), pd.Timestamp(span.end))
    known = {text: parse(text) for text in values.unique()}
    return values.map(lambda text: known[text].start >= span.start and known[text].end <= span.end).astype(bool)


def _refuse_outside(title: str, values: pd.Series, span: Span) -> None:
    outside = values[~_inside(values, span)]
    if len(outside):
        first = outside.iloc[0]
        day = f"{first:%Y-%m-%d}" if isinstance(first, pd.Timestamp) else str(first)
        raise StoreError(f"《{title}》有 {len(outside)} 行不在要替换的 {span} 之内（如 {day}）。没有写入")


def refuse_dangling(connection: sa.Connection, name: str, removals: Sequence[Row], act: str) -> None:
    """Refuse when rows that stay refer to rows that go or went, within the caller's transaction.

    Parameters
    ----------
    connection, name : the register that loses rows.
    removals : the rows, still there or not.
    act : what is done, in Chinese, for the message.

    Raises
    ------
    StoreError
        naming the register that still refers to them, and what it names.
    """
    if not removals:
        return
    frame = to_frame(registers.get(name), removals)
    for name_of_user, register in registers.REGISTERS.items():
        for column in registers.columns(register):
            target, _, field = (column.reference or "").partition(".")
            if target != name or (name_of_user, column.name) == (name, field):
                continue
            left = set(_staying(connection, name, removals)[field])
            missing = sorted(set(frame[field].dropna()) - left)
            if not missing:
                continue
            if name_of_user == name:
                values = sorted(set(_staying(connection, name, removals)[column.name]) & set(missing))[:SHOWN]
            else:
                table = TABLES[name_of_user]
                query = sa.select(table.c[column.name]).where(table.c[column.name].in_(missing)).distinct().limit(SHOWN)
                values = sorted(connection.execute(query).scalars())
            if values:
                here, there = (registers.meta(registers.get(each)).title for each in (name_of_user, name))
                raise StoreError(
                    f"不能{act}：《{here}》还用着《{there}》的{'、'.join(map(str, values))}。请先改正用到它的记录"
                )


def _staying(connection: sa.Connection, name: str, removals: Sequence[Row]) -> pd.DataFrame:
    """Return the rows of a register without those that go."""
    register = registers.get(name)
    places = [place for place, column in enumerate(registers.columns(register)) if column.key]
    gone = {tuple(row[place] for place in places) for row in removals}
    rows = to_rows(register, queries.read(connection, name))
    return to_frame(register, [row for row in rows if tuple(row[place] for place in places) not in gone])


__all__ = ["Comparison", "compare", "refuse_dangling", "remove_absent", "take_out"]
