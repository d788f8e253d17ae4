"""收费: meal money received by child or by class; what other money a sheet tells is asked about, never supposed."""

from __future__ import annotations

import re

from kgcore.registers.money import PREPAID
from kgcore.sheets.amounts import read_number
from kgcore.sheets.facts import class_of
from kgcore.sheets.kinds import REFUND
from kgcore.sheets.names import LEAVE_OUT
from kgcore.sheets.records import Record, TableSource, settle
from kgcore.sheets.refunds import put_payment
from kgcore.sheets.result import Row, TableReading

MEALS = re.compile("伙食|膳|餐|饭")


def fees(source: TableSource) -> list[TableReading]:
    """Return meal money received of children or classes; printed totals are control figures."""
    reading = source.reading(REFUND, "receipts")
    for record in source.records():
        amount = read_number(record.value("received"))
        if not amount or (source.table.column("child") and not record.text("child")):
            continue
        row: Row = {}
        class_name = class_of(source, record, row, reading)
        put_payment(source, record, reading, row, class_name)
        row["purpose"] = PREPAID
        _purpose(source, row, reading)
        row["amount_yuan"] = amount
        _check(record, reading)
        reading.rows.append(row)
    for record in source.totals():
        total, written = sum(row["amount_yuan"] for row in reading.rows), read_number(record.value("received"))
        if written is not None and total != written:
            reading.faults.append(f"第 {record.row + 1} 行：合计 {written:f} 元，各行相加为 {total:f} 元")
    return [reading]


def _purpose(source: TableSource, row: Row, reading: TableReading) -> None:
    """Ask whether a sum is meal money where neither its heading nor, alone, the title says so."""
    column = source.table.column("received")
    heading = column.heading if column else ""
    others = [text for text in source.unread_columns.values() if "费" in text]
    if MEALS.search(heading) or (MEALS.search(source.context.text) and not others):
        return
    question = f"{heading}是不是伙食费（{source.context.form}）"
    settle(row, reading, source.names, "purpose", "receipt", question, (PREPAID, LEAVE_OUT))


def _check(record: Record, reading: TableReading) -> None:
    due, children, rate = (read_number(record.value(name)) for name in ("due", "children", "rate"))
    if due is not None and children is not None and rate is not None and children * rate != due:
        reading.faults.append(f"第 {record.row + 1} 行：{children:f} 人 × {rate:f} 元与应收 {due:f} 元不符")


__all__ = ["fees"]
