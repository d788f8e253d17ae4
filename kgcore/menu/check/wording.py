"""Violations in a cook's words: what, where, how much, and what to change."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import cache

import numpy as np

from kgcore import registers
from kgcore.menu.check.amounts import WHOLE
from kgcore.menu.check.kitchen import counted_together
from kgcore.menu.check.never import WHOLE_DAY, Forbidden
from kgcore.menu.check.norms import ENERGY, norms_of
from kgcore.menu.check.plates import Plates
from kgcore.menu.check.violation import HARD, Violation
from kgcore.menu.problem.problem import Problem, Serving

NEVER = {  # rule → what is wrong, what to do
    "season": ("不当季", "请换一道当季的菜"),
    "banned": ("食堂不得供应（凉菜、生食或禁用的食材）", "请换菜"),
    "whole_nuts": ("含坚果，三岁以下的幼儿容易呛噎", "请换一道不含坚果的菜"),
    "allergens": ("含本次要避开的过敏原，或过敏原没有查明", "请换一道不含的菜；没有查明的请看包装标签"),
    "bans": ("本次已禁用", "请换菜，或取消禁用"),
    "delivery": ("主料当天不到货", "请挪到到货的日子，或换菜"),
    "pins": ("没有按固定的位置供应", "请放回固定的位置，或取消固定"),
}
GROUPED = {  # rule → sentence with {what}, {measured}, {high}; what to do
    "main_ingredient": ("主料“{what}”用了{measured}次，最多{high}次", "请把其中一道换成别的主料"),
    "family": ("“{what}”一类的菜有{measured}道，最多{high}道", "请换成另一类的菜"),
    "method": ("“{what}”的菜有{measured}道，最多{high}道", "请换一道别的做法"),
    "colour": ("主色“{what}”的菜有{measured}道，最多{high}道", "请换一道别的颜色"),
    "texture": ("口感“{what}”的菜有{measured}道，最多{high}道", "请换一道别的口感"),
    "equipment": ("{what}要同时做{measured}道，只够{high}道", "请换一道用别的设备的菜"),
    "frying": ("{what}有{measured}道，一周最多{high}道", "请换一道别的做法"),
    "hands": ("备餐要{measured}分钟，人手只够{high}分钟", "请换一道省工的菜"),
}
PARTS = {  # rule → what is held against what, both in the cook's words
    "macro_shares": "提供的能量占三大营养素的", "added_sugar": "提供的能量占园内全天的",
    "meal_split": "的能量占园内全天的", "high_quality_protein": "（动物和豆类的）占全部蛋白质的",
    "calcium_phosphorus": "与磷之比",
}  # fmt: skip
RATIO = "calcium_phosphorus"
COUNTED = {
    **dict.fromkeys((*GROUPED, "courses", "frequency"), "道"), "main_ingredient": "次", "repeat": "次", "kinds": "种",
    "hands": "分钟",
}  # fmt: skip
MACROS = {"protein": "蛋白质", "fat": "脂肪", "carb": "碳水化合物"}
UNITS = {"kcal": "千卡", "g": "克", "mg": "毫克", "μg": "微克", "μgRAE": "微克"}
EXAMPLES = 3
MOST_DIGITS = 3
Figure = Callable[[float], str]


def words(plates: Plates, violation: Violation) -> tuple[str, str]:
    """Return the sentence and the advice for a violation.

    Figures of a week are told per child and day, as a cook weighs out.
    """
    v = violation
    if v.rule in NEVER:
        text, advice = NEVER[v.rule]
        return f"{v.where} {v.what}：{text}", advice
    if v.rule in GROUPED:
        text, advice = GROUPED[v.rule]
        said = text.format(what=v.what, measured=_figure(v.measured), high=_figure(v.high))
        named = "、".join(dict.fromkeys(counted_together(plates, v)))
        return f"{v.where} {said}{f'：{named}' if named else ''}", advice
    of_their_own: dict[str, Callable[[Violation], tuple[str, str]]] = {
        "courses": _courses, "repeat": _repeat, "frequency": _frequency, "kinds": _kinds, "fee": _fee,
    }  # fmt: skip
    if v.rule in of_their_own:
        return of_their_own[v.rule](v)
    per_day, part = _as_told(plates, v)
    name = subject_of(v)
    inside = plates.week == v.where.partition(" ")[0]
    examples = _examples(plates, v, inside if inside.any() else plates.date.astype(str) == v.where, name)
    if part:
        figure = _telling(part, _ratio if v.rule == RATIO else _percent)
        return f"{v.where} {name}{PARTS[v.rule]}{figure(part.measured)}，{_asked(part, figure)}", examples
    unit = UNITS.get(_unit(v), "克")
    figure = _telling(per_day, _figure)
    limit = "（可耐受最高摄入量）" if v.rule == "upper_limits" else ""
    said = f"{name}{limit}平均每人每天{figure(per_day.measured)}{unit}，{_asked(per_day, figure)}{unit}"
    return f"{v.where} {said}", examples


def subject_of(violation: Violation) -> str:
    """Return what a violation is about, in Chinese."""
    v = violation
    return "添加糖" if v.rule == "added_sugar" else _nutrients().get(v.what, (MACROS.get(v.what, v.what), ""))[0]


def figures_of(plates: Plates, violation: Violation) -> tuple[float | None, float | None, str]:
    """Return the measured figure, the limit it breaks and their unit, as the sentence of `words` tells them."""
    v = violation
    if v.rule in NEVER:
        return None, None, ""
    if v.rule == "fee":
        return v.measured / 100, _broken(v) / 100, "元/人·日"
    if v.rule in COUNTED:
        unit = "园日" if v.rule == "repeat" and np.isinf(v.high) else COUNTED[v.rule]
        return v.measured, _broken(v), unit
    per_day, part = _as_told(plates, v)
    if part is None:
        return per_day.measured, _broken(per_day), f"{_unit(v)}/人·日"
    scale, unit = (1, "") if v.rule == RATIO else (100, "%")
    return scale * part.measured, scale * _broken(part), unit


def source_of(problem: Problem, violation: Violation) -> str:
    """Return where the broken limit stands: of a rule's settings those of the violation's tier and of what it is about.

    A setting names the profile's choices in braces; they are told in words, see `Profile.cite`.
    """
    v, rows = violation, problem.settings.rows(violation.rule)
    rows = [row for row in rows if (row.tier or HARD) == v.tier] or rows
    rows = [row for row in rows if row.key and v.what.startswith(row.key)] or rows
    return problem.profile.cited("；".join(dict.fromkeys(row.source for row in rows)))


def _courses(v: Violation) -> tuple[str, str]:
    if v.what == WHOLE_DAY:
        return f"{v.where} 整天没有菜，应为{_figure(v.low)}道", "请补上；这一天不供餐的，请改《校历》"
    if v.high > 0:
        few = v.measured < v.low
        return (
            f"{v.where}·{v.what}：有{_figure(v.measured)}道菜，应为{_figure(v.low)}道",
            "请补上" if few else "请去掉多出的菜",
        )
    return f"{v.where} {v.what}：不能放在这个餐位（菜点表的类别和可供餐次）", "请放到合适的餐位，或改菜点表"


def _repeat(v: Violation) -> tuple[str, str]:
    if np.isinf(v.high):
        return f"{v.where} {v.what}：和另一次只隔{_figure(v.measured)}个园日，至少要{_figure(v.low)}个", "请换菜或挪开"
    span = f"连着{v.where}" if v.where.endswith("周") else v.where
    return f"{span} {v.what}：供应{_figure(v.measured)}次，最多{_figure(v.high)}次（算上前后已供应的）", "请换掉一次"


def _frequency(v: Violation) -> tuple[str, str]:
    return f"{v.where} 有{v.what}的菜{_figure(v.measured)}道，{_asked(v)}道", f"请{_more(v)}有{v.what}的菜"


def _kinds(v: Violation) -> tuple[str, str]:
    return f"{v.where} 食物{_figure(v.measured)}种（油盐糖调味品不算），{_asked(v)}种", "请换上用料多样的菜"


def _fee(v: Violation) -> tuple[str, str]:
    span = "全部日子平均" if v.where == WHOLE else v.where
    text = f"{span} 食材每人每天{v.measured / 100:.2f}元，{_asked(v, lambda fen: f'{fen / 100:.2f}')}元"
    return text, "请换上便宜些的菜" if v.measured > v.high else "可以换上好一些的菜"


@cache
def _nutrients() -> dict[str, tuple[str, str]]:
    return {column.name: (column.title, column.unit or "") for column in registers.nutrients()}


def _unit(v: Violation) -> str:
    return _nutrients().get(v.what, ("", "g"))[1]


def _broken(v: Violation) -> float:
    return v.high if v.measured > v.high else v.low


def _as_told(plates: Plates, v: Violation) -> tuple[Violation, Violation | None]:
    """Return a violation per child and day; and as the part of a whole that its norm speaks of, if it does of any."""
    week, _, band = v.where.partition(" ")
    inside, norms, bands = plates.week == week, norms_of(plates.problem), plates.problem.bands
    per_day = _scaled(v, len(set(plates.date[inside])) or 1)
    if v.rule not in PARTS or band not in bands or not inside.any():
        return per_day, None
    eaten = plates.grams[inside].sum(axis=0)[bands.index(band)]
    base = next((of.base for of in norms.ranges if (of.rule, of.what) == (v.rule, v.what)), None)
    return per_day, _scaled(v, float(eaten @ (norms.kcal_per_g if base is None else norms.contents[:, base])))


def _scaled(v: Violation, whole: float) -> Violation:
    return Violation(v.rule, v.tier, v.what, v.where, v.measured / whole, v.low / whole, v.high / whole, v.share)


def _examples(plates: Plates, v: Violation, inside: np.ndarray, name: str) -> str:
    """Name the dishes of the menu that bring most of what is too much, or dishes in season that bring what lacks."""
    problem, norms = plates.problem, norms_of(plates.problem)
    if v.rule == "meal_split":
        return f"请{'减少' if v.measured > v.high else '增加'}{name}的份量，或换菜"
    wanted = ENERGY if v.rule == "energy" else v.what
    column = next((of.amount for of in norms.ranges if (of.rule, of.what) == (v.rule, wanted)), None)
    if column is None:
        return f"请{_more(v)}{name}"
    of_dish = problem.grams[len(problem.bands) // 2] @ norms.contents[:, column]
    names = problem.dishes["dish"].tolist()
    if v.measured > v.high:
        served = sorted({int(n) for n in plates.dish[inside]}, key=lambda n: -of_dish[n])[:EXAMPLES]
        return f"{name}主要来自{'、'.join(names[n] for n in served)}；请减份量或换菜"
    forbidden, courses, meals = Forbidden(plates), problem.dishes["course"], problem.dishes["meals"]
    day, there = plates.date[inside].min(), set(plates.dish.tolist())
    best = (
        n for n in np.argsort(-of_dish, kind="stable").tolist()
        if n not in there and of_dish[n] > 0
        and not any(forbidden.reasons(n, Serving(day, str(meals[n]).split(";")[0], courses[n], names[n])))
    )  # fmt: skip
    advised = [names[n] for n in itertools.islice(best, EXAMPLES)]
    more = f"换上{name}多的菜，如{'、'.join(advised)}" if advised else ""
    if v.measured > 0:
        return f"请加份量，或{more}" if more else f"请给{name}多的菜加份量"
    return f"请{more}" if more else f"现在可供的菜里没有含{name}的"


def _more(v: Violation) -> str:
    return "减少" if v.measured > v.high else "增加"


def _asked(v: Violation, figure: Figure | None = None) -> str:
    figure = figure or _figure
    if np.isfinite(v.low) and np.isfinite(v.high):
        return f"应为{figure(v.low)}～{figure(v.high)}"
    return f"至少{figure(v.low)}" if np.isfinite(v.low) else f"最多{figure(v.high)}"


def _telling(v: Violation, figure: Callable[..., str]) -> Figure:
    """Return a way to write figures that tells the measured one from the limit it breaks."""
    limit = _broken(v)
    both = ([float(figure(value, n).rstrip("%")) for value in (v.measured, limit)] for n in range(MOST_DIGITS))
    more = next((n for n, (measured, told) in enumerate(both) if measured != told), MOST_DIGITS)
    return lambda value: figure(value, more if value in (v.measured, limit) else 0)


def _figure(value: float, more: int = 0) -> str:
    if value == round(value):
        return f"{value:.0f}"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits + more}f}"


def _percent(value: float, more: int = 0) -> str:
    return f"{100 * value:.{1 + more}f}".removesuffix(".0") + "%"


def _ratio(value: float, more: int = 0) -> str:
    return f"{value:.{2 + more}f}"
