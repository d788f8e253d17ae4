"""Findings about the records themselves: what is missing, contradictory or cannot be right."""

from __future__ import annotations

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.nutrition import outliers
from kgcore.nutrition.consumption import BOOK, DIRECT, standing_entries
from kgcore.nutrition.diet import Diet
from kgcore.nutrition.records import Records
from kgcore.nutrition.target import BY_BAND
from kgcore.nutrition.variety import NOT_COUNTED
from kgcore.registers import terms

_METHOD = "记账法：消耗＝期初＋购入−退货−损耗−期末"


def record_findings(found: Diet, records: Records, pattern: str) -> tuple[list[Finding], pd.DataFrame]:
    """Return the findings about a period's records, and the outliers as a table.

    Parameters
    ----------
    pattern
        Where the meals served stand.

    Returns
    -------
    Findings, and a frame `kind`, `entry`, `date`, `food`, `measured`, `usual`, `unit`, `ratio`.
    """
    entries = standing_entries(records.movements[records.movements["ledger"] == terms.CHILDREN_LEDGER])
    entries = entries[entries["date"] <= pd.Timestamp(found.period.end)]
    prices = outliers.price_outliers(entries, records.foods["price_fen_per_kg"], found.period.start, found.period.end)
    largest = outliers.largest_purchases(entries, found.period.start, found.period.end)
    table = pd.concat([_price_rows(prices), _gram_rows(found.doubtful, largest)], ignore_index=True)
    findings = [
        *_missing(found),
        *_prices(prices, found),
        *_grams(found, largest),
        *_contradictions(found),
        *_stocktakes(found),
        *_idle(found, records),
        *_headcount(found, pattern),
    ]
    return findings, table


def _missing(found: Diet) -> list[Finding]:
    made = []
    if found.eaten.empty:
        made.append(
            Finding(
                "nutrition.no_stock_records",
                "severe",
                "出入库",
                str(found.period),
                "本期幼儿账没有采购、库存或盘点记录，无法得出食物消耗，各项摄入均不下结论",
                source=_METHOD,
                advice="录入本期《出入库》和月末《盘点》",
            )
        )
    if found.plan.empty:
        made.append(
            Finding(
                "nutrition.no_menu",
                "warning",
                "食谱",
                str(found.period),
                "本期没有可用的带量食谱，分餐能量、食物种类、分年龄段和计划对照不作分析",
                source="《食谱》《菜点用料》",
                advice="录入本期公布的食谱和菜点用料",
            )
        )
    return made


def _price_rows(prices: pd.DataFrame) -> pd.DataFrame:
    rows = prices.assign(
        kind="单价", unit="元/kg", measured=prices["price_fen_per_kg"] / 100, usual=prices["usual_fen_per_kg"] / 100
    )
    return rows[["kind", "entry", "date", "food", "measured", "usual", "unit", "ratio"]]


def _gram_rows(doubtful: pd.DataFrame, largest: pd.DataFrame) -> pd.DataFrame:
    rows = doubtful.join(largest[["entry", "date"]], on="food").assign(kind="人均克数", unit="g/人·日")
    rows = rows.rename(columns={"consumed_g": "measured", "usual_g": "usual"})
    return rows[["kind", "entry", "date", "food", "measured", "usual", "unit", "ratio"]]


