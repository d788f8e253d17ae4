"""What goods of ordinary sheets cost: the amount, what was paid, and what other columns add to it or take away."""

from __future__ import annotations

import re
from decimal import Decimal

from kgcore.sheets.amounts import MASS, priced_mass, read_number, split_quantity, unit_of
from kgcore.sheets.grid import plain
from kgcore.sheets.records import Record, TableSource, asked
from kgcore.sheets.result import Row, TableReading

CENT = Decimal("0.01")
QUANTITIES = ("used", "accepted", "quantity", "delivered")
"""Fields that hold how much came or went: what was used or accepted counts before what was ordered."""
COUNTS = (*QUANTITIES, "came")
"""Fields whose number the price belongs to."""
CHARGE = re.compile(r"费|优惠|折|减免|抹零|补[贴差]|押金|另付|扣|税(?!率)")
"""Words of headings whose sums may change an amount."""
LESS = re.compile(r"优惠|折|减|抹|扣")
ADDED, DEDUCTED, APART = "加到金额里", "从金额里减去", "不计入金额"
"""Answers to what becomes of such a column."""
NOT_DEDUCTED, DEDUCTED_BEFORE = "还没有减去退回", "已经减去退回"
"""Answers to what a figure tells beside goods given back."""


def put_sum(
    source: TableSource,
    row: Row,
    reading: TableReading,
    record: Record,
    share: Decimal = Decimal(1),
    counts: tuple[str, ...] = COUNTS,
) -> None:
    """Put the sum into the row, that of number and price where none stands; one that disagrees is a fault.

    Parameters
    ----------
    share : that part of the number that was not given back: an amount may be that of the whole number.
    counts : fields whose number the price belongs to; where they are a part of what the line tells, such as that of the
        staff, its amount is not theirs.
    """
    amount = amount_told(source, row, reading, record) if counts == COUNTS else None
    price = read_number(record.value("unit_price"))
    number = next(
        (
            found
            for name in counts
            if (value := record.value(name)) is not None
            and (found := read_number(value) or (split_quantity(str(value)) or (None,))[0]) is not None
        ),
        None,
    )
    column, kilograms = source.table.column("unit_price"), row.get("quantity_kg")
    each = priced_mass(f"{column.heading}/{column.unit}") if column else None
    if each and kilograms and "quantity_kg" not in row.get("asked", []):
        number = kilograms / each / share
    elif kilograms and (unit := _other_unit(record, counts)):
        # 公斤 | 12斤: the price is that of the unit in its column.
        number = kilograms / unit / share
    product = None if price is None or number is None else (price * number * share).quantize(CENT)
    list_amount = None if amount is None or counts != COUNTS else read_number(record.value("amount"))
    if list_amount is not None and share != 1:
        whole = None if price is None or number is None else (price * number).quantize(CENT)
        amount = list_amount = _kept_amount(source, row, reading, list_amount, whole, share)
    shared = [column for column in source.table.columns.get("amount", []) if source.is_shared(record.row, column.index)]
    if amount is None and product is None and shared:
        reading.faults.append(
            f"第 {record.row + 1} 行 {record.text('food')}：一个金额合在几行里，分不到每一行；请分开写，或答单价"
        )
    amount = product if amount is None else amount
    tolerance = max(Decimal("0.05"), abs(list_amount or Decimal(0)) * Decimal("0.005"))
    if list_amount is not None and product is not None and abs(list_amount - product) > tolerance:
        told = f"金额 {list_amount.quantize(CENT)} 元与数量 × 单价 {product} 元不符"
        reading.faults.append(f"第 {record.row + 1} 行 {record.text('food')}：{told}")
    if amount is not None:
        amount += _charges(source, row, reading, record)
        row["amount_yuan"] = amount
        if kilograms and "quantity_kg" not in row.get("asked", []):
            row["unit_cost_yuan"] = (amount / kilograms).quantize(Decimal("0.0001")).normalize()


def _other_unit(record: Record, counts: tuple[str, ...]) -> Decimal | None:
    """Return the kilograms of the unit in its column where the cell of the number writes another; else None."""
    written = split_quantity(plain(record.value(*counts)))
    own, column = unit_of(written[1]) if written else "", unit_of(record.text("unit"))
    return MASS[column] if own in MASS and column in MASS and MASS[own] != MASS[column] else None


def _kept_amount(
    source: TableSource, row: Row, reading: TableReading, amount: Decimal, whole: Decimal | None, share: Decimal
) -> Decimal:
    """Return what goods cost that were not given back; where no price tells whether an amount is theirs, ask once."""
    less = (amount * share).quantize(CENT)
    if whole is not None:
        return less if abs(amount - whole) < abs(amount - whole * share) else amount
    return amount if was_deducted(source, row, reading, "amount_yuan", "金额") else less


def was_deducted(source: TableSource, row: Row, reading: TableReading, column: str, heading: str) -> bool:
    """Return whether the figures below a heading are without what was given back; asked once for a form."""
    question = f"{heading}（{source.context.form}）"
    answer = source.names.answered("returned", question)
    if answer not in (DEDUCTED_BEFORE, NOT_DEDUCTED):
        asked(row, column)
        reading.ask("returned", question, (NOT_DEDUCTED, DEDUCTED_BEFORE))
    return answer == DEDUCTED_BEFORE


def amount_told(source: TableSource, row: Row, reading: TableReading, record: Record) -> Decimal | None:
    """Return what a record cost; where the amount and what was paid differ, which of them counts is asked once."""
    sums = {
        source.heading(column): number
        for name in ("paid", "amount")
        for column in source.table.columns.get(name, [])
        if not source.is_shared(record.row, column.index)
        and (number := read_number(source.grid.value(record.row, column.index))) is not None
    }
    if len(set(sums.values())) < 2:
        return next(iter(sums.values()), None)
    question = f"{'、'.join(sums)}（{source.context.form}）"
    answer = source.names.answered("amount", question)
    if answer not in sums:
        asked(row, "amount_yuan")
        reading.ask("amount", question, tuple(sums))
    return sums.get(answer or "", next(iter(sums.values())))


def _charges(source: TableSource, row: Row, reading: TableReading, record: Record) -> Decimal:
    """Return what columns such as 运费 or 优惠 add to an amount; what becomes of each is asked once."""
    total = Decimal(0)
    for column, heading in source.unread_columns.items():
        text = source.grid.text(record.row, column)
        number = read_number(source.grid.value(record.row, column))
        if not CHARGE.search(heading) or "单价" in heading or not text or number == 0:
            continue
        if "税" in heading and any("税" in paid.heading for paid in source.table.columns.get("paid", [])):
            # A column with the tax in it stands beside: which of the sums counts is asked there.
            continue
        if heading in reading.unread:
            reading.unread.remove(heading)
        question = f"{heading}（{source.context.form}）"
        answer = source.names.answered("charge", question)
        options: tuple[str, ...] = (APART,)
        if number is not None:
            options = (DEDUCTED, ADDED, APART) if LESS.search(heading) else (ADDED, DEDUCTED, APART)
        if answer not in options:
            asked(row, "amount_yuan")
            reading.ask("charge", question, options)
        elif answer != APART and number is not None:
            total += number if answer == ADDED else -number
    return total


__all__ = [
    "ADDED",
    "APART",
    "CHARGE",
    "DEDUCTED",
    "DEDUCTED_BEFORE",
    "NOT_DEDUCTED",
    "QUANTITIES",
    "amount_told",
    "put_sum",
    "was_deducted",
]
