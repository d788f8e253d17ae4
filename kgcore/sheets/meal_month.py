"""伙食费收支: what a month took in, spent and kept, as figures to check against; none of them becomes an entry."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from kgcore.sheets.amounts import read_number
from kgcore.sheets.context import DayReader, context
from kgcore.sheets.grid import Grid, plain
from kgcore.sheets.kinds import KINDS, MEAL_MONEY
from kgcore.sheets.names import Names
from kgcore.sheets.result import Row, TableReading
from kgcore.workbook.cells import address

ROUNDING = Decimal("0.05")
"""Differences of rounding."""
STAFF = re.compile(r"教职?工|职工|教师|员工")
NAMES = r"名称|项目|类别|品名|科目|支出项目|食品类别|食物类别|支出类别|品种|支出"
INCOME_NAMES = r"收入项目|收入"
SUMMED = ("合计", "总计", "小计", "共计")
BALANCE = re.compile(r"结余|结存|余额|节余|盈余|盈亏")
"""What stands under income and is none."""
SECTION = re.compile("(?:本月)?(?:收入|支出)(?:部分|项目|情况|类|栏)?")
"""What stands before or above the items of income and of spending in one list."""
TOTAL = re.compile(r"^(?:合计|小计|总计|共计|总额)$")
FORMULA = re.compile(r"(\d+(?:\.\d+)?)人[*×xX](\d+(?:\.\d+)?)元(?:/[人天日]+)?[*×xX](\d+(?:\.\d+)?)天")


@cache
def _patterns(place: str) -> list[tuple[str, re.Pattern[str]]]:
    """Return the figures and the words they are told by, of labels or of columns; the first that fits counts."""
    text = resources.files("kgcore.sheets").joinpath("meal_month.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return [(row["figure"], re.compile(row["pattern"])) for row in rows if row["place"] == place]


@dataclass(frozen=True)
class _Label:
    row: int
    column: int
    text: str
    section: str


def month_totals(grid: Grid, file: str, siblings: list[str], names: Names, today: dt.date) -> list[TableReading]:
    """Return the figures of a month that a sheet prints, as one control row; empty when it is no such sheet.

    Parameters
    ----------
    grid, file, siblings : the sheet, the file's name and the titles of its other sheets, for the year.
    names : what was answered before.
    today : the year is supposed by it when nothing tells it, and asked.
    """
    cells = [(row, column) for row in range(min(4, grid.height)) for column in grid.filled(row)]
    # A sum such as 2033 is no year.
    top = [grid.own_text(*cell) for cell in cells if read_number(grid.own(*cell)) is None]
    words = re.sub(r"\s", "", " ".join([*top, grid.name, file]))
    if not any(word in words for word in KINDS[MEAL_MONEY].titles):
        return []
    surroundings = context(top, (), grid.name, file, siblings, grid.place)
    reading = TableReading(MEAL_MONEY, KINDS[MEAL_MONEY].register, f"A1:{address(grid.height - 1, grid.width - 1)}")
    figures: Row = {}
    categories = _categories(grid, figures)
    _labelled(grid, figures)
    _formulas(grid, figures)
    if categories:
        figures["spent_by_category_yuan"] = categories
        figures.setdefault("spent_yuan", sum(categories.values(), Decimal(0)))
    if len(figures) < 3:
        return []
    days = DayReader(surroundings, today, names.answers)
    month = days.month()
    control: Row = {"month": month or None, **figures}
    if not month:
        reading.ask("month", grid.place)
    elif days.supposed:
        reading.ask("year", grid.place, (month[:4],))
    reading.controls.append(control)
    _check(reading, figures, categories)
    return [reading]


def _squeezed(text: str) -> str:
    numbered = re.sub(
        r"^\s*(?:[一二三四五六七八九十]+[、.]|\d{1,2}[、.](?!\d)|\([一二三四五六七八九十\d]+\))", "", plain(text)
    )
    return re.sub(r"[\s:：()元]", "", numbered)


def _labels(grid: Grid) -> list[_Label]:
    labels = []
    for row in range(grid.height):
        for column in grid.filled(row):
            if text := _squeezed(grid.own_text(row, column)):
                labels.append(_Label(row, column, text, _section(grid, row, column)))
    return labels


def _section(grid: Grid, row: int, column: int) -> str:
    """Return the nearest text above a cell that is merged over several columns but not over the whole sheet."""
    for above in range(row - 1, -1, -1):
        corner = grid.merged(above, column)
        end = grid.spans.get(corner, corner)[1]
        text = grid.own_text(*corner)
        part = end > corner[1] and (corner[1] > 0 or end < grid.width - 2)
        if part and text and not re.search(r"\d", text):
            return _squeezed(text)
    return ""


def _field(text: str) -> str | None:
    return next((name for name, pattern in _patterns("label") if pattern.fullmatch(text)), None)


def _labelled(grid: Grid, figures: Row) -> None:
    """Put the figures that stand right of their labels, in the same cell, or below them."""
    for label in _labels(grid):
        staff = "staff_" if STAFF.search(label.section) or STAFF.match(label.text) else ""
        text = STAFF.sub("", label.text) if staff else label.text
        match = re.match(r"([^\d¥￥=+-]+?)([-+]?[¥￥]?\d[\d,.]*%?)$", text)
        number = read_number(match[2]) if match else None
        name = _field(match[1] if match else text)
        if name is None:
            continue
        number = number if match else _value(grid, label.row, label.column)
        if number is not None:
            key = f"{staff}{name}"
            figures.setdefault(key, [number] if name == "daily_fee_yuan" else number)


def _value(grid: Grid, row: int, column: int) -> Decimal | None:
    """Return the number right of a label, before any other text; where none stands there, the one below."""
    end = grid.spans.get((row, column), (row, column))[1]
    for right in range(end + 1, min(end + 4, grid.width)):
        value = grid.own(row, right)
        if value is None:
            continue
        number = read_number(re.sub(r"元.*$|人$", "", plain(value)))
        if number is not None:
            return number
        break
    below = grid.own(row + 1, column)
    return read_number(re.sub(r"元.*$|人$", "", plain(below))) if below is not None else None


def _categories(grid: Grid, figures: Row) -> dict[str, Decimal]:
    """Return what was spent by category, and put stocks and totals that stand in the same table."""
    for row in range(grid.height):
        columns = {column: _squeezed(grid.own_text(row, column)) for column in grid.filled(row)}
        for name_column, heading in columns.items():
            if not re.fullmatch(NAMES, heading):
                continue
            numbers = _number_columns(columns, name_column)
            if "spent" not in numbers:
                continue
            found = _table(grid, row, name_column, numbers, figures)
            if len(found) >= 2:
                _income(grid, row, columns, figures)
                return found
    return {}


def _number_columns(columns: dict[int, str], first: int) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for column, text in columns.items():
        if column <= first:
            continue
        if re.fullmatch(f"{NAMES}|{INCOME_NAMES}", text) and column > first + 1:
            break
        for name, pattern in _patterns("column"):
            if name not in numbers and pattern.fullmatch(text):
                numbers[name] = column
                break
    if not numbers and columns[first].startswith("支出") and first + 1 not in columns:
        numbers["spent"] = first + 1
    if "spent" not in numbers and "bought" in numbers and "closing" not in numbers:
        numbers["spent"] = numbers["bought"]
    return numbers


def _table(grid: Grid, head: int, first: int, numbers: dict[str, int], figures: Row) -> dict[str, Decimal]:
    categories: dict[str, Decimal] = {}
    sums: dict[str, Decimal] = {}
    incomes: list[Decimal] = []
    section = ""
    for row in range(head + 1, grid.height):
        text = _squeezed(grid.own_text(row, first))
        side = _squeezed(grid.text(row, first - 1)) if first else ""
        heads = {"income_yuan": "收入", "spent_yuan": "支出"}
        above = "" if text.endswith(SUMMED) else heads.get(_field(text) or "", "")
        section = above or next((word for word in (text, side) if SECTION.fullmatch(word)), section)
        if section.startswith("收") and text:
            value = read_number(grid.own(row, numbers["spent"]))
            if (
                value is not None
                and not above
                and not TOTAL.match(text)
                and not _field(text)
                and not text.endswith(SUMMED)
            ):
                incomes += [] if BALANCE.search(text) else [value]
            continue
        values = {name: read_number(grid.own(row, column)) for name, column in numbers.items()}
        if TOTAL.match(text):
            for name, value in values.items():
                if value is not None:
                    sums[name] = value
            break
        if _field(text) or not text:
            continue
        if values["spent"] is not None:
            categories[text] = values["spent"]
            for name, value in values.items():
                if value is not None and "spent" in values:
                    sums[f"{name}+"] = sums.get(f"{name}+", Decimal(0)) + value
    if len(categories) >= 2:
        for name, key in (
            ("opening", "opening_stock_yuan"),
            ("closing", "closing_stock_yuan"),
            ("bought", "bought_yuan"),
            ("spent", "spent_yuan"),
        ):
            value = sums.get(name, sums.get(f"{name}+"))
            if value is not None:
                figures.setdefault(key, value)
    if incomes:
        figures.setdefault("income_yuan", sum(incomes, Decimal(0)))
    return categories


def _income(grid: Grid, head: int, columns: dict[int, str], figures: Row) -> None:
    """Put the income of a table that has it side by side with what was spent."""
    for column, text in columns.items():
        if not re.fullmatch(INCOME_NAMES, text):
            continue
        total, items = None, []
        for row in range(head + 1, grid.height):
            name, value = _squeezed(grid.own_text(row, column)), read_number(grid.own(row, column + 1))
            if TOTAL.match(name):
                total = value
                break
            if name.endswith(SUMMED):
                break
            if name and value is not None and not _field(name) and not BALANCE.search(name):
                items.append(value)
        if total is not None or items:
            figures.setdefault("income_yuan", total if total is not None else sum(items, Decimal(0)))


def _formulas(grid: Grid, figures: Row) -> None:
    """Put the figures of a sum that is written out: 183人*15元/天*17天+2人*6元/天*17天=46869."""
    for row, column in itertools.product(range(grid.height), range(grid.width)):
        parts = FORMULA.findall(re.sub(r"\s", "", grid.own_text(row, column)))
        if not parts:
            continue
        numbers = [tuple(map(Decimal, part)) for part in parts]
        figures["diner_days"] = sum((people * days for people, _, days in numbers), Decimal(0))
        figures["daily_fee_yuan"] = [fee for _, fee, _ in numbers]
        figures.setdefault("income_yuan", sum((a * b * c for a, b, c in numbers), Decimal(0)))


def _check(reading: TableReading, figures: Row, categories: dict[str, Decimal]) -> None:
    """Note printed figures that do not agree with one another."""
    total = sum(categories.values(), Decimal(0))
    expense: Decimal | None = figures.get("spent_yuan")
    income: Decimal | None = figures.get("income_yuan")
    balance: Decimal | None = figures.get("month_balance_yuan")
    start: Decimal | None = figures.get("balance_carried_yuan")
    end: Decimal | None = figures.get("cumulated_yuan")
    if categories and expense is not None and abs(total - expense) > ROUNDING:
        reading.faults.append(f"各类支出相加是 {total} 元，表上合计是 {expense} 元；请核对")
    if balance is None:
        return
    if expense is not None and income is not None and abs(income - expense - balance) > ROUNDING:
        reading.faults.append(
            f"收入 {income} 元减支出 {expense} 元是 {income - expense} 元，表上本月结余是 {balance} 元；请核对"
        )
    if start is not None and end is not None and abs(start + balance - end) > ROUNDING:
        reading.faults.append(
            f"上月结余 {start} 元加本月结余 {balance} 元是 {start + balance} 元，表上累计结余是 {end} 元；请核对"
        )


__all__ = ["month_totals"]
