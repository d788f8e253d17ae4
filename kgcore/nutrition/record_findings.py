"""Findings about the records themselves: what is missing, contradictory or cannot be right."""

from __future__ import annotations

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.nutrition import outliers
from kgcore.nutrition.accounting import BOOK, DIRECT, standing_entries
from kgcore.nutrition.records import NutritionRecords
from kgcore.nutrition.survey import DietSurvey
from kgcore.nutrition.target import BY_BAND
from kgcore.nutrition.variety import NOT_COUNTED
from kgcore.periods import books_from
from kgcore.registers import terms
from kgcore.wording import first_few

PRICE, GRAMS = "price", "grams"
"""Kinds of outliers: a unit price, and grams per child-day."""
_METHOD = "记账法：消耗＝期初＋购入−退货−损耗−期末"


def record_findings(survey: DietSurvey, records: NutritionRecords, pattern: str) -> tuple[list[Finding], pd.DataFrame]:
    """Return the findings about a period's records, and the outliers as a table.

    Parameters
    ----------
    pattern
        Where the meals served stand.

    Returns
    -------
    Findings, and a frame `kind` (PRICE or GRAMS), `entry`, `date`, `food`, `measured`, `usual`, `unit`, `ratio`.
    """
    entries = standing_entries(records.movements[records.movements["ledger"] == terms.CHILDREN_LEDGER])
    looked_at = pd.Timestamp(books_from(survey.period.end)), pd.Timestamp(survey.period.end)
    entries = entries[entries["date"].between(*looked_at)]
    prices = outliers.price_outliers(entries, records.foods["price_fen_per_kg"], survey.period.start, survey.period.end)
    largest = outliers.largest_purchases(entries, survey.period.start, survey.period.end)
    table = pd.concat([_price_rows(prices), _gram_rows(survey.doubtful, largest)], ignore_index=True)
    findings = [
        *_missing(survey),
        *_partial(survey),
        *_prices(prices, survey),
        *_grams(survey, largest),
        *_contradictions(survey),
        *_stocktakes(survey),
        *_idle(survey, records),
        *_headcount(survey, pattern),
    ]
    return findings, table


def _missing(survey: DietSurvey) -> list[Finding]:
    findings = []
    if survey.diet.empty:
        findings.append(
            Finding(
                "nutrition.no_stock_records",
                "severe",
                "出入库",
                str(survey.period),
                "本期幼儿账没有采购、库存或盘点记录，无法得出食物消耗，各项摄入均不下结论",
                source=_METHOD,
                advice="录入本期《出入库》和月末《盘点》",
            )
        )
    if survey.plan.empty:
        findings.append(
            Finding(
                "nutrition.no_menu",
                "warning",
                "食谱",
                str(survey.period),
                "本期没有可用的带量食谱，分餐能量、食物种类、分年龄段和计划对照不作分析",
                source="《食谱》《菜点用料》",
                advice="录入本期公布的食谱和菜点用料",
            )
        )
    return findings


def _partial(survey: DietSurvey) -> list[Finding]:
    if not survey.is_partial:
        return []
    days = survey.entry_days
    meal_days = survey.diners.loc[survey.diners["diners"] > 0, "date"].nunique()
    ratio = survey.adequacy["ratio"].astype("float64")["energy_kcal"]
    return [
        Finding(
            "nutrition.entries_lacking",
            "warning",
            "出入库",
            str(survey.period),
            f"幼儿吃了{meal_days}天，账上有采购或领用的只有{len(days)}天（{days[0]:%m-%d}至{days[-1]:%m-%d}），"
            f"能量只有园内目标的{ratio:.0%}：采购像是没有录全，各项摄入不下结论",
            measured=float(len(days)),
            limit=float(meal_days),
            unit="天",
            source=_METHOD,
            advice="补录其余的采购，核对盘点的数量，再重新生成",
        )
    ]


def _price_rows(prices: pd.DataFrame) -> pd.DataFrame:
    rows = prices.assign(
        kind=PRICE, unit="元/kg", measured=prices["price_fen_per_kg"] / 100, usual=prices["usual_fen_per_kg"] / 100
    )
    return rows[["kind", "entry", "date", "food", "measured", "usual", "unit", "ratio"]]


