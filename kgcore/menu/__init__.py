"""The menu room: plan what the children eat, and say how good the plan is known to be."""

# mypy: disable-error-code="method-assign"
# the verbs of a plan are attached below; that their signatures are those declared on MenuPlan, mypy still checks

from __future__ import annotations

from kgcore.menu import changes
from kgcore.menu.check import Evaluation, evaluate
from kgcore.menu.explanation.explain import explain
from kgcore.menu.explanation.fee_curve import fee_curve
from kgcore.menu.explanation.frontier import frontier
from kgcore.menu.explanation.least_cost import LeastCostDiet, least_cost_diet
from kgcore.menu.explanation.lowest_fee import LowestFee, cheapest_foods, lowest_fee
from kgcore.menu.infeasible.conflict import Conflict, why_infeasible
from kgcore.menu.office.preferences import preferences
from kgcore.menu.office.problem_of import fixed_servings, open_problem, problem_of
from kgcore.menu.office.register import PostingError
from kgcore.menu.office.request import PlanOptions, PlanRequest
from kgcore.menu.office.service import PlanAnswer, answer, from_office, plan, plan_request
from kgcore.menu.office.special_diets import office_variants
from kgcore.menu.planning.planner import plan as plan_problem
from kgcore.menu.problem.errors import Infeasible, MenuError, SolverMissing
from kgcore.menu.problem.problem import Problem, Serving
from kgcore.menu.result.comparison import compare
from kgcore.menu.result.export import to_excel
from kgcore.menu.result.formatting import as_table
from kgcore.menu.result.menu import Explanation, MenuPlan
from kgcore.menu.result.plotting import plot
from kgcore.menu.robust.robust import Robust, Sure, plan_robust, plan_sure
from kgcore.menu.robust.uncertainty import Uncertainty, office_uncertainty, simulate
from kgcore.menu.rules import RULES
from kgcore.menu.solvers.effort import Effort
from kgcore.menu.solvers.highs import Progress
from kgcore.menu.solvers.status import Solution, Status
from kgcore.menu.special_diets.variant_findings import variant_findings
from kgcore.menu.special_diets.variants import Variants, variants

MenuPlan.pin = changes.pin
MenuPlan.unpin = changes.unpin
MenuPlan.swap = changes.swap
MenuPlan.ban = changes.ban
MenuPlan.avoid = changes.avoid
MenuPlan.copy_week = changes.copy_week
MenuPlan.solve = changes.solve
MenuPlan.with_fee = changes.with_fee
MenuPlan.frontier = changes.nondominated
MenuPlan.compare = compare
MenuPlan.plot = plot
MenuPlan.to_excel = to_excel
MenuPlan.explain = explain
MenuPlan._repr_html_ = as_table
Variants.findings = variant_findings

__all__ = [
    "RULES",
    "Conflict",
    "Effort",
    "Evaluation",
    "Explanation",
    "Infeasible",
    "LeastCostDiet",
    "LowestFee",
    "MenuError",
    "MenuPlan",
    "PlanAnswer",
    "PlanOptions",
    "PlanRequest",
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
    "answer",
    "cheapest_foods",
    "evaluate",
    "explain",
    "fee_curve",
    "fixed_servings",
    "from_office",
    "frontier",
    "least_cost_diet",
    "lowest_fee",
    "office_uncertainty",
    "office_variants",
    "open_problem",
    "plan",
    "plan_problem",
    "plan_request",
    "plan_robust",
    "plan_sure",
    "preferences",
    "problem_of",
    "simulate",
    "variants",
    "why_infeasible",
]  # fmt: skip
