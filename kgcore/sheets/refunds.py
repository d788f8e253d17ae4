"""收退费: meal money given back to a child's family, or taken for it, by month; names and accounts stay outside."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from kgcore.registers.money import PREPAID
from kgcore.sheets.amounts import capital_amount, read_number
from kgcore.sheets.dates import moments, read_moment, read_month
from kgcore.sheets.facts import child_of, class_of, on_day
from kgcore.sheets.grid import plain
from kgcore.sheets.kinds import REFUND
from kgcore.sheets.records import Record, TableSource, asked, settle
from kgcore.sheets.result import Row, TableReading
from kgcore.sheets.sums import amount_told

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
    month_written = read_month(plain(record.value("month")))
    month = month_written or source.days.month()
    row["month"] = month or None
    if not month:
        settle(row, reading, source.names, "month", "month", source.context.place, _likely_months(source, record))
        month = str(row["month"] or "")
    elif source.days.supposed and not month_written:
        asked(row, "month")
        reading.ask("year", source.context.place, (month[:4],))
    if record.value("date") is None:
        row["date"] = _last_day(month)
        word = "退费日期" if reading.register == "refunds" else "收款日期"
        if not row["date"]:
            # It is asked by the month as soon as that is told.
            asked(row, "date")
            return _child(source, record, reading, row, class_name)
        question = f"{month or source.context.place} {word}"
        settle(row, reading, source.names, "date", "date", question, (row["date"],))
    else:
        on_day(row, reading, "date", source, record.value("date"))
    return _child(source, record, reading, row, class_name)


def _child(source: TableSource, record: Record, reading: TableReading, row: Row, class_name: str) -> None:
    if source.table.column("child"):
        child_of(source, record, row, reading, class_name)


def _likely_months(source: TableSource, record: Record) -> tuple[str, ...]:
    """Return the months to propose: that of the day of a payment and the one before, else those around today."""
    moment = read_moment(record.value("date"))
    month = next((one.month for one in moments(plain(record.value("month"))) if one.month), None)
    today = source.days.today
    if moment is not None and moment.year and moment.month:
        today = dt.date(moment.year, moment.month, 1)
    if month is not None:
        return (f"{today.year - (month > today.month)}-{month:02d}",)
    before = today.replace(day=1) - dt.timedelta(1)
    return f"{before:%Y-%m}", f"{today:%Y-%m}"


def _last_day(month: str) -> dt.date | None:
    """Return the last day of a month such as 2026-10; None when there is none."""
    if not re.fullmatch(r"\d{4}-\d{2}", month):
        return None
    first = dt.date.fromisoformat(f"{month}-01")
    return (first + dt.timedelta(31)).replace(day=1) - dt.timedelta(1)


def _money(source: TableSource, record: Record, reading: TableReading, row: Row, class_name: str) -> None:
    rate = read_number(record.value("rate"))
    amount, due = _repaid(source, record, reading, row)
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
        written = f"第 {record.row + 1} 行（{source.context.place}）"
        settle(row, reading, source.names, "absent_days", "absent_days", written)
    if source.table.column("sick_days"):
        row["sick_days"] = read_number(record.value("sick_days")) or Decimal(0)
    due = amount if due is None else due
    if days is not None and rate is not None and product is not None and product != due.quantize(CENT):
        factors = f"缺勤 {days.normalize():f} 天 × {rate.normalize():f} 元"
        text = f"{factors} = {product.normalize():f} 元，写的是 {due.normalize():f} 元"
        reading.faults.append(f"第 {record.row + 1} 行：{text}")
    reading.rows.append(row)


def _repaid(
    source: TableSource, record: Record, reading: TableReading, row: Row
) -> tuple[Decimal | None, Decimal | None]:
    """Return what was given back, and what the days came to where the sheet tells it beside.

    Where 应退 and 实退 differ, 实退 counts if a column says by how much, such as 上月补退; else it is asked once.
    """
    due, payment, adjusted = (read_number(record.value(name)) for name in ("amount", "paid", "adjusted"))
    if due is not None and payment is not None and adjusted and payment in (due + adjusted, due - adjusted):
        headings = {name: source.heading(source.table.columns[name][0]) for name in ("paid", "adjusted")}
        reading.notes.append(
            f"第 {record.row + 1} 行：{headings['paid']} {payment.normalize():f} 元记为退费，"
            f"其中 {(payment - due).normalize():f} 元是“{headings['adjusted']}”"
        )
        return payment, due
    return amount_told(source, row, reading, record), due


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
            sums = {name: read_number(record.value(name)) for name in ((name, "paid") if name == "amount" else (name,))}
            total = sum((row["amount_yuan"] for row in reading.rows), Decimal(0))
            sum_yuan = next((one for one in sums.values() if one == total), next(iter(sums.values())))
            if sum_yuan is None:
                continue
            reading.controls.append({"month": source.days.month() or None, "amount_yuan": sum_yuan.normalize()})
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
