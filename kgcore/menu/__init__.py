"""The menu room: plan what the children eat, and say how good the plan is known to be."""

from __future__ import annotations

from kgcore.menu.check import Evaluation, evaluate
from kgcore.menu.diet import Diet, least_cost_diet
from kgcore.menu.errors import Infeasible, MenuError, SolverMissing
from kgcore.menu.from_office import from_office, plan
from kgcore.menu.highs import Progress
from kgcore.menu.plan import MenuPlan
from kgcore.menu.planning import plan as plan_problem
from kgcore.menu.problem import Problem, Serving
from kgcore.menu.rules import RULES, TITLES
from kgcore.menu.search import Effort
from kgcore.menu.status import Solution, Status

__all__ = [
    "RULES",
    "TITLES",
    "Diet",
    "Effort",
    "Evaluation",
    "Infeasible",
    "MenuError",
    "MenuPlan",
    "Problem",
    "Progress",
    "Serving",
    "Solution",
    "SolverMissing",
    "Status",
    "evaluate",
    "from_office",
    "least_cost_diet",
    "plan",
    "plan_problem",
]  # fmt: skip
