"""Balance and allocation against hand-computed cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore import money


def test_balance_by_hand():
    got = money.balance(
        income_fen=110_000, refunds_fen=10_000, opening_fen=20_000, purchases_fen=90_000, closing_fen=12_000
    )
    assert (got.net_income_fen, got.consumption_fen, got.surplus_fen) == (100_000, 98_000, 2_000)
    assert (got.rate, got.book_rate) == (0.02, 0.1)
    assert got.gross_rate == pytest.approx(2 / 110)


def test_balance_without_income_has_no_rate_and_refund_above_paid_is_refused():
    none = money.balance(income_fen=0, refunds_fen=0, opening_fen=5, purchases_fen=0, closing_fen=0)
    assert (none.surplus_fen, none.rate, none.book_rate, none.gross_rate) == (-5, None, None, None)
    with pytest.raises(ValueError, match="超过收入"):
        money.balance(income_fen=1, refunds_fen=2, opening_fen=0, purchases_fen=0, closing_fen=0)


@given(st.integers(0, 10**9), st.dictionaries(st.text("abc", min_size=1), st.integers(0, 10**6), min_size=1))
def test_allocation_sums_to_the_fen_within_one(total, weights):
    if not sum(weights.values()):
        weights["a"] = 1
    got = money.allocate(total, weights)
    whole = sum(weights.values())
    assert sum(got.values()) == total
    assert all(abs(got[name] * whole - total * weights[name]) < whole for name in weights)
