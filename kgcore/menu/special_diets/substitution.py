"""Substitutes for the dishes that a special menu leaves out: chosen day by day, each day to the optimum.

Sets: diets g, needs p (a serving of the base menu that diet g cannot have), candidates c (dishes of the same place).
x[p, c] = 1 when c is the substitute at p, y[d] = 1 when dish d is cooked besides the base menu, s >= 0 by how much a
rule gives way. Minimise Σ children x difference x[p, c] + pot x Σ y[d] + Σ s, so that each need has one candidate,
x[p, c] <= y[d of c] unless the base menu cooks d that day, and the rules hold but for s.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from kgcore.menu.problem.problem import Flags, Floats
from kgcore.menu.result.menu import MenuPlan
from kgcore.menu.rules.allowed import refusals
from kgcore.menu.solvers import highs
from kgcore.menu.solvers.highs import Limits
from kgcore.menu.solvers.matrix import matrix_of
from kgcore.menu.solvers.model import Model
from kgcore.menu.special_diets.limits import RepetitionLimit, rooms
from kgcore.menu.special_diets.repetition import Repetition

GIVING_WAY = 100.0
"""Points for a rule of variety or equipment that gives way: above any nutrient difference, so only when all else fails.
What must never be (allergens, season, banned foods and methods, nuts, bans, delivery days) is no candidate at all."""


NODES = 2_000
"""Branch-and-bound nodes of one day at most; a day of the demonstration needs one."""


@dataclass(frozen=True, eq=False)
class Diet:
    """One special menu: what it leaves out of the dishes [N], children who eat it by day and band [D, B].

    The kitchen sees what is chosen: whose band counts must not be that of the children of this diet.
    """

    forbids: Flags
    children: Floats


@dataclass(frozen=True)
class Swap:
    """Choice `base` on a day is not for a diet: `instead` is served, None when no dish fits.

    `gives_way` are the titles of the rules of variety that do not hold for it.
    """

    diet: int
    day: int
    base: int
    instead: int | None
    gives_way: tuple[str, ...] = ()


def substitute(plan: MenuPlan, diets: Iterable[Diet]) -> tuple[Swap, ...]:
    """Choose a substitute for every serving that a diet leaves out, on the days on which somebody eats that diet.

    Parameters
    ----------
    plan : the base menu. diets : one per special menu.

    Returns
    -------
    tuple of Swap
        in the order of days; the objective is described at the head of this module, its weights are the settings
        rows `substitute`.
    """
    search = _Search(plan, tuple(diets))
    return tuple(swap for day in range(len(plan.problem.days)) for swap in search.day(day))


class _Search:
    def __init__(self, plan: MenuPlan, diets: tuple[Diet, ...]) -> None:
        self.problem, self.plan, self.diets = plan.problem, plan, diets
        problem = plan.problem
        refused = np.zeros((len(problem.choices), len(problem.days)), dtype=bool)
        for mask in refusals(problem).values():
            refused |= mask
        self.allowed: Flags = ~refused
        self.base: dict[int, list[int]] = defaultdict(list)
        for (choice, day), number in sorted(plan.placements.items()):
            self.base[day] += [choice] * number
        self.rooms = rooms(problem)
        self.wrong = [diet.forbids[problem.choices.dish] for diet in diets]
        self.dishes_of: list[dict[int, list[int]]] = [
            {day: [c for c in found if not wrong[c]] for day, found in self.base.items()} for wrong in self.wrong
        ]
        self.repetition = Repetition(problem)
        pot = problem.settings.row("substitute", "pot")
        self.pot_points = pot.weight if pot else 0.0
        self.weights = [s for s in problem.settings.rows("substitute") if s.key in problem.targets.index]

    def day(self, day: int) -> list[Swap]:
        needs = [
            (number, choice)
            for number, diet in enumerate(self.diets)
            if diet.children[day].sum() > 0
            for choice in self.base[day]
            if self.wrong[number][choice]
        ]
        fits = {need: self._fitting(day, *need) for need in needs}
        served = self._solve(day, {need: found for need, found in fits.items() if len(found)})
        for (diet, _), (choice, _) in served.items():
            self.dishes_of[diet].setdefault(day, []).append(choice)
        return [Swap(need[0], day, need[1], *served.get(need, (None,))) for need in needs]

    def _fitting(self, day: int, diet: int, choice: int) -> np.ndarray:
        slot = self.problem.choices.slot
        return np.flatnonzero((slot == slot[choice]) & self.allowed[:, day] & ~self.wrong[diet])

    def _difference(self, day: int, need: tuple[int, int], candidates: np.ndarray) -> Floats:
        """Σ weight x |amount instead - amount before| ÷ daily target, summed over the diet's children."""
        problem, heads = self.problem, self.diets[need[0]].children[day]
        week = problem.week_of[day]
        choices = np.append(candidates, need[1])
        dishes, portion = problem.choices.dish[choices], problem.choices.portion[choices][:, None]
        total = np.zeros(len(candidates))
        for setting in self.weights:
            amount = problem.content(setting.key)[dishes] * self.plan.portions[dishes, week] * portion
            target = problem.targets.loc[setting.key].to_numpy(np.float64)
            total += setting.weight * np.abs((amount[:-1] - amount[-1]) / target) @ heads
        return total

    def _solve(
        self, day: int, fits: Mapping[tuple[int, int], np.ndarray]
    ) -> dict[tuple[int, int], tuple[int, tuple[str, ...]]]:
        if not fits:
            return {}
        model, dish_of = Model("substitutes"), self.problem.choices.dish
        base_dishes = {int(dish_of[c]) for c in self.base[day]}
        columns: dict[tuple[int, int], dict[int, int]] = {}
        repeats: set[tuple[int, int, int]] = set()
        pots: dict[int, int] = {}
        for need, candidates in fits.items():
            before = self.repetition.of(day, self.dishes_of[need[0]])
            columns[need] = {}
            for choice, points in zip(candidates.tolist(), self._difference(day, need, candidates), strict=True):
                dish = int(dish_of[choice])
                again = before(dish)
                if again:
                    repeats.add((*need, choice))
                column = model.column(
                    f"x_{need[0]}_{need[1]}_{choice}", 0, 1, integer=True, points=-float(points) - again * GIVING_WAY
                )
                columns[need][choice] = column
                if dish not in base_dishes:
                    if dish not in pots:
                        pots[dish] = model.column(f"y_{dish}", 0, 1, points=-self.pot_points)
                    model.row("pot", "", [column, pots[dish]], [1.0, -1.0], high=0.0)
            model.row("served", "", list(columns[need].values()), [1.0] * len(columns[need]), low=1.0, high=1.0)
        self._equipment(model, day, columns, pots)
        slacks = self._variety(model, day, columns)
        model.aim()
        answer = highs.solve(matrix_of(model), Limits(gap=0.0, nodes=NODES))
        if answer.values is None:
            return {}
        choice_of = {need: next(c for c, column in own.items() if answer.values[column] > 0.5)
                  for need, own in columns.items()}  # fmt: skip
        violations = [(title, inside) for slack, (title, inside) in slacks.items() if answer.values[slack] > 1e-6]
        return {
            need: (choice, tuple(dict.fromkeys([
                *([Repetition.title] if (*need, choice) in repeats else []),
                *(title for title, inside in violations if (*need, choice) in inside),
            ])))
            for need, choice in choice_of.items()
        }  # fmt: skip

    def _variety(
        self, model: Model, day: int, columns: Mapping[tuple[int, int], Mapping[int, int]]
    ) -> dict[int, tuple[str, set[tuple[int, int, int]]]]:
        """Rows of each diet's own day and week; returns slack → title and the servings it speaks of."""
        slacks: dict[int, tuple[str, set[tuple[int, int, int]]]] = {}
        for diet in sorted({need[0] for need in columns}):
            of_diet = {need: found for need, found in columns.items() if need[0] == diet}
            for room in self.rooms:
                if room.kitchen:
                    continue
                span = self._span(room, day)
                count_of = Counter(
                    room.label[c] for d in span for c in self.dishes_of[diet].get(d, ()) if room.label[c] is not None
                )
                slacks |= _rows(model, room, count_of, of_diet)
        return slacks

    def _span(self, room: RepetitionLimit, day: int) -> Iterable[int]:
        return self.problem.week_days[self.problem.week_of[day]] if room.weekly else (day,)

    def _equipment(
        self, model: Model, day: int, columns: Mapping[tuple[int, int], Mapping[int, int]], pots: Mapping[int, int]
    ) -> None:
        """Add a row for each equipment: every extra pot counts like one of the base menu's."""
        dish_of = self.problem.choices.dish
        for room in self.rooms:
            if not room.kitchen:
                continue
            base_pots = {int(dish_of[c]) for c in self.base[day] if room.label[c] is not None}
            new_pots = {int(dish_of[c]) for own in columns.values() for c in own if room.label[c] is not None} & set(
                pots
            )
            limit = max(0.0, room.high - len(base_pots))
            if len(new_pots) > limit:
                slack = model.column(f"over_{len(model.names)}", points=-GIVING_WAY)
                extra = [*(pots[dish] for dish in sorted(new_pots)), slack]
                model.row("equipment", room.title, extra, [*[1.0] * len(new_pots), -1.0], high=limit)


def _rows(
    model: Model,
    room: RepetitionLimit,
    count_of: Mapping[str | None, int],
    columns: Mapping[tuple[int, int], Mapping[int, int]],
) -> dict[int, tuple[str, set[tuple[int, int, int]]]]:
    """Add a row for each label that the needs of one diet could overfill."""
    by_label: dict[str, dict[tuple[int, int, int], int]] = defaultdict(dict)
    for need, candidates in columns.items():
        for choice, column in candidates.items():
            label = room.label[choice]
            if label is not None:
                by_label[label][*need, choice] = column
    slacks = {}
    for label, inside in by_label.items():
        left = max(0.0, room.high - count_of.get(label, 0))
        if len({choice[1] for choice in inside}) > left:
            slack = model.column(f"over_{len(model.names)}", points=-GIVING_WAY)
            model.row("variety", label, [*inside.values(), slack], [*[1.0] * len(inside), -1.0], high=left)
            slacks[slack] = (room.title, set(inside))
    return slacks
