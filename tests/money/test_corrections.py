"""Corrections of the stock ledger: wrong entries taken back, entered anew, 盘盈 and 盘亏."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgcore import money
from kgcore.money.stocktake import stocktake
from kgcore.money.usage import usage
from kgcore.periods import parse
from kgcore.registers import terms
from tests.money.conftest import movement

RULES = ("weighted_average", "fifo")
BOTH = pytest.mark.parametrize("valuation", RULES)
COLUMNS = ["entry", "date", "kind", "quantity_g", "amount_fen", "reverses"]


def ledger(*rows):
    """Rows as (entry, day of May 2026 or date, kind, kg, yuan or None, entry reversed)."""
    full = [
        (entry, pd.Timestamp(f"2026-05-{day:02d}") if isinstance(day, int) else pd.Timestamp(day), kind,
         round(kg * 1000), None if yuan is None else round(yuan * 100), next(iter(reverses), None))
        for entry, day, kind, kg, yuan, *reverses in rows
    ]  # fmt: skip
    return pd.DataFrame(full, columns=COLUMNS).assign(site="main", ledger="幼儿", food="大米", supplier="V01")


def account(rows, valuation, months=("2026-05",)):
    """Consumption, closing kg and closing yuan of each month."""
    valued = money.value(rows, valuation).assign(category="grain")
    found = []
    for month in months:
        food = usage(valued, parse(month), "幼儿").loc["大米"]
        found.append((food["consumption_fen"] / 100, food["closing_g"] / 1000, food["closing_fen"] / 100))
    return found if len(found) > 1 else found[0]


WRONG_PRICE = [("M1", 6, "采购", 100, 5000), ("M2", 7, "领用", 60, None)]


@BOTH
@pytest.mark.parametrize("again_on", [12, 14])
def test_a_wrong_price_is_corrected_after_part_was_used(valuation, again_on):
    rows = ledger(*WRONG_PRICE, ("M3", 12, "冲正", 100, None, "M1"), ("M4", again_on, "采购", 100, 500))
    assert account(rows, valuation) == (300, 40, 200)


@BOTH
def test_a_price_corrected_twice(valuation):
    rows = ledger(
        *WRONG_PRICE, ("M3", 12, "冲正", 100, None, "M1"), ("M4", 12, "采购", 100, 50000),
        ("M5", 13, "领用", 10, None), ("M6", 20, "冲正", 100, None, "M4"), ("M7", 20, "采购", 100, 500),
    )  # fmt: skip
    assert account(rows, valuation) == (350, 30, 150)


@BOTH
def test_the_difference_of_a_closed_month_is_a_line_of_the_open_one(valuation):
    rows = ledger(*WRONG_PRICE, ("M3", "2026-06-03", "冲正", 100, None, "M1"), ("M4", "2026-06-03", "采购", 100, 500))
    assert account(rows, valuation, ("2026-05", "2026-06")) == [(3000, 40, 2000), (-2700, 40, 200)]
    june = usage(money.value(rows, valuation).assign(category="grain"), parse("2026-06"), "幼儿").loc["大米"]
    assert (june["purchases_fen"], june["revalued_fen"]) == (-450000, -270000)


@BOTH
def test_a_wrong_opening_and_a_wrong_quantity(valuation):
    opening = ledger(
        ("M1", 5, "期初", 100, 5000), ("M2", 6, "采购", 100, 600), ("M3", 7, "领用", 150, None),
        ("M4", 12, "冲正", 100, None, "M1"), ("M5", 12, "期初", 100, 400),
    )  # fmt: skip
    right = ledger(("M1", 5, "期初", 100, 400), ("M2", 6, "采购", 100, 600), ("M3", 7, "领用", 150, None))
    assert account(opening, valuation) == account(right, valuation)
    ten_times = ledger(
        ("M1", 6, "采购", 1000, 5000), ("M2", 7, "采购", 100, 600), ("M3", 8, "领用", 150, None),
        ("M4", 12, "冲正", 1000, None, "M1"), ("M5", 12, "采购", 100, 500),
    )  # fmt: skip
    right = ledger(("M1", 6, "采购", 100, 500), ("M2", 7, "采购", 100, 600), ("M3", 8, "领用", 150, None))
    assert account(ten_times, valuation) == account(right, valuation)


@BOTH
def test_issues_and_returns_taken_back(valuation):
    rows = ledger(
        *WRONG_PRICE, ("M3", 8, "退货", 20, 1000), ("M4", 12, "冲正", 100, None, "M1"), ("M5", 12, "采购", 100, 500),
        ("M6", 13, "冲正", 60, None, "M2"), ("M7", 14, "冲正", 20, None, "M3"),
    )  # fmt: skip
    assert account(rows, valuation) == (0, 100, 500)


def test_a_delivery_entered_twice_is_no_place_for_the_next_one():
    rows = ledger(
        ("M1", 6, "采购", 100, 500), ("M2", 6, "采购", 100, 500), ("M3", 7, "领用", 60, None),
        ("M4", 12, "冲正", 100, None, "M2"), ("M5", 12, "采购", 100, 900),
    )  # fmt: skip
    assert account(rows, "weighted_average") == (300, 140, 1100)
    assert money.value(rows)["replaces"].isna().all()


def test_a_reversal_that_the_stock_cannot_bear_is_a_fault_without_a_new_entry():
    valued = money.value_known(ledger(*WRONG_PRICE, ("M3", 12, "冲正", 100, None, "M1")))
    assert valued["fault"].tolist() == ["", "", "冲正 100 kg，库存只有 40 kg，未冲正"]
    assert valued["fen"].sum() == 200000


def other_entries():
    kinds = st.sampled_from(["采购", "领用", "领用", "损耗", "盘盈", "盘亏"])
    return st.lists(st.tuples(kinds, st.integers(1, 28), st.integers(1, 80), st.integers(1, 900)), max_size=8)


@settings(max_examples=60, deadline=None)
@given(other_entries(), st.integers(1, 27), st.integers(1, 27), st.integers(1, 9000), st.sampled_from(RULES), st.data())
def test_a_wrong_purchase_entered_anew_is_as_if_entered_right_at_once(others, first, second, wrong, valuation, data):
    bought_on, reversed_on = min(first, second), max(first, second) + 1
    wrong_kg = data.draw(st.sampled_from([50, 500]))
    rows = [("M0", 1, "期初", 2000, 8000)]
    for n, (kind, day, kg, yuan) in enumerate(others, start=1):
        # other deliveries of the day of correction cannot be told from the corrected one
        on = day + 1 if day == reversed_on else day
        rows.append((f"N{n}", on, kind, kg, yuan if kind in ("采购", "盘盈") else None))
    rows = ledger(*rows).assign(supplier=[f"V{n}" for n in range(len(rows))])
    made = ledger(
        ("M1", bought_on, "采购", wrong_kg, wrong), ("M2", reversed_on, "冲正", wrong_kg, None, "M1"),
        ("M3", reversed_on, "采购", 50, 250),
    )  # fmt: skip
    right = ledger(("M1", bought_on, "采购", 50, 250))
    if any(entry[2] == 50 or entry[3] in (250, wrong) for entry in others):
        return
    assert account(pd.concat([rows, made], ignore_index=True), valuation) == account(
        pd.concat([rows, right], ignore_index=True), valuation
    )


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(RULES))
def test_nothing_is_lost_and_stock_is_never_worth_less_than_nothing(data, valuation):
    rows, standing = [("M0", 1, "期初", 50, 100)], {"M0": 50}
    for n in range(1, data.draw(st.integers(1, 14))):
        kind = data.draw(st.sampled_from(["采购", "领用", "退货", "盘盈", "盘亏", "冲正", "冲正"]))
        month, day = divmod(data.draw(st.integers(3 * n, 3 * n + 2)), 28)
        date, entry = f"2026-{5 + month:02d}-{day + 1:02d}", f"M{n}"
        if kind == "冲正":
            if standing:
                wrong = data.draw(st.sampled_from(sorted(standing)))
                rows.append((entry, date, kind, standing.pop(wrong), None, wrong))
            continue
        kg = data.draw(st.integers(1, 60))
        yuan = data.draw(st.integers(0, 3000)) if kind in ("采购", "盘盈") else None
        rows.append((entry, date, kind, kg, yuan))
        standing[entry] = kg
    valued = money.value_known(ledger(*rows), valuation).assign(category="grain")
    grams, fen = valued["grams"].cumsum(), valued["fen"].cumsum()
    assert (grams >= 0).all() and (fen >= 0).all() and (fen[grams == 0] == 0).all()
    term = usage(valued, parse("2026-spring"), "幼儿").sum(numeric_only=True)
    assert term["opening_fen"] + term["purchases_fen"] == term["consumption_fen"] + term["closing_fen"]
    issued = valued.loc[valued["kind"].isin([terms.ISSUE, terms.RETURN]), "consumed_fen"].sum()
    taken_back = valued.loc[valued["kind"] == terms.REVERSAL, "consumed_fen"].sum()
    named = term["gained_fen"] + term["missing_fen"] + term["revalued_fen"]
    if not (valued["kind"] == terms.REVERSAL).any():
        assert issued + taken_back + named == term["consumption_fen"]


def test_stocktake_differences_are_settled_by_entries(opened, frames):
    frames["counts"].loc[0, "date"] = "2026-05-08"
    frames["movements"] = pd.concat([
        frames["movements"],
        pd.DataFrame([
            movement("M0006", "2026-05-08", "盘亏", "鸡蛋", 50),
            movement("M0007", "2026-05-08", "盘盈", "大米", 100, 60),
        ]),
    ])  # fmt: skip
    month = money.month(opened(frames), "2026-05")
    eggs, rice = month.foods.loc["鸡蛋"], month.foods.loc["大米"]
    assert (eggs["consumption_fen"], eggs["missing_fen"], eggs["closing_fen"]) == (17250, 750, 12750)
    assert (rice["consumption_fen"], rice["gained_fen"], rice["closing_fen"]) == (240, -60, 360)
    assert month.stocktake[["difference_g", "settled_g", "left_g"]].to_numpy().tolist() == [[-50, -50, 0]]
    assert "money.stock_differs" not in {finding.code for finding in month.findings}


def test_a_count_before_its_settlement_of_the_next_day():
    counts = pd.DataFrame(
        {"date": pd.to_datetime(["2026-05-08"]), "scope": "日盘", "ledger": "幼儿", "item": "大米", "quantity_g": 900}
    )
    valued = money.value(ledger(("M1", 6, "采购", 1, 6), ("M2", 9, "盘亏", 0.06, None)))
    found = stocktake(counts, valued, parse("2026-05")).iloc[0]
    assert found[["difference_g", "difference_fen", "settled_g", "left_g", "left_fen"]].tolist() == [
        -100, -60, -60, -40, -24,
    ]  # fmt: skip


@pytest.mark.parametrize(("fen", "supplier"), [(None, None), (500, "V01")])
def test_a_gain_has_an_amount_and_no_supplier(opened, frames, fen, supplier):
    office = opened(frames)
    row = movement("M0009", "2026-05-08", "盘盈", "大米", 100, fen, supplier=supplier)
    with pytest.raises(Exception, match="盘盈"):
        office.write({"movements": pd.DataFrame([row])}, who="测试")
