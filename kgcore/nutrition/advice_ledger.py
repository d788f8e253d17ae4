"""The advice ledger: what was decided of one month's plan, held against what the next month shows."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from kgcore import frames
from kgcore.findings import Finding
from kgcore.periods import Period
from kgcore.reviews import NotComputableError

MOVED = 0.005
"""A figure is promised where the plan moves it by this fraction of itself, or brings it into range."""
KEPT_FROM = 0.5
"""A change counts as carried out from this fraction of what was decided."""
LASTS_MONTHS = 3
"""A decision is held against the months after it until another follows, over a summer's holidays at the longest."""
CHANGES = [
    "measured_month",
    "food",
    "before_g",
    "change_g",
    "after_g",
    "measured_g",
    "fraction",
    "responsible",
    "due_on",
    "done",
]
EFFECTS = ["measured_month", "figure", "title", "unit", "before", "promised", "measured", "verdict", "repairs"]


def entries(
    plan: pd.DataFrame, outlook: pd.DataFrame, period: Period, responsible: str | None, due_on: dt.date | None = None
) -> dict[str, pd.DataFrame]:
    """Return the rows by which the advice of a month is decided, by name of their register.

    Parameters
    ----------
    plan, outlook
        `advice` and `promise` of the month's review.
    period
        The month.
    responsible
        Number of the member of staff who carries it out, None where nobody is named.
    due_on
        Day until which it is carried out; None: the end of the month after.

    Raises
    ------
    NotComputableError
        When the period is no month or has no advice.

    Examples
    --------
    >>> from kgcore import nutrition
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     may = nutrition.month(office, "2026-05")
    >>> rows = entries(may.advice, may.promise, may.period, "S001")
    >>> sorted(rows), rows["diet_changes"]["due_on"].unique().tolist()
    (['diet_changes', 'diet_promises'], [datetime.date(2026, 6, 30)])
    """
    if period.unit != "month":
        raise NotComputableError(f"膳食调整方案按月定，“{period}”不是月份，应写作 2026-05")
    if plan.empty:
        raise NotComputableError(f"{period.title}的膳食分析没有调整方案：没有能在膳费和指南之内改好的项目")
    due = due_on or period.following().end
    changes = plan[["food", "now_g", "change_g"]].rename(columns={"now_g": "before_g"})
    moves = (outlook["promised"] - outlook["now"]).abs() >= MOVED * outlook["now"].abs()
    figures = outlook[moves | outlook["repaired"]].rename(columns={"now": "before", "repaired": "repairs"})
    figures = figures[["figure", "title", "unit", "before", "promised", "repairs"]]
    return {
        "diet_changes": changes.assign(month=str(period), responsible=responsible, due_on=due),
        "diet_promises": figures.assign(month=str(period)),
    }


def carried_out(changes: pd.DataFrame, grams: pd.Series, period: Period) -> pd.DataFrame:
    """Return what was decided after the month before and how much of it the grams eaten show.

    Parameters
    ----------
    changes
        Rows of `diet_changes`. `grams` : edible g per child-day by food, of the period.
    period
        A month; other spans have no month before, and no rows.

    Returns
    -------
    Columns measured_month, food, before_g, change_g (decided), after_g (before and change), measured_g, fraction
    (measured change over decided change: 1 = wholly, negative = the other way), responsible, due_on, done.
    """
    rows = latest_decision(changes, period)
    measured = grams.reindex(rows["food"]).fillna(0.0).to_numpy(dtype="float64")
    table = rows.assign(after_g=rows["before_g"] + rows["change_g"], measured_g=measured)
    table["fraction"] = (table["measured_g"] - table["before_g"]) / table["change_g"]
    table["measured_month"] = str(period)
    return table.reindex(columns=CHANGES).reset_index(drop=True)


def effects(promises: pd.DataFrame, outlook: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return what was promised after the month before beside what this month measures.

    Parameters
    ----------
    promises
        Rows of `diet_promises`. `outlook` : every figure of this month, as `advice.promise` returns.
    period
        A month; other spans have no rows.

    Returns
    -------
    Columns measured_month, figure, title, unit, before, promised, measured and verdict (NaN where the figure is not
    judged this month), repairs.
    """
    rows = latest_decision(promises, period)
    now = outlook.set_index("figure")[["now", "verdict"]].reindex(rows["figure"])
    table = rows.assign(measured=now["now"].to_numpy(dtype="float64"), verdict=now["verdict"].to_numpy(dtype=object))
    table["measured_month"] = str(period)
    return table.reindex(columns=EFFECTS).reset_index(drop=True)


def findings(table: pd.DataFrame, period: Period) -> list[Finding]:
    """Return what was due and not carried out, in one notice.

    Parameters
    ----------
    table
        As `carried_out` returns.
    """
    backlog = table[(table["due_on"] <= pd.Timestamp(period.end)) & ~(table["fraction"] >= KEPT_FROM)]
    if backlog.empty:
        return []
    backlog = backlog.assign(moved_g=backlog["measured_g"] - backlog["before_g"])
    months = period.unit != "month"
    words = "、".join(
        f"{_month_words(r.measured_month) if months else ''}{r.food}应{r.change_g:+.1f} g，实际{r.moved_g:+.1f} g"
        for r in frames.rows(backlog)
    )
    return [
        Finding(
            "nutrition.advice_not_followed",
            "notice",
            "膳食调整",
            str(period),
            f"已定的膳食调整有 {len(backlog)} 处没有做到（人均每日可食部）：{words}",
            measured=float(backlog["fraction"].min()),
            limit=KEPT_FROM,
            unit="占应增减量",
            source="《膳食调整》与本月食物消耗账",
            advice="照方案排进下周食谱；不再做的，在《膳食调整》的备注里写明原因",
        )
    ]


def _month_words(month: str) -> str:
    return f"{int(month[-2:])}月"


def decided_before(changes: pd.DataFrame, month: Period) -> bool:
    """Return whether a decision that still lasts was made after one of the months before."""
    return not latest_decision(changes, month).empty


def latest_decision(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the rows of the latest decision after a month before that still lasts; none for other spans than months.

    Parameters
    ----------
    rows
        Of `diet_changes` or `diet_promises`.
    """
    if period.unit != "month":
        return rows.iloc[:0]
    lasting = [str(period.previous(back)) for back in range(1, LASTS_MONTHS + 1)]
    decided = rows[rows["month"].isin(lasting)]
    latest: pd.DataFrame = decided[decided["month"] == decided["month"].max()]
    return latest


__all__ = [
    "CHANGES", "EFFECTS", "KEPT_FROM", "carried_out", "decided_before", "effects", "entries", "findings",
    "latest_decision",
]  # fmt: skip
