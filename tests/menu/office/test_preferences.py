"""Preferences as shrunken means: a case by hand, and what must hold for any tastings."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgcore.menu.office.preferences import preferences, readings


def tastings(*rows):
    return pd.DataFrame(rows, columns=["dish", "raters", "rating", "leftover_g"]).astype(
        {"raters": "Int64", "rating": "float64", "leftover_g": "float64"}
    )


def courses(*dishes, **others):
    return pd.Series(dict.fromkeys(dishes, "大荤") | others)


def test_three_dishes_by_hand():
    """σ² = 10 / 2 = 5; τ² = (58 - 2 x 5) / (50 - 900 / 50) = 1.5; B = 6/7, 6/7 and 3/4; μ = 9.75 / (69 / 28)."""
    rows = tastings(
        ("甲", 10, 5, None), ("甲", 10, 4, None), ("乙", 10, 3, None), ("乙", 10, 2, None), ("丙", 10, 5, None)
    )
    found = preferences(rows, courses("甲", "乙", "丙", "没吃过")).set_index("dish")
    mean = 9.75 * 28 / 69
    assert found.loc["没吃过", "points"] == pytest.approx(mean)
    assert found.loc["甲", "points"] == pytest.approx(mean + 6 / 7 * (4.5 - mean))
    assert found.loc["丙", "points"] == pytest.approx(mean + 3 / 4 * (5 - mean))
    assert found.loc["甲", "sd"] == pytest.approx((1.5 / 7) ** 0.5)
    assert found.loc["丙", "sd"] == pytest.approx((1.5 / 4) ** 0.5)
    assert found.loc["没吃过", "sd"] == pytest.approx(1.5**0.5)
    assert found["ratings"].tolist() == [2, 2, 1, 0]
    assert found["raters"].tolist() == [20, 20, 10, 0]


def test_two_ratings_do_not_put_a_dish_on_top():
    """Eight dishes judged by 30 people on two days, 0.3 apart; two people give full marks to a ninth."""
    middles = dict(zip("甲乙丙丁戊己庚辛", (3.8, 3.9, 4.0, 4.1, 4.2, 4.3, 4.4, 4.5), strict=True))
    rows = [(dish, 30, middle + off, None) for dish, middle in middles.items() for off in (-0.15, 0.15)]
    found = preferences(tastings(*rows, ("碰巧", 2, 5.0, None)), courses(*middles, "碰巧")).set_index("dish")
    assert found["points"].idxmax() == "辛"
    assert found.loc["碰巧", "points"] > found["points"].median()
    assert found.loc["碰巧", "sd"] > 1.5 * found.loc["辛", "sd"]


def test_leftovers_are_linked_to_the_ratings_within_their_course():
    """Ratings 5 and 3: R = 4, S = 1. Buns leave 1 or 3 g, soups 20 or 22: T = 1, so each pair is at 5 and 3."""
    rows = tastings(("甲", 10, 5, None), ("乙", 10, 3, None), ("包", 10, None, 1), ("糕", 10, None, 3),
                    ("浓汤", 10, None, 20), ("清汤", 10, None, 22))  # fmt: skip
    found = readings(rows, courses("甲", "乙", 包="点心", 糕="点心", 浓汤="汤羹", 清汤="汤羹"))
    assert found.groupby("dish")["points"].sum().to_dict() == pytest.approx(
        {"甲": 5, "乙": 3, "包": 5, "糕": 3, "浓汤": 5, "清汤": 3}
    )


def test_without_ratings_the_scale_itself_is_the_measure():
    rows = tastings(("甲", 10, None, 4), ("乙", 10, None, 6))
    found = readings(rows, courses("甲", "乙"))["points"]
    assert found.tolist() == pytest.approx([3 + 4 / 12**0.5, 3 - 4 / 12**0.5])


@pytest.mark.parametrize("rows", [[("甲", 9, 4.0, None)], [("甲", 9, 5.0, None), ("乙", 9, 2.0, None)]])
def test_what_was_judged_once_cannot_be_told_from_chance(rows):
    found = preferences(tastings(*rows), courses("甲", "乙"))
    assert len(set(found["points"])) == 1
    assert found["sd"].isna().all()


def test_nothing_judged_is_missing_not_zero():
    found = preferences(tastings(), courses("甲"))
    assert found["points"].isna().all()
    assert found["ratings"].tolist() == [0]


ROWS = st.lists(
    st.tuples(
        st.sampled_from("甲乙丙丁"), st.integers(1, 200), st.none() | st.floats(1, 5).map(lambda x: round(x, 1)),
        st.none() | st.floats(0, 80).map(lambda x: round(x, 1)),
    ).filter(lambda row: row[2] is not None or row[3] is not None),
    min_size=1, max_size=25,
)  # fmt: skip
COURSE = courses("甲", "乙", 丙="汤羹", 丁="汤羹", 戊="点心")


@settings(max_examples=40)
@given(ROWS, st.randoms(use_true_random=False))
def test_shrunken_between_the_mean_and_the_dish(rows, random):
    found = preferences(tastings(*rows), COURSE).set_index("dish")
    plain = readings(tastings(*rows), COURSE)
    means = plain.groupby("dish").apply(lambda d: np.average(d["points"], weights=d["raters"]))
    centre = found.loc["戊", "points"]
    for dish, mean in means.items():
        low, high = sorted((centre, mean))
        assert low - 1e-9 <= found.loc[dish, "points"] <= high + 1e-9
    assert found["points"].between(1, 5).all()
    assert not (found["sd"] > found.loc["戊", "sd"] + 1e-9).any()
    again = list(rows)
    random.shuffle(again)
    pd.testing.assert_frame_equal(preferences(tastings(*again), COURSE).set_index("dish"), found)


@settings(max_examples=40)
@given(ROWS)
def test_more_left_over_is_never_liked_better(rows):
    plain = tastings(*rows).assign(rating=np.nan)
    plain = plain[plain["leftover_g"].notna()]
    points = readings(plain, COURSE)["points"].to_numpy()
    for kind in ("大荤", "汤羹"):
        here = (plain["dish"].map(COURSE) == kind).to_numpy()
        order = np.argsort(plain.loc[here, "leftover_g"].to_numpy(), kind="stable")
        assert (np.diff(points[here][order]) <= 1e-9).all()
