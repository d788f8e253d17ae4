"""The review of a dietary survey by weighing (称重法): its figures, and why they differ from the books' (记账法)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from kgcore import periods, registers
from kgcore.nutrition import groups, menu_plan, methods_compared, records
from kgcore.nutrition.child_days import meal_ratios
from kgcore.nutrition.nutrient_adequacy import adequacy
from kgcore.nutrition.nutrient_intake import ADDED_SUGAR, intake, intake_by
from kgcore.nutrition.survey import CLASSES, DietSurvey, composition_of, dietary_survey, target_of, unknown_use
from kgcore.nutrition.target import headcount, weighted_ranges
from kgcore.nutrition.weighed_days import (
    DISH,
    SCALE_ERROR,
    WeighedDays,
    diners_of_meals,
    eaten,
    per_child_day,
    person_days_of_bands,
    weighed_days,
)  # fmt: skip
from kgcore.nutrition.weighing_findings import diner_findings, gap_findings, nothing_weighed, verdict_findings
from kgcore.periods import Period
from kgcore.reviews import NotComputableError, Review, measures_frame
from kgcore.standards import Profile
from kgcore.standards.profile import METHOD_COLUMNS

if TYPE_CHECKING:
    from kgcore.office import Office

EXPLAINED = ("energy_kcal", "protein_g", "fat_g", "carb_g", "ca_mg", "fe_mg", "vit_a_ug_rae", "vit_c_mg")
_PROFILE_KEYS = frozenset({
    "dri_edition", "meal_pattern", "share_scheme", "meal_energy_scheme", "food_guide_scheme", "evaluation_scheme",
    "coverage_min", "energy_share", "protein_share", "others_share",
})  # fmt: skip


@dataclass(frozen=True, repr=False, eq=False)
class WeighingReview(Review):
    """A survey by weighing; amounts are per child-day unless the column says otherwise.

    Attributes
    ----------
    survey_days : the days that count, in order.
    person_days : by band, of those days.
    record_sheet : each food of each dish: date, meal, dish, food, raw_g, edible_g, cooked_g, raw_ratio, served_g,
        left_g (cooked weights of the whole dish), diners, eaten_g (edible raw g, everybody), per_diner_g.
    bands, meals : by band, and by meal: food_g (g per child-day), energy_kcal, protein_g, left_share (left ÷ served).
    diet : food, grams. `nutrients` : as `nutrient_adequacy.adequacy` returns. `groups` : against the food guide.
    books : the month whose books are held against it; None where they tell nothing.
    method : what was used: item, choice, source.
    comparison : each nutrient by both methods: title, unit, books, eaten, difference (eaten ÷ books − 1),
        books_verdict, eaten_verdict.
    explanation : quantity (a nutrient or a food group), title, unit, books, the steps
        of `methods_compared.STEPS`, eaten.
    """

    title: ClassVar[str] = "称重法膳食调查"

    survey_days: tuple[pd.Timestamp, ...]
    person_days: pd.Series
    record_sheet: pd.DataFrame
    bands: pd.DataFrame
    meals: pd.DataFrame
    diet: pd.DataFrame
    nutrients: pd.DataFrame
    groups: pd.DataFrame
    books: Period | None
    comparison: pd.DataFrame
    explanation: pd.DataFrame
    method: pd.DataFrame

    def figures(self) -> list[tuple[str, str]]:
        """Return the days, the energy and what was left, in words."""
        energy = self.nutrients.loc["energy_kcal"]
        return [
            ("调查天数", f"{len(self.survey_days)}"),
            ("能量占园内目标", f"{energy['ratio']:.0%}"),
            ("人日数", f"{self.person_days.sum():,.0f}"),
        ]


def weighing(office: Office, period: str | Period) -> WeighingReview:
    """Return the survey by weighing of a period, all days of it that were weighed whole.

    Parameters
    ----------
    office
        An office that has its own kitchen.
    period
        A term, a month or a week that holds the survey.

    Raises
    ------
    PeriodError
        When the text is no period.
    NotAKitchenError
        When another site's kitchen feeds this office.
    NotComputableError
        When nothing was weighed, or no day was weighed whole; the message says what lacks.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     weighing(office, "2026-05")
    Traceback (most recent call last):
    kgcore.reviews.NotComputableError: 2026年5月没有称重法膳食调查：《称重原料》《称重成品》《称重分餐》都没有记录
    """
    span = periods.parse(period)
    records.require_kitchen(office)
    foods = office.read("foods").set_index("food")
    weights = weighed_days(
        office.read("weighed_ingredients", span), office.read("weighed_dishes", span),
        office.read("weighed_servings", span, sites="kitchen"), foods, meal_ratios(office.profile.meal_energy()),
    )  # fmt: skip
    if not weights.days:
        raise NotComputableError(nothing_weighed(weights.gaps, span))
    first, last = weights.days[0].date(), weights.days[-1].date()
    month = periods.parse(f"{first + (last - first) // 2:%Y-%m}")
    return analyse(weights, records.read(office, month, month), office.profile, span, month)


def analyse(
    weights: WeighedDays, rows: records.NutritionRecords, profile: Profile, span: Period, month: Period
) -> WeighingReview:
    """Return the review of what was weighed; `rows` are the records of the month whose books it is held against."""
    ratios = meal_ratios(profile.meal_energy())
    diners = diners_of_meals(weights.servings)
    days = person_days_of_bands(weights, ratios)
    consumption = eaten(weights)
    whole_days = float(days.sum())
    diet = (consumption.groupby("food")["grams"].sum() / whole_days).reset_index()
    middle = weights.days[len(weights.days) // 2].date()
    served_bands = sorted(days.index, key=[b.name for b in profile.age_bands].index)
    people = headcount(rows.children, rows.classes_on(middle), rows.sites, middle, profile.age_bands)
    people = people[people["band"].isin(served_bands)]
    intakes = intake(diet, composition_of(rows.foods))
    nutrients = adequacy(
        intakes.drop(index=ADDED_SUGAR, errors="ignore"), target_of(people, profile),
        {c: profile.bands(c) for c in CLASSES}, profile.coverage_min,
    )  # fmt: skip
    guide = weighted_ranges(profile.food_guide(), people, "food_group")
    members = groups.members_of(guide)
    share = float(profile.in_school_shares()["target"]["energy"])
    survey = _survey_of_books(rows, profile, month)
    comparison = _comparison(survey.adequacy if survey else nutrients.iloc[:0], nutrients)
    explanation = pd.DataFrame(columns=_EXPLAINED_COLUMNS)
    if survey:
        explanation = _explanation(survey, weights, consumption, diners, rows, whole_days, members)
    return WeighingReview(
        period=span,
        findings=(
            *gap_findings(weights, span),
            *diner_findings(diners, rows.attendance, span),
            *verdict_findings(comparison, span, profile.cite("evaluation_scheme")),
        ),
        measures=measures_frame([]),
        unkept=profile.unkept,
        survey_days=tuple(weights.days),
        person_days=days.reindex(served_bands),
        record_sheet=_layout(weights, consumption),
        bands=_eaten_by(consumption, days.reindex(served_bands), rows.foods, "band"),
        meals=_eaten_by(consumption, pd.Series(whole_days, pd.Index(list(ratios), name="meal")), rows.foods, "meal"),
        diet=diet,
        nutrients=nutrients,
        groups=groups.against_guide(groups.group_grams(diet, rows.foods, members), guide, share),
        books=month if survey else None,
        comparison=comparison,
        explanation=explanation,
        method=_method(profile),
    )


def _survey_of_books(rows: records.NutritionRecords, profile: Profile, month: Period) -> DietSurvey | None:
    """Return the survey by the books of a month, None where the books do not tell what was eaten."""
    if rows.movements.empty or rows.attendance.empty or unknown_use(rows, profile, month):
        return None
    survey = dietary_survey(rows, profile, month)
    return None if survey.is_partial or survey.is_doubtful else survey


def _layout(weights: WeighedDays, consumption: pd.DataFrame) -> pd.DataFrame:
    """Return the survey as the published sheet (食物称重登记表) has it, a row a food of a dish."""
    servings = weights.servings.groupby(DISH).agg(
        served_g=("served_g", "sum"), left_g=("left_g", "sum"), diners=("diners", "sum")
    )
    grams = consumption.groupby([*DISH, "food"])["grams"].sum().rename("eaten_g")
    table = weights.foods.join(servings, on=DISH).join(grams, on=[*DISH, "food"])
    columns = ["raw_g", "edible_g", "cooked_g", "raw_ratio", "served_g", "left_g", "diners", "eaten_g"]
    return table[[*DISH, "food", *columns]].assign(per_diner_g=table["eaten_g"] / table["diners"].astype("float64"))


def _eaten_by(consumption: pd.DataFrame, days: pd.Series, foods: pd.DataFrame, by: str) -> pd.DataFrame:
    per_day = per_child_day(consumption, days.rename_axis(by), [by])
    amounts = intake_by(per_day, composition_of(foods), [by])["amount"].reset_index()
    amounts = amounts.pivot_table(index=by, columns="nutrient", values="amount")[["energy_kcal", "protein_g"]]
    sums = consumption.groupby(by, observed=True)[["served_g", "left_g"]].sum()
    table = pd.DataFrame({"food_g": per_day.groupby(by)["grams"].sum()}).join(amounts)
    table["left_share"] = sums["left_g"] / sums["served_g"]
    return table.reindex(days.index).rename_axis(by).reset_index()


def _comparison(books: pd.DataFrame, weighed: pd.DataFrame) -> pd.DataFrame:
    """Return the nutrients on which both methods give a verdict."""
    columns = ["title", "unit", "amount", "verdict", "level"]
    both = weighed[columns].join(books[["amount", "verdict", "level"]].add_suffix("_books"), how="inner")
    both = both[~both["level"].isin(["none", "too_few_data"]) & ~both["level_books"].isin(["none", "too_few_data"])]
    table = both.rename(
        columns={
            "amount": "eaten", "verdict": "eaten_verdict", "amount_books": "books", "verdict_books": "books_verdict"
        }
    )  # fmt: skip
    table["difference"] = table["eaten"] / table["books"] - 1
    return table[["title", "unit", "books", "eaten", "difference", "books_verdict", "eaten_verdict"]].reset_index()


def _method(profile: Profile) -> pd.DataFrame:
    rules = [
        ("生熟比", "可食部生重÷熟重；没有称可食部的，按生重×食物成分表的食部", "食物称重登记表"),
        ("吃到", "（分餐熟重−剩余熟重）×生熟比，折成可食部生重", "食物称重登记表"),
        ("人日数", "Σ 各餐就餐人数×该餐占园内能量的比例；一餐人数取各菜点就餐人数的最大值", "膳食调查人日数算法"),
        (
            "称重完整",
            f"每餐都称、每道菜有原料、熟重和分餐，分出去的不比熟重多{SCALE_ERROR:.0%}以上；否则这一天不算",
            "本系统",
        ),
    ]
    return pd.concat([profile.describe(_PROFILE_KEYS), pd.DataFrame(rules, columns=METHOD_COLUMNS)], ignore_index=True)


_EXPLAINED_COLUMNS = [
    "quantity", "title", "unit", methods_compared.BOOKS, *methods_compared.STEPS, methods_compared.EATEN
]  # fmt: skip


def _explanation(
    survey: DietSurvey, weights: WeighedDays, consumption: pd.DataFrame, diners: pd.DataFrame,
    rows: records.NutritionRecords, days: float, members: pd.DataFrame,
) -> pd.DataFrame:  # fmt: skip
    portions = menu_plan.per_child(rows.ingredients, survey.bands, rows.foods["guide_group"], rows.band_portions)
    menus = rows.menus[rows.menus["date"].isin(weights.days)]
    plan = menu_plan.planned(menus, portions, diners, rows.dishes)
    by_food = methods_compared.stages(
        {
            "books": survey.diet.groupby("food")["grams"].sum(),
            "planned": plan.groupby("food")["grams"].sum() / days,
            "pot": weights.foods.groupby("food")["table_g"].sum() / days,
            "cleaned": weights.foods.groupby("food")["edible_g"].sum() / days,
            "served": consumption.groupby("food")["served_g"].sum() / days,
            "eaten": consumption.groupby("food")["grams"].sum() / days,
        }
    )
    about = {c.name: c for c in registers.nutrients()}
    quantities = [
        (name, about[name].title, about[name].unit, *methods_compared.steps(by_food, rows.foods[name] / 100))
        for name in EXPLAINED
    ]
    factors = groups.conversion_factors(rows.foods)
    for group, inside in members.groupby("food_group", sort=False)["guide_group"]:
        weight = rows.foods["guide_group"].isin(inside) * pd.Series(factors.get(str(group), 1.0), rows.foods.index)
        quantities.append((str(group), str(group), "g", *methods_compared.steps(by_food, weight)))
    return pd.DataFrame(quantities, columns=_EXPLAINED_COLUMNS)


__all__ = ["EXPLAINED", "WeighingReview", "analyse", "weighing"]
