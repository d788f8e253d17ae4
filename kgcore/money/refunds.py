"""Refunds for absence: each local rule a strategy that takes one child's absent days of a month and gives fen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import pandas as pd

from kgcore.standards import Profile

Days = Sequence[bool]  # a month's school days in order: True where the child was absent
Strategy = Callable[[Days, int, Mapping[str, float]], int]


def by_absent_day(absent: Days, fee_fen: int, rule: Mapping[str, float]) -> int:
    """Return the fee of every absent day."""
    return _share(sum(absent) * fee_fen, rule["daily_fee_share"])


def consecutive_days(absent: Days, fee_fen: int, rule: Mapping[str, float]) -> int:
    """Return the fee of every run of at least `min_days` absent school days, from its `first_day` on."""
    fee_days, run = 0, 0
    for away in [*absent, False]:
        if away:
            run += 1
            continue
        if run >= rule["min_days"]:
            fee_days += run - int(rule["first_day"]) + 1
        run = 0
    return fee_days * fee_fen


def half_month(absent: Days, fee_fen: int, rule: Mapping[str, float]) -> int:
    """Return a share of the month's fee: one for a whole month away, one for at most half of it attended, else none."""
    away, days = sum(absent), len(absent)
    if not away:
        return 0
    if away == days:
        return _share(days * fee_fen, rule["refund_share_whole_month"])
    attended = Fraction(days - away, days)
    within = attended <= Fraction(str(rule["attended_share_max"]))
    return _share(days * fee_fen, rule["refund_share"]) if within else 0


def remaining_days(absent: Days, fee_fen: int, rule: Mapping[str, float]) -> int:
    """Return the fee of the days left after the child's last attended day: for one who leaves within the month."""
    days = 0
    for away in reversed(absent):
        if not away:
            break
        days += 1
    return _share(days * fee_fen, rule["daily_fee_share"])


STRATEGIES: dict[str, Strategy] = {
    "by_absent_day": by_absent_day,
    "consecutive_days": consecutive_days,
    "half_month": half_month,
    "remaining_days": remaining_days,
}


def refund(absent: Days, fee_fen: int, profile: Profile) -> int:
    """Return what a child gets back for a month by the profile's rule, in fen.

    Parameters
    ----------
    absent : the month's school days in order, True where the child was absent.
    fee_fen : the child's daily fee.
    profile : whose refund rule holds; the rule's figures are rows of standards/fee_rules.csv.

    Examples
    --------
    >>> refund([False, True, True, False], 1550, Profile.load(None))
    3100
    """
    return STRATEGIES[profile.refund_rule](absent, fee_fen, profile.refund())


def refund_list(
    absences: pd.DataFrame, days: Sequence[pd.Timestamp], fee_fen: Mapping[str, int], profile: Profile
) -> pd.DataFrame:
    """Return the month's refunds: one row per child who was absent.

    Parameters
    ----------
    absences : columns child, date (absent days; others than school days are ignored).
    days : the month's school days in order.
    fee_fen : child → daily fee.
    profile : whose refund rule holds.

    Returns
    -------
    Columns child, absent_days, amount_fen.

    Raises
    ------
    KeyError
        when a child has no fee.

    Examples
    --------
    >>> days = list(pd.to_datetime(["2026-05-06", "2026-05-07", "2026-05-08"]))
    >>> absences = pd.DataFrame({"child": "C00001", "date": days[:2]})
    >>> refund_list(absences, days, {"C00001": 1550}, Profile.load(None)).to_numpy().tolist()
    [['C00001', 2, 3100]]
    """
    rule, figures = STRATEGIES[profile.refund_rule], profile.refund()
    rows = []
    for child, dates in absences.groupby("child")["date"]:
        away = set(dates)
        absent = [day in away for day in days]
        if any(absent):
            rows.append((str(child), sum(absent), rule(absent, fee_fen[str(child)], figures)))
    return pd.DataFrame(rows, columns=["child", "absent_days", "amount_fen"])


def _share(fen: int, share: float) -> int:
    """Return a share of a sum in whole fen, rounded half up exactly."""
    part = fen * Fraction(str(share))
    return int(part + Fraction(1, 2))


def compare(due: pd.DataFrame, payments: pd.DataFrame) -> pd.DataFrame:
    """Return the children whose refund differs from what the rule gives: child, due_fen, paid_fen, difference_fen.

    Parameters
    ----------
    due : as `refund_list` returns it.
    payments : the refunds paid: child, amount_fen; reversals negative.
    """
    table = pd.DataFrame(
        {
            "due_fen": due.groupby("child")["amount_fen"].sum(),
            "paid_fen": payments.groupby("child")["amount_fen"].sum(),
        }
    )
    table = table.fillna(0).astype("int64")
    table["difference_fen"] = table["paid_fen"] - table["due_fen"]
    return table[table["difference_fen"] != 0].rename_axis("child").reset_index()


__all__ = ["STRATEGIES", "compare", "refund", "refund_list"]