def _gram_rows(doubtful: pd.DataFrame, largest: pd.DataFrame) -> pd.DataFrame:
    rows = doubtful.join(largest[["entry", "date"]], on="food").assign(kind=GRAMS, unit="g/人·日")
    rows = rows.rename(columns={"consumed_g": "measured", "usual_g": "usual"})
    return rows[["kind", "entry", "date", "food", "measured", "usual", "unit", "ratio"]]


def _prices(prices: pd.DataFrame, survey: DietSurvey) -> list[Finding]:
    return [
        Finding(
            "nutrition.price_outlier",
            "warning",
            f"{row.food}（{row.entry}）",
            str(survey.period),
            f"{row.date:%Y-%m-%d} {row.entry} 采购{row.food}单价{row.price_fen_per_kg / 100:.2f}元/kg，"
            f"是通常价{row.usual_fen_per_kg / 100:.2f}元/kg的{row.ratio:.2g}倍",
            measured=row.price_fen_per_kg / 100,
            limit=round(row.usual_fen_per_kg / 100, 2),
            unit="元/kg",
            source="本园采购记录中位数",
            advice="核对发票和数量单位；确为录错的，用冲正更正后重录",
        )
        for row in rows(prices)
    ]


def _grams(survey: DietSurvey, largest: pd.DataFrame) -> list[Finding]:
    findings = []
    for row in rows(survey.doubtful):
        largest_entry = ""
        if row.food in largest.index:
            entry = largest.loc[row.food]
            largest_entry = (
                f"；本期最大一笔 {entry['entry']}（{entry['date']:%Y-%m-%d}）{entry['quantity_g'] / 1000:g} kg"
            )
            if pd.notna(entry["usual_g"]):
                largest_entry += f"，通常每笔{entry['usual_g'] / 1000:g} kg"
        findings.append(
            Finding(
                "nutrition.grams_outlier",
                "severe",
                str(row.food),
                str(survey.period),
                f"账上人均每日吃{row.food}{row.consumed_g:.1f} g，是通常{row.usual_g:.1f} g的{row.ratio:.1f}倍"
                f"{largest_entry}",
                measured=row.consumed_g,
                limit=row.usual_g,
                unit="g/人·日",
                source="同期带量食谱或膳食指南用量",
                advice="核对该笔数量、期末盘点和账别；更正前，主要由它供给的营养素不下结论",
            )
        )
    return findings


def _contradictions(survey: DietSurvey) -> list[Finding]:
    return [
        Finding(
            "nutrition.consumption_negative",
            "warning",
            str(row.food),
            str(survey.period),
            f"{row.food}期末{row.closing_g / 1000:g} kg，多于期初{row.opening_g / 1000:g} kg与净购入"
            f"{(row.purchased_g - row.returned_g - row.lost_g) / 1000:g} kg之和，"
            f"消耗为{row.consumed_g / 1000:g} kg，未计入摄入",
            measured=row.consumed_g / 1000,
            limit=0.0,
            unit="kg",
            source=_METHOD,
            advice="核对期初、期末盘点和漏记的入库单",
        )
        for row in rows(outliers.negative(survey.account))
    ]


def _stocktakes(survey: DietSurvey) -> list[Finding]:
    findings = []
    for column, on, word in (
        ("opening", survey.period.start, "期初"),
        ("closing", survey.period.end, "期末"),
    ):
        book = survey.account.loc[survey.account[f"{column}_from"] == BOOK].sort_values(
            f"{column}_g", ascending=False, kind="stable"
        )
        if len(book):
            first = zip(book["food"].head(5), book[f"{column}_g"].head(5), strict=True)
            stocks = "、".join(f"{food} {grams / 1000:g} kg" for food, grams in first)
            findings.append(
                Finding(
                    "nutrition.stocktake_missed",
                    "warning",
                    f"{word}盘点",
                    str(survey.period),
                    f"{on:%Y-%m-%d} {word}没有盘点{len(book)}种有账面存量的食物，用账面数代替：{stocks}"
                    f"{'等' if len(book) > 5 else ''}",
                    measured=float(len(book)),
                    limit=0.0,
                    unit="种",
                    source=_METHOD,
                    advice="月末最后一个工作日盘点全部库存食物，补录后重算",
                )
            )
    direct = survey.account[survey.account["closing_from"] == DIRECT]
    if len(direct):
        findings.append(
            Finding(
                "nutrition.direct_use",
                "notice",
                "直用食物",
                str(survey.period),
                f"{len(direct)}种食物没有盘点到，按购入当期全部吃完计算：{first_few(direct['food'].tolist(), 8)}",
                measured=float(len(direct)),
                unit="种",
                source=_METHOD,
                advice="有存量的应盘点",
            )
        )
    return findings


