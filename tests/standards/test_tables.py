"""The prescribed tables: published figures, and what every row must be."""

import pandas as pd
import pandera.errors
import pytest

from kgcore.standards import CONFIDENCE, READ, TABLES, UnknownTableError, dris, dris_for, load, safety_norm, work_norm
from kgcore.standards.nutrition_tables import Dris
from kgcore.standards.tables import check

SD = ["sd_m3", "sd_m2", "sd_m1", "median", "sd_p1", "sd_p2", "sd_p3"]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_row_is_sourced_and_no_key_stands_twice(name):
    table = load(name)
    assert len(table) > 0
    assert table["source"].str.strip().ne("").all()
    assert set(table["confidence"]) <= set(CONFIDENCE)
    schema = TABLES[name].to_schema()
    keys = [schema.unique] if schema.unique else [[c] for c, column in schema.columns.items() if column.unique]
    assert keys
    assert not any(table.duplicated(key).any() for key in keys)


def test_a_loaded_table_is_the_callers_own():
    mine = load("dris")
    mine["value"] = 0.0
    assert load("dris")["value"].gt(0).all()


def test_unknown_table_is_refused_and_the_known_ones_named():
    with pytest.raises(UnknownTableError, match=r"没有名为“dri”的标准表.*dris"):
        load("dri")


def test_every_faulty_cell_of_a_table_is_reported():
    row = {"edition": "2000", "nutrient": "ca_mg", "age": "4", "sex": "M", "kind": "RNI", "value": "many"}
    raw = pd.DataFrame([row | {"unit": "mg/d", "source": "", "confidence": "heard"}])
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        check(raw, Dris)
    assert {"edition", "value", "source", "confidence"} <= set(caught.value.failure_cases["column"])


@pytest.mark.parametrize(
    ("nutrient", "age", "sex", "kind", "value"),
    [
        ("energy_kcal", 3, "M", "EER", 1250),
        ("energy_kcal", 3, "F", "EER", 1200),
        ("energy_kcal", 5, "M", "EER", 1400),
        ("energy_kcal", 6, "F", "EER", 1450),
        ("protein_g", 4, "M", "RNI", 30),
        ("protein_g", 6, "F", "RNI", 35),
        ("protein_g", 6, "F", "EAR", 25),
        ("ca_mg", 3, "M", "RNI", 600),
        ("ca_mg", 4, "F", "RNI", 800),
        ("ca_mg", 4, "F", "UL", 2000),
        ("fe_mg", 5, "M", "RNI", 10),
        ("zn_mg", 3, "F", "RNI", 4.0),
        ("vit_a_ug_rae", 5, "M", "RNI", 360),
        ("vit_c_mg", 4, "M", "RNI", 50),
        ("thiamin_mg", 4, "M", "RNI", 0.8),
        ("na_mg", 4, "M", "AI", 900),
        ("na_mg", 4, "M", "PI", 1200),
        ("niacin_equivalent_mg", 4, "M", "EAR", 7),
        ("niacin_equivalent_mg", 4, "F", "EAR", 6),
        ("fat_energy_share", 4, "F", "AMDR_high", 0.30),
        ("fat_energy_share", 3, "F", "AI", 0.35),
    ],
)
def test_published_reference_intakes_of_2013(nutrient, age, sex, kind, value):
    rows = dris(2013).set_index(["nutrient", "age", "sex", "kind"])
    assert rows.loc[(nutrient, age, sex, kind), "value"] == value
    assert rows.loc[(nutrient, age, sex, kind), "confidence"] in READ


def test_the_old_adult_fibre_figure_is_not_given_to_children():
    assert "fibre_g" not in set(dris(2013)["nutrient"])


def test_editions_are_never_mixed():
    old, new = dris(2013), dris(2023)
    assert set(old["edition"]) == {2013}
    assert set(new["edition"]) == {2023}
    assert new[(new.nutrient == "ca_mg") & (new.kind == "RNI")]["value"].tolist() == [500] * 4 + [600] * 6 + [800] * 2
    assert new["confidence"].isin(READ).all()
    with pytest.raises(LookupError, match=r"没有2000版.*2013、2023"):
        dris(2000)


@pytest.mark.parametrize("edition", [2013, 2023])
def test_requirement_recommendation_and_upper_level_are_in_order(edition):
    rows = dris_for(edition)
    assert not (rows["UL"] < rows["recommended"]).any()
    assert not (rows["EAR"] > rows["recommended"]).any()
    assert not (rows["PI"] < rows["recommended"]).any()


