"""The tiny kindergarten's house: safety, property, campus and the year plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from kgcore.testing._table import table


def frames(days: Sequence[dt.date]) -> dict[str, pd.DataFrame]:
    """Return the rows by register; `days` are the school days recorded."""
    return {**safety(days), **belongings(), **campus(), **plan(days)}


def _day(number: int) -> dt.date:
    return dt.date(2026, 5, number)


def safety(days: Sequence[dt.date]) -> dict[str, pd.DataFrame]:
    """Return letters, daily inspections, two hazards, a drill, a visitor, duty at the gate."""
    return {
        "agreements": table(
            "staff post signed_on", ("S003", "食堂", dt.date(2025, 9, 5)), ("S008", "门卫", dt.date(2025, 9, 5))
        ).assign(year="2025-2026"),
        "inspections": table("date", *((date,) for date in days)).assign(
            kind="每日", area="教学楼", item="电", passed=True, inspector="S002"
        ),
        "hazards": table(
            "hazard found_on place item description severity due_on fixed_on",
            ("H001", _day(11), "走廊", "电", "插座盖松动", "一般", _day(14), _day(12)),
            ("H002", _day(18), "厨房", "燃气", "软管老化", "较大", _day(20), None),
        ).assign(responsible="S002"),
        "drills": table(
            "date kind participants seconds plan_updated review",
            (_day(20), "消防疏散", 28, 95, True, "撤离路线清楚"),
        ),
        "visitors": table(
            "date badge entered_at left_at purpose met", (_day(11), "N01", "07:10", "07:30", "送货", "S003")
        ),
        "gate_duty": table("date", *((date,) for date in days)).assign(
            peak="早高峰", required=2, present=2, cards_checked=True
        ),
    }  # fmt: skip


def belongings() -> dict[str, pd.DataFrame]:
    """Return two assets, their moves, the count at the end of May, energy of April and May."""
    return {
        "assets": table(
            "asset name category unit_value_fen bought_on",
            ("A0001", "幼儿床", "家具", 32_000, dt.date(2022, 8, 20)),
            ("A0002", "电子琴", "电器", 150_000, dt.date(2023, 8, 20)),
        ).assign(custodian="S002"),
        "asset_moves": table(
            "entry date kind asset pieces place",
            ("P0001", _day(6), "入库", "A0001", 22, None), ("P0002", _day(6), "领用", "A0001", 20, "小一班"),
            ("P0003", _day(6), "入库", "A0002", 1, None), ("P0004", _day(20), "报废", "A0001", 1, None),
        ).assign(handler="S002"),
        "asset_counts": table(
            "date asset place pieces", (_day(29), "A0001", "小一班", 20), (_day(29), "A0002", "库房", 1)
        ).assign(counted_by="S002"),
        "energy": table(
            "month post carrier amount cost_fen",
            ("2026-04", "食堂", "电", 300, 18_000), ("2026-04", "食堂", "水", 40, 14_000),
            ("2026-05", "食堂", "电", 320, 19_200), ("2026-05", "食堂", "水", 41, 14_350),
        ),
    }  # fmt: skip


def campus() -> dict[str, pd.DataFrame]:
    """Return two environment checks, greening and a project."""
    return {
        "environment_checks": table(
            "date zone score waste_sorted dead_corner repaired_on",
            (_day(15), "教学楼", 93, True, None, None), (_day(15), "操场", 81, False, "滑梯背面", _day(18)),
        ).assign(checked_by="S002"),
        "greening": table(
            "date place work contract_times done",
            (_day(15), "种植园", "浇水", 2, True), (_day(22), "种植园", "浇水", 2, True),
        ),
        "projects": table(
            "date project stage planned_pct done_pct spent_fen budget_fen",
            (_day(29), "走廊阅读角", "施工", 60, 55, 1_820_000, 4_000_000),
        ).assign(responsible="S002"),
    }  # fmt: skip


def plan(days: Sequence[dt.date]) -> dict[str, pd.DataFrame]:
    """Return three promises of the year plan and what was done of them."""
    last = dt.date(2026, 6, 30)
    return {
        "activities": table(
            "activity chapter task every measure target comparison",
            ("G01", "卫生保健", "每月一次营养分析并公布", "每月", "meal_balance_rate", 0.02, "不高于"),
            ("G02", "安全", "隐患及时整改", "每月", "hazard_fixed_rate", 0.9, "不低于"),
            ("G03", "园所环境", "每月环境检查", "每月", None, None, None),
        ).assign(term="2026-spring", responsible="S002", first_due=_day(29), last_due=last),
        "done": table(
            "date activity evidence due_on", (days[-1], "G01", "五月膳食营养分析报告", _day(29)),
            (_day(15), "G03", "环境检查表", _day(29)),
        ).assign(confirmed=True, confirmed_by="S001"),
    }  # fmt: skip


__all__ = ["belongings", "campus", "frames", "plan", "safety"]
