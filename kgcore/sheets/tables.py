"""Where the tables of a sheet lie: their headings, side by side or one under the other, and the rows below them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from kgcore.sheets.bare_menus import is_bare_menu
from kgcore.sheets.dates import moments
from kgcore.sheets.grid import Grid
from kgcore.sheets.kinds import (
    CLASS_FEES,
    DAY_BOOK,
    FEES,
    ISSUE,
    KINDS,
    LEAVES,
    PURCHASE,
    RECIPE_MENU,
    SAMPLE,
    STOCK_CARD,
    STOCKTAKE,
    WEEK_MENU,
    Field,
    bare,
    bracket,
    fields,
    needs,
    without_unit,
)
from kgcore.sheets.side_parts import SheetColumn, disagreements, recorded
from kgcore.sheets.table_lines import SIGNATURE, is_text, is_total

HEADER_ROWS = 3
NUMBERED = re.compile(r"[\d一二三四五六]$")
"""A number behind a heading that repeats."""
DERIVED = Field("derived", "", fill=False)
GOODS, MENU = (PURCHASE, ISSUE, STOCKTAKE), re.compile("带量|食谱|菜谱")
GRAMS = re.compile(r"量|克|重|食材|原料|食物|配料|用料")
WHOLE_KITCHEN = re.compile(r"kg|公斤|千克|斤")
"""Units in which nobody tells what one child eats."""
GOODS_BOOK = re.compile(
    r"品名|品种|[物食货][品资物]?名称|规格|收发存|库存|保管|卡片|出入库|入库|出库|领用|发出|数量|公斤|千克|单价|仓库"
)
MONEY_BOOK = re.compile(r"流水账|日记账|现金|收支|伙食费|膳食?费|餐费|出纳|资金|经费|银行")
"""Words that tell what a book with what came, what went and what was left counts."""
DAY_BEFORE = re.compile(r"^(?:20\d\d年)?\d{1,2}[月.]\d{1,2}[日号]?[末底]?(?=[盘实结库清])")
"""A day before a heading: 10月30日盘存."""
SELLER = re.compile(r"客户|购货单位|收货单位|销售(?!部)|订货|送货")
MONEY_LINE = re.compile(r"(?:^|\s)[收付交退缴领][^\s]*[费款]|伙食费|膳食?费|工资|报销|利息|[¥￥]")
"""Lines that pay or receive: 收大一班伙食费."""
ABSENT, GROWN_UPS = re.compile("缺勤|请假|病假|事假|缺课|未到园"), re.compile("教职?工|教师|职工|员工|老师")


@dataclass
class SheetTable:
    """One table: its kind, heading rows, columns, and the rows that belong to it.

    Parameters
    ----------
    kind : its name; empty when several kinds fit equally well, which then stand in `rivals`.
    head : first and last row of the headings.
    columns : by field; a field that repeats under the same heading makes tables side by side.
    parent : what stands above the headings of one of several tables side by side, such as 周一 10月12日.
    spans : the first and last columns of tables side by side, its own first; empty = it stands alone.
    sums : what stands above parts beside it that only tell totals of the others, such as 合计; they are no tables.
    disagreements : where those totals are not what the others come to; told with the first part.
    above, below : the rows of text before and after the table.
    body : the rows between.
    """

    kind: str
    head: tuple[int, int]
    columns: dict[str, list[SheetColumn]]
    rivals: tuple[str, ...] = ()
    parent: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    sums: tuple[str, ...] = ()
    disagreements: tuple[str, ...] = ()
    above: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)

    def column(self, *names: str) -> SheetColumn | None:
        """Return the first of the named fields that the table has."""
        return next((self.columns[name][0] for name in names if self.columns.get(name)), None)


@dataclass(frozen=True)
class _Header:
    kind: str
    first: int
    last: int
    score: float
    columns: tuple[SheetColumn, ...]
    rivals: tuple[str, ...] = ()


def find_tables(grid: Grid, title: str, kinds: Collection[str] = tuple(KINDS)) -> list[SheetTable]:
    """Return the tables of a sheet that have one record a row, in the order of their headings.

    Parameters
    ----------
    grid : the sheet.
    title : its name and its file's name, which speak for a kind as a title does.
    kinds : that it may be of.
    """
    headers = _headers(grid, title, kinds)
    tables: list[SheetTable] = []
    for position, header in enumerate(headers):
        end = headers[position + 1].first if position + 1 < len(headers) else grid.height
        body, below = _rows(grid, header, end)
        begin = headers[position - 1].last + 1 if position else 0
        above = _above(grid, begin, header.first)
        if position:
            for table in tables:
                table.below = [row for row in table.below if row not in above]
                table.body = [row for row in table.body if row not in above]
        head = (header.first, header.last)
        parts = _side_by_side(grid, header)
        beside = [(columns, parent) for columns, parent, _ in parts]
        record_places, sums = recorded(beside, header.kind)
        differences = disagreements(grid, body, beside, record_places)
        for position_beside, (columns, parent, span) in enumerate(parts):
            if position_beside in record_places:
                spans = (span, *(other for _, _, other in parts if other != span)) if len(parts) > 1 else ()
                table = SheetTable(header.kind, head, columns, header.rivals, parent, spans, sums=sums)
                table.above, table.below, table.body = above, below, body
                table.disagreements = differences if position_beside == record_places[0] else ()
                tables.append(table)
    return tables


def _headers(grid: Grid, title: str, kinds: Collection[str]) -> list[_Header]:
    headers: list[_Header] = []
    for last in range(grid.height):
        # A heading merged over rows above counts where something of its own stands in the row.
        shown = grid.text if grid.filled(last) else grid.own_text
        texts = [shown(last, column) for column in range(grid.width)]
        if sum(1 for text in texts if text and len(text) <= 24) < 2 or _says_day(grid, last):
            continue
        best = _best(grid, last, title, kinds)
        if best is not None:
            headers.append(best)
    selection: list[_Header] = []
    for header in sorted(headers, key=lambda candidate: -candidate.score):
        if all(header.last < other.first or header.first > other.last for other in selection):
            selection.append(header)
    return sorted(selection, key=lambda candidate: candidate.first)


def _says_day(grid: Grid, row: int) -> bool:
    """Whether a label and a day stand beside one another: 检查时间 | 2026年11月3日 is no row of headings."""
    columns = grid.filled(row)
    return any(
        bare(grid.own_text(row, first)).endswith(("日期", "时间"))
        and any(moment.day for moment in moments(grid.own_text(row, second)))
        for first, second in itertools.pairwise(columns)
    )


def _best(grid: Grid, last: int, title: str, kinds: Collection[str]) -> _Header | None:
    candidates: list[_Header] = []
    top, bottom = _band(grid, last)
    if bottom > last or last - top > 5:
        return None
    for first in range(top, max(-1, top - HEADER_ROWS), -1):
        # A row above with one text alone is a title, unless it spans only some of the columns.
        if first < top and len(grid.filled(first)) < 2 and not _parents(grid, first):
            break
        nearby = " ".join(
            [title, *(grid.text(row, column) for row in range(max(0, first - 4), first) for column in grid.filled(row))]
        )
        texts = " ".join(text for heading in _headings(grid, first, last).values() for text in heading)
        for kind in kinds:
            columns = _columns(grid, kind, first, last)
            have = {part for column in columns for part in column.field.need.split()}
            if not needs(kind) or not needs(kind) <= have:
                continue
            if kind in GOODS and MENU.search(nearby) and not any(word in nearby for word in KINDS[kind].titles):
                continue
            is_titled = any(word in nearby for word in KINDS[kind].titles)
            if kind == WEEK_MENU and (GRAMS.search(texts) or not (is_titled or is_bare_menu(nearby, texts))):
                # Without a title a list of dishes may be anything; with amounts it is more than a menu.
                continue
            if kind == ISSUE and SELLER.search(f"{nearby} {texts}"):
                # What a seller hands out the kindergarten buys.
                continue
            if kind in (DAY_BOOK, STOCK_CARD) and _is_other_book(kind, f"{nearby} {texts}", _cells(grid, last)):
                continue
            if kind == LEAVES and not (ABSENT.search(f"{nearby} {texts}") and not GROWN_UPS.search(nearby)):
                # Without such a word a child, a day and a reason may be anything.
                continue
            if kind in (FEES, CLASS_FEES) and not any(word in nearby for word in KINDS[kind].titles):
                # Without a title sums by class or child may be anything.
                continue
            useful = [column for column in columns if column.field.name not in ("derived", "never")]
            if {column.field.name for column in useful} <= {"sign", "normal", "day_normal"}:
                # 正常 or the word of a symptom in a record is no heading.
                continue
            bonus = 3.0 if any(word in nearby for word in KINDS[kind].titles) else 0.0
            # What came, what went and what was left beside a day is no list of purchases.
            bonus += 3.0 if kind in (STOCK_CARD, DAY_BOOK) else 0.0
            unknown = len(_headings(grid, first, last)) - len(columns)
            score = len(useful) + 0.4 * (len(columns) - len(useful)) - 0.6 * unknown + bonus - 0.05 * (last - first)
            candidates.append(_Header(kind, first, last, score, tuple(columns)))
    candidates = [candidate for candidate in candidates if candidate.score >= 2.0]
    if not candidates:
        return None
    best = max(candidates, key=lambda candidate: candidate.score)
    rivals = sorted(
        {
            candidate.kind
            for candidate in candidates
            if candidate.kind != best.kind and candidate.score > best.score - 0.5
        }
    )
    return _Header(best.kind, best.first, best.last, best.score, best.columns, tuple(rivals))


def _is_other_book(kind: str, words: str, cells: str) -> bool:
    """Whether words, or what its lines say, tell that a book is of the other kind; without any it may be both."""
    if GOODS_BOOK.search(words):
        return kind == DAY_BOOK
    return kind == STOCK_CARD and bool(MONEY_BOOK.search(words) or MONEY_LINE.search(cells))


def _cells(grid: Grid, last: int) -> str:
    """Return the texts of the first lines below headings."""
    rows = range(last + 1, min(last + 13, grid.height))
    return " ".join(grid.own_text(row, column) for row in rows for column in grid.filled(row))


def _band(grid: Grid, row: int) -> tuple[int, int]:
    """Return the first and last row of the merged areas that cross a row."""
    top, bottom = row, row
    for column in range(grid.width):
        first = grid.merged(row, column)
        top = min(top, first[0])
        bottom = max(bottom, grid.spans.get(first, first)[0])
    return top, bottom


def _parents(grid: Grid, row: int) -> bool:
    """Whether the only text of a row is merged over several columns, but not over all."""
    columns = grid.filled(row)
    return any(1 <= grid.spans.get((row, column), (row, column))[1] - column < grid.width - 2 for column in columns)


def _headings(grid: Grid, first: int, last: int) -> dict[int, list[str]]:
    """Return the texts above each column from top to bottom, a merged text once."""
    headers: dict[int, list[str]] = {}
    for column in range(grid.width):
        cells = list(dict.fromkeys(grid.merged(row, column) for row in range(first, last + 1)))
        texts = [grid.own_text(*cell) for cell in cells]
        texts = [text for text in texts if text]
        if texts:
            headers[column] = texts
    return headers


def _columns(grid: Grid, kind: str, first: int, last: int) -> list[SheetColumn]:
    headings = fields(kind)
    columns: list[SheetColumn] = []
    selection: dict[str, Field] = {}
    for column, texts in _headings(grid, first, last).items():
        if grid.merged(last, column)[1] != column:
            continue
        words = [bare(text) for text in texts]
        keys = ["/".join(words), f"{words[0]}/{words[-1]}", "/".join(words[-2:]), words[-1]]
        if len(words) > 1 and grid.merged(last, column) != (last, column):
            keys.append(words[0])
        if kind == STOCKTAKE and (counted := DAY_BEFORE.sub("", words[-1])) != words[-1]:
            keys.append(counted)
        keys += [without for key in (words[-1], keys[0]) if (without := without_unit(key)) != key]
        if kind == SAMPLE:
            # 品种1, 重量, 品种2, 重量: several samples a line.
            keys.append(NUMBERED.sub("", words[-1]))
        for key in dict.fromkeys(keys):
            if key not in headings:
                continue
            have = {part for candidate in columns for part in candidate.field.need.split()}
            fresh = [candidate for candidate in headings[key] if candidate.name not in {c.field.name for c in columns}]
            needed = [candidate for candidate in fresh if not have & set(candidate.need.split())]
            field = selection.get(key) or (needed or fresh or headings[key])[0]
            selection[key] = field
            unit = bracket(texts[-1]) or words[-1][len(without_unit(words[-1])) :].lstrip("/:,")
            if kind == RECIPE_MENU and field.name.startswith("g") and WHOLE_KITCHEN.search(unit.lower()):
                field = field if "人" in "".join(texts) else DERIVED
            columns.append(SheetColumn(column, field, "/".join(texts), unit))
            break
    return columns


def _side_by_side(grid: Grid, header: _Header) -> list[tuple[dict[str, list[SheetColumn]], str, tuple[int, int]]]:
    """Return columns, parent and span of a table, or of several side by side where a needed heading repeats."""
    series_by_heading: dict[str, list[SheetColumn]] = {}
    for column in header.columns:
        if column.field.need:
            heading = bare(column.heading.rpartition("/")[2] or column.heading)
            heading = NUMBERED.sub("", heading) if header.kind == SAMPLE else heading
            series_by_heading.setdefault(heading, []).append(column)
    series = [
        columns
        for columns in series_by_heading.values()
        if len(columns) > 1 and len({c.field.name for c in columns}) == 1
    ]
    if not series:
        return [(_by_field(header.columns), "", (0, grid.width - 1))]
    starts = [column.index for column in max(series, key=len)]
    width = min(second - first for first, second in itertools.pairwise(starts))
    offset = _offset(grid, header, starts, width)
    starts = [start - offset for start in starts]
    outer = [column for column in header.columns if column.index < starts[0]]
    if header.kind == SAMPLE:
        # The times behind the samples of a line are those of all of them.
        outer += [column for column in header.columns if column.index >= starts[-1] + width]
    headers: list[tuple[dict[str, list[SheetColumn]], str, tuple[int, int]]] = []
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else start + width
        inner = [column for column in header.columns if start <= column.index < end]
        rows = (
            range(header.first, header.last)
            if header.first < header.last
            else range(max(0, header.first - 1), header.first)
        )
        cells = dict.fromkeys(grid.merged(row, column.index) for column in inner for row in rows)
        parents = [grid.own_text(*cell) for cell in cells if cell[0] < header.last and start <= cell[1] < end]
        span = (start if position else 0, end - 1)
        headers.append((_by_field((*outer, *inner)), " ".join(filter(None, parents)), span))
    return headers


def _offset(grid: Grid, header: _Header, starts: list[int], width: int) -> int:
    """Return by how many columns the tables begin before the repeated heading: as far as other headings repeat too."""
    texts = {column: "".join(words) for column, words in _headings(grid, header.last, header.last).items()}
    offset = 0
    while offset + 1 < width:
        left = [texts.get(start - offset - 1) for start in starts]
        if left[0] is None or len(set(left)) > 1 or starts[0] - offset - 1 < 0:
            break
        offset += 1
    return offset


def _by_field(columns: tuple[SheetColumn, ...]) -> dict[str, list[SheetColumn]]:
    headers: dict[str, list[SheetColumn]] = {}
    for column in columns:
        headers.setdefault(column.field.name, []).append(column)
    return headers


def _rows(grid: Grid, header: _Header, end: int) -> tuple[list[int], list[int]]:
    """Return the rows of records, and the rows of text behind the last of them."""
    rows = [row for row in range(header.last + 1, end) if grid.filled(row)]
    needed = {column.index for column in header.columns if column.field.need}
    records = [row for row in rows if any(grid.own_text(row, column) for column in needed) and not is_text(grid, row)]
    last = records[-1] if records else header.last
    body = [row for row in rows if row <= last]
    return body, [row for row in rows if row > last]


def _labelled(grid: Grid, row: int) -> bool:
    """Whether a row holds labels with what they say, such as 日期：, and no record."""
    return any(re.search(r"[:：]", grid.own_text(row, column)) for column in grid.filled(row))


def _above(grid: Grid, begin: int, first: int) -> list[int]:
    """Return the rows of text directly above a heading: up to an empty row, a record or a signature line."""
    rows: list[int] = []
    for row in range(first - 1, begin - 1, -1):
        columns = grid.filled(row)
        if not columns:
            if rows and begin:
                break
            continue
        if begin and (
            (len(columns) > 2 and 2 * len(columns) > len(grid.filled(first)) and not _labelled(grid, row))
            or is_total(grid, row)
            or (SIGNATURE.search(grid.own_text(row, columns[0])) and "日期" not in grid.own_text(row, columns[0]))
        ):
            break
        rows.insert(0, row)
    return rows


__all__ = ["SheetColumn", "SheetTable", "find_tables"]
