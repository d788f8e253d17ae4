"""The registers' home: SQLite file by default, PostgreSQL by URL; transactions; the journal of who entered what."""

from __future__ import annotations

from kgcore.store.backups import Restored, has_rows, restore_over, rotate
from kgcore.store.differences import Comparison
from kgcore.store.erasure import forget_child, kindergartens_of
from kgcore.store.errors import BusyError, FaultsError, LedgerError, SchemaError, StoreError
from kgcore.store.names import MASTERS, merge, rename
from kgcore.store.periods import period_column
from kgcore.store.store import Receipt, Store
from kgcore.store.upgrade import Upgrade
from kgcore.store.writes import RowChanges

__all__ = [
    "MASTERS",
    "BusyError",
    "Comparison",
    "FaultsError",
    "LedgerError",
    "Receipt",
    "Restored",
    "RowChanges",
    "SchemaError",
    "Store",
    "StoreError",
    "Upgrade",
    "forget_child",
    "has_rows",
    "kindergartens_of",
    "merge",
    "period_column",
    "rename",
    "restore_over",
    "rotate",
]
