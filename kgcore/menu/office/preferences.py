"""How well children like each dish: ratings and leftovers on one scale, shrunken towards the mean of all dishes.

The model is Bühlmann and Straub's credibility model (Bühlmann, Gisler: A Course in Credibility Theory, 2005, ch. 4),
which is the empirical Bayes estimate of a one-way random effects model with known weights.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

LOWEST, HIGHEST = 1.0, 5.0  # the scale of the tastings register


def preferences(tastings: pd.DataFrame, course: pd.Series[str]) -> pd.DataFrame:
    """Return how well each dish is liked, and how sure that is.

    Parameters
    ----------
    tastings : rows of the tastings register: dish, raters, rating (1 to 5) and leftover_g (grams per child), either of
        which may be missing.
    course : course of every dish, indexed by dish; tastings of other dishes are left out.

    Returns
    -------
    DataFrame
        One row per dish of `course`: dish, points (1 to 5), sd of the points, ratings (rows it rests on), raters.
        A dish nobody judged has the mean of all and the spread of dishes; without any row points are missing.

    Notes
    -----
    A row judged by w raters is y = θ(dish) + error with variance σ² / w, and θ varies around μ with variance τ²:

    - σ² = Σ w (y - ȳ)² / Σ (n - 1) over dishes with n rows, ȳ weighted by raters;
    - τ² = max(0, (Σ W (ȳ - m)² - (k - 1) σ²) / (ΣW - ΣW² / ΣW)), W raters of a dish, k dishes, m mean of all raters;
    - B = τ² / (τ² + σ² / W), μ = Σ B ȳ / Σ B, points = μ + B (ȳ - μ), sd = √(τ² (1 - B)).

    Where no dish was judged twice, chance and liking cannot be told apart: every dish gets the mean, sd missing.

    Examples
    --------
    >>> tastings = pd.DataFrame({"dish": ["甲", "甲", "乙", "乙"], "raters": 10, "rating": [5.0, 4.0, 3.0, 2.0]})
    >>> rows = tastings.assign(leftover_g=float("nan"))
    >>> course = pd.Series({"甲": "大荤", "乙": "大荤", "没吃过": "大荤"})
    >>> preferences(rows, course)["points"].round(2).tolist()
    [4.38, 2.62, 3.5]
    """
    rows = readings(tastings, course)
    table = pd.DataFrame({"dish": course.index})
    grouped = rows.assign(sum=rows["points"] * rows["raters"]).groupby("dish")
    heads = grouped["raters"].sum()
    mean = grouped["sum"].sum() / heads
    number = grouped.size()
    centre, between, within = _components(rows, mean, heads, number)
    trust = between / (between + within / heads) if between > 0 else 0.0 * heads
    if between > 0:
        centre = float((trust * mean).sum() / trust.sum())
    points = centre + trust * (mean - centre)
    spread = np.sqrt(between * (1 - trust)) if np.isfinite(within) else pd.Series(np.nan, index=heads.index)
    table["points"] = table["dish"].map(points).astype("float64").fillna(centre)
    unseen = np.sqrt(between) if np.isfinite(within) else np.nan
    table["sd"] = table["dish"].map(spread).astype("float64").where(table["dish"].isin(heads.index), unseen)
    table["ratings"] = table["dish"].map(number).fillna(0).astype(int)
    table["raters"] = table["dish"].map(heads).fillna(0).astype(int)
    return table


def readings(tastings: pd.DataFrame, course: pd.Series[str]) -> pd.DataFrame:
    """Return every judgement on the scale of ratings: dish, raters, points.

    Leftovers are put on it by linear (mean-sigma) linking (Kolen, Brennan: Test Equating, Scaling, and Linking, 2014,
    chapter 4), with the course's own mean, for a soup leaves more than a bun:

        points = R - S (leftover - L) / T, kept within 1 to 5

    R, S: mean and sd of the ratings; L: mean leftover of the course; T: sd of leftovers within courses, all weighted
    by raters. Without ratings that differ, R and S are those of the scale itself, every value being as likely.
    """
    known = tastings[tastings["dish"].isin(course.index)]
    with_rating = known[known["rating"].notna()]
    with_leftover = known[known["leftover_g"].notna()]
    heads = with_rating["raters"].astype("float64")
    ratings = with_rating["rating"].astype("float64")
    centre, spread = _moments(ratings, heads)
    if not spread > 0:
        centre, spread = (LOWEST + HIGHEST) / 2, (HIGHEST - LOWEST) / 12**0.5
    eaters = with_leftover["raters"].astype("float64")
    leftover = with_leftover["leftover_g"].astype("float64")
    kind = with_leftover["dish"].map(course)
    usual = (leftover * eaters).groupby(kind).sum() / eaters.groupby(kind).sum()
    more = leftover - kind.map(usual).astype("float64")
    _, scale = _moments(more, eaters)
    linked = (centre - spread * more / scale if scale > 0 else 0.0 * more + centre).clip(LOWEST, HIGHEST)
    dishes = pd.concat([with_rating["dish"], with_leftover["dish"]])
    parts = {"dish": dishes, "raters": pd.concat([heads, eaters]), "points": pd.concat([ratings, linked])}
    return pd.DataFrame(parts).reset_index(drop=True)


def _moments(values: pd.Series[float], weights: pd.Series[float]) -> tuple[float, float]:
    """Return mean and standard deviation, weighted; missing and zero where there is nothing."""
    if values.empty:
        return float("nan"), 0.0
    mean = float(np.average(values, weights=weights))
    return mean, float(np.sqrt(np.average((values - mean) ** 2, weights=weights)))


def _components(
    rows: pd.DataFrame, mean: pd.Series[float], heads: pd.Series[float], number: pd.Series[int]
) -> tuple[float, float, float]:
    """Return the mean of all raters and the variances between dishes and within them (missing where none is known)."""
    if rows.empty:
        return float("nan"), 0.0, float("nan")
    total = float(heads.sum())
    centre = float((mean * heads).sum() / total)
    repeats = int((number - 1).sum())
    if not repeats:
        return centre, 0.0, float("nan")
    within = float((rows["raters"] * (rows["points"] - rows["dish"].map(mean)) ** 2).sum() / repeats)
    spare = total - float((heads**2).sum()) / total
    if len(heads) < 2 or not spare > 0:
        return centre, 0.0, within
    between = (float((heads * (mean - centre) ** 2).sum()) - (len(heads) - 1) * within) / spare
    return centre, max(0.0, between), within
