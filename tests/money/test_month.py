"""The month and the term of the tiny kitchen, worked out by hand in conftest.py."""

import pandas as pd
import pytest

import kgcore
from kgcore import money
from kgcore.money.account import WHOLE
from kgcore.money.surplus import beyond
from kgcore.periods import PeriodError
from kgcore.store import LedgerError
from tests.money.conftest import movement


def codes(month):
    return {finding.code: finding for finding in month.findings}


def test_each_kindergarten_has_its_own_account(opened, frames):
    month = money.month(opened(frames), "2026-05")
    own = month.accounts.loc[("month", "main")]
    assert (own["net_fen"], own["consumption_fen"], own["surplus_fen"]) == (20000, 11200, 8800)
    assert own["rate"] == pytest.approx(0.44)
    assert own["cost_per_day_fen"] == pytest.approx(560)
    guest = month.accounts.loc[("month", "longma")]
    assert (guest["net_fen"], guest["consumption_fen"], guest["surplus_fen"]) == (10000, 5600, 4400)
    whole = month.accounts.loc[("month", WHOLE)]
    assert (whole["net_fen"], whole["consumption_fen"], whole["book_fen"]) == (30000, 16800, 30000)
    assert month.allocation[["main", "longma"]].sum(axis=1).eq(month.allocation["consumption_fen"]).all()


def test_a_guest_sees_the_same_account(opened, frames):
    opened(frames)
    guest = money.month(opened({}, "longma"), "2026-05")
    assert guest.name == "龙马幼儿园"
    assert guest.accounts.loc[("month", "longma"), "surplus_fen"] == 4400


def test_every_base_seen_in_practice_stands_beside(opened, frames):
    rates = money.month(opened(frames), "2026-05").bases.set_index(["span", "numerator", "denominator"])["rate"]
    assert rates["month", "consumption", "net_income"] == pytest.approx(0.44)
    assert rates["month", "consumption", "gross_income"] == pytest.approx(8800 / 25000)
    assert rates["month", "book", "net_income"] == pytest.approx(0.0)


def test_findings_of_the_tiny_month(opened, frames):
    found = codes(money.month(opened(frames), "2026-05"))
    assert found["money.surplus"].severity == "warning"  # June is still to come
    assert "44.00%" in next(f.text for f in money.month(opened({}), "2026-05").findings if f.code == "money.surplus")
    assert found["money.undue_charge"].measured == 7.0
    assert found["money.stock_differs"].measured == -7.5  # 50 g at 15 fen
    assert "大米" in found["money.stocktake_missed"].text
    assert not {"money.income_differs", "money.settlement_differs", "money.same_person", "money.not_accepted"} & set(
        found
    )


def test_stock_account_by_food(opened, frames):
    eggs = money.month(opened(frames), "2026-05").foods.loc["鸡蛋"]
    assert (eggs["purchases_fen"], eggs["consumption_fen"], eggs["lost_fen"], eggs["closing_fen"]) == (
        30000, 16500, 1500, 13500,
    )  # fmt: skip
    assert (eggs["consumption_g"], eggs["closing_g"]) == (1100, 900)


def test_a_correction_in_june_leaves_may_as_it_was(opened, frames):
    office = opened(frames)
    before = money.month(office, "2026-05").accounts
    late = movement("M0006", "2026-06-01", "冲正", "鸡蛋", 1000, reverses="M0003")
    office.write({"movements": pd.DataFrame([late])}, who="测试")
    pd.testing.assert_frame_equal(money.month(office, "2026-05").accounts, before)
    june = money.month(office, "2026-06")
    assert june.corrections[["entry", "reverses", "consumed_fen"]].to_numpy().tolist() == [["M0006", "M0003", -15000]]
    assert june.accounts.loc[("term", WHOLE), "consumption_fen"] == 1800


def test_a_refund_taken_back_after_the_close_is_a_correction_of_june(store_url, frames):
    closed = {"site": "main", "month": "2026-05", "closed_on": "2026-06-05", "bookkeeper": "S004", "approver": "S001"}
    back = frames["refunds"].iloc[[0]].assign(entry="F0002", date="2026-06-03", month="2026-06", reverses="F0001")
    with kgcore.open(store_url) as office:
        office.write({**frames, "month_closes": pd.DataFrame([closed])}, who="测试")
        before = money.month(office, "2026-05").accounts
        with pytest.raises(LedgerError, match="账已冻结"):
            office.write({"refunds": back.assign(month="2026-05")}, who="测试")
        office.write({"refunds": back}, who="测试")
        pd.testing.assert_frame_equal(money.month(office, "2026-05").accounts, before)
        june = money.month(office, "2026-06")
    said = june.corrections[["register", "reverses", "original", "about", "income_fen"]].to_numpy().tolist()
    assert said == [["refunds", "F0001", "2026-05", "C00001", 5000]]
    assert june.accounts.loc[("month", "main"), "net_fen"] == 5000


