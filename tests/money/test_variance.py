"""Variance of the month: hand-computed, and adding up to the fen whatever the figures."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore import money
from kgcore.money.cost_variance import PARTS


def usage(*rows):
    return pd.DataFrame(rows, columns=["food", "category", "consumption_g", "consumption_fen"]).set_index("food")


def test_by_hand():
    base = usage(("猪肉", "荤菜", 1000, 3000), ("虾", "荤菜", 1000, 7000))
    now = usage(("猪肉", "荤菜", 1100, 3850), ("虾", "荤菜", 2200, 15400))
    found = money.variance(base, 100, now, 110)
    # attendance +10 %; grams per head x1.5 on top; pork's share fell from a half to a third; pork 3.00 -> 3.50
    assert found.loc["猪肉", PARTS].tolist() == [300, 1650, -1650, 550]
    assert found.loc["虾", PARTS].tolist() == [700, 3850, 3850, 0]
    assert found["change_fen"].tolist() == [850, 8400]


def test_a_food_that_the_base_does_not_know_is_mix():
    found = money.variance(usage(("虾", "荤菜", 10, 70)), 1, usage(("鱼", "荤菜", 10, 90)), 1)
    assert found.loc["鱼", PARTS].tolist() == [0, 0, 90, 0]
    assert found.loc["虾", PARTS].tolist() == [0, 0, -70, 0]


def test_without_person_days_there_is_no_base():
    with pytest.raises(ValueError, match="没有就餐人日"):
        money.variance(usage(("虾", "荤菜", 10, 70)), 0, usage(("虾", "荤菜", 10, 70)), 1)


tables = st.dictionaries(
    st.sampled_from("甲乙丙丁"), st.tuples(st.integers(0, 10**6), st.integers(-100, 10**7)), min_size=1
).map(lambda d: usage(*((food, "荤菜" if food in "甲乙" else "蔬菜", *pair) for food, pair in d.items())))


@given(tables, st.integers(1, 10**6), tables, st.integers(0, 10**6))
def test_parts_add_up_to_the_fen(base, base_days, now, days):
    found = money.variance(base, base_days, now, days)
    assert (found[PARTS].sum(axis=1) == found["change_fen"]).all()
    assert found["change_fen"].sum() == now["consumption_fen"].sum() - base["consumption_fen"].sum()
