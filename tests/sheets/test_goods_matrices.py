"""Purchases and issues by day or meal, and month totals of stock: quantities with their unit, totals never entries."""

import datetime as dt
from decimal import Decimal

import pytest

from kgcore.sheets.kinds import ISSUE, PURCHASE, STOCKTAKE
from tests.sheets.matrix_sheets import read, rows_of

DAYS = ["2日", "3日", "4日", "5日", "6日"]
NOVEMBER = "2026年11月食堂采购登记表（单位：{unit}）"


def told(tables):
    return [
        (row["date"], row["food"], row["quantity_kg"], row.get("amount_yuan")) for row in rows_of(tables, "movements")
    ]


def day(number):
    return dt.date(2026, 11, number)


@pytest.mark.parametrize(("unit", "factor"), [("公斤", 1), ("斤", Decimal("0.5"))])
def test_purchases_by_day_with_a_price(tmp_path, unit, factor):
    rows = [
        [NOVEMBER.format(unit=unit)],
        ["品名", "单价", *DAYS, "合计", "金额"],
        ["番茄", 2.4, 20, None, 15, None, None, 35, 84],
        ["鸡蛋", 11, None, 10, None, None, None, 10, 110],
        ["合计", None, 20, 10, 15, None, None, 45, 194],
    ]
    tables = read(tmp_path / "a.xlsx", rows)
    assert {table.kind for table in tables} == {PURCHASE}
    assert told(tables) == [
        (day(2), "番茄", 20 * factor, 48),
        (day(4), "番茄", 15 * factor, 36),
        (day(3), "鸡蛋", 10 * factor, 110),
    ]
    assert not [ask for table in tables for ask in table.asks]


def test_days_may_run_down_and_foods_across(tmp_path):
    rows = [["2026年11月出库登记（公斤）"], ["日期", "大米", "鸡蛋", "苹果"]]
    rows += [[f"11月{number}日", 36, 12, 40] for number in (2, 3, 4)]
    tables = read(tmp_path / "a.xlsx", rows)
    assert {table.kind for table in tables} == {ISSUE}
    assert sorted(told(tables))[:3] == [
        (day(2), "大米", 36, None),
        (day(2), "苹果", 40, None),
        (day(2), "鸡蛋", 12, None),
    ]
    assert len(told(tables)) == 9


def test_a_unit_that_stands_nowhere_is_asked_once(tmp_path):
    rows = [["2026年11月食堂采购登记表"], ["品名", *DAYS], ["番茄", 20, 15, 9, 8, 7], ["鸡蛋", 10, 11, 12, 13, 14]]
    tables = read(tmp_path / "a.xlsx", rows)
    assert [(ask.about, ask.proposals) for table in tables for ask in table.asks] == [("unit", ("公斤", "斤"))]
    assert all("quantity_kg" in row["asked"] for row in rows_of(tables, "movements"))


def test_an_issue_slip_with_a_column_for_each_meal(tmp_path):
    rows = [
        ["厨房领料单"],
        ["2026年11月4日 星期三", "", "就餐人数：", "186"],
        ["序号", "品名", "早餐", "午餐", "午点", "合计(斤)", "领料人"],
        [1, "大米", None, 36, None, 36, "李"],
        [2, "鸡蛋", 12, None, None, 12, "李"],
        ["库管员签字：", "", "厨师长："],
    ]
    tables = read(tmp_path / "a.xlsx", rows)
    assert told(tables) == [(day(4), "大米", 18, None), (day(4), "鸡蛋", 6, None)]
    assert [row["meal"] for row in rows_of(tables, "movements")] == ["午餐", "早餐"]
    assert tables[0].never == ["领料人"] and "李" not in str(tables)


STOCK = [
    ["2026年10月食堂库存商品进销存明细表"],
    ["品名", "单位", "期初结存", "", "本期入库", "", "本期出库", "", "期末结存", ""],
    ["", "", "数量", "金额", "数量", "金额", "数量", "金额", "数量", "金额"],
    ["大米", "kg", 120, 540, 300, 1350, 310, 1395, 110, 495],
    ["菜籽油", "斤", 20, 240, 40, 480, 45, 540, 16, 180],
    ["合计", "", "", 780, "", 1830, "", 1935, "", 675],
]
AREAS = ("C2:D2", "E2:F2", "G2:H2", "I2:J2", "A2:A3", "B2:B3")


def test_month_totals_of_stock_are_controls_and_no_entries(tmp_path):
    tables = read(tmp_path / "a.xlsx", STOCK, AREAS)
    assert [table.kind for table in tables] == [STOCKTAKE] and not tables[0].rows
    rice, oil, month = tables[0].controls
    assert month == {
        "month": "2026-10", "opening_stock_yuan": 780, "bought_yuan": 1830, "spent_yuan": 1935,
        "closing_stock_yuan": 675,
    }  # fmt: skip
    phases = ("opening", "bought", "used", "closing")
    assert [rice[f"{phase}_kg"] for phase in phases] == [120, 300, 310, 110]
    assert [oil[f"{phase}_kg"] for phase in phases] == [10, 20, Decimal("22.5"), 8]
    assert [rice[f"{phase}_yuan"] for phase in phases] == [540, 1350, 1395, 495]
    assert rice["month"] == "2026-10"
    assert tables[0].faults == ["菜籽油：期初 10 + 入库 20 − 出库 22.5 = 7.5 kg，表上期末是 8 kg"]


def test_month_totals_in_one_row_of_headings(tmp_path):
    rows = [
        ["2026年10月库存表（公斤）"],
        ["品名", "上月结存", "本月购入", "本月消耗", "本月结存"],
        ["大米", 120, 300, 310, 110],
    ]
    [table] = read(tmp_path / "a.xlsx", rows)
    assert table.controls[0]["closing_kg"] == 110 and not table.rows and not table.faults


def test_a_plain_stocktake_is_no_month_total(tmp_path):
    rows = [
        ["2026年10月30日盘点表"],
        ["品名", "单位", "账面数量", "实存数量"],
        ["大米", "kg", 118, 120],
        ["鸡蛋", "kg", 4, 4],
    ]
    tables = read(tmp_path / "a.xlsx", rows)
    assert [row["quantity_kg"] for row in rows_of(tables, "counts")] == [120, 4]
