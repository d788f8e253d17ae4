"""A menu that is to be kept: what counts as kept, and how much of it may go."""

import numpy as np
import pandas as pd
import pytest

from kgcore.menu import Effort
from kgcore.menu.formulation.master import Master
from kgcore.menu.planning.search import search_near
from kgcore.menu.rules.allowed import permission
from kgcore.menu.rules.courses import Courses
from kgcore.menu.rules.preference import Preference
from tests.menu.conftest import make

RULES = [Courses(), Preference()]
LIKED = pd.Series({"米饭": 5.0, "馒头": 1.0, "面条": 1.0})


@pytest.fixture
def kept():
    """Monday 米饭, Tuesday 馒头, and in the other places what comes first."""
    problem = make(preference=LIKED)
    counts = np.zeros((len(problem.choices), 1), dtype=np.int64)
    for slot in range(len(problem.slots)):
        here = np.flatnonzero(problem.choices.slot == slot)
        names = list(problem.dishes["dish"].to_numpy()[problem.choices.dish[here]])
        wanted = ["米饭", "馒头"] if "米饭" in names else [name for name in names if name != "整梨"][:2]
        counts[[here[names.index(name)] for name in wanted], 0] += 1
    return problem, counts


@pytest.mark.parametrize("changes", [0, 1, 3])
def test_a_kept_dish_served_twice_keeps_one_serving(kept, changes):
    problem, counts = kept
    master = Master(problem, permission(problem), rules=RULES, keep=counts, changes=changes)
    found = search_near(master, Effort(gap=0.0))
    chosen = master.counts(found.values)
    assert np.maximum(counts - chosen, 0).sum() <= changes


def test_each_serving_that_is_kept_earns_the_points_of_change_once(kept):
    problem, counts = kept
    weight = problem.settings.row("change", "week").weight
    master = Master(problem, permission(problem), rules=RULES, keep=counts)
    found = search_near(master, Effort(gap=0.0))
    chosen = master.counts(found.values)
    liked = problem.preference[problem.choices.dish] @ chosen[:, 0]
    assert found.objective == pytest.approx(liked + weight * np.minimum(counts, chosen).sum())
