"""An office that writes no issues: what stocktakes leave over was used, at the value of the stock."""

import pandas as pd
import pytest

from kgcore import money
from kgcore.money.counted_use import counted_issues
from kgcore.office import Office
from kgcore.registers import terms
from kgcore.standards import Profile
from kgcore.testing import tiny_office


def moves(*rows):
    columns = ["date", "kind", "food", "quantity_g", "reverses"]
    frame = pd.DataFrame(rows, columns=columns).assign(site="main", ledger=terms.CHILDREN_LEDGER)
    return frame.assign(entry=[f"M{n}" for n in range(len(rows))], date=pd.to_datetime(frame["date"]))


def counts(*rows):
    frame = pd.DataFrame(rows, columns=["date", "item", "quantity_g"]).assign(site="main", ledger=terms.CHILDREN_LEDGER)
    return frame.assign(date=pd.to_datetime(frame["date"]))


def implied(movements, counted):
    table = counted_issues(movements, counted)
    return [
        (f"{day:%m-%d}", food, grams)
        for day, food, grams in zip(table["date"], table["food"], table["quantity_g"], strict=True)
    ]


def test_each_count_takes_what_came_less_what_is_left():
    bought = moves(("2026-10-08", "采购", "大米", 50_000, None), ("2026-11-03", "采购", "大米", 25_000, None))
    counted = counts(("2026-10-30", "大米", 20_000), ("2026-11-30", "大米", 5_000))
    assert implied(bought, counted) == [("10-30", "大米", 30_000), ("11-30", "大米", 40_000)]


def test_what_is_written_down_is_not_taken_twice_and_a_reversed_entry_was_never_there():
    rows = moves(
        ("2026-10-08", "采购", "大米", 50_000, None),
        ("2026-10-09", "领用", "大米", 10_000, None),
        ("2026-10-10", "采购", "大米", 7_000, None),
        ("2026-10-10", "冲正", "大米", 7_000, "M2"),
    )
    assert implied(rows, counts(("2026-10-30", "大米", 20_000))) == [("10-30", "大米", 20_000)]


def test_more_on_the_shelf_than_in_the_book_is_no_use():
    assert implied(moves(("2026-10-08", "采购", "大米", 5_000, None)), counts(("2026-10-30", "大米", 6_000))) == []


def test_food_never_counted_nor_issued_was_eaten_on_its_day():
    rows = moves(("2026-10-08", "采购", "青菜", 5_000, None), ("2026-10-09", "采购", "青菜", 3_000, None))
    assert implied(rows, counts()) == [("10-08", "青菜", 5_000), ("10-09", "青菜", 3_000)]


def test_a_profile_that_says_so_takes_what_stocktakes_leave_over():
    """50 kg of rice for 250.00 and 5 kg of greens for 15.00; 30 kg left: 20 kg at 5.00 and all the greens, 115.00."""
    with tiny_office() as tiny:
        month = "2026-06"
        new_foods = [food for food in tiny.read("foods")["food"] if food not in set(tiny.read("movements")["food"])][:2]
        purchase = tiny.read("movements").query("kind == '采购'").head(1)
        new = pd.concat([purchase] * 2).assign(
            entry=["M20260608-001", "M20260609-001"],
            date=pd.to_datetime(["2026-06-08", "2026-06-09"]),
            food=new_foods,
            quantity_g=[50_000, 5_000],
            amount_fen=[25_000, 1_500],
            unit_cost_fen=[500, 300],
        )
        count = (
            tiny.read("counts").head(1).assign(date=pd.Timestamp("2026-06-30"), item=new_foods[0], quantity_g=30_000)
        )
        tiny.write({"movements": new, "counts": count}, who="S001")
        office = Office(tiny.store, "main", Profile.of({"consumption": "stocktake"}))
        foods = money.month(office, month).foods
        consumed = foods.loc[foods.index.isin(new_foods), "consumption_fen"]
        assert int(consumed.sum()) == 11_500


def test_a_month_with_purchases_and_nothing_used_is_refused_with_what_to_do():
    with tiny_office() as office:
        purchase = office.read("movements").query("kind == '采购'").head(1)
        office.write({"movements": purchase.assign(entry="M20260608-001", date=pd.Timestamp("2026-06-08"))}, who="S001")
        for ask, period in ((money.month, "2026-06"), (money.term, "2026-spring")):
            with pytest.raises(money.StockError, match=r"2026年6月有采购 .* 元，却没有用掉的.*consumption"):
                ask(office, period)
