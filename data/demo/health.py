"""The health officers' daily work: disinfection, patrols, observation."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from demo import world
from demo.office import HEALTH_OFFICERS, KITCHEN_HEADS
from demo.world import MAIN, Frames, frame, generator
from kgcore.registers import terms

# object, round, method, everyday strength mg/L, strength after an illness in the class, minutes
DAILY = (
    ("桌面", 1, "含氯消毒剂", 250, 250, 15), ("桌面", 2, "含氯消毒剂", 250, 250, 15), ("毛巾", 1, "含氯消毒剂", 300, 400, 20),
    ("厕所", 1, "含氯消毒剂", 500, 700, 20), ("门把手", 1, "含氯消毒剂", 250, 250, 15), ("空气", 1, "紫外线", None, None, 60),
)  # fmt: skip
WEEKLY = (("玩具", 1, "含氯消毒剂", 250, 250, 20),)
FORTNIGHTLY = (("床架", 1, "含氯消毒剂", 250, 250, 20),)
WATCH_DAYS = 14
PATROL_ITEMS = ("晨检", "进餐", "户外", "午睡", "盥洗", "消毒", "环境")
PATROL_FINDINGS = {
    "晨检": "晨检牌未及时回收", "进餐": "餐前桌面消毒不到位", "户外": "隔汗巾未及时取下", "午睡": "午睡室通风不足",
    "盥洗": "毛巾间距不够", "消毒": "消毒液未标配置时间", "环境": "柜顶积灰",
}  # fmt: skip
SIGNS = (
    "流涕，已联系家长",
    "咳嗽，已提醒多饮水",
    "体温 37.6℃，隔离观察后离园",
    "轻微擦伤，已处理",
    "情绪低落，已安抚",
    "进食量少，已记录",
)


def build(office: Frames, absences: Frames) -> Frames:
    """Return disinfection, patrols and observations."""
    nurturers = office["staff"][office["staff"]["role"] == terms.NURTURER]
    hand = nurturers.set_index("team")["staff"].groupby(level=0).first().to_dict()
    return {
        "disinfection": _disinfection(absences["illnesses"], hand),
        "patrols": _patrols(),
        "observations": _observations(absences["attendance"], hand),
    }


def _disinfection(illnesses: pd.DataFrame, hand: dict[str, str]) -> pd.DataFrame:
    onsets: dict[str, list[dt.date]] = {}
    for case in illnesses.itertuples():
        onsets.setdefault(case.class_name, []).append(case.onset.date())
    rows = []
    for n, day in enumerate(world.all_school_days()):
        extra = (WEEKLY if day.weekday() == 4 else ()) + (FORTNIGHTLY if n % 10 == 0 else ())
        for place in world.classes_of(MAIN):
            alert = any(0 <= (day - onset).days < WATCH_DAYS for onset in onsets.get(place, []))
            for thing, number, agent, usual, strong, minutes in (*DAILY, *extra):
                rows.append({
                    "date": day, "place": place, "object": thing, "round": number, "agent": agent,
                    "strength_mg_l": strong if alert else usual, "contact_minutes": minutes,
                    "level": "疫情加强" if alert else "日常预防", "done_by": hand[place],
                })  # fmt: skip
        for number in (1, 2, 3):
            rows.append({
                "date": day, "place": "食堂", "object": "餐具", "round": number, "agent": "蒸汽",
                "contact_minutes": 30, "level": "日常预防", "done_by": KITCHEN_HEADS[0],
            })  # fmt: skip
    return frame("disinfection", rows)


def _patrols() -> pd.DataFrame:
    random = generator("patrols")
    rows = []
    for n, day in enumerate(world.all_school_days()):
        for c, class_name in enumerate(world.classes_of(MAIN)):
            item = PATROL_ITEMS[(n + c) % len(PATROL_ITEMS)]
            found = random.random() < 0.035
            rows.append({
                "date": day, "class_name": class_name, "officer": HEALTH_OFFICERS[c % 2], "item": item,
                "finding": PATROL_FINDINGS[item] if found else None, "stage": "已关闭" if found else "无问题",
                "closed_on": world.school_day_after(day, int(random.integers(2, 6))) if found else None,
            })  # fmt: skip
    return frame("patrols", rows)


def _observations(attendance: pd.DataFrame, hand: dict[str, str]) -> pd.DataFrame:
    random = generator("observations")
    eaten = attendance[attendance["site"] == MAIN].set_index(["date", "class_name", "meal"])["diners"].to_dict()
    rows = []
    for day in world.all_school_days():
        for c, class_name in enumerate(world.classes_of(MAIN)):
            for kind, meal in (
                ("晨检", terms.MORNING_SNACK), ("午检", terms.LUNCH), ("全日观察", terms.LUNCH),
            ):  # fmt: skip
                checked = int(eaten[pd.Timestamp(day), class_name, meal])
                abnormal = min(int(random.poisson(0.16 if kind != "全日观察" else 0.1)), checked)
                rows.append({
                    "date": day, "class_name": class_name, "kind": kind, "checked": checked, "abnormal": abnormal,
                    "description": f"{abnormal} 名幼儿{random.choice(SIGNS)}" if abnormal else None,
                    "follow_up": "已跟进" if abnormal else "无需",
                    "observer": hand[class_name] if kind == "全日观察" else HEALTH_OFFICERS[c % 2],
                })  # fmt: skip
    return frame("observations", rows)
