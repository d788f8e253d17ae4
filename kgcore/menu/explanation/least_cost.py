"""The classic diet problem: the cheapest foods that hold enough of every nutrient (Stigler 1945, Dantzig 1963)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import pandas as pd
import scipy.sparse as sp

from kgcore.menu.problem.errors import Infeasible, MenuError
from kgcore.menu.solvers import highs
from kgcore.menu.solvers.irreducible_conflict import smallest_conflict
from kgcore.menu.solvers.matrix import Matrix
from kgcore.notebook import html_face


@dataclass(frozen=True, eq=False, repr=False)
class LeastCostDiet:
    """The cheapest diet.

    Attributes
    ----------
    quantities : by food, in the units that `price` is given for. cost : Σ price x quantity.
    amounts : by nutrient.
    duals : by nutrient, what the cost rises per unit more of the bound that binds; 0 where none binds. With several
        equally cheap diets it is one of several right answers.
    reduced_costs : by food, what its price would have to fall before it is eaten; 0 for foods eaten.
    ranging : by nutrient, bound (the one that binds, NaN = none), from, to: between these the dual holds.
    """

    quantities: pd.Series[float]
    cost: float
    amounts: pd.Series[float]
    duals: pd.Series[float]
    reduced_costs: pd.Series[float]
    ranging: pd.DataFrame

    def __repr__(self) -> str:
        return f"<LeastCostDiet {int((self.quantities > 0).sum())} 种食物，共 {self.cost:.2f}>"

    def _repr_html_(self) -> str:
        foods = self.quantities[self.quantities > 0].sort_values(ascending=False)
        binding = self.duals[self.duals != 0].index
        figures = [("费用", f"{self.cost:.2f}"), ("起作用的限量", "、".join(map(str, binding)) or "无")]
        table = pd.DataFrame({"食物": foods.index, "数量": foods.round(3).to_numpy()})
        return html_face("最省的食物组合", figures, table=table)


@dataclass(frozen=True)
class _Bound:
    """One side of one row or column: position, name, side (low, high) and value."""

    axis: str
    position: int
    name: str
    side: str
    value: float

    def __str__(self) -> str:
        word = "不低于" if self.side == "low" else "不高于"
        return f"{self.name}{word}{self.value:g}"


def least_cost_diet(
    composition: pd.DataFrame,
    price: pd.Series[float],
    lower: pd.Series[float],
    upper: pd.Series[float],
    *,
    least: pd.Series[float] | None = None,
    most: pd.Series[float] | None = None,
) -> LeastCostDiet:
    """Return the cheapest diet: min Σ price x q, lower <= Σ composition x q <= upper, least <= q <= most.

    Parameters
    ----------
    composition : foods x nutrients, amount per the unit of price. NaN (not determined) counts nothing towards a lower
        bound; under an upper bound it is a fault, because nobody can tell whether the bound holds.
    price : by food, not negative.
    lower, upper : by nutrient; NaN or absent = no bound.
    least, most : by food; NaN or absent = 0 and no limit.

    Raises
    ------
    MenuError
        a food without price, a bound of a nutrient that `composition` lacks, an upper bound on undetermined contents.
    Infeasible
        no diet keeps all bounds; `faults` are a smallest set of bounds that conflict: without any one of them the
        others can be kept.

    Examples
    --------
    >>> composition = pd.DataFrame({"kcal": [3.5, 0.6], "ca_mg": [0.1, 1.1]}, index=["米", "奶"])
    >>> price = pd.Series({"米": 0.6, "奶": 1.2})
    >>> diet = least_cost_diet(composition, price, pd.Series({"kcal": 700.0, "ca_mg": 200.0}), pd.Series(dtype=float))
    >>> diet.quantities.round(1).to_dict()
    {'米': 171.5, '奶': 166.2}
    """
    table = composition.astype("float64")
    low, high = _bounds(lower, table.columns, np.nan), _bounds(upper, table.columns, np.nan)
    eat_low, eat_high = _bounds(least, table.index, 0.0), _bounds(most, table.index, np.nan)
    cost = pd.Series(price, dtype="float64").reindex(table.index)
    if faults := _faults(table, cost, {"下限": lower, "上限": upper}, {"至少": least, "至多": most}, high):
        raise MenuError(faults)
    amounts = table.fillna(0.0).to_numpy(np.float64)
    solver = _load(amounts, cost.to_numpy(np.float64))
    bounds = [
        *_sides("row", table.columns, low, high),
        *_sides("column", table.index, eat_low.where(eat_low > 0), eat_high),
    ]

    def conflicting(chosen: Sequence[_Bound]) -> bool:
        _apply(solver, amounts.shape, chosen)
        solver.run()
        return bool(solver.getModelStatus() != highspy.HighsModelStatus.kOptimal)

    if conflicting(bounds):
        raise Infeasible([str(bound) for bound in smallest_conflict(bounds, conflicting)])
    return _diet(solver, table, amounts, bounds)


def _bounds(given: pd.Series[float] | None, names: pd.Index[str], missing: float) -> pd.Series[float]:
    known = pd.Series(dtype="float64") if given is None else pd.Series(given, dtype="float64")
    return known.reindex(names).fillna(missing)


def _faults(
    table: pd.DataFrame,
    cost: pd.Series[float],
    nutrients: dict[str, pd.Series[float]],
    foods: dict[str, pd.Series[float] | None],
    high: pd.Series[float],
) -> list[str]:
    faults = []
    for frame_axis, word in ((table.index, "食物"), (table.columns, "营养素")):
        faults += [f"{word}“{name}”出现了两次" for name in frame_axis[frame_axis.duplicated()].unique()]
    faults += [f"食物“{food}”没有价格，或价格小于零" for food in table.index[~(cost >= 0).to_numpy()]]
    for word, given in nutrients.items():
        unknown = pd.Index(given.dropna().index).difference(table.columns)
        faults += [f"{word}中的营养素“{name}”不在成分表中" for name in unknown]
    for word, limit in foods.items():
        unknown = pd.Index([] if limit is None else limit.dropna().index).difference(table.index)
        faults += [f"{word}中的食物“{name}”不在成分表中" for name in unknown]
    for name in table.columns[high.notna().to_numpy()]:
        blank = table.index[table[name].isna().to_numpy()]
        if len(blank):
            faults.append(f"{name}有上限，但{'、'.join(blank)}的含量未测定，无法判断")
    return faults


def _sides(axis: str, names: pd.Index[str], low: pd.Series[float], high: pd.Series[float]) -> list[_Bound]:
    return [
        _Bound(axis, position, str(name), side, float(value))
        for side, values in (("low", low), ("high", high))
        for position, (name, value) in enumerate(zip(names, values, strict=True))
        if np.isfinite(value)
    ]


def _load(amounts: np.ndarray, cost: np.ndarray) -> highspy.Highs:
    """Return a solver with a column a food and a row a nutrient, unbounded but for nothing less than nothing."""
    contents = sp.csr_matrix(amounts.T)
    foods, nutrients = amounts.shape
    matrix = Matrix(
        points=cost, low=np.zeros(foods), high=np.full(foods, np.inf), integer=np.zeros(foods, dtype=bool),
        row_low=np.full(nutrients, -np.inf), row_high=np.full(nutrients, np.inf),
        start=contents.indptr, column=contents.indices, value=contents.data,
    )  # fmt: skip
    solver: highspy.Highs = highs.load(matrix, linear=True, minimise=True)
    return solver


def _apply(solver: highspy.Highs, shape: tuple[int, ...], bounds: Sequence[_Bound]) -> None:
    foods, nutrients = shape
    columns = np.tile([0.0, highspy.kHighsInf], (foods, 1))
    rows = np.tile([-highspy.kHighsInf, highspy.kHighsInf], (nutrients, 1))
    for bound in bounds:
        (rows if bound.axis == "row" else columns)[bound.position, 0 if bound.side == "low" else 1] = bound.value
    for position, (low, high) in enumerate(columns):
        solver.changeColBounds(position, low, high)
    for position, (low, high) in enumerate(rows):
        solver.changeRowBounds(position, low, high)


def _diet(solver: highspy.Highs, table: pd.DataFrame, amounts: np.ndarray, bounds: Sequence[_Bound]) -> LeastCostDiet:
    solution = solver.getSolution()
    quantities = np.array(solution.col_value)
    totals = quantities @ amounts
    duals = np.array(solution.row_dual)
    _, ranging = solver.getRanging()
    binding = np.full(len(totals), np.nan)
    for bound in bounds:
        # the sign of a dual says which side binds: a lower bound costs, an upper bound spares
        if bound.axis == "row" and duals[bound.position] * (1 if bound.side == "low" else -1) > 0:
            binding[bound.position] = bound.value
    binds = np.isfinite(binding)
    return LeastCostDiet(
        quantities=pd.Series(quantities, index=table.index, name="quantity"),
        cost=float(solver.getInfo().objective_function_value),
        amounts=pd.Series(totals, index=table.columns, name="amount"),
        duals=pd.Series(duals, index=table.columns, name="dual"),
        reduced_costs=pd.Series(np.array(solution.col_dual), index=table.index, name="reduced"),
        ranging=pd.DataFrame(
            {
                "bound": binding,
                "from": np.where(binds, np.array(ranging.row_bound_dn.value_), np.nan),
                "to": np.where(binds, np.array(ranging.row_bound_up.value_), np.nan),
            },
            index=table.columns,
        ),
    )
