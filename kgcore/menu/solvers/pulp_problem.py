"""A model as a PuLP problem: for CBC, and as an LP file that anyone can read."""

from __future__ import annotations

import numpy as np
import pulp

from kgcore.menu.solvers.model import Model


def as_pulp(model: Model) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    """Return a model, its goals filed, as a PuLP problem, and the variables in the order of the model's columns."""
    problem = pulp.LpProblem(model.name, pulp.LpMaximize)
    variables = [
        problem.add_variable(
            name, None if low == -np.inf else low, None if high == np.inf else high,
            pulp.LpInteger if integer else pulp.LpContinuous,
        )
        for name, low, high, integer in zip(model.names, model.lows, model.highs, model.integer, strict=True)
    ]  # fmt: skip
    problem.setObjective(
        pulp.LpAffineExpression([(of, points) for of, points in zip(variables, model.points, strict=True) if points])
    )
    for name, terms, low, high in zip(model.rows, model.terms, model.row_lows, model.row_highs, strict=True):
        pairs = [(variables[column], value) for column, value in zip(*(part.tolist() for part in terms), strict=True)]
        sense = pulp.LpConstraintEQ if low == high else pulp.LpConstraintGE if high == np.inf else pulp.LpConstraintLE
        bound = high if sense == pulp.LpConstraintLE else low
        problem.addConstraint(pulp.LpConstraint(pulp.LpAffineExpression(pairs), sense, name, float(bound)))
    return problem, variables
