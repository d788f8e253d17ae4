"""Why the month cost more or less: attendance, quantity, mix and price, adding up to the fen.

With N person-days, and of a food in a category g grams at C fen, G the grams of its category, 0 the base and 1 the
month:  attendance = C0 (N1/N0 - 1);  quantity = C0 (G1/G0 - N1/N0), the category's grams per head at the base's mix;
mix = C0 g1/g0 - C0 G1/G0;  price = C1 - C0 g1/g0.  Sequential (chain) substitution, the usual 连环替代法. Each level is
rounded to the fen before the differences are taken, so every food's four parts, and so any sum of them, add up exactly.
A food that the base does not know has no base price: its whole cost is mix.
"""

from __future__ import annotations

import pandas as pd

PARTS = ["attendance_fen", "quantity_fen", "mix_fen", "price_fen"]


def variance(base: pd.DataFrame, base_days: int, actual: pd.DataFrame, actual_days: int) -> pd.DataFrame:
    """Return the difference in cost by food and cause.

    Parameters
    ----------
    base, actual : indexed by food: category, consumption_g, consumption_fen (integers), as `usage` returns them.
    base_days, actual_days : person-days of each, in one whole unit (e.g. per mille of meal share).

    Returns
    -------
    Indexed by food: category, base_fen, actual_fen, change_fen, and the PARTS, which add up to change_fen.

    Raises
    ------
    ValueError
        when the base has no person-days.

    Examples
    --------
    >>> def eggs(grams, fen):
    ...     return pd.DataFrame({"category": "egg", "consumption_g": grams, "consumption_fen": fen}, index=["鸡蛋"])
    >>> parts = variance(eggs(1000, 1000), 100, eggs(1100, 1210), 105)
    >>> parts.loc["鸡蛋", ["change_fen", *PARTS]].to_dict()
    {'change_fen': 210, 'attendance_fen': 50, 'quantity_fen': 50, 'mix_fen': 0, 'price_fen': 110}
    """
    if base_days <= 0:
        raise ValueError("比较的基期没有就餐人日，无法分解差异")
    columns = ["category", "consumption_g", "consumption_fen"]
    foods = base[columns].add_suffix("_0").join(actual[columns].add_suffix("_1"), how="outer")
    foods["category"] = foods["category_1"].fillna(foods["category_0"])
    figures = ["consumption_g_0", "consumption_fen_0", "consumption_g_1", "consumption_fen_1"]
    foods[figures] = foods[figures].fillna(0).astype("int64")
    grams = foods.groupby("category")
    foods["base_g"] = grams["consumption_g_0"].transform("sum")
    foods["actual_g"] = grams["consumption_g_1"].transform("sum")
    rows = []
    for g0, c0, g1, c1, in_base, now in foods[[*figures, "base_g", "actual_g"]].to_numpy(dtype="int64").tolist():
        known = g0 > 0 and in_base > 0
        at_attendance = _rounded(c0 * actual_days, base_days) if known else 0
        at_quantity = _rounded(c0 * now, in_base) if known else 0
        at_mix = _rounded(c0 * g1, g0) if known else c1
        rows.append((at_attendance - c0, at_quantity - at_attendance, at_mix - at_quantity, c1 - at_mix))
    parts = pd.DataFrame(rows, columns=PARTS, index=foods.index, dtype="int64")
    return pd.DataFrame(
        {
            "category": foods["category"],
            "base_fen": foods["consumption_fen_0"],
            "actual_fen": foods["consumption_fen_1"],
            "change_fen": foods["consumption_fen_1"] - foods["consumption_fen_0"],
        }
    ).join(parts)


def _rounded(numerator: int, denominator: int) -> int:
    """Return numerator ÷ denominator as a whole number, rounded half up exactly."""
    return (2 * numerator + denominator) // (2 * denominator)


__all__ = ["PARTS", "variance"]
