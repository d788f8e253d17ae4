"""Decisions of the meal committee (膳管会): which were carried out by their day."""

from __future__ import annotations

import datetime as dt

import pandas as pd


def open_decisions(committee: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return decisions that were due by a day and are not done: date, subject, decision, due_on, days_late."""
    due = committee[committee["decision"].notna() & committee["due_on"].notna()]
    left = due[(due["due_on"] <= pd.Timestamp(on)) & ~due["done"].fillna(False).astype(bool)]
    table = left[["date", "subject", "decision", "due_on"]].copy()
    table["days_late"] = (pd.Timestamp(on) - table["due_on"]).dt.days
    return table.sort_values("due_on", kind="stable", ignore_index=True)
