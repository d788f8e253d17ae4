"""The planned menu (带量食谱): grams and nutrients by meal and band, and how what was eaten compares with it.

Formula: planned grams = Σ over posted dishes (diners of the meal and band × net grams per child of that band), the
same diners that the person-days count, so plan and consumption share one denominator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from kgcore.nutrition.nutrient_intake import intake_by
from kgcore.standards import AgeBand, factors_of, portions_by_band
from kgcore.standards.age_bands import RECIPE_COLUMNS


def per_child(
    ingredients: pd.DataFrame, bands: Iterable[AgeBand], groups: pd.Series, band_portions: pd.DataFrame
) -> pd.DataFrame:
    """Return the grams of each food in a dish for a child of each band, as `portions_by_band` does.

    Parameters
    ----------
    ingredients
        Columns `dish`, `food`, `net_g_small`, `net_g_middle`, `net_g_large`; an empty cell takes the middle's.
    bands, groups, band_portions
        See `portions_by_band`.
    """
    middle = ingredients["net_g_middle"]
    filled = ingredients.assign(**{name: ingredients[name].fillna(middle) for name in RECIPE_COLUMNS.values()})
    return portions_by_band(filled, bands, groups, band_portions)


def planned(
    menus: pd.DataFrame, portions: pd.DataFrame, diners: pd.DataFrame, dishes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the grams the menu called for.

    Parameters
    ----------
    menus
        Columns `date`, `meal`, `dish`: one kitchen's menu.
    portions
        Columns `dish`, `food`, `band`, `net_g`, as `per_child` returns.
    diners
        Columns `date`, `meal`, `band`, `diners`.
    dishes
        Columns `dish`, `meal_portions`: meals at which a dish has another portion; None = none has.

    Returns
    -------
    Columns `date`, `meal`, `band`, `dish`, `food`, `net_g` (per child), `grams` (all diners, edible).
    """
    served = diners.groupby(["date", "meal", "band"], observed=True)["diners"].sum().reset_index()
    rows = (
        menus[["date", "meal", "dish"]]
        .merge(served, on=["date", "meal"])
        .merge(portions.dropna(subset=["net_g"]), on=["dish", "band"])
    )
    if dishes is not None:
        rows["net_g"] *= factors_of(rows, dishes)
    rows["grams"] = rows["net_g"] * rows["diners"].astype("float64")
    return rows[["date", "meal", "band", "dish", "food", "net_g", "grams"]]


def energy_by_meal(
    plan: pd.DataFrame, foods: pd.DataFrame, targets: Mapping[str, float], person_days: float
) -> pd.DataFrame:
    """Return planned energy of each meal and its share of what is served, against the prescribed share.

    Parameters
    ----------
    plan
        As `planned` returns.
    targets
        Share of the in-school energy for each meal served, adding up to 1.
    person_days
        Whole child-days of the days that have a menu, positive.

    Returns
    -------
    Columns `meal`, `energy_kcal` (per child-day), `share` (denominator: planned energy of all meals), `target`,
    `deviation` (share − target).
    """
    energy = intake_by(plan[["meal", "food", "grams"]], foods[["energy_kcal"]], ["meal"])["amount"]
    per_meal = energy.groupby("meal").sum().reindex(list(targets), fill_value=0.0) / person_days
    table = pd.DataFrame({"energy_kcal": per_meal, "share": per_meal / per_meal.sum(), "target": pd.Series(targets)})
    return table.assign(deviation=table["share"] - table["target"]).rename_axis("meal").reset_index()


def by_band(plan: pd.DataFrame, foods: pd.DataFrame, person_days: pd.Series) -> pd.DataFrame:
    """Return planned intake per child-day of each band.

    Parameters
    ----------
    plan
        As `planned` returns.
    person_days
        Of the days that have a menu, indexed by band.

    Returns
    -------
    Indexed by band and nutrient: `amount` per child-day, `coverage`.
    """
    per_day = plan.assign(grams=plan["grams"] / plan["band"].map(person_days))
    return intake_by(per_day[["band", "food", "grams"]], foods, ["band"])


def against_consumption(plan: pd.DataFrame, diet: pd.DataFrame, person_days: float) -> pd.DataFrame:
    """Return planned and consumed edible grams of each food per child-day.

    Parameters
    ----------
    plan
        As `planned` returns.
    diet
        Columns `food`, `grams` (edible, per child-day).
    person_days
        Whole child-days of the days that have a menu, positive; a week's menu is not spread over a month.

    Returns
    -------
    Columns `food`, `planned_g`, `consumed_g`, `difference_g` (consumed − planned), `ratio` (consumed ÷ planned, NaN
    where nothing was planned), largest difference first.
    """
    table = pd.DataFrame(
        {
            "planned_g": plan.groupby("food")["grams"].sum() / person_days,
            "consumed_g": diet.groupby("food")["grams"].sum(),
        }
    ).fillna(0.0)
    table["difference_g"] = table["consumed_g"] - table["planned_g"]
    table["ratio"] = (table["consumed_g"] / table["planned_g"]).where(table["planned_g"] > 0)
    order = table["difference_g"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].rename_axis("food").reset_index()
