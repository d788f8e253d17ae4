"""Goods given back, as ordinary sheets write them: negative figures, a remark 退货, a column of what went back."""

from __future__ import annotations

import re
from decimal import Decimal

from kgcore.registers import terms
from kgcore.sheets.facts import read_verdict
from kgcore.sheets.quantities import quantity_of
from kgcore.sheets.records import Record, TableSource, asked, settle
from kgcore.sheets.result import Row, TableReading
from kgcore.sheets.sums import QUANTITIES, was_deducted

NET = re.compile("实际|实用|实耗|净|合格")
"""Words of headings whose figures are without what went back."""
RETURNED = re.compile(r"退货|退回|退还|已退|冲红|红字")


def bought_word(word: str) -> str:
    """Return the name of goods without what a line says of them before it: 购大米, 退：牛肉, 赠送 酸奶.

    Examples
    --------
    >>> bought_word("购大米"), bought_word("退：牛肉"), bought_word("赠送 酸奶"), bought_word("退热贴")
    ('大米', '牛肉', '酸奶', '退热贴')
    """
    text = re.sub(r"^(?:退货?|退回|赠送?|补货?|换货?|购[买入进]?|采购|买)\s*[:：、\s]\s*(?=\S)", "", word)
    return re.sub(r"^(?:购[买入进]?|采购|买[入进]?)(?=[\u4e00-\u9fff]{2})", "", text)


def turn_back(source: TableSource, record: Record, row: Row, reading: TableReading) -> None:
    """Make a return of a purchase whose figures are negative; where they or a remark leave it open, ask.

    Parameters
    ----------
    row : a purchase; as a return its figures are positive and it has no price.
    """
    figures = [row[name] for name in ("quantity_kg", "amount_yuan") if row.get(name)]
    is_negative = [figure < 0 for figure in figures]
    remark = next((text for text in _remarks(source, record) if RETURNED.search(text)), "")
    if not any(is_negative) and not remark:
        return
    if all(is_negative) and figures:
        row["kind"] = terms.RETURN
    else:
        question = f"第 {record.row + 1} 行 {record.text('food')}（{source.context.place}）"
        answer = source.names.answered("return", question)
        row["kind"] = answer if answer in (terms.RETURN, terms.PURCHASE) else terms.RETURN
        if row["kind"] != answer:
            asked(row, "kind")
            reading.ask("return", question, (terms.RETURN, terms.PURCHASE))
    if row["kind"] == terms.RETURN:
        row |= {name: abs(row[name]) for name in ("quantity_kg", "amount_yuan") if row.get(name)}
        row.pop("unit_cost_yuan", None)
        sum_text = f"，{row['amount_yuan'].normalize():f} 元" if row.get("amount_yuan") else ""
        weight_text = f" {row['quantity_kg'].normalize():f} kg" if row.get("quantity_kg") else ""
        reading.notes.append(f"第 {record.row + 1} 行 {record.text('food')} 记为退货{weight_text}{sum_text}")


def deduct(source: TableSource, record: Record, row: Row, reading: TableReading, net: str) -> Decimal:
    """Take what went back off what came or went, unless the sheet tells what was really used or accepted.

    Parameters
    ----------
    row : holds the kilograms; where the sheet leaves open which figure counts, it is asked.
    net : the field of what was really used or accepted; all others tell what was handed over.

    Returns
    -------
    The share that was kept; 1 where nothing is deducted.
    """
    word = record.text("food")
    back, main = quantity_of(source, record, ("returned",), word), row["quantity_kg"]
    column = source.table.column("returned")
    if (
        back is None
        and column is not None
        and record.text("returned")
        and read_verdict(record.value("returned")) is None
    ):
        fault = reading.origins.fault(record.row, column.index, "应为退回的数量，如 2.5 或 2.5斤")
        reading.misreadings.append(fault)
    if back is None or not back.kg or not main:
        return Decimal(1)
    back_kg, net_column = abs(back.kg), source.table.column(net)
    if net_column is not None and record.value(net) is not None:
        gross = quantity_of(source, record, tuple(name for name in QUANTITIES if name != net), word)
        if gross is not None and gross.kg is not None:
            if main > gross.kg - back_kg:
                question = f"第 {record.row + 1} 行 {word} {source.heading(net_column)}（{source.context.place}）"
                proposals = [f"{kilograms.normalize():f}" for kilograms in (gross.kg - back_kg, main)]
                settle(row, reading, source.names, "quantity_kg", "kg", question, proposals)
            return Decimal(1)
        heading = source.heading(net_column)
        if NET.search(heading) or was_deducted(source, row, reading, "quantity_kg", heading):
            return Decimal(1)
    row["quantity_kg"] = main - back_kg
    verb = "领用" if row["kind"] == terms.ISSUE else "购入"
    reading.notes.append(f"第 {record.row + 1} 行 {word}：{verb}减去退回，记 {row['quantity_kg'].normalize():f} kg")
    return Decimal(row["quantity_kg"] / main)


def _remarks(source: TableSource, record: Record) -> list[str]:
    columns = [column for column in source.table.columns.get("derived", []) if "注" in column.heading]
    before = re.match(r"退货?(?=\s*[:：\s])", record.text("food"))
    return [source.grid.text(record.row, column.index) for column in columns] + [
        record.category,
        "退货" if before else "",
    ]


__all__ = ["deduct", "turn_back"]
