"""Planted faults of safety: letters, the gate, hazards, drills, samples, parents' patrols."""

from __future__ import annotations

import pandas as pd

from demo.planting import Planted, add, drop, first_of, overwrite
from demo.world import Frames


def _unsigned_agreements(made: Frames) -> None:
    rows = made["agreements"]
    overwrite(
        made, "agreements", (rows["year"] == "2025-2026") & rows["staff"].isin(["S040", "S102"]), signed_on=pd.NaT
    )


def _visitor_stays(made: Frames) -> None:
    overwrite(made, "visitors", first_of(made["visitors"]["date"] == pd.Timestamp("2026-05-20")), left_at=None)


def _repeated_hazard(made: Frames) -> None:
    found = (("2026-03-11", "2026-03-12"), ("2026-04-13", "2026-04-14"), ("2026-05-25", None))
    add(made, "hazards", *(
        {
            "hazard": f"H{901 + n}", "found_on": pd.Timestamp(day), "place": "一楼女厕", "item": "水", "description": "地面积水湿滑",
            "severity": "较大", "due_on": pd.Timestamp(day) + pd.Timedelta(days=3), "fixed_on": fixed and pd.Timestamp(fixed), "responsible": "S004",
        }
        for n, (day, fixed) in enumerate(found)
    ))  # fmt: skip


def _hazard_open(made: Frames) -> None:
    overwrite(made, "hazards", made["hazards"]["found_on"] == pd.Timestamp("2026-06-16"), fixed_on=pd.NaT)


def _slow_drill(made: Frames) -> None:
    overwrite(
        made, "drills", made["drills"]["date"] == pd.Timestamp("2026-06-12"), seconds=205, review="三楼两班同时下楼拥堵"
    )


def _short_sample(made: Frames) -> None:
    overwrite(made, "samples", first_of(made["samples"]["date"] == pd.Timestamp("2026-05-13")), grams=90.0)


def _no_parents_patrol(made: Frames) -> None:
    rows = made["inspections"]
    drop(made, "inspections", (rows["kind"] == "家长护导") & (rows["date"].dt.strftime("%Y-%m") == "2026-04"))


PLANTED: dict[str, Planted] = {
    "unsigned_agreements": Planted(
        21, "2026-office.xlsx 安全责任书", "S040 and S102 did not sign", _unsigned_agreements
    ),
    "visitor_stays": Planted(22, "2026-05-safety.xlsx 访客", "a visitor of 20 May never left", _visitor_stays),
    "repeated_hazard": Planted(
        23, "2026-0[3-5]-safety.xlsx 隐患", "the same wet floor three times, the last still open", _repeated_hazard
    ),
    "hazard_open": Planted(
        23, "2026-06-safety.xlsx 隐患", "the hazard of 16 June was not fixed by its day", _hazard_open
    ),
    "slow_drill": Planted(24, "2026-06-safety.xlsx 演练", "evacuation took 205 s", _slow_drill),
    "short_sample": Planted(25, "2026-05-stock.xlsx 留样", "a retained sample of 90 g on 13 May", _short_sample),
    "no_parents_patrol": Planted(26, "2026-04-safety.xlsx 安全检查", "no parents' patrol in April", _no_parents_patrol),
}
