"""A closed month is frozen: no entry of the meal account may be added to it, only reversed in a month still open."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kgcore.periods import parse
from kgcore.registers.check import Fault

# register → the columns that say which month an entry counts to
FROZEN: Mapping[str, tuple[str, ...]] = {
    "movements": ("date",),
    "receipts": ("date", "month"),
    "refunds": ("date", "month"),
}
# what stock an entry leaves is the opening stock of every month after it
_CARRIED = {"movements"}


def months(column: str, frame: pd.DataFrame) -> pd.Series:
    """Return the month (2026-05) that a column of a frozen register gives each row; missing where it is empty."""
    values: pd.Series = frame[column]
    return values.dt.strftime("%Y-%m") if values.dtype.kind == "M" else values


def frozen_faults(name: str, frame: pd.DataFrame, closes: pd.DataFrame, kitchens: Mapping[str, str]) -> list[Fault]:
    """Name every row that counts to a closed month, or to one whose stock a closed month carries on.

    The close of a kitchen closes the month for the kindergartens that it feeds too: their accounts are one.

    Parameters
    ----------
    name : the register; of others than those in `FROZEN` nothing is named.
    frame : rows that would be new, indexed by their position.
    closes : register `month_closes` as it stood before.
    kitchens : site → the site whose kitchen feeds it.
    """
    faults = []
    closes_by_site: dict[str, dict[str, pd.Timestamp]] = {
        str(site): {str(month): day for month, day in zip(rows["month"], rows["closed_on"], strict=True)}
        for site, rows in closes.groupby("site")
    }
    for column in FROZEN.get(name, ()):
        for position, site, month, value in zip(
            frame.index.tolist(), frame["site"], months(column, frame), frame[column], strict=True
        ):
            if pd.isna(month):
                continue
            month_closes = closes_by_site.get(kitchens.get(site, site), {}) | closes_by_site.get(site, {})
            later = [closing for closing in month_closes if closing > month] if name in _CARRIED else []
            frozen_month = month if month in month_closes else min(later, default=None)
            if frozen_month is not None:
                shown = f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)
                faults.append(Fault(position, column, shown, _said(month, frozen_month, month_closes[frozen_month])))
    return faults


def _said(month: str, closed: str, on: pd.Timestamp) -> str:
    because = "账已冻结" if month == closed else f"{parse(month).title}的出入库会改动它的期初库存"
    return (
        f"{parse(closed).title}已于 {on:%Y-%m-%d} 月结，{because}；请在未月结的月份登记：错账填冲正单，"
        "漏记的补记并在备注写明，日期（和所属月份）写该月"
    )


__all__ = ["FROZEN", "frozen_faults", "months"]
