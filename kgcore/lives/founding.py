"""A new office from a few answers: its kindergarten, classes, school days, fees, and who signs."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from kgcore import periods
from kgcore.lives.school_days import days_of_term, usual_days
from kgcore.office import Office
from kgcore.periods import Span
from kgcore.registers import GROUPS, USUAL, terms
from kgcore.standards import AgeBand, Profile, ProfileError, load

SIGNATORIES = (terms.PRINCIPAL, terms.LOGISTICS, terms.ACCOUNTANT, terms.HEALTH_OFFICER)
"""Posts of which a new office gets one member of staff each, so that entries can be signed."""


class FoundingError(ValueError):
    """Answers about a new office that cannot be used; the message says which and why, in Chinese."""


class FoundingClass(BaseModel):
    """One class: its name, band and number of children."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    band: str
    enrolled: Annotated[int, Field(ge=0, le=200)]


class Founding(BaseModel):
    """What must be known of a kindergarten before its sheets can go in.

    Parameters
    ----------
    name : of the kindergarten.
    term : such as 2026-autumn.
    classes : of that term.
    fee_yuan : meal fee of a child and day, or one for each band.
    age_bands : bands of this kindergarten with their months of age; None = those of the packaged profile.
    meal_pattern : such as 一餐二点; as the profile names it.
    first, last : first and last day of school; None = customary days, which the answer says.
    posts : of which the office gets one member of staff each.
    place : province or city, such as 湖北省; None = no local rules.
    registers : groups of registers that the office keeps, as `kgcore.registers.GROUPS` names them.
    consumption : issues where each issue is written down, stocktake where use is what a stocktake does not find.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    term: str
    classes: tuple[FoundingClass, ...] = Field(min_length=1)
    fee_yuan: float | dict[str, float]
    age_bands: tuple[AgeBand, ...] | None = None
    meal_pattern: str = "一餐二点"
    first: dt.date | None = None
    last: dt.date | None = None
    posts: tuple[str, ...] = SIGNATORIES
    place: str | None = None
    registers: tuple[str, ...] = USUAL
    consumption: str = "stocktake"

    def profile(self) -> tuple[dict[str, Any], list[str]]:
        """Return what this kindergarten's profile says otherwise than the packaged one, and what to look at.

        Raises
        ------
        FoundingError
            when a choice is none that a profile may make.
        """
        local, notes = place_rules(self.place)
        own = {"meal_pattern": self.meal_pattern, "registers": list(self.registers), "consumption": self.consumption}
        values = {"name": f"{self.name}口径"} | own | local
        try:
            Profile.of(values)
        except ProfileError as error:
            raise FoundingError("；".join(error.faults)) from error
        if self.consumption == "stocktake":
            notes.append("消耗按盘点倒挤（期初＋购入－期末），写了领用的照领用；全写领用的把 consumption 改为 issues")
        notes.append(f"只登记{'、'.join(self.registers)}，别的不作评价；以后多登记的，加进 profile.toml 的 registers")
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

    @field_validator("term")
    @classmethod
    def _is_term(cls, text: str) -> str:
        if not text.endswith(("-spring", "-autumn")):
            raise ValueError(f"“{text}”不是学期；如 2026-autumn 或 2027-spring")
        return text

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
            lines = [f"{'.'.join(map(str, one['loc']))}：{_said(one['msg'])}" for one in error.errors()]
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


def _said(message: str) -> str:
    words = {"Field required": "没有写", "Extra inputs are not permitted": "不认识这一项"}
    return words.get(message, message.removeprefix("Value error, "))


def read_classes(text: str, enrolled: int | None = None) -> list[dict[str, Any]]:
    """Return classes written as 托班 15、小一班 25、大一班 28; the band is told by the first character.

    Parameters
    ----------
    text : names with the number of children, separated by commas, 、 or blanks.
    enrolled : children of a class that is written without a number.

    Raises
    ------
    FoundingError
        when a class has no number or its band cannot be told from its name.

    Examples
    --------
    >>> read_classes("小一班25、大一班 30")
    [{'name': '小一班', 'band': '小班', 'enrolled': 25}, {'name': '大一班', 'band': '大班', 'enrolled': 30}]
    """
    classes = []
    for name, count in re.findall(r"([^\d、，,;；\s:：]+班)\s*[:：]?\s*(\d*)", text):
        band = _band_of(name)
        number = int(count) if count else enrolled
        if band is None:
            raise FoundingError(f"从“{name}”看不出年龄段；名称请以托、小、中、大或混龄开头，或在文件里写明 band")
        if number is None:
            raise FoundingError(f"“{name}”没有写人数；如 {name}30")
        classes.append({"name": name, "band": band, "enrolled": number})
    if not classes:
        raise FoundingError(f"“{text}”里没有班级；如 小一班25、中一班30、大一班28")
    return classes


def _band_of(name: str) -> str | None:
    """Return the usual band that a class's name begins with; None where it names none, or two (中大班)."""
    letters = {band[0]: band for band in terms.USUAL_BANDS}
    found = [letters[letter] for letter in name if letter in letters]
    return terms.MIXED if terms.MIXED in found else found[0] if len(found) == 1 and name[0] in letters else None


def place_rules(place: str | None) -> tuple[dict[str, str], list[str]]:
    """Return the choices of a profile that a place prescribes, and a sentence on each with its source.

    Parameters
    ----------
    place : province or city as people write it, such as 湖北省武汉市; None or empty = not told.

    Examples
    --------
    >>> place_rules("湖北省武汉市")[0]
    {'refund_rule': 'by_absent_day'}
    """
    if not place:
        return {}, []
    table, schemes = load("places"), load("schemes").set_index(["choice", "value"])["label"]
    rows = table.loc[[str(name) in place for name in table["place"]]]
    notes = [
        f"{row['place']}：{schemes[row['choice'], row['value']]}（{row['source']}），请核对"
        for row in rows.to_dict("records")
    ]
    if rows.empty:
        notes = [f"没有收录{place}的规定，先用通行的；退费、停课等按当地文件改 profile.toml"]
    return dict(zip(rows["choice"], rows["value"], strict=True)), notes


def read_groups(text: str) -> tuple[str, ...]:
    """Return the groups of registers named in a text; empty: those that are usual.

    Raises
    ------
    FoundingError
        when a word names no group.

    Examples
    --------
    >>> read_groups("考勤、采购、体检"), read_groups("")
    (('考勤', '采购', '体检'), ('考勤', '采购', '盘点', '食谱'))
    """
    words = [word for word in re.split(r"[、，,;；\s]+", text) if word]
    if unknown := [word for word in words if word not in GROUPS]:
        raise FoundingError(f"没有{'、'.join(unknown)}这一类台账；可写：{'、'.join(GROUPS)}")
    return tuple(words) or USUAL


def founding_frames(office: Office, founding: Founding) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return the rows of registers that a new office starts with, and what should be looked at.

    Parameters
    ----------
    office : the new office; foods and dishes are there already.
    founding : the answers.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> answers = {"name": "阳光幼儿园", "term": "2026-autumn", "classes": read_classes("小一班25"), "fee_yuan": 13.0}
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
        "sites": pd.DataFrame({"site": [office.site], "name": [founding.name], "kitchen": [office.site]}),
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


__all__ = [
    "Founding", "FoundingClass", "FoundingError", "founding_frames", "place_rules", "read_classes", "read_groups",
]  # fmt: skip
