"""What the norms allow on one child's plate, read from the standards once per problem, as ranges of linear amounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kgcore import standards
from kgcore.menu.problem.problem import Problem
from kgcore.menu.problem.settings import Setting
from kgcore.registers import terms

Floats = NDArray[np.float64]

ENERGY = "energy_kcal"
SALT_PER_SODIUM = 58.44 / 22.99


@dataclass(frozen=True, eq=False)
class Range:
    """low <= amount <= high, [B]: bounds and scale are per day, or bounds are shares of the amount `base`.

    `amount` and `base` are columns of the contents; NaN bounds are none.
    """

    rule: str
    tier: str
    subject: str
    amount: int
    low: Floats
    high: Floats
    scale: Floats
    base: int | None = None


@dataclass(frozen=True, eq=False)
class Norms:
    """What a plate is held against.

    Attributes
    ----------
    contents : [F, n] what one gram of each food adds to each amount. ranges : on a week's amounts.
    meals : meal and its share of the energy served here. kcal_per_g : [F]. energy : [B] target of a day.
    heads : [B] share of each band in all children. kinds : least kinds of food of a day and of a week.
    """

    contents: Floats
    ranges: tuple[Range, ...]
    meals: tuple[tuple[str, float], ...]
    kcal_per_g: Floats
    energy: Floats
    heads: Floats
    kinds: tuple[float, float]


def norms_of(problem: Problem) -> Norms:
    """Return the norms of a problem, kept with it: neither pins nor bans nor the fee change them."""
    return problem.cache.remember("norms checked", lambda: _Reader(problem).norms())


@dataclass
class _Reader:
    problem: Problem
    columns: list[Floats] = field(default_factory=list)

    def norms(self) -> Norms:
        profile = self.problem.profile
        self.targets = self._by_nutrient(self.problem.targets)
        self.shares = profile.in_school_shares().to_dict("index")
        self.share = float(self.shares["energy"]["target"])
        self.quality = profile.quality_rules()
        self.verdicts = profile.chosen("evaluation_scheme").sort_values("high").to_dict("records")
        factors = standards.load("energy_factors").to_dict("records")
        self.kcal_of = {row["nutrient"]: float(row["kcal_per_g"]) for row in factors}
        self.age_shares = self.problem.age_shares[list(self.problem.bands)].to_numpy(np.float64)
        self.ages = self.problem.age_shares.index.to_numpy(np.float64)
        self.energy = self.column(self.content(ENERGY))
        ranges = [*self._energy(), *self._nutrients(), *self._upper(), *self._shares(), *self._quality(),
                 *self._groups(), *self._foods()]  # fmt: skip
        meals = profile.meal_energy()
        pairs = zip(meals["meal"].astype(str), meals["in_school_share"].astype(float), strict=True)
        heads = self.problem.children[list(self.problem.bands)].to_numpy(np.float64).sum(axis=0)
        kinds = self._rule("kinds_per_day", "low"), self._rule("kinds_per_week", "low")
        return Norms(
            np.column_stack(self.columns), tuple(ranges), tuple(pairs), self.columns[self.energy],
            self.target(ENERGY), heads / heads.sum(), kinds,
        )  # fmt: skip

    def _by_nutrient(self, table: pd.DataFrame) -> dict[str, Floats]:
        values = table[list(self.problem.bands)].to_numpy(np.float64)
        return dict(zip(table.index, values, strict=True))

    def content(self, nutrient: str) -> Floats:
        return np.asarray(np.nan_to_num(self.problem.foods[nutrient].to_numpy(np.float64)) / 100)

    def column(self, per_gram: Floats) -> int:
        self.columns.append(per_gram)
        return len(self.columns) - 1

    def setting(self, rule: str, key: str = "week") -> Setting | None:
        return self.problem.settings.row(rule, key)

    def target(self, nutrient: str) -> Floats:
        return self.targets[nutrient]

    def by_age(self, rows: pd.DataFrame, bound: str) -> Floats:
        """Headcount-weighted bound of each band; NaN where an age of the band has no row."""
        first, last, value = (rows[name].to_numpy(np.float64) for name in ("age_low", "age_high", bound))
        of_age = np.full(len(self.ages), np.nan)
        for n, age in enumerate(self.ages):
            if len(mine := np.flatnonzero((first <= age) & (last >= age))):
                of_age[n] = value[mine[0]]
        part = np.where(self.age_shares > 0, self.age_shares * of_age[:, None], 0.0)
        return np.asarray(part.sum(axis=0))

    def everywhere(self, value: float) -> Floats:
        return np.full(len(self.problem.bands), value)

    @property
    def no_bounds(self) -> Floats:
        return self.everywhere(np.nan)

    def _energy(self) -> Iterator[Range]:
        served, target = self.shares["energy"], self.target(ENERGY)
        fit = next(row for row in self.verdicts if (row["item"], row["level"]) == ("energy", "adequate"))
        for key, low, high in (
            ("week", served["low"] / served["target"], served["high"] / served["target"]),
            ("judged", fit["low"], fit["high"]),
        ):
            if setting := self.setting("energy", key):
                yield Range("energy", setting.tier, ENERGY, self.energy, low * target, high * target, target)

    def _nutrients(self) -> Iterator[Range]:
        problem = self.problem
        uncounted = self.setting("nutrients", "uncounted")
        left_out = {ENERGY, *standards.NOT_BY_FOOD, *(uncounted.unit.split(";") if uncounted else ())}
        grams = problem.grams.sum(axis=(0, 1))
        for name in problem.targets.index:
            known = problem.foods[name].notna().to_numpy()
            if name in left_out or grams[known].sum() < problem.profile.coverage_min * grams.sum():
                continue
            item = "protein" if name == "protein_g" else "others"
            floor = max(float(v["high"]) for v in self.verdicts if (v["item"], v["level"]) == (item, "low"))
            target, amount = self.target(name), self.column(self.content(name))
            for key, least in (("target", 1.0), ("floor", floor)):
                if setting := self.setting("nutrients", key):
                    yield Range("nutrients", setting.tier, name, amount, least * target, self.no_bounds, target)

    def _upper(self) -> Iterator[Range]:
        if setting := self.setting("upper_limits"):
            for name, most in self._by_nutrient(self.problem.uppers).items():
                eaten = standards.COUNTED_AS.get(name, name)
                yield Range(
                    "upper_limits", setting.tier, name, self.column(self.content(eaten)), self.no_bounds, most, most
                )

    def _shares(self) -> Iterator[Range]:
        kcal = {macro: self.content(f"{macro}_g") * self.kcal_of[f"{macro}_g"] for macro in ("protein", "fat", "carb")}
        kcal["carb"] -= (self.kcal_of["carb_g"] - self.kcal_of["fibre_g"]) * self.content("fibre_g")
        column = {macro: self.column(of) for macro, of in kcal.items()}
        total = self.column(np.asarray(sum(kcal.values())))
        for macro, rows in self.problem.profile.macro_ranges().groupby("nutrient"):
            bounds = (("protein", "high"), ("protein_most", "most")) if macro == "protein" else (("range", "high"),)
            for key, high in bounds:
                if setting := self.setting("macro_shares", key):
                    yield Range(
                        "macro_shares", setting.tier, str(macro), column[str(macro)], self.by_age(rows, "low"),
                        self.by_age(rows, high), self.target(ENERGY), total,
                    )  # fmt: skip

    def _rule(self, name: str, bound: str) -> float:
        return float(self.quality.loc[self.quality["rule"] == name, bound].iloc[0])

    def _quality(self) -> Iterator[Range]:
        foods = self.problem.foods
        protein, calcium = self.content("protein_g"), self.content("ca_mg")
        if setting := self.setting("high_quality_protein"):
            good = np.where(foods["origin"].isin([terms.ANIMAL, terms.LEGUME]).to_numpy(), protein, 0.0)
            least = self.everywhere(self._rule("high_quality_protein", "low"))
            yield Range(
                "high_quality_protein", setting.tier, "protein_g", self.column(good), least, self.no_bounds,
                self.target("protein_g"), self.column(protein),
            )  # fmt: skip
        if setting := self.setting("calcium_phosphorus"):
            low, high = (self.everywhere(self._rule("ca_p_ratio", bound)) for bound in ("low", "high"))
            yield Range(
                "calcium_phosphorus", setting.tier, "ca_mg", self.column(calcium), low, high, self.target("ca_mg"),
                self.column(self.content("p_mg")),
            )  # fmt: skip
        if setting := self.setting("added_sugar"):
            sugar = self.column(self.content("added_sugar_g") * self.kcal_of["carb_g"])
            most = self.everywhere(self._rule("added_sugar", "high"))
            yield Range(
                "added_sugar",
                setting.tier,
                "added_sugar_g",
                sugar,
                self.no_bounds,
                most,
                self.target(ENERGY),
                self.energy,
            )
        if setting := self.setting("salt"):
            most = self.by_age(self.quality[self.quality["rule"] == "salt"], "high") * self.share
            sodium = np.where(
                foods["guide_group"].isin([terms.SALT, terms.CONDIMENTS]).to_numpy(), self.content("na_mg"), 0.0
            )
            salt = self.column(sodium / 1000 * SALT_PER_SODIUM)
            yield Range("salt", setting.tier, terms.SALT, salt, self.no_bounds, most, most)

    def _groups(self) -> Iterator[Range]:
        if not (setting := self.setting("food_groups")):
            return
        guide, members = self.problem.profile.food_guide(), standards.load("food_guide_groups")
        groups_of = members.groupby("food_group")["guide_group"].agg(set).to_dict()
        of_food = self.problem.foods["guide_group"]
        for group, rows in guide.groupby("food_group"):
            inside = np.array([of in groups_of.get(group, ()) for of in of_food], dtype=np.float64)
            part = 1.0 if set(rows["basis"]) == {"in_school"} else self.share
            low, high = self.by_age(rows, "low") * part * setting.low, self.by_age(rows, "high") * part * setting.high
            scale = np.where(low > 0, low, high)
            if not np.isnan(scale).all():
                yield Range("food_groups", setting.tier, str(group), self.column(inside), low, high, scale)

    def _foods(self) -> Iterator[Range]:
        """Single foods, as a month's advice asks for them: of the average child, by band as the energy."""
        target = self.target(ENERGY)
        heads = self.problem.children[list(self.problem.bands)].to_numpy(np.float64).sum(axis=0)
        of_band = target / float(target @ heads / heads.sum())
        for setting in self.problem.settings.rows("food_amounts"):
            grams = (self.problem.foods.index == setting.key).astype(np.float64)
            low, high = setting.low * of_band, setting.high * of_band
            scale = high if np.isnan(setting.low) else low
            yield Range("food_amounts", setting.tier, setting.key, self.column(grams), low, high, scale)
