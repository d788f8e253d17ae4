"""Judge a menu made by hand, by a neighbour or by the optimiser, without a solver."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kgcore.findings import Finding, Severity
from kgcore.menu.check.amounts import WHOLE, daily_cost
from kgcore.menu.check.plates import Plates, plates_of
from kgcore.menu.check.registry import source_of, telling_of, violations
from kgcore.menu.check.violation import HARD, Violation
from kgcore.menu.problem.problem import Problem
from kgcore.notebook import FindingList, counts, html_face

SEVERITY: dict[str, Severity] = {HARD: "severe", "fee": "severe", "norm": "warning", "goal": "notice"}


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a menu holds and what it does not keep."""

    plates: Plates
    violations: tuple[Violation, ...]

    def __repr__(self) -> str:
        return f"<Evaluation {self.one_line()}>"

    def _repr_html_(self) -> str:
        return html_face(self.one_line(), findings=self.findings())

    def one_line(self) -> str:
        """Return weeks, cost, and how many findings there are of each severity."""
        findings = self.findings()
        told = counts(findings) if findings else "没有违反任何规则"
        weeks = "、".join(self.plates.weeks)
        return f"{weeks} 评价：食材 {self.cost_fen / 100:.2f} 元/人日，{told}"

    @property
    def hard(self) -> tuple[Violation, ...]:
        """What must not be: rules that never give way."""
        return tuple(v for v in self.violations if v.tier == HARD)

    def table(self) -> pd.DataFrame:
        """Return the violations: rule, tier, what, where, measured, low, high, share; dearest tier first."""
        columns = list(Violation.__dataclass_fields__)
        return pd.DataFrame([astuple(violation) for violation in self.violations], columns=columns)

    @cached_property
    def cost_fen(self) -> float:
        """Cost of the average child-day in fen."""
        return float(daily_cost(self.plates).mean())

    def nutrition(self) -> pd.DataFrame:
        """Return the average child-day of the menu: band, nutrient, amount, target, ratio, coverage."""
        problem, days = self.plates.problem, len(self.plates.days)
        grams = self.plates.grams.sum(axis=0)
        parts = []
        for nutrient in problem.targets.index:
            content = problem.foods[nutrient].astype("float64")
            amount = grams @ content.fillna(0.0).to_numpy() / 100 / days
            coverage = grams @ content.notna().to_numpy(np.float64) / grams.sum(axis=1)
            target = problem.targets.loc[nutrient, list(problem.bands)].to_numpy(np.float64)
            parts.append(
                pd.DataFrame(
                    {"band": problem.bands, "nutrient": nutrient, "amount": amount, "target": target,
                     "ratio": amount / target, "coverage": coverage}
                )
            )  # fmt: skip
        return pd.concat(parts, ignore_index=True)

    def findings(self) -> FindingList:
        """Return a finding for each violation, dearest first: what is wrong where, and what to change.

        What only fixed days are to blame for is left out: nobody can change it. Of a single week the fee over all
        days says the same as that of the week, more strictly.
        """
        findings, fixed_days = [], tuple(str(day) for day in self.plates.problem.fixed_days)
        fees = [v for v in self.violations if v.rule == "fee"]
        for v in self.violations:
            said_by_the_whole = v in fees and v.where != WHOLE and len(self.plates.weeks) == 1 < len(fees)
            if v.where.startswith(fixed_days) or said_by_the_whole:
                continue
            telling = telling_of(v.rule)
            text, advice = telling.words(self.plates, v)
            amount, limit, unit = telling.figures(self.plates, v)
            findings.append(
                Finding(
                    code=f"menu.{v.rule}", severity=SEVERITY[v.tier], subject=telling.subject(v),
                    period="、".join(self.plates.weeks), text=text, measured=amount, limit=limit, unit=unit,
                    advice=advice, source=source_of(self.plates.problem, v),
                )
            )  # fmt: skip
        return FindingList(findings)


def evaluate(problem: Problem, menu: pd.DataFrame, portions: pd.DataFrame | None = None) -> Evaluation:
    """Judge a menu against every rule, without a solver and without the model's code.

    Parameters
    ----------
    menu : date, meal, course, dish; or the Chinese headings of the menus sheet, as read from Excel.
    portions : week, dish, band, factor; None = every dish as it is written in the register.

    Raises
    ------
    MenuError
        the menu lacks a column, names a dish nobody knows, or a day outside the problem.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_plan
    >>> plan = tiny_plan()
    >>> menu.evaluate(plan.problem, plan.table()).hard
    ()
    """
    plates = plates_of(problem, menu, portions)
    order = list(SEVERITY)
    ranked = sorted(violations(plates), key=lambda v: (order.index(v.tier), -v.share, v.rule, v.where))
    return Evaluation(plates, tuple(ranked))
