"""采购 and 出库 as matrices: foods down, days or meals across, quantities where they meet; or the other way round."""

from __future__ import annotations

import re
from decimal import Decimal

from kgcore.sheets.amounts import MASS, name_unit, priced_mass, read_number, split_quantity, unit_of
from kgcore.sheets.axes import MEAL, TOTAL
from kgcore.sheets.grid import plain
from kgcore.sheets.kinds import ISSUE, KINDS, PURCHASE
from kgcore.sheets.matrix import is_nothing
from kgcore.sheets.matrix_source import MatrixSource
from kgcore.sheets.quantities import weigh, weight_of
from kgcore.sheets.records import asked, named
from kgcore.sheets.result import Row, TableReading

CENT = Decimal("0.01")
NAMES = (
    r"(?:食品|食物|食材|原料|物品|货物|商品|菜品|物资|存货)(?:名称|品名|类别)?|品名|名称|品种|品种名称|品名[/\\|、].*"
)
UNITS = r"单位|计量单位"
SPECIFICATIONS = r"规格|规格型号|包装规格"
PRICES = r"单价.*|进价|价格"
UNIT_WORD = re.compile(r"(?:单位\s*[:：]?\s*|[(（])(公斤|千克|市斤|斤|kg|KG|克)")
PERSONS = re.compile(r"(?:领料|领用|经手|采购|验收|保管|送货|审批|发料)[人员]|签[字名]|电话|联系")
NEGATIVE = "写成了负数；退货、退库请写成一行一笔的表（品名、数量、金额），再导入"
UNDERSTOOD = 0.6
"""Share of the names before the rows that must be foods where no heading says so."""


def kind_of_goods(source: MatrixSource) -> str:
    """Return whether a matrix of numbers tells what came or what went; empty when it tells neither."""
    text = " ".join([source.context.text, *source.matrix.labels.values()])
    if any(word in text for word in ("带量", "食谱", "营养")) or food_column(source) is None:
        return ""
    scores = {kind: max(map(text.rfind, KINDS[kind].titles)) for kind in (PURCHASE, ISSUE)}
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] >= 0 else ""


def food_column(source: MatrixSource) -> int | None:
    """Return the column in which the foods stand before the rows; None when there is none."""
    labelled = source.matrix.label(NAMES)
    if labelled is not None:
        return labelled
    for column in source.matrix.labels:
        words = [source.matrix.grid.text(row, column) for row in source.matrix.rows]
        words = [word for word in words if word]
        foods = [word for word in words if source.names.foods.understand(word).name]
        if len(foods) >= max(2, UNDERSTOOD * len(words)):
            return column
    return None


def movements(kind: str, sources: list[MatrixSource]) -> list[TableReading]:
    """Return the movements of the matrices of one sheet, one for each cell that holds a quantity."""
    return [reading for source in sources if (reading := _movements(kind, source)).rows]


def _movements(kind: str, source: MatrixSource) -> TableReading:
    reading = source.reading(kind, "movements")
    matrix, grid = source.matrix, source.matrix.grid
    reading.never += [text for text in matrix.labels.values() if PERSONS.search(text)]
    foods = food_column(source)
    columns = {name: matrix.label(pattern) for name, pattern in (("unit", UNITS), ("spec", SPECIFICATIONS))}
    price_column = matrix.label(PRICES)
    common_unit = _unit(source)
    for row, column, value, keys in source.cells():
        word = grid.text(row, foods if foods is not None else 0)
        if not word or TOTAL in keys or value is None or is_nothing(value):
            continue
        number, unit = read_number(value), ""
        if number is None and (parts := split_quantity(plain(value))):
            number, unit = parts
        if number is None or number == 0:
            continue
        entry: Row = {}
        source.put_date(entry, reading, source.date(row, column))
        entry["kind"] = "采购" if kind == PURCHASE else "领用"
        if MEAL in keys:
            meal = keys[MEAL].text
            named(entry, reading, "meal", meal, source.names.meal(meal))
        named(entry, reading, "food", word, source.names.food(word, purchase=True))
        _, name_own, name_specification = name_unit(word)
        unit = unit or ("" if columns["unit"] is None else grid.text(row, columns["unit"])) or name_own
        specification = "" if columns["spec"] is None else grid.text(row, columns["spec"])
        specification = specification or name_specification
        _weigh(source, reading, entry, number, unit or common_unit, specification, word)
        price = None if price_column is None else read_number(grid.value(row, price_column))
        if price is not None and kind == PURCHASE:
            each = priced_mass(matrix.labels[price_column]) if price_column is not None else None
            kilograms = entry.get("quantity_kg") if "quantity_kg" not in entry.get("asked", []) else None
            units = kilograms / each if each and kilograms else number
            entry["amount_yuan"] = (price * units).quantize(CENT)
        if number < 0:
            reading.misreadings.append(reading.origins.fault(*matrix.place(row, column), NEGATIVE))
        reading.rows.append(entry)
    return reading


def _weigh(
    source: MatrixSource, reading: TableReading, entry: Row, number: Decimal, unit: str, specification: str, word: str
) -> None:
    if not unit:
        unit = source.names.answered("unit", source.context.form) or ""
    if unit:
        weigh(entry, reading, weight_of(source.names, number, unit, specification, word), word, source.names)
        return
    entry["quantity_kg"] = number
    asked(entry, "quantity_kg")
    reading.ask("unit", source.context.form, ("公斤", "斤"))


def _unit(source: MatrixSource) -> str:
    """Return the unit that titles or headings give for all quantities; empty when they give none."""
    texts = [*source.context.titles, *source.matrix.labels.values(), *source.context.notes]
    texts += [key.text for keys in source.matrix.columns.values() for key in keys.values()]
    head = source.matrix.head
    texts += [
        source.matrix.grid.text(row, column)
        for row in range(head[0], head[1] + 1)
        for column in range(source.matrix.grid.width)
    ]
    label = source.context.label("单位", "计量单位")
    if unit_of(label) in MASS:
        return label
    return next((match[1] for text in texts if (match := UNIT_WORD.search(text))), "")


__all__ = ["food_column", "kind_of_goods", "movements"]