@pytest.mark.parametrize("edition", [2013, 2023])
def test_every_child_has_one_recommendation_for_each_food_column(edition):
    rows = dris_for(edition)
    counts = rows.groupby("nutrient")["recommended"].count()
    wanted = "energy_kcal protein_g vit_a_ug_rae thiamin_mg riboflavin_mg vit_c_mg ca_mg p_mg k_mg"
    wanted += " mg_mg fe_mg zn_mg se_ug iodine_ug niacin_equivalent_mg vit_e_alpha_te_mg vit_d_ug vit_k_ug cu_mg"
    wanted += " vit_b6_mg vit_b12_ug folate_ug_dfe pantothenic_mg biotin_ug choline_mg mn_mg"
    assert counts[wanted.split()].eq(12).all()


def test_a_headcount_weighted_target_is_one_merge():
    heads = pd.DataFrame({"age": [3, 4, 4], "sex": ["M", "M", "F"], "children": [100, 50, 50]})
    merged = dris_for(2013, ages=(3, 4)).merge(heads, on=["age", "sex"])
    calcium = merged[merged.nutrient == "ca_mg"]
    assert (calcium.recommended * calcium.children).sum() / calcium.children.sum() == pytest.approx(700)
    energy = merged[merged.nutrient == "energy_kcal"]
    assert (energy.recommended * energy.children).sum() / energy.children.sum() == pytest.approx(1262.5)


def test_an_age_or_sex_without_figures_is_refused():
    with pytest.raises(LookupError, match="没有：8"):
        dris_for(2013, ages=(6, 8))
    with pytest.raises(LookupError, match="没有：男"):
        dris_for(2013, sexes=("男",))


def test_shares_of_the_meal_patterns():
    rows = load("meal_shares").set_index(["scheme", "pattern", "nutrient_class"])
    assert rows.loc[("sheet", "一餐二点", "energy"), ["low", "target", "high"]].tolist() == [0.47, 0.50, 0.53]
    assert rows.loc[("sheet", "一餐二点", "protein"), "target"] == 0.45
    assert rows.loc[("sheet", "一餐二点", "others"), "target"] == 0.40
    assert rows.loc[("sheet", "二餐一点", "energy"), "target"] == 0.70


def test_meals_add_up_to_the_share_served_and_the_slots_to_30_40_30():
    rows = load("meal_energy")
    rows = rows[rows.scheme == "norm2012"]
    totals = rows.groupby("pattern")["target"].sum()
    assert totals.to_dict() == pytest.approx(
        {
            "一餐": 0.3,
            "一餐一点": 0.4,
            "一餐二点": 0.5,
            "二餐一点": 0.7,
            "二餐二点": 0.7,
            "三餐一点": 1.0,
            "三餐二点": 1.0,
        }
    )
    assert rows.groupby("pattern")["in_school_share"].sum().to_numpy() == pytest.approx(1, abs=2e-4)
    slots = rows[rows.pattern == "三餐二点"].groupby("slot")["target"].sum()
    assert slots.to_dict() == pytest.approx(load("meal_slots").set_index("slot")["target"].to_dict())


@pytest.mark.parametrize("name", ["evaluation_bands", "growth_grades", "anaemia"])
def test_bands_leave_no_gap_and_do_not_overlap(name):
    keys = {
        "evaluation_bands": ["scheme", "item"],
        "growth_grades": ["scheme", "indicator"],
        "anaemia": ["scheme", "age_low_months"],
    }
    for key, rows in load(name).groupby(keys[name]):
        rows = rows.sort_values("low", na_position="first")
        assert pd.isna(rows["low"].iloc[0]), key
        assert pd.isna(rows["high"].iloc[-1]), key
        assert rows["high"].iloc[:-1].tolist() == rows["low"].iloc[1:].tolist(), key


def test_weekly_amounts_of_the_food_guide_are_given_by_day():
    rows = load("food_guide").set_index(["scheme", "age_low", "food_group"])
    assert rows.loc[("cdg2022_table", 4, "畜禽肉"), ["low", "high"]].tolist() == [25, 40]  # 175-280 g a week
    assert rows.loc[("cdg2022_table", 2, "水产"), ["low", "high"]].tolist() == [15, 20]  # 105-140 g a week


def test_eggs_of_the_faulty_source_are_not_there():
    rows = load("food_guide")
    assert "蛋类" not in set(rows[rows.scheme.str.startswith("sheet_")]["food_group"])


def test_every_group_of_the_guide_is_mapped_to_the_food_table():
    assert set(load("food_guide")["food_group"]) <= set(load("food_guide_groups")["food_group"])


