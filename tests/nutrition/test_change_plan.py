"""The plan of advice: what it promises comes true, what was in range stays there, and no plan repairs more."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgcore.nutrition.change_plan import Choice, choices, smallest_change
from kgcore.nutrition.figures import LinearFigure
from kgcore.nutrition.ranges import ABOVE, BELOW, WITHIN

FOODS = ["米", "肉", "菜", "奶"]
PROTEIN = np.array([0.08, 0.20, 0.02, 0.03])
ENERGY = np.array([3.5, 2.0, 0.2, 0.6])
CALCIUM = np.array([0.1, 0.1, 1.0, 1.0])
FEN = pd.Series([0.5, 3.0, 0.5, 1.0], FOODS)


def figure(code, amounts, low, high, grams, base=None):
    made = LinearFigure(code, code, "", amounts, base, low, high, WITHIN)
    now = made.of(grams)
    verdict = BELOW if now < low else ABOVE if now > high else WITHIN
    return LinearFigure(code, code, "", amounts, base, low, high, verdict)


def case(grams):
    grams = np.array(grams, dtype="float64")
    nan = float("nan")
    figures = [
        figure("energy", ENERGY, 300.0, 500.0, grams),
        figure("calcium", CALCIUM, 200.0, nan, grams),
        figure("protein share", 4 * PROTEIN, nan, 0.15, grams, ENERGY),
    ]
    up, down = (40, 0, 60, 90), np.minimum(grams, [20, 20, 20, 50]).astype(int).tolist()
    possible = [Choice(food, 1, more, less) for food, more, less in zip(FOODS, up, down, strict=True)]
    return figures, pd.Series(grams, FOODS), possible


def in_range(figure, grams):
    value = figure.of(grams.to_numpy())
    return not value < figure.low - 1e-9 and not value > figure.high + 1e-9


def test_a_worked_plan():
    # energy 350 + 80 + 20 + 60 = 510 > 500; calcium 10 + 4 + 100 + 100 = 214
    # protein (8 + 8 + 2 + 3) × 4 ÷ 510 = 16.5 %
    figures, grams, possible = case([100, 40, 100, 100])
    plan = smallest_change(figures, grams, possible, FEN, 0.0)
    # 15 g less meat: 480 kcal, protein 18 g = 15 %, on the limit; 16 g less: 478 kcal, 17.8 g = 14.9 %, within it
    assert plan.change_g.to_dict() == {"肉": -16.0}
    assert set(plan.repairs) == {"energy", "protein share"}
    assert plan.cost_fen == pytest.approx(-48)
    assert plan.is_proved


def test_where_nothing_is_astray_nothing_is_changed():
    figures, grams, possible = case([90, 18, 100, 120])
    assert all(f.verdict == WITHIN for f in figures)
    assert smallest_change(figures, grams, possible, FEN, 100.0).change_g.empty


def test_nothing_dearer_than_the_fee_leaves():
    # calcium 10 + 2 + 50 + 100 = 162 of 200: more than 38 g of greens at half a fen, or of milk at one
    figures, grams, possible = case([100, 20, 50, 100])
    possible = [Choice("菜", 1, 60, 0), Choice("奶", 1, 90, 0)]
    assert smallest_change(figures, grams, possible, FEN, 19.0).change_g.empty
    assert smallest_change(figures, grams, possible, FEN, 19.5).change_g.to_dict() == {"菜": 39.0}


@settings(deadline=None, max_examples=12)
@given(st.lists(st.integers(5, 160), min_size=4, max_size=4), st.integers(0, 60))
def test_what_was_in_range_stays_and_no_plan_of_two_foods_repairs_more(start, spare):
    figures, grams, possible = case(start)
    plan = smallest_change(figures, grams, possible, FEN, float(spare))
    after = grams.add(plan.change_g, fill_value=0.0).reindex(FOODS)
    assert (after >= 0).all()
    assert plan.cost_fen <= spare + 1e-6
    for f in figures:
        if f.verdict == WITHIN or f.code in plan.repairs:
            assert in_range(f, after), (f.code, plan.change_g.to_dict())
    most = 0
    for pair in itertools.combinations(possible, 2):
        for steps in itertools.product(*([-c.down, -c.down // 2, 0, c.up // 2, c.up] for c in pair)):
            tried = grams.copy()
            for choice, step in zip(pair, steps, strict=True):
                tried[choice.food] += step
            cost = float(((tried - grams) * FEN).sum())
            if cost <= spare and all(in_range(f, tried) for f in figures):
                most = len([f for f in figures if f.verdict != WITHIN])
    assert len(plan.repairs) >= most


def test_doubtful_foods_and_foods_out_of_season_are_left_alone():
    foods = pd.DataFrame({"guide_group": ["谷类", "畜禽肉", "盐"]}, index=["米", "肉", "盐"])
    portions = pd.DataFrame({"portion_g": [50.0], "dish": ["饭"]}, index=["米"])
    found = choices(pd.Series({"米": 80.0, "肉": 30.0, "盐": 1.2}), foods, portions, exclusions=["肉"])
    # 50 g × 3 times ÷ 5 days = 30 g more; half of 80 g, half of 1.2 g in steps of 0.1 g less
    assert found == (Choice("米", 1.0, 30, 40), Choice("盐", 0.1, 0, 6))
