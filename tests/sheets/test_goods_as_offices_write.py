"""Goods as offices write them: who hands them out, totals beside days, pieces with their weight, words before foods."""

import pytest

from kgcore.sheets.kinds import PURCHASE
from tests.sheets.books import book, office_names, one, tables, values

DAYS = ["2026-10-12", "2026-10-13"]


def test_what_a_seller_hands_out_is_bought(tmp_path):
    rows = [
        ["新鲜蔬菜配送公司销售单"],
        ["客户名称：春晖幼儿园", None, "送货日期：2026-10-13"],
        ["序号", "商品名称", "单位", "订货数", "实发数", "单价", "金额"],
        [1, "大米", "斤", 10, 9.6, 4, 38.4],
    ]
    table = one(book(tmp_path / "单.xlsx", rows), "movements")
    assert table.kind == PURCHASE
    assert values(table, "kind", "quantity_kg", "amount_yuan") == [("采购", 4.8, 38.4)]
    assert not any(ask.about == "direction" for ask in table.asks)


@pytest.mark.parametrize("total", ["合计", "总计", "本月合计"])
def test_totals_beside_days_are_checked_and_not_registered(tmp_path, total):
    rows = [
        ["2026年10月采购明细"],
        ["食材名称", "10月12日", None, "10月13日", None, total, None],
        [None, "数量(公斤)", "金额", "数量(公斤)", "金额", "数量(公斤)", "金额"],
        ["大米", 10, 52, 5, 26, 20, 78],
        ["制表：", None, "审核：", None, None, None, None],
    ]
    found = tables(book(tmp_path / "采购.xlsx", rows))
    assert [values(table, "date", "quantity_kg", "asked") for table in found] == [
        [(day, kg, None)] for day, kg in zip(DAYS, (10, 5), strict=True)
    ]
    assert any("是 15" in fault and "20" in fault for fault in found[0].faults)
    assert total in " ".join(found[0].notes)
    assert not [ask for table in found for ask in table.asks]


def test_each_span_of_days_has_a_question_of_its_own(tmp_path):
    rows = [
        ["10月食材采购汇总（2026）"],
        ["品名", "1日-10日", None, "上旬", None, "10月21日～10月31日", None],
        [None, *["数量(kg)", "金额"] * 3],
        ["大米", 50, 240, 50, 240, 50, 245],
    ]
    asks = [ask for table in tables(book(tmp_path / "采购.xlsx", rows)) for ask in table.asks]
    assert [ask.written.partition("（")[0] for ask in asks] == ["1日-10日", "上旬", "10月21日~10月31日"]
    assert [ask.proposals for ask in asks] == [
        ("2026-10-10", "2026-10-01"), ("2026-10-10", "2026-10-01"), ("2026-10-31", "2026-10-21"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "cells", "kilograms", "question"),
    [
        (["件数", "每件净重（斤）"], [4, 50], 100, None),
        (["件数", "每件重量(kg)"], [4, 25], 100, None),
        (["箱数", "每箱重量"], [4, "25公斤"], 100, None),
        (["件数", "每件重量"], [4, 50], 100, "unit"),
        (["件数", "单位"], [4, "斤"], 2, None),
        (["件数"], [4], None, "kg"),
        (["数量（袋）", "折合公斤"], [2, 50], 50, None),
        (["数量", "单位", "折合斤"], [2, "袋", 100], 50, None),
        (["数量"], ["半斤"], 0.25, None),
        (["数量"], ["20(斤)"], 10, None),
        (["数量"], ["4斤半"], 2.25, None),
        (["数量"], ["两斤"], 1, None),
        (["数量"], ["半袋"], None, "kg"),
        (["应入", "实入", "单位"], [50, 48, "公斤"], 48, None),
    ],
)
def test_weights_of_pieces_and_words(tmp_path, headings, cells, kilograms, question):
    rows = [["食堂采购验收记录 2026年10月12日"], ["品名", *headings, "金额"], ["大米", *cells, 520]]
    table = one(book(tmp_path / "验收.xlsx", rows), "movements")
    assert [ask.about for ask in table.asks] == ([question] if question else [])
    if kilograms is not None:
        assert values(table, "quantity_kg") == [(kilograms,)]


@pytest.mark.parametrize(
    ("unit", "quantity", "price", "amount", "faults"),
    [
        ("公斤", "12斤", 38, 228, 0),
        ("斤", "6公斤", 19, 228, 0),
        ("公斤", "12斤", 38, 300, 1),
        ("斤", "12斤", 19, 228, 0),
    ],
)
def test_a_price_is_that_of_the_unit_in_its_column(tmp_path, unit, quantity, price, amount, faults):
    rows = [["采购 2026年10月12日"], ["品名", "单位", "数量", "单价", "总价"], ["大米", unit, quantity, price, amount]]
    table = one(book(tmp_path / "采购.xlsx", rows), "movements")
    assert values(table, "quantity_kg", "amount_yuan") == [(6, amount)]
    assert len(table.faults) == faults


