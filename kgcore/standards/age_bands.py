"""Age bands (年龄段) of a kindergarten: how old their children are, and what a child of each gets of a dish.

A recipe is written in three columns: what a child of three, of four and of five years gets (小班, 中班, 大班). The
portion of any other band follows from the months that its children's ages cover; under three years it is a fraction of
the three-year-old's, by food group (table `toddler_portions`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from kgcore.registers import terms
from kgcore.standards.tables import load

RECIPE_COLUMNS = {terms.SMALL: "net_g_small", terms.MIDDLE: "net_g_middle", terms.LARGE: "net_g_large"}
"""Band that a recipe has a column for → that column of the register `dish_ingredients`."""

THREE_YEARS, FOUR_YEARS, FIVE_YEARS = 36, 48, 60
MIDDLE_AGE = 54
"""Months of age in the middle of the three columns: four and a half years."""


class AgeBand(BaseModel):
    """One age band of a kindergarten.

    Parameters
    ----------
    name : as the registers write it, such as 托班.
    months : age in months on 31 August of the school year: from the first to below the second.
    portions : share of each column of a recipe (小班, 中班, 大班) in a child's portion; None = by the months.

    Examples
    --------
    >>> AgeBand(name="中大班", months=(48, 72)).shares()
    {'net_g_middle': 0.5, 'net_g_large': 0.5}
    >>> AgeBand(name="托班", months=(24, 36)).shares()
    {'toddler': 1.0}
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(title="年龄段", min_length=1, max_length=10)
    months: tuple[int, int] = Field(title="月龄")
    portions: dict[str, float] | None = Field(None, title="份量")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        low, high = self.months
        if not 12 <= low < high <= 96:
            raise PydanticCustomError(
                "chinese",
                "“{name}”的月龄写的是 {low} 至 {high}；应由小到大，在 12 至 96 个月之间，如 [24, 36]",
                {"name": self.name, "low": low, "high": high},
            )
        wrong = set(self.portions or {}) - set(RECIPE_COLUMNS)
        if wrong or (self.portions is not None and not sum(self.portions.values()) > 0):
            raise PydanticCustomError(
                "chinese",
                "“{name}”的份量要写成小班、中班、大班克数的几倍，如 小班 = 0.85",
                {"name": self.name},
            )
        return self

    @property
    def is_mixed(self) -> bool:
        """Whether its children are more than a year apart."""
        return self.months[1] - self.months[0] > 12

    @property
    def middle_age(self) -> float:
        """Months of age in the middle of the band."""
        return sum(self.months) / 2

    def years(self) -> dict[int, float]:
        """Return completed years → share of the band's children, born evenly over its months.

        Examples
        --------
        >>> AgeBand(name="混龄班", months=(36, 72)).years()
        {3: 0.3333333333333333, 4: 0.3333333333333333, 5: 0.3333333333333333}
        """
        low, high = self.months
        ages = [month // 12 for month in range(low, high)]
        return {age: ages.count(age) / len(ages) for age in dict.fromkeys(ages)}

    def shares(self) -> dict[str, float]:
        """Return column of a recipe → its share in a child's portion; `toddler` is that of a child under three."""
        if self.portions is not None:
            return {RECIPE_COLUMNS[name]: share for name, share in self.portions.items() if share > 0}
        parts: dict[str, int] = {}
        for month in range(*self.months):
            name = (
                "toddler" if month < THREE_YEARS
                else "net_g_small" if month < FOUR_YEARS
                else "net_g_middle" if month < FIVE_YEARS
                else "net_g_large"
            )  # fmt: skip
            parts[name] = parts.get(name, 0) + 1
        return {name: count / sum(parts.values()) for name, count in parts.items()}

    def ages_in_words(self) -> str:
        """Return name and age of the band in Chinese.

        Examples
        --------
        >>> AgeBand(name="小班", months=(36, 48)).ages_in_words()
        '小班满3周岁'
        >>> AgeBand(name="混龄班", months=(36, 72)).ages_in_words()
        '混龄班满36至71个月'
        """
        low, high = self.months
        is_year = low % 12 == 0 and high == low + 12
        return f"{self.name}满{low // 12}周岁" if is_year else f"{self.name}满{low}至{high - 1}个月"

    def in_words(self) -> str:
        """Return how a child's portion follows from the recipe's columns, in Chinese.

        Examples
        --------
        >>> AgeBand(name="中大班", months=(48, 72)).in_words()
        '中班克数×0.5＋大班克数×0.5'
        """
        titles = {column: f"{band}克数" for band, column in RECIPE_COLUMNS.items()}
        titles["toddler"] = "小班克数按食物类折减后"
        parts = self.shares().items()
        return "＋".join(titles[name] + ("" if share == 1 else f"×{share:.3g}") for name, share in parts)


def grams_per_child(
    recipes: pd.DataFrame, band: AgeBand, groups: pd.Series, band_portions: pd.DataFrame | None = None
) -> pd.Series:
    """Return what a child of a band gets of each food of a dish.

    Parameters
    ----------
    recipes : columns dish, food, net_g_small, net_g_middle, net_g_large (net edible g per child).
    band : whose portion.
    groups : food group by food, as the register `foods` has it in guide_group.
    band_portions : rows of that register (dish, food, band, net_g), which go before what follows from the columns.

    Returns
    -------
    Net edible g per child, in the rows of `recipes`; NaN where a column that it follows from is empty.

    Examples
    --------
    >>> recipes = pd.DataFrame({
    ...     "dish": "白菜炒肉", "food": ["白菜", "油"],
    ...     "net_g_small": [40.0, 2.0], "net_g_middle": [48.0, 2.5], "net_g_large": [55.0, 3.0],
    ... })
    >>> toddlers, groups = AgeBand(name="托班", months=(24, 36)), pd.Series({"白菜": "蔬菜", "油": "油"})
    >>> grams_per_child(recipes, toddlers, groups).tolist()
    [34.0, 1.34]
    """
    parts = [_column(recipes, name, groups) * share for name, share in band.shares().items()]
    grams = sum(parts[1:], parts[0])
    if band_portions is not None and len(rows := band_portions[band_portions["band"] == band.name]):
        portions = pd.Series(rows["net_g"].to_numpy(), pd.MultiIndex.from_frame(rows[["dish", "food"]]))
        registered = portions.reindex(pd.MultiIndex.from_frame(recipes[["dish", "food"]])).to_numpy()
        grams = pd.Series(registered, recipes.index).fillna(grams)
    return grams.astype("float64")


def _column(recipes: pd.DataFrame, name: str, groups: pd.Series) -> pd.Series:
    if name != "toddler":
        return recipes[name].astype("float64")
    factors = load("toddler_portions").set_index("guide_group")["factor"]
    return recipes["net_g_small"].astype("float64") * recipes["food"].map(groups).map(factors)


def portions_by_band(
    recipes: pd.DataFrame, bands: Iterable[AgeBand], groups: pd.Series, band_portions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return what a child of each band gets of each food of a dish, a row for each band.

    Parameters
    ----------
    recipes, groups, band_portions : see `grams_per_child`.
    bands : whose portions.

    Returns
    -------
    Columns dish, food, band, net_g (net edible g per child, NaN where a column that it follows from is empty).

    Examples
    --------
    >>> recipes = pd.DataFrame({
    ...     "dish": "米饭", "food": ["大米"], "net_g_small": [40.0], "net_g_middle": [50.0], "net_g_large": [60.0],
    ... })
    >>> bands = [AgeBand(name="小班", months=(36, 48)), AgeBand(name="混龄班", months=(36, 72))]
    >>> portions_by_band(recipes, bands, pd.Series({"大米": "谷类"}))[["band", "net_g"]].to_numpy().tolist()
    [['小班', 40.0], ['混龄班', 50.0]]
    """
    keys = recipes[["dish", "food"]]
    parts = [keys.assign(band=band.name, net_g=grams_per_child(recipes, band, groups, band_portions)) for band in bands]
    return pd.concat(parts, ignore_index=True) if parts else keys.head(0).assign(band="", net_g=0.0)


def in_order(names: Iterable[str], bands: Iterable[AgeBand]) -> list[str]:
    """Return names of bands in the order of the profile, each once; those that it does not have come last.

    Examples
    --------
    >>> bands = [AgeBand(name="托班", months=(24, 36)), AgeBand(name="大班", months=(60, 72))]
    >>> in_order(["大班", "托班", "大班"], bands)
    ['托班', '大班']
    """
    order, names = [band.name for band in bands], list(dict.fromkeys(names))
    return [name for name in order if name in names] + [name for name in names if name not in order]


__all__ = ["MIDDLE_AGE", "RECIPE_COLUMNS", "AgeBand", "grams_per_child", "in_order", "portions_by_band"]
