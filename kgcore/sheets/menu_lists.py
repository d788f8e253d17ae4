"""周食谱 as a list: one dish, or the dishes of one meal, a row, some with their foods in brackets."""

from __future__ import annotations

from kgcore.sheets.dish_foods import put_foods, put_loose_foods
from kgcore.sheets.dish_texts import lines_of, portions, separators
from kgcore.sheets.kinds import RECIPE_MENU, WEEK_MENU
from kgcore.sheets.menu_places import MenuPlace, follow, meal_column_of
from kgcore.sheets.origins import noted
from kgcore.sheets.recipes import day_of, put_meal, serve
from kgcore.sheets.records import TableSource, asked
from kgcore.sheets.result import Row, TableReading


def menu_lists(source: TableSource) -> list[TableReading]:
    """Return the dishes of a list of menus; day, meal and course stand on their row or on one above."""
    reading = source.reading(WEEK_MENU, "menus")
    recipes = source.reading(RECIPE_MENU, "dish_ingredients")
    place, meal_column = MenuPlace(), meal_column_of(source)
    records = list(source.records())
    signs = separators(lines_of(record.text("dish")) for record in records)
    for record in noted(records, [reading, recipes], lambda one: (one.row, None), source.remember):
        day, is_asked = day_of(source, record, reading)
        follow(source, record, place, meal_column)
        base: Row = {"date": day, "asked": ["date"] if is_asked else []}
        put_meal(source, reading, base, place.meal)
        for portion in portions(lines_of(record.text("dish")), source.names, signs):
            if not portion.text:
                put_loose_foods(source, recipes, base, portion.foods, "带量")
                continue
            position = MenuPlace(place.meal, portion.course or place.course, portion.text, portion.band or place.band)
            row = serve(source, reading, base, position)
            if portion.group:
                asked(row, "dish")
                reading.ask("dish", portion.group, portion.proposals)
            recipe = {name: row[name] for name in ("date", "meal", "dish", "dish_written")}
            put_foods(
                source, recipes, recipe | {"asked": list(row.get("asked", []))}, portion.foods, band=position.band
            )
    return [reading, recipes]


__all__ = ["menu_lists"]
