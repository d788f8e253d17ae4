"""流水账: money that came and went by day with what was left; what came goes in as 收款, the balance checks each line.

What was paid is no entry: a payment tells neither what food came nor, for what is given back, whose it is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from decimal import Decimal

from kgcore.registers.money import OTHER_RECEIPT, PREPAID, STAFF_MEALS
from kgcore.sheets.amounts import read_number
from kgcore.sheets.context import CLASS
from kgcore.sheets.dates import moments
from kgcore.sheets.facts import on_day
from kgcore.sheets.fees import MEALS
from kgcore.sheets.kinds import MEAL_MONEY
from kgcore.sheets.meal_month import STAFF
from kgcore.sheets.names import LEAVE_OUT
from kgcore.sheets.records import Record, TableSource, settle
from kgcore.sheets.result import Row, TableReading
from kgcore.workbook.cells import address

CARRIED = re.compile(
    r"(?:上|承)[月期年学页前].*|期初.*|月初.*|年初.*|过次页|.*(?:结转|转下|承上)[年月页]?.*|累计.*|本[年期]累计"
)
"""Lines that carry a balance and move nothing."""
SUM = re.compile(r"[本当]?[月日周页期]?(?:合计|小计|共计|总计)")
"""Lines that tell what the lines above them come to."""
CENT = Decimal("0.01")


def day_books(source: TableSource) -> list[TableReading]:
    """Return what came in as receipts, asked once for a form and a kind of income; a balance that breaks is a fault."""
    reading = source.reading(MEAL_MONEY, "receipts")
    balance: Decimal | None = None
    payments: list[Decimal] = []
    first_balance: Decimal | None = None
    for record in source.records():
        came, went, remainder = (read_number(record.value(name)) for name in ("income", "spent", "left"))
        summary = re.sub(r"\s", "", record.text("summary"))
        if SUM.fullmatch(summary):
            continue
        if CARRIED.fullmatch(summary) or (came is None and went is None):
            balance = remainder if remainder is not None else balance
            first_balance = first_balance if first_balance is not None else remainder
            reading.skipped.append(f"{record.row + 1}：{'结转' if summary else '没有收支'}")
            continue
        balance = _balance(source, record, reading, balance, (came or Decimal(0)) - (went or Decimal(0)), remainder)
        if went:
            payments.append(went)
        if came:
            _receipt(source, record, reading, summary, came)
    if payments:
        total = sum(payments, Decimal(0)).normalize()
        reading.notes.append(
            f"支出 {len(payments)} 笔共 {total:f} 元没有登记，只用来核对余额：付款不等于买来的食物，"
            "买了什么请导入采购或验收单；退费请导入写明幼儿的退费表"
        )
    control: Row = {"month": source.days.month() or _month(reading.rows)}
    control |= {"balance_carried_yuan": first_balance} if first_balance is not None else {}
    control |= {"cumulated_yuan": balance} if balance is not None else {}
    reading.controls.append(control)
    return [reading]


def _balance(
    source: TableSource,
    record: Record,
    reading: TableReading,
    before: Decimal | None,
    change: Decimal,
    remainder: Decimal | None,
) -> Decimal | None:
    """Return what is left after a line, as written; a fault names the cell where it does not follow from before."""
    due = None if before is None else before + change
    if remainder is None:
        return due
    if due is not None and abs(due - remainder) >= CENT:
        cell = address(record.row, source.table.columns["left"][0].index)
        reading.faults.append(
            f"{cell}：上一行余额加收入减支出是 {due.normalize():f} 元，写的余额是 {remainder.normalize():f} 元；请核对"
        )
    return remainder


def _receipt(source: TableSource, record: Record, reading: TableReading, summary: str, amount: Decimal) -> None:
    """Put a line of income among the receipts. What the line says may name a child, so that no question holds it."""
    row: Row = {}
    day = on_day(row, reading, "date", source, record.value("date"))
    row["month"] = _month_told(summary, day)
    word = CLASS.search(summary)
    if word and (name := source.names.class_name(word[0]).name):
        row["class_name"], row["class_name_written"] = name, word[0]
    if STAFF.search(summary):
        row["purpose"], income = STAFF_MEALS, "教职工伙食费"
    elif MEALS.search(summary):
        row["purpose"], income = PREPAID, "伙食费"
    else:
        row["purpose"], income = OTHER_RECEIPT, "其他收入"
    choices = tuple(dict.fromkeys((row["purpose"], LEAVE_OUT, PREPAID, OTHER_RECEIPT)))
    question = f"流水账里收的{income}是什么款项，收费表已登记过的写“不要”（{source.context.form}）"
    settle(row, reading, source.names, "purpose", "receipt", question, choices)
    row["amount_yuan"] = amount
    if amount < 0:
        column = source.table.columns["income"][0].index
        reading.misreadings.append(reading.origins.fault(record.row, column, "收入写成了负数；退出去的请写在支出一栏"))
    reading.rows.append(row)


def _month_told(summary: str, day: dt.date | None) -> str | None:
    """Return the month that a payment is for: that which its line names, else that of its day."""
    if day is None:
        return None
    month = next((moment.month for moment in moments(summary) if moment.month and moment.day is None), day.month)
    shift = (month < day.month - 6) - (month > day.month + 6)
    return f"{day.year + shift}-{month:02d}"


def _month(rows: list[Row]) -> str | None:
    """Return the month in which most receipts lie; None when there are none."""
    months = Counter(f"{row['date']:%Y-%m}" for row in rows if row.get("date"))
    return months.most_common(1)[0][0] if months else None


__all__ = ["day_books"]
