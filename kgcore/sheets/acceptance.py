"""验收: how a delivery looked, which papers came with it, how cold it was, and until when it keeps."""

from __future__ import annotations

import datetime as dt
import re

from kgcore.registers.stock import BAD, GOOD
from kgcore.sheets.amounts import read_number
from kgcore.sheets.dates import read_moment
from kgcore.sheets.facts import read_verdict
from kgcore.sheets.grid import plain
from kgcore.sheets.records import Record, TableSource, asked, settle
from kgcore.sheets.result import Row, TableReading

FINE = re.compile(r"正常|新鲜|良好?|好|优|合格|完好|无异味|符合.*|√|无异常|色泽正常.*|感官正常|包装完好|达标|是")
POOR = re.compile(r"不合格|不新鲜|异常|变质|腐[烂败]|发霉|退货|拒收|×|差|过期|不符合.*|否")
NOT_NEEDED = re.compile(r"[/\\／—–-]+|不需要?|不适用")


def accept(source: TableSource, record: Record, movement: Row, purchases: TableReading, reading: TableReading) -> None:
    """Put what a record says of an acceptance into a row of its own, and the day until which the goods keep.

    Parameters
    ----------
    movement : the row of the purchase; gets `expires` where day and term of production are written.
    purchases : its reading, whose questions on names the acceptance shares.
    reading : of the acceptance.
    """
    expires = _expires(source, record, movement)
    if expires is not None:
        movement["expires"] = expires
    if not source.table.column("quality", "certificate", "temperature"):
        return
    shared = ("date", "food", "food_written", "supplier", "supplier_written")
    row: Row = {name: movement[name] for name in shared if name in movement}
    row["delivered_kg"] = movement["quantity_kg"]
    for column in movement.get("asked", []):
        if column in row or column == "quantity_kg":
            asked(row, "delivered_kg" if column == "quantity_kg" else column)
    _quality(source, reading, row, record)
    _papers(source, reading, row, record)
    if source.table.column("temperature"):
        row["temperature_c"] = read_number(re.sub(r"[℃°cC]+$", "", record.text("temperature")))
    for question in purchases.asks:
        if question.about in ("date", "year", "food", "supplier", "kg"):
            reading.ask(question.about, question.written, question.proposals)
    reading.rows.append(row)


def _quality(source: TableSource, reading: TableReading, row: Row, record: Record) -> None:
    if not source.table.column("quality"):
        return
    text = re.sub(r"\s", "", record.text("quality"))
    parts = [part for part in re.split(r"[、，,；;。]", text) if part]
    if parts and all(FINE.fullmatch(part) for part in parts):
        row["quality"] = GOOD
    elif any(POOR.fullmatch(part) for part in parts):
        row["quality"] = BAD
    else:
        row["quality"] = GOOD
        settle(row, reading, source.names, "quality", "quality", text or source.context.form, (GOOD, BAD))


def _papers(source: TableSource, reading: TableReading, row: Row, record: Record) -> None:
    """Put whether the papers were seen into a row: a stroke means that one is not needed, an empty cell is asked."""
    columns = source.table.columns.get("certificate", [])
    if not columns:
        return
    values = [source.grid.value(record.row, column.index) for column in columns]
    papers = [value for value in values if value is not None and not NOT_NEEDED.fullmatch(plain(value))]
    verdicts = [read_verdict(value) for value in papers]
    if any(verdict is False for verdict in verdicts):
        row["certificate_seen"] = False
    elif papers and all(verdict is not False for verdict in verdicts) and any(verdict for verdict in verdicts):
        row["certificate_seen"] = True
    else:
        row["certificate_seen"] = bool(papers)
        written = plain(papers[0])[:12] if papers else f"没有填写（{source.context.form}）"
        proposals = ("是", "否") if papers else ("否", "是")
        settle(row, reading, source.names, "certificate_seen", "certificate_seen", written, proposals)


def _expires(source: TableSource, record: Record, movement: Row) -> dt.date | None:
    """Return the day until which goods keep, where production and term are both written in full."""
    moment = read_moment(record.value("produced"))
    text = re.sub(r"\s", "", record.text("shelf_life"))
    until = read_moment(record.value("shelf_life"))
    if until is not None and until.year:
        return until.date
    production = moment.date if moment is not None else None
    arrival = movement.get("date")
    if production is None and moment is not None and moment.month and isinstance(arrival, dt.date):
        production = source.days.day(moment)
        production = None if source.days.supposed or (production and production > arrival) else production
    if record.text("produced") in ("当日", "当天", "当日生产") and isinstance(arrival, dt.date):
        production = arrival
    term = re.fullmatch(r"(\d+)个?(天|日|月|年)", text)
    if production is None or (term is None and text not in ("当日", "当天")):
        return None
    if term is None:
        return production
    number = int(term[1])
    if term[2] in "天日":
        return production + dt.timedelta(number)
    months = production.month - 1 + number * (12 if term[2] == "年" else 1)
    year, month = production.year + months // 12, months % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(1)).day
    return dt.date(year, month, min(production.day, last))


__all__ = ["accept"]
