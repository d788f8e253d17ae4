"""What to buy for a plan: kilograms as purchased, less what is in stock, in whole packs."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd

from kgcore import supply
from kgcore.menu.problem.problem import Problem


def purchase_list(problem: Problem, needs: pd.DataFrame) -> pd.DataFrame:
    """Return what to buy.

    Parameters
    ----------
    needs : columns date, food, edible_kg (all diners).

    Returns
    -------
    DataFrame
        date (fresh food: the day it is cooked; stored food: the first day of its week), food, guide_group, purchase,
        needed_kg (as purchased: edible ÷ edible share), stock_kg (used from stock, what expires first of all weeks
        first come), buy_kg (whole packs, carrying what a pack leaves over to later days), pack_kg (the settings' row of
        the food, else of its guide group, else of all), cost_fen (integer).
    """
    foods = problem.foods
    table = needs.assign(
        needed_kg=needs["edible_kg"] / (foods["edible_pct"].reindex(needs["food"]).to_numpy() / 100),
        purchase=foods["purchase"].reindex(needs["food"]).to_numpy(),
    )
    firsts = {day: problem.days[problem.week_days[problem.week_of[n]][0]] for n, day in enumerate(problem.days)}
    table["date"] = [
        day if purchase == "fresh" else firsts[day]
        for day, purchase in zip(table["date"], table["purchase"], strict=True)
    ]
    table = table.groupby(["food", "date", "purchase"], as_index=False, sort=True)[["needed_kg"]].sum()
    in_stock = problem.stock.groupby("food")["kg"].sum().astype(float).to_dict()
    packs = {row.key: row.low for row in problem.settings.rows("pack")}
    price = {
        (food, day): problem.price[f, d] for f, food in enumerate(foods.index) for d, day in enumerate(problem.days)
    }
    groups = foods["guide_group"].to_dict()
    rows = []
    rest = dict(in_stock)
    for food, day, purchase, kg in table[["food", "date", "purchase", "needed_kg"]].itertuples(index=False):
        group = str(groups[food])
        kind = group if purchase == "store" else ""
        pack = packs.get(food, packs.get(kind, packs.get("", 0.0)))
        from_stock = min(rest.get(food, 0.0), kg)
        rest[food] = rest.get(food, 0.0) - from_stock
        missing = kg - from_stock
        buy = pack * max(0, math.ceil(missing / pack - 1e-9)) if pack else missing
        rest[food] += max(0.0, buy - missing)
        rows.append((day, food, group, purchase, kg, from_stock, buy, pack, round(buy * price[food, day])))
    columns = ["date", "food", "guide_group", "purchase", "needed_kg", "stock_kg", "buy_kg", "pack_kg", "cost_fen"]
    return pd.DataFrame(rows, columns=columns).sort_values(["date", "guide_group", "food"], ignore_index=True)


def compared(purchases: pd.DataFrame, movements: pd.DataFrame, quotations: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return a purchase list with the market beside it.

    Parameters
    ----------
    purchases : as `purchase_list` returns it.
    movements, quotations : rows of the registers movements and prices.
    day : what was paid before it and quoted by it counts.

    Returns
    -------
    DataFrame
        the list with offers (tuple: every supplier with the fen per kg of its newest quotation, cheapest first),
        supplier and offer_fen_per_kg (the first of these, else who delivered last, at that price), last_fen_per_kg
        (tuple: up to three last prices paid, newest first) and change (offer ÷ mean of those prices - 1); missing where
        nothing was quoted or paid.
    """
    quoted = supply.offers(quotations, day)
    quotes = {
        food: tuple(zip(rows["supplier"], (int(fen) for fen in rows["price_fen_per_kg"]), strict=True))
        for food, rows in quoted.groupby("food")
    }
    payments = supply.paid(supply.bought(movements, day))
    rows = []
    for food in purchases["food"]:
        last, offers = payments["prices"].get(food, ()), quotes.get(food, ())
        supplier, offer = offers[0] if offers else (payments["supplier"][food], last[0]) if last else (None, None)
        change = offer * len(last) / sum(last) - 1 if offer and sum(last) else None
        rows.append((offers, supplier, offer, last, change))
    market = pd.DataFrame(rows, columns=["offers", "supplier", "offer_fen_per_kg", "last_fen_per_kg", "change"])
    market = market.astype({"offer_fen_per_kg": "Int64", "change": "float64"})
    return pd.concat([purchases.reset_index(drop=True), market], axis=1)
