"""A bench on the small kitchen, and one on its office."""

import pytest

from kgcore.explorer import Bench
from kgcore.explorer.history import Station
from kgcore.menu import plan_problem
from tests.menu.conftest import make
from tests.menu.test_from_office import office as office


@pytest.fixture(scope="session")
def plan():
    return plan_problem(make())


@pytest.fixture
def bench(plan):
    return Bench(plan.problem)


@pytest.fixture
def solved(bench, plan):
    """The same as after `bench.solve()`, which the tests of the planner already pay for."""
    bench.history.go(Station(plan.problem, plan, "求解"))
    return bench
