"""The one-page case card of a special child."""

from __future__ import annotations

import pandas as pd

from kgcore.health import CaseCard
from kgcore.present.headline import Figure, Headline
from kgcore.present.health.labels import COMMON_MENU, labelled, variant
from kgcore.present.palette import Tone
from kgcore.present.table import Column, Table
from kgcore.registers import terms

MOST_ROWS = 3  # the card is one page
LAST_ONLY = f"最近 {MOST_ROWS} 次。"


def card_headline(card: CaseCard) -> Headline:
    """Return the child's case, its latest grade and the next visit."""
    usable = card.growth[(card.growth["implausible"] == "") & card.growth["grade"].notna()]
    last = usable.tail(1).to_dict("records")
    due = card.due.to_dict("records")
    late = max((int(row["overdue_days"]) for row in due), default=0)
    kinds = "、".join(str(row["kind"]) for row in due) or "没有在案专案"
    over = last[0]["over_median"] if last and pd.notna(last[0]["over_median"]) else "无标准"
    grade = str(last[0]["grade"]) if last else "没有测量"
    visit = f"应随访 {due[0]['due_on']:%Y-%m-%d}" + (f"，已逾期 {late} 天" if late else "") if due else ""
    sentence = f"{card.child}：{kinds}；最近评价{grade}" + (f"；{visit}" if visit else "") + "。"
    tone: Tone = "warning" if late else "plain"
    return Headline(
        sentence,
        [
            Figure("身高", last[0]["height_cm"] if last else "没有测量", "cm" if last else "", "decimal1"),
            Figure("体重", last[0]["weight_kg"] if last else "没有测量", "kg" if last else "", "decimal1"),
            Figure("超过中位数", over, "", "percent1", f"{grade}；已随访 {len(card.visits)} 次"),
        ],
        tone,
    )


def card_facts(card: CaseCard) -> Table:
    """Return what is known of the child; a pseudonym, never a name."""
    columns = {
        "class_name": Column("班级"),
        "sex": Column("性别"),
        "birth_month": Column("出生年月"),
        "age": Column("最近测量时"),
        "allergens": Column("过敏原"),
        "variant": Column("特殊餐"),
    }
    rows = card.facts.assign(
        sex=card.facts["sex"].map(terms.SEX_LABELS),
        age=[_age(months) for months in card.facts["age_months"]],
        allergens=card.facts["allergens"].replace("", "无"),
        variant=COMMON_MENU if card.variant.empty else variant(card.variant.iloc[0]),
    )
    return Table(rows, "基本情况", columns, f"截至 {card.on:%Y-%m-%d}。")


def _age(months: float) -> str:
    return "—" if pd.isna(months) else f"{int(months // 12)}岁{int(months % 12)}月"


def card_growth(card: CaseCard) -> Table:
    """Return every measurement with its z-scores and grade."""
    rows = card.growth.sort_values("date", ascending=False).head(MOST_ROWS)
    return Table(
        labelled(rows, "at"),
        "测量与评价",
        {
            "date": Column("日期", "", "date"),
            "at": Column("来自"),
            "height_cm": Column("身高", "cm", "decimal1"),
            "weight_kg": Column("体重", "kg", "decimal1"),
            "weight_for_height_z": Column("身高别体重 z", "", "decimal2"),
            "bmi_for_age_z": Column("BMI z", "", "decimal2"),
            "height_for_age_z": Column("年龄别身高 z", "", "decimal2"),
            "over_median": Column("超过中位数", "", "percent1"),
            "grade": Column("评价"),
            "hb_g_l": Column("血红蛋白", "g/L", "integer"),
            "implausible": Column("存疑"),
        },
        LAST_ONLY,
    )


def card_cases(card: CaseCard) -> Table:
    """Return the child's case files with plan and outcome."""
    return Table(
        card.cases,
        "专案",
        {
            "case": Column("专案号"),
            "kind": Column("类型"),
            "opened_on": Column("建档", "", "date"),
            "visit_every_days": Column("随访间隔", "天", "integer"),
            "plan": Column("干预计划"),
            "closed_on": Column("结案", "", "date"),
            "outcome": Column("转归"),
        },
    )


def card_visits(card: CaseCard) -> Table:
    """Return the visits: diet, exercise, parent guidance."""
    return Table(
        card.visits.sort_values("date", ascending=False).head(MOST_ROWS),
        "随访",
        {
            "date": Column("日期", "", "date"),
            "height_cm": Column("身高", "cm", "decimal1"),
            "weight_kg": Column("体重", "kg", "decimal1"),
            "diet": Column("饮食"),
            "exercise": Column("运动"),
            "guidance": Column("家长指导"),
        },
        LAST_ONLY,
    )
