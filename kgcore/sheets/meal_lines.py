"""The lines of a sheet of income and spending: on which side each stands, and of which line it is a part."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import resources

from kgcore.sheets.amounts import read_number
from kgcore.sheets.grid import Grid, plain

INCOME, SPENT = "income", "spent"
STOCKS = ("opening", "bought", "closing")
"""Columns beside what was spent by category."""
NAMES = r"名称|项目|类别|品名|科目|摘要|支出项目|食品类别|食物类别|支出类别|品种|收支项目|收入项目"
SECTION = re.compile(r"(?:本月|本期)?(收入|支出)(?:部分|项目|情况|类|栏|明细|方面)?")
"""What stands before or above the items of income or of spending."""
PART = re.compile(r"其中")
"""What begins a line that is a part of a line above it."""
TOTAL = re.compile(r"^(?:合计|总计|共计|总额)$")
SUBTOTAL = "小计"
SUMMED = ("合计", "总计", SUBTOTAL, "共计")
BALANCE = re.compile(r"结余|结存|余额|节余|盈余|盈亏")
"""What stands under income and is none."""


@cache
def patterns(place: str) -> list[tuple[str, re.Pattern[str]]]:
    """Return the figures and the words they are told by, of labels or of columns; the first that fits counts."""
    text = resources.files("kgcore.sheets").joinpath("meal_month.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return [(row["figure"], re.compile(row["pattern"])) for row in rows if row["place"] == place]


def figure_of(label: str) -> str | None:
    """Return the figure of a month that a label tells; None when it tells none.

    Examples
    --------
    >>> figure_of("支出合计"), figure_of("主食")
    ('spent_yuan', None)
    """
    return next((name for name, pattern in patterns("label") if pattern.fullmatch(label)), None)


def squeezed(text: str) -> str:
    """Return a label as compared: without numbering, blanks, brackets and 元.

    Examples
    --------
    >>> squeezed("三、本月支出（元）："), squeezed("其中：主 食")
    ('本月支出', '其中主食')
    """
    numbered = re.sub(
        r"^\s*(?:[一二三四五六七八九十]+[、.]|\d{1,2}[、.](?!\d)|\([一二三四五六七八九十\d]+\))", "", plain(text)
    )
    return re.sub(r"[\s:：()元]", "", numbered)


@dataclass
class Lines:
    """What the lines of one or several lists say.

    Parameters
    ----------
    items : amounts by name, for each side; parts of other lines are none.
    totals : what is printed as the sum of a side.
    balances : of what stands among the income and is none.
    stocks : sums of the columns of stocks.
    loose : lines of which nothing tells the side.
    """

    items: dict[str, dict[str, Decimal]] = field(default_factory=lambda: {INCOME: {}, SPENT: {}})
    totals: dict[str, Decimal] = field(default_factory=dict)
    balances: list[Decimal] = field(default_factory=list)
    stocks: dict[str, Decimal] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Number of items."""
        return sum(map(len, self.items.values()))

    def sum_of(self, side: str) -> Decimal | None:
        """Return what a side comes to: as printed, without what was carried over; None when nothing tells it."""
        items = sum(self.items[side].values(), Decimal(0)) if self.items[side] else None
        total = self.totals.get(side)
        if total is None or items is None or side == SPENT:
            return items if total is None else total
        return items if self.balances and total == items + sum(self.balances) else total


@dataclass
class _Block:
    """A list: where its names and amounts stand, and the side of all its items where its headings tell it."""

    head: int
    column: int
    amounts: dict[str, int]
    side: str = ""


def meal_lines(grid: Grid) -> Lines:
    """Return the lines of the first lists of a sheet that hold at least two, side by side or one under the other."""
    for row in range(grid.height):
        lines = Lines()
        for block in _blocks(grid, row):
            _read(grid, block, lines)
        if lines.count >= 2:
            return lines
    return Lines()


