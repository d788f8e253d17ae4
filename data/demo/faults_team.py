"""Planted faults of people and the way they work: classes, staff, training, assessment, meetings."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from demo import plan
from demo.planting import Planted, add, drop, first_of, nurturers, overwrite
from demo.world import MAIN, SPRING, Frames
from kgcore.registers import terms


def _moved_child(made: Frames) -> None:
    rows = made["children"]
    there = (
        (rows["site"] == MAIN) & (rows["class_name"] == "大五班") & (rows["enrolled_on"] < pd.Timestamp(SPRING.last))
    )
    overwrite(made, "children", first_of(there), class_name="大六班")


def _expired_certificate(made: Frames) -> None:
    rows = made["staff"]
    overwrite(
        made,
        "staff",
        first_of((rows["role"] == terms.COOK) & (rows["staff"] > "S012")),
        certificate_expires=pd.Timestamp("2026-04-15"),
    )


def _longma_unreported(made: Frames) -> None:
    rows = made["attendance"]
    drop(
        made,
        "attendance",
        (rows["site"] != MAIN)
        & (rows["date"] == pd.Timestamp("2026-03-18"))
        & rows["class_name"].isin(["大一班", "大二班"]),
    )


def _training_skipped(made: Frames) -> None:
    rows = made["training_results"]
    spring = made["trainings"].loc[made["trainings"]["date"] <= pd.Timestamp(SPRING.last), "training"]
    person = nurturers(made)[5]
    overwrite(
        made,
        "training_results",
        (rows["staff"] == person) & rows["training"].isin(spring),
        attended=False,
        written=None,
        practical=None,
        oral=None,
    )


def _missing_scores(made: Frames) -> None:
    rows = made["scores"]
    drop(
        made,
        "scores",
        (rows["month"] == "2026-04") & (rows["staff"] == nurturers(made)[2]) & (rows["assessor"] == "园评"),
    )


def _veto(made: Frames) -> None:
    scores = made["scores"]
    inside = scores[scores["staff"].isin(nurturers(made)) & (scores["month"] <= "2026-06")]
    best = inside.groupby("staff")["score"].mean().idxmax()
    add(
        made,
        "vetoes",
        {
            "date": pd.Timestamp("2026-04-10"),
            "staff": best,
            "reason": "责任事故",
            "description": "午睡离岗，幼儿磕伤，已整改",
        },
    )


def _open_six_t(made: Frames) -> None:
    rows = made["canteen_checks"]
    at = (rows["date"].dt.strftime("%Y-%m") == "2026-04") & (rows["team"] == "龙马食堂") & (rows["item"] == "天天清扫")
    overwrite(made, "canteen_checks", first_of(at), score=58.0, fault="排水沟积垢", fixed_on=pd.NaT)


def _idle_mentoring(made: Frames) -> None:
    rows = made["pairings"]
    overwrite(
        made,
        "pairings",
        rows["month"].isin(["2026-04", "2026-05"]) & (rows["novice"] == rows["novice"].iloc[0]),
        sessions=0,
        progress=None,
    )


def _skipped_meetings(made: Frames) -> None:
    rows = made["meetings"]
    drop(
        made,
        "meetings",
        (rows["kind"] == "保教配合会") & rows["date"].between(pd.Timestamp("2026-04-13"), pd.Timestamp("2026-04-26")),
    )


def _no_evidence(task: str, due: str) -> Callable[[Frames], None]:
    def change(made: Frames) -> None:
        rows = made["done"]
        drop(
            made,
            "done",
            (rows["activity"] == plan.number_of(made["activities"], task, SPRING))
            & (rows["due_on"] == pd.Timestamp(due)),
        )

    return change


PLANTED: dict[str, Planted] = {
    "moved_child": Planted(
        1, "2026-office.xlsx 幼儿", "a child moved to 大六班 on the roll, the classes still say 35 and 35", _moved_child
    ),
    "expired_certificate": Planted(
        2, "2026-office.xlsx 教职工", "a cook's certificate ran out on 15 April 2026", _expired_certificate
    ),
    "longma_unreported": Planted(
        3, "2026-03-meals.xlsx 就餐人数", "two classes of 龙马 without diners on 18 March", _longma_unreported
    ),
    "training_skipped": Planted(
        4, "2026-office.xlsx 培训成绩", "one nurturer attended no training all spring", _training_skipped
    ),
    "missing_scores": Planted(
        5, "2026-04-staff.xlsx 考核得分", "one nurturer was not scored by the kindergarten in April", _missing_scores
    ),
    "veto": Planted(6, "2026-04-staff.xlsx 一票否决", "the best-scored nurturer has a veto on 10 April", _veto),
    "open_six_t": Planted(
        7, "2026-04-staff.xlsx 六T检查", "a fault in the 龙马 team's kitchen scored 58 and never fixed", _open_six_t
    ),
    "idle_mentoring": Planted(
        8, "2026-04-, 2026-05-staff.xlsx 结对", "one pair without a session in April and May", _idle_mentoring
    ),
    "skipped_meetings": Planted(9, "2026-04-staff.xlsx 会议", "no 保教配合会 in two weeks of April", _skipped_meetings),
    "unposted_norms": Planted(
        10,
        "2026-06-plan.xlsx 任务完成",
        "no evidence that the norms were posted by 25 June",
        _no_evidence(plan.NORMS_TASK, "2026-06-25"),
    ),
}
