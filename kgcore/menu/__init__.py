"""The menu room: plan what the children eat, and say how good the plan is known to be."""

from __future__ import annotations

from kgcore.menu.check import Evaluation, evaluate
from kgcore.menu.diet import Diet, least_cost_diet
from kgcore.menu.errors import Infeasible, MenuError, SolverMissing
from kgcore.menu.from_office import from_office, plan, what_stands
from kgcore.menu.highs import Progress
from kgcore.menu.liking import liking
from kgcore.menu.plan import MenuPlan
from kgcore.menu.planning import plan as plan_problem
from kgcore.menu.posting import PostingError
from kgcore.menu.problem import Problem, Serving
from kgcore.menu.robust import Robust, Sure, plan_robust, plan_sure
from kgcore.menu.rules import RULES, TITLES
from kgcore.menu.search import Effort
from kgcore.menu.special.eaters import office_variants
from kgcore.menu.special.variants import Variants, variants
from kgcore.menu.status import Solution, Status
from kgcore.menu.uncertainty import Uncertainty, office_uncertainty, simulate
from kgcore.menu.why.explain import Explanation, explain
from kgcore.menu.why.fee_curve import fee_curve
from kgcore.menu.why.frontier import frontier
from kgcore.menu.why.infeasible import Conflict, why_infeasible
from kgcore.menu.why.lowest_fee import LowestFee, cheapest_foods, lowest_fee

__all__ = [
    "RULES",
    "TITLES",
    "Conflict",
    "Diet",
    "Effort",
    "Evaluation",
    "Explanation",
    "Infeasible",
    "LowestFee",
    "MenuError",
    "MenuPlan",
    "PostingError",
    "Problem",
    "Progress",
    "Robust",
    "Serving",
    "Solution",
    "SolverMissing",
    "Status",
    "Sure",
    "Uncertainty",
    "Variants",
    "cheapest_foods",
    "evaluate",
    "explain",
    "fee_curve",
    "from_office",
    "frontier",
    "least_cost_diet",
    "liking",
    "lowest_fee",
    "office_uncertainty",
    "office_variants",
    "plan",
    "plan_problem",
    "plan_robust",
    "plan_sure",
    "simulate",
    "variants",
    "what_stands",
    "why_infeasible",
]  # fmt: skip
