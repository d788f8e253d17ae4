"""Variety and capacity: repetition, ingredients, families, methods, looks, equipment, hands, frequencies, kinds.

What fixed days hold counts in its week, but is no fault of the menu: a limit is broken by a serving of a day to be
planned. The words of each violation are beside what finds it.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kgcore import periods
from kgcore.menu.check.figures import change_of, limit_of, plain, range_of
from kgcore.menu.check.never import counted_kinds
from kgcore.menu.check.norms import norms_of
from kgcore.menu.check.plates import Plates
from kgcore.menu.check.telling import Counted, Figures, HandsTelling, Telling
from kgcore.menu.check.violation import HARD, Violation, outside
from kgcore.menu.problem.settings import Setting
from kgcore.menu.problem.vocabulary import DARK_VEGETABLES, DISHES_A_DAY, FISH
from kgcore.registers import terms

WEEKS = "weeks"
"""Ends the place of a violation that several weeks make: 2weeks."""


@dataclass(frozen=True)
class Grouped(Counted):
    """Dishes with the same value of a column of the dishes register, too many of them.

    Attributes
    ----------
    column : that column. text : the sentence with {what}, {measured}, {high}. advice : what to do.
    weeks : which settings count a week, by key; the others count a day. own_label : a setting's key is the one value.
    """

    column: str
    text: str
    advice: str
    unit: str = "道"
    weeks: tuple[str, ...] = ()
    own_label: bool = False

    def weekly(self, setting: Setting) -> bool:
        """Whether a setting counts the dishes of a week."""
        return setting.key in self.weeks

    def what(self, setting: Setting, value: str) -> str:
        """Return what dishes with a value are called."""
        return value

    def words(self, plates: Plates, v: Violation) -> tuple[str, str]:
        said = self.text.format(what=v.what, measured=plain(v.measured), high=plain(v.high))
        dishes = "、".join(dict.fromkeys(self._dishes(plates, v)))
        return f"{v.where} {said}{f'：{dishes}' if dishes else ''}", self.advice

    def _dishes(self, plates: Plates, v: Violation) -> list[str]:
        """Return the dishes that are too many, in the order they are served."""
        for setting in plates.problem.settings.rows(v.rule):
            rows = _counted(plates, self, setting).get((v.where, v.what), [])
            if (len(rows), setting.high) == (v.measured, v.high):
                return [plates.servings[row].dish for row in rows]
        return []


class RareMethod(Grouped):
    """Dishes of a method that the kitchen keeps rare, every setting by the week."""

    def weekly(self, setting: Setting) -> bool:
        return True

    def what(self, setting: Setting, value: str) -> str:
        return f"{value}的{'、'.join(setting.courses) or '菜'}"


class Repeated(Counted):
    """A dish that comes again too soon or too often."""

    def words(self, plates: Plates, v: Violation) -> tuple[str, str]:
        if np.isinf(v.high):
            apart, least = plain(v.measured), plain(v.low)
            return f"{v.where} {v.what}：和另一次只隔{apart}个园日，至少要{least}个", "请换菜或挪开"
        span = f"连着{v.where.removesuffix(WEEKS)}周" if v.where.endswith(WEEKS) else v.where
        times, most = plain(v.measured), plain(v.high)
        return f"{span} {v.what}：供应{times}次，最多{most}次（算上前后已供应的）", "请换掉一次"

    def figures(self, plates: Plates, v: Violation) -> Figures:
        return v.measured, limit_of(v), "园日" if np.isinf(v.high) else "次"


class Frequent(Counted):
    """Dishes of a week with some kind of food."""

    def words(self, plates: Plates, v: Violation) -> tuple[str, str]:
        said = f"{v.where} 有{v.what}的菜{plain(v.measured)}道，{range_of(v)}道"
        return said, f"请{change_of(v)}有{v.what}的菜"


class KindsTelling(Counted):
    """Kinds of food of a day or a week."""

    unit = "种"

    def words(self, plates: Plates, v: Violation) -> tuple[str, str]:
        return f"{v.where} 食物{plain(v.measured)}种（油盐糖调味品不算），{range_of(v)}种", "请换上用料多样的菜"


GROUPED: dict[str, Grouped] = {
    "main_ingredient": Grouped(
        "main_ingredient", "主料“{what}”用了{measured}次，最多{high}次", "请把其中一道换成别的主料", unit="次",
        weeks=("week",),
    ),
    "family": Grouped("family", "“{what}”一类的菜有{measured}道，最多{high}道", "请换成另一类的菜"),
    "method": Grouped("method", "“{what}”的菜有{measured}道，最多{high}道", "请换一道别的做法"),
    "colour": Grouped("colour", "主色“{what}”的菜有{measured}道，最多{high}道", "请换一道别的颜色"),
    "texture": Grouped("texture", "口感“{what}”的菜有{measured}道，最多{high}道", "请换一道别的口感"),
    "equipment": Grouped(
        "equipment", "{what}要同时做{measured}道，只够{high}道", "请换一道用别的设备的菜", own_label=True
    ),
    "frying": RareMethod("method", "{what}有{measured}道，一周最多{high}道", "请换一道别的做法", own_label=True),
}  # fmt: skip
TELLINGS: dict[str, Telling] = {
    **GROUPED, "hands": HandsTelling(), "repeat": Repeated(), "frequency": Frequent(), "kinds": KindsTelling(),
}  # fmt: skip


def kitchen(plates: Plates) -> Iterator[Violation]:
    """Yield what the kitchen cannot cook or the children would find dull."""
    yield from _repeated(plates)
    yield from _grouped(plates)
    minutes = np.array([0.0 if m != m or m is None else float(m) for m in plates.field("prep_minutes")])
    for setting in plates.problem.settings.rows("hands"):
        for day in plates.days:
            mine = float(minutes[plates.date == day].sum())
            yield from outside("hands", HARD, "备餐分钟", str(day), mine, high=setting.high)
    yield from _frequencies(plates)
    yield from _kinds(plates)


def _inside(plates: Plates, setting: Setting) -> np.ndarray:
    pairs = zip(plates.meal, plates.course, strict=True)
    return np.array([
        (not setting.meals or meal in setting.meals) and (not setting.courses or course in setting.courses)
        for meal, course in pairs
    ])  # fmt: skip


def _grouped(plates: Plates) -> Iterator[Violation]:
    for rule, group in GROUPED.items():
        for setting in plates.problem.settings.rows(rule):
            for (where, what), rows in sorted(_counted(plates, group, setting).items()):
                if plates.planned[rows].any():
                    yield from outside(rule, HARD, what, where, len(rows), high=setting.high)


def _counted(plates: Plates, group: Grouped, setting: Setting) -> dict[tuple[str, str], list[int]]:
    """Return the servings that a setting counts together, by where (day or week) and what they have in common."""
    inside = _inside(plates, setting)
    spans = plates.week if group.weekly(setting) else plates.date
    rows: dict[tuple[str, str], list[int]] = {}
    for row, (where, value) in enumerate(zip(spans, plates.field(group.column), strict=True)):
        named = not group.own_label or value == setting.key
        if inside[row] and isinstance(value, str) and named:
            rows.setdefault((str(where), group.what(setting, value)), []).append(row)
    return rows


def _repeated(plates: Plates) -> Iterator[Violation]:
    """Days counted are school days: those planned and those something was served on before and after."""
    problem, fixed_days = plates.problem, plates.problem.fixed_days
    course = dict(zip(problem.dishes["dish"], problem.dishes["course"], strict=True))
    around = [s for s in problem.history if s.date not in problem.days and s.dish in course]
    outer = [s for s in around if s.date < problem.days[0] or s.date > problem.days[-1]]
    calendar = sorted({*problem.days, *(s.date for s in outer)})
    number = {day: n for n, day in enumerate(calendar)}
    gaps = {s.key: s for s in problem.settings.rows("repeat")}
    spans = {s.key: s for s in problem.settings.rows("repeat_weeks")}
    dates_of: dict[str, list[dt.date]] = {}
    for date, dish in [*((s.date, s.dish) for s in plates.servings), *((s.date, s.dish) for s in outer)]:
        dates_of.setdefault(dish, []).append(date)
    for dish in sorted({s.dish for s in plates.servings}):
        setting, dates = gaps.get(course[dish]), sorted(dates_of[dish])
        if setting is not None:
            for first, second in itertools.pairwise(dates):
                if {first, second} & set(problem.days) and number[second] - number[first] < setting.low:
                    where = str(first if second in fixed_days else second)
                    yield Violation(
                        "repeat", HARD, dish, where, number[second] - number[first], setting.low, np.inf, 1.0
                    )  # fmt: skip
            added = {str(periods.week_of(day)) for day in dates if day in problem.days and day not in fixed_days}
            for week, count in Counter(str(periods.week_of(day)) for day in dates if day in problem.days).items():
                if week in added:
                    yield from outside("repeat", HARD, dish, week, count, high=setting.high)
        if course[dish] in spans:
            yield from _in_weeks(plates, dish, dates, spans[course[dish]])


def _in_weeks(plates: Plates, dish: str, dates: list[dt.date], setting: Setting) -> Iterator[Violation]:
    """At most `high` servings in `low` weeks; planned weeks follow one another, others by the calendar."""
    days = plates.problem.days
    monday, last = (day - dt.timedelta(days=day.weekday()) for day in (days[0], days[-1]))
    order = {week: n for n, week in enumerate(plates.problem.weeks)}
    times: Counter[int] = Counter()
    open_times: Counter[int] = Counter()
    for day in dates:
        week = str(periods.week_of(day))
        if week in order:
            if day in days:
                times[order[week]] += 1
                open_times[order[week]] += day not in plates.problem.fixed_days
        elif day < monday:
            times[(day - monday).days // 7] += 1
        else:
            times[len(order) - 1 + (day - last).days // 7] += 1
    span = int(setting.low)
    for first in range(1 - span, len(order)):
        window = range(first, first + span)
        total = sum(times[week] for week in window)
        # what was served or is fixed cannot be undone: only servings of days to be planned can be one too many
        if sum(open_times[week] for week in window):
            yield from outside("repeat", HARD, dish, f"{span}{WEEKS}", total, high=setting.high)


def _frequencies(plates: Plates) -> Iterator[Violation]:
    problem = plates.problem
    least = problem.settings.row("counted_grams", "week")
    middle = problem.grams[problem.middle_band][plates.dish]
    for setting in problem.settings.rows("frequency"):
        column, value = {DARK_VEGETABLES: ("vegetable_colour", terms.DARK), FISH: ("kind", FISH)}.get(
            setting.key, ("guide_group", setting.key)
        )
        grams = middle[:, (problem.foods[column] == value).to_numpy(dtype=bool)].sum(axis=1)
        counts = (grams > 0) & (grams >= (least.low if least else 0.0))
        for week in plates.weeks:
            inside = plates.week == week
            days = len(set(plates.date[inside]))
            low = setting.low * days if setting.unit == DISHES_A_DAY else np.floor(setting.low * min(1.0, days / 5))
            number = float(counts[inside].sum())
            yield from outside("frequency", setting.tier, setting.key, week, number, low=low, high=setting.high)


def _kinds(plates: Plates) -> Iterator[Violation]:
    problem, counted = plates.problem, counted_kinds(plates)
    there = (problem.grams[:, plates.dish].max(axis=0) > 0) & counted
    per_day, per_week = norms_of(problem).kinds
    for key, span, least in (("day", plates.date, per_day), ("week", plates.week, per_week)):
        setting = problem.settings.row("kinds", key)
        if setting is None:
            continue
        for where in sorted(set(span)):
            number = int(there[span == where].any(axis=0).sum())
            yield from outside("kinds", setting.tier, "种", str(where), number, low=least, scale=least)
