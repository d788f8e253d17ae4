"""A posted menu and a plan as the kitchen cooks them; kilograms as a cook weighs them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore.menu import MenuError, evaluate, plan_problem
from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.menu.result.rounding import weighed
from tests.menu.check.test_evaluation import good, served
from tests.menu.conftest import MONDAY, make

SITES = {"main": "甲园", "longma": "乙园"}
CHILDREN = pd.DataFrame(
    {"site": ["main"] * 3 + ["longma"] * 3, "band": ["小班", "中班", "大班"] * 2, "diners": [100, 200, 100, 10, 20, 30]}
)
STEPS = make().settings


def posted(menu=None, **changes):
    return WeekMenu.posted(make(children=CHILDREN, **changes), good() if menu is None else menu, SITES)


@pytest.fixture(scope="module")
def week():
    return posted()


# 米饭 holds 44, 55 and 66 g of 米: 44 x 100 + 55 x 200 + 66 x 100 = 22 kg here,
# 44 x 10 + 55 x 20 + 66 x 30 = 3.52 there
def test_kilograms_are_grams_times_diners_of_each_kindergarten(week):
    needed = week.needed()
    rice = needed[(needed["dish"] == "米饭") & (needed["date"] == MONDAY)].set_index("site")["edible_kg"]
    assert rice.to_dict() == pytest.approx({"main": 22.0, "longma": 3.52})


def test_a_posted_menu_keeps_its_dishes_its_grams_and_its_judgement(week):
    assert not week.proposal
    assert sorted(map(tuple, week.servings.to_numpy())) == sorted(map(tuple, good().to_numpy()))
    assert np.all(week.portions == 1)
    judged = evaluate(week.problem, good())
    assert week.evaluation.violations == judged.violations
    assert week.evaluation.cost_fen == pytest.approx(judged.cost_fen)


# shares of the bands: 110, 220 and 130 of 460; a dish's small serving is 0.8, its large one 1.2 of the middle one
def test_the_average_child_is_weighed_by_all_diners(week):
    by_band = evaluate(week.problem, good()).nutrition()
    energy = by_band[by_band["nutrient"] == "energy_kcal"].set_index("band")
    shares = pd.Series({"小班": 110, "中班": 220, "大班": 130}) / 460
    found = week.average().loc["energy_kcal"]
    assert found["amount"] == pytest.approx(float((energy["amount"] * shares).sum()))
    assert found["ratio"] == pytest.approx(found["amount"] / float((energy["target"] * shares).sum()))


def test_a_nutrient_nobody_determined_is_not_zero_percent_covered_by_luck(week):
    assert week.average().loc["iodine_ug", "coverage"] == 0


def test_a_plan_is_a_proposal_with_its_portions():
    plan = plan_problem(make(fee_fen=None))
    week = WeekMenu.proposed(plan, SITES)
    assert week.proposal
    assert week.servings.equals(plan.table())
    flexed = plan.nutrition("plan").set_index(["band", "nutrient"])["amount"]
    judged = week.evaluation.nutrition().set_index(["band", "nutrient"])["amount"]
    assert judged.to_numpy() == pytest.approx(flexed[judged.index].to_numpy())
    assert week.purchases().equals(plan.purchases())


def test_an_unknown_dish_is_named():
    with pytest.raises(MenuError, match="佛跳墙"):
        posted(served(大荤="佛跳墙"))


def test_what_is_in_stock_is_never_bought_in_a_negative_number_of_packs():
    stock = pd.DataFrame({"food": ["米"], "kg": [1000.0], "expires": [pd.NaT]})
    rice = posted(stock=stock).purchases().set_index("food").loc["米"]
    assert str(rice["buy_kg"]) == "0.0"


@pytest.mark.parametrize(
    ("kg", "shown"), [(0.0, 0.0), (0.001, 0.01), (0.234, 0.23), (0.235, 0.24), (4.32, 4.3), (4.33, 4.35), (23.57, 23.6)]
)
def test_kilograms_are_rounded_as_a_cook_weighs(kg, shown):
    assert weighed(pd.Series([kg]), STEPS).tolist() == [shown]


@given(st.floats(0.001, 2000))
def test_rounding_is_within_half_a_step_and_never_nothing(kg):
    found = weighed(pd.Series([kg, np.nan]), STEPS)
    step = 0.01 if kg < 1 else 0.05 if kg < 10 else 0.1
    assert found[0] > 0
    assert abs(found[0] - kg) <= max(step / 2, step - kg) + 1e-3
    assert np.isnan(found[1])


def test_without_steps_nothing_is_rounded():
    table = STEPS.table
    bare = type(STEPS)(table[table["rule"] != "weighing"])
    assert weighed(pd.Series([1.2345]), bare).tolist() == [1.2345]
