"""What the amount rules ask of a problem, asked once: pins, bans and served days do not change it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules import Rule
from kgcore.menu.rules.base import Amounts, Mix


@dataclass(frozen=True, eq=False)
class Asked:
    """One goal on amounts: low <= Σ contents x weight of the band x servings <= high, over the weeks of `contents`."""

    setting: Setting
    key: str
    mix: Mix
    contents: dict[int, Floats]
    scale: float
    low: float | None
    high: float | None
    over_weeks: bool


@dataclass
class _Recorder:
    problem: Problem
    mixes: tuple[Mix, ...]
    weeks: tuple[int, ...]
    goals: list[Asked] = field(default_factory=list)

    def amount(
        self, setting: Setting, key: str, week: int, mix: Mix, per_choice: Floats, *, scale: float,
        low: float | None = None, high: float | None = None,
    ) -> None:  # fmt: skip
        self.goals.append(Asked(setting, key, mix, {week: per_choice}, scale, low, high, False))

    def over_weeks(
        self, setting: Setting, key: str, mix: Mix, per_choice: dict[int, Floats], *, scale: float,
        low: float | None = None, high: float | None = None,
    ) -> None:  # fmt: skip
        self.goals.append(Asked(setting, key, mix, per_choice, scale, low, high, True))


def asked_of(problem: Problem, rule: Rule, mixes: tuple[Mix, ...]) -> list[Asked]:
    """Return the goals a rule sets on the amounts of all weeks, kept with the problem."""
    money = (problem.fee_fen, *(case.tobytes() for case in problem.price_cases)) if rule.follows_fee else ()
    key = ("asked", rule.name, tuple(mix.name for mix in mixes), money)

    def goals() -> list[Asked]:
        recorder = _Recorder(problem, mixes, tuple(range(len(problem.weeks))))
        rule.amounts(recorder)
        return recorder.goals

    return problem.cache.remember(key, goals)


def ask(on: Amounts, rule: Rule) -> None:
    """Set a rule's goals on a model of amounts, for its free weeks."""
    for goal in asked_of(on.problem, rule, on.mixes):
        if goal.over_weeks:
            on.over_weeks(
                goal.setting, goal.key, goal.mix, goal.contents, scale=goal.scale, low=goal.low, high=goal.high
            )
        else:
            ((week, contents),) = goal.contents.items()
            if week in on.weeks:
                on.amount(
                    goal.setting, goal.key, week, goal.mix, contents, scale=goal.scale, low=goal.low, high=goal.high
                )  # fmt: skip
