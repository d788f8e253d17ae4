"""Purchases given back, sums that other columns change, units behind names, and what an answer settles beside it."""

from decimal import Decimal

from kgcore.sheets.sums import ADDED
from tests.sheets.books import book, office_names, one, values

HEADS = ["品名", "规格", "单位", "数量", "单价", "金额"]
DAY = ["采购明细 2026年10月12日"]


def asks(table):
    return [(ask.about, ask.written, ask.proposals) for ask in table.asks]


def test_negative_figures_are_a_return(tmp_path):
    rows = [DAY, HEADS, ["大米", None, "斤", 50, 2.6, 130], ["番茄", None, "斤", -10, 1.8, -18]]
    table = one(book(tmp_path / "采购.xlsx", rows), "movements")
    assert values(table, "kind", "food", "quantity_kg", "amount_yuan")[1] == ("退货", "番茄", 5, 18)
    assert not table.asks and not table.faults
    assert table.notes == ["第 4 行 番茄 记为退货 5 kg，18 元"]


def test_a_remark_or_one_negative_figure_leaves_it_open(tmp_path):
    rows = [
        DAY,
        [*HEADS, "备注"],
        ["大米", None, "斤", 50, 2.6, 130, "坏的已退"],
        ["番茄", None, "斤", -10, 1.8, 18, None],
    ]
    table = one(book(tmp_path / "采购.xlsx", rows), "movements")
    assert values(table, "kind", "asked") == [("退货", ["kind"]), ("退货", ["kind"])]
    assert {(ask.about, ask.proposals) for ask in table.asks} == {("return", ("退货", "采购"))}
    answers = {("return", ask.written): "采购" for ask in table.asks[:1]}
    again = one(tmp_path / "采购.xlsx", "movements", office_names(answers))
    assert values(again, "kind", "asked")[0] == ("采购", None)


def test_a_negative_issue_or_stock_is_named_by_its_cell(tmp_path):
    rows = [["领料单 2026年10月12日"], ["品名", "单位", "领用数量"], ["大米", "斤", 50], ["大米", "斤", -10]]
    table = one(book(tmp_path / "领料.xlsx", rows), "movements")
    assert [(fault.cell, fault.value) for fault in table.misreadings] == [("C4", "-10")]
    assert "退回仓库" in table.misreadings[0].expected


def test_of_two_sums_that_differ_one_is_asked_once(tmp_path):
    rows = [DAY, [*HEADS, "折扣后金额"], ["大米", None, "斤", 50, 2.6, 130, 126], ["番茄", None, "斤", 10, 2, 20, 20]]
    path = book(tmp_path / "采购.xlsx", rows)
    table = one(path, "movements")
    assert asks(table) == [("amount", "折扣后金额、金额（采购明细）", ("折扣后金额", "金额"))]
    assert values(table, "amount_yuan", "asked") == [(126, ["amount_yuan"]), (20, None)]
    for answer, amount in (("金额", 130), ("折扣后金额", 126)):
        again = one(path, "movements", office_names({("amount", "折扣后金额、金额（采购明细）"): answer}))
        assert values(again, "amount_yuan", "asked")[0] == (amount, None)


def test_columns_that_stand_for_nothing_are_named_and_charges_asked(tmp_path):
    rows = [DAY, [*HEADS, "运费", "车牌"], ["大米", None, "斤", 50, 2.6, 130, 10, "2号车"]]
    path = book(tmp_path / "采购.xlsx", rows)
    table = one(path, "movements")
    assert table.unread == ["车牌"]
    assert [ask.about for ask in table.asks] == ["charge"]
    again = one(path, "movements", office_names({("charge", "运费（采购明细）"): ADDED}))
    assert values(again, "amount_yuan", "asked") == [(140, None)]


def test_a_unit_behind_the_name_is_the_unit(tmp_path):
    rows = [DAY, ["品名", "数量", "金额"], ["大米（斤）", 50, 130], ["鸡蛋(kg)", 5, 45], ["燕麦（500g）", "3袋", 30]]
    table = one(book(tmp_path / "采购.xlsx", rows), "movements")
    assert not table.asks
    assert values(table, "food", "food_written", "quantity_kg") == [
        ("大米", "大米(斤)", 25),
        ("鸡蛋", "鸡蛋(kg)", 5),
        ("燕麦", "燕麦(500g)", Decimal("1.5")),
    ]


def test_what_one_unit_weighs_is_used_where_a_later_sheet_has_no_specification(tmp_path):
    rows = [["盘点表 2026年10月31日"], ["品名", "单位", "实存"], ["牛奶", "箱", 2]]
    path = book(tmp_path / "盘点.xlsx", rows)
    small, large = {("kg", "牛奶·箱(200ml*24盒)"): "5"}, {("kg", "牛奶·箱(250ml*24盒)"): "6.2"}
    assert values(one(path, "counts", office_names(small)), "quantity_kg", "asked") == [(10, None)]
    both = one(path, "counts", office_names(small | large))
    assert asks(both) == [("kg", "牛奶·箱", ("5", "6.2"))]


def test_a_refused_row_asks_nothing_else(tmp_path):
    rows = [DAY, HEADS, ["卫生纸", None, "提", 2, 20, 40], ["牛奶", None, "箱", 2, 40, 80]]
    table = one(book(tmp_path / "采购.xlsx", rows), "movements", office_names({("food", "卫生纸"): "不要"}))
    assert [(ask.about, ask.written) for ask in table.asks] == [("kg", "牛奶·箱")]


def test_an_unknown_class_is_asked_for_among_those_there_are(tmp_path):
    rows = [["2026年10月12日各班出勤"], ["班级", "应到", "实到"], ["小三班", 20, 18], ["小一班", 20, 19]]
    table = one(book(tmp_path / "出勤.xlsx", rows), "attendance")
    ask = next(ask for ask in table.asks if ask.about == "class_name")
    assert ask.proposals == ("小一班", "小二班", "中一班", "大一班", "托一班", "不要")


def test_a_month_of_stock_has_no_control_without_figures(tmp_path):
    heads = ["品名", "单位", "期初", "入库", "出库", "期末"]
    rows = [["2026年10月进销存"], heads, ["大米", "斤", 10, 20, 25, 5], ["牛奶", "桶", 1, 2, 2, 1]]
    table = one(book(tmp_path / "进销存.xlsx", rows), "counts")
    assert [control["food"] for control in table.controls] == ["大米"]
    assert asks(table) == [("kg", "牛奶·桶", ())]
