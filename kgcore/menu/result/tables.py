"""A menu in tables: servings, grams, nutrition against target, cost. Pure: problem, placing and portions in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kgcore.menu.problem.problem import Floats, Problem, Serving

NO_TARGET = float("nan")


def servings_frame(servings: Sequence[Serving], problem: Problem) -> pd.DataFrame:
    """Return servings in the order of day and place: date, meal, course, dish; the layout of the menus register."""
    order = {(slot.meal, slot.course): n for n, slot in enumerate(problem.slots)}
    rows = sorted(servings, key=lambda s: (s.date, order.get((s.meal, s.course), 99), s.dish))
    return pd.DataFrame(
        [(s.date, s.meal, s.course, s.dish) for s in rows], columns=["date", "meal", "course", "dish"]
    )  # fmt: skip


def factors_of(servings: pd.DataFrame, problem: Problem, portions: Floats) -> Floats:
    """Return the portion factor of each serving and band, that of its meal included, [rows, B]."""
    dish = servings["dish"].map(problem.position).to_numpy()
    week = problem.week_of[servings["date"].map({day: n for n, day in enumerate(problem.days)}).to_numpy()]
    return np.asarray(portions[dish, week] * of_meal(servings, problem)[:, None])


def of_meal(servings: pd.DataFrame, problem: Problem) -> Floats:
    """Return the factor on the dish's grams at the meal of each serving, [rows]."""
    keys = zip(servings["dish"], servings["meal"], strict=True)
    return np.array([problem.meal_factor(*key) for key in keys], dtype=np.float64)


def portions_frame(problem: Problem, portions: Floats) -> pd.DataFrame:
    """Return the factors that are not one: week, dish, band, factor, as the checker reads them."""
    cells = zip(*np.nonzero(portions != 1.0), strict=True)
    dishes = problem.dishes["dish"]
    rows = [(problem.weeks[w], dishes[d], problem.bands[b], float(portions[d, w, b])) for d, w, b in cells]
    return pd.DataFrame(rows, columns=["week", "dish", "band", "factor"])


def grams_frame(servings: pd.DataFrame, problem: Problem, portions: Floats) -> pd.DataFrame:
    """Return net edible grams per child: date, meal, course, dish, food and a column per band."""
    factors = factors_of(servings, problem, portions)
    parts = []
    positions = servings["dish"].map(problem.position).to_numpy()
    for number, row in enumerate(servings.itertuples(index=False)):
        grams = problem.grams[:, int(positions[number])] * factors[number][:, None]
        used = np.flatnonzero(grams.max(axis=0) > 0)
        part = pd.DataFrame(grams[:, used].T, columns=list(problem.bands))
        part.insert(0, "food", problem.foods.index[used])
        for name in ("dish", "course", "meal", "date"):
            part.insert(0, name, getattr(row, name))
        parts.append(part)
    columns = ["date", "meal", "course", "dish", "food", *problem.bands]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def nutrition_frame(servings: pd.DataFrame, problem: Problem, portions: Floats, by: str = "week") -> pd.DataFrame:
    """Return what an average child-day holds against target.

    Parameters
    ----------
    by : day, week or plan: over which days the average goes.

    Returns
    -------
    DataFrame
        period, band, nutrient, amount (per child-day), target, ratio (amount ÷ target), upper, coverage (grams with a
        determined value ÷ all edible grams), enough (coverage reaches the profile's limit: else no verdict is due).
    """
    dish = servings["dish"].map(problem.position).to_numpy()
    factors = factors_of(servings, problem, portions)
    weeks = {day: problem.weeks[problem.week_of[n]] for n, day in enumerate(problem.days)}
    names = {"day": servings["date"].astype(str), "week": servings["date"].map(weeks)}
    period = names.get(by, pd.Series("合计", index=servings.index))
    days = servings.groupby(period)["date"].nunique()
    serving_g = problem.serving_g[dish] * factors
    total = pd.DataFrame(serving_g, columns=list(problem.bands)).groupby(period.to_numpy()).sum()
    parts = []
    for nutrient in problem.targets.index.union(["energy_kcal", "fat_g", "carb_g", "na_mg"], sort=False):
        amount = pd.DataFrame(problem.content(nutrient)[dish] * factors, columns=list(problem.bands))
        known = pd.DataFrame(problem.determined(nutrient)[dish] * factors, columns=list(problem.bands))
        amount = amount.groupby(period.to_numpy()).sum().div(days, axis=0)
        coverage = known.groupby(period.to_numpy()).sum() / total
        for band in problem.bands:
            parts.append(
                pd.DataFrame({
                    "period": amount.index, "band": band, "nutrient": nutrient, "amount": amount[band].to_numpy(),
                    "target": _at(problem.targets, nutrient, band), "upper": _at(problem.uppers, nutrient, band),
                    "coverage": coverage[band].to_numpy(),
                })
            )  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    table["ratio"] = table["amount"] / table["target"]
    table["enough"] = table["coverage"] >= problem.profile.coverage_min
    order = ["period", "band", "nutrient", "amount", "target", "ratio", "upper", "coverage", "enough"]
    return table[order].sort_values(["period"], kind="stable", ignore_index=True)


