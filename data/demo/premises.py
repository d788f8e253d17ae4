"""Safety, assets, campus, the year plan, and what families say of the meals: the spring term."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from demo import people, world
from demo.office import HEALTH_OFFICERS, LOGISTICS_HEAD, PRINCIPAL, STOREKEEPER
from demo.people import SPRING_MONTHS
from demo.world import Frames, frame, generator
from kgcore.registers import terms
from kgcore.registers.safety import INSPECTED

ASSETS = (
    ("幼儿床", "家具", 32000, 36), ("桌子", "家具", 26000, 8), ("椅子", "家具", 6000, 36),
    ("消毒柜", "电器", 180000, 1), ("图书", "图书", 2500, 60), ("积木", "玩教具", 15000, 4),
)  # fmt: skip
ZONES = ("教学楼一层", "教学楼二层", "食堂", "操场", "种植园")
PLAN = (
    ("卫生保健", "每月一次营养分析并公布", "每月"), ("卫生保健", "膳费每月公示", "每月"), ("队伍", "三大员每月考核", "每月"),
    ("安全", "每月一次安全培训", "每月"), ("安全", "每季一次疏散演练", "每季"), ("财产", "期末资产盘点", "每学期"),
    ("园所环境", "每月环境检查", "每月"),
)  # fmt: skip


def build(office: Frames, menus: pd.DataFrame) -> Frames:
    """Return the registers of safety, property (without energy), campus and plan, and tastings and committee."""
    return {**_safety(office), **_assets(), **_campus(), **_plan(), **_voices(menus)}


def _safety(office: Frames) -> Frames:
    random = generator("safety")
    days = world.school_days(world.SPRING)
    inspections = [
        {"date": day, "kind": "每日", "area": area, "item": item, "passed": True, "inspector": LOGISTICS_HEAD}
        for day in days for area in ("教学楼", "食堂") for item in INSPECTED[:4]
    ]  # fmt: skip
    inspections += [
        {"date": world.month_days(month)[-1], "kind": "每月重点", "area": "全园", "item": item, "passed": True, "inspector": PRINCIPAL}
        for month in SPRING_MONTHS for item in INSPECTED
    ]  # fmt: skip
    inspections += [
        {
            "date": week[0],
            "kind": "家长护导",
            "area": "园门口",
            "item": "门窗",
            "passed": True,
            "inspector": LOGISTICS_HEAD,
        }
        for week in world.weeks(days)
    ]
    hazards = []
    for n, month in enumerate(SPRING_MONTHS, 1):
        found = world.month_days(month)[0]
        hazards.append({
            "hazard": f"H{n:03d}", "found_on": found, "place": f"教学楼{n}号活动室", "item": INSPECTED[n % 4],
            "description": "松动，需紧固", "severity": "一般", "due_on": found + dt.timedelta(3),
            "fixed_on": found + dt.timedelta(1), "responsible": LOGISTICS_HEAD,
        })  # fmt: skip
    visitors = []
    for day in days:
        for n in range(1, 3 + int(random.integers(0, 4))):
            hour = 8 + n
            visitors.append({
                "date": day, "badge": f"N{n:02d}", "entered_at": f"{hour:02d}:10", "left_at": f"{hour:02d}:45",
                "purpose": "送货" if n == 1 else "家长来访", "met": STOREKEEPER if n == 1 else LOGISTICS_HEAD,
            })  # fmt: skip
    return {
        "agreements": people.agreements(office),
        "inspections": frame("inspections", inspections),
        "hazards": frame("hazards", hazards),
        "drills": frame("drills", [
            {"date": dt.date(2026, 3, 20), "kind": "消防疏散", "participants": 690, "seconds": 108, "plan_updated": True},
            {"date": dt.date(2026, 5, 12), "kind": "地震避险", "participants": 702, "seconds": 101, "plan_updated": True},
        ]),
        "visitors": frame("visitors", visitors),
        "gate_duty": frame("gate_duty", [
            {"date": day, "peak": peak, "required": 4, "present": 4, "cards_checked": True}
            for day in days for peak in ("早高峰", "晚高峰")
        ]),
    }  # fmt: skip


def _assets() -> Frames:
    assets, moves, counts = [], [], []
    number = 0
    for name in world.classes_of(world.MAIN):
        for title, category, value, pieces in ASSETS:
            number += 1
            code = f"A{number:04d}"
            assets.append({
                "asset": code, "name": title, "category": category, "unit_value_fen": value,
                "bought_on": dt.date(2022, 8, 20), "custodian": STOREKEEPER,
            })  # fmt: skip
            both = {"asset": code, "pieces": pieces, "handler": STOREKEEPER}
            moves.append({**both, "entry": f"P{number:04d}-IN", "date": dt.date(2026, 2, 24), "kind": "入库"})
            moves.append(
                {**both, "entry": f"P{number:04d}-OUT", "date": dt.date(2026, 2, 25), "kind": "领用", "place": name}
            )
            counts.append({
                "date": dt.date(2026, 6, 25), "asset": code, "place": name, "pieces": pieces, "counted_by": LOGISTICS_HEAD,
            })  # fmt: skip
    return {
        "assets": frame("assets", assets),
        "asset_moves": frame("asset_moves", moves),
        "asset_counts": frame("asset_counts", counts),
    }


def _campus() -> Frames:
    random = generator("campus")
    checks, greening, projects = [], [], []
    for step, month in enumerate(SPRING_MONTHS, 1):
        day = world.month_days(month)[-1]
        for zone in ZONES:
            checks.append({
                "date": day, "zone": zone, "score": float(round(min(100, random.normal(94, 2)))), "waste_sorted": True,
                "checked_by": HEALTH_OFFICERS[1],
            })  # fmt: skip
        greening.append({"date": day, "place": "园区", "work": "修剪", "contract_times": 1, "done": True})
        greening.append({"date": day, "place": "种植园", "work": "种植观察", "done": True, "note": "大班记录生长高度"})
        projects.append({
            "date": day, "project": "二楼走廊阅读角", "stage": "施工" if step < 5 else "验收", "planned_pct": 20.0 * step,
            "done_pct": 20.0 * step, "spent_fen": 780000 * step, "budget_fen": 4000000, "responsible": LOGISTICS_HEAD,
        })  # fmt: skip
    return {
        "environment_checks": frame("environment_checks", checks), "greening": frame("greening", greening),
        "projects": frame("projects", projects),
    }  # fmt: skip


def _plan() -> Frames:
    activities, done = [], []
    for n, (chapter, task, every) in enumerate(PLAN, 1):
        months = {"每月": SPRING_MONTHS, "每季": SPRING_MONTHS[1::3], "每学期": SPRING_MONTHS[-1:]}[every]
        ends = [world.month_days(month)[-1] for month in months]
        activities.append({
            "activity": f"G{n:02d}", "term": "2026-spring", "chapter": chapter, "task": task, "responsible": LOGISTICS_HEAD,
            "every": every, "first_due": ends[0], "last_due": ends[-1],
        })  # fmt: skip
        done += [
            {
                "date": end,
                "activity": f"G{n:02d}",
                "evidence": task,
                "due_on": end,
                "confirmed": True,
                "confirmed_by": PRINCIPAL,
            }
            for end in ends
        ]
    return {"activities": frame("activities", activities), "done": frame("done", done)}


def _voices(menus: pd.DataFrame) -> Frames:
    random = generator("tastings")
    tastings, committee = [], []
    for month in SPRING_MONTHS[1:]:
        day = world.month_days(month)[-2]
        served = menus[(menus["date"] == pd.Timestamp(day)) & (menus["meal"] == terms.LUNCH)]["dish"]
        for dish in served:
            for name in ("小一班", "中一班", "大一班"):
                tastings.append({
                    "date": day, "dish": dish, "occasion": "家长品尝日", "class_name": name, "raters": 12,
                    "rating": round(float(min(5, max(2.5, random.normal(4.2, 0.4)))), 1),
                    "leftover_g": round(float(max(0, random.normal(8, 5))), 1),
                })  # fmt: skip
        committee.append({
            "date": day, "subject": f"{int(month[-2:])}月食谱与膳费", "parents": 12, "staff_present": 6,
            "decision": "下月食谱增加一次豆制品", "due_on": day + dt.timedelta(30), "done": True,
        })  # fmt: skip
    return {"tastings": frame("tastings", tastings), "committee": frame("committee", committee)}
