"""One sheet into the rows of its register: where the headings are, which lines are data, what each cell says."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

import pandas as pd

from kgcore import glyphs, registers
from kgcore.registers import RegisterColumn
from kgcore.registers.check import check
from kgcore.registers.empty_cells import complete
from kgcore.workbook import cells, privacy
from kgcore.workbook.faults import CellFault, shown
from kgcore.workbook.sheet_rows import SheetRows
from kgcore.workbook.template import EXAMPLE_MARK
from kgcore.workbook.worksheet import Rows, SheetFacts

TOTAL_WORDS = ("合计", "总计", "小计", "共计", "累计")
TOTAL_LENGTH = 8
SIGNATURE = re.compile(
    r"(制表|填表|填报|审核|复核|经办|负责|签名|签字|园长|备注|说明|注)(人|日期|单位|签名|签字)?[:：]"
)
RUNNING_NUMBERS = frozenset({"序号", "编号", "行号", "no", "no."})
HEADING_SEARCH = 10


def filled(value: object) -> bool:
    """Return whether a cell holds anything that can be seen."""
    return value is not None and value != "" and not (isinstance(value, str) and not value.strip())


class Sheet:
    """Reads one sheet; `faults` and `notices` hold what was found on the way."""

    def __init__(
        self, file: str, name: str, register: str, rows: Rows, facts: SheetFacts,
        reckoning: cells.Reckoning, site: str | None, words: Mapping[str, Sequence[str]],
    ) -> None:  # fmt: skip
        self.faults: list[CellFault] = []
        self.notices: list[str] = []
        self._file, self._name, self._register, self._rows = file, name, register, rows
        self._facts, self._reckoning, self._site, self._words = facts, reckoning, site, words
        self._columns = registers.columns(registers.get(register))
        # Written when an empty cell stands for several values, not by the office.
        self._basis_names = {f"{column.name}_basis" for column in self._columns if column.default_list}
        self._faulty: set[tuple[int, int]] = set()
        self._head = 0
        self._positions: dict[str, int] = {}
        self._strange: list[tuple[int, str]] = []
        self._names_by_writing: dict[str, str] = {}

    def read(self) -> SheetRows | None:
        """Return the sheet's rows in stored units, or None where no line holds data."""
        self._find_headings()
        failures = self._broken_cells()
        lines = self._data_lines({row for row, _ in failures})
        self._judge_headings(lines)
        if not lines:
            return None
        self._judge_drawing(lines, failures)
        values = {c.name: self._column(c, self._positions[c.name], lines) for c in self._columns_here()}
        if self._names_by_writing:
            self.notices.append(settled_notice(self._name, self._names_by_writing))
        if self._fills_site:
            sites = values.get("site", [None] * len(lines))
            values["site"] = [self._site if value is None else value for value in sites]
        frame = pd.DataFrame(
            {c.name: pd.Series(values.get(c.name, [None] * len(lines)), dtype=object) for c in self._columns}
        )
        frame, origin = complete(registers.get(self._register), frame, self._words)
        lines = [lines[at] for at in origin]
        valid, faults = check(registers.get(self._register), frame)
        table = SheetRows(self._name, self._register, valid, lines, self._positions)
        for fault in faults:
            at = (lines[fault.row], self._positions.get(fault.column or "", -1)) if fault.row is not None else None
            if at not in self._faulty and fault.column in values:
                self.faults.append(table.fault(self._file, fault))
        return table

    @property
    def _fills_site(self) -> bool:
        """Whether an empty 园所 means the site of the call; in 《园所》 itself it is the entry and must be written."""
        return self._site is not None and self._register != "sites"

    def _columns_here(self) -> list[RegisterColumn]:
        return [column for column in self._columns if column.name in self._positions]

    def _fault(self, row: int, position: int, heading: str, value: object, expected: str) -> None:
        self._faulty.add((row, position))
        cell = cells.address(row, position)
        self.faults.append(CellFault(self._file, self._name, cell, heading, shown(value), expected))

    def _fault_at(self, place: str, expected: str, heading: str = "") -> None:
        self.faults.append(CellFault(self._file, self._name, place, heading, "", expected))

    def _row(self, at: int) -> Sequence[object]:
        return self._rows[at] if at < len(self._rows) else ()

    def _find_headings(self) -> None:
        """Take the row with most of the register's headings; a form may carry a title above them."""
        headings = {cells.fold(column.heading): column for column in self._columns}
        headings |= {cells.fold(column.title): column for column in self._columns if not column.sheet_unit}
        matches = [
            sum(cells.fold(str(value)) in headings for value in row if filled(value))
            for row in self._rows[:HEADING_SEARCH]
        ]
        self._head = matches.index(max(matches))
        width = max((len(row) for row in self._rows), default=0)
        head = [*self._row(self._head), *[None] * width][:width]
        for position, value in enumerate(head):
            text = str(value).strip() if filled(value) else ""
            column = headings.get(cells.fold(text))
            if column is None:
                self._strange.append((position, text))
            elif column.name in self._positions:
                first = cells.address(self._head, self._positions[column.name])
                self._fault(self._head, position, text, text, f"栏目重复；{first} 已是“{column.heading}”")
            else:
                self._positions[column.name] = position

    def _judge_headings(self, lines: Sequence[int]) -> None:
        absent = [
            c for c in self._columns
            if c.name not in self._positions and not (c.name == "site" and self._fills_site)
        ]  # fmt: skip
        for position, text in self._strange:
            values = [self._row(at)[position] for at in lines if position < len(self._row(at))]
            if privacy.is_personal_heading(text) or any(privacy.is_personal(value) for value in values):
                heading = "" if privacy.is_personal(text) else text
                self._fault(self._head, position, heading, heading, privacy.COLUMN_ADVICE)
            elif any(filled(value) for value in values) and cells.fold(text) not in RUNNING_NUMBERS:
                self._fault(self._head, position, text, text, self._heading_advice(text, absent))
        optional = [
            column.heading
            for column in absent
            if (column.nullable or column.usual) and column.name not in self._basis_names
        ]
        for column in absent:
            if not (column.nullable or column.usual) and column.default_list not in self._words:
                self._fault_at("", f"缺少栏目“{column.heading}”；请从模板补上这一栏", column.heading)
        if optional and lines:
            self.notices.append(f"《{self._name}》没有栏目{'、'.join(optional)}，按空白处理")

    def _heading_advice(self, text: str, absent: Sequence[RegisterColumn]) -> str:
        if not text:
            return "这一列没有栏目名却有内容；请补上模板里的栏目名，或删去这一列"
        title = cells.fold(text).partition("(")[0]
        for column in absent:
            if cells.fold(column.title) == title:
                return f"单位应写在栏目名里：“{column.heading}”；请按这个单位核对或换算各行的数，再改栏目名"
        near = cells.nearest(text, [column.heading for column in absent])
        advice = f"，是不是“{near}”？请改回原名" if near else "；请删去这一栏，或改回模板里的栏目名"
        return f"《{self._name}》没有这个栏目{advice}"

    def _broken_cells(self) -> dict[tuple[int, int], str]:
        """Return the cells whose formula failed or was never calculated, which read as if they were empty."""
        failures: dict[tuple[int, int], str] = {}
        positions = set(self._positions.values())
        words = self._facts.errors | dict.fromkeys(self._facts.without_value, "")
        for at, word in words.items():
            if at[0] > self._head and at[1] in positions:
                failures[at] = word
        return failures

    def _data_lines(self, failures: set[int]) -> list[int]:
        """Return the positions of data rows: neither blank, nor the example, nor a total or signature below them."""
        site = self._positions.get("site", -1)
        last = max([len(self._rows) - 1, *failures])
        data = [
            at for at in range(self._head + 1, last + 1)
            if at in failures or any(filled(v) for position, v in enumerate(self._row(at)) if position != site)
        ]  # fmt: skip
        data = [at for at in data if not self._is_example(at)]
        totals = {at for at in data if self._is_total(self._row(at))}
        while data and (data[-1] in totals or self._is_signature(self._row(data[-1]))):
            kind = "合计" if data[-1] in totals else "落款"
            self.notices.append(f"《{self._name}》第 {data[-1] + 1} 行是{kind}行，已跳过")
            data.pop()
        if data:
            blank = sorted(set(range(data[0], data[-1])) - set(data))
            blank = [at for at in blank if not any(filled(value) for value in self._row(at))]
            if blank:
                some = "、".join(str(at + 1) for at in blank[:5]) + ("……" if len(blank) > 5 else "")
                self.notices.append(f"《{self._name}》第 {some} 行是空行，已跳过")
        for at in data:
            if at in totals:
                position = next(i for i, value in enumerate(self._row(at)) if filled(value))
                self._fault(at, position, "", self._row(at)[position], "数据中间有合计行；请删去，台账只填明细")
        return [at for at in data if at not in totals]

    def _is_example(self, at: int) -> bool:
        """Recognise the template's example row; one that was written over is a fault, for it may be real data."""
        row, site = self._row(at), self._positions.get("site")
        mark = row[site] if site is not None and site < len(row) else None
        has_mark = isinstance(mark, str) and mark.strip().startswith(EXAMPLE_MARK)
        whole = all(c.name in {*self._positions, *self._basis_names, "site"} for c in self._columns)
        if not has_mark and (site is not None or at != self._head + 1 or not whole):
            return False
        here = [column for column in self._columns_here() if column.name != "site"]
        pairs = [
            (self._parse(c, row[self._positions[c.name]] if self._positions[c.name] < len(row) else None),
             self._parse(c, cells.shown_example(c)))
            for c in here
        ]  # fmt: skip
        is_unchanged = all(entry == example for entry, example in pairs)
        if has_mark and not is_unchanged and any(entry is not None for entry, _ in pairs):
            self._fault(
                at, site or 0, "园所", mark,
                "这一行标着“示例”，内容却改过；是真实数据请把园所改为园所代码，否则请整行删去",
            )  # fmt: skip
        elif not has_mark and is_unchanged:
            self._fault(
                at, self._positions[here[0].name], here[0].heading, row[self._positions[here[0].name]],
                "与模板的示例行完全相同；是示例请整行删去，确是真实数据请保留“园所”一栏",
            )  # fmt: skip
        return has_mark or is_unchanged

    @staticmethod
    def _is_total(row: Sequence[object]) -> bool:
        words = [cells.fold(value).rstrip(":") for value in row if isinstance(value, str) and filled(value)]
        leading = words[:2]
        return any(word in TOTAL_WORDS for word in words) or any(
            len(word) <= TOTAL_LENGTH and word.endswith(TOTAL_WORDS) for word in leading
        )

    @staticmethod
    def _is_signature(row: Sequence[object]) -> bool:
        first = next((value for value in row if filled(value)), None)
        return isinstance(first, str) and SIGNATURE.match(cells.fold(first)) is not None

    def _judge_drawing(self, lines: Sequence[int], failures: Mapping[tuple[int, int], str]) -> None:
        """Report what the sheet's drawing hides from the values: merged cells, hidden rows and columns, errors."""
        for area in self._facts.merged_areas:
            first, last = (cells.place(corner) for corner in (area.partition(":")[0], area.rpartition(":")[2]))
            if first is None or last is None:
                continue
            after = bisect_left(lines, first[0])
            if first[0] <= self._head <= last[0] or (after < len(lines) and lines[after] <= last[0]):
                self._fault_at(area, "有合并单元格；请取消合并，每格单独填写")
        for row in sorted(self._facts.hidden_rows & set(lines)):
            self._fault_at(f"第 {row + 1} 行", "这一行被隐藏；请取消隐藏并核对，或删去")
        headings = {position: name for name, position in self._positions.items()}
        titles = {column.name: column.heading for column in self._columns}
        for position in sorted(self._facts.hidden_columns & set(headings)):
            heading = titles[headings[position]]
            self._fault_at(f"{cells.letters(position)} 列", "这一列被隐藏；请取消隐藏并核对", heading)
        if self._facts.hidden:
            self._fault_at("", "这张工作表被隐藏；请取消隐藏并核对")
        present = set(lines)
        for (row, position), word in sorted(failures.items()):
            if row in present:
                reason = f"公式出错（{word}）" if word else "公式没有计算结果"
                self._fault(row, position, titles[headings[position]], word, f"{reason}；请改正公式或直接填数值")

    def _parse(self, column: RegisterColumn, value: object) -> object:
        if self._is_personal(column, value):
            return cells.Wrong(privacy.CELL_ADVICE)
        return cells.parse(column, value, self._reckoning)

    @staticmethod
    def _is_personal(column: RegisterColumn, value: object) -> bool:
        """Return whether a cell holds a person's number or address; a number of the office's own is judged as such."""
        if not isinstance(value, str):
            return column.kind == "text" and privacy.is_personal(value)
        pattern = registers.code_pattern(column)
        if pattern is not None and re.fullmatch(pattern, value.strip()):
            return privacy.is_personal_code(value)
        return privacy.is_personal(value)

    def _column(self, column: RegisterColumn, position: int, lines: Sequence[int]) -> list[object]:
        read: dict[tuple[type, object], object] = {}
        result: list[object] = []
        for at in lines:
            row = self._row(at)
            value = row[position] if position < len(row) else None
            key = (type(value), value)
            if key not in read:
                read[key] = self._parse(column, value)
            content = read[key]
            if isinstance(content, cells.Wrong):
                if (at, position) not in self._faulty:
                    quotation = None if content.expected == privacy.CELL_ADVICE else value
                    self._fault(at, position, column.heading, quotation, content.expected)
                content = None
            elif isinstance(content, str) and is_name(column) and isinstance(value, str) and content != value.strip():
                self._names_by_writing[value.strip()] = content
            result.append(content)
        return result


def is_name(column: RegisterColumn) -> bool:
    """Return whether a column holds names that rows are known by, written as their kindergarten writes them."""
    is_known_by = column.key or column.reference is not None
    return column.kind == "text" and is_known_by and not column.choices and not column.pattern


def settled_notice(sheet: str, names: Mapping[str, str]) -> str:
    """Return the notice of names that were taken for others; of marks that cannot be seen it says that they are there.

    Parameters
    ----------
    sheet : the sheet's name.
    names : what was written → the name it was taken for.
    """
    words = (
        f"“{glyphs.visible(writing)}”{'（含看不见的符号）' if glyphs.visible(writing) != writing else ''}记作“{name}”"
        for writing, name in names.items()
    )
    return f"《{sheet}》{'、'.join(words)}"
