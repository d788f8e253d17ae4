"""The rows of the tiny kindergarten: two classes of ten, May 2026 recorded, a week of June still to be planned.

Everything is written out or follows from the weekly menu: food is issued on the day it is cooked, bought on the first
school day of its week, and 2 kg of rice stand on the shelf from before. One child is away on two days.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache

import pandas as pd

from kgcore.registers import terms
from kgcore.standards import food
from kgcore.testing import care, estate
from kgcore.testing._table import table

TERM = "2026-spring"
MONTH = "2026-05"
RECORDED = [dt.date(2026, 5, day) for day in (*range(6, 9), *range(11, 16), *range(18, 23), *range(25, 30))]
"""School days of May with attendance and a menu."""
COMING = [dt.date(2026, 6, day) for day in range(15, 20)]
"""School days of 2026-W25, in the calendar and not yet planned; so late that no dish of May counts as repeated."""

SMALL_CLASS, LARGE_CLASS = "小一班", "大一班"
ENROLLED = {SMALL_CLASS: 10, LARGE_CLASS: 10}
AWAY = [(dt.date(2026, 5, 12), "C00001"), (dt.date(2026, 5, 13), "C00001")]
"""Who was away when, in 小一班."""
FEE_FEN = {terms.SMALL: 1500, terms.MIDDLE: 1600, terms.LARGE: 1700}

MEALS = (terms.MORNING_SNACK, terms.LUNCH, terms.AFTERNOON_SNACK)
WEEK_MENU = {
    (terms.MORNING_SNACK, terms.MILK): ("牛奶", "鲜牛奶", "豆浆", "牛奶", "燕麦牛奶"),
    (terms.MORNING_SNACK, terms.SNACK): ("饼干", "煮鸡蛋", "小餐包", "苏打饼干", "自制蛋糕"),
    (terms.LUNCH, terms.STAPLE): ("大米饭", "三鲜汤面", "玉米糁饭", "奶香馒头", "粳米饭"),
    (terms.LUNCH, terms.MAIN): ("红烧肉", "清蒸鲈鱼", "土豆烧牛肉", "盐水虾", "红烧鸡腿"),
    (terms.LUNCH, terms.SECOND): ("肉末豆腐", "番茄炒蛋", "虾仁豆腐", "芹菜肉丝", "黄瓜炒蛋"),
    (terms.LUNCH, terms.VEGETABLE): ("清炒青菜", "香菇冬瓜", "蒜蓉苋菜", "番茄卷心菜", "清炒小白菜"),
    (terms.LUNCH, terms.SOUP): ("番茄蛋汤", "小白菜豆腐汤", "冬瓜排骨汤", "紫菜蛋汤", "番茄土豆汤"),
    (terms.AFTERNOON_SNACK, terms.SNACK): ("玉米发糕", "赤豆小圆子", "银耳莲子羹", "小馄饨", "绿豆汤"),
    (terms.AFTERNOON_SNACK, terms.FRUIT): ("苹果", "香蕉", "西瓜", "苹果", "圣女果"),
}
"""Dishes from Monday to Friday by meal and course, the same every week."""
MORE_DISHES = (
    "肉末番茄意面", "红烧带鱼", "香菇滑鸡", "蘑菇肉片", "黄瓜鸡丁", "清炒油麦菜", "番茄豆腐", "蘑菇鸡汤",
    "鸡毛菜豆腐汤", "卤鹌鹑蛋", "牛奶燕麦粥", "红枣银耳羹", "原味酸奶", "甜瓜", "芒果",
)  # fmt: skip
"""Dishes of the register that May did not serve."""

OPENING_RICE_G = 2000
HANDS = {"buyer": "S002", "storekeeper": "S003", "bookkeeper": "S007", "approver": "S001"}


@cache
def frames() -> dict[str, pd.DataFrame]:
    """Return the rows of every register that the tiny kindergarten keeps, by name, without the column site."""
    names = {*MORE_DISHES, *(dish for week in WEEK_MENU.values() for dish in week)}
    dishes, parts, foods = food.load("dishes"), food.load("dish_ingredients"), food.load("foods")
    ingredients = parts[parts["dish"].isin(names)]
    foods = foods[foods["food"].isin(ingredients["food"])]
    kitchen = {
        "dishes": dishes[dishes["dish"].isin(names)],
        "dish_ingredients": ingredients,
        "foods": foods,
        "menus": menus(),
        "movements": movements(foods, ingredients),
    }
    return {**people(), **kitchen, **money(kitchen["movements"]), **care.frames(RECORDED), **estate.frames(RECORDED)}


def people() -> dict[str, pd.DataFrame]:
    """Return the registers of the office: site, classes, calendar, children, staff, attendance."""
    numbers = range(1, sum(ENROLLED.values()) + 1)
    children = table(
        "child class_name sex birth_month enrolled_on",
        *((f"C{n:05d}", SMALL_CLASS if n <= 10 else LARGE_CLASS, "FM"[n % 2],
           f"{2022 if n <= 10 else 2020}-{(n - 1) % 10 + 1:02d}", dt.date(2025, 9, 1)) for n in numbers),
    )  # fmt: skip
    away = Counter(day for day, _ in AWAY)
    attendance = [
        (day, name, meal, enrolled - (away[day] if name == SMALL_CLASS else 0))
        for day in RECORDED
        for name, enrolled in ENROLLED.items()
        for meal in MEALS
    ]
    return {
        "sites": table("name kitchen", ("小小幼儿园", "main")),
        "classes": table(
            "class_name band enrolled", (SMALL_CLASS, terms.SMALL, 10), (LARGE_CLASS, terms.LARGE, 10)
        ).assign(term=TERM),
        "calendar": table("date term school_day", *((day, TERM, True) for day in [*RECORDED, *COMING])),
        "children": children,
        "staff": table(
            "staff role certificate team",
            ("S001", terms.PRINCIPAL, "高级", None), ("S002", terms.LOGISTICS, "中级", None),
            ("S003", terms.COOK, "中级", "本园食堂"), ("S004", terms.NURTURER, "高级", SMALL_CLASS),
            ("S005", terms.NURTURER, "初级", LARGE_CLASS), ("S006", terms.HEALTH_OFFICER, "中级", None),
            ("S007", terms.ACCOUNTANT, "中级", None), ("S008", terms.GUARD, "无", None),
            ("S009", terms.TEACHER, "中级", None),
        ).assign(hired_on=dt.date(2019, 9, 1)),
        "attendance": table("date class_name meal diners", *attendance),
    }  # fmt: skip


def menus() -> pd.DataFrame:
    """Return the posted menu of every recorded day."""
    servings = [
        (day, meal, course, week[day.weekday()]) for day in RECORDED for (meal, course), week in WEEK_MENU.items()
    ]
    return table("date meal course dish", *servings)


def movements(foods: pd.DataFrame, ingredients: pd.DataFrame) -> pd.DataFrame:
    """Return the children's ledger: what was cooked is issued, and each week's need bought at the reference price."""
    parts = ingredients.merge(foods[["food", "edible_pct"]], on="food").fillna({"net_g_small": 0, "net_g_large": 0})
    takings = []
    for day in RECORDED:
        small = ENROLLED[SMALL_CLASS] - sum(date == day for date, _ in AWAY)
        today = parts[parts["dish"].isin([week[day.weekday()] for week in WEEK_MENU.values()])]
        net = today["net_g_small"] * small + today["net_g_large"] * ENROLLED[LARGE_CLASS]
        gross = (net / today["edible_pct"] * 100).groupby(today["food"]).sum()
        takings += [(day, name, max(round(grams), 1)) for name, grams in gross.items()]
    issues = table("date food quantity_g", *takings).assign(kind=terms.ISSUE)
    first_days = {day.isocalendar().week: day for day in reversed(RECORDED)}
    needs = issues.assign(date=[first_days[day.isocalendar().week] for day in issues["date"]])
    purchases = needs.groupby(["date", "food"], as_index=False)[["quantity_g"]].sum()
    purchases = purchases.assign(kind=terms.PURCHASE, supplier="V01")
    opening = table("date food quantity_g kind", (RECORDED[0], "大米", OPENING_RICE_G, terms.OPENING))
    inflow = pd.concat([opening, purchases])
    cost = inflow["food"].map(foods.set_index("food")["price_fen_per_kg"].astype(int))
    amount = (inflow["quantity_g"] * cost / 1000).round().astype(int)
    rows = pd.concat([inflow.assign(unit_cost_fen=cost, amount_fen=amount), issues], ignore_index=True)
    entries = [f"M{number:05d}" for number in range(1, len(rows) + 1)]
    return rows.assign(entry=entries, ledger=terms.CHILDREN_LEDGER, **HANDS)


def money(ledger: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return fees, receipts, the refund of two days of absence, acceptance, the stocktake, budget and invoice."""
    purchases = ledger[ledger["kind"] == terms.PURCHASE]
    last = RECORDED[-1]
    acceptance = purchases[["entry", "date", "quantity_g"]].rename(columns={"quantity_g": "delivered_g"})
    cost = int(purchases["amount_fen"].sum())
    days = len(RECORDED)
    return {
        "suppliers": table(
            "supplier name supplies licence_expires", ("V01", "食材供应商", "谷类;蔬菜;肉蛋奶", dt.date(2027, 12, 31))
        ),
        "prices": table("food price_fen_per_kg", ("大米", 620), ("鸡蛋", 1080)).assign(date=last, supplier="V01"),
        "fee_rates": table("band fee_fen", *FEE_FEN.items()).assign(valid_from=dt.date(2026, 2, 1)),
        "receipts": table(
            "entry class_name amount_fen",
            ("R0001", SMALL_CLASS, 10 * days * FEE_FEN[terms.SMALL]),
            ("R0002", LARGE_CLASS, 10 * days * FEE_FEN[terms.LARGE]),
        ).assign(date=RECORDED[0], month=MONTH, purpose="预收膳费", approver="S001"),
        "refunds": table(
            "entry date month child absent_days amount_fen rule approver",
            ("F0001", last, MONTH, "C00001", 2, 2 * FEE_FEN[terms.SMALL], "按缺勤天数", "S001"),
        ),
        "acceptance": acceptance.assign(quality="合格", certificate_seen=True, acceptor="S003"),
        "counts": table(
            "date item quantity_g", (last, "大米", OPENING_RICE_G)
        ).assign(warehouse="食堂", ledger=terms.CHILDREN_LEDGER, scope="月盘", counted_by="S003", checked_by="S007"),
        "invoices": table(
            "entry number date supplier category amount_fen approved_by approved_on paid_on",
            ("I0001", "26310000000000000001", last, "V01", "幼儿膳食", cost, "S001", last, last),
        ),
        "budgets": table("month category amount_fen", (MONTH, "幼儿膳食", 500_000)),
    }  # fmt: skip


__all__ = ["COMING", "RECORDED", "frames"]
