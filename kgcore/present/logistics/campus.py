"""The campus tables: zones, dead corners, greening, garden, projects."""

from __future__ import annotations

import pandas as pd

from kgcore.assessment import Logistics
from kgcore.campus import CampusReview
from kgcore.campus.verdicts import BEHIND_POINTS
from kgcore.present.kept import rests_on
from kgcore.present.logistics._room_table import room_table, toned
from kgcore.present.table import Column, Table

ROOM = "campus"


@rests_on("environment_checks")
def zones(logistics: Logistics) -> Table:
    """Return the zones' checks, lowest first."""
    columns = {
        "zone": Column("区域"),
        "checks": Column("检查", "次", "integer"),
        "score": Column("平均", "分", "decimal1"),
        "lowest": Column("最低", "分", "decimal1"),
        "sorted_rate": Column("垃圾分类正确", "次÷检查", "percent", "tone"),
        "corners": Column("死角", "处", "integer"),
    }

    def take(review: CampusReview) -> pd.DataFrame:
        rows = review.zones
        return rows.assign(tone=toned(rows["sorted_rate"] >= 1))

    return room_table(logistics, ROOM, "环境检查", columns, take)


@rests_on("environment_checks")
def corners(logistics: Logistics) -> Table:
    """Return dead corners with their repair."""
    columns = {
        "date": Column("发现", "", "date"),
        "zone": Column("区域"),
        "corner": Column("死角"),
        "repaired_on": Column("整改", "", "date"),
        "days": Column("用时或已开", "天", "integer", "tone"),
    }

    def take(review: CampusReview) -> pd.DataFrame:
        rows = review.corners
        return rows.assign(tone=toned(rows["repaired_on"].notna()))

    return room_table(logistics, ROOM, "卫生死角", columns, take)


@rests_on("greening")
def greening(logistics: Logistics) -> Table:
    """Return greening work against the contract."""
    columns = {
        "month": Column("月份"),
        "place": Column("地点"),
        "work": Column("内容"),
        "agreed": Column("合同", "次", "integer"),
        "done": Column("完成", "次", "integer"),
        "short": Column("少", "次", "integer", "tone"),
    }

    def take(review: CampusReview) -> pd.DataFrame:
        rows = review.greening
        rows = rows.sort_values("short", ascending=False, kind="stable")
        return rows.assign(tone=toned(rows["short"] == 0))

    return room_table(logistics, ROOM, "绿化养护与合同", columns, take, "少做的在前。", page_rows=10)


@rests_on("greening")
def garden(logistics: Logistics) -> Table:
    """Return what the planting garden showed."""
    columns = {
        "date": Column("日期", "", "date"),
        "place": Column("地点"),
        "work": Column("内容"),
        "note": Column("观察"),
    }
    return room_table(logistics, ROOM, "种植园", columns, lambda review: review.garden, page_rows=20)


@rests_on("projects")
def projects(logistics: Logistics) -> Table:
    """Return projects, planned against done, and their money."""
    columns = {
        "project": Column("项目"),
        "stage": Column("阶段"),
        "planned_pct": Column("计划", "%", "decimal1"),
        "done_pct": Column("完成", "%", "decimal1", "tone"),
        "behind": Column("落后", "百分点", "decimal1"),
        "spent_fen": Column("已支出", "元", "yuan"),
        "budget_fen": Column("预算", "元", "yuan"),
        "spent_share": Column("支出", "÷预算", "percent", "money"),
        "responsible": Column("负责人"),
    }

    def take(review: CampusReview) -> pd.DataFrame:
        rows = review.projects
        return rows.assign(tone=toned(rows["behind"] < BEHIND_POINTS), money=toned(rows["over_fen"] == 0, "severe"))

    return room_table(logistics, ROOM, "园所项目", columns, take)
