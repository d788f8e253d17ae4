"""CBC as the second solver, through PuLP. Bound and status are read from its log: PuLP says Optimal at a time limit."""

from __future__ import annotations

import re
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import pulp

from kgcore.menu.problem.errors import SolverMissing
from kgcore.menu.solvers.highs import Limits
from kgcore.menu.solvers.model import Model
from kgcore.menu.solvers.pulp_problem import as_pulp
from kgcore.menu.solvers.status import Solution, Status, judge

_NUMBER = r"([-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)"


def solver_command(limits: Limits, log: str) -> pulp.LpSolver:
    """Return the CBC of PuLP 3 (bundled) or of PuLP 4 (a wheel of its own).

    Raises
    ------
    SolverMissing
        neither is there.
    """
    options = {
        "msg": False, "gapRel": limits.gap, "timeLimit": limits.seconds, "maxNodes": limits.nodes, "threads": None,
        "logPath": log, "options": [f"randomC {limits.seed + 1}"],
    }  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        commands = [getattr(pulp, name) for name in ("PULP_CBC_CMD", "COIN_CMD") if hasattr(pulp, name)]
        for command in commands:
            solver = command(**options)
            if solver.available():
                return solver
    raise SolverMissing("没有找到 CBC 求解器；请重新运行安装，或改用 HiGHS（solver=highs）")


def solve(model: Model, limits: Limits) -> Solution:
    """Solve a model with CBC.

    Raises
    ------
    SolverMissing
        CBC is not installed or died.
    """
    began = time.perf_counter()
    problem, variables = as_pulp(model)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "cbc.log"
        command = solver_command(limits, str(log))
        try:
            problem.solve(command)
        except pulp.PulpSolverError as fault:
            raise SolverMissing(f"CBC 没有运行完（{fault}）；请改用 HiGHS（solver=highs）") from fault
        log_text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    seconds = time.perf_counter() - began
    nodes = int(found[1]) if (found := re.search(r"Enumerated nodes:\s+(\d+)", log_text)) else 0
    empty = Solution(Status.NONE, None, np.nan, np.nan, np.inf, seconds, nodes, "CBC", "")
    if "infeasible" in log_text.lower() and problem.status == pulp.LpStatusInfeasible:
        return Solution(Status.INFEASIBLE, None, np.nan, np.nan, np.inf, seconds, nodes, "CBC", "infeasible")
    if problem.sol_status not in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
        return empty
    values = np.array([variable.varValue or 0.0 for variable in variables])
    whole = np.array(model.integer, dtype=bool)
    values[whole] = values[whole].round()
    objective = float(np.dot(model.points, values))
    bound = _bound(log_text, objective)
    status, gap = judge(values, objective, bound, limits.gap)
    return Solution(status, values, objective, bound, gap, seconds, nodes, "CBC", "")


def _bound(log_text: str, objective: float) -> float:
    """Read the bound from the log. PuLP hands CBC the negated objective, so what it searches by is minus ours.

    At the gap asked for CBC prints `Upper bound` in our sense or `Lower bound` in its own, by how it ended; a proof of
    optimality prints none, and then the bound is the objective itself; a stop before any bound leaves infinity.
    """
    if matches := re.findall(rf"(Upper|Lower) bound:\s+{_NUMBER}", log_text):
        side, number = matches[-1]
        return max(objective, float(number) if side == "Upper" else -float(number))
    if "Optimal solution found" in log_text and "within gap tolerance" not in log_text:
        return objective
    if matches := re.findall(rf"best possible {_NUMBER}", log_text):
        return max(objective, -float(matches[-1]))
    return float("inf")
