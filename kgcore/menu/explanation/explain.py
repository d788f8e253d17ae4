"""Why a menu is as it is, and what the nutritionist can do: at most six sentences, each figure solved for.

The dishes of one week are chosen again in the linear relaxation, the other weeks staying as they are; figures told as
重新选菜 are of that relaxation, where dishes may be divided: the plan itself can come close, not better. Figures told
as 只调份量 leave the dishes and set the portions; a swap is a menu, judged by every rule. Fixed days keep
their dishes, portions and money, and count: more money is more for each child-day still to be planned.
"""

from __future__ import annotations

from dataclasses import replace

from kgcore.menu.explanation import labels
from kgcore.menu.explanation.effects import (
    LIKING,
    NUTRITION_LOST,
    POINTS,
    WORTH_TELLING,
    fee_change,
    fee_effects,
    goal_effects,
    rule_effects,
    wish_effects,
)
from kgcore.menu.explanation.relaxation import Relaxation
from kgcore.menu.explanation.remedies import Lack, limit_effects, limiting
from kgcore.menu.explanation.swap import helpful_swap
from kgcore.menu.infeasible.conflict import why_infeasible
from kgcore.menu.planning.partly_served import days_left, on_open_days, onto_open_days, with_fixed_days
from kgcore.menu.problem.fixed_days import days_to_plan
from kgcore.menu.problem.vocabulary import FEN_PER_YUAN
from kgcore.menu.result.effect import Effect
from kgcore.menu.result.menu import Explanation, MenuPlan
from kgcore.menu.rules import RULES
from kgcore.menu.rules.violations import SEVERITY

MOST_LINES = 6

SAME = 5e-4
"""Share that is told as nothing missed."""


def explain(plan: MenuPlan) -> Explanation:
    """Return what binds a menu and what would help.

    Raises
    ------
    Infeasible
        the hard rules leave no menu for the week (a menu made by hand). MenuError where every day is fixed.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_plan
    >>> plan = tiny_plan()
    >>> 1 <= len(menu.explain(plan).lines) <= 6
    True
    """
    explanation = on_open_days(plan.problem, lambda problem: _explained(onto_open_days(plan, problem)))
    swapped = None if explanation.alternative is None else with_fixed_days(plan.problem, explanation.alternative)
    return replace(explanation, alternative=swapped)


def _explained(plan: MenuPlan) -> Explanation:
    problem = plan.problem
    week = _week(plan)
    on = Relaxation(problem, (week,), plan.counts)
    base = on.solve(on.bounds)
    if base is None:
        raise why_infeasible(problem).error()
    fee = tuple(fee_effects(on, base))
    lack = limiting(plan, week)
    limits = () if lack is None else tuple(limit_effects(plan, week, lack, on, base))
    swap = None if lack is None else helpful_swap(plan, week, lack)
    rules = tuple(rule_effects(on, base))
    goals = tuple(goal_effects(on, base))
    wishes = tuple(wish_effects(on, base))
    lines = [
        *_fee_line(plan, week, fee),
        *_limit_line(plan, lack, limits),
        *_swap_line(plan, lack, None if swap is None else swap[1]),
        *_wish_line(wishes),
        *_rule_line(rules),
        *_goal_line(goals),
    ]
    effects = (*fee, *limits, *(() if swap is None else (swap[1],)), *wishes, *rules, *goals)
    return Explanation(problem.weeks[week], tuple(lines[:MOST_LINES]), effects, None if swap is None else swap[0])


def _week(plan: MenuPlan) -> int:
    """Return the week that misses most, the dearest tier first, of those with a day to be planned."""
    order = list(SEVERITY)

    def missed(week: int) -> tuple[float, ...]:
        mine = [row for row in plan.violations if plan.problem.weeks[week] in row.key]
        return tuple(sum(row.share for row in mine if row.tier == tier) for tier in order)

    weeks = [n for n in range(len(plan.problem.weeks)) if days_to_plan(plan.problem, n)]
    return max(weeks, key=lambda week: (missed(week), -week))


def _points(value: float) -> str:
    return f"{value:.2f}分"