def test_the_term_over_two_percent_is_severe_when_it_is_over(opened, frames):
    frames["calendar"] = frames["calendar"].iloc[:2]
    term = money.term(opened(frames), "2026-spring")
    assert term.ended
    assert term.account.surplus_fen == 8800
    assert codes(term)["money.surplus"].severity == "severe"


@pytest.mark.parametrize(("part", "over"), [(2000, False), (2001, True), (-2000, False), (-2001, True)])
def test_just_two_percent_is_within(part, over):
    assert beyond(part, 100_000, 0.02) is over


def test_no_income_has_no_rate(opened, frames):
    frames["receipts"] = frames["refunds"] = pd.DataFrame()
    month = money.month(opened(frames), "2026-05")
    assert pd.isna(month.accounts.loc[("month", "main"), "rate"])
    assert codes(month)["money.rate_unknown"].severity == "warning"
    assert codes(month)["money.income_differs"].measured == 0


def test_a_guest_without_books_of_its_own_has_what_the_kitchen_collected(opened, frames):
    for register in ("receipts", "refunds"):
        frames[register] = frames[register][frames[register]["site"] == "main"]
    assert money.month(opened(frames), "2026-05").accounts.loc[("month", "longma"), "net_fen"] == 10000


def test_what_cannot_be_right_is_a_finding(opened, frames):
    frames["refunds"].loc[0, "amount_fen"] = 26000
    frames["acceptance"] = frames["acceptance"].assign(delivered_g=1900, quality="不合格", acceptor="S003")
    frames["movements"] = pd.concat(
        [
            frames["movements"],
            pd.DataFrame([
                movement("M0006", "2026-05-07", "采购", "大米", 100, 0, supplier="V01"),
                movement("M0007", "2026-05-07", "领用", "大米", 9000, note="教工午餐"),
            ]),
        ]
    )  # fmt: skip
    frames["counts"] = pd.concat([frames["counts"], frames["counts"].assign(date="2026-05-04", scope="日盘")])
    found = codes(money.month(opened(frames), "2026-05"))
    for code in (
        "refund_above_paid", "delivery_differs", "rejected_kept", "same_person", "price_zero", "entry_invalid",
        "staff_from_children", "count_before_first", "not_accepted", "month_open",
    ):  # fmt: skip
        assert f"money.{code}" in found, code
    assert "验收1.9 kg，入账2 kg，相差约15.00元" in found["money.delivery_differs"].text
    assert "S003" in found["money.same_person"].text


def test_a_band_without_a_fee_is_not_counted_as_income_due(opened, frames):
    frames["fee_rates"] = frames["fee_rates"].iloc[1:]
    month = money.month(opened(frames), "2026-05")
    assert codes(month)["money.class_unknown"].measured == 20.0


def test_over_new_year_the_stock_goes_on(opened, frames):
    frames["movements"]["date"] = ["2025-12-30", "2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02"]
    frames["acceptance"]["date"] = "2025-12-30"
    office = opened(frames)
    january = money.month(office, "2026-01").foods
    assert january.loc["鸡蛋", ["opening_fen", "consumption_fen", "closing_fen"]].tolist() == [15000, 1500, 13500]
    december = money.month(office, "2025-12").foods
    assert december.loc["鸡蛋", "closing_fen"] == 15000


@pytest.mark.parametrize("call", [money.month, money.term, money.review])
def test_other_periods_are_refused(opened, frames, call):
    with pytest.raises(PeriodError):
        call(opened(frames), "2026-W19")


def test_an_office_without_records_has_no_account(opened, frames):
    office = opened({"sites": frames["sites"]})
    with pytest.raises(money.StockError, match="没有可算的"):
        money.month(office, "2026-05")
    with pytest.raises(money.StockError, match="没有可算的"):
        money.term(office, "2026-spring")


def test_a_review_is_the_month_or_the_term_and_gives_its_measures_by_code(opened, frames):
    office = opened(frames)
    may, spring = money.review(office, "2026-05"), money.review(office, "2026-spring")
    assert isinstance(may, money.MoneyMonth) and isinstance(spring, money.MoneyTerm)
    assert may.measures.set_index("measure")["value"].to_dict() == pytest.approx({"meal_balance_rate": 0.44})
    term = spring.measures.set_index("measure").loc["meal_balance_rate"]
    assert (term["numerator"], term["denominator"]) == (88, 200)
    assert repr(may).startswith(
        "<MoneyMonth 2026年5月膳费盈亏，收款减退费 200.00元，实际支出 112.00元，盈亏 88.00元，盈亏率 +44.00%"
    )
    assert "盈亏率" in spring._repr_html_()


def test_categories_and_rules_are_codes(opened, frames):
    month = money.month(opened(frames), "2026-05")
    assert month.categories.index.tolist() == ["grain", "egg"]
    assert dict(month.method.itertuples(index=False, name=None))["surplus_base"] == "net_income"
