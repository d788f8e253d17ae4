"""One value from one cell: what is unambiguous is accepted, everything else is told what belongs there."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore import registers
from kgcore.periods import parse as period
from kgcore.registers import RegisterColumn
from kgcore.workbook import cells

MAY = cells.Reckoning(period=period("2026-05"))


def column(register: str, name: str) -> RegisterColumn:
    return next(c for c in registers.columns(registers.get(register)) if c.name == name)


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        (17.35, 1735), ("17.35", 1735), ("１７．３５", 1735), ("¥17.35", 1735), ("17.35元/kg", 1735),
        ("17.35 元", 1735),
        ("1,234.50", 123450), ("1，234.50", 123450), (17.350000000001, 1735), (0.29, 29), (1.15, 115), (4.35, 435),
    ],
)  # fmt: skip
def test_money_is_exact(written, fen):
    assert cells.parse(column("prices", "price_fen_per_kg"), written, MAY) == fen


@pytest.mark.parametrize(
    "written",
    [
        17.355,
        "17.355",
        "12,34.5",
        "1.234,5",
        "-",
        "无",
        "nan",
        float("inf"),
        True,
        1e300,
        -1,
        "一千",
        "½",
        "2²",
        "1①",
        "٣",
    ],
)
def test_what_is_no_money_is_wrong(written):
    assert isinstance(cells.parse(column("prices", "price_fen_per_kg"), written, MAY), cells.Wrong)


@given(st.integers(0, 10**9))
def test_every_amount_of_fen_comes_back(fen):
    declared = column("prices", "price_fen_per_kg")
    shown = cells.shown_column(declared, pd.Series([fen + 1], dtype="Int64"))[0]
    assert cells.parse(declared, shown, MAY) == fen + 1
    assert cells.parse(declared, f"{Decimal(fen + 1) / 100:,.2f}", MAY) == fen + 1


@given(st.integers(0, 10**9))
def test_every_gram_comes_back(grams):
    declared = column("movements", "quantity_g")
    assert cells.parse(declared, cells.shown_column(declared, pd.Series([grams + 1]))[0], MAY) == grams + 1


@given(st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)))
def test_a_day_is_the_same_however_it_is_written(day):
    declared = column("attendance", "date")
    written = [
        day, dt.datetime(day.year, day.month, day.day), day.isoformat(), f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}", float(f"{day:%Y%m%d}"),
        f"{day.year}年{day.month}月{day.day}日", f" {day.year} - {day.month} - {day.day} ",
        f"{day.isoformat()} 00:00:00",
        float((day - dt.date(1899, 12, 30)).days),
    ]  # fmt: skip
    assert {cells.parse(declared, value, MAY) for value in written} == {day}


@pytest.mark.parametrize("written", ["5月6日", "5-6", "5/6", "5.6", "５月６号", "05-06"])
def test_a_day_without_year_takes_it_from_the_period(written):
    assert cells.parse(column("attendance", "date"), written, MAY) == dt.date(2026, 5, 6)


def test_a_day_without_year_in_the_autumn_term_falls_on_either_side_of_new_year():
    autumn = cells.Reckoning(period=period("2026-autumn"))
    declared = column("attendance", "date")
    assert cells.parse(declared, "12月31日", autumn) == dt.date(2026, 12, 31)
    assert cells.parse(declared, "1月4日", autumn) == dt.date(2027, 1, 4)
    assert isinstance(cells.parse(declared, "5月6日", autumn), cells.Wrong)


@pytest.mark.parametrize(
    "written", ["6/5/2026", "26-5-6", "2026-13-1", "2026-2-30", "昨天", 12.5, -3, 1e9, True, "2月30日"]
)
def test_what_is_no_day_is_wrong(written):
    assert isinstance(cells.parse(column("attendance", "date"), written, MAY), cells.Wrong)


@pytest.mark.parametrize(("written", "stored"), [
    ("是", True), ("√", True), ("1", True), (1.0, True), ("TRUE", True), ("✔️", True),
    (False, False), ("×", False), ("０", False),
])  # fmt: skip
def test_flags(written, stored):
    assert cells.parse(column("calendar", "school_day"), written, MAY) is stored


@pytest.mark.parametrize(("written", "stored"), [("男", "M"), ("m", "M"), ("Ｆ", "F"), (" 女 ", "F")])
def test_choices_by_label_or_code(written, stored):
    assert cells.parse(column("children", "sex"), written, MAY) == stored


def test_a_wrong_choice_is_told_the_near_one():
    wrong = cells.parse(column("attendance", "meal"), "午饭", MAY)
    assert isinstance(wrong, cells.Wrong)
    assert "“午餐”" in wrong.expected


@pytest.mark.parametrize(("written", "stored"), [
    ("9:05", "09:05"), ("9：05", "09:05"), ("09:05:00", "09:05"), (dt.time(9, 5), "09:05"), ("9点05分", "09:05"),
    (0.5, "12:00"), (dt.timedelta(hours=9, minutes=5), "09:05"),
])  # fmt: skip
def test_times(written, stored):
    assert cells.parse(column("visitors", "entered_at"), written, MAY) == stored


@pytest.mark.parametrize(("written", "stored"), [
    ("2026-05", "2026-05"), ("2026年5月", "2026-05"), ("2026.5", "2026-05"), (dt.date(2026, 5, 1), "2026-05"),
    ("202605", "2026-05"), (202605.0, "2026-05"),
])  # fmt: skip
def test_months(written, stored):
    assert cells.parse(column("energy", "month"), written, MAY) == stored


@pytest.mark.parametrize(("written", "stored"), [("s001", "S001"), ("Ｓ００１", "S001"), (" S001", "S001")])
def test_codes_are_told_apart_from_their_dress(written, stored):
    assert cells.parse(column("staff", "staff"), written, MAY) == stored


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.datetimes(), st.times(), st.timedeltas()))
def test_no_value_of_any_kind_breaks_the_reading(value):
    for register in ("attendance", "movements", "calendar", "visitors", "children", "energy", "foods", "activities"):
        for declared in registers.columns(registers.get(register)):
            cells.parse(declared, value, MAY)


def test_addresses():
    for number, name in ((0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")):
        assert cells.letters(number) == name
        assert cells.position(name) == number
    assert cells.place("XFD1048576") == (1048575, 16383)
    assert cells.place("1A") is None
