"""Energy and water by post: per child-day, against the same month of last year, and what was saved."""

from __future__ import annotations

import pandas as pd

from kgcore.registers.property import CANTEEN_POST, ELECTRICITY, GAS, WATER

UNITS = {ELECTRICITY: "kWh", WATER: "m³", GAS: "m³"}
TOTAL = "total"
BY_CHILD_DAYS, BY_SCHOOL_DAYS, NOT_ADJUSTED = "child_days", "school_days", "not_adjusted"


def child_days(attendance: pd.DataFrame) -> pd.Series:
    """Return child-days by month (2026-05): each day the highest count of a class over its meals, summed."""
    present = attendance.groupby(["site", "date", "class_name"])["diners"].max().reset_index()
    return present.groupby(present["date"].dt.strftime("%Y-%m"))["diners"].sum().astype("float64")


def last_year(month: str) -> str:
    """Return the same month of the year before, both written 2026-05."""
    return f"{int(month[:4]) - 1:04d}{month[4:]}"


def against_last_year(
    energy: pd.DataFrame,
    months: list[str],
    site_days: pd.Series,
    kitchen_days: pd.Series,
    school_days: pd.Series,
) -> pd.DataFrame:
    """Return each post's use, per child-day, and held against last year's month on equal attendance.

    Parameters
    ----------
    energy : register energy, this year's months and last year's.
    months : months to judge, written 2026-05.
    site_days, kitchen_days : child-days by month of this site and of all sites its kitchen feeds; the canteen's use is
        divided by the latter, every other post's by the former.
    school_days : school days by month.

    Returns
    -------
    DataFrame
        month, post, carrier, unit, amount, cost_fen, child_days, per_child_day, last_year, expected, change, basis.
        expected = last year's use × this year's days ÷ last year's days, days being child-days where both years have
        them, else school days, else not adjusted (`basis` says which); change = amount ÷ expected − 1. What is not
        known is missing.
    """
    rows = energy[energy["month"].isin(months)].reset_index(drop=True)
    before = energy.set_index(["month", "post", "carrier"])["amount"]
    table = rows[["month", "post", "carrier", "amount", "cost_fen"]].copy()
    table.insert(3, "unit", table["carrier"].map(UNITS))
    days = [
        (kitchen_days if post == CANTEEN_POST else site_days).get(m)
        for m, post in zip(rows["month"], rows["post"], strict=True)
    ]
    table["child_days"] = pd.Series(days, dtype="float64")
    table["per_child_day"] = table["amount"] / table["child_days"].where(table["child_days"] > 0)
    keys = [
        (last_year(m), post, carrier)
        for m, post, carrier in zip(rows["month"], rows["post"], rows["carrier"], strict=True)
    ]
    table["last_year"] = pd.Series([before.get(key) for key in keys], dtype="float64")
    factors = [
        _factor(m, kitchen_days if post == CANTEEN_POST else site_days, school_days)
        for m, post in zip(rows["month"], rows["post"], strict=True)
    ]
    table["expected"] = table["last_year"] * pd.Series([factor for factor, _ in factors], dtype="float64")
    table["change"] = table["amount"] / table["expected"].where(table["expected"] > 0) - 1
    table["basis"] = pd.Series([basis for _, basis in factors], dtype="str").where(table["last_year"].notna())
    return table


def _factor(month: str, days: pd.Series, school_days: pd.Series) -> tuple[float, str]:
    before = last_year(month)
    for counted, basis in ((days, BY_CHILD_DAYS), (school_days, BY_SCHOOL_DAYS)):
        if counted.get(month, 0) > 0 and counted.get(before, 0) > 0:
            return float(counted[month]) / float(counted[before]), basis
    return 1.0, NOT_ADJUSTED


def saving(comparison: pd.DataFrame) -> pd.DataFrame:
    """Return what each post saved against last year, valued at this year's unit prices.

    Kilowatt-hours and cubic metres add up only as money, and this year's price on both sides keeps a dearer tariff from
    looking like waste. Rows without a last year, without a cost, or not adjusted for the days that children were there
    are left out: a month of four school days against a whole one saves nothing.

    Parameters
    ----------
    comparison : as `against_last_year` returns.

    Returns
    -------
    DataFrame
        post, cost_fen, expected_fen, saved_fen, rate (saved ÷ expected); the last row, of post `TOTAL`, is the sum.
    """
    known = comparison["expected"].notna() & comparison["cost_fen"].notna() & (comparison["amount"] > 0)
    rows = comparison[known & (comparison["basis"] != NOT_ADJUSTED)]
    cost = rows["cost_fen"].astype("float64")
    rows = pd.DataFrame(
        {"post": rows["post"], "cost_fen": cost, "expected_fen": cost / rows["amount"] * rows["expected"]}
    )
    table = rows.groupby("post", as_index=False, sort=False)[["cost_fen", "expected_fen"]].sum()
    total = {"post": TOTAL, **table[["cost_fen", "expected_fen"]].sum().to_dict()}
    table = (
        pd.concat([table, pd.DataFrame([total])], ignore_index=True)
        .round()
        .astype({"cost_fen": "int64", "expected_fen": "int64"})
    )
    table["saved_fen"] = table["expected_fen"] - table["cost_fen"]
    table["rate"] = table["saved_fen"] / table["expected_fen"].where(table["expected_fen"] > 0)
    return table
