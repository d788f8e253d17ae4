"""Two menus side by side: the figures by which one chooses between them."""

from __future__ import annotations

import pandas as pd

from kgcore.findings import SEVERITIES
from kgcore.menu.check.never import counted_kinds
from kgcore.menu.problem.vocabulary import FEN_PER_YUAN, nutrient_titles
from kgcore.menu.result.menu import MenuPlan

NUTRIENTS = ("energy_kcal", "protein_g", "ca_mg", "fe_mg", "zn_mg")
"""Nutrients that are compared: those parents and the bureau ask after first."""

TITLES = {
    "cost_yuan": "食材成本（元/人日）",
    "fee_yuan": "膳费（元/人日）",
    "hard_broken": "违反硬性规则（条）",
    **{severity: f"评价：{word}（条）" for severity, word in SEVERITIES.items() if severity != "good"},
    **{f"{nutrient}_ratio": f"{nutrient_titles()[nutrient]}占园内目标" for nutrient in NUTRIENTS},
    "kinds_per_week": "每周食物种类（种）",
    "dishes_of_its_own": "另一份没有的菜（道）",
}


def compare(plan: MenuPlan, reference: MenuPlan) -> pd.DataFrame:
    """Return the figures of two menus side by side, which may be of different weeks or problems.

    Parameters
    ----------
    plan, reference : the menus, of which the second is the one compared with.

    Returns
    -------
    DataFrame
        indexed by `figure`; columns title (Chinese), this, other, difference (this - other). Figures: cost_yuan and
        fee_yuan (yuan per child-day, fee missing where there is none), hard_broken (hard rules broken, number), severe,
        warning and notice (findings of the checker by severity), *_ratio of some nutrients (average child-day ÷
        target), kinds_per_week (kinds of food that count, mean of the weeks), dishes_of_its_own (dishes that the other
        menu does not serve).

    Examples
    --------
    >>> from kgcore import menu, testing, weekly
    >>> with testing.tiny_office() as office:
    ...     may, june = (weekly.week_menu(office, week).plan for week in ("2026-W20", "2026-W21"))
    >>> may.compare(june).loc["cost_yuan", "title"]
    '食材成本（元/人日）'
    """
    figures = pd.DataFrame({"this": _figures(plan, reference), "other": _figures(reference, plan)}, dtype="float64")
    figures = figures.loc[list(TITLES)].rename_axis("figure")
    figures.insert(0, "title", pd.Series(TITLES))
    return figures.assign(difference=figures["this"] - figures["other"])


def _figures(plan: MenuPlan, reference: MenuPlan) -> dict[str, float]:
    evaluation, ratio = plan.evaluation, plan.average()["ratio"]
    severities = [finding.severity for finding in evaluation.findings()]
    return {
        "cost_yuan": plan.cost_fen / FEN_PER_YUAN,
        "fee_yuan": float("nan") if plan.problem.fee_fen is None else plan.problem.fee_fen / FEN_PER_YUAN,
        "hard_broken": len(evaluation.hard),
        **{severity: severities.count(severity) for severity in SEVERITIES},
        **{f"{nutrient}_ratio": float(ratio.get(nutrient, float("nan"))) for nutrient in NUTRIENTS},
        "kinds_per_week": _kinds_per_week(plan),
        "dishes_of_its_own": len(_dishes(plan) - _dishes(reference)),
    }


def _kinds_per_week(plan: MenuPlan) -> float:
    """Return how many kinds of food a week has on average; oil, sugar, salt and seasonings do not count."""
    problem, grams = plan.problem, plan.grams()
    counting = grams["food"].isin(problem.foods.index[counted_kinds(plan.evaluation.plates)])
    week = grams["date"].map(dict(zip(problem.days, problem.week_of, strict=True)))
    return float(grams[counting].groupby(week)["food"].nunique().mean())


def _dishes(plan: MenuPlan) -> set[str]:
    return {serving.dish for serving in plan.servings}


__all__ = ["NUTRIENTS", "TITLES", "compare"]
