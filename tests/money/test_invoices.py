"""Invoices: signed before they are paid, never twice, within the budget."""

import pandas as pd
import pytest

from kgcore import money


def invoice(entry, number, fen, **more):
    return {
        "site": "main", "entry": entry, "number": number, "date": "2026-05-08", "supplier": "V01", "category": "绿化",
        "amount_fen": fen, "approved_by": "S001", "approved_on": "2026-05-09", "paid_on": "2026-05-12", **more,
    }  # fmt: skip


@pytest.fixture
def found(opened, frames):
    def of(*rows):
        frames["invoices"] = pd.DataFrame(rows)
        frames["budgets"] = pd.DataFrame(
            [{"site": "main", "month": "2026-05", "category": "绿化", "amount_fen": 100_000}]
        )
        month = money.month(opened(frames), "2026-05")
        return month.budget, {f.code: f for f in month.findings}

    return of


def test_signed_in_time_and_within_the_budget(found):
    budget, codes = found(invoice("I0001", "1", 60_000), invoice("I0002", "2", 40_000))
    assert budget.loc["绿化", ["left_fen", "used"]].tolist() == [0, 1.0]
    assert not {code for code in codes if "invoice" in code or "signed" in code or "budget" in code}


def test_paid_without_or_before_signature_is_severe(found):
    _, codes = found(invoice("I0001", "1", 1, approved_by=None, approved_on=None))
    assert codes["money.unsigned_paid"].severity == "severe"
    assert "没有园长签字" in codes["money.unsigned_paid"].text


def test_signed_after_payment(found):
    _, codes = found(invoice("I0001", "1", 1, approved_on="2026-05-13"))
    assert "签于2026-05-13" in codes["money.unsigned_paid"].text


def test_same_number_or_same_figures(found):
    _, codes = found(invoice("I0001", "1", 5), invoice("I0002", "1", 6), invoice("I0003", "2", 6))
    assert "I0001、I0002" in codes["money.invoice_twice"].text
    assert "I0002、I0003" in codes["money.invoice_alike"].text


def test_a_reversed_invoice_counts_for_nothing(found):
    budget, codes = found(
        invoice("I0001", "1", 5), invoice("I0002", "1", 5, reverses="I0001"), invoice("I0003", "2", 6)
    )
    assert budget.loc["绿化", "invoiced_fen"] == 6
    assert "money.invoice_twice" not in codes


def test_over_budget_and_signed_by_another(found):
    _, codes = found(invoice("I0001", "1", 100_001, approved_by="S002"))
    assert "超出预算0.01元" in codes["money.over_budget"].text
    assert "money.signed_by_other" in codes


def test_each_amount_of_invoices_with_one_number_is_told(found):
    _, codes = found(invoice("I0001", "1", 523_041), invoice("I0002", "1", 523_042))
    assert "分别为5,230.41元、5,230.42元" in codes["money.invoice_twice"].text
