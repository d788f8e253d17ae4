"""Problem: everything a menu is planned from, as immutable arrays. No rule and no solver is known here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self, TypedDict, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kgcore import periods
from kgcore.menu.problem.arrays import (
    allergens_by_dish,
    grams_by_band,
    intakes_by_band,
    prices_by_day,
    shares_by_age,
)
from kgcore.menu.problem.cache import ProblemCache
from kgcore.menu.problem.errors import MenuError
from kgcore.menu.problem.settings import Settings, settings_table
from kgcore.menu.problem.slots import Choices, Slot, slots_of
from kgcore.menu.problem.vocabulary import unknown_dish
from kgcore.notebook import html_face
from kgcore.standards import Profile, in_order, meal_factors
from kgcore.standards.age_bands import MIDDLE_AGE

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]


SERVING_FORM = "日期:餐次:类别=菜点，如 2026-05-06:午餐:大荤=红烧肉"
"""How people type a serving."""


@dataclass(frozen=True, order=True)
class Serving:
    """One dish on one day in one place of the menu.

    Examples
    --------
    >>> from kgcore.menu import Serving
    >>> Serving.of("2026-05-06:午餐:大荤=红烧肉")
    Serving(date=datetime.date(2026, 5, 6), meal='午餐', course='大荤', dish='红烧肉')
    """

    date: dt.date
    meal: str
    course: str
    dish: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a serving as people type it: DATE:MEAL:COURSE=DISH.

        Raises
        ------
        MenuError
            the text has another form, or its date is none.
        """
        place, equals, dish = (part.strip() for part in text.partition("="))
        parts = [part.strip() for part in place.replace("：", ":").split(":")]
        if not equals or not dish or len(parts) != 3:
            raise MenuError([f"要写成 {SERVING_FORM}；不是“{text}”"])
        try:
            return cls(dt.date.fromisoformat(parts[0]), parts[1], parts[2], dish)
        except ValueError as fault:
            raise MenuError([f"“{text}”：“{parts[0]}”不是日期，要写成 2026-05-06"]) from fault

    def __str__(self) -> str:
        return f"{self.date} {self.meal}·{self.course} {self.dish}"


class Changes(TypedDict, total=False):
    """What `Problem.with_` may change; see the attributes of `Problem`."""

    pins: tuple[Serving, ...]
    bans: frozenset[tuple[str, dt.date | None]]
    avoid: frozenset[str]
    fee_fen: float | None
    history: tuple[Serving, ...]
    stock: pd.DataFrame
    preference: Floats
    price_cases: tuple[Floats, ...]
    fixed_servings: tuple[Serving, ...]
    forgiven: bool


