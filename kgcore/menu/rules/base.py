"""What a rule is: one small object with a name, its words and source, that adds its rows where it has a say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from kgcore.menu.problem.problem import Flags, Floats, Places, Problem
from kgcore.menu.problem.settings import Setting
from kgcore.menu.rules.wording import Relaxed, Step, listed, one_more

AVERAGE = "average"
"""The mix of all bands, as the keys of rows name it."""


@dataclass(frozen=True, eq=False)
class Mix:
    """Whose plate is looked at: one band, or the average child of all bands; `weights` [B] of the bands."""

    name: str
    weights: Floats


def bands_of(problem: Problem) -> tuple[Mix, ...]:
    """Return each band as a mix of its own."""
    return tuple(Mix(name, row) for name, row in zip(problem.bands, np.eye(len(problem.bands)), strict=True))


def average_of(problem: Problem) -> Mix:
    """Return the average child: bands weighted by their heads at all sites."""
    return Mix(AVERAGE, problem.band_weights)


class Amounts(Protocol):
    """A model of weekly amounts: the master (which dishes) and the portions (how much of each) both are one.

    `mixes` is whose ratios are looked at: the master chooses dishes, which are nearly proportional between bands, and
    looks at the average child; the portions look at each band.
    """

    problem: Problem
    weeks: tuple[int, ...]
    mixes: tuple[Mix, ...]

    def amount(
        self, setting: Setting, key: str, week: int, mix: Mix, per_choice: Floats, *, scale: float,
        low: float | None = None, high: float | None = None,
    ) -> None:  # fmt: skip
        """Add a goal on Σ per_choice x weight of the band x servings over a week.

        Parameters
        ----------
        per_choice : [K, B] amount in one child's serving.
        scale : amount whose lack costs `setting.weight` points.
        """

    def over_weeks(
        self, setting: Setting, key: str, mix: Mix, per_choice: dict[int, Floats], *, scale: float,
        low: float | None = None, high: float | None = None,
    ) -> None:  # fmt: skip
        """Add a goal on the same sum over all weeks planned, fixed ones included; [K, B] by week."""


class CountLimits(Protocol):
    """What takes limits on how often some choices are served in a week."""

    problem: Problem
    weeks: tuple[int, ...]

    def limit(
        self, rule: str, key: str, weeks: tuple[int, ...], mask: Flags | Places, *, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """Add a hard row on the number of servings of some choices over these weeks, fixed weeks included.

        What was served before the plan or on its fixed days counts against `high`; where it is too much already, the
        days to be planned add nothing. Towards `low` it does not count.

        Parameters
        ----------
        mask : the choices, as flags [K] or by position.
        """

    def each_day(
        self, rule: str, key: str, week: int, per_choice: Flags | Floats, *, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """Add a hard row on Σ per_choice x servings of a week's days to be planned: `low`, `high` times those days."""


