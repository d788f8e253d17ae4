"""The lowest fee: its bound by another solver, its menu by the judge, its foods by the targets."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from kgcore.menu.explanation.lowest_fee import bound_of, cheapest_foods, lowest_fee
from kgcore.menu.explanation.relaxation import Relaxation
from kgcore.menu.formulation.rule_check import judge_menu
from kgcore.menu.solvers.effort import Effort
from tests.menu.conftest import make
from tests.menu.explanation.test_explain import Fresh, week


@pytest.fixture(scope="module")
def real():
    return week(pins=(), bans=frozenset())


@pytest.fixture(scope="module")
def lowest(real):
    return lowest_fee(real, Effort(gap=0.05, rounds=2, exact=False))


def test_the_bound_is_the_cheapest_divisible_menu_that_keeps_every_norm(real, lowest):
    fresh = Fresh(real.with_(fee_fen=None))
    high = fresh.matrix.high.copy()
    tiers = np.array(fresh.model.tiers)
    high[tiers == "norm"] = 0.0
    on = Relaxation(real.with_(fee_fen=None))
    found = linprog(on.fen, fresh.a, fresh.b, bounds=np.array([fresh.matrix.low, high]).T)
    assert lowest.bound_fen == pytest.approx(found.fun / 5, rel=1e-6)
    assert lowest.unmet.empty
    assert lowest.target_fen >= lowest.bound_fen - 1e-6


def test_the_menu_keeps_the_norms_and_is_no_cheaper_than_the_bound(real, lowest):
    plan = lowest.plan
    assert lowest.kept
    assert lowest.bound_fen <= lowest.menu_fen + 1e-6
    assert lowest.gap == pytest.approx((lowest.menu_fen - lowest.bound_fen) / lowest.menu_fen)
    by_hand = sum(
        real.cost_fen[real.position[serving.dish]].mean(axis=0) @ real.band_weights for serving in plan.servings
    )
    assert lowest.menu_fen == pytest.approx(by_hand / 5)
    assert plan.cost_fen <= lowest.menu_fen + 0.5
    broken = judge_menu(plan.problem, plan.counts, plan.placements, plan.portions)
    assert not [row for row in broken if row.tier in ("hard", "norm")]


def test_what_a_norm_costs_is_what_the_bound_rises_by(real, lowest):
    first = lowest.norms.iloc[0]
    on = Relaxation(real.with_(fee_fen=None))
    bounds = on.bounds.copy()
    bounds.points[:] = -on.fen
    bounds.high[on.slacks("norm")] = 0.0
    rows = [
        n for n, row in enumerate(on.rows) if (row.rule, row.key, row.tier) == (first["rule"], first["key"], "norm")
    ]
    for n in rows:  # a thousandth of the scale, tighter
        bounds.row_low[n] += 0.001 if np.isfinite(bounds.row_low[n]) else 0.0
        bounds.row_high[n] -= 0.001 if np.isfinite(bounds.row_high[n]) else 0.0
    risen = -on.solve(bounds).points / on.days - lowest.bound_fen
    assert risen == pytest.approx(first["fen_per_percent"] / 10, rel=0.02)


def test_the_table_for_the_bureau_is_ordered_as_the_figures_must_be(lowest):
    table = lowest.table().set_index("item")["yuan"]
    assert len(table) == 4
    assert table.iloc[0] < table.iloc[1] <= table.iloc[2]


def test_it_is_told_in_a_line_and_as_the_table(lowest):
    assert f"找到的食谱 {lowest.menu_fen / 100:.2f} 元/人日，任何食谱不低于 {lowest.bound_fen / 100:.2f} 元" in repr(
        lowest
    )
    assert repr(lowest).startswith("<LowestFee ")
    page = lowest._repr_html_()
    assert all(item in page and f"{yuan:.2f}" in page for item, yuan, _ in lowest.table().itertuples(index=False))


def test_norms_no_menu_can_keep_are_named():
    bound = bound_of(make())
    assert (bound.unmet > 0).all()
    assert not bound.unmet.empty  # the small kitchen's foods hold next to no vitamins
    assert bound.fen > 0


def test_the_cheapest_foods_hold_every_target(real):
    diet = cheapest_foods(real)
    mix = real.band_weights
    for nutrient, amount in diet.amounts.items():
        if nutrient in real.targets.index and nutrient != "na_mg":
            target = real.targets.loc[nutrient].to_numpy(np.float64) @ mix
            assert amount >= target - 1e-6 or pd.isna(target)
    foods = real.foods
    price = real.price.mean(axis=1) / 10 / (foods["edible_pct"].to_numpy(np.float64) / 100)
    by_hand = (pd.Series(price, foods.index).reindex(diet.quantities.index) * diet.quantities).sum()
    assert diet.cost == pytest.approx(by_hand)
    assert cheapest_foods(make()) is None  # iodine apart, they cannot hold the vitamins
