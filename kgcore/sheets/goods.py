"""采购, 入库, 验收, 送货; 出库, 领料; 盘点: what food came, what went, what is there."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from kgcore.names import piece_kg
from kgcore.registers import terms
from kgcore.sheets.acceptance import accept
from kgcore.sheets.amounts import MASS, Mass, mass, priced_mass, read_number, split_quantity, unit_label, unit_of
from kgcore.sheets.dates import Moment, ambiguous_moments, read_moment
from kgcore.sheets.facts import on_day
from kgcore.sheets.grid import plain
from kgcore.sheets.kinds import ISSUE, PURCHASE, STOCKTAKE
from kgcore.sheets.names import Names
from kgcore.sheets.records import Record, TableSource, asked, dated, named, settle
from kgcore.sheets.result import Row, TableReading
from kgcore.workbook.cells import address

CENT = Decimal("0.01")
# Kilograms of a litre, to propose with: own knowledge, always asked. The first word that fits counts: 酱油 is no oil.
DENSITY = {
    "酱油": Decimal("1.17"), "生抽": Decimal("1.17"), "老抽": Decimal("1.17"), "蚝油": Decimal("1.2"),
    "醋": Decimal("1.02"), "料酒": Decimal("0.99"), "黄酒": Decimal("0.99"),
    "奶": Decimal("1.03"), "油": Decimal("0.92"),
}  # fmt: skip
QUANTITIES = ("accepted", "quantity", "delivered")
"""Fields that hold how much came or went: what was accepted counts before what was ordered."""
OUT_WORDS, IN_WORDS = ("出库", "领用", "领料"), ("入库", "采购", "进货", "送货", "验收")


def purchases(source: TableSource) -> list[TableReading]:
    """Return the purchases of a table: date, food, kilograms, sum, supplier."""
    if source.names.answered("direction", source.context.form) == ISSUE:
        return issues(source)
    reading = source.reading(PURCHASE, "movements")
    acceptances = source.reading(PURCHASE, "acceptance")
    _direction(source, reading, PURCHASE)
    for record in source.records():
        row = _moved(source, record, reading, "采购")
        if row is None:
            continue
        supplier = record.text("supplier") or source.context.supplier
        if supplier:
            _supplier(source, reading, row, supplier)
        if invoice := record.text("invoice"):
            row["invoice"] = invoice
        accept(source, record, row, reading, acceptances)
        reading.rows.append(row)
    return [reading, acceptances]


def issues(source: TableSource) -> list[TableReading]:
    """Return what the kitchen took from the store: date, meal, food, kilograms."""
    if source.names.answered("direction", source.context.form) == PURCHASE:
        return purchases(source)
    reading = source.reading(ISSUE, "movements")
    _direction(source, reading, ISSUE)
    for record in source.records():
        row = _moved(source, record, reading, "领用")
        if row is None:
            continue
        meal = record.text("meal") or source.context.label("餐次", "餐别")
        if meal and source.names.meal(meal).name:
            named(row, reading, "meal", meal, source.names.meal(meal))
        reading.rows.append(row)
    return [reading]


def stocktakes(source: TableSource) -> list[TableReading]:
    """Return what was quantity; book quantities and sums are control figures."""
    reading = source.reading(STOCKTAKE, "counts")
    label = source.context.label("盘点日期", "盘点时间", "日期")
    for record in source.records():
        word = record.text("item")
        if not word:
            continue
        quantity = _quantity(source, record, ("counted",), word)
        if quantity is None and not record.text("counted"):
            continue
        row: Row = {}
        day = source.days.day(read_moment(record.value("date")) or read_moment(label) or Moment())
        dated(row, reading, "date", day, source, label)
        named(row, reading, "item", word, source.names.food(word, purchase=True), "food")
        row["food"], row["food_written"] = row["item"], word
        if "item" in row.get("asked", []):
            asked(row, "food")
        _put_quantity(source, record, row, reading, ("counted",), quantity, word)
        reading.rows.append(row)
        control: Row = {"date": day, "food": row["item"], "food_written": word}
        book = _quantity(source, record, ("book",), word)
        if book is not None and book.kg is not None:
            control["book_kg"] = book.kg
        if (amount := read_number(record.value("amount"))) is not None:
            control["amount_yuan"] = amount
        if len(control) > 3:
            reading.controls.append(control)
    return [reading]


def _direction(source: TableSource, reading: TableReading, kind: str) -> None:
    """Ask whether food came or went where the title, the sheet's and the file's name say different things."""
    text = source.context.text
    heads = " ".join(column.heading for columns in source.table.columns.values() for column in columns)
    came, went = (any(word in f"{text} {heads}" for word in words) for words in (IN_WORDS, OUT_WORDS))
    if came and went and "出入库" not in text and source.names.answered("direction", source.context.form) is None:
        options = (PURCHASE, ISSUE) if kind == PURCHASE else (ISSUE, PURCHASE)
        reading.ask("direction", source.context.form, options)


def _moved(source: TableSource, record: Record, reading: TableReading, kind: str) -> Row | None:
    """Return the row of a movement; None where no food or no quantity stands."""
    word = record.text("food")
    if not word:
        return None
    quantity = _quantity(source, record, QUANTITIES, word)
    if quantity is None and not read_number(record.value("amount")) and not record.text(*QUANTITIES):
        return None
    row: Row = {}
    if ambiguous_moments(record.value("date")):
        on_day(row, reading, "date", source, record.value("date"))
    else:
        moment = read_moment(record.value("date")) or _parent_moment(source) or Moment()
        dated(row, reading, "date", source.days.day(moment), source, record.text("date"))
    row["kind"] = kind
    use = record.text("ledger")
    ledger = next((one for one in terms.LEDGERS if use.startswith(one)), None)
    if ledger:
        row["ledger"] = ledger
    if record.category:
        row["category_written"] = record.category
    named(row, reading, "food", word, source.names.food(word, purchase=True))
    _put_quantity(source, record, row, reading, QUANTITIES, quantity, word)
    _value(source, row, reading, record)
    return row


def _parent_moment(source: TableSource) -> Moment | None:
    return read_moment(source.table.parent) if source.table.parent else None


def _quantity(source: TableSource, record: Record, names: tuple[str, ...], food: str) -> Mass | None:
    """Return what the first quantity of the named fields weighs; None where none stands."""
    value = record.value(*names)
    column = next((source.table.column(name) for name in names if record.value(name) is not None), None)
    if value is None or column is None:
        return None
    unit = record.text("unit")
    number, specification = read_number(value), record.text("specification")
    if number is None:
        written = re.fullmatch(r"(.+?)\(([^()]*\d[^()]*)\)", plain(value))
        specification = written[2] if written else specification
        parts = split_quantity(written[1] if written else plain(value))
        if parts is None:
            return None
        number, own = parts
        unit = own or unit
    if not unit:
        unit = column.unit if unit_of(column.unit) in MASS else ""
        unit = unit or _unit_in_heading(column.heading) or source.context.label("计量单位", "单位")
        unit = unit if unit_of(unit) in MASS else ""
    density = next((kg for word, kg in DENSITY.items() if word in food), None)
    answer = source.names.answered("kg", f"{food}·{unit_label(unit, specification)}")
    if answer and (each := read_number(answer)) is not None:
        return Mass(number * each, True, unit, each)
    return mass(number, unit, specification, density)


def _put_quantity(
    source: TableSource,
    record: Record,
    row: Row,
    reading: TableReading,
    names: tuple[str, ...],
    quantity: Mass | None,
    food: str,
) -> None:
    """Put the kilograms into a row; a cell that holds no quantity is named and asked about."""
    if quantity is not None:
        weigh(row, reading, quantity, food, source.names)
        return
    row["quantity_kg"] = None
    column = next((one for one in map(source.table.column, names) if one is not None), None)
    text = record.text(*names)
    place = f"{food} {address(record.row, column.index)}" if column else food
    question = f"{place}{f'“{text[:20]}”' if text else '没有数量'}（{source.context.place}）"
    if not settle(row, reading, source.names, "quantity_kg", "kg", question) and column is not None:
        expected = "应为数量，写数字或数字加单位，如 12.5 或 12.5斤"
        reading.misreadings.append(reading.origins.fault(record.row, column.index, expected))


def _unit_in_heading(heading: str) -> str:
    match = re.search(r"公斤|千克|kg|KG|斤", heading)
    return match[0] if match else ""


def weigh(row: Row, reading: TableReading, quantity: Mass, food: str, names: Names) -> None:
    """Put the kilograms into a row; what a piece weighs is asked, and what it usually weighs proposed."""
    if quantity.kg is None and quantity.number is not None:
        match = names.food(food, purchase=True)
        unit, _, specification = quantity.unit.partition("(")
        each = piece_kg(match.name or next(iter(match.proposals), None), unit, specification)
        if each is not None:
            quantity = replace(quantity, kg=quantity.number * each, unit_kg=each)
    row["quantity_kg"] = quantity.kg
    if not quantity.certain:
        asked(row, "quantity_kg")
        proposals = () if quantity.unit_kg is None else (f"{quantity.unit_kg.normalize():f}",)
        reading.ask("kg", f"{food}·{quantity.unit}", proposals)


def _value(source: TableSource, row: Row, reading: TableReading, record: Record) -> None:
    """Put the sum into the row, that of number and price where none stands; one that disagrees is a fault."""
    amount, price = read_number(record.value("amount")), read_number(record.value("unit_price"))
    number = next(
        (
            found
            for name in ("accepted", "quantity", "delivered")
            if (value := record.value(name)) is not None
            and (found := read_number(value) or (split_quantity(str(value)) or (None,))[0]) is not None
        ),
        None,
    )
    column, kilograms = source.table.column("unit_price"), row.get("quantity_kg")
    each = priced_mass(f"{column.heading}/{column.unit}") if column else None
    if each and kilograms and "quantity_kg" not in row.get("asked", []):
        number = kilograms / each
    product = None if price is None or number is None else (price * number).quantize(CENT)
    if amount is None:
        amount = product
    elif product is not None and abs(amount - product) > max(Decimal("0.05"), amount * Decimal("0.005")):
        told = f"金额 {amount.quantize(CENT)} 元与数量 × 单价 {product} 元不符"
        reading.faults.append(f"第 {record.row + 1} 行 {record.text('food')}：{told}")
    if amount is not None:
        row["amount_yuan"] = amount
        if kilograms and "quantity_kg" not in row.get("asked", []):
            row["unit_cost_yuan"] = (amount / kilograms).quantize(Decimal("0.0001")).normalize()


def _supplier(source: TableSource, reading: TableReading, row: Row, word: str) -> None:
    """Name the supplier; one that the office does not keep yet is made from its name."""
    match = source.names.supplier(word)
    row["supplier_written"] = word
    row["supplier"] = match.name or word
    if match.name is None:
        new = {"register": "suppliers", "supplier": word, "name": word}
        if new not in reading.made:
            reading.made.append(new)


__all__ = ["issues", "purchases", "stocktakes", "weigh"]
