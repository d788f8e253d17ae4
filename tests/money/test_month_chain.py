"""The month's reconciliation: invoices, book, consumption, payments, each difference named."""

import pandas as pd
import pytest

from kgcore import money
from kgcore.periods import PeriodError
from kgcore.present import money as show
from tests.money.conftest import movement


def invoice(entry, fen, date="2026-05-08", **more):
    return {
        "site": "main", "entry": entry, "number": entry, "date": date, "supplier": "V01", "category": "幼儿膳食",
        "amount_fen": fen, "approved_by": "S001", "approved_on": date, "paid_on": date, **more,
    }  # fmt: skip


def lines(office, month="2026-05"):
    table = money.reconciliation(office, month)
    return dict(zip(table["line"], table["amount_fen"], strict=True)), table


def test_what_is_invoiced_booked_consumed_and_paid(opened, frames):
    frames["invoices"] = pd.DataFrame([invoice("I0001", 20000), invoice("I0002", 10000, paid_on=None)])
    found, table = lines(opened(frames))
    # 30000 bought, 600 - 300 and 0 - 13500 of stock, 16800 used, of it 1500 lost
    assert found == {
        "invoiced": 30000, "booked": 30000, "stock": -13200, "lost": 1500, "consumed": 16800, "unpaid": -10000,
        "paid": 20000,
    }  # fmt: skip
    assert table.set_index("line").loc[["lost", "unpaid"], "entries"].tolist() == ["M0005", "I0002"]
    assert table["explained"].all()


def test_an_unexplained_difference_is_a_finding_with_its_entries(opened, frames):
    frames["invoices"] = pd.DataFrame([invoice("I0001", 29000)])
    office = opened(frames)
    month = money.month(office, "2026-05")
    found = {finding.code: finding for finding in month.findings}["money.unreconciled"]
    assert "V01 +10.00元（I0001、M0002）" in found.text
    assert money.reconciliation(office, "2026-05")["explained"].tolist().count(False) == 1
    assert "1 项差额没有说明" in show.reconciliation(month).content["note"]


def test_an_invoice_of_the_next_month_settles_the_difference_and_a_correction_is_named(opened, frames):
    frames["movements"] = pd.concat([
        frames["movements"],
        pd.DataFrame([
            movement("M0006", "2026-06-01", "冲正", "鸡蛋", 2000, reverses="M0002"),
            movement("M0007", "2026-06-01", "采购", "鸡蛋", 2000, 20000, supplier="V01"),
        ]),
    ])  # fmt: skip
    frames["invoices"] = pd.DataFrame([invoice("I0001", 20000)])
    office = opened(frames)
    assert lines(office)[0]["unexplained"] == 10000
    june, table = lines(office, "2026-06")
    assert june == {
        "invoiced": 0, "earlier": -10000, "booked": -10000, "stock": 4500, "revalued": -5500, "consumed": -5500,
        "paid": 0,
    }  # fmt: skip
    assert table.set_index("line").loc["revalued", "entries"] == "M0006"


def test_without_invoices_for_food_nothing_is_compared(opened, frames):
    office = opened(frames)
    assert lines(office)[0]["not_kept"] == 30000
    assert "money.unreconciled" not in {finding.code for finding in money.month(office, "2026-05").findings}


def test_only_months_are_reconciled(opened, frames):
    with pytest.raises(PeriodError, match="对账按月"):
        money.reconciliation(opened(frames), "2026-spring")
