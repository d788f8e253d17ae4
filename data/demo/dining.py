"""What children and parents think of the dishes, and what the meals committee decides."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from demo import world
from demo.world import MAIN, Frames, frame, generator
from kgcore.registers import terms

SUBJECTS = {
    "02": ("新学期食谱与膳费标准", "每周至少两次深绿色蔬菜"),
    "03": ("三月食谱与膳费公示", "每周增加一次豆制品"),
    "04": ("春季时令菜与过敏餐", "过敏幼儿餐牌上墙"),
    "05": ("五月食谱与肉蛋涨价", "用禽肉和豆制品替换部分猪肉"),
    "06": ("学期膳费结算与暑期清库", "期末公示学期盈亏"),
    "09": ("新生进餐适应", "小班切配再细一档"),
    "10": ("秋季食谱与营养分析", "每周两次菌菇"),
}
WEIGHED_CLASSES = ("小一班", "中二班", "中五班", "大一班")
RATED = (terms.MAIN, terms.SECOND, terms.VEGETABLE, terms.SOUP, terms.STAPLE)


def build(menus: pd.DataFrame, attendance: pd.DataFrame) -> Frames:
    """Return committee minutes and tastings."""
    return {"committee": _committee(), "tastings": _tastings(menus, attendance)}


def _committee() -> pd.DataFrame:
    random = generator("committee")
    rows = []
    for month in world.months():
        days = world.month_days(month)
        day = days[min(10, len(days) - 1)]
        subject, decision = SUBJECTS[month[-2:]]
        rows.append({
            "date": day, "subject": subject, "parents": int(random.integers(9, 18)),
            "staff_present": int(random.integers(5, 9)), "decision": decision,
            "due_on": day + dt.timedelta(21), "done": True,
        })  # fmt: skip
    return frame("committee", rows)


def _tastings(menus: pd.DataFrame, attendance: pd.DataFrame) -> pd.DataFrame:
    """Each dish has a liking of its own; ratings and leftovers scatter around it."""
    random = generator("tastings")
    liking = {dish: float(value) for dish, value in zip(
        sorted(menus["dish"].unique()), random.normal(4.2, 0.28, menus["dish"].nunique()), strict=True
    )}  # fmt: skip
    lunch = menus[(menus["meal"] == terms.LUNCH) & menus["course"].isin(RATED)]
    lunch_on = {stamp.date(): list(rows["dish"]) for stamp, rows in lunch.groupby("date")}
    eaten = attendance[(attendance["site"] == MAIN) & (attendance["meal"] == terms.LUNCH)]
    heads = eaten.set_index(["date", "class_name"])["diners"].to_dict()
    rows = []

    def ask(day: dt.date, occasion: str, class_name: str, raters: int) -> None:
        for dish in lunch_on[day]:
            rating = min(max(liking[dish] + float(random.normal(0, 0.15)), 2.6), 5.0)
            rows.append({
                "date": day, "dish": dish, "occasion": occasion, "class_name": class_name, "raters": raters,
                "rating": round(rating, 1), "leftover_g": None,
            })  # fmt: skip

    for month in world.months():
        days = world.month_days(month)
        if len(days) > 12:
            ask(days[12], "家长品尝日", "大一班", int(random.integers(22, 36)))
            ask(days[-3], "幼儿自助餐", "大三班", int(heads[pd.Timestamp(days[-3]), "大三班"]))
        for week in world.weeks(days):
            day = week[len(week) // 2]
            for class_name in WEIGHED_CLASSES:
                for dish in lunch_on[day]:
                    left = max(20 - 4 * liking[dish] + float(random.normal(5, 3)), 0.5)
                    rows.append({
                        "date": day, "dish": dish, "occasion": "剩菜称重", "class_name": class_name,
                        "raters": int(heads[pd.Timestamp(day), class_name]), "rating": None, "leftover_g": round(left, 1),
                    })  # fmt: skip
    return frame("tastings", sorted(rows, key=lambda row: (row["date"], row["occasion"], row["class_name"])))
