"""Ranks within a role, vetoes, grades, and how firm a rank is when a weight moves or an assessor is left out."""

from __future__ import annotations

import pandas as pd

from kgcore.registers.staff import ASSESSORS
from kgcore.staff import scorecards
from kgcore.standards import work_norm

EXCELLENT, GOOD, PASS = "excellent", "good", "pass"
GRADES = (EXCELLENT, GOOD, PASS)
FAIL, VETO, NOT_RANKED = "fail", "veto", "not_ranked"
COLUMNS = (
    "staff", "role", "team", "score", "process", "performance", "covered", "missing", "due", "deducted", "spread",
    "days", "days_due", "veto", "grade", "rank", "rank_best", "rank_worst", "score_low", "score_high",
)  # fmt: skip
_DECIMALS = 2


def ranks(scores: pd.Series) -> pd.Series:
    """Return competition ranks, best first: scores equal to a hundredth of a point share the better rank; NaN none."""
    return scores.round(_DECIMALS).rank(method="min", ascending=False)


def grade(score: float) -> str:
    """Return the grade of a score out of 100: one of GRADES, FAIL, or NOT_RANKED without a score."""
    if pd.isna(score):
        return NOT_RANKED
    return next((name for name in GRADES if round(score, _DECIMALS) >= work_norm(f"grade:{name}").limit), FAIL)


def rank_intervals(marks: pd.DataFrame, total: float, people: pd.Index) -> pd.DataFrame:
    """Return the best and worst rank of each person when one weight moves or one assessor is left out.

    Each indicator's weight is moved up and down by the share that the norm `weight_shift` names, the others kept, and
    scores are again out of the declared total; then each assessor in turn is left out.

    Parameters
    ----------
    marks : as `scorecards.marks` returns, of one role.
    total : declared total, points.
    people : staff who take part in the ranking.

    Returns
    -------
    Indexed by staff: `rank_best`, `rank_worst`, `score_low`, `score_high`.
    """
    items = marks.drop_duplicates("item").set_index("item")
    full, dimension = items["full_marks"], items["dimension"]
    base = scorecards.item_shares(marks).loc[people]
    shift = work_norm("weight_shift").limit
    variants = [scorecards.scores_of(base, full, dimension, total)]
    for item in full.index:
        for factor in (1 - shift, 1 + shift):
            moved = full.where(full.index != item, full * factor)
            variants.append(scorecards.scores_of(base, moved, dimension, total))
    for assessor in ASSESSORS:
        shares = scorecards.item_shares(marks, without=assessor).reindex(index=people)
        variants.append(scorecards.scores_of(shares, full, dimension, total))
    table = pd.concat(variants, axis=1)
    placed = table.apply(ranks)
    return pd.DataFrame({
        "rank_best": placed.min(axis=1), "rank_worst": placed.max(axis=1),
        "score_low": table.min(axis=1), "score_high": table.max(axis=1),
    })  # fmt: skip


def ranked_cards(marks: pd.DataFrame, total: float, presence: pd.DataFrame, vetoes: pd.DataFrame) -> pd.DataFrame:
    """Return the cards of one role with days, veto, grade, rank and rank interval, best first.

    A veto (一票否决) sets the result whatever the score. Who worked less than the norm's share of the days is scored
    and not ranked.

    Parameters
    ----------
    marks : as `scorecards.marks` returns, of one role.
    total : declared total, points.
    presence : as `scorecards.days_worked` returns.
    vetoes : rows of the register `vetoes` in the period.

    Returns
    -------
    The columns of `scorecards.cards` and `days`, `days_due`, `veto` (date and reason, empty without), `grade`, `rank`,
    `rank_best`, `rank_worst`, `score_low`, `score_high`.
    """
    table = scorecards.cards(marks, total).set_index("staff")
    days = presence.groupby("staff")[["days", "due"]].sum()
    table["days"], table["days_due"] = days["days"], days["due"]
    reasons = vetoes.sort_values("date").assign(
        words=lambda v: v["date"].dt.strftime("%Y-%m-%d") + " " + v["reason"] + "：" + v["description"]
    )
    words = reasons.groupby("staff")["words"].agg("；".join)
    table["veto"] = words.reindex(table.index).fillna("")
    enough = table["days"] / table["days_due"] >= work_norm("ranked_days_share").limit
    takes_part = enough & table["score"].notna() & (table["veto"] == "")
    table["grade"] = [grade(score * 100 / total) for score in table["score"]]
    table.loc[~enough, "grade"] = NOT_RANKED
    table.loc[table["veto"] != "", "grade"] = VETO
    table["rank"] = ranks(table["score"].where(takes_part))
    table = table.join(rank_intervals(marks, total, table.index[takes_part]))
    return table.sort_values(["rank", "score"], ascending=[True, False], kind="stable").reset_index()
