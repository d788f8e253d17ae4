"""What can go wrong with the store; every message says in Chinese what, where, the likely cause, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kgcore import registers
from kgcore.registers.check import Fault

SHOWN = 10


class StoreError(Exception):
    """The store cannot do what was asked."""


class SchemaError(StoreError):
    """The database was not written by this version of kgcore, or is no kgcore database."""


class BusyError(StoreError):
    """Another writer held the database for longer than a writer waits."""


class FaultsError(StoreError):
    """The rows are at fault; nothing was written. `faults` names them by register."""

    def __init__(self, faults: Mapping[str, Sequence[Fault]]) -> None:
        self.faults = {name: list(found) for name, found in faults.items() if found}
        count = sum(len(found) for found in self.faults.values())
        lines = [_line(name, fault) for name, found in self.faults.items() for fault in found]
        more = [f"……另有 {count - SHOWN} 处"] if count > SHOWN else []
        super().__init__("\n".join([f"数据有 {count} 处错误，全部未写入：", *lines[:SHOWN], *more]))


class LedgerError(FaultsError):
    """A ledger is append-only: an entry was to be changed, or a reversal does not fit its entry."""


def _line(name: str, fault: Fault) -> str:
    register = registers.get(name)
    titles = {column.name: column.title for column in registers.columns(register)}
    where = f"第 {fault.row + 1} 条" if fault.row is not None else "整张表"
    column = f"“{titles.get(fault.column, fault.column)}”" if fault.column else ""
    value = f"（现为 {fault.value}）" if fault.value is not None else ""
    return f"《{registers.meta(register).title}》{where}{column}{value}：{fault.message}"


__all__ = ["BusyError", "FaultsError", "LedgerError", "SchemaError", "StoreError"]
