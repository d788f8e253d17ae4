"""A bench on the small kitchen, and one on its office."""

import pandas as pd
import pytest

from kgcore.explorer import Bench
from kgcore.explorer.history import State
from kgcore.menu import plan_problem
from tests.menu.conftest import make
from tests.menu.small_office import SERVED, frames, opened


@pytest.fixture(scope="session")
def plan():
    return plan_problem(make())


@pytest.fixture
def bench(plan):
    return Bench(plan.problem)


@pytest.fixture
def solved(bench, plan):
    """The same as after `bench.solve()`, which the tests of the planner already pay for."""
    bench.history.go(State(plan.problem, plan, "求解"))
    return bench


@pytest.fixture
def office(tmp_path):
    """Two weeks of two days; children ate on the first day, whose menu is posted; a child must have no fish."""
    rows = frames() | SERVED
    rows["children"] = rows["children"].assign(allergens=["鱼", None, None])
    later = rows["calendar"].assign(date=rows["calendar"]["date"] + pd.Timedelta(days=7))
    with opened(tmp_path, rows | {"calendar": pd.concat([rows["calendar"], later])}) as made:
        yield made
