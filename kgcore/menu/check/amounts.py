"""Amounts on the plate: energy, nutrients, upper limits, shares, groups, sugar, salt and the fee, by band and week."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kgcore import standards
from kgcore.menu.check.plates import Plates
from kgcore.menu.check.violation import Violation, outside

SALT_PER_SODIUM = 58.44 / 22.99
ENERGY = "energy_kcal"


def amounts(plates: Plates) -> Iterator[Violation]:
    """Yield every figure of a week, a day or the whole menu that is out of its range."""
    for week in plates.weeks:
        inside = (plates.rows["week"] == week).to_numpy()
        days = int(plates.rows.loc[inside, "date"].nunique())
        for band, name in enumerate(plates.problem.bands):
            yield from _Plate(plates, inside, band, days, f"{week} {name}").judged()
    yield from _daily_energy(plates)
    yield from _fee(plates)


class _Plate:
    """What a child of one band eats in one week."""

    def __init__(self, plates: Plates, inside: np.ndarray, band: int, days: int, where: str) -> None:
        self.problem, self.days, self.where = plates.problem, days, where
        self.name = plates.problem.bands[band]
        self.meals = plates.rows.loc[inside, "meal"].to_numpy()
        self.by_serving = plates.grams[inside, band]
        self.grams = pd.Series(self.by_serving.sum(axis=0), index=plates.problem.foods.index)

    def total(self, per_100g: pd.Series[float]) -> float:
        return float((self.grams * per_100g.astype("float64").fillna(0.0)).sum() / 100)

    def nutrient(self, name: str) -> float:
        return self.total(self.problem.foods[name])

    def target(self, name: str) -> float:
        return float(self.problem.targets[self.name].astype("float64")[name]) * self.days

    def range_by_age(self, rows: pd.DataFrame) -> tuple[float, float]:
        shares = self.problem.age_shares[self.name]
        low = high = 0.0
        for age, share in zip(shares.index, shares.to_numpy(np.float64), strict=True):
            if not share > 0:
                continue
            mine = rows[(rows["age_low"] <= age) & (rows["age_high"] >= age)][["low", "high"]].to_numpy(np.float64)
            if not len(mine):
                return np.nan, np.nan
            low, high = low + share * mine[0, 0], high + share * mine[0, 1]
        return low, high

    def judged(self) -> Iterator[Violation]:
        yield from self.energy()
        yield from self.nutrients()
        yield from self.upper()
        yield from self.shares()
        yield from self.quality()
        yield from self.meal_split()
        yield from self.groups()

    def energy(self) -> Iterator[Violation]:
        target, eaten = self.target(ENERGY), self.nutrient(ENERGY)
        served = self.problem.profile.in_school_shares().loc["energy"].to_dict()
        verdict = self.problem.profile.bands("energy").set_index("level").loc["adequate"].to_dict()
        ranges = {
            "week": (served["low"] / served["target"], served["high"] / served["target"]),
            "judged": (verdict["low"], verdict["high"]),
        }
        for key, (low, high) in ranges.items():
            if setting := self.problem.settings.row("energy", key):
                yield from outside(
                    "energy", setting.tier, ENERGY, self.where, eaten, low=low * target, high=high * target,
                    scale=target,
                )  # fmt: skip

    def nutrients(self) -> Iterator[Violation]:
        problem = self.problem
        uncounted = problem.settings.row("nutrients", "uncounted")
        left_out = {ENERGY, *(uncounted.unit.split(";") if uncounted else ())}
        everything = float(problem.grams.sum())
        for name in problem.targets.index:
            known = problem.foods[name].notna().to_numpy()
            if name in left_out or problem.grams[:, :, known].sum() < problem.profile.coverage_min * everything:
                continue
            levels = problem.profile.bands("protein" if name == "protein_g" else "others")
            floor = float(levels.loc[levels["level"] == "low", "high"].to_numpy(np.float64).max())
            target, eaten = self.target(name), self.nutrient(name)
            for key, least in (("target", target), ("floor", floor * target)):
                if setting := problem.settings.row("nutrients", key):
                    yield from outside(
                        "nutrients", setting.tier, name, self.where, eaten, low=least, scale=target
                    )  # fmt: skip

    def upper(self) -> Iterator[Violation]:
        if not (setting := self.problem.settings.row("upper_limits", "week")):
            return
        for name in self.problem.uppers.index.drop("niacin_mg", errors="ignore"):
            most = float(self.problem.uppers.loc[name, self.name]) * self.days
            if not np.isnan(most):
                eaten = self.nutrient("retinol_ug" if name == "vit_a_ug_rae" else name)
                yield from outside("upper_limits", setting.tier, name, self.where, eaten, high=most, scale=most)

    def shares(self) -> Iterator[Violation]:
        per_gram = standards.load("energy_factors").set_index("nutrient")["kcal_per_g"].astype(float)
        kcal = {macro: self.nutrient(f"{macro}_g") * per_gram[f"{macro}_g"] for macro in ("protein", "fat", "carb")}
        total = sum(kcal.values())
        for key, scheme in (("first", "macro_scheme"), ("second", "macro_second_scheme")):
            if not (setting := self.problem.settings.row("macro_shares", key)):
                continue
            rows = self.problem.profile.chosen(scheme)
            for macro, mine in rows.groupby("nutrient"):
                low, high = (bound * total for bound in self.range_by_age(mine))
                yield from outside(
                    "macro_shares", setting.tier, str(macro), self.where, kcal[str(macro)], low=low, high=high,
                    scale=self.target(ENERGY),
                )  # fmt: skip

    def quality(self) -> Iterator[Violation]:
        problem, rules = self.problem, self.problem.profile.quality_rules()
        protein, foods = self.nutrient("protein_g"), problem.foods
        good = self.total(foods["protein_g"].where(foods["origin"].isin(["animal", "legume"]), 0.0))
        if setting := problem.settings.row("high_quality_protein", "week"):
            least = problem.profile.high_quality_protein_min * protein
            yield from outside(
                "high_quality_protein", setting.tier, "protein_g", self.where, good, low=least,
                scale=self.target("protein_g"),
            )  # fmt: skip
        if setting := problem.settings.row("calcium_phosphorus", "week"):
            low, high = (bound * self.nutrient("p_mg") for bound in problem.profile.ca_p_range)
            yield from outside(
                "calcium_phosphorus", setting.tier, "ca_mg", self.where, self.nutrient("ca_mg"), low=low, high=high,
                scale=self.target("ca_mg"),
            )  # fmt: skip
        if setting := problem.settings.row("added_sugar", "week"):
            per_gram = standards.load("energy_factors").set_index("nutrient")["kcal_per_g"].astype(float)
            most = float(rules[rules["rule"] == "added_sugar"]["high"].iloc[0]) * self.nutrient(ENERGY)
            sugar = self.total(foods["added_sugar_g"]) * per_gram["carb_g"]
            yield from outside(
                "added_sugar", setting.tier, "added_sugar_g", self.where, sugar, high=most, scale=self.target(ENERGY)
            )
        if setting := problem.settings.row("salt", "week"):
            share = problem.profile.in_school_share(ENERGY)
            most = self.range_by_age(rules[rules["rule"] == "salt"])[1] * share * self.days
            seasoned = foods["na_mg"].where(foods["guide_group"].isin(["盐", "调味品"]), 0.0)
            salt = self.total(seasoned) / 1000 * SALT_PER_SODIUM
            yield from outside("salt", setting.tier, "盐", self.where, salt, high=most, scale=most)

    def meal_split(self) -> Iterator[Violation]:
        if not (setting := self.problem.settings.row("meal_split", "week")):
            return
        kcal = self.by_serving @ self.problem.foods[ENERGY].astype("float64").fillna(0.0).to_numpy() / 100
        for row in self.problem.profile.meal_energy().itertuples(index=False):
            mine, share = float(kcal[self.meals == row.meal].sum()), float(str(row.in_school_share))
            low, high = ((share + edge) * float(kcal.sum()) for edge in (setting.low, setting.high))
            yield from outside(
                "meal_split", setting.tier, str(row.meal), self.where, mine, low=low, high=high,
                scale=self.target(ENERGY),
            )  # fmt: skip

    def groups(self) -> Iterator[Violation]:
        if not (setting := self.problem.settings.row("food_groups", "week")):
            return
        guide, members = self.problem.profile.chosen("food_guide_scheme"), standards.load("food_guide_groups")
        for group, rows in guide[guide["food_group"] != "盐"].groupby("food_group"):
            mine = set(members[members["food_group"] == group]["guide_group"])
            grams = float(self.grams[self.problem.foods["guide_group"].isin(mine).to_numpy()].sum())
            in_school = set(rows["basis"]) == {"in_school"}
            part = 1.0 if in_school else self.problem.profile.in_school_share(ENERGY)
            low, high = (bound * part * self.days for bound in self.range_by_age(rows))
            low, high = low * setting.low, high * setting.high
            scale = low if low > 0 else high
            if not np.isnan(scale):
                yield from outside(
                    "food_groups", setting.tier, str(group), self.where, grams, low=low, high=high, scale=scale
                )  # fmt: skip


def _heads(plates: Plates) -> np.ndarray:
    heads = plates.problem.children[list(plates.problem.bands)].to_numpy(np.float64).sum(axis=0)
    return np.asarray(heads / heads.sum())


def _daily_energy(plates: Plates) -> Iterator[Violation]:
    """Judge the average child's energy of each day, as the dishes stand in the register: portions follow the week."""
    if not (setting := plates.problem.settings.row("energy", "day")):
        return
    kcal_per_g = plates.problem.foods[ENERGY].astype("float64").fillna(0.0).to_numpy() / 100
    kcal = plates.problem.grams[:, plates.dish] @ kcal_per_g
    heads = _heads(plates)
    target = float(plates.problem.targets.loc[ENERGY].to_numpy(np.float64) @ heads)
    for day in plates.days:
        eaten = float(heads @ kcal[:, (plates.rows["date"] == day).to_numpy()].sum(axis=1))
        yield from outside(
            "energy", setting.tier, ENERGY, str(day), eaten, low=setting.low * target, high=setting.high * target,
            scale=target,
        )  # fmt: skip


