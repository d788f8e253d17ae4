"""Which entries of an append-only ledger stand once its reversals are applied."""

from __future__ import annotations

import pandas as pd

from kgcore.frames import rows
from kgcore.registers.terms import REVERSAL


def standing(entries: pd.DataFrame) -> pd.DataFrame:
    """Return the entries that count: neither a reversal nor taken back by one that itself stands.

    Parameters
    ----------
    entries : a ledger with columns entry, date, kind, reverses.

    A reversed entry is void from its own day on, even where the reversal was entered later; the reversal of a reversal
    brings the first entry back.
    """
    reversals = entries[entries["kind"] == REVERSAL].sort_values(["date", "entry"], ascending=False)
    void: set[str] = set()
    for row in rows(reversals):
        if row.entry not in void:
            void.add(str(row.reverses))
    valid: pd.DataFrame = entries[(entries["kind"] != REVERSAL) & ~entries["entry"].isin(void)]
    return valid.sort_values(["date", "entry"], kind="stable").reset_index(drop=True)
