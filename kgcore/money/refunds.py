"""Refunds for absence: each local rule a strategy that takes one child's absent days of a month and gives fen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from kgcore.standards import Profile


class ChildDay(NamedTuple):
    """A school day of one child while enrolled, or after leaving within the month.

    Attributes
    ----------
    absent : the child was away. fee_fen : the fee of its band on that day. left : after the child's last day here, paid
    for in advance. earlier : of a month before the one refunded; says when an absence began.
    """

    absent: bool
    fee_fen: int
    left: bool = False
    earlier: bool = False


ChildDays = Sequence[ChildDay]
Strategy = Callable[[ChildDays, Mapping[str, float]], int]


def by_absent_day(days: ChildDays, rule: Mapping[str, float]) -> int:
    """Return the fee of every absent day."""
    return _share(sum(day.fee_fen for day in _of_month(days) if day.absent or day.left), rule["daily_fee_share"])


def consecutive_days(days: ChildDays, rule: Mapping[str, float]) -> int:
    """Return the fee of every run of at least `min_days` absent school days, from its `first_day` on.

    A run counts from its first day, in whatever month. A run that reaches `min_days` only in this month brings its
    refundable days of the month before along, which could not be refunded then. Days after leaving are paid back whole.
    """
    fen, run = sum(day.fee_fen for day in days if day.left), list[ChildDay]()
    for day in [*days, ChildDay(absent=False, fee_fen=0)]:
        if day.absent and not day.left:
            run.append(day)
            continue
        if len(run) >= rule["min_days"]:
            known = sum(day.earlier for day in run) >= rule["min_days"]
            fen += sum(day.fee_fen for day in run[int(rule["first_day"]) - 1 :] if not (day.earlier and known))
        run = []
    return fen


def half_month(days: ChildDays, rule: Mapping[str, float]) -> int:
    """Return a share of the month's fee: one for a whole month away, one for at most half of it attended, else none.

    A whole month after the child left is paid back by the share that the rule names for leaving.
    """
    month = _of_month(days)
    away, fen = sum(day.absent or day.left for day in month), sum(day.fee_fen for day in month)
    if not away:
        return 0
    if all(day.left for day in month):
        return _share(fen, rule["refund_share_after_leaving"])
    if away == len(month):
        return _share(fen, rule["refund_share_whole_month"])
    attended = Fraction(len(month) - away, len(month))
    within = attended <= Fraction(str(rule["attended_share_max"]))
    return _share(fen, rule["refund_share"]) if within else 0


def remaining_days(days: ChildDays, rule: Mapping[str, float]) -> int:
    """Return the fee of the days left after the child's last attended day: for one who leaves within the month."""
    fen = 0
    for day in reversed(_of_month(days)):
        if not (day.absent or day.left):
            break
        fen += day.fee_fen
    return _share(fen, rule["daily_fee_share"])


def _of_month(days: ChildDays) -> list[ChildDay]:
    return [day for day in days if not day.earlier]


STRATEGIES: dict[str, Strategy] = {
    "by_absent_day": by_absent_day,
    "consecutive_days": consecutive_days,
    "half_month": half_month,
    "remaining_days": remaining_days,
}


def refund(absent: Sequence[bool], fee_fen: int | Sequence[int], profile: Profile) -> int:
    """Return what a child gets back for a month by the profile's rule, in fen.

    Parameters
    ----------
    absent : the month's school days in order, True where the child was absent.
    fee_fen : the child's daily fee, or its fee on each of the days.
    profile : whose refund rule holds; the rule's figures are rows of standards/fee_rules.csv.

    Examples
    --------
    >>> refund([False, True, True, False], 1550, Profile.load(None))
    3100
    """
    fees = [fee_fen] * len(absent) if isinstance(fee_fen, int) else fee_fen
    return refund_of(list(map(ChildDay, absent, fees)), profile)


def refund_of(days: ChildDays, profile: Profile) -> int:
    """Return what a child gets back for a month by the profile's rule, in fen.

    Parameters
    ----------
    days : the child's school days in order: those of the month, and before them those that an absence may run through.
    profile : whose refund rule holds.

    Examples
    --------
    >>> refund_of([ChildDay(False, 1500), ChildDay(True, 1500), ChildDay(True, 1800)], Profile.load(None))
    3300
    """
    return STRATEGIES[profile.refund_rule](days, profile.refund())


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
    rows = []
    for child, dates in absences.groupby("child")["date"]:
        away = set(dates)
        absent = [day in away for day in days]
        if any(absent):
            rows.append((str(child), sum(absent), refund(absent, fee_fen[str(child)], profile)))
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


__all__ = ["STRATEGIES", "ChildDay", "compare", "refund", "refund_list", "refund_of"]
