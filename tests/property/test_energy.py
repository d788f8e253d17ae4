"""Energy on equal attendance, by hand: 2,000 kWh for 10,000 child-days is 2,400 kWh for 12,000."""

import pandas as pd
import pytest

from kgcore.property import energy

ROWS = pd.DataFrame({
    "month": ["2025-05", "2026-05", "2026-05"],
    "post": ["食堂", "食堂", "办公"],
    "carrier": ["电", "电", "水"],
    "amount": [2000.0, 2640.0, 50.0],
    "cost_fen": [120000, 163680, 24000],
})  # fmt: skip
NONE = pd.Series(dtype="float64")


def compared(kitchen=NONE, days=NONE):
    return energy.against_last_year(ROWS, ["2026-05"], NONE, kitchen, days).set_index("post")


def test_child_days_take_the_fullest_meal_of_each_class():
    attendance = pd.DataFrame({
        "site": "main", "date": pd.to_datetime(["2026-05-06"] * 3 + ["2026-06-01"]),
        "class_name": ["小一班", "小一班", "小二班", "小一班"], "diners": [30, 33, 31, 20],
    })  # fmt: skip
    assert energy.child_days(attendance).to_dict() == {"2026-05": 64.0, "2026-06": 20.0}


def test_attendance_comes_before_school_days_before_nothing():
    by_children = compared(kitchen=pd.Series({"2025-05": 10000.0, "2026-05": 12000.0})).loc["食堂"]
    assert by_children["expected"] == pytest.approx(2400)
    assert by_children["change"] == pytest.approx(0.10)
    assert by_children["per_child_day"] == pytest.approx(0.22)
    assert by_children["basis"] == energy.BY_CHILD_DAYS
    by_days = compared(days=pd.Series({"2025-05": 20.0, "2026-05": 22.0})).loc["食堂"]
    assert (by_days["expected"], by_days["basis"]) == (pytest.approx(2200), energy.BY_SCHOOL_DAYS)
    raw = compared().loc["食堂"]
    assert (raw["expected"], raw["basis"]) == (2000, energy.NOT_ADJUSTED)


def test_without_a_last_year_nothing_is_judged():
    office = compared().loc["办公"]
    assert office[["last_year", "expected", "change", "basis"]].isna().all()


def test_saving_is_valued_at_this_years_price():
    table = energy.saving(compared(kitchen=pd.Series({"2025-05": 10000.0, "2026-05": 12000.0})).reset_index())
    total = table.set_index("post").loc[energy.TOTAL]
    # 163,680 fen for 2,640 kWh is 62 fen; 2,400 kWh would have been 148,800: 14,880 more than should be
    assert total[["cost_fen", "expected_fen", "saved_fen"]].tolist() == [163680, 148800, -14880]
    assert total["rate"] == pytest.approx(-0.1)


def test_what_is_not_adjusted_saves_nothing():
    total = energy.saving(compared().reset_index()).set_index("post").loc[energy.TOTAL]
    assert total["expected_fen"] == 0
    assert pd.isna(total["rate"])


def test_no_energy_gives_no_rate():
    table = energy.saving(energy.against_last_year(ROWS.iloc[:0], ["2026-05"], NONE, NONE, NONE))
    assert pd.isna(table["rate"].iloc[-1])
