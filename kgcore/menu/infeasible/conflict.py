"""Why there is no menu: a smallest set of demands that cannot hold together, and the least that would have to give.

First an elastic filter finds few demands that conflict among thousands, then a deletion filter makes them a smallest
set (Chinneck, Feasibility and Infeasibility in Optimization, 2008). Every relaxation named was tried: with it, and with
everything else as it is, each place of every day has a dish.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp

from kgcore.menu.infeasible import wording as words
from kgcore.menu.infeasible.demands import Demand, Demands
from kgcore.menu.problem.errors import Infeasible
from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.rules import RULES
from kgcore.menu.rules.wording import Relaxed
from kgcore.menu.solvers import highs
from kgcore.menu.solvers.irreducible_conflict import smallest_conflict
from kgcore.menu.solvers.matrix import Matrix
from kgcore.notebook import html_face

HARD, ELASTIC, GIVEN_UP = "hard", "elastic", "given up"

TRIED, MOST_WAYS = 4, 6
"""Rows of one rule that are tried alone, and ways out that are told."""

TINY = 1e-6


@dataclass(frozen=True, eq=False, repr=False)
class Conflict:
    """Why the hard rules leave no menu.

    Attributes
    ----------
    demands : a smallest set that conflicts: without any one of them the others can hold. Empty: there is a menu.
    places : what stays empty when the demands hold, e.g. 午餐·大荤 2026-05-05.
    relaxations : ways out, the cheapest first; each a set of things to give up together, tried on the whole problem.
    """

    demands: tuple[Demand, ...]
    places: tuple[str, ...]
    relaxations: tuple[tuple[Relaxed, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.demands)

    @property
    def lines(self) -> tuple[str, ...]:
        """The conflict and the ways out, a sentence each."""
        if not self.demands:
            return ("硬性规则可以同时满足，排得出食谱。",)
        where = f"（{'、'.join(self.places)}排不出菜）" if self.places else ""
        return (
            f"以下{len(self.demands)}条不能同时满足{where}，去掉任何一条就不再冲突：",
            *words.demands(self.demands),
            *(f"办法{n}：{words.way(parts)}" for n, parts in enumerate(self.relaxations, start=1)),
        )

    def __repr__(self) -> str:
        if not self.demands:
            return "<Conflict 没有冲突>"
        return f"<Conflict {len(self.demands)} 条不能同时满足，{len(self.relaxations)} 个办法>"

    def _repr_html_(self) -> str:
        demands = [("要求", said) for said in words.demands(self.demands)]
        ways = [(f"办法{n}", words.way(parts)) for n, parts in enumerate(self.relaxations, start=1)]
        return html_face(self.lines[0], [*demands, *ways])

    def error(self) -> Infeasible:
        """Return the conflict as an error to raise."""
        return Infeasible(self.lines)


def why_infeasible(problem: Problem) -> Conflict:
    """Return a smallest conflicting set of hard demands and the cheapest ways out.

    Only hard rules can conflict: pins, bans, avoided allergens, delivery days, repetition, variety, equipment, hands.
    Nutrition and fee are goals: they are missed, never impossible.

    Raises
    ------
    MenuError
        what can be named without a search: a place no dish may fill, a pin that a rule forbids.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     problem = menu.from_office(office, "2026-W25")
    >>> menu.why_infeasible(problem)  # there is a menu
    <Conflict 没有冲突>
    """
    demands = Demands(problem)
    elastic = _Elastic(demands)
    suspects = elastic.filter()
    if not suspects:
        return Conflict((), (), ())
    suspects.sort(key=lambda n: (elastic.ranks[n], n), reverse=True)
    smallest = sorted(smallest_conflict(suspects, elastic.conflicting), key=lambda n: (elastic.ranks[n], n))
    ways = {way: None for way in _ways(elastic, demands.rows, smallest) if way}
    order = RULES.giving_way()
    ranked = sorted(ways, key=lambda way: (len(way), [(order.index(part.rule), part.amount) for part in way]))
    return Conflict(tuple(demands.rows[n] for n in smallest), elastic.empty_places(smallest), tuple(ranked[:MOST_WAYS]))


def _ways(elastic: _Elastic, rows: Sequence[Demand], conflict: Sequence[int]) -> Iterator[tuple[Relaxed, ...]]:
    """Try rows of the conflict alone, then all of one rule together, then whatever costs least."""
    way_known, giving_way = False, RULES.giving_way()
    for rule in dict.fromkeys(rows[n].rule for n in conflict):
        if rule not in giving_way:
            continue
        mine = [n for n in conflict if rows[n].rule == rule]
        alone = [way for n in mine[:TRIED] if (way := elastic.way_out([n]))]
        everywhere = [n for n, row in enumerate(rows) if row.rule == rule]
        ways = alone or [elastic.way_out(everywhere)]
        way_known |= any(ways)
        yield from ways
    if not way_known:
        yield elastic.way_out([n for n, row in enumerate(rows) if row.rule in giving_way])


class _Elastic:
    """The demands with a slack each, kept in HiGHS: a slack may be shut (hard), priced (elastic) or free (given up).

    Attributes
    ----------
    ranks : when each row gives way, 0 first; those that never do have the highest.
    """

    def __init__(self, demands: Demands) -> None:
        self.demands = demands
        self.rows = demands.rows
        order = RULES.giving_way()
        self.ranks = [order.index(row.rule) if row.rule in order else len(order) for row in self.rows]
        places, limits = demands.matrix(demands.places), demands.matrix(demands.rows)
        free = limits.shape[1]
        self._slack = free + np.arange(len(self.rows))
        self._short = free + len(self.rows) + np.arange(len(demands.places))
        sign = np.array([1.0 if np.isfinite(row.low) else -1.0 for row in self.rows])
        lacking = sp.eye(len(demands.places), format="csr")
        whole = sp.block_array([[places, None, lacking], [limits, sp.diags(sign), None]], format="csr")
        rows, columns = [*demands.places, *self.rows], whole.shape[1]
        servings = np.arange(columns) < free
        self._solver = highs.load(
            Matrix(
                points=np.zeros(columns), low=np.zeros(columns), high=servings.astype(np.float64), integer=servings,
                row_low=np.array([row.low for row in rows]), row_high=np.array([row.high for row in rows]),
                start=whole.indptr, column=whole.indices, value=whole.data,
            ),
            minimise=True,
        )  # fmt: skip
        # one unit broken: a serving, or for minutes of hands a dish of average length
        self._unit = np.array(
            [1.0 / float(np.abs(row.weights).mean()) if len(row.weights) else 1.0 for row in self.rows]
        )
        self._states = np.full(len(self.rows), "", dtype="<U8")

    def _set(self, states: Floats, short: bool = False) -> None:
        changed = np.flatnonzero(states != self._states)
        for n in changed:
            open_ = states[n] != HARD
            self._solver.changeColBounds(int(self._slack[n]), 0.0, highspy.kHighsInf if open_ else 0.0)
            price = (1.0 + 0.01 * self.ranks[n]) * self._unit[n] if states[n] == ELASTIC else 0.0
            self._solver.changeColCost(int(self._slack[n]), price)
        self._states = states.copy()
        for column in self._short:
            self._solver.changeColBounds(int(column), 0.0, 1.0 if short else 0.0)
            self._solver.changeColCost(int(column), 1.0 if short else 0.0)

    def _solve(self, whole: bool) -> tuple[float, Floats] | None:
        """Return cost and values; None when nothing keeps what is hard."""
        self._solver.setOptionValue("solve_relaxation", not whole)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return float(self._solver.getInfo().objective_function_value), np.array(self._solver.getSolution().col_value)

    def filter(self) -> list[int]:
        """Return rows that hold a conflict: those that had to break, made hard in turn until nothing can."""
        states = np.full(len(self.rows), ELASTIC, dtype="<U8")
        suspects: list[int] = []
        whole = False
        while True:
            self._set(states)
            answer = self._solve(whole)
            if answer is None:
                return suspects
            slack_rows = np.flatnonzero(answer[1][self._slack] > TINY)
            if not len(slack_rows):
                if whole:
                    return []
                whole = True
                continue
            suspects += [int(n) for n in slack_rows]
            states[slack_rows] = HARD

    def conflicting(self, chosen: Sequence[int]) -> bool:
        """Whether some rows cannot hold together with every place filled, all others given up."""
        states = np.full(len(self.rows), GIVEN_UP, dtype="<U8")
        states[list(chosen)] = HARD
        self._set(states)
        return self._solve(whole=True) is None

    def way_out(self, give: Sequence[int]) -> tuple[Relaxed, ...]:
        """Return the least that some rows must give when no other row gives anything; () when that is not enough."""
        states = np.full(len(self.rows), HARD, dtype="<U8")
        states[list(give)] = ELASTIC
        self._set(states)
        answer = self._solve(whole=True)
        if answer is None:
            return ()
        slack = answer[1][self._slack]
        giving = sorted(np.flatnonzero(slack > TINY), key=lambda n: (self.ranks[n], n))
        return tuple(self._relaxed(int(n), float(slack[n])) for n in giving)

    def _relaxed(self, n: int, amount: float) -> Relaxed:
        row = self.rows[n]
        return Relaxed(row.rule, row.key, float(np.ceil(amount - TINY)), row.high)

    def empty_places(self, chosen: Sequence[int]) -> tuple[str, ...]:
        """Return the fewest places left empty while some rows hold."""
        states = np.full(len(self.rows), GIVEN_UP, dtype="<U8")
        states[list(chosen)] = HARD
        self._set(states, short=True)
        answer = self._solve(whole=True)
        if answer is None:
            return ()
        short = np.flatnonzero(answer[1][self._short] > TINY)
        return tuple(self.demands.places[n].key for n in short)
