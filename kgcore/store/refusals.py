"""Why rows are not written: what is wrong with them by themselves, with what they refer to, with a ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import sqlalchemy as sa

from kgcore import registers
from kgcore.registers.check import Fault, check, check_references, unknown_words
from kgcore.store import queries, writes
from kgcore.store.closes import FROZEN, frozen_faults
from kgcore.store.errors import FaultsError, LedgerError
from kgcore.store.ledger import reversal_faults


def checked(
    frames: Mapping[str, pd.DataFrame], words: Mapping[str, Sequence[str]] | None
) -> tuple[dict[str, pd.DataFrame], dict[str, list[Fault]]]:
    """Return rows as their registers hold them, and what is wrong with them by itself.

    Raises
    ------
    FaultsError
        when a table is wrong as a whole.
    """
    valid: dict[str, pd.DataFrame] = {}
    faults: dict[str, list[Fault]] = {}
    for name, frame in frames.items():
        valid[name], faults[name] = check(registers.get(name), frame)
        faults[name] += unknown_words(registers.get(name), valid[name], words or {})
    if any(fault.row is None for found in faults.values() for fault in found):
        raise FaultsError(faults)
    return valid, faults


def refuse_faults(
    connection: sa.Connection,
    frames: Mapping[str, pd.DataFrame],
    faults: dict[str, list[Fault]],
    closes: pd.DataFrame | None,
) -> None:
    """Refuse rows that are wrong by themselves, refer to nothing, or break the rules of a ledger.

    Parameters
    ----------
    connection : what is kept.
    frames, faults : rows and what is wrong with them, as `checked` returns them.
    closes : rows of `month_closes` that count as known; None = those kept.

    Raises
    ------
    FaultsError, LedgerError
        naming all of them.
    """
    referable = queries.Referable(connection, frames)
    for name, frame in frames.items():
        faults[name] += check_references(registers.get(name), frame, referable)
    if any(faults.values()):
        raise FaultsError(faults)
    _refuse_ledger_faults(connection, frames, closes)


def _refuse_ledger_faults(
    connection: sa.Connection, frames: Mapping[str, pd.DataFrame], closes: pd.DataFrame | None
) -> None:
    faults: dict[str, list[Fault]] = {}
    for name, frame in frames.items():
        register = registers.get(name)
        if not registers.meta(register).ledger:
            continue
        stored_rows = queries.read(connection, name, sorted(frame["site"].unique()))
        new, faults[name] = writes.new_entries(register, frame, stored_rows)
        faults[name] += [*reversal_faults(register, new, stored_rows), *frozen(connection, name, new, closes)]
    if any(faults.values()):
        raise LedgerError(faults)


def frozen(connection: sa.Connection, name: str, new: pd.DataFrame, closes: pd.DataFrame | None = None) -> list[Fault]:
    """Name the new rows of a register that count to a closed month."""
    if name not in FROZEN or new.empty:
        return []
    sites = queries.read(connection, "sites")
    kitchens = dict(zip(sites["site"], sites["kitchen"], strict=True))
    before = queries.read(connection, "month_closes") if closes is None else closes
    return frozen_faults(name, new, before, kitchens)


__all__ = ["checked", "frozen", "refuse_faults"]
