"""收费: meal money received by child or by class; what other money a sheet tells is asked about, never supposed."""

from __future__ import annotations

import re
from decimal import Decimal

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
        amount = read_number(record.value("received", "paid"))
        if not amount or (source.table.column("child") and not record.text("child")):
            continue
        row: Row = {}
        class_name = class_of(source, record, row, reading)
        put_payment(source, record, reading, row, class_name)
        row["purpose"] = PREPAID
        _purpose(source, row, reading)
        row["amount_yuan"] = amount
        _part_received(source, record, row, reading)
        if not row["amount_yuan"]:
            reading.skipped.append(f"{record.row + 1}：没有收到伙食费")
            continue
        _check(record, reading)
        reading.rows.append(row)
    for record in source.totals():
        total, written = sum(row["amount_yuan"] for row in reading.rows), read_number(record.value("received", "paid"))
        if written is not None and total != written:
            reading.faults.append(f"第 {record.row + 1} 行：合计 {written:f} 元，各行相加为 {total:f} 元")
    return [reading]


def _part_received(source: TableSource, record: Record, row: Row, reading: TableReading) -> None:
    """Ask how much meal money was received of somebody who paid less, or else, than what the line comes to."""
    item, receipt, due, debt = (read_number(record.value(name)) for name in ("received", "paid", "due", "owed"))
    other_fees = [
        number
        for column, heading in source.unread_columns.items()
        if "费" in heading and (number := read_number(source.grid.value(record.row, column))) is not None
    ]
    if item is None:
        return
    whole = due if due is not None and due >= item else item + sum(other_fees, Decimal(0))
    has_paid = source.table.column("paid") is not None
    if not debt and (not has_paid or receipt in (whole, item)):
        return
    came = receipt or Decimal(0) if has_paid else item - min(item, debt or Decimal(0))
    rest = max(Decimal(0), came - (whole - item)) if has_paid else came
    likely = (min(item, rest), min(item, came), item)
    fact = f"实收 {receipt.normalize():f} 元" if receipt is not None else "没有写实收"
    fact = f"欠 {debt.normalize():f} 元" if debt else fact
    question = f"第 {record.row + 1} 行，{fact}，其中伙食费收了几元（{source.context.place}）"
    proposals = dict.fromkeys(f"{amount.normalize():f}" for amount in likely)
    settle(row, reading, source.names, "amount_yuan", "amount_yuan", question, tuple(proposals))


def _purpose(source: TableSource, row: Row, reading: TableReading) -> None:
    """Ask whether a sum is meal money where neither its heading nor, alone, the title says so."""
    column = source.table.column("received", "paid")
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
