"""Fees and refunds of which more than one sum is told: what was due, what was paid, what is owed."""

import pytest

from kgcore.sheets.result import Ask
from tests.sheets.books import book, office_names, one, tables, values

FEES = ["班级", "姓名", "保教费", "伙食费", "应收合计", "实收", "欠费"]
REFUNDS = ["退费月份", "幼儿", "班级", "缺勤", "日标准", "应退", "上月补退", "实退"]


def test_what_was_really_given_back_counts(tmp_path):
    rows = [
        REFUNDS,
        ["2026-10", "幼儿甲", "小一班", 5, 13, 65, 0, 65],
        ["2026-10", "幼儿乙", "小一班", 8, 13, 104, -13, 91],
    ]
    table = one(book(tmp_path / "退费.xlsx", rows), "refunds")
    assert values(table, "month", "amount_yuan") == [("2026-10", 65), ("2026-10", 91)]
    assert not table.faults
    assert [ask.about for ask in table.asks] == ["date"]


def test_sums_that_differ_without_a_reason_are_asked_once(tmp_path):
    heads = [head for head in REFUNDS if head != "上月补退"]
    rows = [heads, *(["2026-10", f"幼儿{name}", "小一班", 8, 13, 104, 91] for name in "甲乙")]
    table = one(book(tmp_path / "退费.xlsx", rows), "refunds")
    (ask,) = [ask for ask in table.asks if ask.about == "amount"]
    assert ask.proposals == ("实退", "应退")
    assert all("amount_yuan" in row["asked"] for row in table.rows)
    names = office_names({("amount", ask.written): "应退"})
    assert values(one(tmp_path / "退费.xlsx", "refunds", names), "amount_yuan") == [(104,), (104,)]


def test_a_refund_without_month_is_asked_with_proposals_and_its_day_not_twice(tmp_path):
    rows = [["班级", "幼儿姓名", "缺勤天数", "退费标准", "应退金额"], ["小一班", "幼儿甲", 5, 13, 65]]
    table = one(book(tmp_path / "退费.xlsx", rows), "refunds")
    (ask,) = table.asks
    assert ask.about == "month" and len(ask.proposals) == 2


@pytest.mark.parametrize(
    ("cells", "proposals"),
    [
        ((600, 270, 870, 870, 0), None),
        ((600, 270, 870, 870, None), None),
        ((600, 270, 870, 600, 270), ("0", "270")),
        ((600, 270, 870, None, None), ("0", "270")),
        ((600, 270, 870, 700, 170), ("100", "270")),
    ],
)
def test_how_much_of_a_part_received_is_meal_money_is_asked(tmp_path, cells, proposals):
    rows = [["2026年10月收费明细"], FEES, ["小一班", "幼儿甲", *cells]]
    table = one(book(tmp_path / "收费.xlsx", rows), "receipts")
    asks = [ask for ask in table.asks if ask.about == "amount_yuan"]
    assert [ask.proposals for ask in asks] == ([proposals] if proposals else [])
    if proposals:
        names = office_names({("amount_yuan", asks[0].written): "0"})
        assert not [row for found in tables(tmp_path / "收费.xlsx", names) for row in found.rows]


def test_a_fee_of_which_a_part_is_owed_is_asked(tmp_path):
    rows = [
        ["2026年10月伙食费收费"],
        ["班级", "姓名", "伙食费", "欠费"],
        ["小一班", "幼儿甲", 270, 70],
        ["小一班", "幼儿乙", 270, None],
    ]
    table = one(book(tmp_path / "收费.xlsx", rows), "receipts")
    assert [ask.proposals for ask in table.asks if ask.about == "amount_yuan"] == [("200", "270")]
    assert values(table, "amount_yuan") == [(270,), (270,)]


def test_a_book_whose_lines_pay_and_receive_counts_money(tmp_path):
    lines = [["10月8日", "收大一班伙食费", 8910, None, 10160.3], ["10月9日", "付粮油款", None, 1040, 9120.3]]
    path = book(tmp_path / "账.xlsx", [["日期", "摘要", "收入", "支出", "余额"], *lines], sheet="2026流水")
    (table,) = tables(path)
    assert table.register == "receipts"
    assert not any(ask.about == "kind" for ask in table.asks)


def test_an_item_of_income_called_so_is_no_total(tmp_path):
    rows = [
        ["2026年10月膳食费收支月报表", *[None] * 3],
        ["收入", None, "支出", None],
        ["项目", "本月", "项目", "本月"],
        ["伙食费收入", 29003, "粮油", 4300],
        ["其他收入", 100, "肉蛋", 12500],
        ["收入合计", 29103, "支出合计", 16800],
    ]
    (table,) = tables(book(tmp_path / "月报.xlsx", rows, merge=["A2:B2", "C2:D2"]))
    assert not table.faults
    assert (table.controls[0]["income_yuan"], table.controls[0]["spent_yuan"]) == (29103, 16800)


def test_what_was_collected_and_spent_of_meal_money_are_figures_of_the_month(tmp_path):
    rows = [
        ["2026年10月伙食费公示"],
        ["本月收取伙食费", "29003元"],
        ["本月支出伙食费", "28950.6元"],
        ["本月盈余", "52.4元"],
    ]
    (table,) = tables(book(tmp_path / "公示.xlsx", rows))
    assert [float(table.controls[0][name]) for name in ("income_yuan", "spent_yuan")] == [29003, 28950.6]


@pytest.mark.parametrize(("total", "faults"), [("30kg", 0), ("35kg", 1)])
def test_a_sheet_that_sums_up_the_others_is_not_registered_again(tmp_path, total, faults):
    heads = ["品名", "数量", "金额"]
    sheets = {
        "2026年10月12日": [["采购明细"], heads, ["大米", "20kg", 100]],
        "2026年10月13日": [["采购明细"], heads, ["大米", "10kg", 50]],
        "汇总": [["采购汇总"], heads, ["大米", total, 150]],
    }
    found = tables(book(tmp_path / "采购.xlsx", [], sheets=sheets))
    assert [len(table.rows) for table in found] == [1, 1, 0]
    assert (len(found[-1].faults), found[-1].asks) == (faults, [])


def test_a_long_question_is_kept_short_and_its_answer_found():
    written = "很长的一行表头" * 30
    ask = Ask("receipt", written)
    assert len(ask.written) <= 120
    assert office_names({("receipt", ask.written): "不要"}).answered("receipt", written) == "不要"
    assert Ask("receipt", f"{written}甲").written != Ask("receipt", f"{written}乙").written
