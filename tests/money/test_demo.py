"""The demonstration year: its story is found, its planted faults are named, a clean year has none of them."""

import pytest

from kgcore import money
from tests import demo_office

FAULTS = {
    "unlawful_charge": ("2026-04", "money.undue_charge"),
    "unsigned_invoice": ("2026-05", "money.unsigned_paid"),
    "missed_stocktake": ("2026-04", "money.stocktake_missed"),
    "longma_unreported": ("2026-03", "money.settlement_differs"),
}


def codes(found):
    return {finding.code for finding in found.findings}


@pytest.fixture(scope="module")
def clean():
    return demo_office.office()


@pytest.mark.parametrize(("fault", "month", "code"), [(f, *where) for f, where in FAULTS.items()])
def test_planted_fault_is_found_and_only_where_planted(clean, fault, month, code):
    assert code in codes(money.month(demo_office.office(fault), month))
    assert code not in codes(money.month(clean, month))


def test_may_is_short_by_price_and_the_term_ends_within_two_percent(clean):
    may = money.month(clean, "2026-05")
    assert may.accounts.loc[("month", "main"), "rate"] < -0.02
    assert may.against_plan["price_fen"].sum() > may.against_plan["change_fen"].sum() / 2
    term = money.term(clean, "2026-spring")
    assert term.ended
    assert all(abs(term.accounts.loc[site, "rate"]) <= 0.02 for site in ("main", "longma"))
    assert "severe" not in {f.severity for f in term.findings if f.code.startswith("money.surplus")}


@pytest.mark.parametrize("month", ["2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-09", "2026-10"])
def test_nothing_is_lost_between_the_accounts(clean, month):
    found = money.month(clean, month)
    foods = found.foods
    assert (foods["opening_fen"] + foods["purchases_fen"] - foods["closing_fen"] == foods["consumption_fen"]).all()
    accounts = found.accounts.xs("month")
    assert accounts.loc[["main", "longma"], "consumption_fen"].sum() == foods["consumption_fen"].sum()
    assert (accounts["gross_fen"] - accounts["refunds_fen"] == accounts["due_fen"]).all()


def test_the_forecast_made_in_april_holds_the_end(clean):
    april = money.month(clean, "2026-04").forecast
    end = money.term(clean, "2026-spring").account.surplus_fen
    assert april.low_fen <= end <= april.high_fen