def _prices(prices: pd.DataFrame, found: Diet) -> list[Finding]:
    return [
        Finding(
            "nutrition.price_outlier",
            "warning",
            f"{row.food}（{row.entry}）",
            str(found.period),
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


def _grams(found: Diet, largest: pd.DataFrame) -> list[Finding]:
    made = []
    for row in rows(found.doubtful):
        named = ""
        if row.food in largest.index:
            entry = largest.loc[row.food]
            named = (
                f"；本期最大一笔 {entry['entry']}（{entry['date']:%Y-%m-%d}）{entry['quantity_g'] / 1000:g} kg，"
                f"通常每笔{entry['usual_g'] / 1000:g} kg"
            )
        made.append(
            Finding(
                "nutrition.grams_outlier",
                "severe",
                str(row.food),
                str(found.period),
                f"账上人均每日吃{row.food}{row.consumed_g:.1f} g，是通常{row.usual_g:.1f} g的{row.ratio:.1f}倍{named}",
                measured=row.consumed_g,
                limit=row.usual_g,
                unit="g/人·日",
                source="同期带量食谱或膳食指南用量",
                advice="核对该笔数量、期末盘点和账别；更正前，主要由它供给的营养素不下结论",
            )
        )
    return made


def _contradictions(found: Diet) -> list[Finding]:
    return [
        Finding(
            "nutrition.consumption_negative",
            "warning",
            str(row.food),
            str(found.period),
            f"{row.food}期末{row.closing_g / 1000:g} kg，多于期初{row.opening_g / 1000:g} kg与净购入"
            f"{(row.purchased_g - row.returned_g - row.lost_g) / 1000:g} kg之和，"
            f"消耗为{row.consumed_g / 1000:g} kg，未计入摄入",
            measured=row.consumed_g / 1000,
            limit=0.0,
            unit="kg",
            source=_METHOD,
            advice="核对期初、期末盘点和漏记的入库单",
        )
        for row in rows(outliers.negative(found.consumed))
    ]


def _stocktakes(found: Diet) -> list[Finding]:
    made = []
    for column, on, word in (
        ("opening", found.period.start, "期初"),
        ("closing", found.period.end, "期末"),
    ):
        book = found.consumed.loc[found.consumed[f"{column}_from"] == BOOK].sort_values(
            f"{column}_g", ascending=False, kind="stable"
        )
        if len(book):
            first = zip(book["food"].head(5), book[f"{column}_g"].head(5), strict=True)
            named = "、".join(f"{food} {grams / 1000:g} kg" for food, grams in first)
            made.append(
                Finding(
                    "nutrition.stocktake_missed",
                    "warning",
                    f"{word}盘点",
                    str(found.period),
                    f"{on:%Y-%m-%d} {word}没有盘点{len(book)}种有账面存量的食物，用账面数代替：{named}"
                    f"{'等' if len(book) > 5 else ''}",
                    measured=float(len(book)),
                    limit=0.0,
                    unit="种",
                    source=_METHOD,
                    advice="月末最后一个工作日盘点全部库存食物，补录后重算",
                )
            )
    direct = found.consumed[found.consumed["closing_from"] == DIRECT]
    if len(direct):
        made.append(
            Finding(
                "nutrition.direct_use",
                "notice",
                "直用食物",
                str(found.period),
                f"{len(direct)}种食物从未领用也未盘点，按购入当期全部吃完计算：{'、'.join(direct['food'].head(8))}",
                measured=float(len(direct)),
                unit="种",
                source=_METHOD,
                advice="有存量的应盘点",
            )
        )
    return made


def _idle(found: Diet, records: Records) -> list[Finding]:
    counted = records.foods.index[~records.foods["guide_group"].isin(NOT_COUNTED)]
    made = [
        Finding(
            "nutrition.never_eaten",
            "notice",
            str(row.food),
            str(found.period),
            f"{row.food}本期购入{row.purchased_g / 1000:g} kg，几乎没有吃",
            measured=row.consumed_g / 1000,
            limit=row.purchased_g / 1000,
            unit="kg",
            source=_METHOD,
            advice="查看保质期，尽早排入食谱，下期少购",
        )
        for row in rows(outliers.never_eaten(found.consumed[found.consumed["food"].isin(counted)]))
    ]
    compared = found.compared[found.compared["food"].isin(counted)]
    unplanned = compared[(compared["planned_g"] == 0) & (compared["consumed_g"] > 0)]
    if len(unplanned) and len(found.plan):
        named = "、".join(f"{r.food} {r.consumed_g:.1f} g" for r in rows(unplanned.head(5)))
        made.append(
            Finding(
                "nutrition.unplanned",
                "notice",
                "食谱外食物",
                str(found.period),
                f"{len(unplanned)}种食物有消耗而食谱中没有（人均每日）：{named}",
                measured=float(len(unplanned)),
                limit=0.0,
                unit="种",
                source="公布的带量食谱",
                advice="核对是否换菜未改食谱，或教工用料记入了幼儿账",
            )
        )
    return made


def _headcount(found: Diet, pattern: str) -> list[Finding]:
    made = []
    assumed = found.people[found.people["basis"] == BY_BAND]
    if len(assumed):
        sites = "、".join(sorted(assumed["site"].unique()))
        made.append(
            Finding(
                "nutrition.ages_assumed",
                "notice",
                sites,
                str(found.period),
                f"园所{sites}没有幼儿名册，{assumed['n'].sum():.0f}名幼儿按年龄段推定：小、中、大班当学年8月31日满3、4、5周岁，"
                "出生月份均匀、男女各半",
                measured=float(assumed["n"].sum()),
                unit="人",
                source="本系统假定",
                advice="补录《幼儿》（只需化名、性别、出生年月）",
            )
        )
    if found.unplaced:
        made.append(
            Finding(
                "nutrition.class_without_band",
                "warning",
                "、".join(found.unplaced),
                str(found.period),
                f"本学期《班级》中没有：{'、'.join(found.unplaced)}，食谱用量按中班计",
                source="《班级》",
                advice="在《班级》中补上本学期的班级和年龄段",
            )
        )
    if found.unserved:
        made.append(
            Finding(
                "nutrition.meal_outside_pattern",
                "warning",
                "、".join(found.unserved),
                str(found.period),
                f"就餐记录中有供餐方式以外的餐次：{'、'.join(found.unserved)}，未计入人日数",
                source=pattern,
                advice="供餐方式有变的，改口径文件的 meal_pattern",
            )
        )
    return made
