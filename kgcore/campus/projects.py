"""Projects: planned against done, money against progress."""

from __future__ import annotations

import datetime as dt

import pandas as pd


def progress(projects: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return each project as its last report up to a day has it.

    Returns
    -------
    DataFrame
        project, date, stage, planned_pct, done_pct, behind (planned − done, percentage points), spent_fen, budget_fen,
        spent_share (spent ÷ budget), over_fen (spent beyond the budget), responsible.
    """
    known = projects[projects["date"] <= pd.Timestamp(on)].sort_values("date", kind="stable")
    table = known.drop_duplicates("project", keep="last").copy()
    table["behind"] = table["planned_pct"] - table["done_pct"]
    budget = table["budget_fen"].astype("float64")
    table["spent_share"] = table["spent_fen"].astype("float64") / budget.where(budget > 0)
    table["over_fen"] = (table["spent_fen"] - table["budget_fen"]).clip(lower=0)
    columns = [
        "project", "date", "stage", "planned_pct", "done_pct", "behind", "spent_fen", "budget_fen", "spent_share",
        "over_fen", "responsible",
    ]  # fmt: skip
    return table[columns].sort_values("project", kind="stable", ignore_index=True)


def silent(projects: pd.DataFrame, months: list[str], on: dt.date) -> pd.DataFrame:
    """Return months without a report of a project that had begun and was not finished: month, project."""
    rows = []
    reports = set(zip(projects["date"].dt.strftime("%Y-%m"), projects["project"], strict=True))
    for project, history in projects[projects["date"] <= pd.Timestamp(on)].groupby("project"):
        finished = history.loc[history["done_pct"] >= 100, "date"]
        first = f"{history['date'].min():%Y-%m}"
        last = f"{finished.min():%Y-%m}" if len(finished) else f"{on:%Y-%m}"
        rows += [(m, project) for m in months if first < m < last and (m, project) not in reports]
    return pd.DataFrame(rows, columns=["month", "project"])