@dataclass(frozen=True, eq=False)
class Problem:
    """What a menu is planned from. Axes: N dishes, F foods, B bands, M nutrients, D days, W weeks.

    Attributes
    ----------
    days : school days to plan, ascending. ``week_of[D]`` gives the position of each day's ISO week in ``weeks``.
    slots : places of one day's menu (meal, course, count).
    dishes : frame of N rows, dish and the register's columns (course, meals, method, family, ...).
    foods : frame of F rows indexed by food, the register's columns.
    grams : [B, N, F] net edible grams of a food in one child's serving.
    price : [F, D] fen per kg as purchased, in force on the day.
    children : frame of sites x bands, diners expected on a day.
    targets, uppers : frames of nutrients x bands: amount per child-day to be served here, and the tolerable upper
        intake times the same in-school share (NaN = none).
    age_shares : frame of ages x bands, each band's children by age, adding up to one.
    preference : [N] points 1 to 5.
    allergens : N sets; ``未知`` means an allergen nobody looked up and counts as every allergen.
    pins : servings the menu must have. bans : dishes it must not have (with a date: not on that day).
    avoid : allergens no dish of the menu may contain.
    fee_fen : meal money per child and day (fen), None = no fee rule.
    price_cases : other prices, each [F, D], at which all weeks together must not cost more than the fee either.
    history : servings on other days, before the plan and, where already posted, after it.
    fixed_servings : servings of fixed days: days of the plan that were served or posted. They stay, whatever the rules
        say.
    placeholders : servings of the last dishes, which hold the places of fixed days while a menu is solved; made by
        `partly_served.on_open_days`, else empty.
    forgiven : fixed days do not count against the limits of weeks and of repetition, which leave no menu else.
    stock : frame food, kg, expires: what should be used up.
    settings : the kitchen's own figures for the rules.
    cache : what is worked out from dishes, foods and prices; see `ProblemCache`.
    """

    days: tuple[dt.date, ...]
    weeks: tuple[str, ...]
    week_of: Places
    slots: tuple[Slot, ...]
    bands: tuple[str, ...]
    dishes: pd.DataFrame
    foods: pd.DataFrame
    grams: Floats
    price: Floats
    children: pd.DataFrame
    targets: pd.DataFrame
    uppers: pd.DataFrame
    age_shares: pd.DataFrame
    preference: Floats
    allergens: tuple[frozenset[str], ...]
    pins: tuple[Serving, ...]
    bans: frozenset[tuple[str, dt.date | None]]
    avoid: frozenset[str]
    fee_fen: float | None
    history: tuple[Serving, ...]
    stock: pd.DataFrame
    settings: Settings
    profile: Profile
    price_cases: tuple[Floats, ...] = ()
    fixed_servings: tuple[Serving, ...] = ()
    placeholders: tuple[Serving, ...] = ()
    forgiven: bool = False
    cache: ProblemCache = field(default_factory=ProblemCache, init=False, repr=False)

    @classmethod
    def from_frames(
        cls,
        *,
        days: list[dt.date],
        dishes: pd.DataFrame,
        dish_ingredients: pd.DataFrame,
        foods: pd.DataFrame,
        children: pd.DataFrame,
        profile: Profile,
        ages: pd.DataFrame | None = None,
        band_portions: pd.DataFrame | None = None,
        prices: pd.DataFrame | None = None,
        fee_fen: float | None = None,
        preference: pd.Series[float] | None = None,
        pins: tuple[Serving, ...] = (),
        bans: frozenset[tuple[str, dt.date | None]] = frozenset(),
        avoid: frozenset[str] = frozenset(),
        history: tuple[Serving, ...] = (),
        stock: pd.DataFrame | None = None,
        settings: pd.DataFrame | None = None,
    ) -> Self:
        """Make a problem from frames in the layout of the registers.

        Parameters
        ----------
        days : school days to plan.
        dishes, dish_ingredients, foods : rows of these registers; they decide which dishes and foods exist.
        children : columns site, band, diners (children expected on a day); the profile says how old a band is.
        ages : columns band, age (years), sex (M/F), children; None = the profile's ages of the bands, half girls.
        band_portions : rows of that register: grams of a band that do not follow from a recipe's columns.
        prices : columns date, food, price_fen_per_kg; the last before or on a day holds, the mean of several
            suppliers' on one day; a food without one keeps the reference price of `foods`.
        fee_fen : meal money per child and day in fen; None = cost is not limited.
        preference : points 1 to 5 indexed by dish; absent dishes get the settings' neutral value.
        settings : rows laid over the packaged settings.

        Raises
        ------
        MenuError
            naming every fault: no day, no children, a fee that is not positive, an ingredient that is no food, a dish
            without grams for a band, a food without a price, a pin or ban of a dish nobody knows; ProfileError of a
            band that the profile does not have.
        """
        dishes = dishes.sort_values("dish", ignore_index=True)
        foods = foods.set_index("food", drop=True).sort_index()
        settings_of = Settings(settings_table(settings))
        days = sorted(set(days))
        faults = _faults(days, dishes, dish_ingredients, foods, children, fee_fen)
        faults += _name_faults(pins, bans, set(dishes["dish"]), days)
        by_site = children.pivot_table(index="site", columns="band", values="diners", aggfunc="sum", fill_value=0)
        bands = [profile.band(name) for name in in_order(by_site.columns, profile.age_bands)]
        grams, missing_grams = grams_by_band(dishes, dish_ingredients, foods, bands, band_portions)
        faults += missing_grams
        if faults:
            raise MenuError(faults)
        weeks = tuple(dict.fromkeys(str(periods.week_of(day)) for day in days))
        by_site = by_site[[band.name for band in bands]]
        age_shares = shares_by_age(ages, bands)
        targets, uppers = intakes_by_band(profile, age_shares, ages, foods)
        neutral = settings_of.row("preference", "day")
        points = (preference if preference is not None else pd.Series(dtype="float64")).reindex(dishes["dish"])
        return cls(
            days=tuple(days),
            weeks=weeks,
            week_of=np.array([weeks.index(str(periods.week_of(day))) for day in days], dtype=np.intp),
            slots=slots_of(profile.meals),
            bands=tuple(band.name for band in bands),
            dishes=dishes,
            foods=foods,
            grams=grams,
            price=prices_by_day(days, foods, prices),
            children=by_site,
            targets=targets,
            uppers=uppers,
            age_shares=age_shares,
            preference=np.asarray(points.fillna(neutral.low if neutral else 0.0), dtype=np.float64),
            allergens=allergens_by_dish(dishes, dish_ingredients, foods),
            pins=tuple(sorted(set(pins))),
            bans=bans,
            avoid=avoid,
            fee_fen=fee_fen,
            history=tuple(sorted(set(history))),
            stock=stock if stock is not None else pd.DataFrame(columns=["food", "kg", "expires"]),
            settings=settings_of,
            profile=profile,
        )

    def with_(self, **changes: Unpack[Changes]) -> Self:
        """Return a copy with other pins, bans, allergens to avoid, fee, history, fixed days, stock, points or prices.

        The cache is handed on: none of these touches what is kept there.

        Raises
        ------
        MenuError
            a pin or ban of a dish or day nobody knows, a fee that is not positive.
        """
        if unknown := set(changes) - set(Changes.__annotations__):
            raise TypeError(f"with_ cannot change {sorted(unknown)}")
        copy = replace(self, **changes)
        faults = _name_faults(copy.pins, copy.bans, set(self.dishes["dish"]), self.days)
        if faults := faults + _fee_faults(copy.fee_fen):
            raise MenuError(faults)
        object.__setattr__(copy, "cache", self.cache)
        return copy

    @cached_property
    def position(self) -> dict[str, int]:
        """Position of each dish by name."""
        return self.cache.remember("position", lambda: {dish: n for n, dish in enumerate(self.dishes["dish"])})

    @cached_property
    def choices(self) -> Choices:
        """Every dish with every place it may fill."""
        return self.cache.remember("choices", lambda: Choices.of(self.dishes, self.slots))

    def meal_factor(self, dish: str, meal: str) -> float:
        """Return the factor on a dish's grams at a meal."""
        return self.cache.remember("meal_factors", lambda: meal_factors(self.dishes)).get((dish, meal), 1.0)

    @cached_property
    def week_days(self) -> tuple[tuple[int, ...], ...]:
        """Positions of the days of each week."""
        return self.cache.remember(
            "week_days",
            lambda: tuple(tuple(np.flatnonzero(self.week_of == week)) for week in range(len(self.weeks))),
        )

    def __repr__(self) -> str:
        size = f"{len(self.days)} 天，可选 {len(self.dishes)} 道菜"
        return f"<Problem {'、'.join(self.weeks)}：{size}，膳费 {self._fee_in_words()}>"

    def _fee_in_words(self) -> str:
        return "不限" if self.fee_fen is None else f"{self.fee_fen / 100:.2f} 元/人日"

    def _repr_html_(self) -> str:
        fee = self._fee_in_words()
        figures = [
            ("园日", f"{len(self.days)}（已定 {len(self.fixed_days)}）"),
            ("每日菜点", str(sum(slot.count for slot in self.slots))),
            ("可选菜点", f"{len(self.dishes) - len(self.placeholders)} 道，用料 {len(self.foods)} 种"),
            ("就餐人数", f"{self.children.to_numpy().sum():.0f}"),
            ("膳费", fee),
            ("固定、禁用、避开过敏原", f"{len(self.pins)}、{len(self.bans)}、{len(self.avoid)}"),
        ]
        return html_face(f"食谱问题 {'、'.join(self.weeks)}", figures)

    @property
    def fixed_days(self) -> frozenset[dt.date]:
        """Days of the plan that were served or posted: they stay as they are."""
        return frozenset(serving.date for serving in self.fixed_servings)

    @property
    def open_days(self) -> Flags:
        """Whether a day is still to be planned, [D]."""
        return np.array([day not in self.fixed_days for day in self.days], dtype=np.bool_)

    @cached_property
    def band_weights(self) -> Floats:
        """Share of each band in all diners of all sites."""
        heads = self.children.to_numpy(np.float64).sum(axis=0)
        return np.asarray(heads / heads.sum())

    @cached_property
    def middle_band(self) -> int:
        """Position of the band whose children are nearest to four and a half years."""
        return int(np.argmin([abs(self.profile.band(name).middle_age - MIDDLE_AGE) for name in self.bands]))

    def per_dish(self, per_100g: pd.Series[float]) -> Floats:
        """Amount in one child's serving of each dish, [N, B]: Σ grams x value / 100, a missing value counting nothing.

        Parameters
        ----------
        per_100g : amount per 100 g edible, indexed by food.
        """
        values = per_100g.reindex(self.foods.index).fillna(0.0).to_numpy(np.float64)
        return np.asarray((self.grams @ values / 100).T)

    def content(self, nutrient: str) -> Floats:
        """Amount of a nutrient in one child's serving of each dish, [N, B]; not determined counts nothing."""
        return self.cache.remember(("content", nutrient), lambda: self.per_dish(self.foods[nutrient]))

    def determined(self, nutrient: str) -> Floats:
        """Grams of one child's serving whose content of a nutrient is determined, [N, B]."""
        return self.cache.remember(
            ("determined", nutrient),
            lambda: self.per_dish(self.foods[nutrient].notna().astype("float64") * 100),
        )

    @cached_property
    def serving_g(self) -> Floats:
        """Edible grams of one child's serving of each dish, [N, B]."""
        return self.cache.remember("serving_g", lambda: np.asarray(self.grams.sum(axis=2).T))

    def contains(self, foods: Flags | pd.Series[bool], at_least_g: float = 0.0) -> Flags:
        """Whether a dish's middle serving holds some, and at least `at_least_g`, of the flagged foods, [N]."""
        amount = self.grams[self.middle_band] @ np.asarray(foods, dtype=np.float64)
        return np.asarray((amount > 0) & (amount >= at_least_g))

    @cached_property
    def cost_fen(self) -> Floats:
        """Cost of one child's serving, [N, D, B] in fen: Σ grams ÷ edible share x price as purchased."""
        return self.cache.remember("cost_fen", lambda: self.cost_at(self.price))

    def cost_at(self, price: Floats) -> Floats:
        """Cost of one child's serving, [N, D, B] in fen, at other prices [F, D] in fen per kg."""
        purchased = self.grams / (self.foods["edible_pct"].to_numpy(np.float64) / 100)
        return np.stack([purchased[band] @ (price / 1000) for band in range(len(self.bands))], axis=2)