def daily_cost(plates: Plates) -> pd.Series[float]:
    """Cost of the average child in fen by day, at the mean prices of the day's week: Σ grams ÷ edible share x price."""
    problem = plates.problem
    weeks = np.array(plates.problem.weeks)[problem.week_of]
    bought = plates.grams / (problem.foods["edible_pct"].to_numpy(np.float64) / 100) / 1000
    spent = {}
    for day in plates.days:
        inside = (plates.rows["date"] == day).to_numpy()
        week = plates.rows.loc[inside, "week"].iloc[0]
        price = problem.price[:, weeks == week].mean(axis=1)
        spent[day] = float(_heads(plates) @ (bought[inside].sum(axis=0) @ price))
    return pd.Series(spent, dtype="float64")


def _fee(plates: Plates) -> Iterator[Violation]:
    problem = plates.problem
    if problem.fee_fen is None:
        return
    cost = daily_cost(plates)
    week_of = plates.rows.drop_duplicates("date").set_index("date")["week"].reindex(cost.index)
    for key, groups in (("week", week_of), ("horizon", pd.Series("合计", index=cost.index))):
        if setting := problem.settings.row("fee", key):
            for where, mean in cost.groupby(groups).mean().items():
                low, high = setting.low * problem.fee_fen, setting.high * problem.fee_fen
                yield from outside(
                    "fee", setting.tier, "膳费", str(where), float(mean), low=low, high=high, scale=problem.fee_fen
                )  # fmt: skip
