"""Simulated terms: how often the meal money ends within 2 % with fixed menus, a rule of thumb, a closed loop.

A menu is one number here, what it costs at reference prices; how it follows what is asked was measured with the
optimiser (`response`). A policy says before each week what is to be spent, from what is known then: last week's prices,
the balance so far, the children expected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kgcore.closed_loop.response import Response

Array = np.ndarray


@dataclass(frozen=True)
class World:
    """What is uncertain in a term; fractions unless said otherwise. The defaults are assumptions, not measurements.

    `price_level` of the first day beside the reference prices of the food table; `price_sd` weekly change of it,
    `jump_chance` a week and `jump_sd` of a sudden one; `attendance` its mean, `wave_sd` and `wave_keep` of the weekly
    wave of illness, `day_sd` of a day; `kitchen_sd` of a day's cost from the recipe's, `kitchen_bias` the same all
    term long (standard deviation over terms).
    """

    weeks: int = 18
    days_a_week: int = 5
    children: int = 870
    fee_fen: int = 1550
    attendance: float = 0.93
    wave_sd: float = 0.02
    wave_keep: float = 0.7
    day_sd: float = 0.015
    price_level: float = 1.5
    price_sd: float = 0.015
    jump_chance: float = 0.05
    jump_sd: float = 0.05
    kitchen_sd: float = 0.02
    kitchen_bias: float = 0.02


@dataclass(frozen=True)
class Known:
    """What is known before a week, of every run.

    `price` level of last week beside the reference, `drift` its mean weekly change over the last four weeks (log),
    `balance_fen` so far, `week_days` child-days of a week, `weeks_left` this one included.
    """

    price: Array
    drift: Array
    balance_fen: Array
    week_days: float
    weeks_left: int


Policy = Callable[[World, Known], Array]  # → what is to be spent per child-day in fen
MONTH = 4


def fixed(world: World, known: Known) -> Array:
    """Draw up the term's menu for the fee at the first day's prices, and cook it whatever it costs."""
    return np.full(known.price.shape, float(world.fee_fen))


def monthly(world: World, known: Known) -> Array:
    """Every fourth week aim at the fee and at evening out the balance within the month; in between cook that menu."""
    return world.fee_fen + known.balance_fen / (known.week_days * MONTH)


def closed_loop(world: World, known: Known) -> Array:
    """Every week spend what remains of the term's money over the child-days that remain: `closed_loop.spend`."""
    return world.fee_fen + known.balance_fen / (known.week_days * known.weeks_left)


def four_weeks(world: World, known: Known) -> Array:
    """Every week even out the balance within the four weeks to come."""
    return world.fee_fen + known.balance_fen / (known.week_days * min(MONTH, known.weeks_left))


def with_drift(world: World, known: Known) -> Array:
    """As `four_weeks`, the prices of the week to come being expected to move on as they did lately."""
    spend: Array = four_weeks(world, known) * np.exp(-known.drift)
    return spend


POLICIES: dict[str, tuple[Policy, int]] = {
    "fixed_menus": (fixed, 10**6),
    "monthly_by_experience": (monthly, MONTH),
    "spread_to_term_end": (closed_loop, 1),
    "level_in_four_weeks": (four_weeks, 1),
    "level_and_follow_prices": (with_drift, 1),
}
LOOP = "spread_to_term_end"


@dataclass(frozen=True)
class Terms:
    """Simulated terms of one policy: end `rate` of each (surplus ÷ income), share of settings `at_limit` of the menu.

    `widest` is the greatest |cumulative rate| from the fourth week on, `swing` the mean change of the menu's cost from
    week to week (fraction).
    """

    rate: Array
    at_limit: float
    widest: Array
    swing: float


def simulate(policy: Policy, every: int, world: World, response: Response, runs: int, seed: int) -> Terms:
    """Run a term many times under a policy that sets the menu every so many weeks.

    The same seed gives every policy the same prices, children and kitchens, so that policies are compared term by term.

    Examples
    --------
    >>> from kgcore.closed_loop import measured
    >>> terms = simulate(fixed, 1, World(), Response.of(measured()), runs=10, seed=0)
    >>> terms.rate.shape
    (10,)
    """
    random = np.random.default_rng(seed)
    price, wave, menu = np.full(runs, world.price_level), np.zeros(runs), np.zeros(runs)
    drift = np.zeros((MONTH, runs))
    balance, income, at_limit, widest, swings = np.zeros(runs), np.zeros(runs), 0.0, np.zeros(runs), []
    bias = random.normal(0, world.kitchen_bias, runs)
    week_days = world.children * world.attendance * world.days_a_week
    for week in range(world.weeks):
        known_price = price
        jump = (random.random(runs) < world.jump_chance) * random.normal(0, world.jump_sd, runs)
        change = random.normal(0, world.price_sd, runs) + jump
        wave = world.wave_keep * wave + random.normal(0, world.wave_sd, runs)
        day = random.normal(0, world.day_sd, (runs, world.days_a_week))
        noise = bias[:, None] + random.normal(0, world.kitchen_sd, (runs, world.days_a_week))
        cooks = np.random.default_rng((seed, week))
        if week % every == 0:
            known = Known(known_price, drift.mean(axis=0), balance, week_days, world.weeks - week)
            target = policy(world, known) / known_price
            if every > 1:
                # drawn up to cost it, not at most it
                target = target / np.interp(target, response.asked_fen, response.ratio)
            before, menu = menu, response.cost(target, cooks)
            at_limit += float(((target < response.least) | (target > response.most)).mean())
            swings += [float(np.abs(menu / before - 1).mean())] if week else []
        price = known_price * np.exp(change)
        drift = np.vstack([drift[1:], change])
        came = world.children * np.clip(world.attendance + wave[:, None] + day, 0.3, 1.0)
        spent = (came * (menu * price)[:, None] * (1 + noise)).sum(axis=1)
        paid = came.sum(axis=1) * world.fee_fen
        balance, income = balance + paid - spent, income + paid
        widest = np.maximum(widest, np.abs(balance / income)) if week >= MONTH - 1 else widest
    changes = -(-world.weeks // every)
    return Terms(balance / income, at_limit / changes, widest, sum(swings) / max(world.weeks - 1, 1))


def compare(world: World, response: Response, runs: int, seed: int, limit: float) -> pd.DataFrame:
    """Return by policy how many terms end within the limit.

    Parameters
    ----------
    world : what is uncertain.
    runs, seed : terms simulated, and the seed of all of them.
    limit : greatest |surplus| as a fraction of income, from the profile.

    Returns
    -------
    Columns policy, within (share of terms), standard_error of it, median and p95 of |rate|, always (share of terms
    within the limit at the end of every week from the fourth on), swing, at_limit.

    Examples
    --------
    >>> from kgcore.closed_loop import measured
    >>> len(compare(World(), Response.of(measured()), runs=10, seed=0, limit=0.02)) > 1
    True
    """
    rows = []
    for name in POLICIES:
        terms = simulate(*POLICIES[name], world, response, runs, seed)
        size = np.abs(terms.rate)
        within = float((size <= limit).mean())
        rows.append(
            {
                "policy": name,
                "within": within,
                "standard_error": (within * (1 - within) / runs) ** 0.5,
                "median": float(np.median(size)),
                "p95": float(np.quantile(size, 0.95)),
                "always": float((terms.widest <= limit).mean()),
                "swing": terms.swing,
                "at_limit": terms.at_limit,
            }
        )
    return pd.DataFrame(rows)
