"""The stock ledger against hand-computed cases and random ledgers."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgcore import money
from kgcore.money.usage import by_category, usage
from kgcore.periods import Period
from kgcore.registers import terms

COLUMNS = ["site", "entry", "date", "kind", "ledger", "food", "quantity_g", "amount_fen", "reverses"]


def ledger(*rows):
    full = [
        ("main", f"M{i:05d}", pd.Timestamp(2026, 5, 1 + i), k, "幼儿", "大米", g, a, r)
        for i, (k, g, a, r) in enumerate(rows)
    ]
    return pd.DataFrame(full, columns=COLUMNS)


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


BOTH = pytest.mark.parametrize("valuation", ["weighted_average", "fifo"])


def days(rows, *numbers):
    return rows.assign(date=[pd.Timestamp(2026, 5, n) for n in numbers])


@BOTH
def test_sites_and_ledgers_are_stocks_of_their_own(valuation):
    rows = ledger((terms.PURCHASE, 10, 40, None), (terms.PURCHASE, 10, 90, None), (terms.ISSUE, 10, None, None))
    apart = rows.assign(site=["main", "longma", "longma"])
    assert money.value(apart, valuation)["fen"].tolist() == [40, 90, -90]
    with pytest.raises(money.StockError, match="库存只有 0 kg"):
        money.value(rows.assign(ledger=["幼儿", "幼儿", "教工"]), valuation)


@BOTH
def test_reversing_a_purchase_takes_out_its_own_amount(valuation):
    rows = ledger(
        (terms.PURCHASE, 1000, 400, None), (terms.PURCHASE, 1000, 4000, None), (terms.REVERSAL, 1000, 4000, "M00001"),
    )  # fmt: skip
    valued = money.value(rows, valuation)
    assert valued["fen"].tolist() == [400, 4000, -4000]
    assert (valued["booked_fen"].sum(), valued["consumed_fen"].sum()) == (400, 0)


@pytest.mark.parametrize(
    ("valuation", "consumed"), [("weighted_average", [0, 0, 2200, -2000]), ("fifo", [0, 0, 400, 0])]
)
def test_reversing_a_purchase_that_was_partly_used_corrects_the_consumption(valuation, consumed):
    rows = ledger(
        (terms.PURCHASE, 1000, 400, None), (terms.PURCHASE, 1000, 4000, None), (terms.ISSUE, 1000, None, None),
        (terms.REVERSAL, 1000, 4000, "M00001"),
    )  # fmt: skip
    valued = money.value(rows, valuation)
    # weighted average: 2200 went out, 2200 are left, 4000 leave the books; with the 400 never paid back, 200 + 200
    wanted = consumed if valuation == "fifo" else [0, 0, 2200, -1800]
    assert valued["consumed_fen"].tolist() == wanted
    assert valued["consumed_fen"].sum() == 400
    assert valued["fen"].sum() == 0


def test_a_wrong_issue_is_reversed_and_entered_anew_on_the_same_day():
    rows = ledger(
        (terms.PURCHASE, 1000, 400, None), (terms.ISSUE, 1000, None, None), (terms.REVERSAL, 1000, None, "M00001"),
        (terms.ISSUE, 800, None, None),
    )  # fmt: skip
    assert money.value(days(rows, 1, 2, 2, 2))["grams"].tolist() == [1000, -1000, 1000, -800]


def test_a_return_leaves_at_cost_and_its_price_difference_is_consumption():
    rows = ledger((terms.PURCHASE, 1000, 400, None), (terms.RETURN, 500, 190, None))
    valued = money.value(rows)
    assert valued[["fen", "booked_fen", "consumed_fen"]].to_numpy().tolist() == [[400, 400, 0], [-200, -190, 10]]


def test_faults_are_named_and_nothing_else_changes():
    rows = ledger(
        (terms.PURCHASE, 1000, 400, None), (terms.ISSUE, 1500, None, None), (terms.REVERSAL, 1500, None, "M00001"),
        (terms.REVERSAL, 1500, None, "M00001"), (terms.PURCHASE, 1000, 0, None),
    )  # fmt: skip
    valued = money.value_known(rows)
    assert valued["grams"].tolist() == [1000, -1000, 1000, 0, 1000]
    assert [bool(fault) for fault in valued["fault"]] == [False, True, False, True, False]


@pytest.mark.parametrize("grams", [1000, 690])
def test_the_line_total_is_kept_not_a_rounded_unit_price(grams):
    rows = ledger((terms.PURCHASE, grams, 115, None), (terms.ISSUE, grams, None, None))
    assert money.value(rows)["fen"].tolist() == [115, -115]


@st.composite
def ledgers(draw):
    rows, held, undone = [], 0, []
    for i in range(draw(st.integers(1, 25))):
        kind = draw(st.sampled_from([terms.PURCHASE, terms.ISSUE, terms.LOSS, terms.RETURN, terms.REVERSAL]))
        entry = f"M{i:05d}"
        if kind == terms.REVERSAL and undone:
            named, change = undone.pop(draw(st.integers(0, len(undone) - 1)))
            if held - change >= 0:
                rows.append((kind, abs(change), None, named))
                held -= change
                continue
        if kind in (terms.ISSUE, terms.LOSS, terms.RETURN) and held:
            grams = draw(st.integers(1, held))
            amount = draw(st.none() | st.integers(0, 10**6)) if kind == terms.RETURN else None
            rows.append((kind, grams, amount, None))
            undone.append((entry, -grams))
            held -= grams
        else:
            grams = draw(st.integers(1, 10**5))
            rows.append((terms.PURCHASE, grams, draw(st.integers(0, 10**6)), None))
            undone.append((entry, grams))
            held += grams
    one_day = draw(st.booleans())
    made = ledger(*rows)
    return (made.assign(date=made["date"].dt.to_period("W").dt.start_time) if one_day else made), held


BOTH_RULES = ("weighted_average", "fifo")


def keep_every_fen(case, random):
    rows, held = case
    shuffled = rows.iloc[random.sample(range(len(rows)), len(rows))]
    for valuation in BOTH_RULES:
        valued = money.value_known(shuffled, valuation)
        grams, fen = valued["grams"].cumsum(), valued["fen"].cumsum()
        assert (grams >= 0).all() and (fen >= 0).all()
        assert (fen[grams == 0] == 0).all()
        assert fen.iloc[-1] == valued["booked_fen"].sum() - valued["consumed_fen"].sum()
        if (valued["fault"] == "").all():
            assert grams.iloc[-1] == held


@settings(max_examples=200)
@given(ledgers(), st.randoms())
def test_no_fen_is_lost_by_both_rules(case, random):
    keep_every_fen(case, random)


@pytest.mark.full
@settings(max_examples=1000)
@given(ledgers(), st.randoms())
def test_no_fen_is_lost_in_a_thousand_ledgers_by_both_rules(case, random):
    keep_every_fen(case, random)


@settings(max_examples=100)
@given(ledgers(), st.sampled_from(BOTH_RULES), st.randoms())
def test_the_order_of_entry_changes_nothing(case, valuation, random):
    rows, _ = case
    shuffled = rows.iloc[random.sample(range(len(rows)), len(rows))]
    pd.testing.assert_frame_equal(money.value_known(shuffled, valuation), money.value_known(rows, valuation))


@settings(max_examples=40)
@given(st.lists(ledgers(), min_size=1, max_size=3), st.integers(1, 28), st.sampled_from(BOTH_RULES))
def test_opening_purchases_consumption_and_closing_by_food_category_and_in_total(cases, cut, valuation):
    foods = ["大米", "面粉", "鸡蛋"]
    rows = pd.concat(
        [case.assign(food=food, entry=case["entry"] + food, reverses=case["reverses"] + food)
         for food, (case, _) in zip(foods, cases, strict=False)],
        ignore_index=True,
    )  # fmt: skip
    valued = money.value_known(rows, valuation)
    valued["category"] = valued["food"].map({"大米": "粮食", "面粉": "粮食", "鸡蛋": "蛋类"})
    day = dt.date(2026, 5, cut)
    early, late = (
        usage(valued, Period(first, last, "month", "x"), "幼儿")
        for first, last in ((dt.date(2026, 1, 1), day), (day + dt.timedelta(days=1), dt.date(2026, 12, 31)))
    )
    for table in (early, late, by_category(early), by_category(late)):
        left = table["opening_fen"] + table["purchases_fen"] - table["consumption_fen"] - table["closing_fen"]
        assert (left == 0).all()
    after = valued[valued["date"] > pd.Timestamp(day)].groupby("food")["opened_fen"].sum()
    carried = early["closing_fen"].reindex(late.index).fillna(0) + after.reindex(late.index).fillna(0)
    assert (carried == late["opening_fen"]).all()
