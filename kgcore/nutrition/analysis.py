"""The nutrition review: every table and finding of 幼儿园膳食营养分析 for one kitchen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from kgcore import periods
from kgcore.nutrition import (
    advice,
    advice_ledger,
    change_plan,
    diet_findings,
    judgement,
    menu_plan,
    nutrient_findings,
    portions,
    records,
    structure,
    trend,
    variety,
)
from kgcore.nutrition.accounting import standing_entries
from kgcore.nutrition.child_days import meal_ratios, person_days_by
from kgcore.nutrition.figures import LinearFigure
from kgcore.nutrition.record_findings import ages_assumed, record_findings
from kgcore.nutrition.survey import DietSurvey, by_band, dietary_survey, unknown_use, within
from kgcore.nutrition.target import BY_BAND
from kgcore.periods import Period
from kgcore.registers import terms
from kgcore.reviews import NotComputableError, Review, measures_frame
from kgcore.standards import Profile
from kgcore.standards.age_bands import RECIPE_COLUMNS
from kgcore.standards.profile import METHOD_COLUMNS

if TYPE_CHECKING:
    from kgcore.office import Office

_PRICE_DAYS = 60
FACTS = (
    "person_days", "days_served", "days_planned", "children", "foods", "edible_g", "energy_kcal", "energy_ratio",
    "kinds_per_day", "salt_g",
)  # fmt: skip
PROFILE_KEYS = frozenset({
    "dri_edition", "meal_pattern", "share_scheme", "meal_energy_scheme", "macro_scheme", "macro_second_scheme",
    "food_guide_scheme", "evaluation_scheme", "animal_fat_scheme", "coverage_min", "energy_share", "protein_share",
    "others_share", "high_quality_protein_min", "ca_p_low", "ca_p_high", "kinds_per_day_min", "kinds_per_week_min",
})  # fmt: skip


@dataclass(frozen=True, repr=False, eq=False)
class NutritionReview(Review):
    """Tables and findings of a period; amounts are per child-day unless the column says otherwise.

    Attributes
    ----------
    facts : key figures: item (a code, see FACTS), value, unit.
    person_days : by site and band. `people` : headcount by site, band, age and sex.
    consumption : the account of each food: opening, purchases, returns, losses, closing and consumption in grams, and
        edible_g_per_child_day.
    nutrients : each nutrient with target, ratio, verdict and level, as `nutrient_adequacy.adequacy` returns.
    macro, sources, quality : energy by macronutrient, where nutrients come from, rules on the quality of the diet.
    meals : planned energy by meal. `groups` : food groups against the guide.
    kinds_per_day, kinds_per_week : variety. `plan` : planned against consumed grams of each food.
    bands : planned nutrients by band. `trend` : nutrients of up to six months before.
    outliers : records that cannot be right. `advice` : the smallest change of
        next month's menu, a row a food: food, change_g, and what `advice.lines` returns beside.
    promise : every figure now and after the advice, as `advice.promise` returns.
    decided_changes, decided_effects : what was decided after a month before, beside what this month shows, as
        `advice_ledger.carried_out` and `advice_ledger.effects` return; no rows where nothing was.
    method : what was used: item, choice, source.
    """

    title: ClassVar[str] = "膳食营养"

    facts: pd.DataFrame
    person_days: pd.DataFrame
    people: pd.DataFrame
    consumption: pd.DataFrame
    nutrients: pd.DataFrame
    macro: pd.DataFrame
    sources: pd.DataFrame
    quality: pd.DataFrame
    meals: pd.DataFrame
    groups: pd.DataFrame
    kinds_per_day: pd.DataFrame
    kinds_per_week: pd.DataFrame
    plan: pd.DataFrame
    bands: pd.DataFrame
    trend: pd.DataFrame
    outliers: pd.DataFrame
    advice: pd.DataFrame
    promise: pd.DataFrame
    decided_changes: pd.DataFrame
    decided_effects: pd.DataFrame
    method: pd.DataFrame

    @property
    def advice_lines(self) -> tuple[str, ...]:
        """The advice as it is printed, a line a food."""
        return tuple(self.advice["line"])

    def figures(self) -> list[tuple[str, str]]:
        """Return energy against target, nutrients that fall short, and person-days, in words."""
        facts = self.facts.set_index("item")["value"]
        short = self.nutrients[self.nutrients["level"].isin(["low", "marginal"])]
        return [
            ("能量占园内目标", "没有数据" if pd.isna(facts["energy_ratio"]) else f"{facts['energy_ratio']:.0%}"),
            ("不足的营养素", "、".join(short["title"]) or "没有"),
            ("就餐人日数", f"{facts['person_days']:,.0f}"),
        ]


def review(office: Office, period: str | Period) -> NutritionReview:
    """Return the nutrition review of a period for the kitchen of an office and every site it feeds.

    Parameters
    ----------
    office
        An office that has its own kitchen.
    period
        A month such as 2026-05; a term or a week is reviewed the same way, without months before it.

    Raises
    ------
    PeriodError
        When the text is no period.
    NotAKitchenError
        When another site's kitchen feeds this office.
    ValueError
        When there were no diners, no children, a food without composition, or nobody knows what was eaten: food came
        and none was issued, or there is no stocktake where these tell it.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     may = review(office, "2026-05")
    >>> may.nutrients.loc["ca_mg", ["target", "level"]].to_dict(), may.measures["measure"].tolist()
    ({'target': 230.0, 'level': 'adequate'}, ['energy_ratio'])
    """
    span = periods.parse(period)
    before = [span.previous(back) for back in range(trend.MONTHS, 0, -1)] if span.unit == "month" else []
    earlier = [month for month in before if month.start >= periods.books_from(span.end)]
    rows = records.read(office, earlier[0] if earlier else span, span)
    return analyse(rows, office.profile, span, earlier)


month = term = review
"""A month and a term are reviewed as any period is."""


def analyse(rows: records.NutritionRecords, profile: Profile, span: Period, earlier: list[Period]) -> NutritionReview:
    """Return the review of records already read; `earlier` are the months of the trend, oldest first."""
    survey = dietary_survey(rows, profile, span)
    if sentence := unknown_use(rows, profile, span):
        raise NotComputableError(sentence)
    foods, people = rows.foods, survey.people
    ratios = meal_ratios(profile.meal_energy())
    days_by = person_days_by(survey.diners, ratios, ["site", "band"])
    energy_share = float(profile.in_school_shares()["target"]["energy"])
    verdicts = judgement.judge(survey, foods, profile)
    offered = variety.kinds(rows.menus, rows.ingredients, foods)
    least = profile.kinds_per_day_min, profile.kinds_per_week_min
    kinds_per_day = variety.kinds_per_day(within(offered, span), least[0])
    kinds_per_week = variety.kinds_per_week(_whole_weeks(offered, span), least[1])
    meals = menu_plan.energy_by_meal(survey.plan, foods, ratios, survey.planned_days or survey.person_days)
    meals.insert(1, "slot", meals["meal"].map(profile.meal_energy().set_index("meal")["slot"]))
    known = [p for p in earlier if len(within(rows.attendance, p)) and not unknown_use(rows, profile, p)]
    months = {str(p): dietary_survey(rows, profile, p).adequacy for p in known}
    trends = trend.table({**months, str(span): survey.adequacy})
    plan, outlook = _smallest_change(survey, rows, verdicts.figures)
    decided_changes, decided_effects = _decisions(rows, profile, span, survey, outlook)
    about_records, outliers = record_findings(survey, rows, profile.cite("meal_pattern"))
    remedies = advice.remedies(plan.change, plan.lines)
    findings = (
        *(finding for finding in about_records if finding.severity == "severe"),
        *nutrient_findings.nutrient_findings(survey, profile, remedies),
        *diet_findings.macro_findings(survey, verdicts.macro, remedies),
        *diet_findings.quality_findings(survey, verdicts.quality, remedies),
        *diet_findings.group_findings(survey, verdicts.groups, remedies),
        *diet_findings.menu_findings(
            survey, kinds_per_day, kinds_per_week, meals, least, foods, profile.cite("meal_energy_scheme")
        ),
        *diet_findings.trend_findings(survey, trend.changes(trends)),
        *advice_ledger.findings(decided_changes, span),
        *(finding for finding in about_records if finding.severity != "severe"),
    )
    facts = _facts(survey, kinds_per_day, verdicts.quality)
    energy_ratio = math.nan if survey.is_partial else float(facts.set_index("item")["value"]["energy_ratio"])
    return NutritionReview(
        period=span,
        findings=findings,
        unkept=profile.unkept,
        measures=measures_frame([("energy_ratio", energy_ratio, None, None, "人均每日能量÷园内目标")]),
        facts=facts,
        person_days=days_by.reset_index(),
        people=people,
        consumption=_account(survey, foods),
        nutrients=survey.adequacy,
        macro=verdicts.macro,
        sources=structure.source_table(survey.diet, foods),
        quality=verdicts.quality,
        meals=meals,
        groups=verdicts.groups,
        kinds_per_day=kinds_per_day,
        kinds_per_week=kinds_per_week,
        plan=survey.comparison,
        bands=by_band(survey, rows, profile, person_days_by(survey.planned_diners, ratios, ["band"])),
        trend=trends,
        outliers=outliers,
        advice=plan.lines,
        promise=outlook,
        decided_changes=decided_changes,
        decided_effects=decided_effects,
        method=_method(profile, survey, energy_share),
    )


def _whole_weeks(offered: pd.DataFrame, span: Period) -> pd.DataFrame:
    """Days of the ISO weeks whose Thursday lies in the period, as ISO places a week in a year."""
    thursday = offered["date"] + pd.to_timedelta(3 - offered["date"].dt.day_of_week, unit="D")
    inside: pd.DataFrame = offered[thursday.between(pd.Timestamp(span.start), pd.Timestamp(span.end))]
    return inside


@dataclass(frozen=True, eq=False)
class _Advice:
    change: change_plan.ChangePlan
    lines: pd.DataFrame


def _smallest_change(
    survey: DietSurvey, rows: records.NutritionRecords, limits: tuple[LinearFigure, ...]
) -> tuple[_Advice, pd.DataFrame]:
    """Return the advice for the month to come, and every figure now and after it."""
    grams = _grams(survey, rows)
    coming = survey.period.end.month % 12 + 1
    usual = portions.portions(rows.dishes, rows.ingredients, rows.foods, coming)
    fen_per_g = _fen_per_edible_g(survey, rows)
    exclusions = [*survey.doubtful["food"]]
    possible = change_plan.choices(grams, rows.foods, usual, exclusions)
    plan = change_plan.smallest_change(limits, grams, possible, fen_per_g, _spare_fen(survey, rows, fen_per_g, grams))
    table = advice.lines(plan, limits, grams, usual, rows.ingredients, fen_per_g)
    return _Advice(plan, table), advice.promise(plan, limits, grams)


def _decisions(
    rows: records.NutritionRecords, profile: Profile, span: Period, survey: DietSurvey, outlook: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what was decided before the period's months beside what each of them shows, with the month measured."""
    changes, effects = rows.diet_changes, rows.diet_promises
    if span.unit == "month":
        sets = [(span, survey, outlook)]
    else:
        later = [month for month in span.months() if advice_ledger.decided_before(changes, month)]
        months = [m for m in later if len(within(rows.attendance, m)) and not unknown_use(rows, profile, m)]
        surveys = [dietary_survey(rows, profile, month) for month in months]
        sets = [
            (month, one, advice.now(judgement.judge(one, rows.foods, profile).figures, _grams(one, rows)))
            for month, one in zip(months, surveys, strict=True)
        ]
    kept = [advice_ledger.carried_out(changes, one.diet.groupby("food")["grams"].sum(), m) for m, one, _ in sets]
    measured = [advice_ledger.effects(effects, now, month) for month, _, now in sets]
    return _stacked(kept, advice_ledger.CHANGES), _stacked(measured, advice_ledger.EFFECTS)


