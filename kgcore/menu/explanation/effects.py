"""What changes when one thing changes: the relaxation asked again, so that no figure rests on a dual alone.

Duals only say where to look: of a maximum, a bound's shadow price times its change is never less than the true gain,
so what has no price gains nothing, and the dearest are tried first.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kgcore.menu.explanation.relaxation import Answer, Bounds, Relaxation
from kgcore.menu.problem.fixed_days import days_to_plan
from kgcore.menu.problem.vocabulary import FEN_PER_YUAN
from kgcore.menu.result.effect import Effect
from kgcore.menu.rules import RULES
from kgcore.menu.rules.bans import Bans
from kgcore.menu.rules.fee import Fee
from kgcore.menu.rules.pins import Pins
from kgcore.menu.rules.wording import Step
from kgcore.menu.solvers.model import HARD

WORTH_TELLING = 0.05
"""Points of a whole week below which a gain is not worth a word."""

TRIED = 4

POINTS, LIKING, NUTRITION_LOST, LACK = "points", "liking", "nutrition_lost", "lack"
"""What an effect may measure."""

DISHES_AGAIN, DISHES_KEPT, SWAPPED = "dishes_again", "dishes_kept", "swapped"
"""What a figure rests on: dishes chosen again in the relaxation, portions alone, or a menu."""


def fee_change(fen: float) -> str:
    """Return a change of the fee in words: +1元, -1元."""
    return f"{fen / FEN_PER_YUAN:+g}元"


def fee_effects(on: Relaxation, base: Answer) -> Iterator[Effect]:
    """Yield what one yuan a child-day to be planned more, and one less, does to points, liking and nutrition."""
    fee, servings = on.problem.fee_fen, on.servings_wanted
    if fee is None:
        return
    now = _means(on, on.bounds, base, servings)
    for step in (FEN_PER_YUAN, -FEN_PER_YUAN):
        if fee + step <= 0:
            continue
        bounds = on.at_fee(on.bounds, fee + step)
        answer = on.solve(bounds)
        if answer is None:
            continue
        change = fee_change(step)
        estimate = on.worth_of_fee(base, step)
        yield Effect("fee", Fee.name, "膳费", change, DISHES_AGAIN, POINTS, base.points, answer.points, estimate)
        for figure, before, after in zip(
            (LIKING, NUTRITION_LOST), now, _means(on, bounds, answer, servings), strict=True
        ):
            yield Effect("fee", Fee.name, "膳费", change, DISHES_AGAIN, figure, before, after)


def _means(on: Relaxation, bounds: Bounds, answer: Answer, servings: float) -> tuple[float, float]:
    """Return mean liking of a serving, the best among the optima, and the points nutrition then loses."""
    points = np.array(on.model.points)
    weights = np.zeros(len(points))
    weights[on.servings] = points[on.servings]
    liked = on.best(bounds, answer, weights)
    lost = np.zeros(len(points))
    lost[on.slacks("fee")] = bounds.points[on.slacks("fee")]
    return liked / servings, max(0.0, liked - answer.points + float(lost @ answer.columns))


def rule_effects(on: Relaxation, base: Answer) -> Iterator[Effect]:
    """Yield what one step more of each hard limit gains, the dearest limits only."""
    steps: dict[tuple[str, str, str], list[tuple[int, float]]] = {}
    for n, row in enumerate(on.rows):
        if row.tier == HARD and (step := _step(on, n)):
            more = max(0.0, step.more - on.overdrawn.get(row.name, 0.0))
            steps.setdefault((row.rule, step.group, step.change), []).append((n, more))
    dear = {key: sum(max(0.0, base.prices[n]) * more for n, more in rows) for key, rows in steps.items()}
    effects: list[Effect] = []
    for key in sorted(dear, key=lambda key: -dear[key])[:TRIED]:
        if dear[key] < WORTH_TELLING or any(effect.after - effect.before >= dear[key] for effect in effects):
            continue
        bounds = on.bounds.copy()
        for n, more in steps[key]:
            bounds.row_high[n] += more
        bounds.high[:] = on.widest
        answer = on.solve(bounds)
        if answer is not None:
            effects.append(Effect("rule", *key, DISHES_AGAIN, POINTS, base.points, answer.points, dear[key]))
    yield from sorted(effects, key=lambda effect: effect.before - effect.after)


def _step(on: Relaxation, n: int) -> Step | None:
    """Return one step of the setting behind a row; None where there is none, or the row has no upper bound."""
    row, problem = on.rows[n], on.problem
    rule = RULES.find(row.rule)
    if rule is None or not np.isfinite(on.bounds.row_high[n]):
        return None
    key = row.key.split(" ")
    days = days_to_plan(problem, problem.weeks.index(key[-1])) if key[-1] in problem.weeks else 1
    return rule.step(problem, key, days)


def goal_effects(on: Relaxation, base: Answer) -> Iterator[Effect]:
    """Yield what the menu would gain if a rule's goals were not looked at, the dearest rules only."""
    goals = {row.rule for row in on.rows if row.slacks} - {Fee.name}
    dear = {rule: float(np.abs(base.prices[on.rows_of(rule)]).sum()) for rule in goals}
    effects = []
    for rule in sorted(goals, key=lambda rule: (-dear[rule], rule))[:TRIED]:
        if dear[rule] < 1e-9:
            continue
        bounds = on.bounds.copy()
        bounds.points[sorted({slack for n in on.rows_of(rule) for slack in on.rows[n].slacks})] = 0.0
        answer = on.solve(bounds)
        if answer is not None:
            effects.append(
                Effect("goal", rule, RULES.title(rule), "不计", DISHES_AGAIN, POINTS, base.points, answer.points)
            )
    yield from sorted(effects, key=lambda effect: effect.before - effect.after)


def wish_effects(on: Relaxation, base: Answer) -> Iterator[Effect]:
    """Yield what pins and bans cost: all pins, the dearest pin where there are several, all bans."""
    pins = on.rows_of(Pins.name)
    if len(pins):
        yield _unpinned(on, base, pins, f"{len(pins)}道固定的菜")
        if len(pins) > 1:
            dearest = [n for n in pins[np.argsort(base.prices[pins])][:TRIED] if base.prices[n] < 0]
            alone = [_unpinned(on, base, np.array([n]), on.rows[n].key) for n in dearest]
            yield from sorted(alone, key=lambda effect: effect.before - effect.after)[:1]
    if on.problem.bans:
        bounds = on.bounds.copy()
        bounds.high[:] = on.open
        answer = on.solve(bounds)
        if answer is not None:
            named = f"{len({dish for dish, _ in on.problem.bans})}道禁用的菜"
            yield Effect("bans", Bans.name, named, "取消禁用", DISHES_AGAIN, POINTS, base.points, answer.points)


def _unpinned(on: Relaxation, base: Answer, rows: np.ndarray, title: str) -> Effect:
    bounds = on.bounds.copy()
    bounds.row_low[rows] = -np.inf
    answer = on.solve(bounds)
    after = base.points if answer is None else answer.points
    estimate = float(-base.prices[rows].sum())
    return Effect("pins", Pins.name, title, "取消固定", DISHES_AGAIN, POINTS, base.points, after, estimate)
