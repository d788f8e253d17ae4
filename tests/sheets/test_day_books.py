"""Books of money by day: what came goes in once somebody says so, payments are told, the balance checks each line."""

import pytest

from kgcore.registers.money import OTHER_RECEIPT, PREPAID, STAFF_MEALS
from kgcore.sheets.result import described
from tests.sheets.books import book, office_names, tables, values

HEADINGS = ["日期", "摘要", "收入", "支出", "余额"]
LINES = [
    ["2026-10-01", "上月结余", None, None, 1000],
    ["2026-10-08", "收大一班伙食费", 5000, None, 6000],
    ["2026-10-09", "付蔬菜款", None, 800, 5200],
    ["2026-10-10", "退王小朵11月伙食费", None, 100, 5100],
    ["2026-10-12", "教职工伙食费", 300, None, 5400],
    ["2026-10-13", "利息", 3, None, 5403],
    ["本月合计", None, 5303, 900, 5403],
]


def read(tmp_path, lines, headings=HEADINGS, title="10月伙食费流水账", names=None, **more):
    return tables(book(tmp_path / "账.xlsx", [[title], headings, *lines], **more), names)


def test_income_becomes_receipts_and_payments_are_told(tmp_path):
    (table,) = read(tmp_path, LINES)
    assert (table.kind, table.register, table.faults) == ("伙食费收支", "receipts", [])
    assert values(table, "date", "month", "class_name", "purpose", "amount_yuan") == [
        ("2026-10-08", "2026-10", "大一班", PREPAID, 5000),
        ("2026-10-12", "2026-10", None, STAFF_MEALS, 300),
        ("2026-10-13", "2026-10", None, OTHER_RECEIPT, 3),
    ]
    assert {ask.about for ask in table.asks} == {"receipt"} and len(table.asks) == 3
    assert "支出 2 笔共 900 元没有登记" in table.notes[0]
    assert table.controls == [{"month": "2026-10", "balance_carried_yuan": 1000, "cumulated_yuan": 5403}]
    assert "王小朵" not in str(described(table))
    answers = {("receipt", ask.written): ask.proposals[0] for ask in table.asks}
    assert not read(tmp_path, LINES, names=office_names(answers))[0].asks


def test_a_balance_that_breaks_is_named_by_its_cell(tmp_path):
    lines = [[*line] for line in LINES]
    lines[2][4] = 5300
    (table,) = read(tmp_path, lines)
    assert [fault.partition("：")[0] for fault in table.faults] == ["E5", "E6"]


@pytest.mark.parametrize(("month", "told"), [("11月", "2026-11"), ("1月", "2027-01"), ("", "2026-10")])
def test_the_month_that_a_payment_is_for(tmp_path, month, told):
    (table,) = read(tmp_path, [["2026-10-28", f"收{month}伙食费", 5000, None, 6000]])
    assert values(table, "month") == [(told,)]


def test_month_and_day_in_two_columns(tmp_path):
    rows = [["月", "日"], [10, 8, "收伙食费", 5000, None, 6000], [None, 9, "付菜款", None, 100, 5900]]
    merge = ["A2:B2", "C2:C3", "D2:D3", "E2:E3", "F2:F3"]
    headings = ["2026年", None, "摘要", "借方", "贷方", "余额"]
    (table,) = read(tmp_path, rows, headings, "现金日记账", merge=merge)
    assert values(table, "date", "amount_yuan") == [("2026-10-08", 5000)] and not table.faults


def test_a_book_of_goods_is_none_of_money(tmp_path):
    lines = [["2026-10-08", "购入", 50, None, 60], ["2026-10-09", "领用", None, 8, 52]]
    assert {table.register for table in read(tmp_path, lines, title="大米库存明细账（公斤）")} == {"movements"}
    (ask, *_) = (ask for ask in read(tmp_path, lines, title="2026年10月")[0].asks if ask.about == "kind")
    assert "伙食费收支" in ask.proposals
