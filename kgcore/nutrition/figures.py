"""Every judged figure of a diet as a linear quantity, so that one plan can move them all at once.

A figure is ``amounts · diet``, or ``amounts · diet ÷ (base · diet)`` where it is a share; `diet` is edible grams per
child-day by food. The limits are those of the verdicts: evaluation bands, upper levels, ranges of the energy shares,
quality rules and the food guide.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kgcore.nutrition.groups import conversion_factors
from kgcore.nutrition.nutrient_adequacy import WITHHELD
from kgcore.nutrition.nutrient_intake import ADDED_SUGAR
from kgcore.nutrition.ranges import ABOVE, BELOW, NEAR, WITHIN
from kgcore.nutrition.structure import SALT_PER_SODIUM, SCHOOL_DAYS_A_WEEK
from kgcore.nutrition.survey import DietSurvey
from kgcore.registers import terms
from kgcore.standards import COUNTED_AS, NOT_BY_FOOD, Profile, energy_factors, nutrient_class

Floats = NDArray[np.float64]
_VERDICTS = {"adequate": WITHIN, "near": NEAR, "low": BELOW, "marginal": BELOW, "high": ABOVE, "over_upper": ABOVE}


@dataclass(frozen=True, eq=False)
class LinearFigure:
    """One judged figure.

    Attributes
    ----------
    code : room and name, such as nutrients.ca_mg, macro.fat, quality.salt, groups.蔬菜, upper.vit_a_ug_rae.
    title, unit : in words. `amounts`, `base` : per gram of each food, [F]; no base where the figure is no share.
    low, high : its limits; NaN is none. `verdict` : within, near, below or above, as the report judges it.
    """

    code: str
    title: str
    unit: str
    amounts: Floats
    base: Floats | None
    low: float
    high: float
    verdict: str

    def of(self, grams: Floats) -> float:
        """Return the figure of a diet, grams of each food [F]."""
        amount = float(self.amounts @ grams)
        if self.base is None:
            return amount
        whole = float(self.base @ grams)
        return amount / whole if whole > 0 else math.nan


def figures_of(
    survey: DietSurvey, foods: pd.DataFrame, profile: Profile, macro: pd.DataFrame, quality: pd.DataFrame,
    by_group: pd.DataFrame, members: pd.DataFrame,
) -> tuple[LinearFigure, ...]:  # fmt: skip
    """Return the figures on which a verdict is given; those withheld for lack of data or doubtful records are left out.

    Parameters
    ----------
    foods
        The food register, indexed by food: its order is that of the vectors.
    macro, quality, by_group
        The judged tables of the review. `members` : guide group of each food group, as the review uses them.
    """
    reader = _Reader(foods)
    return (
        *reader.nutrients(survey.adequacy, profile),
        *reader.shares(macro),
        *reader.quality(quality),
        *reader.groups(by_group, members),
    )


@dataclass(frozen=True, eq=False)
class _Reader:
    foods: pd.DataFrame

    def content(self, nutrient: str) -> Floats:
        return np.asarray(np.nan_to_num(self.foods[nutrient].to_numpy(dtype="float64")) / 100)

    def where(self, column: str, *values: str) -> Floats:
        return np.asarray(self.foods[column].isin(values), dtype="float64")

    @cached_property
    def energy(self) -> dict[str, Floats]:
        """Energy of each macronutrient per gram of food; fibre is part of the carbohydrate, at its own factor."""
        factors, fibre = energy_factors(), self.content("fibre_g")
        of = {name: factors[f"{name}_g"] * self.content(f"{name}_g") for name in ("protein", "fat", "carb")}
        of["carb"] = of["carb"] - (factors["carb_g"] - factors["fibre_g"]) * fibre
        return of

    @property
    def whole_energy(self) -> Floats:
        """Energy of the macronutrients together, the denominator of the shares of energy."""
        return np.asarray(sum(self.energy.values()), dtype="float64")

    def nutrients(self, adequacy: pd.DataFrame, profile: Profile) -> Iterator[LinearFigure]:
        for name, row in adequacy.iterrows():
            nutrient, level = str(name), str(row["level"])
            if level in WITHHELD or level not in _VERDICTS or nutrient in NOT_BY_FOOD:
                continue
            bands = profile.bands(nutrient_class(nutrient))
            adequate = bands[bands["level"] == "adequate"]
            low, high = (float(adequate[bound].iloc[0]) * float(row["target"]) for bound in ("low", "high"))
            verdict = _VERDICTS["adequate"] if level == "over_upper" else _VERDICTS[level]
            content = self.content(nutrient)
            yield LinearFigure(
                f"nutrients.{nutrient}", str(row["title"]), str(row["unit"]), content, None, low, high, verdict
            )
            if not math.isnan(float(row["upper"])):
                content_of_upper = self.content(COUNTED_AS.get(nutrient, nutrient))
                most = float(row["upper"] * row["share"])
                over = ABOVE if level == "over_upper" else WITHIN if row["upper_amount"] <= most else NEAR
                yield LinearFigure(
                    f"upper.{nutrient}",
                    f"{row['title']}上限",
                    str(row["unit"]),
                    content_of_upper,
                    None,
                    math.nan,
                    most,
                    over,
                )

    def shares(self, macro: pd.DataFrame) -> Iterator[LinearFigure]:
        for name, row in macro[macro["verdict"].isin([WITHIN, NEAR, BELOW, ABOVE])].iterrows():
            yield LinearFigure(
                f"macro.{name}", f"{row['title']}供能比", "", self.energy[str(name)], self.whole_energy,
                float(row["low"]), float(row["high"]), str(row["verdict"]),
            )  # fmt: skip

    def quality(self, quality: pd.DataFrame) -> Iterator[LinearFigure]:
        protein, fat, kcal = self.content("protein_g"), self.content("fat_g"), self.content("energy_kcal")
        good = self.where("origin", terms.ANIMAL, terms.LEGUME)
        salt_mg = self.where("guide_group", terms.SALT, terms.CONDIMENTS) * self.content("na_mg")
        sugar = energy_factors()["carb_g"]
        liver = self.where("guide_group", terms.LIVER)
        linear: dict[str, tuple[Floats, Floats | None]] = {
            "high_quality_protein": (protein * good, protein),
            "animal_legume_energy": (kcal * good, kcal),
            "animal_fat_share": (fat * self.where("origin", terms.ANIMAL), fat),
            "ca_p_ratio": (self.content("ca_mg"), self.content("p_mg")),
            "carb_per_protein": (self.content("carb_g"), protein),
            "added_sugar": (sugar * self.content(ADDED_SUGAR), self.whole_energy),
            "salt": (salt_mg * SALT_PER_SODIUM / 1000, None),
            "liver_or_blood": (liver * SCHOOL_DAYS_A_WEEK, None),
        }
        judged = quality[quality["verdict"].isin([WITHIN, NEAR, BELOW, ABOVE])]
        for rule, row in judged[judged.index.isin(list(linear))].iterrows():
            amounts, base = linear[str(rule)]
            unit = "g" if row["unit"].startswith("g/") else ""
            low, high = float(row["low"]), float(row["high"])
            yield LinearFigure(
                f"quality.{rule}", str(row["label"]), unit, amounts, base, low, high, str(row["verdict"])
            )

    def groups(self, by_group: pd.DataFrame, members: pd.DataFrame) -> Iterator[LinearFigure]:
        factors = conversion_factors(self.foods)
        for group, row in by_group[by_group["verdict"].isin([WITHIN, NEAR, BELOW, ABOVE])].iterrows():
            inside = self.where("guide_group", *members.loc[members["food_group"] == group, "guide_group"])
            grams = inside * factors.get(str(group), np.ones(len(inside)))
            low, high = float(row["low"]), float(row["high"])
            yield LinearFigure(f"groups.{group}", str(group), "g", grams, None, low, high, str(row["verdict"]))
