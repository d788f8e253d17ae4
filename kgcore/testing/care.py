"""The tiny kindergarten's children and staff: health officers' registers, posts' assessment, meetings, training."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from kgcore.registers import terms
from kgcore.testing._table import table

MONTH = "2026-05"


def _day(number: int) -> dt.date:
    return dt.date(2026, 5, number)


def frames(days: Sequence[dt.date]) -> dict[str, pd.DataFrame]:
    """Return the rows by register; `days` are the school days recorded."""
    return {**health(days), **staff(days)}


def health(days: Sequence[dt.date]) -> dict[str, pd.DataFrame]:
    """Return measurements, a case, an illness, the absence, disinfection, patrols and observations."""
    measured = [(_day(12), f"C{n:05d}", 99 + n % 10 if n <= 10 else 113 + n % 10, 15.5 + n % 10 / 2 if n <= 10
                 else 20 + n % 10 / 2, 118 + n) for n in range(1, 21)]  # fmt: skip
    return {
        "measurements": table("date child height_cm weight_kg hb_g_l", *measured).assign(measured_by="S006"),
        "special_cases": table(
            "case child kind opened_on visit_every_days", ("K001", "C00011", "轻度肥胖", dt.date(2026, 3, 2), 30)
        ),
        "case_visits": table("date case height_cm weight_kg", (_day(12), "K001", 114, 27.4)).assign(visited_by="S006"),
        "illnesses": table(
            "onset child disease class_name reported_on returned_on certificate",
            (_day(12), "C00001", "流感", "小一班", _day(12), _day(14), True),
        ),
        "symptoms": table(
            "date child class_name leave symptom asked_by",
            (_day(12), "C00001", "小一班", terms.SICK_LEAVE, "发热", "S006"),
            (_day(13), "C00001", "小一班", terms.SICK_LEAVE, "发热", "S006"),
        ),
        "disinfection": pd.DataFrame(
            [
                {"date": date, "place": place, "object": "桌面", "round": 1, "agent": "含氯消毒剂",
                 "strength_mg_l": 250.0, "contact_minutes": 30.0, "level": "日常预防", "done_by": hand}
                for date in days for place, hand in (("小一班", "S004"), ("大一班", "S005"))
            ]
        ),
        "patrols": table(
            "date class_name officer item finding stage closed_on",
            (_day(11), "小一班", "S006", "进餐", "餐前桌面消毒不到位", "已关闭", _day(15)),
            (_day(11), "大一班", "S006", "午睡", None, "无问题", None),
        ),
        "observations": pd.DataFrame(
            [
                {"date": date, "class_name": name, "kind": "晨检", "checked": 9, "abnormal": 0, "follow_up": "无需",
                 "observer": "S006"}
                for date in days for name in ("小一班", "大一班")
            ]
        ),
    }  # fmt: skip


def staff(days: Sequence[dt.date]) -> dict[str, pd.DataFrame]:
    """Return what posts are assessed on, their scores, a training, a pair, meetings and canteen checks."""
    return {
        "indicators": table(
            "role item dimension full_marks",
            (terms.NURTURER, "餐前餐后消毒", "过程", 100), (terms.COOK, "按量配餐", "过程", 100),
            (terms.HEALTH_OFFICER, "晨检", "过程", 100),
        ).assign(method="评分", source="本园考核办法"),
        "scores": table(
            "staff item score", ("S004", "餐前餐后消毒", 95), ("S005", "餐前餐后消毒", 88), ("S003", "按量配餐", 92),
            ("S006", "晨检", 96),
        ).assign(month=MONTH, assessor="园评"),
        "trainings": table(
            "training date form subject level role hours",
            ("T001", _day(20), "理论", "餐前餐后消毒", "全体", terms.NURTURER, 2),
        ),
        "training_results": table(
            "training staff attended written", ("T001", "S004", True, 92), ("T001", "S005", True, 78)
        ),
        "pairings": table("month novice mentor goal sessions progress", (MONTH, "S005", "S004", "独立完成消毒", 4, 82)),
        "meetings": table(
            "date kind subject present expected",
            *((date, "三大员周会", "本周工作", 4, 4) for date in days if date.weekday() == 4),
        ).assign(minutes_filed=True),
        "canteen_checks": table(
            "date item score", (_day(15), "天天清扫", 92), (_day(15), "天天检查", 88)
        ).assign(team="本园食堂", place="切配间", checked_by="S002"),
    }  # fmt: skip


__all__ = ["frames", "health", "staff"]
