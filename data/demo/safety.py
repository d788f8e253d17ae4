"""Safety: responsibility letters, inspections, hazards, drills, the gate."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from demo import world
from demo.office import LOGISTICS_HEAD, PRINCIPAL
from demo.world import MAIN, Frames, frame, generator
from kgcore.registers import terms

YEARS = (("2025-2026", dt.date(2025, 9, 5)), ("2026-2027", dt.date(2026, 9, 4)))
DAILY_AREAS = (
    ("教学楼一层", ("水", "电", "门窗")), ("教学楼二层", ("水", "电", "门窗")), ("教学楼三层", ("水", "电", "门窗")),
    ("食堂", ("水", "电", "燃气", "门窗", "食堂")), ("户外", ("户外器械", "门窗")), ("门卫室", ("监控", "电")),
)  # fmt: skip
KEY_AREAS = (
    ("教学楼", ("水", "电", "门窗", "消防", "监控")), ("食堂", ("水", "电", "燃气", "门窗", "消防", "食堂", "监控")), ("户外", ("户外器械", "消防", "监控")),
)  # fmt: skip
HAZARDS = (
    ("2026-02-27", "食堂", "电", "插座盖松动", 2), ("2026-03-06", "二楼走廊", "消防", "灭火器压力偏低", 3),
    ("2026-03-19", "户外滑梯", "户外器械", "螺丝松动", 1), ("2026-04-02", "中二班", "门窗", "防夹条脱落", 2),
    ("2026-04-16", "教学楼三层", "水", "水龙头漏水", 1), ("2026-04-27", "食堂", "燃气", "软管接近更换期", 3),
    ("2026-05-08", "南门", "监控", "镜头积灰画面模糊", 1), ("2026-05-20", "小一班", "电", "灯管闪烁", 1),
    ("2026-06-03", "户外攀爬架", "户外器械", "护垫移位", 1), ("2026-06-16", "一楼走廊", "门窗", "门吸损坏", 2),
    ("2026-09-08", "大三班", "水", "地漏堵塞", 1), ("2026-09-22", "配电间", "电", "门锁不灵", 2),
    ("2026-10-14", "食堂", "食堂", "防蝇帘破损", 2), ("2026-10-21", "三楼走廊", "消防", "应急灯不亮", 2),
)  # fmt: skip
DRILLS = (
    ("2026-03-20", "消防疏散", 112, True, "中二班撤离路线与小三班交叉，已调整"), ("2026-04-17", "传染病处置", None, False, "隔离室用品补齐"),
    ("2026-05-12", "地震避险", 98, False, "小班避险动作需再练"), ("2026-06-12", "消防疏散", 104, False, "比三月快 8 秒"),
    ("2026-09-18", "防暴", 86, True, "门卫器械位置调整"), ("2026-10-16", "消防疏散", 109, False, "新生班增配一名护导"),
)  # fmt: skip
PURPOSES = ("送货", "维修", "家长来访", "检查指导", "其他")
PURPOSE_SHARES = (0.5, 0.14, 0.24, 0.07, 0.05)
GATE_POSTS = 4


def build(office: Frames) -> Frames:
    """Return every register of the safety part."""
    posts = office["staff"][office["staff"]["site"] == MAIN]
    guards = list(posts[posts["role"] == terms.GUARD]["staff"])
    return {
        "agreements": frame("agreements", [
            {"year": year, "staff": row.staff, "post": row.team if pd.notna(row.team) else row.role, "signed_on": day}
            for year, day in YEARS for row in posts.itertuples()
        ]),
        "inspections": _inspections(guards),
        "hazards": frame("hazards", [
            {"hazard": f"H{n:03d}", "found_on": dt.date.fromisoformat(found), "place": place, "item": item,
             "description": text, "severity": "一般", "due_on": dt.date.fromisoformat(found) + dt.timedelta(5),
             "fixed_on": dt.date.fromisoformat(found) + dt.timedelta(took), "responsible": LOGISTICS_HEAD}
            for n, (found, place, item, text, took) in enumerate(HAZARDS, start=1)
        ]),
        "drills": _drills(),
        "visitors": _visitors(guards),
        "gate_duty": frame("gate_duty", [
            {"date": day, "peak": peak, "required": GATE_POSTS, "present": GATE_POSTS, "cards_checked": True}
            for day in world.all_school_days() for peak in ("早高峰", "晚高峰")
        ]),
    }  # fmt: skip


def _inspections(guards: list[str]) -> pd.DataFrame:
    found = {(day, item): text for day, _, item, text, _ in HAZARDS}
    rows = []
    for n, day in enumerate(world.all_school_days()):
        for area, items in DAILY_AREAS:
            for item in items:
                rows.append({
                    "date": day, "kind": "每日", "area": area, "item": item, "passed": True, "inspector": guards[n % len(guards)],
                })  # fmt: skip
    for month in world.months():
        days = world.month_days(month)
        for area, items in KEY_AREAS:
            for item in items:
                rows.append({
                    "date": days[-1], "kind": "每月重点", "area": area, "item": item, "passed": True, "inspector": PRINCIPAL,
                })  # fmt: skip
    for week in world.weeks(world.all_school_days()):
        for day in week[:: max(len(week) // 2, 1)][:2]:
            rows.append({
                "date": day, "kind": "家长护导", "area": "园门口", "item": "门窗", "passed": True,
                "note": "家长志愿者 3 人到岗", "inspector": guards[0],
            })  # fmt: skip
    for (text_day, item), text in found.items():
        day = dt.date.fromisoformat(text_day)
        for row in rows:
            if row["date"] == day and row["kind"] == "每日" and row["item"] == item:
                row.update(passed=False, note=f"{text}，已登记隐患")
                break
    return frame("inspections", rows)


def _drills() -> pd.DataFrame:
    random = generator("drills")
    return frame("drills", [
        {"date": dt.date.fromisoformat(day), "kind": kind, "participants": int(random.integers(640, 700)) if seconds else 60,
         "seconds": seconds, "plan_updated": updated, "review": review}
        for day, kind, seconds, updated, review in DRILLS
    ])  # fmt: skip


def _visitors(guards: list[str]) -> pd.DataFrame:
    random = generator("visitors")
    rows = []
    for day in world.all_school_days():
        for number in range(int(random.integers(5, 11))):
            minute = int(random.integers(7 * 60, 16 * 60))
            out = minute + int(random.integers(8, 70))
            rows.append({
                "date": day, "badge": f"N{number + 1:02d}", "entered_at": f"{minute // 60:02d}:{minute % 60:02d}",
                "left_at": f"{out // 60:02d}:{out % 60:02d}", "purpose": str(random.choice(PURPOSES, p=PURPOSE_SHARES)),
                "met": str(random.choice(guards)),
            })  # fmt: skip
    return frame("visitors", rows)