def test_words_before_a_food_are_none_of_it(tmp_path):
    rows = [
        ["2026年10月采购"],
        ["日期", "品名", "数量（公斤）", "单价", "金额"],
        ["10月12日", "退：大米", -2, 5, -10],
        ["10月12日", "赠送 大米", 5, 0, 0],
        ["金额大写：壹拾元整", None, None, None, -10],
        ["制表：", "审核：", None, None, None],
    ]
    table = one(book(tmp_path / "采购.xlsx", rows), "movements")
    assert values(table, "kind", "food", "quantity_kg", "asked") == [
        ("退货", "大米", 2, None),
        ("采购", "大米", 5, None),
    ]


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        (["日"], [12]),
        (["日期"], ["贰零贰陆年拾月拾贰日"]),
        (["日期"], ["二〇二六年十月十二日"]),
    ],
)
def test_days_in_words_and_days_of_the_titles_month(tmp_path, head, cells):
    rows = [["2026年10月采购"], [*head, "品名", "数量(公斤)", "金额"], [*cells, "大米", 10, 50]]
    table = one(book(tmp_path / "采购.xlsx", rows), "movements")
    assert values(table, "date", "asked") == [(DAYS[0], None)]


def test_month_and_day_in_a_line_of_their_own(tmp_path):
    rows = [
        ["幼儿园原材料入库台账"],
        ["2026年", None, "凭证号", "摘要", "数量(kg)", "单价", "金额"],
        ["月", "日", None, None, None, None, None],
        [10, 12, "001", "购大米", 50, 4.8, 240],
        [None, 13, "002", "购大米", 5, 4.8, 24],
        [None, None, None, "本月合计", 55, None, 264],
        [None, None, None, "本年累计", 900, None, 7000],
    ]
    table = one(book(tmp_path / "台账.xlsx", rows), "movements")
    assert values(table, "date", "food", "quantity_kg") == [(DAYS[0], "大米", 50), (DAYS[1], "大米", 5)]


@pytest.mark.parametrize(("children", "staff"), [("幼儿用量(kg)", "教工用量(kg)"), ("幼儿(公斤)", "教职工(公斤)")])
def test_what_staff_and_children_use_are_entries_of_two_ledgers(tmp_path, children, staff):
    rows = [["2026年10月食堂出库单"], ["日期", "品名", children, staff, "单价"], ["10-12", "大米", 8, 2, 5]]
    table = one(book(tmp_path / "出库.xlsx", rows), "movements")
    assert values(table, "ledger", "quantity_kg", "amount_yuan") == [("幼儿", 8, 40), ("教工", 2, 10)]


def test_the_use_tells_whose_goods_they_are(tmp_path):
    rows = [["领用日期", "物品", "规格", "领用数量", "用途"], [20261012, "大米", "25kg/袋", 1, "教工伙食"]]
    table = one(book(tmp_path / "领用.csv", rows), "movements")
    assert values(table, "ledger", "quantity_kg") == [("教工", 25)]


@pytest.mark.parametrize(
    ("word", "rows"),
    [("无", [(0,)]), ("没有", [(0,)]), ("用完", [(0,)]), (None, [])],
)
def test_nothing_left_is_a_count_and_an_empty_cell_is_none(tmp_path, word, rows):
    sheet = [["盘点日期：2026年10月30日"], ["品名", "数量（斤）", "备注"], ["大米", word, None], ["鸡蛋", 2, None]]
    table = one(book(tmp_path / "盘点.xlsx", sheet), "counts")
    assert values(table, "quantity_kg") == [*rows, (1,)]
    assert bool(rows) or "大米" in " ".join(table.skipped)


def test_a_dash_in_a_stocktake_is_asked(tmp_path):
    sheet = [["盘点日期：2026年10月30日"], ["品名", "数量（斤）"], ["大米", "/"], ["鸡蛋", 2]]
    path = book(tmp_path / "盘点.xlsx", sheet)
    (ask,) = one(path, "counts").asks
    assert (ask.about, ask.proposals) == ("kg", ("0", "没有"))
    names = office_names({("kg", ask.written): "没有"})
    assert len(one(path, "counts", names).rows) == 1


def test_the_day_of_a_count_may_stand_in_its_heading(tmp_path):
    rows = [["品  名", "规格", "10月30日盘存（袋/桶/瓶）", "折合公斤"], ["大米", "25公斤/袋", 1.1, 27.5]]
    table = one(book(tmp_path / "2026年盘存.xlsx", rows), "counts")
    assert values(table, "date", "quantity_kg") == [("2026-10-30", 27.5)]


def test_of_a_year_of_assets_what_is_there_at_its_end_counts(tmp_path):
    rows = [
        ["序号", "资产名称", "2025年末数", None, "本年增加", None, "本年减少", None, "期末数", None],
        [None, None, *["数量", "金额"] * 4],
        [1, "空调", 10, 30000, 2, 6000, 1, 3000, 11, 33000],
        [2, "电脑", 6, 24000, 0, 0, 0, 0, 5, 20000],
    ]
    moves = one(book(tmp_path / "资产.xlsx", rows), "asset_moves")
    assert values(moves, "pieces") == [(11,), (5,)]
    faults = [fault for table in tables(tmp_path / "资产.xlsx") for fault in table.faults]
    assert len(faults) == 2 and all("第 4 行" in fault for fault in faults)
