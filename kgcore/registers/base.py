"""What a register is: one declared table from which sheet, database table, row checks and documentation derive."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
import pandera.pandas as pa

Integer = pd.Int64Dtype
Number = float
Flag = pd.BooleanDtype
Date = pa.DateTime

Kind = Literal["text", "integer", "number", "date", "time", "flag"]

ANONYMOUS_CHILD = "C99999"
"""What entries of ledgers hold in the place of the code of a child that was deleted; no child has it."""

EMPTY = "空"
"""What is said of a cell without a value."""

TIME_PATTERN = r"^([01]\d|2[0-3]):[0-5]\d$"


@dataclass(frozen=True)
class Usual:
    """What an empty cell stands for, by the value of another column of the row, such as the group of a food."""

    by: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class RegisterColumn:
    """One column of a register as every consumer (sheet, store, dictionary) sees it.

    `scale` is the exact factor from what the sheet shows to what is stored: 元 → fen is 100, kg → g is 1000.
    `mentions` is a `register.column` whose values this text may hold beside others: it follows when one is renamed.
    `vocabulary` is the key of the profile that says which values this office has; `choices` are the packaged ones.
    `default_list` is the key of the profile whose every value an empty cell stands for, which `<name>_basis` then says.
    `usual` is what an empty cell stands for, which `own_values` of the row then names.
    `lasting` is kept by the store (`kg rename` sets it): a sheet that leaves it empty does not clear it.
    """

    name: str
    title: str
    kind: Kind
    unit: str | None
    sheet_unit: str | None
    scale: Decimal
    nullable: bool
    key: bool
    reference: str | None
    choices: tuple[str, ...]
    labels: Mapping[str, str]
    at_most: str | None
    nutrient: bool
    mentions: str | None
    vocabulary: str | None
    default_list: str | None
    usual: Usual | None
    lasting: bool
    minimum: float | None
    maximum: float | None
    pattern: str | None
    example: object
    help: str

    @property
    def is_required(self) -> bool:
        """Whether an empty cell is a fault, whatever the office's profile says."""
        return not (self.nullable or self.default_list or self.usual)

    @property
    def heading(self) -> str:
        """Heading of the column in the workbook: title with the unit a person writes, e.g. 单价（元/kg）."""
        return f"{self.title}（{self.sheet_unit}）" if self.sheet_unit else self.title


OWN_NUMBER = r"^[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff/#()（）.~～—_-]{0,39}$"
"""Numbers as offices give them themselves: GD2024-001, TY-0031~0036."""


def column(
    title: str,
    *,
    key: bool = False,
    ref: str | None = None,
    unit: str | None = None,
    sheet_unit: str | None = None,
    scale: int = 1,
    nullable: bool = False,
    choices: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    at_most: str | None = None,
    ge: float | None = None,
    le: float | None = None,
    pattern: str | None = None,
    example: object = None,
    help: str = "",  # noqa: A002 - the word users of a form know
    time: bool = False,
    nutrient: bool = False,
    mentions: str | None = None,
    vocabulary: str | None = None,
    default_list: str | None = None,
    usual: Usual | None = None,
    lasting: bool = False,
) -> Any:
    """Declare one column; a thin layer over `pandera.pandas.Field` that keeps what the sheet needs in its metadata.

    Parameters
    ----------
    title : Chinese heading without unit.
    key : part of the natural key (unique together with the register's other key columns and the site).
    ref : `register.column` whose values are allowed here.
    unit, sheet_unit, scale : stored unit, unit written in the sheet, exact factor between them.
    choices : closed list of allowed values; becomes a drop-down list.
    labels : what the sheet shows for a choice where that is not the stored value itself.
    at_most : `register.column` that this value must not exceed, found through the column's references.
    ge, le, pattern : limits of the stored value.
    time : a clock time written HH:MM.
    nutrient : an amount per 100 g edible portion.
    mentions : `register.column` whose values the text may hold beside others; it follows when one is renamed.
    vocabulary : key of the profile that lists the values of an office; `choices` are then those of the packaged one.
    default_list : key of the profile whose every value an empty cell stands for, such as all meals of a day.
    usual : what an empty cell stands for; the register has a column `own_values` that names such columns.
    lasting : the store keeps what it holds when a sheet leaves the cell empty.
    """
    if time:
        pattern = TIME_PATTERN
    return pa.Field(
        title=title,
        description=help or None,
        nullable=nullable,
        coerce=True,
        isin=None if vocabulary else list(choices) or None,
        ge=ge,
        le=le,
        str_matches=pattern,
        metadata={
            "key": key,
            "ref": ref,
            "unit": unit,
            "sheet_unit": sheet_unit if sheet_unit is not None else unit,
            "scale": scale,
            "choices": tuple(choices),
            "labels": dict(labels or {}),
            "at_most": at_most,
            "nutrient": nutrient,
            "mentions": mentions,
            "vocabulary": vocabulary,
            "default_list": default_list,
            "usual": usual,
            "lasting": lasting,
            "ge": ge,
            "le": le,
            "pattern": pattern,
            "example": example,
            "time": time,
        },
    )


def money(title: str, *, per: str = "", nullable: bool = False, ge: float | None = 0, **more: Any) -> Any:
    """Declare a money column: written in 元 with at most two decimals, stored as integer fen."""
    return column(title, unit="fen" + per, sheet_unit="元" + per, scale=100, nullable=nullable, ge=ge, **more)


