"""Simulated terms: how often the meal money ends within 2 % with fixed menus, a rule of thumb, a closed loop.

The menu is simplified to one number, what it costs at standing prices relative to the standard menu; a kitchen that
keeps its nutrition can move it between `least` and `most`. A policy sets it before each week from what is known then:
last week's prices, the balance so far, the children expected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

Array = np.ndarray


@dataclass(frozen=True)
class World:
    """What is uncertain in a term; fractions unless said otherwise. The defaults are assumptions, not measurements.

    `price_sd` weekly change of the price level, `jump_chance` a week and `jump_sd` of a sudden one; `attendance` its
    mean, `wave_sd` and `wave_keep` of the weekly wave of illness, `day_sd` of a day; `kitchen_sd` of a day's cost from
    the recipe's; `planned_share` of the fee that the standard menu costs at the prices of the first day.
    """

    weeks: int = 18
    days_a_week: int = 5
    children: int = 870
    fee_fen: int = 1550
    attendance: float = 0.93
    wave_sd: float = 0.02
    wave_keep: float = 0.7
    day_sd: float = 0.015
    price_sd: float = 0.015
    jump_chance: float = 0.05
    jump_sd: float = 0.05
    kitchen_sd: float = 0.02
    planned_share: float = 0.985
    least: float = 0.9
    most: float = 1.1


@dataclass(frozen=True)
class Known:
    """What is known before a week, of every run: price level of last week, balance and child-days to come in fen."""

    week: int
    price: Array
    balance_fen: Array
    days_left: float


Policy = Callable[[World, Known], Array]  # → what is to be spent per child-day in fen


def fixed(world: World, known: Known) -> Array:
    """Cook the term's menu as it was drawn up, whatever it costs."""
    return world.fee_fen * world.planned_share * known.price


def monthly(world: World, known: Known) -> Array:
    """Every fourth week aim at the fee and at evening out the balance within the month; in between cook that menu."""
    month_days = world.children * world.attendance * world.days_a_week * 4
    return world.fee_fen * world.planned_share + known.balance_fen / month_days


def closed_loop(world: World, known: Known) -> Array:
    """Every week spend what remains of the term's money over the child-days that remain."""
    return world.fee_fen + known.balance_fen / known.days_left


POLICIES: dict[str, tuple[Policy, int]] = {
    "固定食谱": (fixed, 10**6),
    "每月凭经验调整": (monthly, 4),
    "闭环：每周按余额": (closed_loop, 1),
}


@dataclass(frozen=True)
class Terms:
    """Simulated terms of one policy: end `rate` of each (surplus ÷ income), share of weeks `at_limit` of the menu."""

    rate: Array
    at_limit: float


def simulate(policy: Policy, every: int, world: World, runs: int, seed: int) -> Terms:
    """Run a term many times under a policy that sets the menu every so many weeks.

    The same seed gives every policy the same prices, children and kitchens, so that policies are compared term by term.
    """
    random = np.random.default_rng(seed)
    price, wave, menu = np.ones(runs), np.zeros(runs), np.full(runs, 1.0)
    balance, income, limited = np.zeros(runs), np.zeros(runs), 0.0
    base = world.fee_fen * world.planned_share
    for week in range(world.weeks):
        known_price = price
        jump = (random.random(runs) < world.jump_chance) * random.normal(0, world.jump_sd, runs)
        price = known_price * np.exp(random.normal(0, world.price_sd, runs) + jump)
        wave = world.wave_keep * wave + random.normal(0, world.wave_sd, runs)
        day = random.normal(0, world.day_sd, (runs, world.days_a_week))
        noise = random.normal(0, world.kitchen_sd, (runs, world.days_a_week))
        if week % every == 0:
            left = world.children * world.attendance * world.days_a_week * (world.weeks - week)
            asked = policy(world, Known(week, known_price, balance, left)) / (base * known_price)
            menu = np.clip(asked, world.least, world.most)
            limited += float((menu != asked).mean())
        came = world.children * np.clip(world.attendance + wave[:, None] + day, 0.3, 1.0)
        spent = (came * (menu * base * price)[:, None] * (1 + noise)).sum(axis=1)
        paid = came.sum(axis=1) * world.fee_fen
        balance, income = balance + paid - spent, income + paid
    return Terms(balance / income, limited / -(-world.weeks // every))


def compare(world: World, runs: int, seed: int, limit: float) -> pd.DataFrame:
    """Return by policy how many terms end within the limit.

    Parameters
    ----------
    world : what is uncertain.
    runs, seed : terms simulated, and the seed of all of them.
    limit : greatest |surplus| as a fraction of income, from the profile.

    Returns
    -------
    Columns policy, within (share of terms), standard_error of it, median and p95 of |rate|, at_limit.
    """
    rows = []
    for name in POLICIES:
        found = simulate(*POLICIES[name], world, runs, seed)
        size = np.abs(found.rate)
        within = float((size <= limit).mean())
        rows.append(
            {
                "policy": name,
                "within": within,
                "standard_error": (within * (1 - within) / runs) ** 0.5,
                "median": float(np.median(size)),
                "p95": float(np.quantile(size, 0.95)),
                "at_limit": found.at_limit,
            }
        )
    return pd.DataFrame(rows)
