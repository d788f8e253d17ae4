"""Simulated terms: certain worlds end where they must, and the same seed gives the same terms."""

import numpy as np
import pytest

from kgcore.money.control import POLICIES, World, compare, simulate

CALM = {"wave_sd": 0.0, "day_sd": 0.0, "price_sd": 0.0, "jump_chance": 0.0, "kitchen_sd": 0.0}


def rate(name, world, runs=200):
    return simulate(*POLICIES[name], world, runs, seed=1).rate


def test_in_a_calm_world_a_fixed_menu_keeps_what_it_was_planned_to_keep():
    assert rate("固定食谱", World(**CALM)) == pytest.approx(0.015)


def test_in_a_calm_world_the_closed_loop_ends_at_nothing():
    assert rate("闭环：每周按余额", World(**CALM)) == pytest.approx(0.0, abs=1e-12)


def test_a_menu_that_cannot_be_moved_is_a_fixed_menu():
    stuck = World(least=1.0, most=1.0)
    assert np.array_equal(rate("闭环：每周按余额", stuck), rate("固定食谱", stuck))


def test_the_loop_beats_the_rule_of_thumb_and_that_the_fixed_menu():
    found = compare(World(), 500, 2026, 0.02).set_index("policy")["within"]
    assert found["固定食谱"] < found["每月凭经验调整"] < found["闭环：每周按余额"]


def test_the_same_seed_gives_the_same_terms():
    first, second = (compare(World(), 50, 3, 0.02) for _ in range(2))
    assert first.equals(second)
