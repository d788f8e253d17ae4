"""Printed totals beside the computed ones: what is compared, from which difference on it is told, and in which unit."""

import pandas as pd
import pytest

from kgcore.money.account import Account
from kgcore.money.controls import COLUMNS, control_findings, controls
from kgcore.periods import parse
from kgcore.registers import intake


def account(gross=25_000, spent=19_700):
    return Account(
        gross_fen=gross, refunds_fen=0, consumption_fen=spent, book_fen=spent, charges_fen=0, due_fen=20_000, days=20
    )


def compared(figure, amount=None, persons=None, *, foods=None, of=None):
    totals = pd.DataFrame({"figure": [figure], "amount_fen": [amount], "persons": [persons], "file": ["a.xlsx"]})
    return controls(totals, of or account(), pd.DataFrame() if foods is None else foods).to_dict("records")


def findings(printed, computed, unit="fen", figure="spent"):
    table = pd.DataFrame([(figure, printed, computed, printed - computed, unit, "a.xlsx")], columns=COLUMNS)
    return control_findings(table, parse("2026-05"))


@pytest.mark.parametrize(("gross", "spent"), [(25_000, 0), (0, 19_700)])
def test_half_of_what_a_balance_needs_gives_no_balance(gross, spent):
    assert compared(intake.MONTH_BALANCE, 5_300, of=account(gross, spent)) == []


def test_a_balance_is_what_came_in_less_what_was_spent():
    # 250.00 came in and 197.00 was spent: 53.00 is over, and the sheet says 54.50
    (row,) = compared(intake.MONTH_BALANCE, 5_450)
    assert (row["computed"], row["difference"], row["unit"]) == (5_300, 150, "fen")


@pytest.mark.parametrize(
    ("figure", "computed"), [(intake.BOUGHT, 700), (intake.OPENING_STOCK, 70), (intake.CLOSING_STOCK, 7)]
)
def test_stock_is_summed_over_the_foods(figure, computed):
    # two foods: 300 + 400 bought, 30 + 40 at the start, 3 + 4 at the end
    foods = pd.DataFrame({"purchases_fen": [300, 400], "opening_fen": [30, 40], "closing_fen": [3, 4]})
    (row,) = compared(figure, 1_000, foods=foods)
    assert (row["computed"], row["difference"]) == (computed, 1_000 - computed)


def test_persons_are_counted_and_money_is_not_taken_for_them():
    (row,) = compared(intake.DINER_DAYS, 999, 23)
    assert (row["printed"], row["computed"], row["difference"], row["unit"]) == (23, 20, 3, "persons")
    assert compared(intake.DINER_DAYS, 999) == []
    assert compared(intake.SPENT, None, 23) == []


@pytest.mark.parametrize("sign", [1, -1])
def test_one_yuan_is_rounding_and_one_fen_more_is_not(sign):
    assert findings(20_000 + 100 * sign, 20_000) == []
    (found,) = findings(20_000 + 101 * sign, 20_000)
    assert (found.measured, found.limit, found.unit) == (200.0, 200 + 1.01 * sign, "元")


def test_a_single_person_more_is_told_as_a_whole_number():
    assert findings(20, 20, "persons", intake.DINER_DAYS) == []
    (found,) = findings(1_021, 1_020, "persons", intake.DINER_DAYS)
    assert (found.measured, found.limit, found.unit) == (1_020.0, 1_021.0, "人次")
    assert "1,021 人次" in found.text and "1,020 人次" in found.text and "差 1 人次" in found.text
