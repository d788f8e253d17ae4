import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore.nutrition.target import BY_BAND, NAMED, age_on, headcount, reference, targets, weighted_ranges
from kgcore.standards import dris_for, load

INTAKES = dris_for(2013)
SHEET = pd.Series({"energy": 0.5, "protein": 0.45, "others": 0.4})
SCHEMES = load("meal_shares").query("pattern == '一餐二点'")


def people(*rows):
    return pd.DataFrame(rows, columns=["age", "sex", "n"])


def test_completed_years_from_the_birth_month():
    born = pd.Series(["2022-05", "2022-06", "2021-05"])
    # the 15th of the month is the birthday: on the 15th of May 2026 the first is 4, the second still 3
    assert age_on(born, dt.date(2026, 5, 15)).to_list() == [4, 3, 5]
    assert age_on(born, dt.date(2026, 5, 14)).to_list() == [3, 3, 4]


def test_published_reference_of_a_single_age():
    table = reference(INTAKES, people((3, "M", 10)))
    assert table.loc["energy_kcal", ["kind", "reference"]].to_list() == ["EER", 1250]
    assert table.loc["protein_g", "reference"] == 30
    assert table.loc["ca_mg", ["reference", "UL"]].to_list() == [600, 1500]
    assert "na_mg" not in table.index  # there is no PI before the age of four
    assert reference(INTAKES, people((4, "M", 1))).loc["na_mg", ["kind", "reference"]].to_list() == ["PI", 1200]


def test_target_is_weighted_by_headcount_times_in_school_share():
    # Ca: 1 child of 3 (600) + 3 of 4 (800) → 750 × 0.40 = 300; energy: (1250 + 3 × 1250) / 4 × 0.5 = 625
    table = targets(reference(INTAKES, people((3, "M", 1), (4, "F", 3))), SHEET, SCHEMES)
    assert table.loc["ca_mg", ["reference", "target"]].to_list() == pytest.approx([750, 300])
    assert table.loc["energy_kcal", "target"] == pytest.approx(625)
    # the 2012 and all other schemes of this pattern ask for at least 0.40 of calcium, 0.45 of energy (Wuxi)
    assert table.loc["energy_kcal", "least_target"] == pytest.approx(1250 * 0.45)


def test_ages_outside_the_table_take_the_nearest():
    young = reference(INTAKES, people((1, "M", 1), (8, "M", 1)))
    assert young.loc["protein_g", "reference"] == pytest.approx((25 + 40) / 2)


def test_figure_that_only_some_ages_have_is_their_mean():
    # the 2013 edition has a PI of sodium from 4 years on only: 1200
    assert reference(INTAKES, people((3, "M", 9), (4, "M", 1))).loc["na_mg", "PI"] == 1200


def test_nobody_is_refused():
    with pytest.raises(ValueError, match="没有在册幼儿"):
        reference(INTAKES, people())


CHILDREN = pd.DataFrame(
    {
        "site": "main", "class_name": ["小一班", "小一班", "大一班"], "sex": ["M", "F", "F"],
        "birth_month": ["2022-05", "2022-06", "2020-01"],
        "enrolled_on": pd.to_datetime("2025-09-01"), "left_on": pd.to_datetime([None, None, "2026-04-30"]),
    }
)  # fmt: skip
CLASSES = pd.DataFrame(
    {"site": ["main", "main", "longma"], "class_name": ["小一班", "大一班", "中一班"], "band": ["小班", "大班", "中班"],
     "enrolled": [40, 35, 24]}
)  # fmt: skip


def test_headcount_counts_the_children_present_by_age():
    table = headcount(CHILDREN, CLASSES, ["main"], dt.date(2026, 5, 16))
    assert table[["age", "sex", "n", "basis"]].to_numpy().tolist() == [[3, "F", 1, NAMED], [4, "M", 1, NAMED]]


def test_site_without_children_takes_the_cohort_of_its_bands():
    """A middle class of 2025/26 was born September 2020 to August 2021; in mid-May 2026 nine months of it are 5."""
    table = headcount(CHILDREN, CLASSES, ["longma"], dt.date(2026, 5, 16))
    assert set(table["basis"]) == {BY_BAND}
    # September to May: 9 of 12 months have had their fifth birthday; 24 children: 18 of 5 and 6 of 4
    assert table.groupby("age")["n"].sum().to_dict() == pytest.approx({4: 6, 5: 18})


def test_range_by_age_becomes_one_range():
    rules = load("quality_rules").query("rule == 'salt'")
    # salt: 2 g for a child of 3, 3 g from 4 on: (1 × 2 + 3 × 3) / 4 = 2.75
    assert weighted_ranges(rules, people((3, "M", 1), (5, "F", 3)), "rule").loc["salt", "high"] == pytest.approx(2.75)


@given(st.lists(st.tuples(st.integers(3, 6), st.sampled_from("MF"), st.integers(1, 50)), min_size=1, max_size=8))
def test_reference_lies_between_the_least_and_greatest_of_the_children(rows):
    found = reference(INTAKES, people(*rows))
    here = INTAKES.merge(people(*rows)[["age", "sex"]].drop_duplicates(), on=["age", "sex"])
    ends = here.groupby("nutrient")["recommended"].agg(["min", "max"]).reindex(found.index)
    known = ends["min"].notna()
    value = found.loc[known, "reference"]
    assert (value >= ends.loc[known, "min"] * (1 - 1e-9)).all()
    assert (value <= ends.loc[known, "max"] * (1 + 1e-9)).all()
    shuffled = reference(INTAKES, people(*reversed(rows)))
    np.testing.assert_allclose(shuffled.loc[found.index, "reference"], found["reference"])
