"""The planning service: a request in, a plan out; the command line, the bench, the closed loop and batches call it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Unpack

from kgcore.menu.office.problem_of import open_problem, problem_of
from kgcore.menu.office.request import PlanOptions, PlanRequest
from kgcore.menu.planning.planner import plan as plan_problem
from kgcore.menu.problem.problem import Problem
from kgcore.menu.result.menu import MenuPlan
from kgcore.menu.robust.robust import Sure, plan_sure
from kgcore.menu.robust.uncertainty import office_uncertainty
from kgcore.menu.solvers.highs import Progress
from kgcore.notebook import FiguresFace
from kgcore.office import Office
from kgcore.periods import Period


@dataclass(frozen=True, eq=False, repr=False)
class PlanAnswer(FiguresFace):
    """A plan, and how surely it keeps the fee where that was asked (else None)."""

    face_title: ClassVar[str] = "排菜的结果"

    plan: MenuPlan
    sure: Sure | None = None

    def figures(self) -> list[tuple[str, str]]:
        """Return the plan in a line, and how surely it keeps the fee where that was asked."""
        return [("食谱", self.plan.one_line()), *([] if self.sure is None else self.sure.figures())]


def answer(
    problem: Problem, request: PlanRequest, *, office: Office | None = None, progress: Progress | None = None,
    start: MenuPlan | None = None,
) -> PlanAnswer:  # fmt: skip
    """Plan a problem as a request asks.

    Parameters
    ----------
    problem : read by `problem_of`, changed since or not.
    request : of it, `probability` and `effort` are read here; the rest is in the problem.
    office : whose quotations tell how prices move; None = the settings do.
    progress : called with points, bound and gap; returning True stops and keeps the best menu so far.
    start : a plan of the same days to begin from.

    Raises
    ------
    MenuError
        no menu: Infeasible names the rules that cannot hold together; SolverMissing: the solver is not there.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     request = menu.PlanRequest.of("2026-W25", fee=16)
    ...     plan = menu.answer(menu.problem_of(office, request), request).plan
    >>> len(plan.problem.days), plan.gap <= 0.01
    (5, True)
    """
    if request.probability is None:
        return PlanAnswer(plan_problem(problem, request.effort, progress, start=start))
    uncertainty = None if office is None else office_uncertainty(office, problem)
    sure = plan_sure(
        problem, probability=request.probability, uncertainty=uncertainty, effort=request.effort, progress=progress
    )
    return PlanAnswer(sure.plan, sure)


def plan_request(office: Office, request: PlanRequest, progress: Progress | None = None) -> PlanAnswer:
    """Read the problem of a request from the registers and plan it; raises as `problem_of` and `answer` do.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     answer = menu.plan_request(office, menu.PlanRequest.of("2026-W25", bans=("红烧肉",)))
    >>> "红烧肉" in set(answer.plan.table()["dish"]), answer.sure is None
    (False, True)
    """
    return answer(problem_of(office, request), request, office=office, progress=progress)


def plan(
    office: Office, period: str | Period, *, fee: float | None = None, progress: Progress | None = None,
    **options: Unpack[PlanOptions],
) -> MenuPlan:  # fmt: skip
    """Plan the menu of a week, or of several beginning with it; posted and served days stay as they are.

    Parameters
    ----------
    period : 2026-W19.
    fee : yuan per child-day, None = the register's. options : see `PlanOptions`.

    Raises
    ------
    MenuError
        the registers do not make a problem; Infeasible when the rules leave no menu.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     plan = menu.plan(office, "2026-W25", fee=16)
    >>> plan.table().columns.tolist(), plan.cost_fen < 1600
    (['date', 'meal', 'course', 'dish'], True)
    """
    return plan_request(office, PlanRequest.of(period, fee=fee, **options), progress).plan


def from_office(
    office: Office, period: str | Period, *, fee: float | None = None, **options: Unpack[PlanOptions]
) -> Problem:
    """Read a problem from the registers, no day of it fixed: see `plan` for the parameters.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     problem = menu.from_office(office, "2026-W25", fee=15.5)
    >>> problem.fee_fen, len(problem.days)
    (1550.0, 5)
    """
    return open_problem(office, PlanRequest.of(period, fee=fee, **options))


__all__ = ["PlanAnswer", "answer", "from_office", "plan", "plan_request"]
