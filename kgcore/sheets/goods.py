"""采购, 入库, 验收, 送货; 出库, 领料; 盘点: what food came, what went, what is there."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal

from kgcore.registers import terms
from kgcore.sheets.acceptance import accept
from kgcore.sheets.amounts import Mass, read_number
from kgcore.sheets.dates import Moment, ambiguous_moments, moments, read_moment
from kgcore.sheets.facts import on_day
from kgcore.sheets.grid import plain
from kgcore.sheets.kinds import ISSUE, PURCHASE, STOCKTAKE
from kgcore.sheets.quantities import put_quantity, quantity_of
from kgcore.sheets.records import NOTHING, Record, TableSource, asked, dated, named, settle
from kgcore.sheets.result import Row, TableReading
from kgcore.sheets.returns import bought_word, deduct, turn_back
from kgcore.sheets.sums import QUANTITIES, put_sum

OUT_WORDS, IN_WORDS = ("出库", "领用", "领料"), ("入库", "采购", "进货", "送货", "验收", "销售")
NONE_LEFT = re.compile("无|没有|零|空|[已全]?用完了?|已?用尽")
CHILDREN, STAFF = re.compile("幼儿|儿童|学生|孩子"), re.compile("教职?工|职工|教师|老师|员工")
SPAN = re.compile(
    r"\d\s*[日号]?\s*[-—–~～至到]+\s*(?:\d{1,2}[月.])?\d{1,2}\s*[日号]|[月.]\d{1,2}\s*[日号]?\s*[—–~～至到]+\s*\d|[上中下]旬"
)
"""Texts that tell several days: 1日-10日, 10.1～10.10, 上旬."""


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
    for record, (ledger, counts) in itertools.product(source.records(), _shares(source)):
        row = _moved(source, record, reading, terms.ISSUE, counts)
        if row is None:
            continue
        if ledger:
            row["ledger"] = ledger
        meal = record.text("meal") or source.context.label("餐次", "餐别")
        if meal and source.names.meal(meal).name:
            named(row, reading, "meal", meal, source.names.meal(meal))
        _refuse_negative(source, record, row, reading, counts, "退回仓库的，请从原来的领用里减去，写净数")
        reading.rows.append(row)
    return [reading]


def stocktakes(source: TableSource) -> list[TableReading]:
    """Return what was quantity; book quantities and sums are control figures."""
    reading = source.reading(STOCKTAKE, "counts")
    label = source.context.label("盘点日期", "盘点时间", "日期")
    counted = source.table.column("counted")
    heading_day = next(iter(moments(counted.heading)), None) if counted else None
    for record in source.records():
        word = record.text("item")
        if not word:
            continue
        quantity = _counted(source, record, word)
        if quantity is None and not record.value("counted"):
            reading.skipped.append(f"{record.row + 1}：{word[:20]} 没有数量，没有登记")
            continue
        row: Row = {}
        day = source.days.day(read_moment(record.value("date")) or read_moment(label) or heading_day or Moment())
        dated(row, reading, "date", day, source, label)
        named(row, reading, "item", word, source.names.food(word, purchase=True), "food")
        row["food"], row["food_written"] = row["item"], word
        if "item" in row.get("asked", []):
            asked(row, "food")
        if quantity is None and not record.text("counted"):
            if not _dash_settled(source, record, row, reading, word):
                continue
        else:
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


def _counted(source: TableSource, record: Record, word: str) -> Mass | None:
    """Return what was counted: 无 says that nothing is there; of a dash, which may mean two things, it is asked."""
    text = plain(record.value("counted"))
    if NONE_LEFT.fullmatch(text):
        return Mass(Decimal(0), True, "公斤")
    return quantity_of(source, record, ("counted",), word)


def _dash_settled(source: TableSource, record: Record, row: Row, reading: TableReading, word: str) -> bool:
    """Ask what a dash says: that nothing is left, or that nobody counted; return whether the row may stand."""
    written = f"第 {record.row + 1} 行 {word} 写的是“{plain(record.value('counted'))}”（{source.context.place}）"
    row["quantity_kg"] = Decimal(0)
    settle(row, reading, source.names, "quantity_kg", "kg", written, ("0", NOTHING))
    return row["quantity_kg"] is not None


def _direction(source: TableSource, reading: TableReading, kind: str) -> None:
    """Ask whether food came or went where the title, the sheet's and the file's name say different things."""
    text = source.context.text
    heads = " ".join(column.heading for columns in source.table.columns.values() for column in columns)
    came, went = (any(word in f"{text} {heads}" for word in words) for words in (IN_WORDS, OUT_WORDS))
    if came and went and "出入库" not in text and source.names.answered("direction", source.context.form) is None:
        options = (PURCHASE, ISSUE) if kind == PURCHASE else (ISSUE, PURCHASE)
        reading.ask("direction", source.context.form, options)


def _shares(source: TableSource) -> list[tuple[str, tuple[str, ...]]]:
    """Return the ledgers that have columns of their own, each with its field; else none with all quantities."""
    fields = (("children", terms.CHILDREN_LEDGER), ("staff", terms.STAFF_LEDGER))
    return [(ledger, (field,)) for field, ledger in fields if source.table.column(field)] or [("", QUANTITIES)]


def _moved(
    source: TableSource, record: Record, reading: TableReading, kind: str, counts: tuple[str, ...] = QUANTITIES
) -> Row | None:
    """Return the row of a movement; None where no food or no quantity stands."""
    word = bought_word(record.text("food"))
    if not word:
        return None
    quantity = quantity_of(source, record, counts, word)
    has_amount = counts == QUANTITIES and bool(read_number(record.value("amount")))
    if quantity is None and not has_amount and not record.text(*counts):
        return None
    row: Row = {}
    _on_day(source, record, row, reading)
    row["kind"] = kind
    if ledger := ledger_of(record.text("ledger")):
        row["ledger"] = ledger
    if record.category:
        row["category_written"] = record.category
    named(row, reading, "food", word, source.names.food(word, purchase=True))
    put_quantity(source, record, row, reading, counts, quantity, word)
    if counts == QUANTITIES:
        share = deduct(source, record, row, reading, "used" if kind == terms.ISSUE else "accepted")
        put_sum(source, row, reading, record, share)
    else:
        put_sum(source, row, reading, record, counts=counts)
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


def ledger_of(use: str) -> str | None:
    """Return the ledger that a use such as 教工伙食 or 幼儿午餐 belongs to; None where it tells neither or both.

    Examples
    --------
    >>> ledger_of("教工伙食"), ledger_of("幼儿午餐"), ledger_of("午餐"), ledger_of("幼儿、教工")
    ('教工', '幼儿', None, None)
    """
    words = ((terms.CHILDREN_LEDGER, CHILDREN), (terms.STAFF_LEDGER, STAFF))
    ledgers = [ledger for ledger, pattern in words if pattern.search(use) or use.startswith(ledger)]
    return ledgers[0] if len(ledgers) == 1 else None


def _on_day(source: TableSource, record: Record, row: Row, reading: TableReading) -> None:
    """Put the day of a movement into its row; of a span of days, or of a part such as 上旬, its day is asked."""
    value, parent = record.value("date"), source.table.parent
    if ambiguous_moments(value):
        on_day(row, reading, "date", source, value)
        return
    spans = [text for text in (plain(value), parent) if SPAN.search(text)]
    if spans:
        dated(row, reading, "date", None, source, spans[0])
        return
    moment = read_moment(value) or (read_moment(parent) if parent else None) or Moment()
    dated(row, reading, "date", source.days.day(moment), source, record.text("date"))


def _supplier(source: TableSource, reading: TableReading, row: Row, word: str) -> None:
    """Name the supplier; one that the office does not keep yet is made from its name."""
    match = source.names.supplier(word)
    row["supplier_written"] = word
    row["supplier"] = match.name or word
    if match.name is None:
        new = {"register": "suppliers", "supplier": word, "name": word}
        if new not in reading.made:
            reading.made.append(new)


__all__ = ["issues", "ledger_of", "purchases", "stocktakes"]
