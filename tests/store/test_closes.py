"""A closed month is frozen, on each database: refused is what is new in it, whatever was there stays importable."""

import pandas as pd
import pytest

from kgcore.store import LedgerError
from tests.store.test_store import movement, movements, reversal


def close(month="2026-05", site="main"):
    row = {"site": site, "month": month, "closed_on": "2026-06-05", "bookkeeper": "S003", "approver": "S001"}
    return {"month_closes": pd.DataFrame([row])}


def receipt(entry="R0001", **changes):
    row = {
        "site": "main", "entry": entry, "date": "2026-05-06", "month": "2026-05", "purpose": "预收膳费",
        "amount_fen": 100, "approver": "S001",
    }  # fmt: skip
    return {"receipts": pd.DataFrame([row | changes])}


@pytest.fixture
def closed(stocked):
    """May holds one purchase and is closed."""
    stocked.write(movements(movement()), who="甲")
    stocked.write(close(), who="甲")
    return stocked


def test_a_new_entry_of_a_closed_month_is_refused_and_nothing_is_written(closed):
    journal = len(closed.journal())
    frames = movements(movement("M0002", date="2026-06-01"), movement("M0003", date="2026-05-31"))
    with pytest.raises(LedgerError, match=r"2026年5月已于 2026-06-05 月结，账已冻结.*冲正单") as raised:
        closed.write(frames, who="甲")
    assert [(fault.row, fault.column) for fault in raised.value.faults["movements"]] == [(1, "date")]
    assert closed.read("movements")["entry"].tolist() == ["M0001"]
    assert len(closed.journal()) == journal


def test_the_same_entries_again_change_nothing(closed):
    assert closed.write(movements(movement()), who="乙").rows["movements"].same_rows == 1


def test_the_reversal_stands_in_the_open_month(closed):
    with pytest.raises(LedgerError, match="账已冻结"):
        closed.write(movements(reversal("M0001")), who="甲")
    closed.write(movements(reversal("M0001", date="2026-06-08")), who="甲")
    assert closed.read("movements")["entry"].tolist() == ["M0001", "M0009"]


def test_stock_of_an_earlier_month_is_the_opening_stock_of_a_closed_one(closed):
    with pytest.raises(LedgerError, match="2026年4月的出入库会改动它的期初库存"):
        closed.write(movements(movement("M0002", date="2026-04-30")), who="甲")


def test_the_first_write_of_a_month_may_bring_its_close(stocked):
    stocked.write({**close(), **movements(movement()), **receipt()}, who="甲")
    assert len(stocked.read("movements")) == 1


@pytest.mark.parametrize("changes", [{"date": "2026-06-01"}, {"month": "2026-06"}])
def test_a_receipt_counts_by_its_day_and_by_its_month(closed, changes):
    with pytest.raises(LedgerError, match="账已冻结"):
        closed.write(receipt(**changes), who="甲")
    closed.write(receipt(date="2026-06-01", month="2026-06"), who="甲")


def test_a_receipt_of_an_earlier_month_is_none_of_a_later_close(closed):
    closed.write(receipt(date="2026-04-01", month="2026-04"), who="甲")


def test_the_close_of_a_kitchen_closes_for_those_it_feeds_but_not_the_other_way(stocked):
    stocked.write(close(site="longma"), who="甲")
    stocked.write(receipt(), who="甲")
    stocked.write(close("2026-04"), who="甲")
    with pytest.raises(LedgerError, match="2026年4月"):
        stocked.write(receipt(site="longma", date="2026-04-06", month="2026-04"), who="甲")


def test_what_is_no_meal_account_is_not_frozen(closed):
    row = {
        "site": "main", "entry": "I0001", "number": "1", "date": "2026-05-06", "supplier": "V01", "category": "培训",
        "amount_fen": 1,
    }  # fmt: skip
    closed.write({"invoices": pd.DataFrame([row])}, who="甲")
    assert len(closed.read("invoices")) == 1
