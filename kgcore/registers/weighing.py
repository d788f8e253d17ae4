"""Registers of a dietary survey by weighing (称重法): what went into the pot, came out of it, was served and left."""

from __future__ import annotations

import pandas as pd

from kgcore.registers import terms
from kgcore.registers.base import Date, Integer, Meta, Register, column, mass, rule


class WeighedIngredients(Register):
    """Raw weight of each food that went into a dish on a day of a survey."""

    date: Date = column("日期", key=True, example="2026-05-12")
    meal: str = column("餐次", key=True, choices=terms.MEALS, example=terms.LUNCH)
    dish: str = column("菜点", key=True, ref="dishes.dish", example="番茄炒蛋")
    food: str = column("食物", key=True, ref="foods.food", example="鸡蛋")
    raw_g: Integer = mass("生重", ge=1, example=21.0)
    edible_g: Integer = mass("可食部重", ge=1, nullable=True, example=18.5)

    _about = Meta("称重原料", "meals", "称重法膳食调查：每道菜点的原料生重与择洗后的可食部重", date="date")

    @rule("edible_g", "可食部重不会比生重大")
    def is_within_raw(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["edible_g"].isna() | (frame["edible_g"] <= frame["raw_g"])


class WeighedDishes(Register):
    """Cooked weight of each dish of a survey, before it is served."""

    date: Date = column("日期", key=True, example="2026-05-12")
    meal: str = column("餐次", key=True, choices=terms.MEALS, example=terms.LUNCH)
    dish: str = column("菜点", key=True, ref="dishes.dish", example="番茄炒蛋")
    cooked_g: Integer = mass("熟重", ge=1, example=32.0)

    _about = Meta("称重成品", "meals", "称重法膳食调查：每道菜点做好后的熟重", date="date")


class WeighedServings(Register):
    """Cooked weight served to the children of a band, what they left, and how many ate."""

    date: Date = column("日期", key=True, example="2026-05-12")
    meal: str = column("餐次", key=True, choices=terms.MEALS, example=terms.LUNCH)
    dish: str = column("菜点", key=True, ref="dishes.dish", example="番茄炒蛋")
    band: str = column("年龄段", key=True, choices=terms.USUAL_BANDS, vocabulary="age_bands", example=terms.MIDDLE)
    served_g: Integer = mass("分餐熟重", ge=0, example=14.2)
    left_g: Integer = mass("剩余熟重", ge=0, example=0.9)
    diners: Integer = column("就餐人数", unit="人", ge=1, le=5000, example=268)

    _about = Meta("称重分餐", "meals", "称重法膳食调查：分给各年龄段的熟重、吃剩的熟重与就餐人数", date="date")

    @rule("left_g", "剩余熟重不会比分餐熟重大")
    def is_within_served(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["left_g"] <= frame["served_g"]
