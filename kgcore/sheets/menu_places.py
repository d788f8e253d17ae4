"""Where the reading of a menu with one food or dish a row stands: the meal, the course, the dish, whose menu it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kgcore.sheets.amounts import read_number
from kgcore.sheets.dish_texts import lines_of
from kgcore.sheets.grid import plain
from kgcore.sheets.menu_bands import band_of_titles
from kgcore.sheets.records import Record, TableSource
from kgcore.sheets.table_lines import is_text, is_total


@dataclass
class MenuPlace:
    """Where the reading of a table stands: the meal, the course, the dish of the next food and whose menu it is."""

    meal: str = ""
    course: str = ""
    dish: str = ""
    band: str = ""


def follow(source: TableSource, record: Record, place: MenuPlace, meal_column: int | None) -> None:
    """Move to the meal, course and dish of a record: an empty cell means the one above, but no dish across meals."""
    meal = plain(source.grid.value(record.row, meal_column)) if meal_column is not None else record.category
    is_headed = bool(record.text("meal"))
    if meal and meal != place.meal and (is_headed or source.names.meal(meal).name or re.search("加餐|点", meal)):
        # A word below 餐次 that is no meal is asked, and never the meal above.
        place.meal, place.dish = meal, ""
    band = record.text("class_name") or band_of_titles(source.context)
    if band != place.band:
        place.band, place.dish = band, ""
    if record.text("course") and (column := source.table.column("course")):
        course = plain(source.grid.value(record.row, column.index))
        if course and course != place.course:
            place.course, place.dish = course, ""
    column = source.table.column("dish")
    dish = plain(source.grid.value(record.row, column.index)) if column else ""
    if dish and read_number(dish) is None:
        lines = lines_of(dish)
        # A name may be broken into lines; lines that are dishes each are several.
        is_several = (
            len(lines) > 1 and all(map(source.names.is_dish, lines)) and not source.names.is_dish("".join(lines))
        )
        place.dish = ("、" if is_several else "").join(lines)


def meal_column_of(source: TableSource) -> int | None:
    """Return the column of the meals: the one so headed, or one without a heading that holds names of meals."""
    headed = source.table.column("meal")
    if headed is not None:
        return headed.index
    taken = {column.index for columns in source.table.columns.values() for column in columns}
    rows = [row for row in source.table.body if not is_text(source.grid, row) and not is_total(source.grid, row)]
    counts = {}
    for column in set(range(source.grid.width)) - taken:
        texts = {plain(source.grid.own(row, column)) for row in rows} - {""}
        meals = sum(1 for text in texts if source.names.meal(text).name)
        counts[column] = meals if 2 * meals >= len(texts) else 0
    best = max(counts, key=lambda column: (counts[column], -column), default=None)
    return best if best is not None and counts[best] else None


__all__ = ["MenuPlace", "follow", "meal_column_of"]
