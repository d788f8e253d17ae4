"""Balance, allocation and ledger against hand-computed cases and random ledgers."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgcore import money
from kgcore.registers import terms

COLUMNS = ["entry", "date", "kind", "ledger", "food", "quantity_g", "amount_fen", "reverses"]


def ledger(*rows):
    full = [
        (f"M{i:05d}", pd.Timestamp(2026, 5, 1 + i), k, "幼儿", "大米", g, a, r) for i, (k, g, a, r) in enumerate(rows)
    ]
    return pd.DataFrame(full, columns=COLUMNS)


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


@pytest.mark.parametrize(("valuation", "out"), [("weighted_average", -450), ("fifo", -400)])
def test_issue_by_hand(valuation, out):
    rows = ledger((terms.PURCHASE, 1000, 400, None), (terms.PURCHASE, 1000, 500, None), (terms.ISSUE, 1000, None, None))
    assert money.value(rows, valuation)["fen"].tolist() == [400, 500, out]


def test_negative_stock_and_reversal_of_reversal_are_refused():
    with pytest.raises(money.StockError, match="库存只有"):
        money.value(ledger((terms.PURCHASE, 10, 4, None), (terms.ISSUE, 11, None, None)))
    with pytest.raises(money.StockError, match="本身是冲正"):
        money.value(
            ledger(
                (terms.PURCHASE, 10, 4, None),
                (terms.ISSUE, 5, None, None),
                (terms.REVERSAL, 5, None, "M00001"),
                (terms.REVERSAL, 5, None, "M00002"),
            )
        )


@st.composite
def ledgers(draw):
    rows, held, issues = [], 0, []
    for i in range(draw(st.integers(1, 25))):
        kind = draw(st.sampled_from([terms.PURCHASE, terms.ISSUE, terms.LOSS, terms.REVERSAL]))
        if kind == terms.REVERSAL and issues:
            entry, grams = issues.pop()
            rows.append((kind, grams, None, entry))
            held += grams
        elif kind in (terms.ISSUE, terms.LOSS) and held:
            grams = draw(st.integers(1, held))
            rows.append((kind, grams, None, None))
            issues.append((f"M{i:05d}", grams))
            held -= grams
        else:
            grams = draw(st.integers(1, 10**5))
            rows.append((terms.PURCHASE, grams, draw(st.integers(0, 10**6)), None))
            held += grams
    return ledger(*rows), held


@settings(max_examples=1000, deadline=None)
@given(ledgers(), st.sampled_from(["weighted_average", "fifo"]), st.randoms())
def test_no_fen_is_lost_whatever_the_order(case, valuation, random):
    rows, held = case
    valued = money.value(rows, valuation)
    shuffled = rows.iloc[random.sample(range(len(rows)), len(rows))]
    pd.testing.assert_frame_equal(money.value(shuffled, valuation), valued)
    stock = money.closing(valued).iloc[0]
    assert stock["grams"] == held and stock["fen"] >= 0
    assert (valued["fen"].cumsum() >= 0).all()
    emptied = valued["grams"].cumsum() == 0
    assert (valued["fen"].cumsum()[emptied] == 0).all()
