"""Structure of the diet: where energy, protein, fat, iron and vitamin A come from, and the rules on its quality.

Energy by macronutrient: 4 × protein + 9 × fat + 4 × (carbohydrate − fibre) + 2 × fibre (WS/T 578.1-2017 A.1; Chinese
composition tables give carbohydrate by difference, fibre included). Denominator: the sum of these four, not the
energy of the composition table. Salt from sodium: mg × 2.54 ÷ 1000 (58.44 ÷ 22.99, the molar masses of NaCl and Na).
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from kgcore.nutrition.nutrient_intake import ADDED_SUGAR
from kgcore.registers import terms

SALT_PER_SODIUM = 2.54
CAROTENE_PER_RAE = 12
SCHOOL_DAYS_A_WEEK = 5
ENERGY_BY_GROUP, ENERGY = "energy_by_group", "energy"
PROTEIN, FAT, IRON, VITAMIN_A = "protein", "fat", "iron", "vitamin_a"
"""Quantities of `source_table`."""
ALL_PLANT, RETINOL, CAROTENE = "all_plant", "retinol", "carotene"
"""Sources of `source_table` beside the food groups and origins of the food register."""
MACROS = {"protein": "蛋白质", "fat": "脂肪", "carb": "碳水化合物（含膳食纤维）"}


def energy_by_macro(amounts: pd.Series, factors: pd.Series) -> pd.DataFrame:
    """Return grams, kcal and share of energy of protein, fat and carbohydrate with fibre.

    Parameters
    ----------
    amounts
        Per nutrient, per child-day: protein_g, fat_g, carb_g, fibre_g (NaN fibre: all carbohydrate counts as such).
    factors
        kcal per gram, indexed by the same names.

    Returns
    -------
    Indexed protein, fat, carb: `title`, `grams`, `kcal`, `share` (of the sum of the three).
    """
    fibre = min(float(np.nan_to_num(amounts.get("fibre_g", 0.0))), float(amounts["carb_g"]))
    kcal = {
        "protein": amounts["protein_g"] * factors["protein_g"],
        "fat": amounts["fat_g"] * factors["fat_g"],
        "carb": (amounts["carb_g"] - fibre) * factors["carb_g"] + fibre * factors["fibre_g"],
    }
    table = pd.DataFrame({"title": MACROS, "grams": {m: amounts[f"{m}_g"] for m in MACROS}, "kcal": kcal})
    table["share"] = table["kcal"] / table["kcal"].sum()
    return table.rename_axis("macro")


def sources(diet: pd.DataFrame, foods: pd.DataFrame, nutrient: str, by: str) -> pd.DataFrame:
    """Return how much of a nutrient comes from each kind of food.

    Parameters
    ----------
    diet
        Columns `food`, `grams` (edible, per child-day).
    foods
        Indexed by food, with the nutrient and the text column `by` (guide_group, origin, …).

    Returns
    -------
    Indexed by `by`, largest first: `amount`, `share` (denominator: the amount from all foods with a determined value).
    """
    by_food = diet["grams"] * foods[nutrient].astype("float64").reindex(diet["food"]).to_numpy() / 100
    amount = by_food.groupby(foods[by].reindex(diet["food"]).to_numpy()).sum().sort_values(ascending=False)
    return pd.DataFrame({"amount": amount, "share": amount / amount.sum()}).rename_axis(by)


def source_table(diet: pd.DataFrame, foods: pd.DataFrame) -> pd.DataFrame:
    """Return all source splits of the report in one table.

    Returns
    -------
    Columns `quantity` (a code), `source` (food group, origin, ALL_PLANT, RETINOL or CAROTENE), `amount`, `unit`,
    `share` (of the amount from all sources).
    """
    split = foods.assign(animal=foods["origin"].where(foods["origin"] == terms.ANIMAL, ALL_PLANT))
    quantities = (
        (ENERGY_BY_GROUP, "energy_kcal", "guide_group", "kcal"),
        (ENERGY, "energy_kcal", "animal", "kcal"),
        (PROTEIN, "protein_g", "origin", "g"),
        (FAT, "fat_g", "animal", "g"),
        (IRON, "fe_mg", "animal", "mg"),
    )
    parts = [
        sources(diet, split, nutrient, by).rename_axis("source").reset_index().assign(quantity=quantity, unit=unit)
        for quantity, nutrient, by, unit in quantities
    ]
    parts.append(_vitamin_a(diet, foods))
    table = pd.concat(parts, ignore_index=True)
    return table[["quantity", "source", "amount", "unit", "share"]]


def _vitamin_a(diet: pd.DataFrame, foods: pd.DataFrame) -> pd.DataFrame:
    """Vitamin A by retinol and by carotene ÷ 12, in μg RAE."""
    rows = foods.reindex(diet["food"])
    retinol = float((diet["grams"].to_numpy() * rows["retinol_ug"].astype("float64").fillna(0)).sum() / 100)
    carotene = float((diet["grams"].to_numpy() * rows["carotene_ug"].astype("float64").fillna(0)).sum() / 100)
    amount = pd.Series([retinol, carotene / CAROTENE_PER_RAE])
    return pd.DataFrame(
        {"source": [RETINOL, CAROTENE], "amount": amount, "share": amount / amount.sum() if amount.sum() else np.nan}
    ).assign(quantity=VITAMIN_A, unit="μgRAE")


def measured_quality(diet: pd.DataFrame, foods: pd.DataFrame, intake: pd.DataFrame, factors: pd.Series) -> pd.DataFrame:
    """Return the measured figure of every rule on the quality of the diet that the accounts can show.

    Parameters
    ----------
    diet, foods
        As for `sources`.
    intake
        Indexed by nutrient: `amount`, `coverage`; includes `added_sugar_g`.
    factors
        kcal per gram, indexed by nutrient.

    Returns
    -------
    Indexed by rule: `measured`, `coverage` (the weakest of the nutrients it rests on).
    """
    amount, coverage = intake["amount"], intake["coverage"]
    origin = {n: sources(diet, foods, n, "origin")["share"] for n in ("energy_kcal", "protein_g", "fat_g")}

    def share(nutrient: str, *origins: str) -> float:
        return float(origin[nutrient].reindex(list(origins)).fillna(0.0).sum())

    kcal = energy_by_macro(amount, factors)["kcal"].sum()
    protein, p_known = amount["protein_g"], coverage["protein_g"]
    liver = foods.index[foods["guide_group"] == terms.LIVER]
    seasonings = foods.index[foods["guide_group"].isin([terms.SALT, terms.CONDIMENTS])]
    salted = diet[diet["food"].isin(seasonings)]
    sodium_mg = salted["grams"].to_numpy() * foods["na_mg"].astype("float64").reindex(salted["food"]).to_numpy() / 100
    rows = {
        "high_quality_protein": (share("protein_g", terms.ANIMAL, terms.LEGUME), coverage["protein_g"]),
        "animal_legume_energy": (share("energy_kcal", terms.ANIMAL, terms.LEGUME), coverage["energy_kcal"]),
        "animal_fat_share": (share("fat_g", terms.ANIMAL), coverage["fat_g"]),
        "ca_p_ratio": (_ratio(amount["ca_mg"], amount["p_mg"]), min(coverage["ca_mg"], coverage["p_mg"])),
        "fat_per_protein": (_ratio(amount["fat_g"], protein), min(coverage["fat_g"], p_known)),
        "carb_per_protein": (
            _ratio(amount["carb_g"], amount["protein_g"]),
            min(coverage["carb_g"], coverage["protein_g"]),
        ),
        "added_sugar": (_ratio(amount[ADDED_SUGAR] * factors["carb_g"], kcal), coverage[ADDED_SUGAR]),
        "salt": (float(np.nansum(sodium_mg)) * SALT_PER_SODIUM / 1000, coverage["na_mg"]),
        "liver_or_blood": (float(diet.loc[diet["food"].isin(liver), "grams"].sum()) * SCHOOL_DAYS_A_WEEK, 1.0),
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["measured", "coverage"]).rename_axis("rule")


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.nan
