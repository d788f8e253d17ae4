"""The foods of a dish that stand in the cell of a menu with their grams: rows of recipes."""

from __future__ import annotations

from decimal import Decimal

from kgcore.sheets.names import LEAVE_OUT
from kgcore.sheets.portions import FoodAmount, bands_of, bands_of_titles
from kgcore.sheets.recipes import basis_of, grams_of, one_figure
from kgcore.sheets.records import Surroundings, asked, named
from kgcore.sheets.result import Row, TableReading


def put_foods(
    source: Surroundings,
    reading: TableReading,
    base: Row,
    foods: tuple[tuple[str, Decimal, str], ...],
    headings: str = "",
    band: str = "",
) -> None:
    """Put a row for each food of a dish into the recipes.

    Parameters
    ----------
    reading : of the recipes.
    base : day, meal and dish, with what is asked of them.
    foods : each with its number and unit.
    headings : of the table, which may say that grams are net.
    band : whose grams they are, as written; empty where only titles can tell.
    """
    context, names = source.context, source.names
    titles = (context.sheet, *reversed(context.titles), context.file)
    columns = bands_of(band) or bands_of_titles(titles) or ("g_per_child",)
    for food, number, unit in foods:
        row: Row = {**base, "asked": list(base.get("asked", []))}
        named(row, reading, "food", food, names.food(food))
        if basis := basis_of(context, names, headings, reading):
            row["weight_basis"] = basis
        grams, is_open = grams_of(names, reading, FoodAmount(food, number, unit or "g"), food)
        for column in columns:
            row[column] = grams
            if column == "g_per_child" and (bands := one_figure(names, f"带量（{context.form}）", reading)):
                row["bands"] = bands
            elif column == "g_per_child" or is_open:
                asked(row, column)
        if not row["asked"]:
            del row["asked"]
        reading.rows.append(row)


def put_loose_foods(
    source: Surroundings,
    reading: TableReading,
    base: Row,
    foods: tuple[tuple[str, Decimal, str], ...],
    label: str,
    headings: str = "",
) -> None:
    """Put foods of a meal of which nobody but the kitchen knows the dish: it is asked once for their label.

    Parameters
    ----------
    base : day and meal, with what is asked of them.
    label : what stands before them, such as 带量.
    """
    row: Row = {**base, "asked": list(base.get("asked", [])), "dish": source.names.answered("dish", label)}
    if row["dish"] is None:
        asked(row, "dish")
        reading.ask("dish", label, (LEAVE_OUT,))
    put_foods(source, reading, row, foods, headings)


__all__ = ["put_foods", "put_loose_foods"]
