"""The optimiser in the loop, small; the measured response against a new measurement; tasks side by side."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from kgcore.closed_loop import Kitchen, World, measure, measured, replay
from kgcore.closed_loop.control import LOOP
from kgcore.closed_loop.kitchen import WITHIN, cost_by_group
from kgcore.closed_loop.response import ASKS, CHILDREN, MONDAYS

KITCHEN = Kitchen.packaged(CHILDREN)


def test_two_weeks_with_the_optimiser_in_the_loop():
    world = World(weeks=2, jump_chance=0.0)
    found = replay(KITCHEN, world, LOOP, seed=3)
    assert found == replay(KITCHEN, world, LOOP, seed=3)
    assert found.asked_fen[0] == world.fee_fen
    # what the first week left over is asked of the second: fee + balance ÷ child-days expected, near enough
    assert found.asked_fen[1] == pytest.approx(2 * world.fee_fen - found.cost_fen[0], rel=0.01)
    assert max(found.norm_lack) <= WITHIN
    assert abs(found.rate) < 0.1


def test_groups_of_food_add_up_to_the_menu():
    plan = KITCHEN.week(MONDAYS[0], 1000.0, ())
    assert cost_by_group(plan).sum() == pytest.approx(plan.cost_fen, rel=1e-6)


def test_no_menu_is_said_not_raised():
    nothing = Kitchen(KITCHEN.foods, KITCHEN.dishes.head(3), KITCHEN.ingredients, CHILDREN, KITCHEN.profile,
                      KITCHEN.effort)  # fmt: skip
    rows = measure(nothing, [1000.0], [dt.date(2026, 3, 2)])
    assert rows["cost_fen"].isna().all()
    assert rows["goals"].isna().all()


def test_the_table_holds_every_amount_and_week():
    rows = measured()
    assert len(rows) == len(ASKS) * len(MONDAYS)
    assert sorted(rows["asked_fen"].unique()) == ASKS


@pytest.mark.full
def test_the_table_is_what_is_measured():
    stored = measured()
    asks, mondays = [700.0, 1500.0], MONDAYS[:2]
    again = measure(KITCHEN, asks, mondays)
    rows = stored[stored["asked_fen"].isin(asks) & stored["monday"].isin(pd.to_datetime(mondays))]
    assert np.allclose(again["cost_fen"], rows["cost_fen"], rtol=0.02)
    assert (again["norm_lack"] <= WITHIN).all()
