"""What is asked of the planner from the bench, and what was typed there, read."""

from __future__ import annotations

import math

from kgcore.explorer.errors import BenchError
from kgcore.menu import Infeasible, MenuPlan, PlanAnswer, PlanRequest, Problem, Progress, answer, why_infeasible
from kgcore.office import Office


def answered(
    problem: Problem, request: PlanRequest, office: Office | None, start: MenuPlan | None, progress: Progress
) -> PlanAnswer:
    """Return a plan of a problem, and how surely it keeps the fee where that is asked: see `menu.answer`.

    Raises
    ------
    MenuError
        no menu: a place without a dish, a pin that a rule forbids, or hard rules that cannot hold together, named with
        the ways out; or no fee to be kept.
    """
    try:
        return answer(problem, request, office=office, progress=progress, start=start)
    except Infeasible as fault:
        if not problem.fixed_servings and (conflict := why_infeasible(problem)):
            raise conflict.error() from fault
        raise


def fee_of(text: str | float) -> float:
    """Return a fee in fen from yuan as typed, 15.5 or 15.50元.

    Raises
    ------
    BenchError
        it is no number.
    """
    try:
        yuan = float(str(text).strip().removesuffix("元"))
    except ValueError:
        yuan = math.nan
    if not math.isfinite(yuan):
        raise BenchError(f"膳费写的是“{text}”，应为大于零的数（元/人日），如 15.50")
    return yuan * 100


def signed(who: str) -> str:
    """Return who signs an entry of the register, as typed.

    Raises
    ------
    BenchError
        nobody is named.
    """
    if not who.strip():
        raise BenchError("没有署名；请在“署名”里写明是谁，如 营养员")
    return who.strip()
