"""Excel sheets from the registers' declarations: empty templates to fill and filled workbooks of the same layout."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from kgcore import disk, registers
from kgcore.registers import RegisterColumn
from kgcore.workbook import cells

GUIDE_SHEET = "说明"
LISTS_SHEET = "选项"
EXAMPLE_MARK = "示例"
EXAMPLE_LABEL = "示例（导入时跳过）"
LAYOUT = "kgcore-workbook-1"
CREATED = dt.datetime(2026, 1, 1)
SPARE_ROWS = 5000
INLINE_LIMIT = 255
PROMPT_LIMIT = 255

HOW_TO = (
    "每张工作表是一本台账，第一行是栏目名，不要改名、不要增删必填栏目；括号里是填写的单位。",
    "灰色斜体的示例行只作参考，导入时自动跳过；可以删去。",
    "园所一栏填园所代码；整本工作簿同属一个园所时可以留空，由导入时指定。",
    "日期写 2026-05-06，也认 2026/5/6、2026.5.6、20260506、2026年5月6日。",
    "是否类填 是 或 否；有下拉箭头的栏目从列表里选。",
    "没有数据请留空，不要填 0；没有测定与等于零是两回事。",
    "金额以元为单位、最多两位小数；重量以 kg 为单位、最多三位小数。",
    "不要合并单元格，不要隐藏行列，不要在数据中间插入小计；末尾的合计行会被跳过。",
    "幼儿只写化名编号，教职工只写工号；任何一栏都不得填写姓名、证件号、电话、住址。",
)

KIND_WORDS: dict[str, str] = {
    "text": "文字",
    "integer": "整数",
    "number": "数字",
    "date": "日期",
    "time": "时间 HH:MM",
    "flag": "是/否",
}


def write_template(
    path: str | Path,
    names: Sequence[str] | None = None,
    *,
    lists: Mapping[str, Sequence[str]] | None = None,
) -> Path:
    """Write an empty workbook to fill: one sheet per register with headings, drop-down lists and an example row.

    Parameters
    ----------
    path : where the .xlsx file is written; an existing file is replaced.
    names : registers to include; None means all that a person fills.
    lists : drop-down values by reference (`"foods.food"`, `"classes.class_name"`, …) and by key of the profile
        (`"age_bands"`).

    Raises
    ------
    KeyError
        when a name is not a register.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = write_template(Path(folder) / "模板.xlsx", ["attendance"], lists={"classes.class_name": ["小一班"]})
    ...     path.is_file()
    True
    """
    filled_by_hand = [name for name, one in registers.REGISTERS.items() if registers.meta(one).part != "intake"]
    included = filled_by_hand if names is None else list(names)
    for name in included:
        registers.get(name)
    return _write(Path(path), dict.fromkeys(included), lists or {})


def write_workbook(path: str | Path, frames: Mapping[str, pd.DataFrame]) -> Path:
    """Write a filled workbook in the template's layout; the same frames give the same bytes.

    Parameters
    ----------
    path : where the .xlsx file is written; an existing file is replaced.
    frames : rows by register name, in stored units and with the register's columns (`site` may be absent, then
        its column stays empty). Money appears in 元, mass in kg; a missing value is an empty cell. References to a
        register that is among the frames become drop-down lists.

    Raises
    ------
    KeyError
        when a name is not a register.
    ValueError
        when a frame lacks a column that the register requires or holds one that it does not know.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> sites = pd.DataFrame({"site": ["main"], "name": ["示范幼儿园"], "kitchen": ["main"]})
    >>> with TemporaryDirectory() as folder:
    ...     write_workbook(Path(folder) / "园所.xlsx", {"sites": sites}).name
    '园所.xlsx'
    """
    for name, frame in frames.items():
        _require_columns(name, frame)
    lists = {
        column.reference: _known_values(frames, column.reference)
        for name in frames
        for column in registers.columns(registers.get(name))
        if column.reference
    }
    return _write(Path(path), frames, {reference: values for reference, values in lists.items() if values})


def _require_columns(name: str, frame: pd.DataFrame) -> None:
    columns = {column.name: column for column in registers.columns(registers.get(name))}
    unknown = [str(column) for column in frame.columns if column not in columns]
    missing = [
        column.name
        for column in columns.values()
        if column.name not in frame.columns and not column.nullable and column.name != "site"
    ]
    if unknown or missing:
        raise ValueError(f"台账 {name}：缺少栏目 {missing}，不认识的栏目 {unknown}")


def _known_values(frames: Mapping[str, pd.DataFrame], reference: str) -> list[str]:
    register, column = reference.split(".")
    if register not in frames or column not in frames[register]:
        return []
    return list(dict.fromkeys(str(value) for value in frames[register][column].dropna()))


def _write(path: Path, sheets: Mapping[str, pd.DataFrame | None], lists: Mapping[str, Sequence[str]]) -> Path:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": "台账", "comments": LAYOUT, "created": CREATED})
    in_order = {name: sheets[name] for name in registers.REGISTERS if name in sheets}
    formats = _Formats(book)
    _write_guide(book, formats, in_order)
    worksheets = {name: book.add_worksheet(registers.meta(registers.get(name)).title) for name in in_order}
    ranges = _write_lists(book, in_order, lists)
    for name, frame in in_order.items():
        _write_sheet(worksheets[name], formats, name, frame, ranges)
    book.close()
    with disk.replacing(path) as draft:
        draft.write_bytes(buffer.getvalue())
    return path


class _Formats:
    """Cell formats of one workbook, made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._by_code: dict[tuple[str, bool], Any] = {}
        self.heading = book.add_format(
            {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.required_heading = book.add_format(
            {"bold": True, "bg_color": "#9DC3E6", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.wrapped_text = book.add_format({"text_wrap": True, "valign": "top"})

    def of(self, column: RegisterColumn, *, example: bool = False) -> Any:
        code = cells.number_format(column)
        if (code, example) not in self._by_code:
            look: dict[str, object] = {"num_format": code}
            if example:
                look |= {"italic": True, "font_color": "#808080"}
            self._by_code[code, example] = self._book.add_format(look)
        return self._by_code[code, example]


def _write_guide(book: Any, formats: _Formats, sheets: Mapping[str, pd.DataFrame | None]) -> None:
    guide = book.add_worksheet(GUIDE_SHEET)
    guide.set_column(0, 0, 14)
    guide.set_column(1, 1, 24)
    guide.set_column(2, 4, 16)
    guide.set_column(5, 5, 60)
    guide.write_string(0, 0, "台账填写说明", formats.title)
    guide.write_string(0, 5, f"版式 {LAYOUT}")
    row = 1
    for number, line in enumerate(HOW_TO, 1):
        row += 1
        guide.write_string(row, 0, f"{number}. {line}")
    row += 2
    for position, heading in enumerate(("工作表", "栏目", "必填", "填写", "示例", "说明")):
        guide.write_string(row, position, heading, formats.heading)
    for name in sheets:
        register = registers.get(name)
        about = registers.meta(register)
        row += 1
        guide.write_string(row, 0, about.title, formats.title)
        guide.write_string(row, 1, f"{registers.PARTS[about.part]}：{about.purpose}")
        for column in registers.columns(register):
            row += 1
            example = cells.shown_example(column)
            guide.write_string(row, 1, column.heading)
            guide.write_string(row, 2, "必填" if column.is_required else "")
            guide.write_string(row, 3, KIND_WORDS[column.kind])
            guide.write_string(row, 4, "" if example is None else str(example))
            guide.write_string(row, 5, prompt(column), formats.wrapped_text)


def _write_lists(
    book: Any, sheets: Mapping[str, pd.DataFrame | None], lists: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Write the hidden sheet of drop-down values; return the range of each list by reference or `register.column`."""
    drop_downs: dict[str, Sequence[str]] = {}
    for name in sheets:
        for column in registers.columns(registers.get(name)):
            if column.reference and lists.get(column.reference):
                drop_downs[column.reference] = lists[column.reference]
            choices = lists.get(str(column.vocabulary)) or cells.shown_choices(column)
            if column.vocabulary or len(",".join(choices)) > INLINE_LIMIT:
                drop_downs[f"{name}.{column.name}"] = choices
    if not drop_downs:
        return {}
    sheet = book.add_worksheet(LISTS_SHEET)
    sheet.hide()
    ranges: dict[str, str] = {}
    for position, (key, values) in enumerate(drop_downs.items()):
        sheet.write_string(0, position, key)
        for row, value in enumerate(values, 1):
            sheet.write_string(row, position, value)
        letters = cells.letters(position)
        ranges[key] = f"='{LISTS_SHEET}'!${letters}$2:${letters}${len(values) + 1}"
    return ranges


def _write_sheet(
    sheet: Any, formats: _Formats, name: str, frame: pd.DataFrame | None, ranges: Mapping[str, str]
) -> None:
    columns = registers.columns(registers.get(name))
    last = SPARE_ROWS + (0 if frame is None else len(frame))
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 30)
    for position, column in enumerate(columns):
        sheet.set_column(position, position, _width(column), formats.of(column))
        sheet.write_string(
            0, position, column.heading, formats.required_heading if column.is_required else formats.heading
        )
        sheet.data_validation(1, position, last, position, _validation(name, column, ranges))
        if frame is None:
            shown = EXAMPLE_LABEL if column.name == "site" else cells.shown_example(column)
            _write_cell(sheet, 1, position, shown, formats.of(column, example=True))
        elif column.name in frame:
            cell_format = formats.of(column)
            for row, value in enumerate(cells.shown_column(column, frame[column.name]), 1):
                if value is not None:
                    _write_cell(sheet, row, position, value, cell_format)


def _write_cell(sheet: Any, row: int, position: int, value: object, cell_format: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, position, value, cell_format)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, position, value, cell_format)
    else:
        sheet.write_number(row, position, value, cell_format)


def _width(column: RegisterColumn) -> int:
    shown = cells.shown_example(column)
    texts = [column.heading, EXAMPLE_LABEL if column.name == "site" else "" if shown is None else str(shown)]
    return max(11, min(30, max(_cells_wide(text) for text in texts) + 3))


def _cells_wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def prompt(column: RegisterColumn) -> str:
    """Return what a person needs to know to fill the column: help, unit, limits, choices, example."""
    parts = [column.help] if column.help else []
    if column.sheet_unit:
        parts.append(f"单位：{column.sheet_unit}")
    if column.kind == "date":
        parts.append("格式：2026-05-06")
    if column.kind == "flag":
        parts.append("填 是 或 否")
    if column.scale != 1:
        parts.append(f"最多 {cells.decimals(column)} 位小数")
    limits = cells.limits(column)
    if limits:
        parts.append(limits)
    if column.reference and column.name != "site":
        register, target = column.reference.split(".")
        named = registers.get(register)
        titles = {c.name: c.title for c in registers.columns(named)}
        parts.append(f"须是《{registers.meta(named).title}》里已有的{titles[target]}")
    parts.append("必填" if column.is_required and column.name != "site" else "可留空")
    return "；".join(parts)[:PROMPT_LIMIT]


def _validation(name: str, column: RegisterColumn, ranges: Mapping[str, str]) -> dict[str, object]:
    common: dict[str, object] = {
        "input_title": column.title[:32],
        "input_message": prompt(column),
        "error_title": "请核对",
        "ignore_blank": True,
    }
    choices = cells.shown_choices(column)
    if choices:
        source = ranges.get(f"{name}.{column.name}", list(choices))
        if column.vocabulary:
            return common | {
                "validate": "list",
                "source": source,
                "error_type": "warning",
                "error_message": f"不在名单中；本园口径 profile.toml 的 {column.vocabulary} 里有的可以继续",
            }
        return common | {"validate": "list", "source": source, "error_message": "请从下拉列表中选择"}
    if column.reference and column.reference in ranges:
        # A new dish or food may be entered in the same workbook, so an unlisted value only warns.
        return common | {
            "validate": "list",
            "source": ranges[column.reference],
            "error_type": "warning",
            "error_message": "不在现有名单中；若同一工作簿里新增了这一项，可以继续",
        }
    return common | {"validate": "any"}
