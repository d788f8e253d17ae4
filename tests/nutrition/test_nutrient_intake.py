import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore.nutrition.nutrient_intake import UnknownFoodError, composition, contributions, intake, intake_by

FOODS = pd.DataFrame(
    {"energy_kcal": [350.0, 20.0, 60.0], "ca_mg": [10.0, 100.0, np.nan], "iodine_ug": [np.nan, np.nan, 5.0]},
    index=pd.Index(["大米", "青菜", "牛奶"], name="food"),
)
EATEN = st.lists(
    st.tuples(st.sampled_from(list(FOODS.index)), st.floats(0, 500).map(lambda grams: round(grams, 4))), max_size=12
)


def eaten(*rows):
    return pd.DataFrame(rows, columns=["food", "grams"]).astype({"grams": "float64"})


def test_amount_is_grams_over_hundred_times_value():
    # rice 60 g × 350/100 = 210 kcal, greens 50 g × 20/100 = 10 kcal; Ca 60×0.1 + 50×1 = 56 mg
    result = intake(eaten(("大米", 60), ("青菜", 50)), FOODS)
    assert result.loc["energy_kcal", "amount"] == pytest.approx(220)
    assert result.loc["ca_mg", "amount"] == pytest.approx(56)


def test_not_determined_is_missing_and_lowers_the_coverage():
    # Ca is known for 50 of 50 + 150 g; iodine for 150 of 200 g
    result = intake(eaten(("青菜", 50), ("牛奶", 150)), FOODS)
    assert result.loc["ca_mg"].to_list() == pytest.approx([50, 0.25])
    assert result.loc["iodine_ug"].to_list() == pytest.approx([7.5, 0.75])


def test_nothing_determined_is_missing_not_zero():
    result = intake(eaten(("大米", 100)), FOODS)
    assert np.isnan(result.loc["iodine_ug", "amount"])
    assert result.loc["iodine_ug", "coverage"] == 0


@pytest.mark.parametrize("rows", [(), (("大米", 0),)])
def test_nothing_eaten_is_zero_with_unknown_coverage(rows):
    result = intake(eaten(*rows), FOODS)
    assert (result["amount"] == 0).all()
    assert result["coverage"].isna().all()


def test_unknown_food_is_named():
    with pytest.raises(UnknownFoodError, match="食物成分表中没有：火星果"):
        intake(eaten(("大米", 1), ("火星果", 1)), FOODS)


def test_bad_grams_and_doubled_foods_are_refused():
    with pytest.raises(ValueError, match="食用克数缺失或为负：大米"):
        intake(eaten(("大米", -1)), FOODS)
    with pytest.raises(ValueError, match="重复的食物：大米"):
        intake(eaten(("大米", 1)), pd.concat([FOODS, FOODS.iloc[:1]]))


def test_columns_of_the_register_that_are_no_composition_are_passed_over():
    table = FOODS.assign(edible_pct=90.0, price_fen_per_kg=500, guide_group="谷类", added_sugar_g=0.0)
    assert list(composition(table)) == ["energy_kcal", "ca_mg", "iodine_ug", "added_sugar_g"]


def test_groups_are_taken_each_for_itself():
    rows = eaten(("大米", 100), ("青菜", 100), ("大米", 100)).assign(meal=["午餐", "午餐", "早点"])
    result = intake_by(rows, FOODS, ["meal"])
    assert result.loc[("午餐", "energy_kcal"), "amount"] == pytest.approx(370)
    assert result.loc[("早点", "energy_kcal"), "amount"] == pytest.approx(350)
    assert result.loc[("早点", "ca_mg"), "coverage"] == 1


def test_contributions_name_the_largest_source_first():
    given_by = contributions(eaten(("大米", 100), ("青菜", 50), ("牛奶", 100)), FOODS, "ca_mg")
    assert given_by.to_dict() == {"青菜": 50.0, "大米": 10.0}


@given(EATEN, st.floats(0.01, 50))
def test_scaling_all_food_scales_every_nutrient(rows, factor):
    once, scaled = intake(eaten(*rows), FOODS), intake(eaten(*((f, g * factor) for f, g in rows)), FOODS)
    if sum(g for _, g in rows) > 1e-6:
        np.testing.assert_allclose(scaled["amount"], once["amount"] * factor, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(scaled["coverage"], once["coverage"], rtol=1e-9)


@given(EATEN, st.randoms(use_true_random=False))
def test_order_and_splitting_do_not_matter(rows, random):
    halves = [(f, g / 2) for f, g in rows for _ in range(2)]
    random.shuffle(halves)
    np.testing.assert_allclose(
        intake(eaten(*halves), FOODS)["amount"], intake(eaten(*rows), FOODS)["amount"], rtol=1e-9, atol=1e-9
    )


@given(EATEN)
def test_coverage_is_a_share(rows):
    coverage = intake(eaten(*rows), FOODS)["coverage"].dropna()
    assert coverage.between(0, 1).all()
