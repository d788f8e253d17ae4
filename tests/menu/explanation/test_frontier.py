"""Menus between cost, nutrition and preference: none beaten by another, each what its row says."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore.menu import MenuError
from kgcore.menu.explanation.frontier import COLUMNS, frontier, nondominated, nutrition_lost
from tests.menu.conftest import make


def beaten(row, others) -> bool:
    return any(all(o <= r for o, r in zip(other, row, strict=True)) and other != row for other in others)


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 3), max_size=12))
def test_what_is_kept_is_not_beaten_and_what_is_left_out_is(rows):
    kept = nondominated(pd.DataFrame(rows, columns=["a", "b", "c"], dtype="float64"))
    chosen = [row for row, keep in zip(rows, kept, strict=True) if keep]
    assert len(chosen) == len(set(chosen))
    for row in rows:
        assert (row in chosen) != beaten(row, rows)


@pytest.fixture(scope="module")
def menus():
    preference = np.random.default_rng(3).normal(3.5, 0.6, len(make().dishes)).clip(1, 5)
    problem = make().with_(preference=preference)
    return problem, frontier(problem, [6.0, 8.0], weights=2)


def test_no_menu_of_the_frontier_beats_another(menus):
    _, table = menus
    assert table.columns.tolist() == list(COLUMNS)
    assert 1 <= len(table) <= 4
    rows = list(zip(table["cost_fen"], table["nutrition_lost"], -table["preference"], strict=True))
    assert not any(beaten(row, rows) for row in rows)


def test_each_row_is_its_menu(menus):
    problem, table = menus
    for row in table.itertuples():
        plan = row.plan
        assert plan.cost_fen == pytest.approx(row.cost_fen)
        assert nutrition_lost(plan) == pytest.approx(row.nutrition_lost)
        assert np.array_equal(plan.problem.preference, problem.preference)
        assert plan.problem.fee_fen == row.fee_fen
        liked = sum(problem.preference[problem.position[serving.dish]] for serving in plan.servings)
        assert row.preference == pytest.approx(liked) == pytest.approx(plan.tiers["preference"])
        assert not [broken for broken in plan.violations if broken.tier == "hard"]


def test_a_fee_that_is_not_positive_is_refused():
    with pytest.raises(MenuError, match="膳费为0元"):
        frontier(make(), [0.0, 8.0])
