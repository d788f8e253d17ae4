"""Records that cannot be right: they are shown as findings and never silently averaged.

A unit price is held against the food's own prices by the robust log-ratio |ln(price ÷ median)|, outlying when it
exceeds both ln(PRICE_FACTOR) and 3.5 scaled median absolute deviations (Iglewicz and Hoaglin 1993, modified z-score).
Grams per child are held against the menu of the same days, or against the guide's amount where the menu has none.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from kgcore.registers import terms

PRICE_FACTOR = 3.0
GRAM_FACTOR = 5.0
LEAST_GRAMS = 3.0
UNEATEN_SHARE = 0.01
_MODIFIED_Z, _MAD_SCALE = 3.5, 1.4826
_LEAST_PURCHASES = 3


def price_outliers(
    entries: pd.DataFrame, reference: pd.Series, start: dt.date, end: dt.date, factor: float = PRICE_FACTOR
) -> pd.DataFrame:
    """Return the purchases whose unit price is far from the food's usual one.

    Parameters
    ----------
    entries
        Standing ledger entries up to the end: entry, date, kind, food, quantity_g, unit_cost_fen, supplier.
    reference
        Fen per kg by food, used for a food with fewer than three purchases.
    start, end
        Days whose purchases are judged; the usual price comes from all entries given.
    factor
        Least ratio (or its inverse) that can be outlying.

    Returns
    -------
    Columns `entry`, `date`, `food`, `supplier`, `price_fen_per_kg`, `usual_fen_per_kg`, `ratio`.
    """
    purchases = entries[(entries["kind"] == terms.PURCHASE) & entries["unit_cost_fen"].notna()].copy()
    purchases["price_fen_per_kg"] = purchases["unit_cost_fen"].astype("float64")
    purchases = purchases[purchases["price_fen_per_kg"] > 0]
    log = np.log(purchases["price_fen_per_kg"])
    by_food = log.groupby(purchases["food"])
    enough = by_food.transform("size") >= _LEAST_PURCHASES
    usual = np.log(purchases["food"].map(reference.astype("float64")))
    middle = by_food.transform("median").where(enough, usual)
    spread = (log - middle).abs().groupby(purchases["food"]).transform("median").where(enough, 0.0) * _MAD_SCALE
    purchases["usual_fen_per_kg"] = np.exp(middle)
    purchases["ratio"] = np.exp(log - middle)
    far = (log - middle).abs() >= np.maximum(np.log(factor), _MODIFIED_Z * spread)
    inside = purchases["date"].between(pd.Timestamp(start), pd.Timestamp(end))
    columns = ["entry", "date", "food", "supplier", "price_fen_per_kg", "usual_fen_per_kg", "ratio"]
    far_off: pd.DataFrame = purchases.loc[far & inside, columns]
    return far_off.sort_values(["date", "entry"]).reset_index(drop=True)


def gram_outliers(comparison: pd.DataFrame, guide_high: pd.Series, factor: float = GRAM_FACTOR) -> pd.DataFrame:
    """Return foods of which no child can have eaten as much as the accounts say.

    Parameters
    ----------
    comparison
        Columns `food`, `planned_g`, `consumed_g` (edible, per child-day).
    guide_high
        The guide's highest amount of the food's group, g per child-day, by food; used where nothing was planned.
    factor
        How many times the usual amount is impossible.

    Returns
    -------
    Columns `food`, `consumed_g`, `usual_g`, `ratio`.
    """
    usual = comparison["planned_g"].where(comparison["planned_g"] > 0, comparison["food"].map(guide_high))
    table = comparison.assign(usual_g=usual, ratio=comparison["consumed_g"] / usual)
    far = (table["ratio"] >= factor) & (table["consumed_g"] - table["usual_g"] >= LEAST_GRAMS)
    return table.loc[far, ["food", "consumed_g", "usual_g", "ratio"]].reset_index(drop=True)


def largest_purchases(entries: pd.DataFrame, start: dt.date, end: dt.date) -> pd.DataFrame:
    """Return each food's largest purchase in a period beside its median purchase.

    Returns
    -------
    Indexed by food: `entry`, `date`, `quantity_g`, `usual_g` (median quantity of all entries given; missing with
    fewer than three).
    """
    purchases = entries[entries["kind"] == terms.PURCHASE].assign(
        quantity_g=lambda rows: rows["quantity_g"].astype("float64")
    )
    inside = purchases[purchases["date"].between(pd.Timestamp(start), pd.Timestamp(end))]
    largest = inside.sort_values("quantity_g", kind="stable").drop_duplicates("food", keep="last").set_index("food")
    by_food = purchases.groupby("food")["quantity_g"]
    usual = by_food.median().where(by_food.size() >= _LEAST_PURCHASES)
    return largest[["entry", "date", "quantity_g"]].assign(usual_g=usual)


def negative(account: pd.DataFrame) -> pd.DataFrame:
    """Return the foods whose closing stock is more than opening and purchases can explain."""
    return account[account["consumed_g"] < 0].reset_index(drop=True)


def never_eaten(account: pd.DataFrame) -> pd.DataFrame:
    """Return the foods bought in the period of which next to nothing was eaten: consumption ÷ net purchases ≤ 1 %."""
    net_purchases = account["purchased_g"] - account["returned_g"]
    idle = (net_purchases > 0) & (account["consumed_g"] >= 0) & (account["consumed_g"] <= UNEATEN_SHARE * net_purchases)
    return account[idle].reset_index(drop=True)