class ServingCounts(CountLimits, Protocol):
    """The master, or a menu held against the rules: how often each choice is served in each week."""

    def dishes(self) -> list[int]:
        """Return the positions of the dishes that may be, or are, served in these weeks."""

    def wish(
        self, setting: Setting, key: str, week: int, mask: Flags, *, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """Add a goal on the number of servings of the masked choices in a week."""

    def kinds(self, setting: Setting, key: str, week: int, foods: Flags, at_least: float) -> None:
        """Add a goal on how many of the flagged foods the week's servings hold."""


class DayLimits(Protocol):
    """What takes limits on the servings of a day."""

    problem: Problem
    days: tuple[int, ...]

    def limit(
        self, rule: str, key: str, day: int, mask: Flags, *, weight: Floats | None = None, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """Add a hard row on the (weighted) number of masked servings of a day."""


class Days(DayLimits, Protocol):
    """The assignment, or a menu held against the rules: on which day of its week each serving is cooked."""

    def wish(
        self, setting: Setting, key: str, day: int, per_choice: Floats, *, scale: float, low: float | None = None,
        high: float | None = None,
    ) -> None:  # fmt: skip
        """Add a goal on Σ per_choice x servings of a day."""

    def apart(self, rule: str, gap: dict[int, int]) -> None:
        """Keep servings of one dish at least `gap` school days apart; by position of the dish."""

    def kinds(self, setting: Setting, key: str, day: int, foods: Flags, at_least: float) -> None:
        """Add a goal on how many of the flagged foods the day's servings hold."""


class Rule:
    """Base of all rules; a rule overrides what concerns it, its words among it.

    Attributes
    ----------
    name : identifier, the first word of its rows and its `rule` in the settings. title : Chinese.
    says : what the rule demands, in the symbols of docs/optimiser.md, whose table is rendered from it.
    hard : rows must hold; otherwise they are goals that cost points. lazy : rows are only added when a solution without
        them breaks the rule: they seldom matter and cost time.
    gives_way : where there is no menu, rules of a lower figure give way first: below 20 what the nutritionist wished,
        below 100 variety, from 100 what the kitchen can do; None = never.
    unit : Chinese unit of its limits.
    of_target : its goals are amounts with a target; how far a goal is missed is told as the share reached.
    follows_fee : its goals change with the meal fee and the prices put by for.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    says: ClassVar[str] = ""
    hard: ClassVar[bool] = False
    lazy: ClassVar[bool] = False
    gives_way: ClassVar[int | None] = None
    unit: ClassVar[str] = "次"
    of_target: ClassVar[bool] = False
    follows_fee: ClassVar[bool] = False

    def source(self, problem: Problem) -> str:
        """Where the rule is written down, from its settings."""
        return problem.profile.cited("；".join(dict.fromkeys(row.source for row in problem.settings.rows(self.name))))

    def forbids(self, problem: Problem) -> Flags | None:
        """Return which choice on which day the rule does not allow, [K, D]; None when it forbids nothing."""
        return None

    def closes(self, problem: Problem) -> Iterator[tuple[str, Flags]]:
        """Yield what a person asked for or the supplier cannot do, and which choice on which day, [K, D], that closes.

        For rules that forbid dishes and could allow them again where there is no menu; others are not argued with.
        """
        yield from ()

    def prefers(self, problem: Problem) -> Floats | None:
        """Return points of each serving, [K, W]; None when the rule has no preference."""
        return None

    def amounts(self, on: Amounts) -> None:
        """Add rows on weekly amounts."""

    def counts(self, on: ServingCounts) -> None:
        """Add rows on weekly servings."""

    def implied_counts(self, on: ServingCounts) -> None:
        """Add rows on weekly servings that other hard rules keep already: only a menu changed by hand can break them.

        The model leaves them out, a menu held against the rules is judged by them.
        """

    def days(self, on: Days) -> None:
        """Add rows on each day."""

    def implied_by_days(self, key: str) -> bool:
        """Whether a row of a week, by its key, says nothing that the rule's rows of the days do not say."""
        return False

    def label(self, key: str) -> str:
        """Return the key of a row as people read it; a rule whose keys hold codes names them in Chinese."""
        return key

    def subject(self, names: Sequence[str], band: str, side: str) -> str:
        """Return what a row speaks of, in Chinese.

        Parameters
        ----------
        names : the row's key without week, band and side. band : 小班 … or 全园; empty where there is none.
        side : low, high or empty: which bound the row holds.
        """
        named = f"{self.title}“{self.label(' '.join(names))}”" if names else self.title
        return f"{named}（{band}）" if band else named

    def step(self, problem: Problem, key: Sequence[str], days: int) -> Step | None:
        """Return one step more of the setting behind a row, None where there is no such setting.

        Parameters
        ----------
        key : the words of the row's key. days : days of the row's week that are to be planned, 1 for a row of a day.
        """
        settings = problem.settings.rows(self.name)
        return one_more("", settings[0], "道", days) if len(settings) == 1 else None

    def demand(self, keys: Sequence[str], high: float) -> str:
        """Return the rows with the same upper limit as one demand, a sentence."""
        return f"{self.title}：{listed(self.label(key) for key in keys)}，至多{high:g}{self.unit}"

    def way_out(self, parts: Sequence[Relaxed]) -> str:
        """Return what is given up of the rule so that there is a menu, in words."""
        limits = (
            f"{self.label(part.key)}由{part.limit:g}放宽到{part.limit + part.amount:g}{self.unit}" for part in parts
        )
        return f"{self.title}：{listed(limits)}"


def where(problem: Problem, setting: Setting) -> Flags:
    """Return the choices that a setting speaks of: its meals and courses, all where it names none; [K]."""
    inside = [
        (not setting.meals or slot.meal in setting.meals) and (not setting.courses or slot.course in setting.courses)
        for slot in problem.slots
    ]
    return np.array(inside, dtype=bool)[problem.choices.slot]


def per_choice(problem: Problem, per_dish: Floats) -> Floats:
    """Spread amounts by dish over the choices, times the portion of the meal: [N, ...] to [K, ...]."""
    amounts = per_dish[problem.choices.dish]
    return np.asarray(amounts * problem.choices.portion.reshape(-1, *[1] * (amounts.ndim - 1)))


def week_label(problem: Problem, week: int, mix: Mix) -> str:
    """Return e.g. 2026-W19 小班."""
    return f"{problem.weeks[week]} {mix.name}"


def target_of(problem: Problem, nutrient: str, mix: Mix, week: int) -> float:
    """Return the mix's target of a nutrient for the days of a week."""
    daily = float(problem.targets.loc[nutrient].to_numpy(np.float64) @ mix.weights)
    return daily * len(problem.week_days[week])
