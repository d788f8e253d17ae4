"""Registers of the campus: environment checks, greening, projects."""

from __future__ import annotations

import pandas as pd

from kgcore.registers.base import Date, Flag, Integer, Meta, Number, Register, column, money, rule, staff

GARDEN_OBSERVED, HARVESTED = "种植观察", "收获"
GREENING_WORK = ("修剪", "浇水", "除虫", "补种", GARDEN_OBSERVED, HARVESTED)


class EnvironmentChecks(Register):
    """Monthly environment check of a zone with waste sorting."""

    date: Date = column("日期", key=True, example="2026-05-15")
    zone: str = column("区域", key=True, mentions="classes.class_name", example="教学楼二层")
    score: Number = column("得分", unit="分", ge=0, le=100, example=93)
    waste_sorted: Flag = column("垃圾分类正确", example=True)
    dead_corner: str = column("卫生死角", nullable=True, example=None)
    repaired_on: Date = column("整改日期", nullable=True, example=None)
    checked_by: str = staff("检查人")

    _about = Meta("环境检查", "campus", "环境与垃圾分类检查", date="date", happened=True)

    @rule("repaired_on", "整改日期早于检查日期")
    def repaired_after_check(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["repaired_on"].isna() | (frame["repaired_on"] >= frame["date"])


class Greening(Register):
    """Greening care and planting-garden work against the contract."""

    date: Date = column("日期", key=True, example="2026-05-15")
    place: str = column("地点", key=True, example="种植园")
    work: str = column("内容", key=True, choices=GREENING_WORK, example=GREENING_WORK[0])
    contract_times: Integer = column(
        "合同次数", unit="次", ge=0, le=60, nullable=True, example=2, help="本月合同应做次数"
    )
    done: Flag = column("已完成", example=True)
    note: str = column("观察记录", nullable=True, example=None)

    _about = Meta("绿化", "campus", "绿化养护与种植园", date="date")


class Projects(Register):
    """Progress of corridor and activity-space projects."""

    date: Date = column("日期", key=True, example="2026-05-29")
    project: str = column("项目", key=True, example="二楼走廊阅读角")
    stage: str = column("阶段", choices=("设计", "采购", "施工", "验收"), example="施工")
    planned_pct: Number = column("计划进度", unit="%", ge=0, le=100, example=60)
    done_pct: Number = column("实际进度", unit="%", ge=0, le=100, example=55)
    spent_fen: Integer = money("累计支出", ge=0, example=18200.0)
    budget_fen: Integer = money("预算", ge=0, example=40000.0)
    responsible: str = staff("负责人")

    _about = Meta("园所项目", "campus", "走廊与活动空间建设", date="date")
