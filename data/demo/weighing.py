"""One dietary survey by weighing a term: three days, every dish from the raw foods to what was left on the plates."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from demo.world import Frames, frame, generator
from kgcore.nutrition.menu_plan import per_child, planned
from kgcore.registers import terms
from kgcore.standards import Profile

SURVEYS = (
    (dt.date(2026, 5, 12), dt.date(2026, 5, 13), dt.date(2026, 5, 14)),
    (dt.date(2026, 10, 13), dt.date(2026, 10, 14), dt.date(2026, 10, 15)),
)
COOKED_PER_EDIBLE = {terms.STAPLE: 2.1, terms.SOUP: 6.0, terms.FRUIT: 1.0, terms.MILK: 1.0}
"""How much heavier a course is cooked than its edible raw foods: water goes into rice and soup; others lose some."""
OTHER_COURSES = 0.88
CLEANED_APART = 2
"""Every so manieth food was weighed again after cleaning; of the others the food table tells the edible share."""


def build(
    foods: pd.DataFrame, dishes: pd.DataFrame, recipes: pd.DataFrame, menus: pd.DataFrame, attendance: pd.DataFrame,
    classes: pd.DataFrame,
) -> Frames:  # fmt: skip
    """Return the three registers of the surveys; what is weighed scatters around the recipes.

    Parameters
    ----------
    foods, dishes, recipes : the packaged tables.
    menus, attendance, classes : rows of those registers, of the demonstration.
    """
    random = generator("weighing")
    days = pd.to_datetime([day for survey in SURVEYS for day in survey])
    indexed = foods.set_index("food")
    of_class = classes[["term", "site", "class_name", "band"]]
    ate = attendance[attendance["date"].isin(days)].assign(
        term=lambda rows: rows["date"].dt.month.map(lambda month: "2026-spring" if month < 8 else "2026-autumn")
    )
    ate = ate.merge(of_class, on=["term", "site", "class_name"])
    diners = ate.groupby(["site", "date", "meal", "band"])["diners"].sum().reset_index()
    portions = per_child(recipes, Profile.load().age_bands, indexed["guide_group"], recipes.iloc[:0].assign(band=""))
    plan = planned(menus[menus["date"].isin(days)], portions, diners, dishes)
    course = menus.drop_duplicates(["date", "meal", "dish"]).set_index(["date", "meal", "dish"])["course"]
    ingredients, cooked, servings = [], [], []
    for key, of_dish in plan.groupby(["date", "meal", "dish"], sort=True):
        about = dict(zip(("date", "meal", "dish"), key, strict=True))
        edible_g = 0.0
        for n, (food, grams) in enumerate(of_dish.groupby("food", sort=True)["grams"].sum().items()):
            share = float(indexed.loc[food, "edible_pct"]) / 100
            raw = max(round(grams / share * random.normal(1.01, 0.03), -1), 10)
            clean = round(raw * share * min(random.normal(0.985, 0.01), 1.0))
            weighed = n % CLEANED_APART == 0 and share < 1
            ingredients.append({**about, "food": food, "raw_g": int(raw), "edible_g": int(clean) if weighed else None})
            edible_g += clean if weighed else raw * share
        heavier = COOKED_PER_EDIBLE.get(course[key], OTHER_COURSES) * random.normal(1, 0.02)
        whole_g = int(max(round(edible_g * heavier, -1), 10))
        cooked.append({**about, "cooked_g": whole_g})
        wanted = of_dish.groupby("band")["grams"].sum()
        unserved = max(random.normal(0.015, 0.01), 0.0)
        for part in diners[(diners["date"] == key[0]) & (diners["meal"] == key[1])].itertuples():
            of_band = diners[(diners["date"] == key[0]) & (diners["meal"] == key[1]) & (diners["band"] == part.band)]
            share_of_site = part.diners / of_band["diners"].sum()
            served = whole_g * (1 - unserved) * wanted[part.band] / wanted.sum() * share_of_site
            servings.append({
                "site": part.site, **about, "band": part.band, "served_g": int(served),
                "left_g": int(served * min(max(random.normal(0.045, 0.025), 0.0), 0.3)), "diners": int(part.diners),
            })  # fmt: skip
    return {
        "weighed_ingredients": frame("weighed_ingredients", ingredients),
        "weighed_dishes": frame("weighed_dishes", cooked),
        "weighed_servings": frame("weighed_servings", servings),
    }
