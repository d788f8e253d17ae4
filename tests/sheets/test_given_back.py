"""What went back to the store or to the supplier: deducted from what was handed over, never from what was used."""

import pytest

from kgcore.sheets.sums import DEDUCTED_BEFORE, NOT_DEDUCTED
from tests.sheets.books import book, office_names, one, values

OUT, IN = ["食堂出库单 2026年10月12日"], ["食堂采购清单 2026年10月12日"]


def read(tmp_path, rows, suffix=".xlsx", merge=(), names=None):
    return one(book(tmp_path / f"单{suffix}", rows, merge=merge), "movements", names)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize(
    ("headings", "figures"),
    [
        (("出库数量", "退库数量"), (50, 5)),
        (("申领", "实领", "退回"), (60, 50, 5)),
        (("领料", "退料", "实用"), (50, 5, 45)),
        (("领料", "退料", "实用"), (50, 5, None)),
        (("实领数量", "退回数量", "实际使用"), (50, 5, 45)),
        (("实发数量", "退料", "净领"), (50, 5, 45)),
        (("请领数量", "实发数量", "退回数量"), (60, 50, 5)),
        (("数量", "退回"), (50, "-5")),
        (("领料（公斤）", "退料（公斤）"), (50, "5公斤")),
        (("领用", "退回", "使用量"), (50, 5, 45)),
    ],
)
def test_what_was_used_goes_in(tmp_path, suffix, headings, figures):
    rows = [OUT, ["品名", "单位", *headings], ["大米", "公斤", *figures], ["鸡蛋", "公斤", 10, *[None] * len(headings)]]
    table = read(tmp_path, rows, suffix)
    assert values(table, "food", "kind", "quantity_kg") == [("大米", "领用", 45), ("鸡蛋", "领用", 10)]
    assert not table.asks and not table.faults and not table.misreadings


def test_what_was_handed_out_went_back_and_was_used_in_headings_of_two_rows(tmp_path):
    heads = [
        ["品名", "单位", "领用", None, "退回", None, "实用", None],
        [None, None, *["数量", "金额"] * 3],
    ]
    rows = [OUT, *heads, ["大米", "公斤", 60, 300, 5, 25, 55, 275]]
    table = read(tmp_path, rows, merge=["C2:D2", "E2:F2", "G2:H2"])
    assert values(table, "food", "quantity_kg") == [("大米", 55)]


def test_whether_what_was_used_is_without_it_is_asked_once(tmp_path):
    rows = [OUT, ["品名", "单位", "使用量", "退回"], ["大米", "公斤", 50, 5], ["鸡蛋", "公斤", 10, 1]]
    table = read(tmp_path, rows)
    assert values(table, "quantity_kg", "asked") == [(45, ["quantity_kg"]), (9, ["quantity_kg"])]
    assert [(ask.about, ask.written) for ask in table.asks] == [("returned", "使用量（食堂出库单）")]
    for answer, kilograms in ((DEDUCTED_BEFORE, 50), (NOT_DEDUCTED, 45)):
        again = read(tmp_path, rows, names=office_names({("returned", "使用量（食堂出库单）"): answer}))
        assert values(again, "quantity_kg", "asked")[0] == (kilograms, None)


def test_more_used_than_was_left_is_asked(tmp_path):
    rows = [OUT, ["品名", "单位", "领料", "退料", "实用"], ["大米", "公斤", 50, 5, 50]]
    table = read(tmp_path, rows)
    assert values(table, "asked") == [(["quantity_kg"],)]
    assert [(ask.about, ask.proposals) for ask in table.asks] == [("kg", ("45", "50"))]


def test_what_went_back_and_cannot_be_read_is_named_by_its_cell(tmp_path):
    table = read(tmp_path, [OUT, ["品名", "单位", "领料", "退料"], ["大米", "公斤", 50, "少许"]])
    assert [(fault.cell, fault.value) for fault in table.misreadings] == [("D3", "少许")]


def test_a_purchase_of_which_part_went_back_costs_what_was_kept(tmp_path):
    heads = ["品名", "单位", "采购数量", "退货数量", "单价", "金额"]
    rows = [
        IN,
        heads,
        ["大米", "公斤", 50, 5, 5, 250],
        ["鸡蛋", "公斤", 10, 1, 10, 90],
        ["番茄", "公斤", 9, "无", 2, 18],
    ]
    table = read(tmp_path, rows)
    assert values(table, "kind", "quantity_kg", "amount_yuan") == [
        ("采购", 45, 225),
        ("采购", 9, 90),
        ("采购", 9, 18),
    ]
    assert not table.asks and not table.faults


def test_whose_amount_it_is_is_asked_where_no_price_tells(tmp_path):
    rows = [OUT, ["品名", "单位", "出库数量", "退库数量", "金额"], ["大米", "公斤", 50, 5, 250]]
    table = read(tmp_path, rows)
    assert values(table, "quantity_kg", "amount_yuan", "asked") == [(45, 225, ["amount_yuan"])]
    again = read(tmp_path, rows, names=office_names({("returned", "金额（食堂出库单）"): DEDUCTED_BEFORE}))
    assert values(again, "quantity_kg", "amount_yuan", "asked") == [(45, 250, None)]


def test_what_went_back_whole_moved_nothing(tmp_path):
    rows = [
        OUT,
        ["品名", "单位", "领料", "退料"],
        ["大米", "公斤", 50, 50],
        ["番茄", "公斤", 0, None],
        ["鸡蛋", "公斤", 1, 0],
    ]
    table = read(tmp_path, rows)
    assert values(table, "food", "quantity_kg") == [("鸡蛋", 1)]
    assert "3：大米 数量是 0" in table.skipped and not table.misreadings