def _idle(survey: DietSurvey, records: NutritionRecords) -> list[Finding]:
    judgeable = records.foods.index[~records.foods["guide_group"].isin(NOT_COUNTED)]
    findings = [
        Finding(
            "nutrition.never_eaten",
            "notice",
            str(row.food),
            str(survey.period),
            f"{row.food}本期购入{row.purchased_g / 1000:g} kg，几乎没有吃",
            measured=row.consumed_g / 1000,
            limit=row.purchased_g / 1000,
            unit="kg",
            source=_METHOD,
            advice="查看保质期，尽早排入食谱，下期少购",
        )
        for row in rows(outliers.never_eaten(survey.account[survey.account["food"].isin(judgeable)]))
    ]
    comparison = survey.comparison[survey.comparison["food"].isin(judgeable)]
    off_menu = comparison[(comparison["planned_g"] == 0) & (comparison["consumed_g"] > 0)]
    if len(off_menu) and len(survey.plan) and survey.is_planned:
        grams = "、".join(f"{r.food} {r.consumed_g:.1f} g" for r in rows(off_menu.head(5)))
        findings.append(
            Finding(
                "nutrition.unplanned",
                "notice",
                "食谱外食物",
                str(survey.period),
                f"{len(off_menu)}种食物有消耗而食谱中没有（人均每日）：{grams}",
                measured=float(len(off_menu)),
                limit=0.0,
                unit="种",
                source="公布的带量食谱",
                advice="核对是否换菜未改食谱，或教工用料记入了幼儿账",
            )
        )
    return findings


def ages_assumed(survey: DietSurvey) -> str:
    """Return of how many children the age is taken from the band of their class, and how."""
    number = survey.people.loc[survey.people["basis"] == BY_BAND, "n"].sum()
    return (
        f"没有出生年月的{number:.0f}名幼儿按年龄段推定：当学年8月31日"
        f"{'、'.join(band.ages_in_words() for band in survey.bands)}，出生月份均匀、男女各半"
    )


def _headcount(survey: DietSurvey, pattern: str) -> list[Finding]:
    findings = []
    by_band = survey.people[survey.people["basis"] == BY_BAND]
    if len(by_band):
        findings.append(
            Finding(
                "nutrition.ages_assumed",
                "notice",
                "幼儿年龄",
                str(survey.period),
                ages_assumed(survey),
                measured=float(by_band["n"].sum()),
                unit="人",
                source="本系统假定",
                advice="补录《幼儿》（只需化名、性别、出生年月）",
            )
        )
    derived = survey.diners[survey.diners["meal_basis"] == terms.DERIVED]
    if len(derived):
        class_days = len(derived.drop_duplicates(["site", "date", "class_name"]))
        findings.append(
            Finding(
                "nutrition.meals_derived",
                "notice",
                "就餐人数",
                str(survey.period),
                f"{class_days}个班次一天只报一个人数，各餐按同一人数计；有幼儿只吃部分餐次的，人日数会偏高",
                measured=float(class_days),
                unit="班次",
                source="《就餐人数》的餐次依据",
                advice="能分餐清点的，按餐登记",
            )
        )
    if survey.bandless:
        findings.append(
            Finding(
                "nutrition.class_without_band",
                "warning",
                "、".join(survey.bandless),
                str(survey.period),
                f"本学期《班级》中没有：{'、'.join(survey.bandless)}，食谱用量按{survey.stand_in}计",
                source="《班级》",
                advice="在《班级》中补上本学期的班级和年龄段",
            )
        )
    if survey.meals_outside:
        findings.append(
            Finding(
                "nutrition.meal_outside_pattern",
                "warning",
                "、".join(survey.meals_outside),
                str(survey.period),
                f"就餐记录中有供餐方式以外的餐次：{'、'.join(survey.meals_outside)}，未计入人日数",
                source=pattern,
                advice="供餐方式有变的，改口径文件的 meal_pattern",
            )
        )
    return findings
