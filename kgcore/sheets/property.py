"""固定资产: what the kindergarten owns, since when, worth how much, and where it stands."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from kgcore.registers.property import RECEIVED
from kgcore.sheets.amounts import read_number, split_quantity
from kgcore.sheets.dates import moments, read_moment
from kgcore.sheets.facts import on_day
from kgcore.sheets.grid import plain
from kgcore.sheets.kinds import ASSET
from kgcore.sheets.names import Names
from kgcore.sheets.records import Record, TableSource, asked, settle
from kgcore.sheets.result import Row, TableReading

CENT = Decimal("0.01")
CATEGORIES = {
    "厨具": "蒸饭|消毒柜|灶|锅|冰箱|冰柜|冷柜|切菜|厨|餐|留样|保温|和面|油烟|炉|洗碗",
    "户外器械": "滑梯|攀爬|秋千|户外|跷跷板|蹦床|大型玩具|沙水|轮胎",
    "家具": "床|桌|椅|柜|沙发|书架|家具|凳|橱|鞋架",
    "电器": "空调|电视|一体机|电脑|打印|复印|投影|音响|洗衣|热水|电扇|监控|电器|电子|净化|热水器|风扇|相机|饮水",
    "玩教具": "玩具|教具|积木|钢琴|电子琴|电钢|乐器|玩教具|区角",
    "图书": "图书|绘本|书籍",
    "办公用品": "办公|文件|保险柜|装订|碎纸|电话",
}
RANGE = re.compile(r"(\d+)\s*(?:[~～—–至到、,，]|--|-)\s*[A-Za-z]*-?(\d+)$")


def assets(source: TableSource) -> list[TableReading]:
    """Return assets and their receipts: numbers that are missing or span several pieces and unclear days are asked."""
    inventory = source.reading(ASSET, "assets")
    receipts = source.reading(ASSET, "asset_moves")
    for record in source.records():
        name = record.text("name")
        pieces = read_number(record.value("pieces"))
        if pieces is None and (parts := split_quantity(record.text("pieces"))):
            pieces = parts[0]
        if not name:
            continue
        row: Row = {"asset": record.text("asset") or None, "name": name}
        _number(inventory, source.names, row, pieces)
        _category(source, inventory, record, row)
        _worth(source, inventory, record, row, pieces)
        _bought(source, inventory, record, row)
        inventory.rows.append(row)
        receipts.rows.append(_receipt(source, receipts, record, row, pieces))
    for record in source.totals():
        control: Row = {
            name: value
            for name, value in (
                ("pieces", read_number(record.value("pieces"))),
                ("amount_yuan", read_number(record.value("amount"))),
            )
            if value is not None
        }
        if control:
            inventory.controls.append(control)
            _compare(inventory, receipts, record, control)
    return [inventory, receipts]


def _number(reading: TableReading, names: Names, row: Row, pieces: Decimal | None) -> None:
    """Ask whether a number of several pieces is that of one asset; the import makes one where none stands."""
    number = row["asset"]
    if number is not None and _spans(str(number), pieces):
        settle(row, reading, names, "asset", "asset", f"{row['name']} {number}", (number,))


def _spans(number: str, pieces: Decimal | None) -> bool:
    """Whether a number such as TY-0031~0036 stands for several: with a hyphen only where it counts the pieces."""
    match = RANGE.search(plain(number))
    if match is None:
        return False
    last = match[1][: max(0, len(match[1]) - len(match[2]))] + match[2]
    return "-" not in match[0] or pieces == int(last) - int(match[1]) + 1


def _category(source: TableSource, reading: TableReading, record: Record, row: Row) -> None:
    word = record.text("category") or re.sub(r"^[一二三四五六七八九十\d]+[、.]", "", record.category)
    name = str(row["name"])
    known = source.names.answered("category", word or name)
    likely = [category for category, words in CATEGORIES.items() if category in word or re.search(words, name)]
    row["category"] = known or (word if word in CATEGORIES else likely[0] if likely else None)
    if known is None and word not in CATEGORIES and (word or len(likely) != 1):
        asked(row, "category")
        rest = [category for category in CATEGORIES if category not in likely]
        reading.ask("category", word or name, (*likely, *rest))


def _worth(source: TableSource, reading: TableReading, record: Record, row: Row, pieces: Decimal | None) -> None:
    """Put the value of a piece into a row; one that disagrees with the sum is a fault."""
    unit, amount = read_number(record.value("unit_value")), read_number(record.value("amount"))
    if unit is None and amount is not None and pieces:
        unit = (amount / pieces).quantize(CENT).normalize()
        if unit * pieces != amount:
            row["unit_value_yuan"] = unit
            written = f"{row['name']} {amount.normalize():f} 元 {pieces.normalize():f} 件"
            settle(row, reading, source.names, "unit_value_yuan", "unit_value_yuan", written, (f"{unit:f}",))
            return
    elif unit is not None and amount is not None and pieces and abs(unit * pieces - amount) > CENT:
        heading = f"第 {record.row + 1} 行 {row['name']}"
        product = (unit * pieces).normalize()
        reading.faults.append(f"{heading}：数量 × 单价 = {product:f} 元，金额写的是 {amount.normalize():f} 元")
    row["unit_value_yuan"] = unit
    if unit is None:
        settle(row, reading, source.names, "unit_value_yuan", "unit_value_yuan", str(row["name"]), ("0",))


def _bought(source: TableSource, reading: TableReading, record: Record, row: Row) -> None:
    """Put the day of buying into a row: of a month alone its first day is proposed; 捐赠 and nothing are asked."""
    value = record.value("bought") or source.context.label("购置日期", "购入日期", "购置时间", "购买日期") or None
    text = plain(value)
    month = next((moment for moment in moments(text) if moment.year and moment.month), None)
    number = re.fullmatch(r"(20\d{2})\.(\d{1,2})", text)
    if number and 1 <= int(number[2]) <= 12:
        first = f"{number[1]}-{int(number[2]):02d}-01"
    elif month is not None and month.day is None:
        first = f"{month.year}-{month.month:02d}-01"
    elif re.fullmatch(r"20\d{2}年?", text):
        first = f"{text[:4]}-01-01"
    elif (moment := read_moment(value)) is not None and moment.day and (moment.year or moment.month):
        on_day(row, reading, "bought_on", source, value)
        return
    else:
        row["bought_on"] = None
        settle(row, reading, source.names, "bought_on", "bought_on", f"{row['name']} {text}".strip())
        return
    row["bought_on"] = dt.date.fromisoformat(first)
    settle(row, reading, source.names, "bought_on", "bought_on", text, (first,))


def _receipt(source: TableSource, reading: TableReading, record: Record, asset: Row, pieces: Decimal | None) -> Row:
    row: Row = {"date": asset["bought_on"], "kind": RECEIVED, "asset": asset["asset"], "pieces": pieces}
    row["place"] = record.text("place") or None
    open_columns = {"asset": "asset", "bought_on": "date"}
    for column in asset.get("asked", []):
        if column in open_columns:
            asked(row, open_columns[column])
    if pieces is None:
        row["pieces"] = Decimal(1)
        settle(row, reading, source.names, "pieces", "pieces", f"{asset['name']}（{source.context.place}）", ("1",))
    if row["place"] and re.match(r"各|全园", row["place"]):
        settle(row, reading, source.names, "place", "place", f"{asset['name']} {row['place']}", (row["place"],))
    return row


def _compare(inventory: TableReading, receipts: TableReading, record: Record, control: Row) -> None:
    """Note a fault where the rows do not add up to the printed totals."""
    pieces = [row["pieces"] or Decimal(0) for row in receipts.rows]
    values = [row["unit_value_yuan"] or Decimal(0) for row in inventory.rows]
    sums = {"pieces": sum(pieces), "amount_yuan": sum(a * b for a, b in zip(pieces, values, strict=True))}
    for name, title in (("pieces", "件"), ("amount_yuan", "元")):
        if name in control and abs(control[name] - sums[name]) > CENT:
            text = f"合计 {control[name].normalize():f} {title}，各行相加为 {Decimal(sums[name]).normalize():f} {title}"
            inventory.faults.append(f"第 {record.row + 1} 行：{text}")


__all__ = ["assets"]
