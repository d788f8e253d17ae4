"""The fee curve against problems built anew for each fee."""

import numpy as np
import pandas as pd
import pytest

from kgcore.menu import Infeasible, MenuError
from kgcore.menu.explanation.fee_curve import COLUMNS, fee_curve
from kgcore.menu.explanation.relaxation import Relaxation
from tests.menu.conftest import make
from tests.menu.infeasible.test_conflict import TWICE

FEES = [14.0, 2.0, 5.0, 6.5, 8.0, 10.0]


def liked() -> np.ndarray:
    return np.random.default_rng(3).normal(3.5, 0.6, len(make().dishes)).clip(1, 5)


def two_weeks(fee: float = 800.0):
    often = pd.DataFrame([{"rule": "repeat_weeks", "key": "点心", "high": 2.0}])
    return make(weeks=2, settings=often, fee_fen=fee).with_(preference=liked(), bans=frozenset({("红烧肉", None)}))


@pytest.fixture(scope="module")
def curve():
    return fee_curve(two_weeks(), FEES)


def test_each_point_is_what_a_fresh_model_says(curve):
    assert curve["fee_fen"].tolist() == [100 * fee for fee in sorted(FEES)]
    for row in list(curve.itertuples())[::2]:
        fresh = Relaxation(two_weeks(row.fee_fen))
        answer = fresh.solve(fresh.bounds)
        assert row.points == pytest.approx(answer.points)
        assert row.preference == pytest.approx(fresh.liked(answer))
        assert row.norm_lost + row.goal_lost == pytest.approx(fresh.lost(answer, "norm", "goal"), abs=1e-6)


def test_points_are_concave_where_the_fee_can_be_kept_and_the_price_is_their_slope(curve):
    kept = curve[curve["fee_lost"] < 1e-6]
    slopes = np.diff(kept["points"]) / np.diff(kept["fee_fen"]) * 100
    assert (np.diff(slopes) <= 1e-6).all()
    prices = kept["points_per_yuan"].to_numpy()
    assert (prices[:-1] >= slopes - 1e-6).all(), "the right derivative is not above the left one"
    assert (prices[1:] <= slopes + 1e-6).all()


def test_a_fee_too_low_is_told_as_lost(curve):
    assert curve["fee_lost"].iloc[0] > 0
    assert curve["cost_fen"].iloc[0] > 200.0


def test_bad_fees_and_conflicts_are_errors():
    assert fee_curve(make(), []).columns.tolist() == list(COLUMNS)
    with pytest.raises(MenuError, match="膳费为-1元"):
        fee_curve(make(), [-1.0, 8.0])
    with pytest.raises(Infeasible, match="不能同时满足"):
        fee_curve(make(pins=TWICE), [8.0])
