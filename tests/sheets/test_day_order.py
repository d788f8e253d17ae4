"""Days of numbers: one cell may prove the order of all, a title may; nothing is supposed where both orders are days."""

import datetime as dt

import pytest

from kgcore.sheets.day_order import AS_SHOWN, DAY_FIRST, EXCHANGED
from tests.sheets.books import book, office_names, one, values


def read(tmp_path, days, title="采购清单", suffix=".xlsx", names=None):
    rows = [[title], ["日期", "品名", "单位", "数量"], *([day, "大米", "公斤", 1 + n] for n, day in enumerate(days))]
    return one(book(tmp_path / f"采购{suffix}", rows), "movements", names)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize(
    ("title", "days", "dates"),
    [
        ("采购清单", ["10/8/2026", "13/10/2026"], ["2026-08-10", "2026-10-13"]),
        ("采购清单", ["10/8/2026", "10/13/2026"], ["2026-10-08", "2026-10-13"]),
        ("采购清单", ["8/10/2026", "13/10/2026（周二）"], ["2026-10-08", "2026-10-13"]),
        ("2026年10月采购清单", ["8/10/2026", "9/10/2026"], ["2026-10-08", "2026-10-09"]),
        ("采购清单", ["26-10-8", "26.10.9", "26/10/12"], ["2026-10-08", "2026-10-09", "2026-10-12"]),
        ("2026年采购清单", ["10/8", "13/10"], ["2026-08-10", "2026-10-13"]),
        ("2026年采购清单", ["10/8", "10/9"], ["2026-10-08", "2026-10-09"]),
        ("2026年采购清单", ["8.10", "8-11"], ["2026-08-10", "2026-08-11"]),
    ],
)
def test_what_is_proved(tmp_path, title, days, dates, suffix):
    table = read(tmp_path, days, title, suffix)
    assert [row[0] for row in values(table, "date")] == dates
    assert not table.asks and not table.misreadings


@pytest.mark.parametrize("days", [["10/8/2026", "9/10/2026"], ["10/8/26", "10/9/26"], ["8/10", "9/10"]])
def test_two_orders_are_asked(tmp_path, days):
    title = "2026年采购清单"
    table = read(tmp_path, days, title)
    (ask,) = table.asks
    assert ask.about == "day_order" and all(row["asked"] == ["date"] for row in table.rows)
    again = read(tmp_path, days, title, names=office_names({("day_order", ask.written): DAY_FIRST}))
    first = days[0].split("/")
    assert values(again, "date", "asked")[0] == (f"2026-{int(first[1]):02d}-{int(first[0]):02d}", None)


def test_two_orders_in_one_column_are_named_by_cell(tmp_path):
    table = read(tmp_path, ["13/10/2026", "14/10/2026", "10/15/2026"])
    assert [fault.cell for fault in table.misreadings if "分不清" in fault.expected] == ["A5"]


@pytest.mark.parametrize("made", [dt.datetime(2026, 8, 10), "2026/8/10"])
def test_days_that_excel_made_beside_text_are_asked(tmp_path, made):
    table = read(tmp_path, [made, "13/10/2026", "10/10/2026"])
    (ask,) = table.asks
    assert ask.about == "day_order" and ask.proposals == (EXCHANGED, AS_SHOWN) and "13/10/2026" in ask.written
    assert values(table, "date", "asked")[0] == ("2026-10-08", ["date"])
    shown = read(
        tmp_path, [made, "13/10/2026", "10/10/2026"], names=office_names({("day_order", ask.written): AS_SHOWN})
    )
    assert [row[0] for row in values(shown, "date")] == ["2026-08-10", "2026-10-13", "2026-10-10"] and not shown.asks


@pytest.mark.parametrize(
    ("title", "days"),
    [
        ("采购清单", [dt.datetime(2026, 10, 15), "13/10/2026"]),
        ("采购清单", [dt.datetime(2026, 10, 8), "2026年10月13日"]),
        ("2026年10月采购清单", [dt.datetime(2026, 10, 8), "13/10/2026"]),
    ],
)
def test_days_that_excel_cannot_have_turned(tmp_path, title, days):
    table = read(tmp_path, days, title)
    assert not table.asks and {row[0][:7] for row in values(table, "date")} == {"2026-10"}
