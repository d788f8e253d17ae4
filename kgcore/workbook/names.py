"""Names that mean the same: aliases and unlike writings are settled on the known name, clashes are told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import pandas as pd

from kgcore import registers
from kgcore.glyphs import fold
from kgcore.names import AMBIGUOUS, CATEGORY, DishNames, FoodNames, Understanding
from kgcore.registers import RegisterColumn
from kgcore.registers.check import Fault, check
from kgcore.workbook.reading import Reading
from kgcore.workbook.sheet import is_name, settled_notice
from kgcore.workbook.sheet_rows import SheetRows

Lookup = Callable[[str], pd.DataFrame]

SEPARATORS = re.compile(r"[;；,，、]")
# 盘点 counts foods and other goods in one column, so that it refers to no register.
LOOSE_REFERENCES = {("counts", "item"): "foods.food"}
FOODS, DISHES = "foods.food", "dishes.dish"
NET_REGISTERS = ("dish_ingredients",)
"""Registers whose grams are edible already, so that 去壳 before a food changes no figure."""


def settle_keys(readings: Sequence[Reading], stored_rows: Lookup) -> None:
    """Replace names of key columns that differ from a kept one, or an earlier one of the call, only in their writing.

    Parameters
    ----------
    readings : the workbooks of a call; their tables are replaced, notices say so, and rows that thereby become one
        are faults.
    stored_rows : register name → the rows of the store.
    """
    for register, declared in registers.REGISTERS.items():
        holding = [reading for reading in readings if register in reading.tables]
        for column in registers.columns(declared) if holding else ():
            if not (column.key and is_name(column)) or (column.reference and column.name != "site"):
                continue
            if column.name == "site" and register != "sites":
                continue
            writings = set(stored_rows(register)[column.name].dropna())
            names = {fold(name): name for name in sorted(writings, reverse=True)}
            for reading in holding:
                unlike: dict[str, str] = {}
                for value in reading.tables[register].frame[column.name].dropna().unique():
                    name = names.setdefault(fold(value), value)
                    if name != value and value not in writings:
                        unlike[value] = name
                _rename(reading, register, {column.name: unlike})


class Everyday:
    """What foods and dishes are called day to day, among those that the store and the call hold.

    Parameters
    ----------
    lookup : register name → the rows known of it.
    """

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    @cached_property
    def foods(self) -> FoodNames:
        """The index of foods, built when a name is unknown for the first time."""
        return FoodNames(self._lookup("foods"))

    @cached_property
    def dishes(self) -> DishNames:
        """The index of the dishes that are kept."""
        return DishNames(self._lookup("dishes"), self.foods, everyday=False)

    def understand(self, reference: str, writing: str) -> Understanding | None:
        """Return what a name in a column with this reference is; None where the reference is to neither."""
        if reference == FOODS:
            return self.foods.understand(writing)
        return self.dishes.understand(writing) if reference == DISHES else None


def question(writing: str, understanding: Understanding) -> str:
    """Return what to ask about a name that is not understood, as the end of a message; empty when there is nothing."""
    if understanding.how == CATEGORY:
        return f"；“{writing}”是一类的总称，请写明是哪一种"
    if understanding.how == AMBIGUOUS:
        return f"；“{writing}”各地所指不同{_choice(understanding.proposals)}，请写明是哪一种"
    name = understanding.name or next(iter(understanding.proposals), None)
    return f"；是否“{name}”？" if name else ""


def _choice(names: Sequence[str]) -> str:
    return f"（可能是{'、'.join(names)}）" if names else ""


def settle_names(reading: Reading, lookup: Lookup) -> None:
    """Replace aliases and unlike writings in reference columns by the known name, and say so in the notices.

    Parameters
    ----------
    reading : the workbook; its tables are replaced, and duplicates that only now appear become faults.
    lookup : register name → the rows known of it.
    """
    everyday = Everyday(lookup)
    for register, table in list(reading.tables.items()):
        renames: dict[str, dict[str, str]] = {}
        for column in registers.columns(registers.get(register)):
            reference = column.reference or LOOSE_REFERENCES.get((register, column.name))
            if reference and reference != f"{register}.{column.name}":
                renames[column.name] = _settled(table.frame[column.name], reference, lookup)
                renames[column.name] |= _understood(register, table.frame[column.name], reference, lookup, everyday)
        _rename(reading, register, renames)


def _rename(reading: Reading, register: str, renames: Mapping[str, Mapping[str, str]]) -> None:
    """Replace values column by column; rows that thereby become one are faults."""
    names = {writing: name for column in renames.values() for writing, name in column.items()}
    if not names:
        return
    table = reading.tables[register]
    frame = table.frame.copy()
    for column, writings in renames.items():
        frame[column] = frame[column].replace(writings)
    reading.notices.append(settled_notice(table.sheet, names))
    reading.tables[register] = replace(table, frame=frame)
    faults = (table.fault(reading.file, fault) for fault in check(registers.get(register), frame)[1])
    reading.faults += [fault for fault in faults if fault not in reading.faults]


def _settled(values: pd.Series, reference: str, lookup: Lookup) -> dict[str, str]:
    if reference in (FOODS, DISHES):
        return {}
    register, target = reference.split(".")
    rows = lookup(register)
    names = set(rows[target].dropna())
    unknown = [value for value in values.dropna().unique() if value not in names]
    if not unknown:
        return {}
    candidates: dict[str, set[str]] = {}
    for name in names:
        candidates.setdefault(fold(name), set()).add(name)
    if "aliases" in rows:
        for name, aliases in rows[[target, "aliases"]].dropna().itertuples(index=False, name=None):
            for alias in split_aliases(aliases):
                candidates.setdefault(fold(alias), set()).add(name)
    return {value: min(candidates[fold(value)]) for value in unknown if len(candidates.get(fold(value), ())) == 1}


def _understood(register: str, values: pd.Series, reference: str, lookup: Lookup, everyday: Everyday) -> dict[str, str]:
    """Return everyday names of foods and dishes with the name that is kept, where nobody need be asked."""
    if reference not in (FOODS, DISHES) or values.isna().all():
        return {}
    frame, target = reference.split(".")
    names = set(lookup(frame)[target].dropna())
    renames = {}
    for value in values.dropna().unique():
        understanding = None if value in names else everyday.understand(reference, value)
        if understanding is None or understanding.name is None:
            continue
        if understanding.edible_pct is None or register in NET_REGISTERS:
            renames[value] = understanding.name
    return renames


def split_aliases(aliases: str) -> list[str]:
    """Return the aliases of one cell."""
    return [alias.strip() for alias in SEPARATORS.split(aliases) if alias.strip()]


def alias_clashes(table: SheetRows, lookup: Lookup) -> Iterator[Fault]:
    """Yield rows one of whose aliases is another row's name or alias, or whose name is another row's alias.

    Parameters
    ----------
    table : the rows that are judged.
    lookup : register name → the rows known of it, those of the table among them.
    """
    if "aliases" not in table.frame:
        return
    key = next(c for c in reversed(registers.columns(registers.get(table.register))) if c.key)  # behind 学期, the class
    owners_by_name: dict[tuple[str, str], set[str]] = {}
    alias_of: dict[tuple[str, str], set[str]] = {}
    for site, name, aliases in _rows(lookup(table.register), key):
        owners_by_name.setdefault((site, fold(name)), set()).add(name)
        for alias in split_aliases(aliases):
            alias_of.setdefault((site, fold(alias)), set()).add(name)
    for at, (site, name, aliases) in enumerate(_rows(table.frame, key)):
        for owner in sorted(alias_of.get((site, fold(name)), set()) - {name}):
            yield Fault(at, key.name, name, f"“{name}”已经是“{owner}”的别名；请改名，或先从“{owner}”的别名里删去")
        for alias in split_aliases(aliases):
            for owner in sorted(owners_by_name.get((site, fold(alias)), set()) - {name}):
                yield Fault(at, "aliases", alias, f"别名“{alias}”是另一种{key.title}“{owner}”的名称；请删去这个别名")
            for owner in sorted(alias_of.get((site, fold(alias)), set()) - {name}):
                yield Fault(at, "aliases", alias, f"“{alias}”也是“{owner}”的别名；一个别名只能属于一种{key.title}")


def _rows(frame: pd.DataFrame, key: RegisterColumn) -> Iterable[tuple[str, str, str]]:
    rows: Iterable[tuple[str, str, str]] = (
        frame[["site", key.name, "aliases"]].fillna("").itertuples(index=False, name=None)
    )
    return rows


__all__ = ["Everyday", "Lookup", "alias_clashes", "question", "settle_keys", "settle_names", "split_aliases"]
