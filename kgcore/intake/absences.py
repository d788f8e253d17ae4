"""Rows of earlier imports that a sheet no longer holds: told, or taken out where the sheet is all there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgcore import registers
from kgcore.intake.entries import KEYS, EntryRow, Ledger, figures, named, reversal
from kgcore.periods import Span
from kgcore.sheets import FileReading
from kgcore.store import period_column
from kgcore.wording import first_few

if TYPE_CHECKING:
    from kgcore.office import Office

SHOWN = 3
"""Rows that a sentence names."""


@dataclass
class Absences:
    """The rows of earlier imports of the same kind that the sheets of a file lack.

    Parameters
    ----------
    texts : each row in words, by register.
    days : the first and the last day of the sheets and of these rows.
    reversals : entries of ledgers that take them back, by register.
    removals : rows of other registers, as they are kept.
    """

    texts: dict[str, list[str]] = field(default_factory=dict)
    days: list[pd.Timestamp] = field(default_factory=list)
    reversals: dict[str, list[EntryRow]] = field(default_factory=dict)
    removals: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(map(len, self.texts.values()))

    def sentence(self, file: str, span: Span | None, *, dry_run: bool) -> str:
        """Return what is no longer in the sheets of a file, and what becomes of it.

        Parameters
        ----------
        span : days for which the sheets are all there is; None = nothing is taken out.
        """
        parts = [
            f"《{registers.meta(registers.get(name)).title}》{len(texts)} 行（{first_few(texts, SHOWN, '；……')}）"
            for name, texts in self.texts.items()
        ]
        start = f"{file}：以前导入的有 {self.count} 行现在不在表里：{'，'.join(parts)}"
        if span is None:
            first, last = (f"{day:%Y-%m-%d}" for day in (min(self.days), max(self.days)))
            return f"{start}。没有动它们；确实不要的，执行 kg import {file} --replace {first}..{last}"
        verb = "将" if dry_run else ""
        return f"{start}。{verb}出入库、收退费等账上冲正，其他台账上删去；kg undo 可以撤回"


def absent_rows(
    office: Office,
    reading: FileReading,
    tables: Mapping[str, pd.DataFrame],
    entries: Mapping[str, set[str]],
    span: Span | None,
) -> Absences:
    """Return the rows of earlier imports that the sheets of a file lack.

    Parameters
    ----------
    office : what is kept.
    reading : the file, none of whose sheets waits.
    tables : its rows by register.
    entries : numbers of entries kept that it tells.
    span : days for which the sheets are all there is: rows of sheets of the same kind count; None = rows of this file,
        and of files of which some row is in the sheets, between the first and the last day of both.
    """
    result = Absences()
    kinds: dict[str, set[str]] = {}
    rows_by_register: dict[str, list[dict[str, Any]]] = {}
    for sheet in reading.sheets:
        for table in sheet.tables:
            kinds.setdefault(table.register, set()).add(table.kind)
            rows_by_register.setdefault(table.register, []).extend(table.rows)
    sheets_read = _sheets_read(office)
    for name, own_kinds in kinds.items():
        column = period_column(registers.get(name))
        rows_kept = office.read(name)
        if column in (None, "term") or rows_kept.empty or not rows_by_register[name]:
            continue
        own_rows = tables.get(name, rows_kept.head(0))
        in_sheet = _keys(name, rows_kept).isin(set(_keys(name, own_rows)))
        numbers: set[str] = set()
        if name in KEYS:
            in_sheet |= rows_kept["entry"].isin(entries.get(name, set()))
            moved = {row.get("kind") for row in rows_by_register[name]}
            numbers = {str(row["entry"]) for row in Ledger(office, name).unnamed(entries.get(name, set()), moved)}
        candidates = ~in_sheet & (rows_kept["entry"].isin(numbers) if name in KEYS else True)
        if not candidates.any():
            continue
        rows_kept = rows_kept.assign(
            _file=pd.Series(office.store.files(name, rows_kept), rows_kept.index, dtype=object)
        )
        same_kind = {file for file, kind, _, _ in sheets_read if kind in own_kinds} | {reading.file}
        absent = rows_kept[candidates & (name in KEYS or rows_kept["_file"].isin(same_kind))]
        days = pd.concat([days_of(rows_kept.loc[in_sheet, column]), days_of(own_rows[column])])
        if span is not None:
            absent = absent[days_of(absent[column]).between(pd.Timestamp(span.start), pd.Timestamp(span.end))]
        else:
            files = {reading.file, *rows_kept.loc[in_sheet, "_file"].dropna()}
            first, last = days.min(), days.max()
            for file, kind, begin, end in sheets_read:
                if file in files and kind in own_kinds and begin <= last and end >= first:
                    first, last = min(first, begin), max(last, end)
            absent = absent[absent["_file"].isin(files) & days_of(absent[column]).between(first, last)]
        if len(absent):
            result.days += [*days, *days_of(absent[column])]
            _put(result, name, absent.drop(columns="_file"))
    return result


def _put(result: Absences, name: str, absent: pd.DataFrame) -> None:
    frame = absent.astype(object).where(absent.notna(), None)
    rows = [{str(column): value for column, value in row.items()} for row in frame.to_dict("records")]
    if name in KEYS:
        result.texts[name] = [f"{named(row)} {figures(name, row)}" for row in rows]
        result.reversals[name] = [reversal(row) for row in rows]
        return
    keys = [key for key in registers.key_columns(registers.get(name)) if key != "site"]
    result.texts[name] = [
        " ".join(f"{row[key]:%Y-%m-%d}" if isinstance(row[key], pd.Timestamp) else str(row[key]) for key in keys)
        for row in rows
    ]
    result.removals[name] = absent


def days_of(values: pd.Series) -> pd.Series:
    """Return days, or the first days of months, of a column that holds them as days, moments or text."""
    return pd.to_datetime(values.astype(str).str[:10], errors="coerce")


def _keys(name: str, rows: pd.DataFrame) -> pd.Series:
    """Return the keys of rows of a register, without the site, as texts."""
    columns = [column for column in registers.columns(registers.get(name)) if column.key and column.name != "site"]
    texts = {c.name: rows[c.name].astype(str).str[: 10 if c.kind == "date" else None] for c in columns}
    return pd.Series(list(zip(*texts.values(), strict=True)), rows.index, dtype=object)


def _sheets_read(office: Office) -> list[tuple[str, str, pd.Timestamp, pd.Timestamp]]:
    """Return file, kind, first and last day of the ordinary sheets that were imported."""
    rows = office.read("waiting_sheets")
    rows = rows[(rows["questions"] == 0) & rows["first_day"].notna()]
    return list(rows[["file", "kind", "first_day", "last_day"]].itertuples(index=False, name=None))


__all__ = ["Absences", "absent_rows", "days_of"]
