"""收退费: meal money given back to a child's family, or taken for it, by month; names and accounts stay outside."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from kgcore.registers.money import PREPAID
from kgcore.sheets.amounts import capital_amount, read_number
from kgcore.sheets.facts import child_of, class_of, on_day
from kgcore.sheets.kinds import REFUND
from kgcore.sheets.records import Record, TableSource, asked, settle
from kgcore.sheets.result import Row, TableReading

CENT = Decimal("0.01")


def refunds(source: TableSource) -> list[TableReading]:
    """Return refunds of children, and fees received where the table has them; printed totals are control figures."""
    repayments = source.reading(REFUND, "refunds")
    receipts = source.reading(REFUND, "receipts")
    for record in source.records():
        if not record.text("child"):
            _class_total(source, record, repayments)
            continue
        base: Row = {}
        class_name = class_of(source, record, base, repayments)
        _money(source, record, repayments, dict(base), class_name)
        amount = read_number(record.value("received"))
        if amount:
            row = dict(base)
            put_payment(source, record, receipts, row, class_name)
            row |= {"purpose": PREPAID, "amount_yuan": amount}
            receipts.rows.append(row)
    _compare(source, repayments, receipts)
    return [one for one in (repayments, receipts) if one.rows or one.controls]


def class_totals(source: TableSource) -> list[TableReading]:
    """Return refunds by class as control figures: they tell no child, so that none of them becomes an entry."""
    reading = source.reading(REFUND, "refunds")
    month = source.days.month()
    if not month:
        reading.ask("month", source.context.place)
    for record in source.records():
        _class_total(source, record, reading)
    return [reading]


def put_payment(source: TableSource, record: Record, reading: TableReading, row: Row, class_name: str) -> None:
    """Put month, day and child of a payment into its row; what is not written is asked."""
    month = source.days.month()
    row["month"] = month or None
    if not month:
        settle(row, reading, source.names, "month", "month", source.context.place)
        month = str(row["month"] or "")
    elif source.days.supposed:
        asked(row, "month")
        reading.ask("year", source.context.place, (month[:4],))
    if record.value("date") is None:
        row["date"] = _last_day(month)
        word = "退费日期" if reading.register == "refunds" else "收款日期"
        written = f"{month or source.context.place} {word}"
        settle(row, reading, source.names, "date", "date", written, (row["date"],))
    else:
        on_day(row, reading, "date", source, record.value("date"))
    if source.table.column("child"):
        child_of(source, record, row, reading, class_name)


def _last_day(month: str) -> dt.date | None:
    """Return the last day of a month such as 2026-10; None when there is none."""
    if not re.fullmatch(r"\d{4}-\d{2}", month):
        return None
    first = dt.date.fromisoformat(f"{month}-01")
    return (first + dt.timedelta(31)).replace(day=1) - dt.timedelta(1)


def _money(source: TableSource, record: Record, reading: TableReading, row: Row, class_name: str) -> None:
    amount, rate = read_number(record.value("amount")), read_number(record.value("rate"))
    days, product = _absent_days(source, record), None
    if days is not None and rate is not None:
        product = (days * rate).quantize(CENT)
    if amount is None:
        amount = product
    if not amount:
        if amount is not None:
            reading.skipped.append(f"{record.row + 1}：没有退费")
        return
    put_payment(source, record, reading, row, class_name)
    row["absent_days"], row["amount_yuan"] = days, amount
    if days is None:
        written = f"{row['child']}（{source.context.place}）"
        settle(row, reading, source.names, "absent_days", "absent_days", written)
    if source.table.column("sick_days"):
        row["sick_days"] = read_number(record.value("sick_days")) or Decimal(0)
    if product is not None and product != amount.quantize(CENT):
        text = f"缺勤 {days:f} 天 × {rate:f} 元 = {product.normalize():f} 元，写的是 {amount.normalize():f} 元"
        reading.faults.append(f"第 {record.row + 1} 行：{text}")
    reading.rows.append(row)


def _absent_days(source: TableSource, record: Record) -> Decimal | None:
    days = read_number(record.value("absent_days"))
    open_days, attended = read_number(record.value("open_days")), read_number(record.value("attended"))
    if days is None and open_days is not None and attended is not None:
        days = open_days - attended
    parts = [read_number(record.value(name)) for name in ("sick_days", "personal_days")]
    if days is None and source.table.column("personal_days") and any(part is not None for part in parts):
        days = sum((part for part in parts if part is not None), Decimal(0))
    return days


def _class_total(source: TableSource, record: Record, reading: TableReading) -> None:
    """Note what a class's line without a child says as a control figure."""
    amount = read_number(record.value("amount"))
    if amount is None or not record.text("class_name"):
        return
    row: Row = {"month": source.days.month() or None}
    class_of(source, record, row, reading)
    row["amount_yuan"] = amount
    for name in ("children", "absent_days"):
        if (number := read_number(record.value(name))) is not None:
            row[name] = number
    reading.controls.append(row)


def _compare(source: TableSource, repayments: TableReading, receipts: TableReading) -> None:
    """Note the printed totals, and a fault where the rows do not add up to them."""
    for record in source.totals():
        for reading, name in ((repayments, "amount"), (receipts, "received")):
            sum_yuan = read_number(record.value(name))
            if sum_yuan is None:
                continue
            reading.controls.append({"month": source.days.month() or None, "amount_yuan": sum_yuan.normalize()})
            total = sum((row["amount_yuan"] for row in reading.rows), Decimal(0))
            if total != sum_yuan:
                reading.faults.append(
                    f"第 {record.row + 1} 行：合计 {sum_yuan.normalize():f} 元，各行相加为 {total.normalize():f} 元"
                )
        sum_yuan = read_number(record.value("amount"))
        words = capital_amount(record.category)
        if words is not None and sum_yuan is not None and words != sum_yuan:
            text = re.sub(r"\s.*", "", record.category)[:24]
            repayments.faults.append(
                f"第 {record.row + 1} 行：{text} 是 {words:f} 元，数字是 {sum_yuan.normalize():f} 元"
            )


__all__ = ["class_totals", "put_payment", "refunds"]
