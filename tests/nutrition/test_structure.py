import math

import pandas as pd
import pytest

from kgcore.nutrition.nutrient_intake import intake
from kgcore.nutrition.ranges import judge, macro_verdicts, verdict
from kgcore.nutrition.structure import SALT_PER_SODIUM, energy_by_macro, measured_quality, source_table, sources
from kgcore.standards import load

FACTORS = load("energy_factors").set_index("nutrient")["kcal_per_g"]


def eaten(*rows):
    return pd.DataFrame(rows, columns=["food", "grams"]).astype({"grams": "float64"})


def test_published_energy_of_soybeans():
    """Soybean of the Chinese tables: 35.0 protein, 16.0 fat, 34.2 carbohydrate of which 15.5 fibre, 390 kcal.

    4×35 + 9×16 + 4×(34.2−15.5) + 2×15.5 = 140 + 144 + 74.8 + 31 = 389.8
    """
    macro = energy_by_macro(pd.Series({"protein_g": 35.0, "fat_g": 16.0, "carb_g": 34.2, "fibre_g": 15.5}), FACTORS)
    assert macro["kcal"].sum() == pytest.approx(389.8)
    assert macro["share"].to_dict() == pytest.approx(
        {"protein": 140 / 389.8, "fat": 144 / 389.8, "carb": 105.8 / 389.8}
    )


def test_undetermined_fibre_leaves_all_carbohydrate_at_four():
    macro = energy_by_macro(pd.Series({"protein_g": 10.0, "fat_g": 10.0, "carb_g": 50.0, "fibre_g": math.nan}), FACTORS)
    # 40 + 90 + 200 = 330
    assert macro["kcal"].to_list() == pytest.approx([40, 90, 200])


def test_protein_by_origin(foods):
    # rice 100 g: 8 g; pork 50 g: 10 g; soy 20 g: 7 g; greens 100 g: 2 g; together 27 g
    table = sources(eaten(("大米", 100), ("猪肉", 50), ("黄豆", 20), ("青菜", 100)), foods, "protein_g", "origin")
    assert table["amount"].to_dict() == pytest.approx({"animal": 10, "cereal": 8, "legume": 7, "plant": 2})
    assert table.loc[["animal", "legume"], "share"].sum() == pytest.approx(17 / 27)


def test_every_split_adds_up_to_one(foods):
    table = source_table(eaten(("大米", 100), ("猪肉", 50), ("黄豆", 20), ("青菜", 100)), foods)
    assert table.groupby("quantity")["share"].sum().to_list() == pytest.approx([1] * 6)
    vitamin_a = table[table["quantity"] == "vitamin_a"].set_index("source")["amount"]
    # retinol: pork 50 g × 10/100 = 5; carotene: greens 100 g × 1200/100 ÷ 12 = 100 μg RAE
    assert vitamin_a.to_dict() == pytest.approx({"retinol": 5, "carotene": 100})


def test_quality_figures(foods):
    rows = eaten(("大米", 100), ("猪肉", 50), ("黄豆", 20), ("青菜", 100))
    found = measured_quality(rows, foods, intake(rows, foods), FACTORS)["measured"]
    assert found["high_quality_protein"] == pytest.approx(17 / 27)
    # Ca 10 + 3 + 38.2 + 100 = 151.2; P 110 + 95 + 93 + 40 = 338
    assert found["ca_p_ratio"] == pytest.approx(151.2 / 338)
    # fat 1 + 6.5 + 3.2 = 10.7 of which pork 6.5
    assert found["animal_fat_share"] == pytest.approx(6.5 / 10.7)
    # the sodium of food is no salt that somebody put in
    assert found["salt"] == 0


def test_salt_factor_is_the_ratio_of_molar_masses():
    assert pytest.approx(58.44 / 22.99, abs=0.005) == SALT_PER_SODIUM


@pytest.mark.parametrize(
    ("measured", "operator", "low", "high", "expected"),
    [
        (0.5, ">=", 0.5, math.nan, "within"), (0.49, ">=", 0.5, math.nan, "below"), (0.1, "<", math.nan, 0.1, "above"),
        (0.1, "<=", math.nan, 0.1, "within"), (2.0, "in", 0.5, 2.0, "within"), (2.1, "in", 0.5, 2.0, "above"),
        (5.0, "=", 1.0, 1.0, "reference"), (math.nan, ">=", 0.5, math.nan, "too_few_data"),
    ],
)  # fmt: skip
def test_verdict_at_the_limit(measured, operator, low, high, expected):
    assert verdict(measured, operator, low, high) == expected


def test_quality_verdict_is_withheld_without_data():
    rules = pd.DataFrame(
        {"operator": [">="], "low": [0.5], "high": [math.nan]}, index=pd.Index(["high_quality_protein"])
    )
    measured = pd.DataFrame({"measured": [0.2], "coverage": [0.8], "doubtful": [0.0]}, index=rules.index)
    assert judge(measured, rules, 0.9)["verdict"].to_list() == ["too_few_data"]


def test_second_scheme_shows_whether_a_range_is_disputed():
    macro = energy_by_macro(pd.Series({"protein_g": 14.0, "fat_g": 12.0, "carb_g": 59.0, "fibre_g": 0.0}), FACTORS)
    # 56 + 108 + 236 = 400 kcal: 14 %, 27 %, 59 %
    first = pd.DataFrame({"low": [0.12, 0.30, 0.50], "high": [0.15, 0.35, 0.60], "source": "甲"}, index=macro.index)
    first["most"] = first["high"]
    second = pd.DataFrame({"low": [0.20, 0.50], "high": [0.30, 0.65], "source": "乙"}, index=["fat", "carb"])
    table = macro_verdicts(macro, first, second)
    assert table["verdict"].to_list() == ["within", "below", "within"]
    assert table["second_verdict"].to_list() == ["", "within", "within"]
