import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore.nutrition.child_days import meal_ratios, person_days, person_days_by

RATIOS = {"早点": 0.2, "午餐": 0.6, "午点": 0.2}


def table(*rows):
    return pd.DataFrame(rows, columns=["meal", "diners"])


def test_published_worked_example():
    """900·50/225 + 855·100/225 + 810·75/225 = 200 + 380 + 270 = 850 (teaching texts on dietary surveys)."""
    diners = table(("早餐", 900), ("午餐", 855), ("晚餐", 810))
    ratios = {"早餐": 50 / 225, "午餐": 100 / 225, "晚餐": 75 / 225}
    assert person_days(diners, ratios) == pytest.approx(850)


def test_a_child_who_came_for_one_snack_counts_as_that_snack():
    # 10 whole days + 5 children with the afternoon snack only: 10 + 5 × 0.2 = 11
    diners = table(("早点", 10), ("午餐", 10), ("午点", 10), ("午点", 5))
    assert person_days(diners, RATIOS) == pytest.approx(11)


def test_a_half_day_of_the_kitchen_counts_as_the_meals_served():
    # lunch only for 40: 40 × 0.6 = 24
    assert person_days(table(("午餐", 40)), RATIOS) == pytest.approx(24)


def test_groups_add_up_to_the_whole():
    diners = table(("早点", 10), ("午餐", 20), ("午点", 30)).assign(class_name=["甲", "甲", "乙"])
    by_class = person_days_by(diners, RATIOS, ["class_name"])
    # 甲: 10 × 0.2 + 20 × 0.6 = 14; 乙: 30 × 0.2 = 6
    assert by_class.to_dict() == pytest.approx({"甲": 14, "乙": 6})


def test_meal_without_ratio_and_ratios_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="没有折算系数的餐次：夜宵"):
        person_days(table(("夜宵", 1)), RATIOS)
    with pytest.raises(ValueError, match=r"应为 1，现为 0\.8000"):
        person_days(table(("午餐", 1)), {"早点": 0.2, "午餐": 0.6})
    with pytest.raises(ValueError, match="就餐人数缺失或为负"):
        person_days(table(("午餐", -1)), RATIOS)


def test_rounded_shares_are_scaled_to_one():
    prescribed = pd.DataFrame(
        {"meal": ["早餐", "早点", "午餐", "午点"], "in_school_share": [0.2857, 0.1429, 0.4286, 0.1429]}
    )
    ratios = meal_ratios(prescribed)
    assert sum(ratios.values()) == pytest.approx(1, abs=1e-12)
    assert ratios["午餐"] == pytest.approx(0.4286 / 1.0001)


DINERS = st.lists(st.tuples(st.sampled_from(list(RATIOS)), st.integers(0, 60)), max_size=30)


@given(DINERS, DINERS)
def test_additive_over_any_parts(one, other):
    """Classes or days taken together have the person-days of each added."""
    whole = person_days(table(*one, *other), RATIOS)
    assert whole == pytest.approx(person_days(table(*one), RATIOS) + person_days(table(*other), RATIOS))
