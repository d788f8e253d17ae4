"""采购, 入库, 验收, 送货; 出库, 领料; 盘点: what food came, what went, what is there."""

from __future__ import annotations

from kgcore.registers import terms
from kgcore.sheets.acceptance import accept
from kgcore.sheets.amounts import read_number
from kgcore.sheets.dates import Moment, ambiguous_moments, read_moment
from kgcore.sheets.facts import on_day
from kgcore.sheets.kinds import ISSUE, PURCHASE, STOCKTAKE
from kgcore.sheets.quantities import put_quantity, quantity_of
from kgcore.sheets.records import Record, TableSource, asked, dated, named
from kgcore.sheets.result import Row, TableReading
from kgcore.sheets.returns import deduct, turn_back
from kgcore.sheets.sums import QUANTITIES, put_sum

OUT_WORDS, IN_WORDS = ("出库", "领用", "领料"), ("入库", "采购", "进货", "送货", "验收")


def purchases(source: TableSource) -> list[TableReading]:
    """Return the purchases of a table: date, food, kilograms, sum, supplier."""
    if source.names.answered("direction", source.context.form) == ISSUE:
        return issues(source)
    reading = source.reading(PURCHASE, "movements")
    acceptances = source.reading(PURCHASE, "acceptance")
    _direction(source, reading, PURCHASE)
    for record in source.records():
        row = _moved(source, record, reading, terms.PURCHASE)
        if row is None:
            continue
        supplier = record.text("supplier") or source.context.supplier
        if supplier:
            _supplier(source, reading, row, supplier)
        if invoice := record.text("invoice"):
            row["invoice"] = invoice
        turn_back(source, record, row, reading)
        if row["kind"] == terms.PURCHASE:
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
        row = _moved(source, record, reading, terms.ISSUE)
        if row is None:
            continue
        meal = record.text("meal") or source.context.label("餐次", "餐别")
        if meal and source.names.meal(meal).name:
            named(row, reading, "meal", meal, source.names.meal(meal))
        _refuse_negative(source, record, row, reading, QUANTITIES, "退回仓库的，请从原来的领用里减去，写净数")
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
        quantity = quantity_of(source, record, ("counted",), word)
        if quantity is None and not record.text("counted"):
            continue
        row: Row = {}
        day = source.days.day(read_moment(record.value("date")) or read_moment(label) or Moment())
        dated(row, reading, "date", day, source, label)
        named(row, reading, "item", word, source.names.food(word, purchase=True), "food")
        row["food"], row["food_written"] = row["item"], word
        if "item" in row.get("asked", []):
            asked(row, "food")
        put_quantity(source, record, row, reading, ("counted",), quantity, word)
        _refuse_negative(source, record, row, reading, ("counted",), "实存不会是负数；请核对")
        reading.rows.append(row)
        control: Row = {"date": day, "food": row["item"], "food_written": word}
        book = quantity_of(source, record, ("book",), word)
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
    quantity = quantity_of(source, record, QUANTITIES, word)
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
    put_quantity(source, record, row, reading, QUANTITIES, quantity, word)
    share = deduct(source, record, row, reading, "used" if kind == terms.ISSUE else "accepted")
    put_sum(source, row, reading, record, share)
    if row["quantity_kg"] == 0 and not row.get("amount_yuan"):
        # 0, or all of it went back: nothing moved.
        reading.skipped.append(f"{record.row + 1}：{word[:20]} 数量是 0")
        return None
    return row


def _refuse_negative(
    source: TableSource, record: Record, row: Row, reading: TableReading, fields: tuple[str, ...], advice: str
) -> None:
    """Name the cell of a quantity below nothing, which no register holds."""
    column = next((one for name in fields if record.value(name) and (one := source.table.column(name))), None)
    if column is not None and row["quantity_kg"] is not None and row["quantity_kg"] < 0:
        reading.misreadings.append(reading.origins.fault(record.row, column.index, f"写成了负数；{advice}"))


def _parent_moment(source: TableSource) -> Moment | None:
    return read_moment(source.table.parent) if source.table.parent else None


def _supplier(source: TableSource, reading: TableReading, row: Row, word: str) -> None:
    """Name the supplier; one that the office does not keep yet is made from its name."""
    match = source.names.supplier(word)
    row["supplier_written"] = word
    row["supplier"] = match.name or word
    if match.name is None:
        new = {"register": "suppliers", "supplier": word, "name": word}
        if new not in reading.made:
            reading.made.append(new)


__all__ = ["issues", "purchases", "stocktakes"]
