"""Rewards and stars: what a grade and the days worked earn, and who may be a star of service (后勤服务明星)."""

from __future__ import annotations

import math

import pandas as pd

from kgcore.staff.ranking import GRADES
from kgcore.standards import work_norm


def coefficients() -> dict[str, float]:
    """Return the reward coefficient of each grade; a grade that is not named earns nothing."""
    return {name: work_norm(f"reward:{name}").limit for name in GRADES}


def rewards(cards: pd.DataFrame, fund_fen: int | None = None) -> pd.DataFrame:
    """Return each person's reward: coefficient × days worked ÷ days due, and the share of a fund by it.

    The fund is given out to the fen: whole parts first, then a fen each by the largest remainder (ties by number).

    Parameters
    ----------
    cards : as `ranking.ranked_cards` returns, of all roles.
    fund_fen : what is given out, fen; None = the plan names no sum.

    Returns
    -------
    Columns `staff`, `role`, `grade`, `days`, `days_due`, `coefficient`, `units`, `amount_fen` (missing without fund or
    without a unit earned), in the order of `cards`.

    Raises
    ------
    ValueError
        when the fund is negative.
    """
    if fund_fen is not None and fund_fen < 0:
        raise ValueError(f"奖励总额不能为负：{fund_fen} 分")
    table = cards[["staff", "role", "grade", "days", "days_due"]].copy()
    table["coefficient"] = table["grade"].map(coefficients()).fillna(0.0)
    table["units"] = table["coefficient"] * table["days"] / table["days_due"]
    table["amount_fen"] = pd.array([pd.NA] * len(table), dtype="Int64")
    if fund_fen is not None and table["units"].sum() > 0:
        table["amount_fen"] = pd.array(_divided(fund_fen, list(table["units"])), dtype="Int64")
    return table


def _divided(fund_fen: int, units: list[float]) -> list[int]:
    exact = [fund_fen * unit / sum(units) for unit in units]
    whole = [math.floor(part) for part in exact]
    by_remainder = sorted(range(len(units)), key=lambda n: (whole[n] - exact[n], n))
    for n in by_remainder[: fund_fen - sum(whole)]:
        whole[n] += 1
    return whole


def stars(cards: pd.DataFrame, training: pd.DataFrame) -> pd.DataFrame:
    """Return the candidates of each role with the evidence: best ranks, top grade, all marks given, no training missed.

    As many as the norm's share of those ranked, at least one; equal ranks are all candidates.

    Parameters
    ----------
    cards : as `ranking.ranked_cards` returns, of all roles.
    training : as `training.by_person` returns.

    Returns
    -------
    Columns `role`, `staff`, `team`, `rank`, `rank_best`, `rank_worst`, `score`, `grade`, `process`, `performance`,
    `hours`, `due`, `came`.
    """
    had = training.set_index("staff")[["hours", "due", "came"]]
    table = cards.drop(columns="due").join(had, on="staff")
    share = work_norm("star_share").limit
    fit = (table["grade"] == GRADES[0]) & (table["missing"] == 0) & ~(table["came"] < table["due"])
    candidates = []
    for _, role in table[table["rank"].notna()].groupby("role", sort=False):
        places = max(math.floor(len(role) * share), 1)
        able = role[fit[role.index]]
        candidates.append(able[able["rank"].rank(method="min") <= places])
    best = pd.concat(candidates) if candidates else table.head(0)
    columns = [
        "role", "staff", "team", "rank", "rank_best", "rank_worst", "score", "grade", "process", "performance", "hours",
        "due", "came",
    ]  # fmt: skip
    return best[columns].reset_index(drop=True)
