"""The monthly nutrition analysis: every table and finding of 幼儿园膳食营养分析 for one kitchen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import periods
from kgcore.findings import Finding
from kgcore.nutrition import (
    advice,
    diet_findings,
    groups,
    menu_plan,
    nutrient_findings,
    ranges,
    records,
    structure,
    trend,
    variety,
)
from kgcore.nutrition.consumption import standing_entries
from kgcore.nutrition.diet import Diet, by_band, diet, within
from kgcore.nutrition.person_days import meal_ratios, person_days_by
from kgcore.nutrition.record_findings import record_findings
from kgcore.nutrition.target import weighted_ranges
from kgcore.periods import Period
from kgcore.registers import terms
from kgcore.standards import Profile, load

if TYPE_CHECKING:
    from kgcore.office import Office

_PRICE_DAYS = 60
PROFILE_KEYS = frozenset({
    "dri_edition", "meal_pattern", "share_scheme", "meal_energy_scheme", "macro_scheme", "macro_second_scheme",
    "food_guide_scheme", "evaluation_scheme", "animal_fat_scheme", "coverage_min", "energy_share", "protein_share",
    "others_share", "high_quality_protein_min", "ca_p_low", "ca_p_high", "kinds_per_day_min", "kinds_per_week_min",
})  # fmt: skip


@dataclass(frozen=True)
class NutritionMonth:
    """Tables and findings of one month; amounts are per child-day unless the column says otherwise.

    `facts` key figures (item, value, unit); `person_days` by site and band; `people` headcount by age and sex;
    `consumption` the account of each food; `nutrients` adequacy; `macro`, `sources`, `quality` structure; `meals`
    planned energy by meal; `groups` food groups; `kinds_per_day`, `kinds_per_week` variety; `plan` planned against
    consumed; `bands` planned nutrients by band; `trend` up to six months before; `outliers` doubtful records;
    `advice` what to serve more of; `method` what was used (项目, 采用, 来源).
    """

    period: Period
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
    method: pd.DataFrame
    findings: tuple[Finding, ...]


def month(office: Office, period: str | Period) -> NutritionMonth:
    """Return the nutrition analysis of a month for the kitchen of an office and every site it feeds.

    Parameters
    ----------
    office
        An office that has its own kitchen.
    period
        A month such as 2026-05; a term or a week is analysed the same way, without months before it.

    Raises
    ------
    PeriodError
        When the text is no period.
    NotAKitchenError
        When another site's kitchen feeds this office.
    ValueError
        When there were no diners, no children, or a food without composition.
    """
    span = periods.parse(period) if isinstance(period, str) else period
    earlier = [span.previous(back) for back in range(trend.MONTHS, 0, -1)] if span.unit == "month" else []
    rows = records.read(office, earlier[0] if earlier else span, span)
    return analyse(rows, office.profile, span, earlier)


def analyse(rows: records.Records, profile: Profile, span: Period, earlier: list[Period]) -> NutritionMonth:
    """Return the analysis of records already read; `earlier` are the months of the trend, oldest first."""
    found = diet(rows, profile, span)
    foods, people = rows.foods, found.people
    ratios = meal_ratios(profile.meal_energy())
    days_by = person_days_by(found.diners, ratios, ["site", "band"])
    factors = load("energy_factors").set_index("nutrient")["kcal_per_g"]
    energy_share = float(profile.in_school_shares()["target"]["energy"])
    macro = ranges.macro_verdicts(
        structure.energy_by_macro(found.intake["amount"], factors),
        weighted_ranges(profile.chosen("macro_scheme"), people, "nutrient"),
        weighted_ranges(profile.chosen("macro_second_scheme"), people, "nutrient"),
    )
    quality = _quality(found, profile, foods, factors, energy_share)
    members = load("food_guide_groups")
    members = members[members["food_group"].isin(found.guide.index)]
    by_group = groups.against_guide(groups.group_grams(found.eaten, foods, members), found.guide, energy_share)
    offered = variety.kinds(rows.menus, rows.ingredients, foods)
    least = profile.kinds_per_day_min, profile.kinds_per_week_min
    kinds_per_day = variety.kinds_per_day(within(offered, span), least[0])
    kinds_per_week = variety.kinds_per_week(_whole_weeks(offered, span), least[1])
    meals = menu_plan.energy_by_meal(found.plan, foods, ratios, found.person_days)
    meals.insert(1, "slot", meals["meal"].map(profile.meal_energy().set_index("meal")["slot"]))
    months = {str(p): diet(rows, profile, p).adequacy for p in earlier if len(within(rows.attendance, p))}
    trends = trend.table({**months, str(span): found.adequacy})
    too_low = by_group.index[by_group["verdict"] == ranges.BELOW]
    short_groups = frozenset(members.loc[members["food_group"].isin(too_low), "guide_group"])
    kitchen = _kitchen(found, rows, quality, short_groups)
    steps = nutrient_findings.steps_to_target(found.adequacy, kitchen)
    about_records, outliers = record_findings(found, rows, profile.cite("meal_pattern"))
    findings = (
        *nutrient_findings.nutrient_findings(found, profile, kitchen, steps),
        *diet_findings.macro_findings(found, macro, kitchen),
        *diet_findings.quality_findings(found, quality, kitchen),
        *diet_findings.group_findings(found, by_group, members, kitchen),
        *diet_findings.menu_findings(
            found, kinds_per_day, kinds_per_week, meals, least, foods, profile.cite("meal_energy_scheme")
        ),
        *diet_findings.trend_findings(found, trend.changes(trends)),
        *about_records,
    )
    return NutritionMonth(
        period=span,
        facts=_facts(found, kinds_per_day, quality),
        person_days=days_by.reset_index(),
        people=people,
        consumption=_account(found, foods),
        nutrients=found.adequacy,
        macro=macro,
        sources=structure.source_table(found.eaten, foods),
        quality=quality,
        meals=meals,
        groups=by_group,
        kinds_per_day=kinds_per_day,
        kinds_per_week=kinds_per_week,
        plan=found.compared,
        bands=by_band(found, rows, profile, days_by.groupby("band").sum()),
        trend=trends,
        outliers=outliers,
        advice=_advice(steps),
        method=_method(profile, found, energy_share),
        findings=findings,
    )


def _quality(found: Diet, profile: Profile, foods: pd.DataFrame, factors: pd.Series, share: float) -> pd.DataFrame:
    rules = weighted_ranges(profile.quality_rules(), found.people, "rule")
    rules.loc["salt":"salt", ["low", "high"]] *= share
    measured = structure.measured_quality(found.eaten, foods, found.intake, factors)
    columns = ["label", "measured", "coverage", "operator", "low", "high", "unit", "denominator", "verdict", "source"]
    judged: pd.DataFrame = ranges.judge(measured, rules, profile.coverage_min)[[*columns, "confidence"]]
    return judged


def _whole_weeks(offered: pd.DataFrame, span: Period) -> pd.DataFrame:
    """Days of the ISO weeks whose Thursday lies in the period, as ISO places a week in a year."""
    thursday = offered["date"] + pd.to_timedelta(3 - offered["date"].dt.day_of_week, unit="D")
    inside: pd.DataFrame = offered[thursday.between(pd.Timestamp(span.start), pd.Timestamp(span.end))]
    return inside


def _kitchen(
    found: Diet, rows: records.Records, quality: pd.DataFrame, short_groups: frozenset[str]
) -> nutrient_findings.Kitchen:
    entries = standing_entries(rows.movements)
    last = pd.Timestamp(found.period.end)
    recent = entries[
        (entries["kind"] == terms.PURCHASE) & entries["date"].between(last - pd.Timedelta(days=_PRICE_DAYS), last)
    ]
    paid = recent.groupby("food")["unit_cost_fen"].median().astype("float64")
    prices = paid.reindex(rows.foods.index).fillna(rows.foods["price_fen_per_kg"].astype("float64"))
    coming = found.period.end.month % 12 + 1
    salty = "salt" in quality.index and quality.loc["salt", "verdict"] == ranges.ABOVE
    usual = advice.portions(rows.dishes, rows.ingredients, rows.foods, coming)
    return nutrient_findings.Kitchen(rows.foods, usual, prices, bool(salty), short_groups)


def _account(found: Diet, foods: pd.DataFrame) -> pd.DataFrame:
    per_day = found.eaten.set_index("food").rename(columns={"grams": "edible_g_per_child_day"})
    table = found.consumed.join(foods[["guide_group", "edible_pct"]], on="food")
    return table.join(per_day["edible_g_per_child_day"], on="food")


def _facts(found: Diet, days: pd.DataFrame, quality: pd.DataFrame) -> pd.DataFrame:
    energy = found.adequacy.T["energy_kcal"]
    items = [
        ("就餐人日数", found.person_days, "人日"),
        ("就餐天数", float(found.diners.loc[found.diners["diners"] > 0, "date"].nunique()), "天"),
        ("在册幼儿", float(found.people["n"].sum()), "人"),
        ("食物种类（有消耗）", float(len(found.eaten)), "种"),
        ("人均每日食用（可食部）", float(found.eaten["grams"].sum()), "g"),
        ("人均每日能量", energy["amount"], "kcal"),
        ("能量占园内目标", energy["ratio"], "占园内目标"),
        ("平均每日食物种类", float(days["kinds"].mean()), "种"),
        ("食盐（钠折算）", quality["measured"]["salt"], "g/人·日"),
    ]
    return pd.DataFrame(items, columns=["item", "value", "unit"])


def _advice(steps: Mapping[str, list[advice.Step]]) -> pd.DataFrame:
    columns = ["nutrient", "food", "dish", "portion_g", "times", "gain", "energy_kcal", "cost_fen"]
    listed = [{"nutrient": name, **asdict(step)} for name, found in steps.items() for step in found]
    return pd.DataFrame(listed, columns=columns)


def _method(profile: Profile, found: Diet, energy_share: float) -> pd.DataFrame:
    own = [
        ("人日数", "Σ 各餐就餐人数×该餐占园内能量的比例；只吃一餐点的按该餐比例计", "膳食调查人日数算法"),
        ("食物消耗", "期初＋购入−退货−损耗−期末；冲正的单据连同原单一并剔除；只算幼儿账", "记账法"),
        ("可食部", "食物量×可食部%", "中国食物成分表"),
        ("参考摄入量", f"{found.middle:%Y-%m-%d}的周岁、性别人数加权平均（生日按月中计）", "平均推荐量"),
        ("覆盖率", "有成分数据的克数÷全部食用克数；未测定不当作零", "本系统"),
        ("供能比分母", "蛋白质×4＋脂肪×9＋（碳水化合物−膳食纤维）×4＋膳食纤维×2", "WS/T 578.1-2017 附录A"),
        (
            "食物量比较",
            f"全日用量×{energy_share:.0%}（园内能量占比）；豆制品、奶类按蛋白质折合",
            profile.cite("food_guide_scheme"),
        ),
        ("食盐", "钠(mg)×2.54÷1000；上限按同一占比折算", "氯化钠与钠的摩尔质量之比"),
        ("食物种类", "食谱中不同食物数，不计油、糖、盐、调味品；按周计的以周四所在月归属", "中国居民膳食指南（2022）"),
        ("分餐能量、分年龄段", "来自公布的带量食谱，不是实耗", "带量食谱"),
    ]
    return pd.concat(
        [profile.describe(PROFILE_KEYS), pd.DataFrame(own, columns=["项目", "采用", "来源"])], ignore_index=True
    )
