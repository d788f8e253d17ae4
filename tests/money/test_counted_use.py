"""An office that writes no issues: what stocktakes leave over was used, at the value of the stock."""

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from kgcore import closed_loop, money, nutrition
from kgcore.counted_use import counted_issues, with_counted_issues
from kgcore.office import Office
from kgcore.present import money as show
from kgcore.present import nutrition as show_diet
from kgcore.present.kept import Nothing
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


def test_what_goes_back_on_a_later_day_was_not_eaten():
    rows = moves(
        ("2026-10-07", "采购", "青菜", 5_000, None),
        ("2026-10-08", "采购", "青菜", 3_000, None),
        ("2026-10-09", "退货", "青菜", 4_000, None),
        ("2026-10-10", "采购", "青菜", 2_000, None),
    )
    assert implied(rows, counts()) == [("10-07", "青菜", 4_000), ("10-10", "青菜", 2_000)]


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


@pytest.fixture(scope="module")
def counting():
    """The tiny office where use is told by stocktakes; it has one at the end of May."""
    with tiny_office() as tiny:
        yield tiny


def office_of(tiny, drop_counts):
    class Uncounted:
        """The store without its stocktakes."""

        engine = tiny.store.engine

        @staticmethod
        def read(register, **span):
            rows = tiny.store.read(register, **span)
            return rows.iloc[:0] if drop_counts and register == "counts" else rows

    return Office(Uncounted, "main", Profile.of({"consumption": "stocktake"}))


@pytest.mark.parametrize("ask", [money.month, nutrition.month])
def test_a_month_that_nobody_counted_stops_with_what_to_enter(counting, ask):
    assert ask(office_of(counting, False), "2026-05").findings
    with pytest.raises(
        ValueError, match=r"^2026年5月有采购 [\d,.]+ 元，没有盘点，用了多少不知道。请录入月末盘点"
    ) as stop:
        ask(office_of(counting, True), "2026-05")
    assert "%" not in str(stop.value)


def test_what_hangs_on_a_month_that_nobody_counted_is_not_told(counting):
    office = office_of(counting, True)
    assert money.month_balance_rate(office, "2026-05") is None
    with pytest.raises(money.StockError, match="月末盘点"):
        money.term(office, "2026-spring")


def test_months_without_a_stocktake_are_one_row_with_the_next_that_has_one(counting):
    class TwoMonths(type(counting.store)):
        """The store with a stocktake at the end of June alone, and one purchase in June."""

        def read(self, register, **span):
            rows = counting.store.read(register, **span)
            if register == "counts":
                return rows.assign(date=pd.Timestamp("2026-06-30"))
            if register != "movements":
                return rows
            later = rows[rows["kind"] == terms.PURCHASE].head(1)
            return pd.concat([rows, later.assign(entry="M20260608-001", date=pd.Timestamp("2026-06-08"))])

    june = money.month(Office(TwoMonths(counting.store.engine), "main", office_of(counting, True).profile), "2026-06")
    assert june.trend["month"].tolist() == ["2026-05～2026-06"]
    said = {finding.code: finding.text for finding in june.findings}["money.months_merged"]
    assert said.startswith("2026年5月没有月末盘点：那时用掉的算在2026年6月的支出里")
    assert "money.months_merged" not in {
        one.code for one in money.month(office_of(counting, False), "2026-05").findings
    }


def test_storable_food_that_no_stocktake_names_is_told_with_its_money(counting):
    class OnePurchase(type(counting.store)):
        """The store with 50 kg of macaroni for 400 yuan, which nobody counts, and greens, which nobody has to."""

        def read(self, register, **span):
            rows = counting.store.read(register, **span)
            if register != "movements":
                return rows
            purchase = rows[rows["kind"] == terms.PURCHASE].head(1).assign(date=pd.Timestamp("2026-05-08"))
            macaroni = purchase.assign(entry="M20260508-801", food="通心面", quantity_g=50_000, amount_fen=40_000)
            greens = purchase.assign(entry="M20260508-802", food="油麦菜", quantity_g=9_000, amount_fen=7_200)
            return pd.concat([rows, macaroni, greens])

    office = Office(OnePurchase(counting.store.engine), "main", office_of(counting, False).profile)
    (told,) = [one for one in money.month(office, "2026-05").findings if one.code == "money.direct_use"]
    assert told.measured == 400.0 and "400.00元" in told.text and "通心面" in told.text and "油麦菜" not in told.text
    assert "money.direct_use" not in {one.code for one in money.month(counting, "2026-05").findings}  # issues are kept