def _side(text: str) -> str:
    match = SECTION.fullmatch(text)
    return "" if match is None else INCOME if match[1] == "收入" else SPENT


def _blocks(grid: Grid, row: int) -> list[_Block]:
    texts = {column: squeezed(grid.own_text(row, column)) for column in grid.filled(row)}
    heads = [column for column, text in texts.items() if re.fullmatch(NAMES, text) or _side(text)]
    heads = [column for column in heads if not _is_side_column(grid, row, column, heads)]
    for column in list(heads):
        if _side(texts[column]) and column - 1 in heads and re.fullmatch(NAMES, texts[column - 1]):
            # 项目 | 收入 | 支出: columns of amounts.
            heads = [place for place in heads if place not in (column, column + 1) or not _side(texts[place])]
    blocks: list[_Block] = []
    for position, column in enumerate(heads):
        end = heads[position + 1] if position + 1 < len(heads) else grid.width
        amounts = _amounts({place: text for place, text in texts.items() if column < place < end})
        both = {INCOME, SPENT} <= set(amounts)
        side = (
            ""
            if both
            else _side(texts[column]) or _side(texts[column].removesuffix("类别")) or _above(grid, row, column)
        )
        if not amounts and column + 1 not in texts and column + 1 < end:
            amounts = {SPENT: column + 1}
        if SPENT in amounts:
            blocks.append(_Block(row, column, amounts, side))
    if blocks:
        return blocks
    # Without headings: totals with their parts below them.
    for column, text in texts.items():
        figure = figure_of(text) or ""
        below = squeezed(grid.own_text(row + 1, column))
        if figure.removesuffix("_yuan") in (INCOME, SPENT) and PART.match(below):
            blocks.append(_Block(row - 1, column, {SPENT: column + 1}))
    return blocks


def _is_side_column(grid: Grid, row: int, column: int, heads: list[int]) -> bool:
    """Whether a column holds only 收入 and 支出, before the column of the names."""
    sides = [squeezed(grid.own_text(below, column)) for below in range(row + 1, grid.height)]
    return column + 1 in heads and any(map(_side, sides))


def _above(grid: Grid, row: int, column: int) -> str:
    """Return the side that a heading above several columns, but not above the whole sheet, tells."""
    for above in range(row - 1, -1, -1):
        corner = grid.merged(above, column)
        end = grid.spans.get(corner, corner)[1]
        texts = [squeezed(grid.own_text(above, one)) for one in grid.filled(above)]
        if corner[0] == above and (end > column or len(texts) > 1) and (side := _side(squeezed(grid.text(*corner)))):
            return side
    return ""


def _amounts(columns: dict[int, str]) -> dict[str, int]:
    """Return the columns of amounts below headings, by what they tell."""
    numbers: dict[str, int] = {}
    for column, text in columns.items():
        name = next((name for name, pattern in patterns("column") if pattern.fullmatch(text)), None)
        if name is not None and name not in numbers:
            numbers[name] = column
    if INCOME in numbers and {"opening", "closing"} & set(numbers):
        # Beside what was there before or after, 收入 is what came into the store.
        numbers.setdefault("bought", numbers.pop(INCOME))
    if SPENT not in numbers and "bought" in numbers and "closing" not in numbers:
        numbers[SPENT] = numbers["bought"]
    return numbers


