"""Worksheets of the week's menu: the parents' page and the kitchen's day sheets, laid out to be printed on A4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kgcore.present.formats import NUMERIC, sheet_value, shown
from kgcore.present.markup import column_heading
from kgcore.present.palette import LOOKS, MUTED, RULE, TINT

A4 = 9


def menu_sheet(book: Any, sheet: Any, content: Mapping[str, Any]) -> None:
    """Write the parents' menu: the grid of days, the allergen legend and the nutrients below it, on one page."""
    days = content["days"]
    last = 1 + len(days)
    edge = {"border": 1, "border_color": RULE, "valign": "vcenter", "text_wrap": True}
    head = book.add_format({**edge, "bold": True, "align": "center", "bg_color": TINT})
    place = book.add_format({**edge, "align": "center", "font_color": MUTED})
    cell = book.add_format({**edge, "font_size": 12})
    title = book.add_format({"bold": True, "font_size": 18})
    plain = book.add_format({"text_wrap": True, "valign": "top", "font_color": MUTED, "font_size": 9})
    sheet.set_column(0, 1, 7)
    sheet.set_column(2, last, 26)
    sheet.write_string(0, 0, content["heading"], title)
    sheet.write_string(1, 0, f"{content['dates']}　{content['proposal'] or content['badge']}")
    sheet.merge_range(2, 0, 2, 1, "餐次", head)
    for number, day in enumerate(days, 2):
        sheet.write_string(2, number, f"{day['weekday']} {day['day']}", head)
    line = 3
    for number, row in enumerate(content["rows"]):
        if row["span"] > 1:
            sheet.merge_range(line, 0, line + row["span"] - 1, 0, row["meal"], head)
        elif row["span"]:
            sheet.write_string(line, 0, row["meal"], head)
        sheet.write_string(line, 1, row["course"], place)
        for place_, (dishes, day) in enumerate(zip(row["cells"], days, strict=True), 2):
            sheet.write_string(line, place_, _dishes(dishes) or ("" if number else day["note"]), cell)
        sheet.set_row(line, 18 * max(1, *(_lines(_dishes(dishes), 24) for dishes in row["cells"])))
        line += 1
    legend = "；".join(f"{row['mark']}＝{row['words']}" for row in content["legend"])
    for text in (f"过敏原标记：{legend}。{content['legend_note']}", content["kinds"], content["bars_note"]):
        sheet.merge_range(line, 0, line, last, text, plain)
        sheet.set_row(line, 13 * _lines(text, 24 * len(days)))
        line += 1
    _bars(book, sheet, line, content["bars"], edge)
    _one_page(sheet)
    sheet.fit_to_pages(1, 1)


def _dishes(dishes: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(
        dish["dish"] + (f"（{'、'.join(dish['marks'])}）" if dish["marks"] else "") for dish in dishes
    )  # fmt: skip


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of so many Latin letters."""
    return sum(-(-sum(2 if ord(char) > 0x2E80 else 1 for char in part) // width) or 1 for part in text.split("\n"))


def _bars(book: Any, sheet: Any, line: int, bars: Sequence[Mapping[str, Any]], edge: Mapping[str, Any]) -> None:
    head = book.add_format({**edge, "bold": True, "bg_color": TINT})
    number = book.add_format({**edge, "num_format": "0%", "align": "center"})
    sheet.merge_range(line, 0, line, 1, "营养一览", head)
    for place, word in enumerate(("占园内目标", "评价"), 2):
        sheet.write_string(line, place, word, head)
    for row, bar in enumerate(bars, line + 1):
        ink = book.add_format({**edge, "font_color": LOOKS[bar["tone"]].ink})
        sheet.merge_range(row, 0, row, 1, bar["name"], book.add_format(dict(edge)))
        if bar["value"] is None:
            sheet.write_string(row, 2, shown(None, "percent"), number)
        else:
            sheet.write_number(row, 2, bar["value"], number)
        sheet.write_string(row, 3, bar["verdict"], ink)


def day_sheet(book: Any, sheet: Any, section: Mapping[str, Any]) -> None:
    """Write a section, such as a kitchen day: groups in bold, their rows below them, numbers as numbers."""
    columns = section["columns"]
    sheet.write_string(0, 0, section["title"], book.add_format({"bold": True, "font_size": 13}))
    for line, note in enumerate(section["notes"], 1):
        sheet.write_string(line, 0, note)
    top = 1 + len(section["notes"])
    heads = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "vcenter"})
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, len(columns) - 1, 12)
    for place, column in enumerate(columns):
        sheet.write_string(top, place, column_heading(column), heads)
    line = top + 1
    looks = {
        (bold, style): book.add_format(
            {"bold": bold, "num_format": NUMERIC[style][3] if style in NUMERIC else "@"}
            | ({"bg_color": TINT} if bold else {})
        )
        for bold in (True, False)
        for style in {column["format"] for column in columns[1:]}
    }
    dish = book.add_format({"bold": True, "bg_color": TINT})
    food = book.add_format({"indent": 2})
    for group in section["groups"]:
        hint = f"　{group['hint']}" if group["hint"] else ""
        for row, bold in ((group, True), *((row, False) for row in group["rows"])):
            sheet.write_string(line, 0, row["head"] + (hint if bold else ""), dish if bold else food)
            for place, (column, value) in enumerate(zip(columns[1:], row["values"], strict=True), 1):
                number = sheet_value(value, column["format"])
                if isinstance(number, int | float):
                    sheet.write_number(line, place, number, looks[bold, column["format"]])
                elif value is not None:
                    sheet.write_string(line, place, str(value), looks[bold, column["format"]])
            line += 1
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)
    _one_page(sheet, landscape=False)
    sheet.fit_to_pages(1, 0)


def _one_page(sheet: Any, *, landscape: bool = True) -> None:
    sheet.set_paper(A4)
    sheet.set_margins(0.4, 0.4, 0.4, 0.4)
    if landscape:
        sheet.set_landscape()
