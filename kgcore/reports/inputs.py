"""Have the data changed since a report was made? What it read is read again and the fingerprints are compared."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from kgcore import periods, registers
from kgcore.periods import Period
from kgcore.reports.parameters import Value
from kgcore.store.errors import StoreError

PERSONS = ("children", "staff")
Cell = tuple[str, tuple[str, ...]]
"""Where a cell stands, in words, and the characters looked for that it holds."""


def fingerprint(values: Mapping[str, Value], closing: Mapping[str, Any]) -> str:
    """Return one SHA-256 over the rows that a report read, as they are now, and over the profile in force.

    Parameters
    ----------
    values : parameters of the report; one without `database` has no inputs but these.
    closing : what the report said it was made from.

    Raises
    ------
    StoreError
        when the database cannot be read.
    """
    if not values.get("database"):
        return str(closing["fingerprint"])
    import kgcore

    profile = values.get("profile")
    with kgcore.open(
        str(values["database"]), site=str(values["site"]), profile=Path(str(profile)) if profile else None
    ) as office:
        for source in closing["sources"]:
            span = periods.read_span(source["period"]) if source["period"] else None
            office.read(source["register"], span, sites=source["sites"])
        parts = [office.reads().fingerprint, office.profile.model_dump_json()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def open_sheets(values: Mapping[str, Value]) -> list[str]:
    """Return the files with sheets of the report's period that still wait for an answer (register `waiting_sheets`).

    Parameters
    ----------
    values : parameters of the report; one without `database` waits for nothing.

    Raises
    ------
    StoreError
        when the database cannot be read.
    """
    if not values.get("database"):
        return []
    import kgcore

    with kgcore.open(str(values["database"]), site=str(values["site"])) as office:
        rows = office.store.read("waiting_sheets", sites=[office.site])
    period = periods.parse(str(values["period"]))
    begins = rows["first_day"].fillna(pd.Timestamp(period.start)) <= pd.Timestamp(period.end)
    ends = rows["last_day"].fillna(pd.Timestamp(period.end)) >= pd.Timestamp(period.start)
    return sorted(set(rows.loc[begins & ends & (rows["questions"] > 0), "file"]))


def holders(values: Mapping[str, Value], closing: Mapping[str, Any], characters: Collection[str]) -> list[str]:
    """Return where characters stand in what a report read, one sentence for each cell that holds some.

    A row is named by its key; where the key names a person (child, member of staff), by its number in the register.

    Parameters
    ----------
    values, closing : see `fingerprint`.
    characters : single characters, those that no font of the report can draw.

    Raises
    ------
    StoreError
        when the database cannot be read.
    """
    if not characters:
        return []
    cells = []
    if values.get("database"):
        import kgcore

        with kgcore.open(str(values["database"]), site=str(values["site"])) as office:
            for source in closing["sources"]:
                span = periods.read_span(source["period"]) if source["period"] else None
                rows = office.read(source["register"], span, sites=source["sites"])
                cells += _cells(registers.get(source["register"]), rows, characters)
    found = {char for _, signs in cells for char in signs}
    told = [f"{place}：{_named(signs)}，字体画不出，以记号代替" for place, signs in dict(cells).items()]
    if rest := sorted(set(characters) - found):
        told.append(f"报告的文字（不在所读的台账里）：{_named(rest)}，字体画不出，以记号代替")
    return told


def _cells(register: type[registers.Register], rows: pd.DataFrame, characters: Collection[str]) -> list[Cell]:
    title, columns = registers.meta(register).title, registers.columns(register)
    keys = [column for column in columns if column.key and column.name != "site"]
    personal = any((column.reference or "").split(".")[0] in PERSONS for column in columns if column.key)
    personal = personal or register in [registers.get(name) for name in PERSONS]
    cells: list[Cell] = []
    for column in columns:
        if column.kind != "text" or column.name not in rows:
            continue
        for number, text in enumerate(rows[column.name], 1):
            signs = sorted(set(characters).intersection(text)) if isinstance(text, str) else []
            if signs:
                key = "、".join(_shown(rows[name.name].iloc[number - 1]) for name in keys)
                row = f"第 {number} 行" if personal or not key else f"“{key}”一行"
                cells.append((f"《{title}》{row}“{column.title}”", tuple(signs)))
    return cells


def _shown(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def _named(characters: Collection[str]) -> str:
    return "、".join(f"“{char}”（U+{ord(char):04X}）" for char in characters)


def require_kept(values: Mapping[str, Value]) -> None:
    """Refuse a report of a period that was archived: what is left here would give other figures.

    Raises
    ------
    StoreError
        naming the archive to make it from.
    """
    if not values.get("database"):
        return
    import kgcore

    period = periods.parse(str(values["period"]))
    with kgcore.open(str(values["database"]), site=str(values["site"])) as office:
        file = office.archived_in(period)
    if file is not None:
        raise StoreError(f"{period.title}已归档到 {file}。请写 kg --database {file} report … 从档案出这份报告")


def holiday(values: Mapping[str, Value], period: Period) -> bool:
    """Return whether a period is all holiday by the calendar of the office; one that keeps none has no holidays.

    Raises
    ------
    StoreError
        when the database cannot be read.
    """
    if not values.get("database"):
        return False
    import kgcore

    with kgcore.open(str(values["database"]), site=str(values["site"])) as office:
        return not office.school_days(period) and len(office.read("calendar")) > 0
