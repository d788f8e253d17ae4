"""What a menu may cost: the term's money that remains over the child-days that remain, worked out by hand.

The tiny office of tests/money: on 1 June main has 200.00 due less 112.00 eaten, longma 100.00 less 56.00; two school
days are left, with 10 and 5 children; 138.00 of stock is on the shelf and not yet eaten.
"""

import datetime as dt

import pandas as pd
import pytest

import kgcore
from kgcore import closed_loop, menu
from tests.money.conftest import tiny_frames

JUNE = dt.date(2026, 6, 1)


@pytest.fixture
def frames():
    return tiny_frames()


@pytest.fixture
def opened(tmp_path):
    offices = []

    def make(frames, site="main", profile=None):
        office = kgcore.open(tmp_path / "office.db", site=site, profile=profile)
        offices.append(office)
        if frames:
            office.write({name: frame for name, frame in frames.items() if len(frame)}, who="测试")
        return office

    yield make
    for office in offices:
        office.close()


def test_remaining_money_over_remaining_child_days(opened, frames):
    found = closed_loop.spend(opened(frames), JUNE)
    assert found.basis == "corridor"
    assert (found.money_fen, found.child_days) == (8800 + 4400 + 30 * 1000, 30)
    assert found.target == pytest.approx(1440)
    # 2 % of the term's 400.00 over main's 20 child-days to come
    assert (found.low, found.high) == (pytest.approx(1400), pytest.approx(1480))
    for part in (
        "+132.00元",
        "库存138.00元",
        "2个园日",
        "432.00元",
        "30人日",
        "14.40元",
        "14.00～14.80元",
        "2026-05-07",
    ):
        assert part in found.text


def test_one_menu_one_answer_for_both_kindergartens(opened, frames):
    assert closed_loop.spend(opened(frames), JUNE) == closed_loop.spend(opened({}, site="longma"), JUNE)


def test_stock_is_money_until_it_is_eaten(opened, frames):
    before = closed_loop.spend(opened(frames), JUNE)
    office = opened({})
    office.write(
        {
            "movements": pd.DataFrame(
                [
                    {"entry": "M0006", "date": "2026-05-07", "kind": "采购", "ledger": "幼儿", "food": "大米",
                     "quantity_g": 1000, "amount_fen": 9000, "unit_cost_fen": 9000, "supplier": "V01",
                     "buyer": "S002", "storekeeper": "S003", "bookkeeper": "S004", "approver": "S001"}
                ]
            )
        },
        who="测试",
    )  # fmt: skip
    # moving average: the purchase of the day is in the price of what left it, 500 g of rice at (6.00 + 90.00) / 2 kg
    assert closed_loop.spend(office, JUNE).money_fen == before.money_fen - (2400 - 300)


def test_school_days_without_attendance_are_still_to_come(opened, frames):
    frames["attendance"] = frames["attendance"][frames["attendance"]["date"] == "2026-05-06"]
    found = closed_loop.spend(opened(frames), JUNE)
    # what left the store on the 7th is not yet spent: only the days with attendance are compared with the income
    assert (found.money_fen, found.child_days) == (15 * 1000 + 3 * 15 * 1000, 45)


def test_corridors_that_do_not_meet(opened, frames):
    rates = frames["fee_rates"]
    frames["fee_rates"] = rates.assign(fee_fen=rates["fee_fen"].where(rates["site"] == "main", 900))
    found = closed_loop.spend(opened(frames), JUNE)
    # main lands on zero at 1440, longma at (9000 - 5600 + 9000) / 10 = 1240
    assert found.target == found.low == found.high == pytest.approx((28800 + 12400) / 30)
    assert "悬殊" in found.text


def test_target_is_kept_where_both_end_within_the_limit(opened, frames):
    rates = frames["fee_rates"]
    frames["fee_rates"] = rates.assign(fee_fen=rates["fee_fen"].where(rates["site"] == "main", 970))
    found = closed_loop.spend(opened(frames), JUNE)
    # main 1440 ± 40; longma (9700 - 5600 + 9700) / 10 = 1380 ± 38.8
    assert (found.low, found.high) == (pytest.approx(1400), pytest.approx(1418.8))
    assert found.target == pytest.approx(1418.8)  # in common 1420


