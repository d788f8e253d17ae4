"""The posted menus: real dishes in season, seldom repeated, chosen so that the fee is spent and not overspent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from demo.world import frame, generator
from kgcore.registers import terms

SLOTS = (
    (terms.MORNING_SNACK, terms.MILK), (terms.MORNING_SNACK, terms.SNACK), (terms.LUNCH, terms.STAPLE),
    (terms.LUNCH, terms.MAIN), (terms.LUNCH, terms.SECOND), (terms.LUNCH, terms.VEGETABLE), (terms.LUNCH, terms.SOUP),
    (terms.AFTERNOON_SNACK, terms.SNACK), (terms.AFTERNOON_SNACK, terms.FRUIT),
)  # fmt: skip
SAVOURY = (terms.MAIN, terms.SECOND, terms.VEGETABLE, terms.SOUP)
REST_DAYS = {terms.MILK: 2, terms.FRUIT: 2, terms.STAPLE: 6, terms.SNACK: 9}
USUAL_REST = 11
CANDIDATES = 160
# Dishes with this note are cooked for special menus and stand on no common one.
STAND_IN = "替代餐用"
# What is cooked beyond the posted grams: trimming, the pot, second helpings.
COOKED_OVER_POSTED = 1.05
BANDS = {terms.SMALL: "net_g_small", terms.MIDDLE: "net_g_middle", terms.LARGE: "net_g_large"}
Slot = tuple[str, str]


@cache
def food_tables() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return foods, dishes and dish ingredients of the packaged food tables."""
    folder = files("kgcore.standards") / "food"
    tables = []
    for name in ("foods", "dishes", "dish_ingredients"):
        with (folder / f"{name}.csv").open(encoding="utf-8") as stream:
            tables.append(pd.read_csv(stream))
    return tables[0], tables[1], tables[2]


@cache
def recipes() -> dict[str, dict[str, dict[str, float]]]:
    """Return as-purchased grams per child: dish → food → band."""
    foods, _, ingredients = food_tables()
    edible = foods.set_index("food")["edible_pct"]
    found: dict[str, dict[str, dict[str, float]]] = {}
    for row in ingredients.itertuples():
        share = COOKED_OVER_POSTED * 100 / edible[row.food]
        grams = {band: float(getattr(row, name)) * share for band, name in BANDS.items()}
        found.setdefault(row.dish, {})[row.food] = grams
    return found


def dish_cost(dish: str, price: Mapping[str, int]) -> float:
    """Return the cost of a dish per child of the middle band in fen, at prices in fen per kg."""
    return sum(grams[terms.MIDDLE] / 1000 * price[food] for food, grams in recipes()[dish].items())


@dataclass
class Kitchen:
    """The memory of the cooks: when each dish was last served."""

    served: dict[str, int] = field(default_factory=dict)
    day_number: int = 0
    rows: list[dict[str, object]] = field(default_factory=list)

    def choose(self, days: Sequence[dt.date], price: Mapping[str, int], target_fen: float) -> None:
        """Add the menus of some days so that their mean cost per child comes near a target in fen."""
        random = generator(f"menu {days[0]}")
        _foods, dishes, _ = food_tables()
        family = dishes.set_index("dish")["family"].to_dict()
        spent = 0.0
        for n, day in enumerate(days, start=1):
            options = [self._options(dishes, slot, day) for slot in SLOTS]
            costs = [np.array([dish_cost(dish, price) for dish in option]) for option in options]
            picks = np.stack([random.integers(0, len(option), CANDIDATES) for option in options])
            cost = sum(c[p] for c, p in zip(costs, picks, strict=True))
            clumsy = np.array(
                [self._clumsiness([o[p] for o, p in zip(options, pick, strict=True)], family) for pick in picks.T]
            )
            miss = np.abs(spent + cost - n * target_fen) + 60 * clumsy + random.random(CANDIDATES) * 60
            best = int(np.argmin(miss))
            spent += float(cost[best])
            for (meal, course), option, pick in zip(SLOTS, options, picks[:, best], strict=True):
                self.rows.append({"date": day, "meal": meal, "course": course, "dish": option[pick]})
                self.served[option[pick]] = self.day_number
            self.day_number += 1

    def _options(self, dishes: pd.DataFrame, slot: Slot, day: dt.date) -> list[str]:
        meal, course = slot
        rest = REST_DAYS.get(course, USUAL_REST)
        fitting = [
            row.dish for row in dishes.itertuples()
            if row.course == course and meal in row.meals.split(";") and str(day.month) in row.season_months.split(";")
            and not str(row.note).startswith(STAND_IN)
        ]  # fmt: skip
        rested = [dish for dish in fitting if self.day_number - self.served.get(dish, -99) > rest]
        return rested or fitting

    @staticmethod
    def _clumsiness(dishes: Sequence[str], family: Mapping[str, str]) -> int:
        lunch = [family[dish] for dish, (_, course) in zip(dishes, SLOTS, strict=True) if course in SAVOURY]
        return len(lunch) - len(set(lunch)) + 5 * (len(dishes) - len(set(dishes)))

    def frame(self) -> pd.DataFrame:
        """Return the menu register."""
        return frame("menus", self.rows)


def needs(rows: Sequence[Mapping[str, object]], diners: pd.DataFrame, day: dt.date) -> dict[str, float]:
    """Return as-purchased grams of each food that the menu of a day needs for the diners by band."""
    found: dict[str, float] = {}
    for row in rows:
        present = diners.loc[(pd.Timestamp(day), row["meal"])]
        for food, grams in recipes()[str(row["dish"])].items():
            found[food] = found.get(food, 0.0) + sum(grams[band] * present[band] for band in BANDS)
    return found


def staff_needs(rows: Sequence[Mapping[str, object]], diners: int, portion: float) -> dict[str, float]:
    """Return as-purchased grams of the lunch of a day for staff, each eating `portion` times a large child's share."""
    found: dict[str, float] = {}
    for row in rows:
        if row["meal"] == terms.LUNCH:
            for food, grams in recipes()[str(row["dish"])].items():
                found[food] = found.get(food, 0.0) + grams[terms.LARGE] * portion * diners
    return found
