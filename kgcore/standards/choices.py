"""What a profile may say: its keys, and the check of each against the tables."""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from kgcore.registers.groups import GROUPS
from kgcore.standards.age_bands import AgeBand
from kgcore.standards.tables import load

Share = Annotated[float, Field(gt=0, le=1)]
Positive = Annotated[float, Field(gt=0)]

_TYPES = {
    "string_type": "应为带引号的文字",
    "int_type": "应为整数",
    "float_type": "应为数字",
    "tuple_type": '应为列表，如 ["食品"]',
    "dict_type": "应为一组键和值",
    "model_type": "应为一组键和数字",
    "too_short": "不能为空",
    "string_too_short": "不能为空",
}


class ProfileError(ValueError):
    """A profile cannot be used; `faults` names every key at fault, in Chinese."""

    def __init__(self, origin: str, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(f"口径“{origin}”有{len(faults)}处要改：\n" + "\n".join(f"- {f}" for f in faults))


class Override(BaseModel):
    """Figures this kindergarten sets itself; absent means the prescribed figure holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    energy_share: Share | None = Field(None, title="园内能量占比")
    protein_share: Share | None = Field(None, title="园内蛋白质占比")
    others_share: Share | None = Field(None, title="园内其他营养素占比")
    high_quality_protein_min: Share | None = Field(None, title="优质蛋白质占比下限")
    ca_p_low: Positive | None = Field(None, title="钙磷比下限")
    ca_p_high: Positive | None = Field(None, title="钙磷比上限")
    kinds_per_day_min: Positive | None = Field(None, title="每日食物种类下限")
    kinds_per_week_min: Positive | None = Field(None, title="每周食物种类下限")
    sample_grams: Positive | None = Field(None, title="每种食品留样克数")
    surplus_limit: Share | None = Field(None, title="盈亏率限值")
    six_t_weights: dict[str, Positive] | None = Field(None, title="六T权重")

    @field_validator("six_t_weights")
    @classmethod
    def _all_six(cls, weights: dict[str, float] | None) -> dict[str, float] | None:
        names = set(load("six_t")["name"])
        if weights is not None and set(weights) != names:
            raise PydanticCustomError("chinese", "须恰好写齐 {names}", {"names": "、".join(sorted(names))})
        return weights


def fault_of_times(times: Mapping[str, str], pattern: str) -> str | None:
    """Return what is wrong with the times of a day's meals, or None.

    Parameters
    ----------
    times : meal → clock time, as 11:30; meals without a time may lack.
    pattern : such as 一餐二点.

    Examples
    --------
    >>> fault_of_times({"早点": "09:00", "午餐": "11:30"}, "一餐二点")
    >>> fault_of_times({"午餐": "11:30", "早点": "14:00"}, "一餐二点")
    '早点 14:00 应早于午餐 11:30'
    >>> fault_of_times({"晚餐": "17:00"}, "一餐二点")
    '一餐二点没有晚餐；有早点、午餐、午点'
    """
    meals = load("meal_energy").query("pattern == @pattern").sort_values("position")["meal"].unique().tolist()
    if unknown := [meal for meal in times if meal not in meals]:
        return f"{pattern}没有{'、'.join(unknown)}；有{'、'.join(meals)}"
    if wrong := [time for time in times.values() if not _CLOCK_TIME.fullmatch(time)]:
        return f"“{wrong[0]}”不是时刻；如 11:30"
    in_order = [(meal, times[meal]) for meal in meals if meal in times]
    for (meal, time), (later_meal, later) in pairwise(in_order):
        if time >= later:
            return f"{meal} {time} 应早于{later_meal} {later}"
    return None


_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _choice(title: str, of: str | None = None) -> Any:
    """Declare a field whose value is a row of the schemes table, under its own name or that of `of`."""
    return Field(title=title, json_schema_extra={"choice": of or ""})


class ProfileChoices(BaseModel):
    """The choices of one kindergarten, each naming a scheme that the standards tables hold."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str = Field(title="口径名称", min_length=1)
    age_bands: tuple[AgeBand, ...] = Field(title="年龄段", strict=False)
    dri_edition: int = _choice("膳食营养素参考摄入量")
    meal_pattern: str = _choice("供餐方式")
    meal_times: dict[str, str] = Field(title="开饭时间")
    share_scheme: str = _choice("园内供给占比")
    meal_energy_scheme: str = _choice("各餐能量分配")
    macro_scheme: str = _choice("供能营养素比例")
    macro_second_scheme: str = _choice("供能营养素比例（参照）", of="macro_scheme")
    food_guide_scheme: str = _choice("食物量")
    evaluation_scheme: str = _choice("达标程度评价")
    animal_fat_scheme: str = _choice("动物性脂肪占比")
    coverage_min: float = Field(title="成分数据覆盖率下限", ge=0, le=1)
    surplus_period: str = _choice("膳费盈亏判定期")
    surplus_base: str = _choice("盈亏率分母")
    surplus_numerator: str = _choice("盈亏支出口径")
    refund_rule: str = _choice("退费办法")
    stock_valuation: str = _choice("库存计价")
    consumption: str = _choice("消耗依据")
    charge_categories: tuple[str, ...] = Field(
        title="可列入膳费的项目", min_length=1, strict=False, json_schema_extra={"choice": ""}
    )
    menu_goals: tuple[str, ...] = Field(
        title="排食谱的目标次序", min_length=1, strict=False, json_schema_extra={"choice": ""}
    )
    outbreak_jurisdiction: str = _choice("聚集性疫情标准")
    suspension_rule: str = _choice("停课标准")
    isolation_scheme: str = _choice("隔离期")
    growth_standard: str = _choice("生长标准")
    obesity_scheme: str = _choice("肥胖判定")
    growth_adequacy_scheme: str = _choice("生长合格")
    anaemia_scheme: str = _choice("贫血判定")
    sample_scheme: str = _choice("食品留样")
    disinfection_scheme: str = _choice("消毒")
    class_size_scheme: str = _choice("班额")
    registers: tuple[str, ...] = Field(title="登记哪些台账", strict=False)
    override: Override = Field(default_factory=Override, title="本园自定")

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read a profile; a key the file leaves out keeps the packaged choice.

        Parameters
        ----------
        path
            TOML file of the office; None for the packaged profile.

        Raises
        ------
        ProfileError
            No such file, not TOML, an unknown key, or a choice the standards tables do not hold.
        """
        if path is None:
            return cls.of({})
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as fault:
            raise ProfileError(str(path), ["文件打不开；请检查路径"]) from fault
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise ProfileError(str(path), [f"不是 UTF-8 编码的 TOML 文件（{fault}）"]) from fault
        return cls.of(values, origin=str(path))

    @classmethod
    def of(cls, values: Mapping[str, Any], origin: str = "程序内") -> Self:
        """Lay choices over the packaged profile.

        Parameters
        ----------
        values
            Keys and values as in the TOML file.
        origin
            Where they come from, for the message.

        Raises
        ------
        ProfileError
            Naming every key at fault, the value found and what is allowed.
        """
        packaged = tomllib.loads((files("kgcore.standards") / "profile.toml").read_text(encoding="utf-8"))
        try:
            return cls.model_validate({**packaged, **values})
        except ValidationError as fault:
            raise ProfileError(origin, [_explain(e) for e in fault.errors()]) from fault

    @classmethod
    def choices(cls) -> dict[str, str]:
        """Each field that names a scheme, and the choice it makes in the schemes table."""
        extras = {key: field.json_schema_extra for key, field in cls.model_fields.items()}
        return {key: str(e["choice"] or key) for key, e in extras.items() if isinstance(e, dict)}

    @field_validator("*")
    @classmethod
    def _known(cls, entry: Any, info: ValidationInfo) -> Any:
        choice = cls.choices().get(str(info.field_name))
        if choice is None:
            return entry
        schemes = load("schemes").query("choice == @choice")
        for value in entry if isinstance(entry, tuple) else (entry,):
            if str(value) not in set(schemes["value"]):
                pairs = zip(schemes["value"], schemes["label"], strict=True)
                allowed = "、".join(f"{code}（{label}）" for code, label in pairs)
                raise PydanticCustomError(
                    "chinese", "填的是“{value}”，可选：{allowed}", {"value": str(value), "allowed": allowed}
                )
        return entry

    @field_validator("age_bands")
    @classmethod
    def _once_each(cls, bands: tuple[AgeBand, ...]) -> tuple[AgeBand, ...]:
        names = [band.name for band in bands]
        if not names:
            raise PydanticCustomError("chinese", "至少写一个年龄段", {})
        if again := sorted({name for name in names if names.count(name) > 1}):
            raise PydanticCustomError("chinese", "{names}写了两次", {"names": "、".join(again)})
        return bands

    @field_validator("meal_times")
    @classmethod
    def _of_the_pattern(cls, times: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        if fault := fault_of_times(times, str(info.data.get("meal_pattern"))):
            raise PydanticCustomError("chinese", "{fault}", {"fault": fault})
        return times

    @field_validator("registers")
    @classmethod
    def _groups(cls, groups: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [group for group in groups if group not in GROUPS]:
            allowed = {"unknown": "、".join(unknown), "allowed": "、".join(GROUPS)}
            raise PydanticCustomError("chinese", "填的是“{unknown}”，可选：{allowed}", allowed)
        return groups

    @model_validator(mode="after")
    def _ca_p_in_order(self) -> Self:
        prescribed = load("quality_rules").set_index("rule")
        low = self.override.ca_p_low or float(prescribed["low"]["ca_p_ratio"])
        high = self.override.ca_p_high or float(prescribed["high"]["ca_p_ratio"])
        if low > high:
            raise PydanticCustomError("chinese", "override：钙磷比下限{low}高于上限{high}", {"low": low, "high": high})
        return self

    @model_validator(mode="after")
    def _pattern_is_covered(self) -> Self:
        for table, key in (("meal_shares", "share_scheme"), ("meal_energy", "meal_energy_scheme")):
            rows = load(table)
            rows = rows[rows["scheme"] == getattr(self, key)]
            if self.meal_pattern not in set(rows["pattern"]):
                raise PydanticCustomError(
                    "chinese",
                    "{key}：“{value}”没有供餐方式“{pattern}”的数值；它有：{patterns}",
                    {
                        "key": key,
                        "value": getattr(self, key),
                        "pattern": self.meal_pattern,
                        "patterns": "、".join(rows["pattern"].unique()),
                    },
                )
        return self


def _explain(error: ErrorDetails) -> str:
    key = ".".join(str(part) for part in error["loc"])
    entry = error.get("input")
    if error["type"] == "chinese":
        return f"{key}：{error['msg']}" if key else error["msg"]
    if error["type"] == "extra_forbidden":
        parts: dict[str, type[BaseModel]] = {"override": Override, "age_bands": AgeBand}
        known = parts.get(key.partition(".")[0], ProfileChoices).model_fields
        return f"{key}：没有这个键（填的是“{entry}”）；可用的键：{'、'.join(known)}"
    if error["type"] == "missing":
        return f"{key}：没有写"
    limits = error.get("ctx", {})
    signs = {"gt": "大于", "ge": "不小于", "lt": "小于", "le": "不大于"}
    wanted = "、".join(f"{word}{limits[sign]}" for sign, word in signs.items() if sign in limits)
    return f"{key}：填的是“{entry}”，{_TYPES.get(error['type']) or f'应{wanted}'}"
