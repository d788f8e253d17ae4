"""Planted faults of meals and health: patrols, illness, cases, menus, tastings, disinfection."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from demo import plan, stock
from demo.planting import Planted, add, drop, overwrite
from demo.world import SPRING, Frames
from kgcore.registers import terms

HFMD_CLUSTER = "hfmd_cluster"


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


def _open_patrol(made: Frames) -> None:
    rows = made["patrols"]
    at = (
        (rows["class_name"] == "中六班")
        & (rows["item"] == "消毒")
        & rows["date"].between(pd.Timestamp("2026-04-06"), pd.Timestamp("2026-05-15"))
    )
    overwrite(made, "patrols", at, finding="消毒液未标配置时间", stage="反思", closed_on=pd.NaT)


def _overdue_case_visit(made: Frames) -> None:
    rows, cases = made["case_visits"], made["special_cases"]
    obese = cases.loc[
        cases["kind"].isin(["中度肥胖", "重度肥胖"]) & (cases["opened_on"] < pd.Timestamp("2026-07-01")), "case"
    ].iloc[0]
    drop(made, "case_visits", (rows["case"] == obese) & (rows["date"] > pd.Timestamp("2026-04-10")))


def _unkept_decision(made: Frames) -> None:
    rows = made["committee"]
    overwrite(made, "committee", rows["date"].dt.strftime("%Y-%m") == "2026-03", done=False)


def _salt_outlier(made: Frames) -> None:
    """Book sixty kilograms of salt in and out on one day: what a slipped decimal point looks like."""
    rows = made["movements"]
    salt = rows[
        (rows["food"] == "食盐") & (rows["kind"] == terms.PURCHASE) & (rows["ledger"] == terms.CHILDREN_LEDGER)
    ].iloc[0]
    price = int(salt["unit_cost_fen"])
    day = pd.Timestamp("2026-04-14")
    shared = {"date": day, "ledger": terms.CHILDREN_LEDGER, "food": salt["food"], "quantity_g": 60_000, **stock.HANDS}
    add(
        made, "movements",
        shared | {
            "entry": "M20260414-901", "kind": terms.PURCHASE, "unit_cost_fen": price, "amount_fen": 60 * price,
            "supplier": salt["supplier"], "batch": "B20260414-M",
        },
        shared | {"entry": "M20260414-902", "kind": terms.ISSUE},
    )  # fmt: skip
    add(made, "acceptance", {
        "entry": "M20260414-901", "date": day, "delivered_g": 60_000, "quality": "合格", "certificate_seen": True,
        "acceptor": made["acceptance"]["acceptor"].iloc[0],
    })  # fmt: skip


def _unlawful_charge(made: Frames) -> None:
    rows = made["meal_charges"]
    overwrite(made, "meal_charges", (rows["month"] == "2026-04") & (rows["item"] == "人工"), amount_fen=600_000)


def _disliked_dish(made: Frames) -> None:
    rows = made["tastings"]
    weighed = set(rows.loc[rows["leftover_g"].notna(), "dish"])
    dish = rows.loc[rows["rating"].notna() & rows["dish"].isin(weighed), "dish"].iloc[0]
    overwrite(made, "tastings", (rows["dish"] == dish) & rows["rating"].notna(), rating=2.1)
    overwrite(made, "tastings", (rows["dish"] == dish) & rows["leftover_g"].notna(), leftover_g=38.0)


def _weak_disinfectant(made: Frames) -> None:
    rows = made["disinfection"]
    at = (
        (rows["place"] == "中八班")
        & (rows["object"] == "桌面")
        & rows["date"].between(pd.Timestamp("2026-04-20"), pd.Timestamp("2026-04-24"))
    )
    overwrite(made, "disinfection", at, strength_mg_l=50.0)


def _open_observation(made: Frames) -> None:
    rows = made["observations"]
    at = (rows["class_name"] == "小三班") & (rows["kind"] == "全日观察") & (rows["date"] == pd.Timestamp("2026-04-22"))
    overwrite(made, "observations", at, abnormal=2, description="2 名幼儿下午精神差，未量体温", follow_up="待跟进")


def _unchanged(_made: Frames) -> None:
    """Do nothing here: this fault is planted where illness is drawn."""


PLANTED: dict[str, Planted] = {
    "open_patrol": Planted(
        11,
        "2026-04-, 2026-05-health.xlsx 巡班",
        "the same fault in 中六班 again and again, stuck at 反思",
        _open_patrol,
    ),
    HFMD_CLUSTER: Planted(
        12,
        "2026-05-health.xlsx 传染病登记",
        "hand-foot-mouth disease: five cases in 中三班 from 11 May, spreading",
        _unchanged,
    ),
    "overdue_case_visit": Planted(
        13,
        "2026-04-, 2026-05-, 2026-06-health.xlsx 专案随访",
        "an obese child's case without a visit after 10 April",
        _overdue_case_visit,
    ),
    "unkept_decision": Planted(
        14, "2026-03-meals.xlsx 膳管会", "March's decision was not carried out", _unkept_decision
    ),
    "salt_outlier": Planted(
        15, "2026-04-stock.xlsx 出入库", "60 kg of salt bought and issued on 14 April", _salt_outlier
    ),
    "unlawful_charge": Planted(
        16, "2026-04-money.xlsx 膳费列支", "6,000 元 of labour charged to the meal money", _unlawful_charge
    ),
    "disliked_dish": Planted(
        17, "meals workbooks 品尝与剩余", "an often served dish rated 2.1 with 38 g left", _disliked_dish
    ),
    "weak_disinfectant": Planted(
        18, "2026-04-health.xlsx 消毒", "中八班's tables at 50 mg/L for a week", _weak_disinfectant
    ),
    "stalled_research": Planted(
        19,
        "2026-05-plan.xlsx 任务完成",
        "no process data of the research topic in May",
        _no_evidence(plan.RESEARCH_TASK, "2026-05-25"),
    ),
    "open_observation": Planted(
        20,
        "2026-04-health.xlsx 全日观察",
        "小三班's two listless children of 22 April never followed up",
        _open_observation,
    ),
}