def _stacked(tables: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def _grams(survey: DietSurvey, rows: records.NutritionRecords) -> pd.Series:
    """Return edible grams per child-day of every food of the register, in its order."""
    grams: pd.Series = survey.diet.groupby("food")["grams"].sum().reindex(rows.foods.index).fillna(0.0)
    return grams


def _fen_per_edible_g(survey: DietSurvey, rows: records.NutritionRecords) -> pd.Series:
    """Return what an edible gram of each food costs: the median paid lately, else the price of the register."""
    entries = standing_entries(rows.movements)
    last = pd.Timestamp(survey.period.end)
    recent = entries[
        (entries["kind"] == terms.PURCHASE) & entries["date"].between(last - pd.Timedelta(days=_PRICE_DAYS), last)
    ]
    paid = recent.groupby("food")["unit_cost_fen"].median().astype("float64")
    per_kg = paid.reindex(rows.foods.index).fillna(rows.foods["price_fen_per_kg"].astype("float64"))
    return per_kg / 1000 / (rows.foods["edible_pct"].astype("float64") / 100)


def _spare_fen(survey: DietSurvey, rows: records.NutritionRecords, fen_per_g: pd.Series, grams: pd.Series) -> float:
    """Return what a child-day may cost beyond what it costs now: the fee less the food eaten, at least nothing."""
    rates = rows.fee_rates[rows.fee_rates["valid_from"] <= pd.Timestamp(survey.period.end)]
    latest = rates.sort_values("valid_from").drop_duplicates(["site", "band"], keep="last")
    charged = survey.diners.groupby(["site", "band"])["diners"].sum().rename("weight").reset_index()
    fees = charged.merge(latest, on=["site", "band"])
    if fees.empty or not fees["weight"].sum():
        return 0.0
    fee = float((fees["fee_fen"].astype("float64") * fees["weight"]).sum() / fees["weight"].sum())
    return max(0.0, fee - float((grams * fen_per_g.reindex(grams.index)).sum()))


def _account(survey: DietSurvey, foods: pd.DataFrame) -> pd.DataFrame:
    per_day = survey.diet.set_index("food").rename(columns={"grams": "edible_g_per_child_day"})
    table = survey.account.join(foods[["guide_group", "edible_pct"]], on="food")
    return table.join(per_day["edible_g_per_child_day"], on="food")


def _facts(survey: DietSurvey, days: pd.DataFrame, quality: pd.DataFrame) -> pd.DataFrame:
    energy = survey.adequacy.T["energy_kcal"]
    items = [
        ("person_days", survey.person_days, "人日"),
        ("days_served", float(survey.diners.loc[survey.diners["diners"] > 0, "date"].nunique()), "天"),
        ("days_planned", float(survey.planned_diners.loc[survey.planned_diners["diners"] > 0, "date"].nunique()), "天"),
        ("children", float(survey.people["n"].sum()), "人"),
        ("foods", float(len(survey.diet)), "种"),
        ("edible_g", float(survey.diet["grams"].sum()), "g"),
        ("energy_kcal", energy["amount"], "kcal"),
        ("energy_ratio", energy["ratio"], "占园内目标"),
        ("kinds_per_day", float(days["kinds"].mean()), "种"),
        ("salt_g", quality["measured"]["salt"], "g/人·日"),
    ]
    return pd.DataFrame(items, columns=["item", "value", "unit"])


def _derived_portions(survey: DietSurvey) -> list[tuple[str, str, str]]:
    """Return how the portions of bands follow that a recipe has no column for; none where every band has one."""
    others = [band for band in survey.bands if band.name not in RECIPE_COLUMNS or band.portions is not None]
    if not others:
        return []
    words = "；".join(f"{band.name}＝{band.in_words()}" for band in others)
    return [
        ("年龄段份量", f"{words}；《分段用量》里登记的照登记", "本园口径 age_bands；托班折减见标准表 toddler_portions")
    ]


def _days_planned(survey: DietSurvey) -> str:
    """Return how many of the days have a menu, empty where all have."""
    if survey.is_planned:
        return ""
    return f"；{survey.diners['date'].nunique()}天中{survey.planned_diners['date'].nunique()}天有食谱，只按这些天算"


def _ages_assumed(survey: DietSurvey) -> list[tuple[str, str, str]]:
    by_age = survey.people[survey.people["basis"] == BY_BAND]
    return [("幼儿年龄", ages_assumed(survey), "本系统假定")] if len(by_age) else []


def _method(profile: Profile, survey: DietSurvey, energy_share: float) -> pd.DataFrame:
    rules = [
        ("人日数", "Σ 各餐就餐人数×该餐占园内能量的比例；只吃一餐点的按该餐比例计", "膳食调查人日数算法"),
        ("食物消耗", "期初＋购入−退货−损耗−期末；冲正的单据连同原单一并剔除；只算幼儿账", "记账法"),
        ("可食部", "食物量×可食部%", "中国食物成分表"),
        ("参考摄入量", f"{survey.middle:%Y-%m-%d}的周岁、性别人数加权平均（生日按月中计）", "平均推荐量"),
        ("覆盖率", "有成分数据的克数÷全部食用克数；未测定不当作零", "本系统"),
        ("供能比分母", "蛋白质×4＋脂肪×9＋（碳水化合物−膳食纤维）×4＋膳食纤维×2", "WS/T 578.1-2017 附录A"),
        (
            "食物量比较",
            f"全日用量×{energy_share:.0%}（园内能量占比）；豆制品、奶类按蛋白质折合",
            profile.cite("food_guide_scheme"),
        ),
        ("食盐", "盐和调味品的钠(mg)×2.54÷1000；上限按同一占比折算；全部食物的钠另按PI评", "氯化钠与钠的摩尔质量之比"),
        ("食物种类", "食谱中不同食物数，不计油、糖、盐、调味品；按周计的以周四所在月归属", "中国居民膳食指南（2022）"),
        ("分餐能量、分年龄段", f"来自公布的带量食谱，不是实耗{_days_planned(survey)}", "带量食谱"),
        *_ages_assumed(survey),
        *_derived_portions(survey),
    ]
    return pd.concat([profile.describe(PROFILE_KEYS), pd.DataFrame(rules, columns=METHOD_COLUMNS)], ignore_index=True)