def mass(title: str, *, nullable: bool = False, ge: float | None = 0, **more: Any) -> Any:
    """Declare a mass column: written in kg with at most three decimals, stored as integer grams."""
    return column(title, unit="g", sheet_unit="kg", scale=1000, nullable=nullable, ge=ge, **more)


def staff(title: str, *, key: bool = False, example: str = "S001") -> Any:
    """Declare a column that names a member of staff by number."""
    return column(title, key=key, ref="staff.staff", example=example, help="工号，见《教职工》")


def child(*, key: bool = False) -> Any:
    """Declare the column that names a child by pseudonym."""
    return column("幼儿编号", key=key, ref="children.child", example="C00001", help="化名编号，见《幼儿》")


def aliases(example: str | None = None) -> Any:
    """Declare the column of the names that a row had before; sheets that still use one are read as the present name."""
    return column("别名", nullable=True, lasting=True, example=example, help="曾用名或别的叫法，多个用分号隔开")


def ended(meaning: str) -> Any:
    """Declare the column of the day from which a row is no longer used; empty: it is in use."""
    return column("停用日期", nullable=True, lasting=True, example=None, help=meaning)


def rule(column_name: str, message: str) -> Callable[[Callable[..., pd.Series[bool]]], Any]:
    """Declare a check across columns of one row: the decorated method returns True where the row is right.

    Parameters
    ----------
    column_name : the column whose cell is named when the row is wrong.
    message : what is wrong, in Chinese.
    """
    return pa.dataframe_check(name=column_name, error=message, ignore_na=False)


@dataclass(frozen=True)
class Meta:
    """What a register is called and how it behaves.

    `date` names the column that places a row in a period; registers without one are standing lists.
    `ledger` registers are append-only: `entry` identifies a row, `reverses` names the row it cancels.
    `happened` registers hold what has taken place, so that none of their rows is dated after today.
    """

    title: str
    part: str
    purpose: str
    date: str | None = None
    ledger: bool = False
    school_days_only: bool = False
    happened: bool = False


class Register(pa.DataFrameModel):
    """Base of all registers; every row belongs to a site."""

    _about: ClassVar[Meta]

    site: str = column("园所", key=True, ref="sites.site", example="main", help="园所代码，见《园所》")

    class Config:
        """A register has exactly its declared columns."""

        strict = True
        ordered = False
        coerce = True


def meta(register: type[Register]) -> Meta:
    """Return what a register is called and how it behaves.

    Examples
    --------
    >>> from kgcore import registers
    >>> meta(registers.get("movements")).ledger
    True
    """
    return register._about


def _kind(dtype: object, time: bool) -> Kind:
    text = str(dtype).lower()
    if time:
        return "time"
    if "datetime" in text:
        return "date"
    if "int" in text:
        return "integer"
    if "float" in text:
        return "number"
    if "bool" in text:
        return "flag"
    return "text"


def columns(register: type[Register]) -> tuple[RegisterColumn, ...]:
    """Return the columns of a register in declared order, `site` first.

    Examples
    --------
    >>> from kgcore import registers
    >>> [column.title for column in columns(registers.get("sites"))]
    ['园所', '园所名称', '供餐园所']
    """
    declaration = _COLUMNS.get(register)
    if declaration is None:
        schema = register.to_schema()
        declaration = tuple(_column(name, spec) for name, spec in schema.columns.items())
        _COLUMNS[register] = declaration
    return declaration


_COLUMNS: dict[type[Register], tuple[RegisterColumn, ...]] = {}


def _column(name: str, spec: Any) -> RegisterColumn:
    about = spec.metadata
    return RegisterColumn(
        name=name,
        title=spec.title,
        kind=_kind(spec.dtype, about["time"]),
        unit=about["unit"],
        sheet_unit=about["sheet_unit"],
        scale=Decimal(about["scale"]),
        nullable=spec.nullable,
        key=about["key"],
        reference=about["ref"],
        choices=about["choices"],
        labels=about["labels"],
        at_most=about["at_most"],
        nutrient=about["nutrient"],
        mentions=about["mentions"],
        vocabulary=about["vocabulary"],
        default_list=about["default_list"],
        usual=about["usual"],
        lasting=about["lasting"],
        minimum=about["ge"],
        maximum=about["le"],
        pattern=about["pattern"],
        example=about["example"],
        help=spec.description or "",
    )


def as_written(column: RegisterColumn, value: object) -> str:
    """Return a stored value as a person writes it in the sheet: 502 fen/kg as 5.02, days as 2026-05-06, 空 for none.

    Parameters
    ----------
    column : of a register.
    value : as stored, or anything else that was found in its place.

    Examples
    --------
    >>> from kgcore import registers
    >>> price = next(one for one in columns(registers.get("prices")) if one.name == "price_fen_per_kg")
    >>> as_written(price, 502), as_written(price, None)
    ('5.02', '空')
    """
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return EMPTY
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return f"{Decimal(str(value)) / column.scale:f}"
    return column.labels.get(str(value), str(value))


def key_columns(register: type[Register]) -> tuple[str, ...]:
    """Return the names of the columns that tell one row from another, `site` included.

    Examples
    --------
    >>> from kgcore import registers
    >>> key_columns(registers.get("attendance"))
    ('site', 'date', 'class_name', 'meal')
    """
    return tuple(c.name for c in columns(register) if c.key)
