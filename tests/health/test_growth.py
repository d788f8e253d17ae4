"""z-scores at the nodes of the published tables, between them and beyond them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore.health import curves, growth
from kgcore.standards import load

NODES = load("growth_wst423")
WHO = load("growth_who")


def row(sex="M", age=60.0, height=110.0, weight=19.0, **more):
    return pd.DataFrame([{"sex": sex, "age_months": age, "height_cm": height, "weight_kg": weight, **more}])


@pytest.mark.parametrize("z", range(-3, 4))
def test_every_node_of_the_published_tables_has_its_z(z):
    column = curves.SD_COLUMNS[z + 3]
    for (indicator, sex), rows in NODES.groupby(["indicator", "sex"]):
        found = curves.z_scores("wst423-2022", indicator, sex, rows["x"].to_numpy(), rows[column].to_numpy())
        assert np.allclose(found, z, atol=1e-9), (indicator, sex)


# Values printed in WHO's own tables (weight-for-height, height-for-age, BMI-for-age), to the decimal printed there:
# -3, -2, -1, median, +1, +2, +3 SD.
WHO_PRINTED = [
    ("weight_for_height", "M", 65.0, (5.9, 6.3, 6.9, 7.4, 8.1, 8.8, 9.6)),
    ("weight_for_height", "M", 66.5, (6.1, 6.6, 7.2, 7.8, 8.5, 9.2, 10.1)),
    ("height_for_age", "M", 60.0, (96.1, 100.7, 105.3, 110.0, 114.6, 119.2, 123.9)),
    ("height_for_age", "F", 60.0, (95.2, 99.9, 104.7, 109.4, 114.2, 118.9, 123.7)),
    ("bmi_for_age", "M", 60.0, (12.0, 12.9, 14.0, 15.2, 16.6, 18.3, 20.3)),
    ("bmi_for_age", "F", 60.0, (11.6, 12.7, 13.9, 15.3, 16.9, 18.8, 21.1)),
]


@pytest.mark.parametrize(("indicator", "sex", "x", "printed"), WHO_PRINTED)
def test_who_formula_gives_the_printed_columns(indicator, sex, x, printed):
    values = curves.sd_values("who2006", indicator, sex, np.array([x]))[0]
    # printed to one decimal, so the curve lies within half a unit of it
    assert np.abs(values - printed).max() <= 0.05 + 1e-6
    found = curves.z_scores("who2006", indicator, sex, np.full(7, x), values)
    assert np.abs(found - np.arange(-3, 4)).max() <= 1e-6


def test_who_value_worked_by_hand():
    # L = -0.3521, M = 7.4327, S = 0.08217 (boys, 65 cm): z of 8 kg = ((8/7.4327)^-0.3521 - 1) / (-0.3521 * 0.08217)
    found = curves.z_scores("who2006", "weight_for_height", "M", np.array([65.0]), np.array([8.0]))[0]
    assert found == pytest.approx(0.8837, abs=1e-3)


def test_who_beyond_three_sd_counts_in_the_outermost_band():
    # boys, 65 cm: SD2 = 8.8 (8.7745), SD3 = 9.6; one band above SD3 is z = 4
    second, third = curves.sd_values("who2006", "weight_for_height", "M", np.array([65.0]))[0, 5:7]
    y = np.array([third + (third - second), third + 0.5 * (third - second)])
    found = curves.z_scores("who2006", "weight_for_height", "M", np.full(2, 65.0), y)
    assert found == pytest.approx([4.0, 3.5])


def test_who_switches_from_60_to_61_months():
    for indicator in ("bmi_for_age", "height_for_age"):
        at = curves.at("who2006", indicator, "F", np.array([60.0, 60.5, 61.0]))
        rows = WHO[(WHO["indicator"] == indicator) & (WHO["sex"] == "F")].set_index("x")
        assert rows.loc[60, "edition"] == "who2006"
        assert rows.loc[61, "edition"] == "who2007"
        assert at[0, 1] == rows.loc[60, "lms_m"]
        assert at[2, 1] == rows.loc[61, "lms_m"]
        assert at[1, 1] == pytest.approx((at[0, 1] + at[2, 1]) / 2)
    both = growth.assess(pd.concat([row(age=60.0), row(age=61.0)], ignore_index=True), "who2006")
    assert both["weight_for_height_z"].notna().tolist() == [True, False]
    assert both["grade_by"].tolist() == ["weight_for_height", "bmi_for_age"]


def test_between_rows_and_columns_the_value_is_interpolated():
    # boys 85 cm: median 11.8, +1 12.8; 86 cm: 12.1, 13.1; at 85.5 cm: 11.95, 12.95, so 12.45 is half a SD
    made = growth.assess(row(height=85.5, weight=12.45, age=40.0))
    assert made["weight_for_height_z"].iloc[0] == pytest.approx(0.5)
    assert made["over_median"].iloc[0] == pytest.approx(12.45 / 11.95 - 1)


def test_beyond_three_sd_the_outermost_band_is_continued():
    # boys 85 cm: +2 14.0, +3 15.5: 17.0 is +4; -2 10.2, -3 9.6: 9.0 is -4
    made = growth.assess(pd.concat([row(height=85.0, weight=17.0, age=40), row(height=85.0, weight=9.0, age=40)]))
    assert made["weight_for_height_z"].tolist() == pytest.approx([4.0, -4.0])


def test_outside_the_table_there_is_no_score():
    made = growth.assess(
        pd.concat([row(height=84.9), row(height=130.1), row(age=35.9), row(age=83.9), row(age=84.0)], ignore_index=True)
    )
    assert made["weight_for_height_z"].isna().tolist() == [True, True, False, False, False]
    assert made["height_for_age_z"].isna().tolist() == [False, False, True, False, True]
    assert made["grade_by"].tolist()[:2] == ["bmi_for_age", "bmi_for_age"]


# limits of WS/T 423-2022 table 3 at boys 100 cm, where the tables print -3 to +3 SD
BOYS_100 = NODES[(NODES["indicator"] == "weight_for_height") & (NODES["sex"] == "M") & (NODES["x"] == 100)].iloc[0]


@pytest.mark.parametrize(
    ("column", "above", "grade"),
    [
        ("sd_m3", -0.01, "重度消瘦"), ("sd_m3", 0.0, "消瘦"), ("sd_m2", -0.01, "消瘦"), ("sd_m2", 0.0, "正常"),
        ("sd_p1", -0.01, "正常"), ("sd_p1", 0.0, "超重"), ("sd_p2", -0.01, "超重"), ("sd_p2", 0.0, "肥胖"),
        ("sd_p3", -0.01, "肥胖"), ("sd_p3", 0.0, "重度肥胖"),
    ],
)  # fmt: skip
def test_grades_change_exactly_at_the_published_limits(column, above, grade):
    made = growth.assess(row(height=100.0, age=48.0, weight=BOYS_100[column] + above))
    assert made["grade"].iloc[0] == grade


def test_degree_over_the_median():
    median = BOYS_100["median"]
    weights = [median * 1.2, median * 1.199, median * 1.3, median * 1.499, median * 1.5]
    rows = pd.concat([row(height=100.0, age=48.0, weight=w) for w in weights], ignore_index=True)
    made = growth.assess(rows, grade_scheme="degree")
    assert made["grade"].tolist() == ["轻度肥胖", "非肥胖", "中度肥胖", "中度肥胖", "重度肥胖"]
    assert made["over_median"].iloc[0] == pytest.approx(0.2)


@given(
    sex=st.sampled_from(["M", "F"]),
    standard=st.sampled_from(curves.STANDARDS),
    age=st.floats(36, 80),
    height=st.floats(86, 119),
    weights=st.lists(st.floats(7, 60), min_size=2, max_size=6, unique_by=lambda w: round(w, 3)),
)
def test_scores_rise_with_weight(sex, standard, age, height, weights):
    rows = pd.DataFrame({"sex": sex, "age_months": age, "height_cm": height, "weight_kg": sorted(weights)})
    made = growth.assess(rows, standard)
    for name in ("bmi_for_age_z", "weight_for_age_z", "weight_for_height_z"):
        z = made[name].to_numpy()
        assert np.isnan(z).all() or (np.diff(z) > 0).all()


@given(st.permutations(range(6)))
def test_a_row_does_not_depend_on_its_neighbours(order):
    rows = pd.DataFrame(
        {
            "sex": ["M", "F", "M", "F", "M", "F"],
            "age_months": [40.0, 50, 60, 70, 80, np.nan],
            "height_cm": [95.0, 101, np.nan, 115, 120, 110],
            "weight_kg": [14.0, 22, 18, 20, np.nan, 19],
        }
    )
    straight = growth.assess(rows)
    shuffled = growth.assess(rows.iloc[list(order)])
    pd.testing.assert_frame_equal(shuffled.sort_index(), straight)


def test_missing_stays_missing():
    made = growth.assess(row(height=np.nan))
    assert made[["weight_for_height_z", "bmi", "over_median"]].isna().all(axis=None)
    assert made["weight_for_age_z"].notna().all()
    assert made["grade"].isna().all()
    assert made["implausible"].iloc[0] == ""


def test_swapped_height_and_weight_and_jin_for_kilograms_are_named():
    made = growth.assess(pd.concat([row(height=19.0, weight=110.0), row(weight=38.0), row(age=-1.0)]))
    assert made["implausible"].tolist() == [growth.SWAPPED, growth.IN_JIN, "测量日期早于出生年月"]


def test_age_counts_from_the_middle_of_the_birth_month():
    months = pd.Series(["2022-02", "2022-02", "2024-02"])
    days = pd.Series(pd.to_datetime(["2026-02-15", "2022-02-14", "2024-02-29"]))
    assert growth.age_months(months, days).tolist() == pytest.approx([1461 / 30.4375, -1 / 30.4375, 14 / 30.4375])


def test_wrong_calls_are_refused():
    with pytest.raises(ValueError, match="weight_kg"):
        growth.assess(row().drop(columns="weight_kg"))
    with pytest.raises(ValueError, match="M 或 F"):
        growth.assess(row(sex="男"))
    with pytest.raises(curves.UnknownStandardError, match="cdc"):
        growth.assess(row(), "cdc")