def _read(grid: Grid, block: _Block, lines: Lines) -> None:
    """Put the lines of a list among the others."""
    section, parent, is_marked = block.side, (Decimal(0), ""), bool(block.side)
    entries: dict[str, Decimal] = {}
    parts: set[int] = set()
    column = block.column
    for row in range(block.head + 1, grid.height):
        text = squeezed(grid.own_text(row, column))
        amount = read_number(grid.own(row, block.amounts[SPENT]))
        beside = _side(squeezed(grid.text(row, column - 1))) if column else ""
        figure = (figure_of(text) or "").removesuffix("_yuan")
        if figure == block.side != "" and not re.search("[合总共]|本[月期]|当月", text) and not _side(text):
            # 伙食费收入 below 收入 is one of its lines.
            figure = ""
        if side := _side(text) or beside or (figure if figure in (INCOME, SPENT) else ""):
            if side != section:
                entries = {}
            section, is_marked = side, True
        if INCOME in block.amounts and TOTAL.match(text):
            _put_totals(grid, row, block, lines)
            break
        if (_side(text) or figure in (INCOME, SPENT)) and text != "":
            if amount is not None:
                lines.totals.setdefault(section, amount)
            parent = (Decimal(0), "")
            # A sum below its items ends them; one above its items begins them.
            section = "" if entries and amount is not None else section
            entries = {}
            continue
        if TOTAL.match(text) or text == SUBTOTAL:
            if _ends(grid, block, row, text, amount, entries):
                lines.totals.setdefault(section or SPENT, amount or Decimal(0))
                _put_stocks(grid, row, block, lines)
                if not is_marked:
                    break
                section, entries = "", {}
            continue
        if row in parts or not text or text.endswith(SUMMED):
            continue
        if figure or BALANCE.search(text):
            if amount is not None and section == INCOME:
                lines.balances.append(amount)
            continue
        income = read_number(grid.own(row, block.amounts[INCOME])) if INCOME in block.amounts else None
        if income is not None:
            lines.items[INCOME][text] = income
            continue
        if amount is None:
            continue
        name = PART.sub("", text)
        if name != text and parent[1]:
            parts |= _parts(grid, block, row, parent[0])
            continue
        if not section and is_marked:
            lines.loose.append(f"第 {row + 1} 行 {name}")
            continue
        lines.items[section or SPENT][name] = entries[name] = amount
        parent = (amount, name)
        if (section or SPENT) == SPENT:
            _add_stocks(grid, row, block, lines)


def _ends(grid: Grid, block: _Block, row: int, text: str, amount: Decimal | None, entries: dict[str, Decimal]) -> bool:
    """Whether a sum is that of the items above it: 小计 within a list is none where items follow it."""
    if amount is None or text != SUBTOTAL:
        return amount is not None
    later = [squeezed(grid.own_text(below, block.column)) for below in range(row + 1, grid.height)]
    return sum(entries.values(), Decimal(0)) == amount if entries else not any(map(TOTAL.match, later))


def _parts(grid: Grid, block: _Block, first: int, whole: Decimal) -> set[int]:
    """Return the rows that are parts of the line above the first: those which together make it, else that one alone."""
    total = Decimal(0)
    for row in range(first, grid.height):
        text, amount = squeezed(grid.own_text(row, block.column)), read_number(grid.own(row, block.amounts[SPENT]))
        if amount is None or text.endswith(SUMMED) or figure_of(text) or _side(text):
            break
        total += amount
        if total == whole:
            return set(range(first, row + 1))
    return {first}


def _put_totals(grid: Grid, row: int, block: _Block, lines: Lines) -> None:
    for side in (INCOME, SPENT):
        number = read_number(grid.own(row, block.amounts[side]))
        if number is not None:
            lines.totals[side] = number


def _put_stocks(grid: Grid, row: int, block: _Block, lines: Lines) -> None:
    for name in STOCKS:
        number = read_number(grid.own(row, block.amounts[name])) if name in block.amounts else None
        if number is not None:
            lines.stocks[name] = number


def _add_stocks(grid: Grid, row: int, block: _Block, lines: Lines) -> None:
    for name in STOCKS:
        number = read_number(grid.own(row, block.amounts[name])) if name in block.amounts else None
        if number is not None:
            lines.stocks[name] = lines.stocks.get(name, Decimal(0)) + number


__all__ = ["BALANCE", "INCOME", "SPENT", "Lines", "figure_of", "meal_lines", "patterns", "squeezed"]
