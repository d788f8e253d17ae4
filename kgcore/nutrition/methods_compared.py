"""Why two methods of a dietary survey differ: from what the books say was eaten to what was weighed off the plates.

Grams of each food per child-day, step by step; every step is the difference of two of them, so they add up exactly:
books (the month, 记账法) → planned (the survey's days by the recipes) → into the pot (raw weights, edible share of the
food table) → cleaned (edible part as weighed) → served → eaten (称重法).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

BOOKS, EATEN = "books", "eaten"
STAGES = (BOOKS, "planned", "pot", "cleaned", "served", EATEN)
STEPS = ("days", "portions", "cleaning", "unserved", "left")
"""Each step leads from one stage to the next: other days and stock, portions, cleaning, rest in the pot, on plates."""


def stages(grams: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Return the grams of each food at each stage, 0 where a stage does not have the food.

    Parameters
    ----------
    grams
        For each of `STAGES` the edible grams per child-day, indexed by food.

    Examples
    --------
    >>> rice = {stage: pd.Series({"大米": g}) for stage, g in zip(STAGES, (60, 62, 61, 61, 58, 55), strict=True)}
    >>> steps(stages(rice), pd.Series({"大米": 0.01})).to_dict()
    {'books': 0.6, 'days': 0.02, 'portions': -0.01, 'cleaning': 0.0, 'unserved': -0.03, 'left': -0.03, 'eaten': 0.55}
    """
    return pd.DataFrame({stage: grams[stage] for stage in STAGES}).fillna(0.0).rename_axis("food")


def steps(by_food: pd.DataFrame, amount_per_g: pd.Series) -> pd.Series:
    """Return a quantity by the books, what each step changes of it, and by weighing.

    Parameters
    ----------
    by_food
        As `stages` returns.
    amount_per_g
        The quantity in a gram of each food; a food that is not in it, or not determined, counts nothing.

    Returns
    -------
    Indexed `books`, `STEPS`, `eaten`; books + Σ steps = eaten.
    """
    of_stage = by_food.mul(amount_per_g.reindex(by_food.index).fillna(0.0), axis=0).sum()
    moved = of_stage.diff().iloc[1:]
    moved.index = pd.Index(STEPS)
    table: pd.Series = pd.concat([of_stage[[BOOKS]], moved, of_stage[[EATEN]]]).round(9) + 0.0
    return table


__all__ = ["BOOKS", "EATEN", "STAGES", "STEPS", "stages", "steps"]
