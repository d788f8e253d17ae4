"""收发存: cards of one food or ledgers of several, which tell by day what came, what went and what was left."""

from __future__ import annotations

import re
from decimal import Decimal

from kgcore.registers import terms
from kgcore.sheets.amounts import read_number
from kgcore.sheets.dates import Moment, ambiguous_moments, read_moment
from kgcore.sheets.facts import on_day
from kgcore.sheets.kinds import ISSUE, PURCHASE
from kgcore.sheets.quantities import put_quantity, quantity_of
from kgcore.sheets.records import Record, TableSource, dated, named
from kgcore.sheets.result import Row, TableReading
from kgcore.sheets.returns import turn_back
from kgcore.sheets.sums import put_sum

CARRIED = re.compile(r"上[月期年].*|期初.*|承前.*|过次页|.*结转.*|月初.*|结存|盘点.*|本[月日]?合计|累计")
"""Summaries of lines that carry a balance and move nothing."""
TITLE = re.compile(r"(?:收发存|库存|保管|明细|出入库|台账|卡片|账|流水|登记)")


def stock_cards(source: TableSource) -> list[TableReading]:
    """Return purchases and issues of a card or a ledger; balances that do not follow are faults."""
    purchases, issues = source.reading(PURCHASE, "movements"), source.reading(ISSUE, "movements")
    balances: dict[str, Decimal] = {}
    for record in source.records():
        word = record.text("food") or _food_of(source)
        figures = [read_number(record.value(name)) for name in ("came", "went", "left")]
        _balance(record, purchases, word, figures, balances)
        if CARRIED.fullmatch(record.text("summary")):
            purchases.skipped.append(f"{record.row + 1}：{record.text('summary')[:20]}")
            continue
        for field, reading, kind in (("came", purchases, terms.PURCHASE), ("went", issues, terms.ISSUE)):
            if not record.text(field) or read_number(record.value(field)) == 0:
                continue
            row = _moved(source, record, reading, field, word)
            row["kind"] = kind
            if kind == terms.PURCHASE:
                put_sum(source, row, reading, record)
                turn_back(source, record, row, reading)
            elif row["quantity_kg"] is not None and row["quantity_kg"] < 0:
                column = source.table.columns[field][0].index
                reading.misreadings.append(
                    reading.origins.fault(record.row, column, "写成了负数；退回仓库的，请从原来的领用里减去，写净数")
                )
            reading.rows.append(row)
    return [purchases, issues]


def _moved(source: TableSource, record: Record, reading: TableReading, field: str, word: str) -> Row:
    row: Row = {}
    if ambiguous_moments(record.value("date")):
        on_day(row, reading, "date", source, record.value("date"))
    else:
        dated(row, reading, "date", source.days.day(read_moment(record.value("date")) or Moment()), source, "")
    named(row, reading, "food", word, source.names.food(word, purchase=True))
    quantity = quantity_of(source, record, (field,), word)
    put_quantity(source, record, row, reading, (field,), quantity, word)
    if supplier := record.text("supplier") or source.context.supplier:
        row["supplier_written"] = supplier
        row["supplier"] = source.names.supplier(supplier).name or supplier
        new = {"register": "suppliers", "supplier": supplier, "name": supplier}
        if source.names.supplier(supplier).name is None and new not in reading.made:
            reading.made.append(new)
    return row


def _food_of(source: TableSource) -> str:
    """Return the food of a card: behind its label, in its title, or the sheet's name."""
    label = source.context.label("品名", "名称", "食品名称", "物品名称", "食材", "食物名称", "原料名称", "品种")
    words = [label, source.context.sheet, *(TITLE.split(text)[0] for text in reversed(source.context.titles))]
    known = [word for word in words if word and source.names.food(word, purchase=True).name]
    return next(iter(known), label or source.context.sheet)


def _balance(
    record: Record,
    reading: TableReading,
    word: str,
    figures: list[Decimal | None],
    balances: dict[str, Decimal],
) -> None:
    """Note where what was left before, what came and what went is not what is left."""
    came, went, remainder = figures
    before = balances.get(word)
    if remainder is None:
        return
    is_carried = bool(CARRIED.fullmatch(record.text("summary")))
    due = None if before is None or is_carried else before + (came or 0) - (went or 0)
    if due is not None and due != remainder:
        reading.faults.append(
            f"第 {record.row + 1} 行 {word}：算得结存 {due.normalize():f}，表上是 {remainder.normalize():f}"
        )
    balances[word] = remainder


__all__ = ["stock_cards"]
