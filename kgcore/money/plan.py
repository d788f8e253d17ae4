"""What the month was planned to cost: the posted menu for the children expected, at the prices known before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kgcore.money.records import CATEGORY_OF, OTHER, MoneyRecords
from kgcore.periods import Period, term_of
from kgcore.registers import terms
from kgcore.standards import factors_of, grams_per_child

if TYPE_CHECKING:
    from kgcore.office import Office


def planned(office: Office, records: MoneyRecords, month: Period) -> tuple[pd.DataFrame, int] | None:
    """Return the consumption that the posted menu plans, and its weighted person-days.

    Expected children are those enrolled × the attendance rate of the term's earlier months (of this month, where
    there is none); a price is that of the food's last purchase before the month, else of the food table.

    Parameters
    ----------
    office : the kitchen's own office; another site gets None, for its menu is planned elsewhere.
    records : as `records.read` returns them for the month.
    month : a calendar month.

    Returns
    -------
    Indexed by food: category, consumption_g, consumption_fen; and the children expected × meal share of the meals
    planned, in per mille. None where no class is recorded, or a day on which children ate has no menu: a week's plan is
    not held against a month.
    """
    if office.site != records.kitchen:
        return None
    menus = office.read("menus", month)
    enrolled = records.classes[records.classes["term"] == str(term_of(month.start))].groupby("band")["enrolled"].sum()
    inside = records.attendance["date"].between(pd.Timestamp(month.start), pd.Timestamp(month.end))
    unplanned_days = set(records.attendance.loc[inside & (records.attendance["diners"] > 0), "date"]) - set(
        menus["date"]
    )
    if menus.empty or enrolled.empty or unplanned_days:
        return None
    children = enrolled.astype("float64") * _rate(records, month)
    recipes = office.read("dish_ingredients").merge(menus[["date", "meal", "dish"]], on="dish")
    food_groups, band_portions = records.foods["guide_group"], office.read("band_portions")
    net, factors = pd.Series(0.0, recipes.index), factors_of(recipes, office.read("dishes"))
    for name, number in children.items():
        portions = grams_per_child(recipes, records.profile.band(str(name)), food_groups, band_portions)
        net += portions.fillna(0) * factors * float(number)
    edible = recipes["food"].map(records.foods["edible_pct"].astype("float64")).fillna(100) / 100
    grams = (net / edible).groupby(recipes["food"]).sum().round().astype("int64")
    price = _prices(records, month)
    cost = (grams * price.reindex(grams.index)).round()
    groups = records.foods["guide_group"]
    table = pd.DataFrame(
        {
            "category": [CATEGORY_OF.get(str(groups.get(food)), OTHER) for food in grams.index],
            "consumption_g": grams,
            "consumption_fen": cost,
        },
        index=grams.index,
    )
    table = table[table["consumption_fen"].notna() & (table["consumption_g"] > 0)]
    meals = menus[["date", "meal"]].drop_duplicates()["meal"].map(records.meal_weights).fillna(0).sum()
    return table.astype({"consumption_fen": "int64"}), round(float(children.sum()) * float(meals))


def _rate(records: MoneyRecords, month: Period) -> float:
    term = term_of(month.start)
    rows = records.attendance[records.attendance["meal"] == records.charged_meal]
    earlier = rows[rows["date"].between(pd.Timestamp(term.start), pd.Timestamp(month.start), inclusive="left")]
    inside = rows["date"].between(pd.Timestamp(month.start), pd.Timestamp(month.end))
    attendance = earlier if len(earlier) else rows[inside]
    classes = records.classes[records.classes["term"] == str(term)].set_index(["site", "class_name"])["enrolled"]
    keys = pd.MultiIndex.from_frame(attendance[["site", "class_name"]])
    enrolled = float(classes.reindex(keys).sum())
    return float(attendance["diners"].sum()) / enrolled if enrolled else 1.0


def _prices(records: MoneyRecords, month: Period) -> pd.Series:
    """Return fen per gram by food."""
    rows = records.valuation
    inflows = rows[
        rows["kind"].isin([terms.PURCHASE, terms.OPENING])
        & (rows["ledger"] == terms.CHILDREN_LEDGER)
        & (rows["date"] < pd.Timestamp(month.start))
    ]
    newest = inflows.drop_duplicates("food", keep="last").set_index("food")
    last = newest["amount_fen"].astype("float64") / newest["quantity_g"].astype("float64")
    table = records.foods["price_fen_per_kg"].astype("float64") / 1000
    return last.combine_first(table)


__all__ = ["planned"]