def _name_faults(
    pins: Sequence[Serving], bans: frozenset[tuple[str, dt.date | None]], dishes: set[str], days: Sequence[dt.date]
) -> list[str]:
    faults = [f"固定“{pin}”：{unknown_dish(pin.dish, sorted(dishes))}" for pin in pins if pin.dish not in dishes]
    faults += [f"固定的日期{pin.date}不在计划的日期内（{pin}）" for pin in pins if pin.date not in days]
    return faults + [f"禁用：{unknown_dish(dish, sorted(dishes))}" for dish in sorted({d for d, _ in bans} - dishes)]


def _fee_faults(fee_fen: float | None) -> list[str]:
    wrong = fee_fen is not None and not fee_fen > 0
    return [f"膳费为{(fee_fen or 0) / 100:g}元/人日；应为大于零的数"] if wrong else []


def _faults(
    days: list[dt.date],
    dishes: pd.DataFrame,
    ingredients: pd.DataFrame,
    foods: pd.DataFrame,
    children: pd.DataFrame,
    fee_fen: float | None,
) -> list[str]:
    faults = []
    if not days:
        faults.append("没有要排的园日；请检查期间和校历")
    if children.empty or not children["diners"].sum() > 0:
        faults.append("就餐人数为零；请检查班级和就餐人数")
    faults += _fee_faults(fee_fen)
    recipes = ingredients[ingredients["dish"].isin(dishes["dish"])]
    for dish, food in recipes.loc[~recipes["food"].isin(foods.index), ["dish", "food"]].itertuples(index=False):
        faults.append(f"菜点“{dish}”的用料“{food}”不在食物成分表中")
    for dish in dishes.loc[~dishes["dish"].isin(recipes["dish"]), "dish"]:
        faults.append(f"菜点“{dish}”没有用料")
    return faults
