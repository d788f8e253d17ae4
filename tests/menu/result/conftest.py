"""Two plans of the small kitchen: for its fee, and for a lower one."""

import pytest

from kgcore.menu import plan_problem
from tests.menu.conftest import make


@pytest.fixture(scope="session")
def small_plan():
    return plan_problem(make())


@pytest.fixture(scope="session")
def cheap_plan(small_plan):
    return small_plan.with_fee(7.5)
