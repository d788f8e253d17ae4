"""月月清退: the refunds paid, held against what the rule gives for the absences recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kgcore.findings import Finding
from kgcore.meal_fees import fees_on
from kgcore.money.records import MoneyRecords, signed_amounts
from kgcore.money.refunds import compare, refund_list
from kgcore.periods import Period, term_of
from kgcore.wording import first_few

if TYPE_CHECKING:
    from kgcore.office import Office

_NAMED = 5


def refunds_due(office: Office, records: MoneyRecords, month: Period) -> pd.DataFrame | None:
    """Return the refund list of the own children (child, absent_days, amount_fen); None without absences or calendar.

    A child's fee is its band's on the month's first school day; children without a class of the term are left out.
    """
    absences = office.read("symptoms", month)
    days = [pd.Timestamp(day) for day in office.school_days(month)]
    if absences.empty or not days:
        return None
    term = str(term_of(month.start))
    classes = records.classes[(records.classes["site"] == records.site) & (records.classes["term"] == term)]
    fees = fees_on(records.fee_rates[records.fee_rates["site"] == records.site], days[0])
    by_band = fees.set_index("band")["fee_fen"]
    by_class = classes.set_index("class_name")["band"].map(by_band)
    child_class = absences.drop_duplicates("child", keep="last").set_index("child")["class_name"]
    fee = child_class.map(by_class).dropna().astype("int64")
    with_class = absences[absences["child"].isin(fee.index)]
    return refund_list(with_class, days, {str(child): int(fen) for child, fen in fee.items()}, records.profile)


def refund_table(records: MoneyRecords, month: Period, due: pd.DataFrame | None) -> pd.DataFrame:
    """Return the month's refunds of the own children beside those the rule gives, child by child.

    Parameters
    ----------
    due : as `refunds_due` returns it.

    Returns
    -------
    Columns child, absent_days (recorded), due_fen, paid_fen (reversals negative), difference_fen; `paid_fen` adds up to
    the refunds of the ledger. Without records of absence `due_fen` and the difference are missing.
    """
    paid = records.refunds[(records.refunds["month"] == month.text) & (records.refunds["site"] == records.site)]
    table = pd.DataFrame({"paid_fen": signed_amounts(paid).groupby(paid["child"]).sum()})
    if due is None:
        unknown = pd.Series(pd.NA, index=table.index, dtype="Int64")
        table = table.assign(absent_days=unknown, due_fen=unknown)
    else:
        by_child = due.set_index("child")
        table = table.join(by_child.rename(columns={"amount_fen": "due_fen"}), how="outer").fillna(0)
    table = table.astype({"paid_fen": "Int64", "due_fen": "Int64", "absent_days": "Int64"}).rename_axis("child")
    table["difference_fen"] = table["paid_fen"] - table["due_fen"]
    columns = ["child", "absent_days", "due_fen", "paid_fen", "difference_fen"]
    return table.sort_index().reset_index()[columns]


def refund_findings(records: MoneyRecords, month: Period, due: pd.DataFrame | None) -> list[Finding]:
    """Return whether the month's refunds are those that the profile's rule gives (`refunds_due`), child by child."""
    if due is None:
        return []
    paid = records.refunds[(records.refunds["month"] == month.text) & (records.refunds["site"] == records.site)]
    wrong = compare(due, paid.assign(amount_fen=signed_amounts(paid)))
    if wrong.empty:
        return []
    order = wrong["difference_fen"].abs().sort_values(ascending=False, kind="stable").index
    lines = [f"{wrong.loc[n, 'child']} {wrong.loc[n, 'difference_fen'] / 100:+.2f}元" for n in order]
    total = int(wrong["difference_fen"].sum())
    return [
        Finding(
            "money.refund_differs",
            "warning",
            records.names[records.site],
            month.text,
            f"{len(wrong)}名幼儿的退费与缺勤记录按退费办法算出的不同，合计{total / 100:+,.2f}元："
            f"{first_few(lines, _NAMED)}",
            measured=float(len(wrong)),
            limit=0.0,
            unit="人",
            source=f"{records.profile.cite('refund_rule')}；《缺勤排查》",
            advice="逐人核对缺勤天数，多退的冲正，少退的补退",
        )
    ]


__all__ = ["refund_findings", "refund_table", "refunds_due"]
