"""Safety indicators computed by hand."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgcore.safety import drills, food_chain, gate, hazards, inspections, letters
from kgcore.safety.records import Quarter
from kgcore.standards import Profile

DAYS = [dt.date(2026, 5, 6), dt.date(2026, 5, 7), dt.date(2026, 5, 8)]
PROFILE = Profile.load(None)


def day(text):
    return pd.Timestamp(text)


def test_school_year_turns_in_august():
    assert letters.school_year(dt.date(2026, 7, 31)) == "2025-2026"
    assert letters.school_year(dt.date(2026, 8, 1)) == "2026-2027"


def test_who_has_no_row_and_who_has_no_day_has_not_signed():
    people = pd.DataFrame({"staff": ["S1", "S2", "S3"], "role": "教师"})
    signed = pd.DataFrame(
        {
            "year": ["2025-2026", "2025-2026", "2024-2025"],
            "staff": ["S1", "S2", "S3"],
            "post": "班级",
            "signed_on": [day("2025-09-05"), pd.NaT, day("2024-09-05")],
        }
    )
    table = letters.agreements(signed, people, "2025-2026")
    (found,) = letters.agreement_findings(table, "2025-2026", "2026-05")
    assert (found.measured, found.limit) == (1, 3)
    assert "教师S2、教师S3" in found.text


def test_absent_from_safety_training_are_named_and_later_hires_are_not_due():
    held = pd.DataFrame({"training": ["T1"], "date": [day("2026-05-12")], "form": ["安全培训"]})
    results = pd.DataFrame({"training": "T1", "staff": ["S1", "S2"], "attended": [True, False]})
    people = pd.DataFrame(
        {
            "staff": ["S1", "S2", "S3"],
            "hired_on": [day("2020-09-01"), day("2020-09-01"), day("2026-05-20")],
            "left_on": pd.NaT,
        }
    )
    table = letters.trainings(held, results, people, ["2026-04", "2026-05"])
    assert table["rate"].isna().to_list() == [True, False]
    assert table.loc[1, ["due", "came", "absent"]].to_list() == [2, 1, ("S2",)]
    assert {f.code for f in letters.training_findings(table, "2026-05")} == {
        "safety.training_not_held",
        "safety.training_absent",
    }


def inspected(*rows):
    frame = pd.DataFrame(rows, columns=["date", "kind", "area", "item", "passed"])
    return frame.assign(date=pd.to_datetime(frame["date"]), passed=frame["passed"].astype("boolean"))


def everything(date, leave=()):
    return [(date, "每日", "一层", item, True) for item in ("水", "电", "燃气", "门窗") if item not in leave]


def test_daily_inspection_complete_partial_and_none():
    frame = inspected(*everything("2026-05-06"), *everything("2026-05-07", leave=["燃气"]))
    table = inspections.daily(frame, DAYS)
    assert table["rate"].to_list() == [1, 0.75, 0]
    # gas was seen on one of three days, so it is not routine, yet it is one of the four that every day needs
    assert table["core_absent"].to_list() == ["", "燃气", "水、电、燃气、门窗"]
    assert table["absent"].to_list()[:2] == ["", ""]
    none, part = inspections.daily_findings(table, "2026-05")
    assert (none.code, part.code) == ("safety.inspection_none", "safety.inspection_partial")
    assert "05-08" in none.text
    assert "05-07" in part.text


def test_fault_found_by_an_inspection_must_be_a_hazard():
    frame = inspected(("2026-05-06", "每日", "一层", "电", False), ("2026-05-07", "每日", "一层", "水", False))
    known = pd.DataFrame({"found_on": [day("2026-05-06")], "item": ["电"]})
    (found,) = inspections.failed_findings(frame, known, "2026-05")
    assert "2026-05-07" in found.text


def hazard(found, due, fixed=None, place="走廊", severity="一般"):
    return {
        "hazard": "H001",
        "found_on": day(found),
        "place": place,
        "item": "水",
        "description": "积水",
        "severity": severity,
        "due_on": day(due),
        "fixed_on": pd.NaT if fixed is None else day(fixed),
        "responsible": "S004",
    }


def test_hazards_age_and_state():
    table = hazards.state(
        pd.DataFrame(
            [
                hazard("2026-05-06", "2026-05-09", "2026-05-09", "甲"),
                hazard("2026-05-06", "2026-05-09", "2026-05-10", "乙"),
                hazard("2026-05-06", "2026-05-20", None, "丙"),
                hazard("2026-05-06", "2026-05-09", None, "丁", "重大"),
            ]
        ),
        day("2026-05-15"),
    )
    assert table["state"].to_list() == [hazards.FIXED, hazards.LATE, hazards.OPEN, hazards.OVERDUE]
    assert table["days"].to_list() == [3, 4, 9, 9]
    found = {f.code: f for f in hazards.findings(table, day("2026-05-01"), "2026-05")}
    assert set(found) == {"safety.hazard_late", "safety.hazard_open", "safety.hazard_overdue"}
    assert found["safety.hazard_overdue"].severity == "severe"
    assert found["safety.hazard_overdue"].limit == 3


def test_a_hazard_of_the_term_before_the_month_is_told_again_only_when_it_comes_back():
    twice = [hazard("2026-03-06", "2026-03-09", "2026-03-12"), hazard("2026-05-06", "2026-05-09", "2026-05-07")]
    table = hazards.state(pd.DataFrame(twice), day("2026-05-29"))
    may = [f.code for f in hazards.findings(table, day("2026-05-01"), "2026-05")]
    assert may == ["safety.hazard_repeated"]
    assert hazards.findings(table, day("2026-06-01"), "2026-06") == []


def drill(date, seconds, review="好"):
    return pd.DataFrame(
        {"date": [day(date)], "kind": "消防疏散", "seconds": pd.array([seconds], dtype="Int64"), "review": [review]}
    )


def test_drill_slower_than_two_minutes_and_quarter_without_one():
    quarters = (
        Quarter("2026-Q1", dt.date(2026, 1, 1), dt.date(2026, 3, 31), dt.date(2026, 3, 31), 24),
        Quarter("2026-Q2", dt.date(2026, 4, 1), dt.date(2026, 6, 30), dt.date(2026, 6, 30), 60),
        Quarter("2026-Q3", dt.date(2026, 7, 1), dt.date(2026, 9, 30), dt.date(2026, 9, 30), 22),
    )
    table = drills.by_quarter(drill("2026-04-17", 121), quarters, day("2026-06-30"))
    assert table["drills"].to_list() == [0, 1, 0]
    assert table["due"].to_list() == [True, True, False]
    found = drills.findings(drill("2026-04-17", 121), table, "2026-spring")
    assert [(f.code, f.measured, f.limit) for f in found] == [
        ("safety.drill_slow", 121, 120),
        ("safety.drill_missed", 0, 1),
    ]
    assert drills.findings(drill("2026-04-17", 120), table.iloc[1:], "2026-spring") == []
    assert [f.code for f in drills.findings(drill("2026-04-17", None, None), table.iloc[1:], "x")] == [
        "safety.drill_unreviewed"
    ]


def test_a_drill_dated_in_the_future_is_a_slip():
    dates = {"演练": pd.Series([day("2027-03-20"), day("2026-03-20")])}
    (found,) = drills.ahead(dates, day("2026-03-31"), "2026-spring")
    assert "《演练》有1条日期" in found.text
    assert drills.ahead({"演练": pd.Series([day("2026-04-30")])}, day("2026-03-31"), "x") == []


def visitor(left):
    return pd.DataFrame(
        {
            "date": [day("2026-05-06")],
            "badge": "N01",
            "entered_at": "09:10",
            "left_at": [left],
            "purpose": "送货",
            "met": "S100",
        }
    ).astype({"left_at": "str"})


def test_minutes_inside_and_visitors_who_never_left():
    assert gate.visits(visitor("09:55"))["minutes"].to_list() == [45]
    stays = gate.visits(visitor(None))
    assert stays["minutes"].isna().all()
    found = gate.visitor_findings(stays, [dt.date(2026, 5, 6)], "2026-05")
    assert [f.code for f in found] == ["safety.visitor_no_exit"]
    assert "S100" in found[0].text


def test_gate_duty_kept_short_unchecked_and_unrecorded():
    rows = [
        ("2026-05-06", "早高峰", 4, 4, True),
        ("2026-05-06", "晚高峰", 4, 3, True),
        ("2026-05-07", "早高峰", 4, 4, False),
    ]
    frame = pd.DataFrame(rows, columns=["date", "peak", "required", "present", "cards_checked"])
    frame = frame.assign(date=pd.to_datetime(frame["date"])).astype(
        {"required": "Int64", "present": "Int64", "cards_checked": "boolean"}
    )
    table = gate.duty(frame, DAYS[:2])
    assert [None if pd.isna(kept) else bool(kept) for kept in table["kept"]] == [True, False, False, None]
    assert [f.code for f in gate.duty_findings(table, "2026-05")] == [
        "safety.duty_unrecorded",
        "safety.duty_short",
        "safety.cards_unchecked",
    ]


def purchases():
    return pd.DataFrame(
        [
            ("M1", "2026-05-06", "采购", "鸡蛋", 1000, "V1", None),
            ("M2", "2026-05-06", "采购", "鸡蛋", 1000, "V1", None),
            ("M3", "2026-05-06", "冲正", "鸡蛋", 1000, "V1", "M2"),
            ("M4", "2026-05-07", "采购", "番茄", 500, "V2", None),
        ],
        columns=["entry", "date", "kind", "food", "quantity_g", "supplier", "reverses"],
    ).assign(date=lambda f: pd.to_datetime(f["date"]), batch="B1")


def accepted():
    return pd.DataFrame(
        {
            "entry": ["M1"],
            "delivered_g": [990],
            "quality": ["合格"],
            "certificate_seen": pd.array([True], dtype="boolean"),
            "temperature_c": [3.0],
            "acceptor": ["S021"],
        }
    )


SUPPLIERS = pd.DataFrame({"supplier": ["V1", "V2"], "licence_expires": pd.to_datetime(["2027-01-01", "2026-05-06"])})


def test_deliveries_are_accepted_weighed_and_licensed():
    table = food_chain.deliveries(purchases(), accepted(), SUPPLIERS)
    assert table["entry"].to_list() == ["M1", "M4"]
    found = {f.code: f.text for f in food_chain.delivery_findings(table, "2026-05")}
    assert set(found) == {"safety.not_accepted", "safety.weight_differs", "safety.licence_expired"}
    assert "番茄（M4）" in found["safety.not_accepted"]
    assert "鸡蛋（M1）" in found["safety.weight_differs"]


def test_a_licence_that_is_not_on_record_is_told_and_not_called_expired():
    suppliers = SUPPLIERS.assign(licence_expires=pd.NaT)
    table = food_chain.deliveries(purchases(), accepted(), suppliers)
    codes = {finding.code for finding in food_chain.delivery_findings(table, "2026-05")}
    assert "safety.licence_open" in codes and "safety.licence_expired" not in codes


def menu():
    return pd.DataFrame({"date": pd.to_datetime(["2026-05-07"] * 4), "meal": "午餐", "dish": ["甲", "乙", "丙", "丁"]})


def sampled(profile=PROFILE):
    samples = pd.DataFrame(
        {
            "date": pd.to_datetime(["2026-05-07"] * 3),
            "meal": "午餐",
            "dish": ["甲", "乙", "丙"],
            "grams": [125.0, 124.0, 130.0],
            "kept_hours": [48.0, 48.0, 47.0],
            "taken_by": "S021",
        }
    )
    return food_chain.dishes(menu(), samples, profile)


def test_samples_of_125_grams_and_48_hours():
    table = sampled()
    assert table["verdict"].to_list() == [food_chain.SAMPLED, food_chain.SHORT, food_chain.BRIEF, food_chain.UNSAMPLED]
    found = food_chain.sample_findings(table, PROFILE, "2026-05")
    assert [(f.code, f.measured, f.limit) for f in found] == [
        ("safety.sample_missing", 3, 4),
        ("safety.sample_short", 124, 125),
        ("safety.sample_short", 47, 48),
    ]


def test_the_older_norm_asks_for_a_hundred_grams():
    older = PROFILE.model_copy(update={"sample_scheme": "norm2012"})
    assert sampled(older)["verdict"].to_list()[1] == food_chain.SAMPLED


def test_chain_by_day_and_cleaning():
    delivered = food_chain.deliveries(purchases(), accepted(), SUPPLIERS)
    cleaned = pd.DataFrame({"date": pd.to_datetime(["2026-05-06"]), "object": "餐具"})
    chain = food_chain.by_day(delivered, sampled(), cleaned, DAYS[:2])
    second = chain.iloc[1]
    assert second[["deliveries", "accepted", "dishes", "samples_kept", "meals", "cleanings"]].to_list() == [
        1,
        0,
        4,
        1,
        1,
        0,
    ]
    assert chain["complete"].to_list() == [False, False]
    (found,) = food_chain.cleaning_findings(chain, "2026-05")
    assert "05-07" in found.text


def test_a_dish_is_traced_to_supplier_acceptor_and_sample():
    ingredients = pd.DataFrame({"dish": ["乙", "乙", "乙"], "food": ["鸡蛋", "番茄", "盐"]})
    delivered = food_chain.deliveries(purchases(), accepted(), SUPPLIERS)
    table = food_chain.trace(dt.date(2026, 5, 7), "乙", ingredients, delivered, sampled()).set_index("food")
    assert table.loc["鸡蛋", ["entry", "supplier", "acceptor", "taken_by"]].to_list() == ["M1", "V1", "S021", "S021"]
    assert table.loc["番茄", "entry"] == "M4"
    assert pd.isna(table.loc["盐", "entry"])
    earlier = food_chain.trace(dt.date(2026, 5, 6), "乙", ingredients, delivered, sampled()).set_index("food")
    assert pd.isna(earlier.loc["番茄", "entry"])


@settings(max_examples=30)
@given(st.sets(st.tuples(st.sampled_from(DAYS), st.sampled_from(["水", "电", "燃气", "门窗"])), max_size=12))
def test_completeness_is_a_fraction_and_whole_only_when_the_four_were_seen(seen):
    frame = inspected(*[(f"{date}", "每日", "一层", item, True) for date, item in seen])
    table = inspections.daily(frame, DAYS)
    assert table["rate"].between(0, 1).all()
    for row in table.itertuples():
        four = {item for date, item in seen if pd.Timestamp(date) == row.date}
        assert (row.rate == 1) == (len(four) == 4)


def test_visitor_out_before_in_is_refused_by_the_register():
    from kgcore import registers
    from kgcore.registers.check import check

    frame = visitor("08:00").assign(site="main")
    _, faults = check(registers.get("visitors"), frame)
    assert [(fault.column, fault.row) for fault in faults] == [("left_at", 0)]
    assert "离开时间早于进门时间" in faults[0].message


@pytest.mark.parametrize("text", ["2026-13", "五月"])
def test_a_period_that_is_none_is_refused(text):
    from kgcore import safety
    from kgcore.periods import PeriodError

    with pytest.raises(PeriodError):
        safety.month(None, text)