def average_frame(servings: pd.DataFrame, problem: Problem, portions: Floats) -> pd.DataFrame:
    """Return the average child-day over all days: indexed by nutrient amount, target, upper, coverage, ratio.

    Formula: amount = Σ band share × amount of the band; target, upper and coverage likewise; ratio = amount ÷ target. A
    band's share is its diners at all sites ÷ all diners.
    """
    by_band = nutrition_frame(servings, problem, portions, "plan")
    share = by_band["band"].map(dict(zip(problem.bands, problem.band_weights, strict=True)))
    weighted = by_band[["amount", "target", "upper", "coverage"]].mul(share, axis=0)
    table = weighted.groupby(by_band["nutrient"], sort=False).sum(min_count=len(problem.bands))
    return table.assign(ratio=table["amount"] / table["target"])


def _at(table: pd.DataFrame, nutrient: str, band: str) -> float:
    return float(table[band].astype("float64")[nutrient]) if nutrient in table.index else NO_TARGET


def cost_frame(servings: pd.DataFrame, problem: Problem, portions: Floats) -> pd.DataFrame:
    """Return cost in fen: date, meal, course, dish, a column per band (per child), child_fen (average child), all_fen.

    child_fen is weighted by the bands' heads at all sites; all_fen is for all diners.
    """
    dish = servings["dish"].map(problem.position).to_numpy()
    day = servings["date"].map({day: n for n, day in enumerate(problem.days)}).to_numpy()
    fen = problem.cost_fen[dish, day] * factors_of(servings, problem, portions)
    heads = problem.children.to_numpy(np.float64).sum(axis=0)
    table = servings.assign(**{band: fen[:, n] for n, band in enumerate(problem.bands)})
    return table.assign(child_fen=fen @ (heads / heads.sum()), all_fen=fen @ heads)


def diners_of(servings: pd.DataFrame, problem: Problem, site: str, away: pd.DataFrame | None = None) -> Floats:
    """Return who eats each serving at a site, [rows, B]: the diners less those who get something else, never below 0.

    Parameters
    ----------
    servings : with date, meal, course, dish.
    away : date, meal, course, dish, site and a column per band: children who get something else; None = nobody.
    """
    bands = list(problem.bands)
    diners = np.tile(problem.children.loc[site, bands].to_numpy(np.float64), (len(servings), 1))
    if away is None or away.empty:
        return diners
    keys = ["date", "meal", "course", "dish"]
    here = away[away["site"] == site].set_index(keys)[bands]
    less = here.reindex(pd.MultiIndex.from_frame(servings[keys])).fillna(0.0).to_numpy(np.float64)
    return np.asarray(np.maximum(diners - less, 0.0))


def needed_frame(grams: pd.DataFrame, problem: Problem, away: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return edible kilograms for all who eat it: date, meal, dish, food, site, edible_kg.

    Parameters
    ----------
    grams : as `grams_frame` returns it. away : see `diners_of`.
    """
    per_child = grams[list(problem.bands)].to_numpy(np.float64)
    parts = [
        grams[["date", "meal", "dish", "food"]].assign(
            site=str(site), edible_kg=(per_child * diners_of(grams, problem, site, away)).sum(axis=1) / 1000
        )
        for site in problem.children.index
    ]
    return pd.concat(parts, ignore_index=True)
