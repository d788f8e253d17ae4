"""Fees and refunds of which more than one sum is told: what was due, what was paid, what is owed."""

import pytest

from tests.sheets.books import book, office_names, one, values

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
        assert not [row for t in [one_or_none(tmp_path / "收费.xlsx", names)] if t for row in t.rows]


def one_or_none(path, names):
    """Return the receipts of a workbook, or none."""
    from tests.sheets.books import tables

    return next((table for table in tables(path, names) if table.register == "receipts"), None)


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