def test_a_first_month_without_a_plan_has_no_empty_charts(counting):
    may = dataclasses.replace(money.month(counting, "2026-05"), against_plan=None, against_last=None)
    shown = [show.causes_chart(may), show.category_causes_chart(may), show.category_causes(may), show.foods(may)]
    assert all(isinstance(one, Nothing) for one in shown)
    assert "不比较" in show.causes(may).content["empty"] and may.unkept == counting.profile.unkept


@pytest.mark.parametrize(("drop_counts", "basis"), [(True, "fee_rates"), (False, "corridor")])
def test_what_menus_may_cost_rests_on_a_stocktake(counting, drop_counts, basis):
    assert closed_loop.spend(office_of(counting, drop_counts), dt.date(2026, 6, 15)).basis == basis


def test_books_that_stop_in_the_first_week_judge_no_diet(counting):
    class FirstWeek(type(counting.store)):
        """The store without stocktakes, and with the entries of the first week alone."""

        def read(self, register, **span):
            rows = counting.store.read(register, **span)
            if register == "counts":
                return rows.iloc[:0]
            return rows[rows["date"] <= "2026-05-08"] if register == "movements" else rows

    may = nutrition.month(Office(FirstWeek(counting.store.engine), "main", counting.profile), "2026-05")
    codes = [finding.code for finding in may.findings]
    assert codes.count("nutrition.entries_lacking") == 1
    assert not {"nutrition.low", "nutrition.macro", "nutrition.quality", "nutrition.group"} & set(codes)
    assert set(may.nutrients["level"]) <= {"doubtful", "too_few_data", "none"}
    assert (
        may.measures.empty and set(may.macro["verdict"]) == {"doubtful"} and may.nutrients["amount"]["energy_kcal"] > 0
    )
    assert "不作结论" in show_diet.headline(may).content["sentence"]


def test_a_plan_of_some_days_is_not_held_against_the_month(counting):
    class Week(type(counting.store)):
        """The store with the menus of one week."""

        def read(self, register, **span):
            rows = counting.store.read(register, **span)
            return rows[rows["date"] <= "2026-05-15"] if register == "menus" else rows

    assert money.month(counting, "2026-05").against_plan is not None
    assert money.month(Office(Week(counting.store.engine), "main", counting.profile), "2026-05").against_plan is None


def test_a_month_with_purchases_and_nothing_used_is_refused_with_what_to_do():
    with tiny_office() as office:
        purchase = office.read("movements").query("kind == '采购'").head(1)
        office.write({"movements": purchase.assign(entry="M20260608-001", date=pd.Timestamp("2026-06-08"))}, who="S001")
        for ask, period in ((money.month, "2026-06"), (money.term, "2026-spring")):
            with pytest.raises(money.StockError, match=r"2026年6月有采购 .* 元，却没有用掉的.*consumption"):
                ask(office, period)


def test_stock_counted_before_the_first_entry_is_the_opening_at_the_first_price():
    with tiny_office() as office:
        rows = office.read("movements").head(1)
        bought = rows.assign(
            entry="M20261008-001", date=pd.Timestamp("2026-10-08"), kind=terms.PURCHASE, food="大米", quantity_g=50_000,
            unit_cost_fen=520, amount_fen=26_000, reverses=None,
        ).astype(rows.dtypes.to_dict())  # fmt: skip
    counted = counts(("2026-09-30", "大米", 15_000), ("2026-10-31", "大米", 10_000))
    book = with_counted_issues(bought, counted)
    assert book[["kind", "quantity_g"]].to_numpy().tolist() == [["期初", 15_000], ["采购", 50_000], ["领用", 55_000]]
    assert book["amount_fen"].iloc[0] == 7_800


def test_purchases_that_cannot_be_all_forecast_nothing_and_judge_no_diet(counting):
    class OnePurchase(type(counting.store)):
        """The store with the first purchase alone."""

        def read(self, register, **span):
            rows = counting.store.read(register, **span)
            return rows[rows["kind"] == terms.PURCHASE].head(1) if register == "movements" else rows

    office = Office(OnePurchase(counting.store.engine), "main", office_of(counting, False).profile)
    may = money.month(office, "2026-05")
    assert may.account().lacks_entries and may.forecast is None
    advice = {finding.code: finding.advice for finding in may.findings}["money.surplus"]
    assert advice.startswith("支出不到收入的一半，采购像是没有录全")
    assert closed_loop.spend(office, dt.date(2026, 6, 15)).basis == "fee_rates"
    diet = nutrition.month(office, "2026-05")
    assert [finding.code for finding in diet.findings].count("nutrition.entries_lacking") == 1
    assert not {"nutrition.low", "nutrition.macro"} & {finding.code for finding in diet.findings}
