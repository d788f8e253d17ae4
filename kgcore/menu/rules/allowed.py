"""Which dish may be served where and when, and which rule says no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kgcore.menu.problem.errors import Infeasible, MenuError
from kgcore.menu.problem.fixed_days import blocked, placeholders
from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.rules import RULES, Rule
from kgcore.menu.rules.pins import Pins


@dataclass(frozen=True, eq=False)
class Permission:
    """`allowed` [K, D] of the problem's choices and days; `refused` the same by rule, where one forbids anything."""

    allowed: Flags
    refusals: dict[str, Flags]

    def reasons(self, choice: int, day: int) -> list[str]:
        """Return the titles of the rules that forbid a choice on a day."""
        return [RULES.title(name) for name, mask in self.refusals.items() if mask[choice, day]]


def permission(problem: Problem, rules: Sequence[Rule] = RULES) -> Permission:
    """Ask every rule what it forbids, and hold pins and places against the answer.

    Raises
    ------
    MenuError
        a place no dish may fill on a day, with how many dishes each rule refuses.
    Infeasible
        a pin that a rule forbids, or more pins than places, named.
    """
    may_be_served = np.ones((len(problem.choices), len(problem.days)), dtype=bool)
    masks = refusals(problem, rules)
    for wrong in masks.values():
        may_be_served &= ~wrong
    if problem.placeholders:
        may_be_served &= ~blocked(problem)
    answer = Permission(may_be_served, masks)
    if faults := _pin_faults(problem, answer):
        raise Infeasible(faults)
    if faults := _empty_places(problem, answer):
        raise MenuError(faults)
    return answer


def refusals(problem: Problem, rules: Sequence[Rule] = RULES) -> dict[str, Flags]:
    """Return what each rule forbids, [K, D] by rule name, for those that forbid anything; nothing on fixed days."""
    answers = ((rule.name, rule.forbids(problem)) for rule in rules)
    masks = {name: wrong for name, wrong in answers if wrong is not None and wrong.any()}
    if problem.fixed_servings:
        masks = {name: wrong & problem.open_days for name, wrong in masks.items()}
    return masks


def _pin_faults(problem: Problem, answer: Permission) -> list[str]:
    faults = []
    for pin in problem.pins:
        choice = np.flatnonzero(Pins().mask(problem, pin))
        if not len(choice):
            faults.append(f"固定的“{pin}”：该菜不能放在这个位置（菜点表的类别和可供餐次）")
        elif titles := answer.reasons(int(choice[0]), problem.days.index(pin.date)):
            faults.append(f"固定的“{pin}”违反：{'、'.join(titles)}")
    for slot in problem.slots:
        for day in problem.days:
            here = [pin for pin in problem.pins if (pin.date, pin.meal, pin.course) == (day, slot.meal, slot.course)]
            if len(here) > slot.count:
                dishes = "、".join(pin.dish for pin in here)
                faults.append(f"{day} {slot}只有{slot.count}道菜的位置，却固定了：{dishes}")
    return faults


def _empty_places(problem: Problem, answer: Permission) -> list[str]:
    faults = []
    for number, slot in enumerate(problem.slots):
        here = (problem.choices.slot == number) & ~placeholders(problem)
        counts = answer.allowed[here].sum(axis=0)
        empty = [problem.days[n] for n in np.flatnonzero((counts < slot.count) & problem.open_days)]
        if empty:
            why = [
                f"{RULES.title(name)}排除{int(mask[here][:, problem.days.index(empty[0])].sum())}道"
                for name, mask in answer.refusals.items()
                if mask[here][:, problem.days.index(empty[0])].any()
            ]
            total = int(here.sum())
            faults.append(
                f"{slot}在{empty[0]}{'等' + str(len(empty)) + '天' if len(empty) > 1 else ''}没有可用的菜："
                f"菜点表有{total}道" + ("，" + "、".join(why) if why else "；请在菜点表中补充")
            )
    return faults
