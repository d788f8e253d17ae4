"""What the stock ledger and the quotations say of buying: stock on hand, packs, prices paid, what suppliers ask."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd

from kgcore.registers import terms

LAST = 3
"""Deliveries that prices are compared with, and the fewest that say what a pack is."""


def bought(movements: pd.DataFrame, day: dt.date, ledger: str = terms.CHILDREN_LEDGER) -> pd.DataFrame:
    """Return the purchases of a ledger before a day that no reversal took back, oldest first.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     rice = bought(office.read("movements"), dt.date(2026, 5, 20)).query("food == '大米'")
    >>> len(rice), int(rice["quantity_g"].iloc[0])
    (3, 770)
    """
    before = _before(movements, day, ledger)
    return before[before["kind"] == terms.PURCHASE].sort_values(["date", "entry"])


def on_hand(movements: pd.DataFrame, day: dt.date, ledger: str = terms.CHILDREN_LEDGER) -> pd.Series[int]:
    """Return book stock of a ledger on the morning of a day, grams by food: Σ in - Σ out, reversed entries left out.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     int(on_hand(office.read("movements"), dt.date(2026, 6, 1))["大米"])
    2000
    """
    before = _before(movements, day, ledger)
    sign = before["kind"].map(terms.MOVEMENT_SIGN)
    moved = before[sign.notna()]
    grams = moved["quantity_g"].astype("int64") * sign[moved.index].astype("int64")
    return grams.groupby(moved["food"]).sum()


def packs(deliveries: pd.DataFrame) -> pd.Series[int]:
    """Return the pack of each food in grams: the largest weight that all its deliveries were whole multiples of.

    A food with fewer than three deliveries has none: of one or two the common measure says nothing.

    Examples
    --------
    >>> deliveries = pd.DataFrame({"food": "大米", "quantity_g": [25_000, 50_000, 75_000]})
    >>> packs(deliveries).to_dict()
    {'大米': 25000}
    """
    grams = deliveries.groupby("food")["quantity_g"]
    enough = grams.size() >= LAST
    found = grams.agg(lambda weights: math.gcd(*(int(weight) for weight in weights)))
    return found[enough].astype("int64")


def paid(deliveries: pd.DataFrame) -> pd.DataFrame:
    """Return what was paid lately, indexed by food: prices (fen per kg, newest first, at most three) and supplier.

    Parameters
    ----------
    deliveries : as `bought` returns.

    Examples
    --------
    >>> deliveries = pd.DataFrame(
    ...     {"food": "大米", "quantity_g": [10_000, 5_000], "amount_fen": [6_000, 3_100], "supplier": ["V01", "V02"]}
    ... )
    >>> paid(deliveries).loc["大米"].tolist()
    [(620, 600), 'V02']
    """
    last = deliveries.groupby("food").tail(LAST).iloc[::-1]
    price = (last["amount_fen"].astype("float64") * 1000 / last["quantity_g"].astype("float64")).round().astype("int64")
    grouped = last.assign(price=price).groupby("food")
    return pd.DataFrame({"prices": grouped["price"].agg(tuple), "supplier": grouped["supplier"].first()})


def offers(quotations: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return every supplier's newest quotation by a day, cheapest first: food, supplier, price_fen_per_kg.

    Parameters
    ----------
    quotations : register `prices`.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     offers(office.read("prices"), dt.date(2026, 6, 1))["food"].tolist()
    ['大米', '鸡蛋']
    """
    known = quotations[quotations["date"] <= pd.Timestamp(day)].sort_values("date", kind="stable")
    newest = known.drop_duplicates(["food", "supplier"], keep="last")
    return newest.sort_values(["price_fen_per_kg", "supplier"])[["food", "supplier", "price_fen_per_kg"]]


def prices_known(quotations: pd.DataFrame, deliveries: pd.DataFrame) -> pd.DataFrame:
    """Return the quotations and, for foods that nobody quoted, what was paid: date, food, price_fen_per_kg.

    Parameters
    ----------
    quotations : register `prices`.
    deliveries : as `bought` returns.

    Examples
    --------
    >>> quotations = pd.DataFrame({"date": ["2026-05-04"], "food": ["大米"], "price_fen_per_kg": [600]})
    >>> deliveries = pd.DataFrame(
    ...     {"date": "2026-05-06", "food": ["大米", "腔骨"], "quantity_g": 10_000, "amount_fen": [6_100, 18_000]}
    ... )
    >>> prices_known(quotations, deliveries)[["food", "price_fen_per_kg"]].to_numpy().tolist()
    [['大米', 600], ['腔骨', 1800]]
    """
    rows = deliveries[~deliveries["food"].isin(quotations["food"]) & (deliveries["amount_fen"] > 0)]
    if rows.empty:
        return quotations
    price = (rows["amount_fen"].astype("float64") * 1000 / rows["quantity_g"].astype("float64")).round()
    payments = rows[["date", "food"]].assign(price_fen_per_kg=price.astype("int64"))
    columns = list(payments.columns)
    return payments if quotations.empty else pd.concat([quotations[columns], payments], ignore_index=True)


def _before(movements: pd.DataFrame, day: dt.date, ledger: str) -> pd.DataFrame:
    before = movements[(movements["date"] < pd.Timestamp(day)) & (movements["ledger"] == ledger)]
    return before[~before["entry"].isin(before["reverses"].dropna())]


__all__ = ["LAST", "bought", "offers", "on_hand", "packs", "paid", "prices_known"]
