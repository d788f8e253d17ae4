"""The purchase list of a week: what the menu needs, less what is on the shelf, in whole packs, with prices compared."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods, supply
from kgcore.money.records import GRAMS_OF_BAND
from kgcore.periods import Period

if TYPE_CHECKING:
    from kgcore.office import Office


def purchase_list(office: Office, week: str | Period, attendance: float = 1.0) -> pd.DataFrame:
    """Return what to buy for the children of a week's menu.

    Parameters
    ----------
    office : the kitchen's.
    week : ISO week, as 2026-W19.
    attendance : share of those enrolled that is expected, of every kindergarten the kitchen feeds.

    Returns
    -------
    One row per food to buy, sorted by supplier and food: food, needed_g (as purchased), stock_g (book, children's
    ledger, before the week), pack_g (largest weight that all deliveries were whole multiples of; 1 where there were
    fewer than three), buy_g (whole packs), last_prices (yuan per kg of the last three deliveries, newest first),
    offers (the suppliers' newest quotations by the week's start, cheapest first, yuan per kg), supplier and
    price_fen_per_kg (the cheapest of them, else the last delivery), against_last (that price ÷ mean of the last
    deliveries - 1; missing without one), cost_fen.
    """
    span = periods.parse(week) if isinstance(week, str) else week
    needed = _needed(office, span, attendance)
    movements = office.read("movements")
    stock = supply.on_hand(movements, span.start)
    bought = supply.bought(movements, span.start)
    packs, paid = supply.packs(bought), supply.paid(bought)
    quotations = supply.quoted(office.read("prices"), span.start)
    rows = []
    for food, grams in needed.items():
        on_hand = max(int(stock.get(food, 0)), 0)
        if grams <= on_hand:
            continue
        pack = int(packs.get(food, 1))
        buy = -(-(grams - on_hand) // pack) * pack
        last = paid["prices"].get(food, ())
        offers = quotations[quotations["food"] == food]
        supplier, price = None, None
        if len(offers):
            supplier, price = str(offers["supplier"].iloc[0]), int(offers["price_fen_per_kg"].iloc[0])
        elif last:
            supplier, price = paid["supplier"][food], last[0]
        cost = None if price is None else round(buy * price / 1000)
        shown = "、".join(f"{fen / 100:.2f}" for fen in last)
        asked = "、".join(
            f"{who} {int(fen) / 100:.2f}"
            for who, fen in zip(offers["supplier"], offers["price_fen_per_kg"], strict=True)
        )
        change = price * len(last) / sum(last) - 1 if price is not None and sum(last) else None
        rows.append((food, grams, on_hand, pack, buy, shown, asked, supplier, price, change, cost))
    columns = [
        "food", "needed_g", "stock_g", "pack_g", "buy_g", "last_prices", "offers", "supplier", "price_fen_per_kg",
        "against_last", "cost_fen",
    ]  # fmt: skip
    whole = {"price_fen_per_kg": "Int64", "cost_fen": "Int64", "against_last": "float64"}
    table = pd.DataFrame(rows, columns=columns).astype(whole)
    return table.sort_values(["supplier", "food"], ignore_index=True)


def _needed(office: Office, span: Period, attendance: float) -> dict[str, int]:
    menus = office.read("menus", span)
    classes = office.read("classes", span, sites="kitchen")
    classes = classes[classes["term"] == str(periods.term_of(span.start))]
    enrolled = classes.groupby("band")["enrolled"].sum()
    recipes = office.read("dish_ingredients").merge(menus[["dish"]], on="dish")
    edible = recipes["food"].map(office.read("foods").set_index("food")["edible_pct"].astype("float64")) / 100
    net = sum(
        (
            recipes[column].fillna(0) * float(enrolled.get(band, 0)) * attendance
            for band, column in GRAMS_OF_BAND.items()
        ),
        start=pd.Series(0.0, index=recipes.index),
    )
    grams = (net / edible).groupby(recipes["food"]).sum()
    return {str(food): math.ceil(g) for food, g in grams.items() if g > 0}
