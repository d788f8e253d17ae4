"""How violations of a rule are told. Each part of the checker says beside what it finds how that is told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kgcore import registers
from kgcore.menu.check.figures import limit_of, plain
from kgcore.menu.check.plates import Plates
from kgcore.menu.check.violation import Violation

Figures = tuple[float | None, float | None, str]
"""Measured, the limit it breaks, and their unit."""


class Telling:
    """Words for the violations of one rule."""

    def words(self, plates: Plates, v: Violation) -> tuple[str, str]:
        """Return the sentence and the advice."""
        raise NotImplementedError

    def figures(self, plates: Plates, v: Violation) -> Figures:
        """Return the measured figure, the limit it breaks and their unit, as the sentence tells them."""
        raise NotImplementedError

    def subject(self, v: Violation) -> str:
        """Return what a violation is about, in Chinese: a nutrient's title, or what the violation names itself."""
        return nutrients().get(v.what, (v.what, ""))[0]


@dataclass(frozen=True)
class Never(Telling):
    """What must not be at all: `wrong` says what is wrong with the dish, `advice` what to do."""

    wrong: str
    advice: str

    def words(self, plates: Plates, v: Violation) -> tuple[str, str]:
        return f"{v.where} {v.what}：{self.wrong}", self.advice

    def figures(self, plates: Plates, v: Violation) -> Figures:
        return None, None, ""


class Counted(Telling):
    """What is counted in one unit."""

    unit: str = "道"

    def figures(self, plates: Plates, v: Violation) -> Figures:
        return v.measured, limit_of(v), self.unit


class HandsTelling(Counted):
    """Minutes of a day."""

    unit = "分钟"

    def words(self, plates: Plates, v: Violation) -> tuple[str, str]:
        return (
            f"{v.where} 备餐要{plain(v.measured)}分钟，人手只够{plain(v.high)}分钟",
            "请换一道省工的菜",
        )


@cache
def nutrients() -> dict[str, tuple[str, str]]:
    """Return title and unit of each nutrient by its column."""
    return {column.name: (column.title, column.unit or "") for column in registers.nutrients()}
