"""Special menus in tables: what is swapped, what the kitchen cooks, what the diets hold. Pure; children are numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from kgcore.menu.problem.problem import Floats
from kgcore.menu.result.menu import MenuPlan
from kgcore.menu.special_diets.allergy import Avoidance
from kgcore.menu.special_diets.substitution import Swap

SERVING = ["date", "meal", "course", "dish"]


def swaps_frame(plan: MenuPlan, avoidances: Sequence[Avoidance], swaps: Sequence[Swap]) -> pd.DataFrame:
    """Return a row per swap.

    Returns
    -------
    DataFrame
        date, meal, course, dish, substitute (missing = nothing fits), diet, avoid, holds (by 、), day (position),
        number (of the plate, see `plate_numbers`).
    """
    problem, choices = plan.problem, plan.problem.choices
    names = problem.dishes["dish"].to_numpy()
    rows = []
    for swap in swaps:
        slot, dish, avoid = problem.slots[choices.slot[swap.base]], int(choices.dish[swap.base]), avoidances[swap.diet]
        instead = None if swap.instead is None else names[choices.dish[swap.instead]]
        holds = "、".join(avoid.reasons(problem, dish))
        day = problem.days[swap.day]
        rows.append((day, slot.meal, slot.course, names[dish], instead, swap.diet, str(avoid), holds, swap.day))
    table = pd.DataFrame(rows, columns=[*SERVING, "substitute", "diet", "avoid", "holds", "day"])
    table = table.astype({"diet": "int64", "day": "int64"})
    return table.assign(number=plate_numbers(table))


def plate_numbers(swaps: pd.DataFrame) -> list[int]:
    """Return the number of each swap's plate, from 1 on within a day, equal for what is the same on the plate.

    The order is that of a digest with the date in it: whoever learns on one day whose plate a number is, learns nothing
    of the next day's numbers.

    Parameters
    ----------
    swaps : date, meal, course, dish, substitute.
    """
    plates = list(swaps[[*SERVING, "substitute"]].itertuples(index=False, name=None))
    digests = {plate: hashlib.sha256("|".join(map(str, plate)).encode()).hexdigest() for plate in plates}
    of_day: dict[object, list[str]] = {}
    for plate, digest in digests.items():
        of_day.setdefault(plate[0], []).append(digest)
    place = {digest: n for day in of_day.values() for n, digest in enumerate(sorted(day), 1)}
    return [place[digests[plate]] for plate in plates]


def kitchen_frame(plan: MenuPlan, swaps: pd.DataFrame, heads: Sequence[Floats]) -> pd.DataFrame:
    """Return what the kitchen cooks instead.

    Parameters
    ----------
    swaps : see `swaps_frame`. heads : children of each diet by day and band, [D, B].

    Returns
    -------
    DataFrame
        date, meal, course, dish, substitute, number (of the plate), avoid, children, kg (edible, of the substitute),
        less_kg (of the base dish, that these children do not eat), new_pot (the base menu does not cook the substitute
        that day).
    """
    problem, table = plan.problem, plan.table()
    base_menu = set(zip(table["date"], table["dish"], strict=True))
    where = list(zip(swaps["diet"], swaps["day"], strict=True))

    def kg(column: str) -> list[float]:
        return [
            0.0 if pd.isna(name)
            else float((heads[diet][day] * _factor(plan, name, day, meal)) @ _serving(plan, name)) / 1000
            for name, meal, (diet, day) in zip(swaps[column], swaps["meal"], where, strict=True)
        ]  # fmt: skip

    served = zip(swaps["date"], swaps["substitute"], strict=True)
    cooking = swaps.assign(
        children=[round(heads[diet][day].sum()) for diet, day in where], kg=kg("substitute"), less_kg=kg("dish"),
        new_pot=[not pd.isna(name) and (day, name) not in base_menu for day, name in served],
    ).drop(columns=["diet", "holds", "day"])  # fmt: skip
    order = {(slot.meal, slot.course): n for n, slot in enumerate(problem.slots)}
    place = [order[key] for key in zip(cooking["meal"], cooking["course"], strict=True)]
    return cooking.assign(place=place).sort_values(["date", "place"], kind="stable", ignore_index=True).drop(
        columns="place"
    )  # fmt: skip


def _serving(plan: MenuPlan, dish: str) -> Floats:
    grams: Floats = plan.problem.serving_g[plan.problem.position[dish]]
    return grams


def _factor(plan: MenuPlan, dish: str, day: int, meal: str) -> Floats:
    problem = plan.problem
    factors: Floats = plan.portions[problem.position[dish], problem.week_of[day]]
    return np.asarray(factors * problem.meal_factor(dish, meal))


def ingredients_frame(plan: MenuPlan, swaps: pd.DataFrame, heads: Sequence[Floats]) -> pd.DataFrame:
    """Return edible kilograms of foods in the substitutes of all diets: date, meal, dish, food, kg."""
    problem, parts = plan.problem, []
    served = swaps[swaps["substitute"].notna()]
    foods = problem.foods.index.to_numpy()
    for date, meal, dish, diet, day in zip(
        *(served[column] for column in ("date", "meal", "substitute", "diet", "day")), strict=True
    ):
        kg = (heads[diet][day] * _factor(plan, dish, day, meal)) @ problem.grams[:, problem.position[dish]] / 1000
        parts += [(date, meal, dish, foods[n], kg[n]) for n in np.flatnonzero(kg > 0)]
    table = pd.DataFrame(parts, columns=["date", "meal", "dish", "food", "kg"])
    return table.groupby(["date", "meal", "dish", "food"], as_index=False, sort=False)[["kg"]].sum()


def nutrition_frame(
    plan: MenuPlan, avoidances: Sequence[Avoidance], swaps: Sequence[Swap], heads: Sequence[Floats]
) -> pd.DataFrame:
    """Return nutrients of an average child-day of each diet beside the base menu for the same children.

    Returns
    -------
    DataFrame
        diet, avoid, nutrient, base, amount, target (per child-day), base_ratio, ratio (÷ target).
    """
    problem, parts = plan.problem, []
    base = [(choice, day) for (choice, day), times in plan.placements.items() for _ in range(times)]
    for number, avoid in enumerate(avoidances):
        if not heads[number].sum() > 0:
            continue
        mix = heads[number].sum(axis=0) / heads[number].sum()
        mine = [swap for swap in swaps if swap.diet == number]
        less = [(swap.base, swap.day) for swap in mine]
        more = [(swap.instead, swap.day) for swap in mine if swap.instead is not None]
        for nutrient in problem.targets.index:
            target = float(problem.targets.loc[nutrient].to_numpy(np.float64) @ mix)
            before, gone, came = (float(_amount(plan, nutrient, of) @ mix) for of in (base, less, more))
            parts.append((number, str(avoid), nutrient, before, before - gone + came, target))
    table = pd.DataFrame(parts, columns=["diet", "avoid", "nutrient", "base", "amount", "target"])
    return table.assign(base_ratio=table["base"] / table["target"], ratio=table["amount"] / table["target"])


def _amount(plan: MenuPlan, nutrient: str, servings: Sequence[tuple[int, int]]) -> Floats:
    """Amount per child-day by band, [B]."""
    problem = plan.problem
    choice, day = np.array(servings, dtype=np.intp).reshape(-1, 2).T
    dish = problem.choices.dish[choice]
    eaten = problem.content(nutrient)[dish] * plan.portions[dish, problem.week_of[day]]
    eaten = eaten * problem.choices.portion[choice][:, None]
    return np.asarray(eaten.sum(axis=0) / len(problem.days))