@pytest.mark.parametrize(
    ("indicator", "sex", "x", "node", "value"),
    [
        ("weight_for_height", "M", 85, "median", 11.8),
        ("weight_for_height", "M", 88, "sd_p2", 14.8),
        ("weight_for_age", "M", 36, "median", 14.6),
        ("weight_for_age", "M", 81, "sd_p3", 36.4),
        ("weight_for_age", "F", 36, "sd_m3", 10.3),
        ("height_for_age", "M", 36, "median", 97.5),
        ("height_for_age", "F", 81, "sd_p3", 136.3),
    ],
)
def test_published_growth_nodes(indicator, sex, x, node, value):
    rows = load("growth_wst423").set_index(["indicator", "sex", "x"])
    assert rows.loc[(indicator, sex, x), node] == value


def test_growth_nodes_rise_across_and_medians_rise_along():
    table = load("growth_wst423")
    assert (table[SD].diff(axis=1).iloc[:, 1:] > 0).all(axis=None)
    for _, rows in table[table.indicator != "bmi_for_age"].groupby(["indicator", "sex"]):
        assert rows.sort_values("x")["median"].is_monotonic_increasing


def test_the_two_forms_of_weight_for_age_agree():
    nodes = load("growth_wst423").query("indicator == 'weight_for_age'")
    both = nodes.merge(load("growth_wst423_percentiles"), on=["sex", "x"])
    assert len(both) == 32
    assert (both["median"] - both["p50"]).abs().max() <= 0.1 + 1e-9


@pytest.mark.parametrize(("z", "kg"), [(-3, 5.9), (-2, 6.3), (0, 7.4), (2, 8.8), (3, 9.6)])
def test_who_lms_gives_the_printed_weights_at_65_cm(z, kg):
    row = load("growth_who").query("indicator == 'weight_for_height' and sex == 'M' and x == 65").iloc[0]
    weight = row.lms_m * (1 + row.lms_l * row.lms_s * z) ** (1 / row.lms_l)
    assert round(weight, 1) == kg


@pytest.mark.parametrize("indicator", ["weight_for_age", "height_for_age", "bmi_for_age"])
@pytest.mark.parametrize("sex", ["M", "F"])
def test_who_covers_every_month_of_the_kindergarten_years(indicator, sex):
    table = load("growth_who")
    months = table[(table.indicator == indicator) & (table.sex == sex)]["x"]
    assert sorted(months) == list(range(24, 97))


def test_choices_and_tables_hold_each_other():
    schemes = load("schemes")
    offered_values = set(zip(schemes["choice"], schemes["value"], strict=True))
    places = load("places")
    assert set(zip(places["choice"], places["value"], strict=True)) <= offered_values
    for row in schemes[schemes.table != ""].itertuples():
        assert row.value in set(load(row.table)[row.column].astype(str)), row.choice
    for table, column, choice in (
        ("dris", "edition", "dri_edition"),
        ("meal_shares", "scheme", "share_scheme"),
        ("meal_energy", "pattern", "meal_pattern"),
        ("macro_ranges", "scheme", "macro_scheme"),
        ("food_guide", "scheme", "food_guide_scheme"),
        ("anaemia", "scheme", "anaemia_scheme"),
        ("isolation", "scheme", "isolation_scheme"),
        ("disinfection", "scheme", "disinfection_scheme"),
    ):
        offered = set(schemes[schemes.choice == choice]["value"])
        assert set(load(table)[column].astype(str)) == offered, table


def test_a_few_other_prescribed_figures():
    rules = load("quality_rules").set_index(["rule", "scheme"])
    assert rules.loc[("high_quality_protein", "norm2012"), "low"].item() == 0.5
    assert rules.loc[("added_sugar", "dris2013"), "high"].item() == 0.10
    assert load("age_energy_coefficients")["coefficient"].tolist() == [0.95, 1.0, 1.1, 1.18]
    assert load("energy_factors").set_index("nutrient")["kcal_per_g"].to_dict() == {
        "protein_g": 4,
        "fat_g": 9,
        "carb_g": 4,
        "fibre_g": 2,
    }
    clusters = load("outbreak_thresholds").set_index(["jurisdiction", "disease", "scope"])
    assert clusters.loc[("huzhou2023", "手足口病", "class"), "cases"].item() == 2
    assert clusters.loc[("huzhou2023", "麻疹", "kindergarten"), "window_days"].item() == 10
    drills = load("safety_norms").set_index("item")
    assert (drills.loc["drill", "low"], drills.loc["drill", "period"]) == (1, "季")


def test_every_disease_with_a_threshold_has_an_isolation_rule():
    assert set(load("outbreak_thresholds")["disease"]) <= set(load("isolation")["disease"])


def test_a_norm_is_read_with_its_source_and_an_ambiguous_one_refused():
    drill = safety_norm("evacuation_minutes")
    assert (drill.limit, drill.unit) == (2.0, "min")
    assert "演练指南" in drill.source
    assert work_norm("star_share").limit == 0.1
    with pytest.raises(KeyError, match="sample_grams: 2 rows"):
        safety_norm("sample_grams")