def _fee_line(plan: MenuPlan, week: int, effects: tuple[Effect, ...]) -> list[str]:
    if plan.problem.fee_fen is None or not effects:
        return []
    parts, gains = [], {}
    for change in dict.fromkeys(effect.change for effect in effects):
        mine = {effect.figure: effect for effect in effects if effect.change == change}
        gains[change] = mine[POINTS].after - mine[POINTS].before
        liked, lost = mine[LIKING], mine[NUTRITION_LOST]
        parts.append(
            f"{change.replace('+', '多').replace('-', '少')}，喜爱度平均每道{liked.before:.2f}→{liked.after:.2f}分、"
            f"营养扣分{lost.before:.2f}→{lost.after:.2f}分"
        )
    yuan = plan.problem.fee_fen / 100
    enough = (
        "膳费够用，加钱换不来更好的食谱" if gains.get(fee_change(FEN_PER_YUAN), 0.0) < WORTH_TELLING else "膳费在起作用"
    )
    left = days_left(plan.problem, week)
    what = f"只重新选{left}的菜估算" if left else "重新选菜估算"
    of = f"{left}每人每天" if left else ""
    return [f"{enough}（现每人每天{yuan:.2f}元，{what}）：{of}{'；'.join(parts)}。"]


def _limit_line(plan: MenuPlan, lack: Lack | None, effects: tuple[Effect, ...]) -> list[str]:
    if lack is None:
        return ["营养目标都已达到。"]
    row = lack.row
    name = labels.subject(plan.problem, row.rule, row.key)
    parts = []
    for basis in dict.fromkeys(effect.basis for effect in effects):
        mine = [effect for effect in effects if effect.basis == basis]
        told = [_reached(lack, effect.after) for effect in mine]
        # the same with one more yuan is not worth saying
        parts += [f"{mine[n].change}可到{words}" for n, words in enumerate(told) if n == 0 or words != told[0]]
    return [f"最紧的是{name}，现{_reached(lack, row.share)}：{'；'.join(parts)}。"]


def _reached(lack: Lack, share: float) -> str:
    if RULES.named(lack.row.rule).of_target and lack.short:
        return f"目标的{1 - share:.1%}"
    if share < SAME:
        return "不差" if lack.short else "不超"
    return f"{'差' if lack.short else '超'}{share:.1%}"


def _swap_line(plan: MenuPlan, lack: Lack | None, swap: Effect | None) -> list[str]:
    if lack is None or swap is None:
        return []
    name = labels.subject(plan.problem, swap.rule, swap.subject)
    return [f"最管用的一换：{swap.change}，{name}{_reached(lack, swap.before)}→{_reached(lack, swap.after)}。"]


def _wish_line(effects: tuple[Effect, ...]) -> list[str]:
    worth_telling = [effect for effect in effects if effect.after - effect.before > WORTH_TELLING]
    if not worth_telling:
        return []
    parts = [f"{effect.subject}使总分少{_points(effect.after - effect.before)}" for effect in worth_telling]
    return [f"本次指定的代价：{'；'.join(parts)}。"]


def _rule_line(effects: tuple[Effect, ...]) -> list[str]:
    worth_telling = [effect for effect in effects if effect.after - effect.before > WORTH_TELLING][:2]
    if not worth_telling:
        return []
    parts = [
        f"“{RULES.title(effect.rule)}”{effect.subject}{effect.change}，总分可增{_points(effect.after - effect.before)}"
        for effect in worth_telling
    ]
    return [f"最限制喜爱度的搭配规则：{'；'.join(parts)}（总分＝各菜喜爱度之和－营养扣分）。"]


def _goal_line(effects: tuple[Effect, ...]) -> list[str]:
    worth_telling = [effect for effect in effects if effect.after - effect.before > WORTH_TELLING][:2]
    if not worth_telling:
        return []
    parts = [f"“{effect.subject}”{_points(effect.after - effect.before)}" for effect in worth_telling]
    return [f"最费分的营养要求（不计它总分可增）：{'、'.join(parts)}。"]
