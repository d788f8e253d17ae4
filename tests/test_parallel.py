"""Tasks on several processes: results in order, a killed process loses its own task only, a fault is the caller's."""

import os
import signal

import pytest

from kgcore import parallel


def kill_odd(number):
    if number % 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * 10


def fail(number):
    raise ValueError(f"no {number}")


def test_results_come_in_the_order_of_the_items():
    assert parallel.each(divmod_of, [(7, 2), (9, 4), (3, 2)], processes=2) == [(3, 1), (2, 1), (1, 1)]


def divmod_of(pair):
    return divmod(*pair)


def test_a_killed_process_loses_its_own_task_only():
    said = []
    results = parallel.each(
        kill_odd, [0, 1, 2, 3], processes=2, fallback=lambda number, fault: f"{number} {fault.exitcode}",
        progress=lambda done, total, last: said.append((done, total)),
    )  # fmt: skip
    assert results == [0, "1 -9", 20, "3 -9"]
    assert said == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_fault_is_raised_where_the_tasks_were_asked_for():
    with pytest.raises(ValueError, match="no "):
        parallel.each(fail, [1, 2], processes=2)
