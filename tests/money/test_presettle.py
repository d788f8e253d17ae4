"""月度预结算 and 月月清退 of the tiny kitchen."""

import pandas as pd
import pytest

from kgcore import money
from kgcore.findings import Finding
from kgcore.money.presettle import CHECKS, checklist, presettlement

COLUMNS = ["entry", "category", "amount_fen", "approved_on", "paid_on", "reverses"]


def test_what_is_paid_signed_and_unsigned_leaves_the_budget():
    bills = pd.DataFrame(
        [
            ("I1", "绿化", 100, "2026-05-02", "2026-05-03", None),
            ("I2", "绿化", 30, "2026-05-02", None, None),
            ("I3", "绿化", 7, None, None, None),
            ("I4", "绿化", 5, None, "2026-05-09", None),  # paid without a signature: paid it is
            ("I5", "培训", 50, None, None, None),
            ("I6", "培训", 50, None, None, "I5"),
            ("I7", "基建项目", 9, None, None, None),  # no budget
        ],
        columns=COLUMNS,
    )
    budgets = pd.DataFrame({"category": ["绿化", "培训"], "amount_fen": [140, 60]})
    found = presettlement(bills, budgets)
    assert found.loc["绿化"].to_dict() == {
        "budget_fen": 140, "paid_fen": 105, "signed_fen": 30, "unsigned_fen": 7, "left_fen": -2,
    }  # fmt: skip
    assert found.loc["培训", ["unsigned_fen", "left_fen"]].tolist() == [0, 60]
    assert found.loc["基建项目", "left_fen"] == -9


def finding(code, text):
    return Finding(code, "warning", "", "2026-05", text)


def test_what_stands_in_the_way_of_the_close():
    found = checklist([finding("money.not_accepted", f"{n}缺验收") for n in "甲乙丙"]).set_index("item")
    assert found.index.tolist() == list(CHECKS)
    assert not found.loc["acceptance", "ready"]
    assert found.loc["acceptance", "text"] == "甲缺验收；乙缺验收；另有 1 项"
    assert found.drop(index="acceptance")["ready"].all()


def test_the_tiny_month_is_not_ready(opened, frames):
    month = money.month(opened(frames), "2026-05")
    waiting = month.checklist.loc[~month.checklist["ready"], "item"].tolist()
    assert waiting == ["stocktake", "charges"]
    assert month.presettlement.empty


def absent(*days):
    return pd.DataFrame(
        [
            {"site": "main", "date": day, "child": "C00001", "class_name": "小一班", "leave": "事假",
             "asked_by": "S001"}
            for day in days
        ]
    )  # fmt: skip


def test_refunds_child_by_child_add_up_to_the_ledger(opened, frames):
    frames["symptoms"] = absent("2026-05-06", "2026-05-07")
    found = money.month(opened(frames), "2026-05")
    assert found.refunds.to_numpy().tolist() == [["C00001", 2, 2000, 5000, 3000]]
    assert found.refunds["paid_fen"].sum() == found.accounts.loc[("month", "main"), "refunds_fen"]


def test_without_records_of_absence_what_is_due_is_unknown(opened, frames):
    found = money.month(opened(frames), "2026-05").refunds.iloc[0]
    assert pd.isna(found["due_fen"]) and pd.isna(found["difference_fen"])
    assert found["paid_fen"] == 5000


def test_a_child_owed_and_not_paid_is_listed(opened, frames):
    frames["symptoms"] = absent("2026-05-06")
    frames["refunds"] = frames["refunds"][frames["refunds"]["site"] == "longma"]
    found = money.month(opened(frames), "2026-05").refunds
    assert found[["due_fen", "paid_fen", "difference_fen"]].to_numpy().tolist() == [[1000, 0, -1000]]


@pytest.mark.parametrize("month", ["2026-05", "2026-06"])
def test_corrections_of_the_term_are_those_of_its_months(opened, frames, month):
    back = frames["refunds"].iloc[[0]].assign(entry="F0002", date="2026-06-03", month="2026-06", reverses="F0001")
    office = opened(frames)
    office.write({"refunds": back}, who="测试")
    assert money.month(office, month).corrections["entry"].tolist() == ([] if month == "2026-05" else ["F0002"])
    assert money.term(office, "2026-spring").corrections["entry"].tolist() == ["F0002"]
