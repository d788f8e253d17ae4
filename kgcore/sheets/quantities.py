"""What goods of ordinary sheets weigh: by unit and specification, by what was answered before, or asked once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from kgcore.names import piece_kg
from kgcore.sheets.amounts import MASS, Mass, mass, name_unit, read_number, split_quantity, unit_label, unit_of
from kgcore.sheets.grid import plain
from kgcore.sheets.names import Names
from kgcore.sheets.records import Record, TableSource, asked, settle
from kgcore.sheets.result import Row, TableReading
from kgcore.workbook.cells import address

# Kilograms of a litre, to propose with: own knowledge, always asked. The first word that fits counts: 酱油 is no oil.
DENSITY = {
    "酱油": Decimal("1.17"), "生抽": Decimal("1.17"), "老抽": Decimal("1.17"), "蚝油": Decimal("1.2"),
    "醋": Decimal("1.02"), "料酒": Decimal("0.99"), "黄酒": Decimal("0.99"),
    "奶": Decimal("1.03"), "油": Decimal("0.92"),
}  # fmt: skip

PIECE_HEADING = re.compile(r"([件箱袋桶瓶包盒筐板])数")
"""A heading whose numbers are pieces, whatever unit the titles give for weights."""


def weight_of(names: Names, number: Decimal, unit: str, specification: str, food: str) -> Mass:
    """Return what a number of units of a food weighs; an answer to what one of them weighs counts first.

    Where the sheet gives no specification, the only answer kept for this food and unit counts; several are proposed.

    Parameters
    ----------
    number : of units.
    unit, specification : as written, such as 桶 and 5L/桶; empty where none stands.
    food : as written.

    Examples
    --------
    >>> from kgcore.sheets.names import names_of
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     names = names_of(office, {("kg", "牛奶·箱(250ml*24盒)"): "6.2"})
    ...     weight_of(names, Decimal(2), "箱", "", "牛奶").kg
    Decimal('12.4')
    """
    food = name_unit(food)[0]
    label = unit_label(unit, specification)
    if (each := read_number(names.answered("kg", f"{food}·{label}"))) is not None:
        return Mass(number * each, True, unit, each)
    density = next((kg for word, kg in DENSITY.items() if word in food), None)
    weight = mass(number, unit, specification, density)
    if weight.certain:
        return weight
    kept = names.unit_weights(food, unit, specification)
    if len(kept) == 1:
        return Mass(number * kept[0], True, unit, kept[0])
    return replace(weight, choices=kept)


def quantity_of(source: TableSource, record: Record, fields: tuple[str, ...], food: str) -> Mass | None:
    """Return what the first quantity of the named fields weighs; None where none stands.

    The unit stands in the cell, in its column, behind the name of the food, in a heading or around the table.
    """
    main = _main_quantity(source, record, fields, food)
    if not {"quantity", "counted"} & set(fields):
        return main
    column = next((source.table.column(name) for name in fields if record.value(name) is not None), None)
    is_pieces = column is not None and bool(PIECE_HEADING.search(source.heading(column)))
    if main is not None and unit_of(main.unit) in MASS and not is_pieces:
        return main
    return _weight_beside(source, record, fields) or main


def _weight_beside(source: TableSource, record: Record, fields: tuple[str, ...]) -> Mass | None:
    """Return what a column of the weight of all pieces, or of each of them, makes of a number of pieces."""
    pieces = split_quantity(plain(record.value(*fields)))
    for name, factor in (("converted", Decimal(1)), ("each", pieces[0] if pieces else None)):
        column, value = source.table.column(name), record.value(name)
        parts = split_quantity(plain(value)) if value is not None else None
        if column is None or parts is None or factor is None:
            continue
        answer = source.names.answered("unit", source.context.form)
        units = (parts[1], column.unit, _unit_in_heading(source.heading(column)), record.text("unit"), answer or "")
        unit = next((one for one in (*units, _unit_in_titles(source.context.titles)) if unit_of(one) in MASS), "")
        return mass(parts[0] * factor, unit, "") if unit else Mass(None, False, "", number=parts[0] * factor)
    return None


def _main_quantity(source: TableSource, record: Record, fields: tuple[str, ...], food: str) -> Mass | None:
    value = record.value(*fields)
    column = next((source.table.column(name) for name in fields if record.value(name) is not None), None)
    if value is None or column is None or source.is_shared(record.row, column.index):
        return None
    _, name_own, name_specification = name_unit(food)
    unit, _, inside = (record.text("unit") or name_own).rstrip(")").partition("(")
    number, specification = read_number(value), record.text("specification") or name_specification
    if re.search(r"\d", inside):
        specification = specification or inside
    else:
        unit = record.text("unit") or name_own
    if number is None:
        written = re.fullmatch(r"(.+?)\(([^()]*\d[^()]*)\)", plain(value))
        specification = written[2] if written else specification
        parts = split_quantity(written[1] if written else plain(value))
        if parts is None:
            return None
        number, own = parts
        unit = own or unit
    if not unit and unit_of(specification) in MASS:  # 规格 is often where a form writes the unit
        unit, specification = specification, ""
    if not unit:
        heads = [column, source.table.column("food", "item")]
        units = [unit_written for head in heads if head for unit_written in (head.unit, _unit_in_heading(head.heading))]
        if not any(unit_of(unit_written) in MASS for unit_written in units) and (
            pieces := PIECE_HEADING.search(source.heading(column))
        ):
            return weight_of(source.names, number, pieces[1], specification, food)
        units += [source.context.label("计量单位", "单位", "数量"), _unit_in_titles(source.context.titles)]
        units.append(source.names.answered("unit", source.context.form) or "")
        unit = next((unit_written for unit_written in units if unit_of(unit_written) in MASS), "")
    return weight_of(source.names, number, unit, specification, food)


def put_quantity(
    source: TableSource,
    record: Record,
    row: Row,
    reading: TableReading,
    fields: tuple[str, ...],
    quantity: Mass | None,
    food: str,
) -> None:
    """Put the kilograms into a row; a cell that holds no quantity is named and asked about."""
    if quantity is not None and not quantity.unit and quantity.number is not None:
        # Nothing tells the unit: it is asked once for the form.
        row["quantity_kg"] = quantity.number * MASS["斤"]
        asked(row, "quantity_kg")
        reading.ask("unit", source.context.form, ("斤", "公斤"))
        return
    if quantity is not None:
        weigh(row, reading, quantity, food, source.names)
        return
    row["quantity_kg"] = None
    column = next((one for one in map(source.table.column, fields) if one is not None), None)
    text = record.text(*fields)
    place = f"{food} {address(record.row, column.index)}" if column else food
    question = f"{place}{f'“{text[:20]}”' if text else '没有数量'}（{source.context.place}）"
    if not settle(row, reading, source.names, "quantity_kg", "kg", question) and column is not None:
        expected = "应为数量，写数字或数字加单位，如 12.5 或 12.5斤"
        reading.misreadings.append(reading.origins.fault(record.row, column.index, expected))


def _unit_in_titles(titles: Iterable[str]) -> str:
    """Return the unit that a title gives for all quantities, such as 数量：斤; empty when none does."""
    matches = [re.search(r"(?:数量|重量|单位)\s*[:：]?\s*(公斤|千克|市斤|斤|kg)", title.lower()) for title in titles]
    return next((match[1] for match in matches if match), "")


def _unit_in_heading(heading: str) -> str:
    match = re.search(r"公斤|千克|kg|KG|斤", heading)
    return match[0] if match else ""


def weigh(row: Row, reading: TableReading, quantity: Mass, food: str, names: Names) -> None:
    """Put the kilograms into a row; what a piece weighs is asked, and what it usually weighs proposed."""
    food = name_unit(food)[0]
    if quantity.kg is None and quantity.number is not None:
        match = names.food(food, purchase=True)
        unit, _, specification = quantity.unit.partition("(")
        each = piece_kg(match.name or next(iter(match.proposals), None), unit, specification)
        each = quantity.choices[0] if quantity.choices else each
        if each is not None:
            quantity = replace(quantity, kg=quantity.number * each, unit_kg=each)
    row["quantity_kg"] = quantity.kg
    if not quantity.certain:
        asked(row, "quantity_kg")
        usual = () if quantity.unit_kg is None else (quantity.unit_kg,)
        proposals = dict.fromkeys(f"{kg.normalize():f}" for kg in (*quantity.choices, *usual))
        reading.ask("kg", f"{food}·{quantity.unit}", tuple(proposals))


__all__ = ["DENSITY", "put_quantity", "quantity_of", "weigh", "weight_of"]
