"""A search that must go beyond annealing: what two threads find is put together alike each time, and is true."""

import numpy as np
import pytest

from kgcore.menu import Effort, Status
from kgcore.menu.formulation.master import Master
from kgcore.menu.planning.search import search
from kgcore.menu.rules.allowed import permission
from kgcore.menu.solvers.highs import solve_relaxed
from kgcore.menu.solvers.matrix import matrix_of
from kgcore.menu.solvers.status import Solution
from tests.menu.conftest import real

CLOSE = Effort(gap=0.0005, rounds=4, nodes=1)


@pytest.fixture(scope="module")
def master() -> Master:
    problem = real(12, 10, 1)
    return Master(problem, permission(problem))


@pytest.fixture(scope="module")
def found(master) -> Solution:
    return search(master, CLOSE)


def test_the_same_input_gives_the_same_menu_and_bound_though_two_threads_look(master, found):
    again = search(master, CLOSE)
    assert (again.objective, again.bound, again.nodes) == (found.objective, found.bound, found.nodes)
    assert np.array_equal(again.values, found.values)


def test_the_root_brings_the_bound_closer_and_the_menu_keeps_every_row(master, found):
    matrix = matrix_of(master.model)
    assert found.objective <= found.bound < solve_relaxed(matrix).objective - 1e-6
    values = found.values
    row = np.repeat(np.arange(len(matrix.row_low)), np.diff(matrix.start))
    activity = np.bincount(row, matrix.value * values[matrix.column], minlength=len(matrix.row_low))
    assert (activity >= matrix.row_low - 1e-5).all()
    assert (activity <= matrix.row_high + 1e-5).all()
    assert found.objective == pytest.approx(float(matrix.points @ values))


@pytest.mark.parametrize("calls", [1, 3, 20])
def test_a_stop_keeps_the_best_and_is_no_proof_whatever_was_being_done(master, calls):
    heard = []

    def progress(incumbent, bound, gap):
        heard.append((incumbent, bound, gap))
        return len(heard) == calls

    found = search(master, CLOSE, progress)
    assert found.status == Status.FEASIBLE
    assert found.message == "stopped"
    assert found.objective >= max(incumbent for incumbent, _, _ in heard)
    assert len(heard) == calls


def test_a_time_limit_ends_the_thread_beside_too(master):
    found = search(master, Effort(gap=0.0, seconds=1.0))
    assert found.status == Status.FEASIBLE
    assert found.gap > 0
