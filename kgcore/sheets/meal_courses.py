"""A column of a menu that names meals and courses one below the other: 早点, 主食, 大荤, 汤, 午点."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kgcore.registers import terms
from kgcore.sheets.axes import COURSE, MEAL, TOTAL, Key

OF_MEALS = frozenset({terms.STAPLE, terms.MAIN, terms.SECOND, terms.VEGETABLE, terms.SOUP})
"""Courses that only a meal has, and no snack."""


def courses_under_meals(keys: Sequence[Sequence[Key]], axes: Collection[str]) -> bool:
    """Whether the headings of one column name meals and courses, and no other column names the meals.

    Parameters
    ----------
    keys : what each cell of the column stands for.
    axes : that other headings of the block name already.

    Examples
    --------
    >>> from kgcore.sheets.axes import keys_of
    >>> words = ["早点", "主食", "大荤", "汤", "午点"]
    >>> courses_under_meals([keys_of(word) for word in words], ()), courses_under_meals([keys_of("午餐")], ())
    (True, False)
    """
    courses = [found for one in keys if (found := _axes(one)) and COURSE in found and found[COURSE].value in OF_MEALS]
    return bool(courses) and any(MEAL in _axes(one) for one in keys) and MEAL not in axes


def meals_of_courses(keys: Sequence[Sequence[Key]], blanks: Sequence[bool]) -> list[list[Key]]:
    """Return meal and course of each cell; a blank one repeats the cell above.

    Courses below a meal that the column names for them, such as 午餐 or 午餐主食, are of that meal. Where it names no
    lunch, those before the snack of the afternoon are the lunch; of others nothing tells the meal.

    Parameters
    ----------
    keys, blanks : what each cell stands for, and whether it is empty.

    Examples
    --------
    >>> from kgcore.sheets.axes import keys_of
    >>> words = ["早点", "", "主食", "汤", "午点"]
    >>> found = meals_of_courses([keys_of(word) for word in words], [not word for word in words])
    >>> [[key.value for key in cell] for cell in found]
    [['早点'], ['早点'], ['午餐', '主食'], ['午餐', '汤羹'], ['午点']]
    """
    cells = [_axes(one) for one in keys]
    meals_told = [cell[MEAL].value for cell in cells if MEAL in cell]
    lunch = Key(MEAL, terms.LUNCH, terms.LUNCH)
    above: Key | None = None
    is_snack = is_over = False
    result: list[list[Key]] = []
    for cell, is_blank in zip(cells, blanks, strict=True):
        if is_blank and result:
            result.append(result[-1])
            continue
        meal, course = cell.get(MEAL), cell.get(COURSE)
        if meal is not None:
            above, is_snack = meal, meal.value not in (terms.BREAKFAST, terms.LUNCH, terms.SUPPER)
            is_over = is_over or meal.value in (terms.AFTERNOON_SNACK, terms.SUPPER)
            course = course if course is not None and course.text != meal.text else None
        elif course is not None and course.value in OF_MEALS and terms.LUNCH not in meals_told:
            above, is_snack = (None if is_over else lunch), False
        elif course is None or (is_snack and course.value in OF_MEALS):
            above = None
        total = [cell[TOTAL]] if TOTAL in cell else []
        result.append([*total, *(key for key in (above, course) if key is not None)])
    return result


def _axes(keys: Sequence[Key]) -> dict[str, Key]:
    return {key.axis: key for key in keys}


__all__ = ["courses_under_meals", "meals_of_courses"]
