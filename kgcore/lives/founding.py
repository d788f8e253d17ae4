"""A new office from a few answers: its kindergarten, classes, school days, fees, and who signs."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from kgcore import periods
from kgcore.lives.founding_answers import (
    FoundingError,
    band_of,
    place_rules,
    read_classes,
    read_day,
    read_fee,
    read_groups,
    read_kitchen,
    read_pattern,
    read_times,
    read_use,
)
from kgcore.lives.school_days import days_of_term, usual_days
from kgcore.office import Office
from kgcore.periods import Span
from kgcore.registers import GROUPS, OF_KITCHENS, USUAL, terms
from kgcore.standards import AgeBand, Profile, ProfileError, load
from kgcore.standards.choices import fault_of_times

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

SIGNATORIES = (terms.PRINCIPAL, terms.LOGISTICS, terms.ACCOUNTANT, terms.HEALTH_OFFICER)
"""Posts of which a new office gets one member of staff each, so that entries can be signed."""


OTHER_KITCHEN = "kitchen"
"""Code of the kitchen that feeds a new office without one of its own."""


class FoundingClass(BaseModel):
    """One class: its name, band and number of children."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(title="班名", min_length=1)
    band: str = Field(title="年龄段")
    enrolled: int = Field(title="人数", ge=0, le=200)

    @model_validator(mode="before")
    @classmethod
    def _band_from_name(cls, values: Any) -> Any:
        if isinstance(values, dict) and "band" not in values and (band := band_of(str(values.get("name", "")))):
            return values | {"band": band}
        return values


