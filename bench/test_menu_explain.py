"""What the nutritionist waits for when she asks why: explanation, conflict, fee curve, lowest fee. CPU seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from bench.test_menu import instances, problem_of
from kgcore.menu import MenuError, Problem, Serving, explain, fee_curve, lowest_fee, plan_problem, why_infeasible
from kgcore.menu.solvers.effort import QUICK

NUMBER = 8


def spent(call: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    began = clock()
    call()
    return clock() - began


def noted(benchmark, seconds: list[float], what: str = "CPU", **more: object) -> None:
    benchmark.extra_info[f"{what} s p50/p90/max"] = "/".join(f"{x:.2f}" for x in np.quantile(seconds, [0.5, 0.9, 1]))
    benchmark.extra_info.update(more)


@pytest.mark.parametrize("weeks", [1, 4])
def test_explain(benchmark, weeks):
    """Plans of random preferences, fees from tight to ample."""
    base = problem_of(None, weeks)
    problems = [p.with_(fee_fen=fee) for p, fee in zip(instances(base, NUMBER), [600.0, 1000.0] * NUMBER, strict=False)]
    plans = [plan_problem(problem, QUICK) for problem in problems]
    seconds: list[float] = []
    lines: list[int] = []

    def run() -> None:
        for plan in plans:
            seconds.append(spent(lambda plan=plan: lines.append(len(explain(plan).lines))))

    benchmark.pedantic(run, rounds=1)
    noted(benchmark, seconds, lines_at_most=max(lines))


@pytest.mark.parametrize("weeks", [1, 4])
def test_fee_curve(benchmark, weeks):
    """Twenty-one fees from 7 to 13 yuan, asked in two threads, so by the clock; the problem has been planned before."""
    problem = next(iter(instances(problem_of(None, weeks), 1)))
    plan_problem(problem, QUICK)
    seconds: list[float] = []
    fees = np.linspace(7, 13, 21)
    benchmark.pedantic(lambda: seconds.append(spent(lambda: fee_curve(problem, fees), time.perf_counter)), rounds=5)
    noted(benchmark, seconds, "clock")


def impossible(base: Problem, random: np.random.Generator) -> Problem:
    """A problem with twelve random pins of dishes in season: most break a limit of a day or a week."""
    names, pins = base.dishes["dish"].to_numpy(), set()
    for slot in range(len(base.slots)):
        for day in random.choice(len(base.days), size=2, replace=False):
            dish = names[random.choice(base.choices.dish[base.choices.slot == slot])]
            pins.add(Serving(base.days[day], base.slots[slot].meal, base.slots[slot].course, dish))
    return base.with_(pins=tuple(sorted(pins)))


@pytest.mark.parametrize("weeks", [1, 4])
def test_why_infeasible(benchmark, weeks):
    """Weeks with many random pins: how long until a smallest conflict and its ways out are told."""
    base, random = problem_of(None, weeks), np.random.default_rng(0)
    seconds: list[float] = []
    sizes: list[int] = []

    def run() -> None:
        while len(seconds) < NUMBER:
            problem, found = impossible(base, random), []
            try:
                taken = spent(lambda problem=problem, found=found: found.append(why_infeasible(problem)))
            except MenuError:  # a pin out of season is named without a search
                continue
            if found[0]:
                seconds.append(taken)
                sizes.append(len(found[0].demands))

    benchmark.pedantic(run, rounds=1)
    noted(benchmark, seconds, demands_at_most=max(sizes))


@pytest.mark.parametrize("weeks", [1, 4])
def test_lowest_fee(benchmark, weeks):
    """The cheapest menu that keeps the norms, beside its bound."""
    found = []
    problem = problem_of(None, weeks)
    seconds = []
    benchmark.pedantic(lambda: seconds.append(spent(lambda: found.append(lowest_fee(problem)))), rounds=1)
    noted(
        benchmark, seconds, bound=f"{found[0].bound_fen / 100:.2f}", menu=f"{found[0].menu_fen / 100:.2f}",
        gap=f"{found[0].gap:.2%}", kept=found[0].kept,
    )  # fmt: skip
