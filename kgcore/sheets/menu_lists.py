"""周食谱 as a list: one dish, or the dishes of one meal, a row, without grams."""

from __future__ import annotations

from kgcore.sheets.dish_texts import lines_of, portions
from kgcore.sheets.kinds import WEEK_MENU
from kgcore.sheets.recipes import MenuPlace, day_of, follow, meal_column_of, put_meal, serve
from kgcore.sheets.records import TableSource
from kgcore.sheets.result import Row, TableReading


def menu_lists(source: TableSource) -> list[TableReading]:
    """Return the dishes of a list of menus; day, meal and course stand on their row or on one above."""
    reading = source.reading(WEEK_MENU, "menus")
    place, meal_column = MenuPlace(), meal_column_of(source)
    for record in source.records():
        day, is_asked = day_of(source, record, reading)
        follow(source, record, place, meal_column)
        base: Row = {"date": day, "asked": ["date"] if is_asked else []}
        put_meal(source, reading, base, place.meal)
        for portion in portions(lines_of(record.text("dish")), source.names.is_dish, blanks=False):
            serve(source, reading, base, MenuPlace(place.meal, portion.course or place.course, portion.text))
    return [reading]


__all__ = ["menu_lists"]