def test_permitted_charges_are_not_for_food(opened, frames, tmp_path):
    profile = tmp_path / "fuel.toml"
    profile.write_text('charge_categories = ["食品", "人工"]\n', encoding="utf-8")
    found = closed_loop.spend(opened(frames, profile=profile), JUNE)
    # 7.00 were charged for 30 child-days; the same again is kept for those to come
    assert found.money_fen == 43200 - 700 - 700


def test_fee_register_before_the_first_day(opened, frames):
    rates = frames["fee_rates"]
    frames["fee_rates"] = rates.assign(fee_fen=rates["fee_fen"].where(rates["site"] == "main", 900))
    found = closed_loop.spend(opened(frames), dt.date(2026, 2, 16))
    assert (found.basis, found.money_fen) == ("fee_rates", 0)
    assert found.target == pytest.approx((12 * 1000 + 6 * 900) / 18)
    assert "《膳费标准》" in found.text


def test_no_day_left_says_so(opened, frames):
    found = closed_loop.spend(opened(frames), dt.date(2026, 7, 6))
    assert found.basis == "corridor"  # June's two days were not recorded: they are still to come
    frames["attendance"] = None
    later = opened({})
    later.write(
        {
            "attendance": pd.DataFrame(
                [{"date": "2026-06-02", "class_name": "小一班", "meal": "午餐", "diners": 10}]
            )
        },
        who="测试",
    )  # fmt: skip
    found = closed_loop.spend(later, dt.date(2026, 7, 6))
    assert found.basis == "fee_rates"
    assert "余下没有园日" in found.text


def test_no_fee_at_all(opened, frames):
    frames["fee_rates"] = frames["fee_rates"].head(0)
    with pytest.raises(menu.MenuError, match="膳费标准"):
        closed_loop.spend(opened(frames), dt.date(2026, 2, 16))


def test_plan_takes_the_corridor_unless_told(opened, frames, monkeypatch):
    asked = []

    def plan_request(office, request, progress):
        asked.append((str(request.first), request.fee_fen))
        return menu.PlanAnswer(plan=None)

    monkeypatch.setattr(menu, "plan_request", plan_request)
    office = opened(frames)
    closed_loop.plan(office, "2026-W23")
    closed_loop.plan(office, "2026-W23", fee=15.5)
    assert asked == [("2026-W23", pytest.approx(1440)), ("2026-W23", 1550)]


@pytest.fixture
def counting(frames, tmp_path):
    """Frames with a stocktake on Saturday: 200 g of rice at 0.60 a kg and 400 g of eggs at 15.00, 61.20 in all."""
    profile = tmp_path / "counting.toml"
    profile.write_text('consumption = "stocktake"\n', encoding="utf-8")
    frames["counts"] = pd.DataFrame(
        {
            "date": "2026-05-09", "warehouse": "食堂", "ledger": "幼儿", "item": ["大米", "鸡蛋"],
            "quantity_g": [200, 400], "scope": "月盘", "counted_by": "S003", "checked_by": "S004",
        }
    )  # fmt: skip
    return profile


def test_a_stocktake_after_the_last_attended_day_is_the_day_that_counts(opened, frames, counting):
    found = closed_loop.spend(opened(frames, profile=counting), JUNE)
    # 30 child-days at 10.00; 6.00 of rice and 300.00 of eggs came, 61.20 of them is left
    assert found.money_fen == 30_000 - (30_600 - 6_120) + 30 * 1000
    assert "截至2026-05-09" in found.text and "库存61.20元" in found.text


def test_a_stocktake_after_school_days_without_attendance_is_not_held_against_income(opened, frames, counting):
    day = frames["calendar"].head(1).assign(date="2026-05-08")
    frames["calendar"] = pd.concat([frames["calendar"], day])
    found = closed_loop.spend(opened(frames, profile=counting), JUNE)
    assert found.basis == "fee_rates" and "要登记到盘点那天" in found.text
