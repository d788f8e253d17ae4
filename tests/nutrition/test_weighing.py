"""The dietary survey by weighing: a worked sheet, what is left out, and the steps between the two methods."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore import nutrition, registers
from kgcore.nutrition.methods_compared import EATEN, STAGES, STEPS, stages, steps
from kgcore.nutrition.weighed_days import eaten, gaps, per_child_day, person_days_of_bands, weighed_days
from kgcore.present.nutrition import weighing as show
from kgcore.registers.check import check
from kgcore.reviews import NotComputableError
from tests import demo_office as demo

DAY = pd.Timestamp("2026-05-12")
KEY = {"date": DAY, "meal": "午餐", "dish": "番茄炒蛋"}
FOODS = pd.DataFrame({"edible_pct": [87.0, 97.0]}, index=["鸡蛋", "番茄"])
INGREDIENTS = pd.DataFrame([
    {**KEY, "food": "鸡蛋", "raw_g": 10_000, "edible_g": None},
    {**KEY, "food": "番茄", "raw_g": 20_000, "edible_g": 19_000},
])  # fmt: skip
DISHES = pd.DataFrame([{**KEY, "cooked_g": 25_000}])
SERVINGS = pd.DataFrame([
    {"site": "main", **KEY, "band": "小班", "served_g": 10_000, "left_g": 1_000, "diners": 100},
    {"site": "main", **KEY, "band": "大班", "served_g": 14_000, "left_g": 500, "diners": 120},
])  # fmt: skip
LUNCH = {"午餐": 1.0}


@pytest.fixture
def office():
    return demo.office(*demo.ALL_FAULTS)


@pytest.fixture
def sheet():
    return weighed_days(INGREDIENTS, DISHES, SERVINGS, FOODS, LUNCH)


def test_a_worked_sheet(sheet):
    # eggs: 10 kg × 87 % = 8.7 kg edible, ÷ 25 kg cooked = 0.348; 9 kg were eaten of 小班: 3,132 g, 31.32 g a child
    # tomatoes: 19 kg as weighed ÷ 25 = 0.76; 13.5 kg were eaten of 大班: 10,260 g, 85.5 g a child
    rows = eaten(sheet).set_index(["band", "food"])
    assert rows.loc[("小班", "鸡蛋"), "grams"] == pytest.approx(3132)
    assert rows.loc[("大班", "番茄"), "grams"] == pytest.approx(10260)
    days = person_days_of_bands(sheet, LUNCH)
    assert days.to_dict() == {"大班": 120, "小班": 100}
    a_day = per_child_day(eaten(sheet), days, ["band"]).set_index(["band", "food"])["grams"]
    assert a_day[("小班", "鸡蛋")] == pytest.approx(31.32)
    assert a_day[("大班", "番茄")] == pytest.approx(85.5)


@pytest.mark.parametrize(
    ("tables", "gap"),
    [
        ((INGREDIENTS.iloc[:0], DISHES, SERVINGS), "no_ingredients"),
        ((INGREDIENTS, DISHES.iloc[:0], SERVINGS), "no_cooked_weight"),
        ((INGREDIENTS, DISHES, SERVINGS.iloc[:0]), "not_served"),
        ((INGREDIENTS, DISHES.assign(cooked_g=22_000), SERVINGS), "over_served"),
        ((INGREDIENTS, DISHES.assign(meal="午点"), SERVINGS.assign(meal="午点")), "no_ingredients"),
    ],
)
def test_a_day_that_was_not_weighed_whole_is_left_out_and_told(tables, gap):
    found = gaps(*tables, LUNCH)
    assert gap in set(found["gap"])
    assert weighed_days(*tables, FOODS, LUNCH).days == []


def test_a_meal_that_was_not_weighed_leaves_the_day_out():
    found = gaps(INGREDIENTS, DISHES, SERVINGS, {"午餐": 0.7, "午点": 0.3})
    assert found[["meal", "gap"]].to_numpy().tolist() == [["午点", "no_meal"]]


def test_what_scales_err_by_is_no_contradiction():
    assert gaps(INGREDIENTS, DISHES.assign(cooked_g=23_000), SERVINGS, LUNCH).empty  # 24 of 23 kg: 4.3 % more


@given(st.lists(st.floats(0, 500), min_size=6, max_size=6), st.lists(st.floats(0, 500), min_size=6, max_size=6))
def test_the_steps_lead_from_the_books_to_the_plate(first, second):
    by_food = stages(
        {stage: pd.Series({"大米": a, "鸡蛋": b}) for stage, a, b in zip(STAGES, first, second, strict=True)}
    )
    found = steps(by_food, pd.Series({"大米": 3.46, "鸡蛋": 1.39}))
    assert found["books"] + found[list(STEPS)].sum() == pytest.approx(found[EATEN], abs=1e-6)
    assert found[EATEN] == pytest.approx(first[-1] * 3.46 + second[-1] * 1.39, abs=1e-6)


def test_impossible_weights_are_refused_by_row():
    heavier = pd.DataFrame([{"site": "main", **KEY, "food": "鸡蛋", "raw_g": 1000, "edible_g": 1200}])
    found = check(registers.get("weighed_ingredients"), heavier)
    assert "可食部重不会比生重大" in str(found)


def test_the_survey_of_the_demonstration(office):
    survey = nutrition.weighing(office, "2026-spring")
    assert [f"{day:%m-%d}" for day in survey.survey_days] == ["05-12", "05-13", "05-14"]
    # recomputed from the registers alone: Σ (served − left) ÷ cooked × edible, of every food, by its energy
    foods = office.read("foods").set_index("food")
    span = "2026-05"
    ingredients, dishes = (office.read(name, span) for name in ("weighed_ingredients", "weighed_dishes"))
    key = ["date", "meal", "dish"]
    servings = office.read("weighed_servings", span, sites="kitchen")
    consumed = (servings.groupby(key)["served_g"].sum() - servings.groupby(key)["left_g"].sum()).rename("eaten_g")
    rows = ingredients.merge(dishes, on=key).join(consumed, on=key)
    edible = rows["edible_g"].astype("float64").fillna(rows["raw_g"] * rows["food"].map(foods["edible_pct"]) / 100)
    grams = edible * rows["eaten_g"] / rows["cooked_g"]
    kcal = float((grams * rows["food"].map(foods["energy_kcal"]) / 100).sum())
    assert survey.nutrients.loc["energy_kcal", "amount"] == pytest.approx(kcal / survey.person_days.sum())
    assert survey.diet["grams"].sum() * survey.person_days.sum() == pytest.approx(grams.sum())
    explained = survey.explanation.set_index("quantity")
    assert np.allclose(explained["books"] + explained[list(STEPS)].sum(axis=1), explained[EATEN])
    month = nutrition.month(office, "2026-05")
    assert explained.loc["energy_kcal", "books"] == pytest.approx(month.nutrients.loc["energy_kcal", "amount"])
    assert explained.loc["谷类", "books"] == pytest.approx(month.groups.loc["谷类", "grams"])
    assert explained.loc["大豆", EATEN] == pytest.approx(survey.groups.loc["大豆", "grams"])


def test_its_pages_say_where_the_methods_part(office):
    survey = nutrition.weighing(office, "2026-autumn")
    told = show.headline(survey).content
    assert "称重3天" in str(told) and "记账法" in str(told)
    for display in (show.nutrients, show.groups, show.bands, show.meals, show.difference, show.difference_chart,
                    show.comparison, show.weighed, show.method, show.findings):  # fmt: skip
        assert display(survey)._repr_mimebundle_()["text/html"]


def test_a_month_without_a_survey_is_told(office):
    with pytest.raises(NotComputableError, match="没有称重法膳食调查"):
        nutrition.weighing(office, "2026-03")
