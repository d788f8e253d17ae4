"""The fee kept with a stated probability: what simulated weeks say of it and what it costs, beside the bound's menu."""

from __future__ import annotations

import pytest

from bench.test_menu import problem_of
from kgcore.menu import Effort, plan_robust, plan_sure, simulate

FEES_FEN = (900.0, 1000.0, 1150.0)


@pytest.fixture(scope="module")
def week():
    return problem_of(None, weeks=1)


@pytest.mark.parametrize("probability", [0.8, 0.9, 0.95])
def test_stated_and_kept(benchmark, week, probability):
    """A week of five days with all dishes, the settings' uncertainty, three fees; shares of 50,000 fresh weeks."""
    problems = [week.with_(fee_fen=fee) for fee in FEES_FEN]

    def run():
        return [plan_sure(problem, probability=probability) for problem in problems]

    sure = benchmark.pedantic(run, rounds=1, iterations=1)
    bound = [plan_robust(problem, probability=probability, effort=Effort(exact=False)) for problem in problems]
    plain = [found.plain.cost_fen for found in sure]

    def said(values, form):
        return "/".join(format(value, form) for value in values)

    benchmark.extra_info.update(
        {
            "kept, fees of " + said(FEES_FEN, ".0f"): said([s.kept for s in sure], ".1%"),
            "plain menu": said([(simulate(s.plain, runs=50_000, seed=3) <= 1).mean() for s in sure], ".1%"),
            "bound": said([(simulate(b.plan, runs=50_000, seed=3) <= 1).mean() for b in bound], ".1%"),
            "put by, share of the fee": said(
                [s.put_by_fen / fee for s, fee in zip(sure, FEES_FEN, strict=True)], ".1%"
            ),
            "bound's": said(
                [(p - b.plan.cost_fen) / fee for p, b, fee in zip(plain, bound, FEES_FEN, strict=True)], ".1%"
            ),
            "points lost": said([s.points_lost for s in sure], ".2f"),
            "budget": said([s.robust.budget for s in sure], ".1f"),
            "bound's budget": said([b.budget for b in bound], ".1f"),
        }
    )
    assert all(found.kept >= probability - 0.01 for found in sure)
