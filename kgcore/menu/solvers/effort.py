"""How hard the planner looks: what `effort=` of every planning function takes."""

from __future__ import annotations

from dataclasses import dataclass

NODES, ROUNDS = 2_000, 14


@dataclass(frozen=True)
class Effort:
    """How hard to look.

    Attributes
    ----------
    gap : relative gap that counts as proved.
    seconds : time for the whole plan, the best menu so far is kept; None = deterministic, limited by steps and nodes.
    nodes : branch-and-bound nodes at most.
    rounds : rounds of annealing or of freeing parts, at most.
    exact : go on with branch and bound when annealing has not reached the gap.
    solver : one of `solvers.registry.SOLVERS`: highs (with annealing), highs-only or cbc.
    """

    gap: float = 0.01
    seconds: float | None = None
    nodes: int = NODES
    rounds: int = ROUNDS
    exact: bool = True
    seed: int = 0
    solver: str = "highs"


QUICK = Effort(rounds=1, exact=False)
"""For a change at the screen: the menu it finds is good, its gap honest, and it comes at once."""
