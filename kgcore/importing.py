"""Filled workbooks into an office: all files of a call are checked together; one fault and nothing is written."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from kgcore import registers
from kgcore.office import Office
from kgcore.periods import Period
from kgcore.registers.check import Fault, check_references
from kgcore.store import FaultsError
from kgcore.workbook import CellFault, Reading, Table, listing, read_workbook


@dataclass
class ImportResult:
    """What a call of the import did: rows by file and register, files that changed nothing, faults, notices."""

    dry_run: bool
    written: dict[str, dict[str, int]] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def described(self) -> dict[str, Any]:
        """Return the result as a JSON document."""
        return {
            "dry_run": self.dry_run,
            "written": self.written,
            "unchanged": self.unchanged,
            "faults": [vars(fault) for fault in self.faults],
            "notices": self.notices,
        }

    def lines(self) -> list[str]:
        """Return the result as Chinese lines for a person."""
        if self.faults:
            return [f"有 {len(self.faults)} 处问题，什么也没有写入：", listing(self.faults), *self.notices]
        titles = {name: registers.meta(register).title for name, register in registers.REGISTERS.items()}
        verb = "可以导入" if self.dry_run else "已导入"
        done = [
            f"{file}：{verb} {'、'.join(f'{titles[name]} {count} 行' for name, count in rows.items())}"
            for file, rows in self.written.items()
        ]
        return [*done, *(f"{file}：以前导入过，没有变化" for file in self.unchanged), *self.notices]


def import_files(
    office: Office, paths: Sequence[str | Path], *, dry_run: bool = False, who: str, period: Period | None = None
) -> ImportResult:
    """Import filled workbooks; each is one transaction, and a fault in any of them stops all.

    Parameters
    ----------
    office : where the rows go; rows whose 园所 is empty belong to its site.
    paths : .xlsx files; references may point from one file to another.
    dry_run : check only.
    who : who imports, for the journal.
    period : gives dates without a year their year.
    """
    result = ImportResult(dry_run)
    journal = office.store.journal()
    known = set(journal["sha256"].dropna()) if "sha256" in journal else set()
    readings: list[tuple[Path, str, Reading]] = []
    for path in map(Path, paths):
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        if digest in known:
            result.unchanged.append(path.name)
        else:
            readings.append((path, digest, read_workbook(path, site=office.site, period=period)))
    lookup = _lookup(office, [reading for _, _, reading in readings])
    for _, _, reading in readings:
        result.notices += reading.notices
        result.faults += reading.faults
        for table in reading.tables.values():
            register = registers.get(table.register)
            found = [*check_references(register, table.frame, lookup), *_off_days(table, lookup)]
            result.faults += [table.fault(reading.file, fault) for fault in found]
    if result.faults:
        return result
    for path, digest, reading in _in_order(readings):
        counts = {name: len(frame) for name, frame in reading.frames.items()}
        if not dry_run:
            try:
                office.write(reading.frames, who=who, file=path.name, sha256=digest)
            except FaultsError as error:
                result.faults += [
                    reading.tables[name].fault(reading.file, fault)
                    for name, faults in error.faults.items()
                    for fault in faults
                ]
                return result
        result.written[path.name] = counts
    return result


def _in_order(readings: list[tuple[Path, str, Reading]]) -> list[tuple[Path, str, Reading]]:
    """Return the files so that one is written after those that hold what it refers to."""
    order = {name: rank for rank, name in enumerate(registers.REGISTERS)}
    return sorted(readings, key=lambda item: min((order[name] for name in item[2].tables), default=0))


def _lookup(office: Office, readings: Sequence[Reading]) -> Callable[[str], pd.DataFrame]:
    cache: dict[str, pd.DataFrame] = {}

    def rows(name: str) -> pd.DataFrame:
        if name not in cache:
            parts = [office.store.read(name), *(r.tables[name].frame for r in readings if name in r.tables)]
            cache[name] = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
        return cache[name]

    return rows


def _off_days(table: Table, lookup: Callable[[str], pd.DataFrame]) -> Iterator[Fault]:
    """Yield rows dated outside every term or, where the register is kept on school days, on a day off."""
    about = registers.meta(registers.get(table.register))
    if not about.school_days_only or about.date is None:
        return
    calendar = lookup("calendar")
    sites = lookup("sites")
    kitchens = dict(zip(sites["site"], sites["kitchen"], strict=True))
    days: dict[object, dict[dt.date, tuple[bool, str]]] = {}
    parts = (calendar["site"], calendar["date"].dt.date, calendar["school_day"], calendar["note"].fillna(""))
    for site, day, open_, note in zip(*parts, strict=True):
        days.setdefault(site, {})[day] = (bool(open_), note)
    for at, (site, day) in enumerate(zip(table.frame["site"], table.frame[about.date], strict=True)):
        own = days.get(site) or days.get(kitchens.get(site, ""), {})
        if pd.isna(day) or not own:
            continue
        if day.date() not in own:
            yield Fault(at, about.date, day.date(), "不在校历的任何学期内；请核对日期，或先补《校历》")
        elif not own[day.date()][0]:
            reason = own[day.date()][1]
            because = f"（{reason}）" if reason else ""
            yield Fault(at, about.date, day.date(), f"这一天不开园{because}；请核对日期")


__all__ = ["ImportResult", "import_files"]
