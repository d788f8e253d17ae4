"""Campus: environment checks and waste sorting, greening and the planting garden, projects."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from demo import world
from demo.office import LOGISTICS_HEAD, PRINCIPAL, STOREKEEPER
from demo.world import Frames, frame, generator

ZONES = ("教学楼一层", "教学楼二层", "教学楼三层", "食堂", "走廊", "功能室", "操场", "种植园", "厕所", "垃圾房")
CORNERS = {
    ("2026-03", "走廊"): "鞋柜底部积灰",
    ("2026-04", "功能室"): "钢琴后杂物",
    ("2026-05", "垃圾房"): "桶后残渣",
    ("2026-09", "操场"): "沙池角落落叶",
}
# place, work, times a month under the contract; None: the kindergarten's own work
GREENING = (
    ("前庭草坪", "修剪", 2), ("前庭草坪", "浇水", 4), ("绿篱", "修剪", 1), ("绿篱", "除虫", 1),
    ("花坛", "补种", 1), ("种植园", "浇水", None), ("种植园", "种植观察", None),
)  # fmt: skip
OWN_TIMES = 4
OBSERVED = ("青菜出苗 2 cm", "番茄现蕾", "黄瓜牵藤", "蚕豆结荚", "小番茄转红", "萝卜破土", "花生开花")
HARVESTS = {"2026-05": "蚕豆 3 kg，送食堂", "2026-06": "小番茄 4 kg，班级品尝", "2026-10": "萝卜 6 kg，送食堂"}
# project, budget fen, first month index, months it takes
PROJECTS = (("二楼走廊阅读角", 4_000_000, 0, 5), ("户外涂鸦墙", 2_600_000, 1, 4), ("木工活动空间", 5_200_000, 2, 5))
STAGES = ((30, "设计"), (55, "采购"), (95, "施工"), (101, "验收"))


def build() -> Frames:
    """Return every register of the campus part."""
    return {"environment_checks": _environment(), "greening": _greening(), "projects": _projects()}


def _environment() -> pd.DataFrame:
    random = generator("environment")
    rows = []
    for month in world.months():
        days = world.month_days(month)
        day = days[min(12, len(days) - 1)]
        for zone in ZONES:
            corner = CORNERS.get((month, zone))
            rows.append({
                "date": day, "zone": zone, "score": round(float(random.normal(94, 1.6))) - (4 if corner else 0),
                "waste_sorted": True, "dead_corner": corner,
                "repaired_on": day + dt.timedelta(int(random.integers(1, 6))) if corner else None, "checked_by": LOGISTICS_HEAD,
            })  # fmt: skip
    return frame("environment_checks", rows)


def _greening() -> pd.DataFrame:
    rows = []
    for n, month in enumerate(world.months()):
        days = world.month_days(month)
        for place, work, contract in GREENING:
            times = min(contract or OWN_TIMES, len(days))
            for k in range(times):
                rows.append({
                    "date": days[k * len(days) // times], "place": place, "work": work, "contract_times": times if contract else None, "done": True,
                    "note": OBSERVED[(n + k) % len(OBSERVED)] if work == "种植观察" else None,
                })  # fmt: skip
        if month in HARVESTS:
            rows.append({"date": days[-2], "place": "种植园", "work": "收获", "done": True, "note": HARVESTS[month]})
    return frame("greening", sorted(rows, key=lambda row: (row["date"], row["place"], row["work"])))


def _projects() -> pd.DataFrame:
    random = generator("projects")
    rows = []
    for project, budget, first, takes in PROJECTS:
        for n, month in enumerate(world.months()[first : first + takes], start=1):
            planned = round(100 * n / takes)
            done = 100 if n == takes else max(planned - int(random.integers(0, 4)), 5)
            rows.append({
                "date": world.month_days(month)[-1], "project": project,
                "stage": next(stage for limit, stage in STAGES if done < limit), "planned_pct": planned, "done_pct": done,
                "spent_fen": round(budget * done / 100 * 0.97 / 100) * 100, "budget_fen": budget,
                "responsible": (STOREKEEPER, PRINCIPAL)[len(project) % 2],
            })  # fmt: skip
    return frame("projects", sorted(rows, key=lambda row: (row["date"], row["project"])))
