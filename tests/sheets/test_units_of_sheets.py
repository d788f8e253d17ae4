"""Units that a sheet gives once: sums in 角 or 千元, weights in two columns."""

import pytest

from tests.sheets.books import book, one, tables, values

TITLE = ["食堂采购清单 2026年10月12日"]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize(
    ("above", "heading", "amount"),
    [
        ([], "金额(角)", 2505), ([], "金额（分）", 25050), ([], "金额(千元)", 0.2505), ([], "金额/角", 2505),
        ([["单位：角"]], "金额", 2505), ([["单位：分"]], "总价", 25050), ([["金额单位：角"]], "金额（元）", 250.5),
        ([["单位：角"]], "金额（角）", 2505),
    ],
)  # fmt: skip
def test_sums_are_yuan(tmp_path, suffix, above, heading, amount):
    rows = [TITLE, *above, ["品名", "单位", "数量", heading], ["大米", "公斤", 50, amount]]
    table = one(book(tmp_path / f"采购{suffix}", rows), "movements")
    assert values(table, "quantity_kg", "amount_yuan") == [(50, 250.5)]
    assert not table.faults


def test_totals_of_a_month_are_yuan(tmp_path):
    rows = [["2026年10月伙食费收支表"], ["单位：千元"], ["项目", "金额"], ["收入合计", 35], ["支出合计", 30]]
    (table,) = tables(book(tmp_path / "收支.xlsx", [*rows, ["主食", 10], ["副食", 20]]))
    assert (table.controls[0]["income_yuan"], table.controls[0]["spent_yuan"]) == (35000, 30000)


def test_a_unit_of_no_column_is_a_fault(tmp_path):
    rows = [TITLE, ["单位：角"], ["品名", "单位", "数量"], ["大米", "公斤", 50]]
    table = one(book(tmp_path / "采购.xlsx", rows), "movements")
    assert [fault.cell for fault in table.misreadings] == ["A2"]


@pytest.mark.parametrize(
    ("heads", "cells", "kilograms"),
    [
        ([["品名", "斤", "两"]], (3, 5), 1.75),
        ([["品名", "公斤", "克"]], (3, 500), 3.5),
        ([["品名", "数量", None], [None, "斤", "两"]], (3, None), 1.5),
        ([["品名", "数量（市斤）"]], (3,), 1.5),
        ([["品名", "数量", "单位"]], (3, "钱"), 0.015),
        ([["品名", "规格", "数量"]], ("斤", 3), 1.5),
        ([["品名", "规格", "数量（公斤）"]], ("500g/袋", 3), 3),
    ],
)
def test_weights_in_two_columns(tmp_path, heads, cells, kilograms):
    table = one(book(tmp_path / "采购.xlsx", [TITLE, *heads, ["大米", *cells]]), "movements")
    assert values(table, "quantity_kg", "asked") == [(kilograms, None)]


@pytest.mark.parametrize(
    ("heading", "amount", "grams"),
    [
        ("人均用量(两)", 1.1, 55),
        ("每人用量（钱）", 8, 40),
        ("人均用量/斤", 0.08, 40),
        ("人均用量(kg)", 0.055, 55),
        ("人均克数", 55, 55),
    ],
)
def test_grams_of_a_recipe_are_grams_whatever_the_heading_counts_in(tmp_path, heading, amount, grams):
    rows = [["日期", "餐次", "菜名", "食材", heading], ["2026-10-15", "午餐", "米饭", "大米", amount]]
    recipe = one(book(tmp_path / "带量食谱.xlsx", rows), "dish_ingredients")
    assert values(recipe, "g_per_child") == [(grams,)]
