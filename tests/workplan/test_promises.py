"""The plan sentence by sentence: what a condition takes, what an interval owes; silence proves nothing."""

import datetime as dt

import pandas as pd
import pytest

from kgcore import registers
from kgcore.registers import plan
from kgcore.workplan.promises import COLUMNS, by_measures, fulfilling, judged

DAYS = [day.date() for day in pd.bdate_range("2026-03-02", "2026-06-30")]
TRAININGS = pd.DataFrame(
    {
        "date": pd.to_datetime(["2026-03-18", "2026-04-30", "2026-06-03"]), "form": ["口试", "理论", "口试"],
        "subject": ["消毒", "责任心", "进餐"], "hours": [2.0, 1.0, 3.0],
    }
)  # fmt: skip
UNKNOWN = {"activity": "P001", "comparison": "不低于", "target": 0.95, "actual": None, "verdict": "unknown",
           "evidence": "没有数据"}  # fmt: skip
NO_TIMES = pd.DataFrame(columns=["activity", "due", "done"])


def promise(**given):
    base = {
        "item": "P001", "term": "2026-spring", "chapter": "队伍", "section": "四(一)", "sentence": "口试",
        "responsible": "S001", "measure": None, "target": None, "comparison": None, "proof": None, "condition": None,
        "every": plan.MONTHLY, "first_due": pd.Timestamp("2026-03-25"), "last_due": pd.Timestamp("2026-06-25"),
        "activity": None,
    }  # fmt: skip
    return pd.DataFrame([base | given])


def stand(
    rows, *, read=lambda register: TRAININGS, times=NO_TIMES, since=dt.date(2026, 2, 25),
    until=dt.date(2026, 6, 30), unkept=(),
):  # fmt: skip
    table = judged(
        rows, read, times=times, since=since, until=until, school_days=DAYS, unkept=unkept
    )  # fmt: skip
    assert list(table.columns) == COLUMNS
    return table.iloc[0]


def measured(goal, unkept=()):
    rows = promise(measure="training_pass_rate", target=0.95, comparison="不低于")
    table = by_measures(rows, pd.DataFrame([goal]), unkept, {"training_pass_rate": ("trainings",)})
    assert list(table.columns) == COLUMNS
    return table.iloc[0]


@pytest.mark.parametrize(
    ("condition", "subjects"),
    [
        ("", ["消毒", "责任心", "进餐"]),
        ("形式=口试", ["消毒", "进餐"]),
        ("形式=口试|理论；内容~责任", ["责任心"]),
        ("学时>=2", ["消毒", "进餐"]),
        ("内容~毒|餐", ["消毒", "进餐"]),
    ],
)
def test_a_condition_takes_the_rows_it_names(condition, subjects):
    assert fulfilling(TRAININGS, "trainings", condition)["subject"].tolist() == subjects


@pytest.mark.parametrize("condition", ["口试", "样式=口试", "形式 是 口试"])
def test_a_condition_that_cannot_be_read_proves_nothing_and_says_what_would_be_right(condition):
    with pytest.raises(ValueError, match="栏目=值"):
        fulfilling(TRAININGS, "trainings", condition)
    found = stand(promise(proof="培训", condition=condition))
    assert found["state"] == "not_done" and "读不懂" in found["evidence"]


def test_each_month_owes_a_row_and_the_months_without_one_are_named():
    # due on 25 March, April, May and June: an interval runs to its month's end, so 30 April proves April
    found = stand(promise(proof="培训"))
    assert (found["state"], found["due"], found["done"]) == ("partly", 4, 3)
    assert "05-25" in found["evidence"] and "《培训》3 行" in found["evidence"]


def test_one_row_proves_one_interval_alone():
    once = TRAININGS.iloc[[1]]
    found = stand(promise(proof="培训"), read=lambda register: once)
    assert found["done"] == 1


def test_a_month_is_not_proved_by_the_row_of_the_month_before():
    april = TRAININGS.iloc[[1]]

    def state_of(month):
        since = dt.date(2026, month, 1)
        until = since + pd.offsets.MonthEnd(0)
        return stand(promise(proof="培训"), read=lambda register: april, since=since, until=until.date())["state"]

    assert [state_of(month) for month in (4, 5)] == ["done", "not_done"]


def test_a_week_without_school_owes_nothing():
    holiday = [day for day in DAYS if not dt.date(2026, 3, 7) <= day <= dt.date(2026, 3, 13)]
    rows = promise(proof="培训", every=plan.WEEKLY, first_due=pd.Timestamp("2026-03-06"),
                   last_due=pd.Timestamp("2026-03-20"))  # fmt: skip
    table = judged(
        rows, lambda register: TRAININGS, times=NO_TIMES, since=dt.date(2026, 2, 25),
        until=dt.date(2026, 6, 30), school_days=holiday, unkept=(),
    )  # fmt: skip
    assert table.loc[0, ["due", "done"]].tolist() == [2, 1]


def test_what_falls_due_later_is_not_due():
    assert stand(promise(proof="培训"), until=dt.date(2026, 3, 20))["state"] == "not_due"


def test_a_register_that_the_office_does_not_keep_is_told_and_not_blamed():
    assert stand(promise(proof="培训"), unkept=["trainings"])["state"] == "not_kept"
    assert measured(UNKNOWN, unkept=["trainings"])["state"] == "not_kept"


def test_a_measure_that_was_not_recorded_is_not_kept_to():
    found = measured(UNKNOWN)
    assert found["state"] == "not_done" and found["evidence"].startswith("未记录")
    met = UNKNOWN | {"actual": 0.97, "verdict": "met", "evidence": "合格÷应考"}
    assert measured(met)["state"] == "done"


def test_a_tick_counts_only_where_no_register_proves_it_and_is_called_one_s_own_word():
    times = pd.DataFrame({"activity": ["G01"], "due": [4], "done": [4]})
    told = stand(promise(activity="G01"), times=times)
    assert (told["state"], told["basis"]) == ("done", "self") and told["evidence"].startswith("自述")
    by_register = stand(promise(activity="G01", proof="培训", condition="形式=技能竞赛"), times=times)
    assert (by_register["state"], by_register["basis"]) == ("not_done", "register")


def test_a_sentence_without_any_proof_does_not_disappear():
    found = stand(promise())
    assert (found["state"], found["basis"]) == ("not_done", "nothing")
    assert "没有台账" in stand(promise(proof="点名册"))["evidence"]


def test_titles_of_registers_are_unique_so_that_a_title_names_one():
    titles = [registers.meta(one).title for one in registers.REGISTERS.values()]
    assert len(titles) == len(set(titles))
