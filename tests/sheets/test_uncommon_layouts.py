"""Layouts that are easily read wrongly: two notes side by side, days before months, plans, headings down the side."""

import pytest

from tests.sheets.books import book, one, tables, values

SALE = ["品名", "数量", "单价", "金额"]


def test_notes_side_by_side_have_each_their_supplier_and_day(tmp_path):
    rows = [
        ["老李蔬菜送货单", *[None] * 4, "张记肉铺送货单"],
        ["2026年10月8日", *[None] * 4, "2026年10月9日"],
        [*SALE, None, *SALE],
        ["青菜", "10斤", 4, 40, None, "五花肉", "8斤", 15, 120],
    ]
    found = [values(table, "date", "food", "supplier_written") for table in tables(book(tmp_path / "送货.xlsx", rows))]
    assert found == [[("2026-10-08", "青菜", "老李蔬菜")], [("2026-10-09", "五花肉", "张记肉铺")]]


@pytest.mark.parametrize(
    ("heading", "days"), [("10月份采购登记 2026年", ["8/10", "12/10"]), ("2026年采购登记", ["8/10", "13/10"])]
)
def test_the_day_may_stand_before_the_month(tmp_path, heading, days):
    rows = [[heading], ["日期", *SALE], *([day, "青菜", "10斤", 4, 40] for day in days)]
    table = one(book(tmp_path / "采购.xlsx", rows), "movements")
    assert values(table, "date") == [("2026-10-08",), (f"2026-10-{days[1][:2]}",)]


def test_month_and_day_in_two_columns_are_a_day(tmp_path):
    rows = [
        ["采购登记"],
        ["2026年", None, *SALE],
        ["月", "日"],
        [10, 8, "青菜", "10斤", 4, 40],
        [None, 9, "鸡蛋", "3斤", 5, 15],
    ]
    path = book(tmp_path / "采购.xlsx", rows, merge=["A2:B2", "C2:C3", "D2:D3", "E2:E3", "F2:F3"])
    assert values(one(path, "movements"), "date", "food") == [("2026-10-08", "青菜"), ("2026-10-09", "鸡蛋")]


def test_of_several_days_in_a_title_none_is_taken(tmp_path):
    rows = [["采购单（2026年10月8日至10月12日）"], SALE, ["青菜", "10斤", 4, 40]]
    table = one(book(tmp_path / "采购.xlsx", rows), "movements")
    assert values(table, "date", "asked") == [(None, ["date"])]


def test_what_is_planned_was_not_bought(tmp_path):
    rows = [["食堂采购计划 2026年10月8日"], SALE, ["青菜", "10斤", 4, 40]]
    assert tables(book(tmp_path / "计划.xlsx", rows)) == []


def test_headings_may_stand_in_the_first_column(tmp_path):
    rows = [
        ["采购单 2026年10月8日"],
        ["品名", "青菜", "鸡蛋"],
        ["单位", "斤", "斤"],
        ["数量", 30, 20],
        ["金额", 60, 110],
    ]
    table = one(book(tmp_path / "采购.xlsx", rows), "movements")
    assert values(table, "food", "quantity_kg", "amount_yuan") == [("青菜", 15, 60), ("鸡蛋", 10, 110)]


def test_a_cell_that_holds_no_quantity_is_named_and_asked(tmp_path):
    rows = [
        ["采购单 2026年10月8日"],
        SALE,
        ["青菜", "三十斤", 2, 60],
        ["鸡蛋", None, None, 15],
        ["番茄", "2袋(5kg/袋)", 40, 80],
    ]
    table = one(book(tmp_path / "采购.xlsx", rows), "movements")
    assert [(fault.sheet, fault.cell, fault.value) for fault in table.misreadings] == [
        ("Sheet1", "B3", "三十斤"), ("Sheet1", "B4", ""),
    ]  # fmt: skip
    assert [ask.about for ask in table.asks] == ["kg", "kg"]
    assert values(table, "food", "quantity_kg") == [("青菜", None), ("鸡蛋", None), ("番茄", 10)]


def test_what_was_counted_is_read_beside_the_figures_of_the_month(tmp_path):
    heads = ["品名", "单位", "上月结存", "本月入库", "本月出库", "账面结存", "实盘数"]
    rows = [["食堂盘点表"], ["盘点日期", "2026.10.31"], heads, ["大米", "kg", 60, 300, 310, 50, 48]]
    found = [table for table in tables(book(tmp_path / "盘点.xlsx", rows)) if table.rows]
    assert [values(table, "date", "food", "quantity_kg") for table in found] == [[("2026-10-31", "大米", 48)]]


def test_samples_may_be_a_matrix(tmp_path):
    rows = [
        ["食品留样记录 2026年"],
        ["餐次", "10月8日", "10月9日"],
        ["早点", "牛奶125g 饼干130g", "牛奶125g"],
        ["留样人", "张", "李"],
    ]
    table = one(book(tmp_path / "留样.xlsx", rows), "samples")
    assert values(table, "date", "meal", "dish", "grams") == [
        ("2026-10-08", "早点", "牛奶", 125), ("2026-10-08", "早点", "饼干", 130), ("2026-10-09", "早点", "牛奶", 125),
    ]  # fmt: skip
    assert table.never == ["留样人"]


def test_menus_may_be_a_list(tmp_path):
    rows = [
        ["十月食谱（2026年）"],
        ["日期", "餐别", "菜名"],
        ["10月12日", "早点", "牛奶、饼干"],
        ["", "午餐", "米饭"],
        ["", "", "红烧肉"],
    ]
    table = one(book(tmp_path / "食谱.xlsx", rows), "menus")
    assert values(table, "date", "meal", "dish") == [
        ("2026-10-12", meal, dish) for meal, dish in
        (("早点", "牛奶"), ("早点", "饼干"), ("午餐", "米饭"), ("午餐", "红烧肉"))
    ]  # fmt: skip


def test_what_the_whole_kitchen_uses_is_no_portion(tmp_path):
    rows = [["每日用料登记 2026年10月8日"], ["餐次", "菜名", "用料", "用量(kg)"], ["午餐", "米饭", "大米", 12]]
    table = one(book(tmp_path / "用料.xlsx", rows), "movements")
    assert values(table, "kind", "meal", "food", "quantity_kg") == [("领用", "午餐", "大米", 12)]


def test_minutes_between_two_clock_times_go_before_the_sum_of_all_days(tmp_path):
    rows = [
        ["紫外线灯消毒登记 小一班 2026年10月"],
        ["日期", "开始", "结束", "累计时间"],
        ["8日", "17:00", "17:40", 40],
        ["9日", "17:00", "17:30", 70],
    ]
    table = one(book(tmp_path / "紫外线.xlsx", rows), "disinfection")
    assert values(table, "date", "contact_minutes") == [("2026-10-08", 40), ("2026-10-09", 30)]


def test_a_unit_in_a_cell_goes_before_that_of_its_column(tmp_path):
    rows = [["小一班体检 2026年10月20日"], ["姓名", "身高cm", "体重"], ["甲", 98, "30斤"], ["乙", 101, "16.2kg"]]
    table = one(book(tmp_path / "体检.xlsx", rows), "measurements")
    assert values(table, "weight_kg") == [(15,), (16.2,)] and not [ask for ask in table.asks if ask.about == "unit"]
