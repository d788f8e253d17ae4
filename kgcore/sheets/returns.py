"""Goods given back to a supplier, as ordinary sheets write them: negative figures, or a remark 退货."""

from __future__ import annotations

import re

from kgcore.registers import terms
from kgcore.sheets.records import Record, TableSource, asked
from kgcore.sheets.result import Row, TableReading

RETURNED = re.compile(r"退货|退回|退还|已退|冲红|红字")


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


def _remarks(source: TableSource, record: Record) -> list[str]:
    columns = [column for column in source.table.columns.get("derived", []) if "注" in column.heading]
    return [source.grid.text(record.row, column.index) for column in columns] + [record.category]


__all__ = ["turn_back"]
