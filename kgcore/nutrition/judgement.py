"""The verdicts on a diet: energy by macronutrient, quality rules, food groups, and all of them as linear figures."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kgcore.nutrition import groups, ranges, structure
from kgcore.nutrition.figures import LinearFigure, figures_of
from kgcore.nutrition.nutrient_intake import intake
from kgcore.nutrition.survey import DietSurvey, composition_of
from kgcore.nutrition.target import weighted_ranges
from kgcore.standards import Profile, load


@dataclass(frozen=True, eq=False)
class Judgement:
    """What is judged of a survey beside its nutrients.

    Attributes
    ----------
    macro : energy by macronutrient against its range. `quality` : the rules on the quality of the diet.
    groups : food groups against the guide. `figures` : every judged figure, as the advice moves it.
    """

    macro: pd.DataFrame
    quality: pd.DataFrame
    groups: pd.DataFrame
    figures: tuple[LinearFigure, ...]


def judge(survey: DietSurvey, foods: pd.DataFrame, profile: Profile) -> Judgement:
    """Return the verdicts on a diet; what rests on doubtful records gets none.

    Parameters
    ----------
    foods
        The food register, indexed by food.
    """
    factors = load("energy_factors").set_index("nutrient")["kcal_per_g"]
    energy_share = float(profile.in_school_shares()["target"]["energy"])
    macro = ranges.macro_verdicts(
        structure.energy_by_macro(survey.intake["amount"], factors),
        weighted_ranges(profile.macro_ranges(), survey.people, "nutrient"),
        weighted_ranges(profile.chosen("macro_second_scheme"), survey.people, "nutrient"),
    )
    quality = _quality(survey, profile, foods, factors, energy_share)
    members = groups.members_of(survey.guide)
    by_group = groups.against_guide(groups.group_grams(survey.diet, foods, members), survey.guide, energy_share)
    if survey.is_doubtful:
        macro[["verdict", "second_verdict"]] = quality["verdict"] = by_group["verdict"] = ranges.DOUBTFUL
    else:
        by_group.loc[_rests_on(survey, foods, members, profile), "verdict"] = ranges.DOUBTFUL
    limits = figures_of(survey, foods, profile, macro, quality, by_group, members)
    return Judgement(macro, quality, by_group, limits)


def _quality(
    survey: DietSurvey, profile: Profile, foods: pd.DataFrame, factors: pd.Series, share: float
) -> pd.DataFrame:
    rules = weighted_ranges(profile.quality_rules(), survey.people, "rule")
    rules.loc["salt":"salt", ["low", "high"]] *= share
    quality = structure.measured_quality(survey.diet, foods, survey.intake, factors)
    trusted = survey.diet[~survey.diet["food"].isin(survey.doubtful["food"])]
    sound = structure.measured_quality(trusted, foods, intake(trusted, composition_of(foods)), factors)["measured"]
    quality["doubtful"] = ((quality["measured"] - sound).abs() / quality["measured"].abs()).fillna(0.0)
    columns = ["label", "measured", "coverage", "operator", "low", "high", "unit", "denominator", "verdict", "source"]
    judged: pd.DataFrame = ranges.judge(quality, rules, profile.coverage_min)[[*columns, "confidence"]]
    return judged


def _rests_on(survey: DietSurvey, foods: pd.DataFrame, members: pd.DataFrame, profile: Profile) -> pd.Index:
    """Return the food groups of whose grams too much comes from foods with a doubtful record."""
    rows = survey.diet.assign(guide_group=foods["guide_group"].reindex(survey.diet["food"]).to_numpy())
    rows = rows.merge(members[["food_group", "guide_group"]], on="guide_group")
    rows["doubtful_g"] = rows["grams"].where(rows["food"].isin(survey.doubtful["food"]), 0.0)
    sums = rows.groupby("food_group")[["grams", "doubtful_g"]].sum()
    return sums.index[sums["doubtful_g"] > (1 - profile.coverage_min) * sums["grams"]]


__all__ = ["Judgement", "judge"]
