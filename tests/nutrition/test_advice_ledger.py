"""What was decided after a month is held against the next: grams and figures measured, in the report's own way."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kgcore import nutrition, periods
from kgcore.nutrition import advice_ledger
from kgcore.nutrition.analysis import analyse
from kgcore.reviews import NotComputableError
from kgcore.standards import Profile
from kgcore.testing import tiny_office
from tests.nutrition.test_advice_followed import MAY, kitchen, random_diet
from tests.nutrition.test_advice_followed import table as table  # the fixture


def entries(review, *named):
    return advice_ledger.entries(review.advice, review.promise, review.period, *named)


def decided(rows, month="2026-04"):
    """Rows as the store gives them back, of a decision after another month."""
    changes = rows["diet_changes"].assign(month=month, site="main", done=None, remark=None)
    changes["due_on"] = pd.Timestamp("2026-05-31")
    return {"diet_changes": changes, "diet_promises": rows["diet_promises"].assign(month=month, site="main")}


@pytest.fixture(scope="module")
def april(table):
    diet = random_diet(np.random.default_rng(1), table)
    review = analyse(kitchen(diet, table), Profile.load(), MAY, [])
    return diet, review, entries(review, "S001")


def may_of(diet, table, rows):
    return analyse(replace(kitchen(diet, table), **decided(rows)), Profile.load(), MAY, [])


def test_a_plan_that_is_followed_is_found_carried_out_with_the_figures_promised(april, table):
    diet, _, rows = april
    change = rows["diet_changes"].set_index("food")["change_g"]
    may = may_of(diet.add(change, fill_value=0.0), table, rows)
    assert may.decided_changes["fraction"].tolist() == pytest.approx([1.0] * len(change), abs=0.01)
    assert may.decided_changes["responsible"].unique().tolist() == ["S001"]
    judged = may.decided_effects.dropna(subset="measured")
    assert len(judged) > 5
    assert judged["measured"].to_numpy() == pytest.approx(judged["promised"].to_numpy(), rel=0.01)
    assert set(judged.loc[judged["repairs"], "verdict"]) <= {"within", "near"}
    assert "nutrition.advice_not_followed" not in {finding.code for finding in may.findings}


def test_a_plan_that_nobody_followed_is_one_notice_that_names_each_food(april, table):
    diet, review, rows = april
    may = may_of(diet, table, rows)
    assert may.decided_changes["fraction"].abs().max() == pytest.approx(0.0, abs=0.01)
    assert may.decided_effects["measured"].dropna().tolist() == pytest.approx(
        may.decided_effects.dropna(subset="measured")["before"].tolist(), rel=0.01
    )
    (told,) = [finding for finding in may.findings if finding.code == "nutrition.advice_not_followed"]
    assert all(food in told.text for food in review.advice["food"])
    assert f"{len(review.advice)} 处没有做到" in told.text


def test_what_is_not_due_yet_is_shown_and_not_blamed(april, table):
    diet, _, rows = april
    later = {**rows, "diet_changes": rows["diet_changes"]}
    records = replace(kitchen(diet, table), **decided(later))
    records = replace(records, diet_changes=records.diet_changes.assign(due_on=pd.Timestamp("2026-06-01")))
    may = analyse(records, Profile.load(), MAY, [])
    assert len(may.decided_changes)
    assert "nutrition.advice_not_followed" not in {finding.code for finding in may.findings}


@pytest.mark.parametrize(
    ("months", "shown"),
    [(["2026-03"], 1), (["2026-01"], 0), (["2026-05"], 0), (["2026-02", "2026-04"], 1)],
    ids=["two months before", "too long ago", "its own month", "the latest of two"],
)
def test_the_latest_decision_of_the_three_months_before_counts(months, shown):
    rows = pd.DataFrame({"month": months, "food": "鸡蛋", "before_g": 10.0, "change_g": [*range(1, len(months) + 1)]})
    found = advice_ledger.carried_out(rows, pd.Series({"鸡蛋": 12.0}), MAY)
    assert len(found) == shown
    if shown:
        assert found["change_g"].tolist() == [len(months)]
        assert found["fraction"].tolist() == [2.0 / len(months)]


def test_a_decision_is_of_a_month_that_has_advice():
    with tiny_office() as office:
        may, spring = nutrition.month(office, "2026-05"), nutrition.term(office, "2026-spring")
    with pytest.raises(NotComputableError, match="不是月份"):
        entries(spring, None)
    with pytest.raises(NotComputableError, match="没有调整方案"):
        entries(replace(may, advice=may.advice.iloc[:0]), None)
    assert entries(may, None, dt.date(2026, 6, 12))["diet_changes"]["due_on"].tolist()[0] == dt.date(2026, 6, 12)


def test_a_term_holds_no_decision_against_itself():
    rows = pd.DataFrame({"month": ["2026-01"], "food": "鸡蛋", "before_g": 10.0, "change_g": [1.0]})
    assert advice_ledger.carried_out(rows, pd.Series({"鸡蛋": 12.0}), periods.parse("2026-spring")).empty


def test_a_term_shows_each_of_its_months_beside_what_was_decided_before_it(april, table):
    diet, _, rows = april
    change = rows["diet_changes"].set_index("food")["change_g"]
    records = replace(kitchen(diet.add(change, fill_value=0.0), table), **decided(rows))
    term = analyse(records, Profile.load(), periods.parse("2026-spring"), [])
    assert term.decided_changes["measured_month"].unique().tolist() == ["2026-05"]  # nobody ate in the other months
    assert term.decided_changes["fraction"].tolist() == pytest.approx([1.0] * len(change), abs=0.01)
    month = analyse(records, Profile.load(), MAY, [])
    pd.testing.assert_frame_equal(term.decided_effects, month.decided_effects)


def test_a_term_says_in_which_month_a_decision_was_not_carried_out(april, table):
    diet, _, rows = april
    records = replace(kitchen(diet, table), **decided(rows))
    term = analyse(records, Profile.load(), periods.parse("2026-spring"), [])
    (told,) = [finding for finding in term.findings if finding.code == "nutrition.advice_not_followed"]
    assert "5月" in told.text
