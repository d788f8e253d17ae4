"""Judging a hand-made week on the product's own dishes, and special menus for a plan; CPU time, not wall time.

KGCORE_BENCH_SEEDS sets over how many random menus the distribution is taken; 50 by default.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from test_menu import problem_of

from kgcore.menu import Effort, MenuPlan, Problem, evaluate, plan_problem, variants
from kgcore.menu.formulation.rule_check import judge_menu
from kgcore.registers import terms

SEEDS = int(os.environ.get("KGCORE_BENCH_SEEDS", "50"))
TARGET_MS = 50.0


@pytest.fixture(scope="module")
def week() -> Problem:
    return problem_of(None, weeks=1)


@pytest.fixture(scope="module")
def planned(week: Problem) -> MenuPlan:
    return plan_problem(week, Effort())


def random_week(problem: Problem, rng: random.Random) -> pd.DataFrame:
    names = problem.dishes["dish"].tolist()
    rows = [
        (day, slot.meal, slot.course, names[rng.choice(problem.choices.dish[problem.choices.slot == number].tolist())])
        for day in problem.days
        for number, slot in enumerate(problem.slots)
    ]
    return pd.DataFrame(rows, columns=["date", "meal", "course", "dish"])


def cpu_ms(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return (time.process_time() - began) * 1000


def test_evaluate_a_week(benchmark, planned: MenuPlan) -> None:
    """The first judgement reads the norms; every further one of the same problem does not."""
    problem, rng = planned.problem, random.Random(1)
    fresh = problem_of(None, weeks=1)
    first = cpu_ms(lambda: evaluate(fresh, random_week(fresh, rng)))
    menus = [random_week(problem, rng) for _ in range(SEEDS)]
    took: list[float] = []

    def run() -> None:
        took.extend(cpu_ms(lambda menu=menu: evaluate(problem, menu)) for menu in menus)

    benchmark.pedantic(run, rounds=1)
    model = cpu_ms(lambda: judge_menu(problem, planned.counts, planned.placements, planned.portions))
    benchmark.extra_info.update(
        {
            "dishes": len(problem.dishes),
            "first ms": round(first, 1),
            "ms p50/p90/max": "/".join(f"{x:.1f}" for x in np.quantile(took, [0.5, 0.9, 1])),
            "target ms": TARGET_MS,
            "by the model's rows ms": round(model, 1),
        }
    )


def test_special_menus_of_a_week(benchmark, planned: MenuPlan) -> None:
    """Children enough for every allergen alone, some pairs and an unknown one; beside planning the week anew."""
    rng = random.Random(2)
    pairs = [";".join(rng.sample(terms.ALLERGENS, 2)) for _ in range(5)]
    cells = [cell for cell in (*terms.ALLERGENS, *pairs, "未知") for _ in range(4)]
    children = pd.DataFrame({
        "site": "main", "class_name": "中一班", "band": "中班", "child": [f"C{n:05d}" for n in range(len(cells))],
        "allergens": cells, "enrolled_on": pd.Timestamp("2025-09-01"), "left_on": pd.NaT,
    })  # fmt: skip
    took: list[float] = []
    benchmark.pedantic(lambda: took.append(cpu_ms(lambda: variants(planned, children))), rounds=3)
    found = variants(planned, children)
    anew = cpu_ms(lambda: plan_problem(planned.problem.with_(avoid=frozenset({"蛋"})), Effort()))
    benchmark.extra_info.update(
        {
            "diets": len(found.avoidances),
            "servings swapped": len(found.swaps),
            "nothing fits": sum(swap.instead is None for swap in found.swaps),
            "extra pots": len(found.pots()),
            "ms median": round(float(np.median(took)), 1),
            "ms a diet": round(float(np.median(took)) / len(found.avoidances), 1),
            "one diet planned anew ms": round(anew, 1),
        }
    )
