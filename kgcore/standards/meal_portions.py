"""How much of a dish is served at which meal: its grams times a factor that the register `dishes` holds.

A bun for breakfast is larger than one for an afternoon snack. The grams of a recipe are those of the meal that a dish
is mostly for; `meal_portions` names the meals with another portion, such as 早餐=1.5;晚餐=0.9.
"""

from __future__ import annotations

import pandas as pd


def meal_factors(dishes: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return (dish, meal) → factor on the grams of the recipe, where it is not one.

    Parameters
    ----------
    dishes : columns dish, meal_portions; without the latter every dish has one portion.

    Examples
    --------
    >>> meal_factors(pd.DataFrame({"dish": ["馒头", "米饭"], "meal_portions": ["早餐=1.5;晚餐=1.2", None]}))
    {('馒头', '早餐'): 1.5, ('馒头', '晚餐'): 1.2}
    """
    if "meal_portions" not in dishes:
        return {}
    written = dishes.loc[dishes["meal_portions"].notna(), ["dish", "meal_portions"]]
    return {
        (str(dish), meal): float(factor)
        for dish, cell in written.itertuples(index=False)
        for meal, _, factor in (part.partition("=") for part in str(cell).split(";"))
        if float(factor) != 1.0
    }


def factors_of(servings: pd.DataFrame, dishes: pd.DataFrame) -> pd.Series:
    """Return the factor on the grams of the recipe for each serving.

    Parameters
    ----------
    servings : columns dish, meal.
    dishes : see `meal_factors`.

    Examples
    --------
    >>> servings = pd.DataFrame({"dish": ["馒头", "馒头"], "meal": ["早餐", "午点"]})
    >>> factors_of(servings, pd.DataFrame({"dish": ["馒头"], "meal_portions": ["早餐=1.5"]})).tolist()
    [1.5, 1.0]
    """
    factors = meal_factors(dishes)
    found = [factors.get(key, 1.0) for key in zip(servings["dish"], servings["meal"], strict=True)]
    return pd.Series(found, servings.index, dtype="float64")


__all__ = ["factors_of", "meal_factors"]