class Founding(BaseModel):
    """What must be known of a kindergarten before its sheets can go in; answers may be written as people write them.

    Parameters
    ----------
    name : of the kindergarten.
    term : such as 2026-autumn.
    classes : of that term.
    fee_yuan : meal fee of a child and day, or one for each band.
    age_bands : bands of this kindergarten with their months of age; None = those of the packaged profile.
    meal_pattern : such as 一餐二点; as the profile names it.
    meal_times : meal → when it begins, as 11:30; those not told have none.
    kitchen : name of the kindergarten or caterer that cooks for this one; None = its own kitchen.
    first, last : first and last day of school; None = customary days, which the answer says.
    posts : of which the office gets one member of staff each.
    place : province or city, such as 湖北省; None = no local rules.
    registers : groups of registers that the office keeps, as `kgcore.registers.GROUPS` names them.
    consumption : issues where each issue is written down, stocktake where use is what a stocktake does not find.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(title="园名", min_length=1)
    term: str = Field(title="学期")
    classes: tuple[FoundingClass, ...] = Field(title="班级", min_length=1)
    fee_yuan: float | dict[str, float] = Field(title="膳费")
    age_bands: tuple[AgeBand, ...] | None = Field(None, title="年龄段")
    meal_pattern: str = Field("一餐二点", title="供餐方式")
    meal_times: dict[str, str] = Field({}, title="开饭时间")
    kitchen: str | None = Field(None, title="谁供餐")
    first: dt.date | None = Field(None, title="开学第一天")
    last: dt.date | None = Field(None, title="放假前最后一天")
    posts: tuple[str, ...] = Field(SIGNATORIES, title="签字的岗位")
    place: str | None = Field(None, title="省市")
    registers: tuple[str, ...] = Field(USUAL, title="台账")
    consumption: str = Field("stocktake", title="用量依据")

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups of registers that are kept: without a kitchen of its own an office keeps none of a kitchen."""
        return tuple(group for group in self.registers if self.kitchen is None or group not in OF_KITCHENS)

    def profile(self) -> tuple[dict[str, Any], list[str]]:
        """Return what this kindergarten's profile says otherwise than the packaged one, and what to look at.

        Raises
        ------
        FoundingError
            when a choice is none that a profile may make.
        """
        local, notes = place_rules(self.place)
        choices: dict[str, Any] = {
            "meal_pattern": self.meal_pattern,
            "registers": list(self.groups),
            "consumption": self.consumption,
        }
        if self.meal_times:
            choices["meal_times"] = self.meal_times
        values = {"name": f"{self.name}口径"} | choices | local
        try:
            Profile.of(values)
        except ProfileError as error:
            raise FoundingError("；".join(error.faults)) from error
        if self.kitchen is not None:
            notes.append(
                f"由{self.kitchen}供餐：{'、'.join(OF_KITCHENS)}是食堂的事，本园不登记，营养、盈亏和库存不在本园评价"
            )
        elif self.consumption == "stocktake":
            notes.append("消耗按盘点倒挤（期初＋购入－期末），写了领用的照领用；全写领用的把 consumption 改为 issues")
        if set(self.groups) == set(GROUPS):
            notes.append("台账全部登记；没有登记的组，从 profile.toml 的 registers 里去掉，就不作评价")
        else:
            notes.append(f"只登记{'、'.join(self.groups)}，别的不作评价；以后多登记的，加进 profile.toml 的 registers")
        return values, notes

    @model_validator(mode="after")
    def _known_bands(self) -> Self:
        band_names = Profile.load().band_names if self.age_bands is None else [band.name for band in self.age_bands]
        for kindergarten_class in self.classes:
            if kindergarten_class.band not in band_names:
                raise ValueError(
                    f"“{kindergarten_class.name}”的年龄段“{kindergarten_class.band}”不认识；可用：{'、'.join(band_names)}；"
                    "别的年龄段请在 age_bands 里写上名称和月龄"
                )
        return self

    @field_validator("meal_pattern")
    @classmethod
    def _served(cls, pattern: str) -> str:
        known = list(load("meal_energy")["pattern"].unique())
        if pattern not in known:
            raise ValueError(f"没有供餐方式“{pattern}”；可用：{'、'.join(known)}")
        return pattern

    @field_validator("meal_times")
    @classmethod
    def _of_the_pattern(cls, times: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        if "meal_pattern" in info.data and (fault := fault_of_times(times, info.data["meal_pattern"])):
            raise ValueError(fault)
        return times

    @field_validator("term")
    @classmethod
    def _is_term(cls, text: str) -> str:
        term = periods.parse(text)
        if term.unit != "term":
            raise ValueError(f"“{text}”不是学期；如 2026-autumn 或 2027年春")
        return term.text

    @field_validator(
        "classes", "fee_yuan", "meal_pattern", "meal_times", "kitchen", "registers", "consumption", "first", "last",
        mode="before",
    )  # fmt: skip
    @classmethod
    def _as_people_write(cls, answer: Any, info: ValidationInfo) -> Any:
        """Read an answer that is written out; a list or a number of a file is taken as it is."""
        words = {
            "classes": read_classes, "fee_yuan": read_fee, "meal_times": read_times, "kitchen": read_kitchen,
            "registers": read_groups, "consumption": read_use, "meal_pattern": read_pattern,
            "first": read_day, "last": read_day,
        }  # fmt: skip
        if info.field_name == "registers" and isinstance(answer, (list, tuple)):
            answer = "、".join(map(str, answer))
        return words[str(info.field_name)](answer) if isinstance(answer, str) else answer

    @classmethod
    def fault_of(cls, key: str, answer: object, answers: Mapping[str, object] | None = None) -> str | None:
        """Return what is wrong with one answer, or None: so that it can be asked for again at once.

        Parameters
        ----------
        key, answer : what is answered, and how.
        answers : given before, which this one must agree with.

        Examples
        --------
        >>> Founding.fault_of("fee_yuan", "12元"), Founding.fault_of("fee_yuan", "不知道")[:9]
        (None, '“不知道”不是膳费')
        """
        try:
            cls.model_validate({**(answers or {}), key: answer})
        except ValidationError as error:
            return next((_in_words(one) for one in error.errors() if one["loc"][:1] == (key,)), None)
        return None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Check answers.

        Raises
        ------
        FoundingError
            when an answer is missing or cannot be used.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            lines = [f"{_place(one['loc'])}：{_in_words(one)}" for one in error.errors()]
            raise FoundingError("；".join(lines)) from error

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read answers from a TOML file, for the unattended.

        Raises
        ------
        FoundingError
            when the file is no TOML, or an answer is missing or cannot be used.
        """
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise FoundingError(f"{path} 不是 UTF-8 编码的 TOML 文件：{error}") from error
        return cls.of(values)


_KINDS = {
    "float": "要写数字", "int": "要写整数", "date": "要写日期，如 2026-09-01", "tuple": "要写成一列",
    "string": "要写文字", "dict": "要写成一组，如 {\"小班\" = 12}",
}  # fmt: skip
"""What is expected, by the beginning of an error's type."""


def _in_words(error: ErrorDetails) -> str:
    kind = error["type"]
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind in ("missing", "extra_forbidden"):
        return {"missing": "没有写", "extra_forbidden": "不认识这一项"}[kind]
    if kind in ("too_short", "string_too_short"):
        return "不能空着"
    limits = error.get("ctx", {})
    bounds = [f"应{word} {limits[sign]}" for sign, word in (("ge", "不小于"), ("le", "不大于")) if sign in limits]
    expected = bounds[0] if bounds else _KINDS.get(kind.partition("_")[0]) or "不能用"
    return f"写的是“{error['input']}”，{expected}"


def _place(location: Sequence[int | str]) -> str:
    """Return where an answer stands: its Chinese title, which class, and the key that a file writes."""
    if not location:
        return "答案"
    key = str(location[0])
    field = Founding.model_fields.get(key)
    at = "".join(f"第 {part + 1} 个" if isinstance(part, int) else str(part) for part in location[1:])
    return f"{field.title} {key}{' ' + at if at else ''}" if field else key


def founding_frames(office: Office, founding: Founding) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return the rows of registers that a new office starts with, and what should be looked at.

    Parameters
    ----------
    office : the new office; foods and dishes are there already.
    founding : the answers.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> answers = {"name": "阳光幼儿园", "term": "2026年秋", "classes": "小一班25", "fee_yuan": "13元"}
    >>> with tiny_office() as office:
    ...     frames, notes = founding_frames(office, Founding.of(answers))
    >>> frames["classes"]["enrolled"].tolist(), len(frames["staff"])
    ([25], 4)
    """
    term = periods.parse(founding.term)
    first, last, basis = usual_days(office, term)
    notes = []
    if founding.first is None or founding.last is None:
        notes.append(f"开学 {founding.first or first:%Y-%m-%d}、放假 {founding.last or last:%Y-%m-%d} {basis}，请核对")
    span = Span(founding.first or first, founding.last or last)
    calendar, unknown = days_of_term(span, term.text)
    if unknown:
        notes.append(f"{'、'.join(unknown)}年的放假安排还没有公布，先按周一至周五，记为待确认")
    bands = list(dict.fromkeys(kindergarten_class.band for kindergarten_class in founding.classes))
    fees = founding.fee_yuan if isinstance(founding.fee_yuan, dict) else dict.fromkeys(bands, founding.fee_yuan)
    if lacking := [band for band in bands if band not in fees]:
        raise FoundingError(f"没有写{'、'.join(lacking)}的膳费")
    frames = {
        "sites": _sites(office.site, founding),
        "staff": pd.DataFrame(
            {
                "staff": [f"S{number:03d}" for number in range(1, len(founding.posts) + 1)],
                "role": list(founding.posts),
                "certificate": terms.NO_CERTIFICATE,
                "hired_on": pd.Timestamp(span.start),
            }
        ),
        "classes": pd.DataFrame(
            {
                "term": term.text,
                "class_name": [kindergarten_class.name for kindergarten_class in founding.classes],
                "band": [kindergarten_class.band for kindergarten_class in founding.classes],
                "enrolled": [kindergarten_class.enrolled for kindergarten_class in founding.classes],
            }
        ),
        "calendar": calendar,
        "fee_rates": pd.DataFrame(
            {
                "valid_from": pd.Timestamp(span.start),
                "band": list(bands),
                "fee_fen": [round(fees[band] * 100) for band in bands],
            }
        ),
    }
    return frames, notes


def _sites(site: str, founding: Founding) -> pd.DataFrame:
    """Return the kindergarten and, where another kitchen feeds it, that kitchen."""
    if founding.kitchen is None:
        return pd.DataFrame({"site": [site], "name": [founding.name], "kitchen": [site]})
    names = [founding.kitchen, founding.name]
    return pd.DataFrame({"site": [OTHER_KITCHEN, site], "name": names, "kitchen": OTHER_KITCHEN})


__all__ = [
    "Founding", "FoundingClass", "founding_frames",
]  # fmt: skip
