"""A filled workbook into rows by register, with every fault named by sheet and cell and nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from kgcore import registers
from kgcore.periods import Period
from kgcore.registers import Column
from kgcore.registers.check import Fault, check
from kgcore.workbook import cells
from kgcore.workbook.container import Container, SheetFacts, Unreadable, inspect
from kgcore.workbook.faults import CellFault, shown
from kgcore.workbook.template import EXAMPLE_MARK, GUIDE_SHEET, LISTS_SHEET

TOTAL_WORDS = frozenset({"合计", "总计", "小计", "本页合计", "本月合计", "累计"})
PERSONAL_HEADINGS = ("姓名", "身份证", "证件号", "电话", "手机", "住址", "地址", "联系方式", "微信")
ID_NUMBER = re.compile(r"^[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dXx]$")
ORDINAL = re.compile(r"第 (\d+) 条")
MOBILE = re.compile(r"^1[3-9]\d{9}$")

Rows = Sequence[Sequence[object]]


@dataclass
class Table:
    """One sheet as read: rows in stored units, and where each row and column stands in the sheet."""

    sheet: str
    register: str
    frame: pd.DataFrame
    lines: list[int]
    positions: dict[str, int]

    def fault(self, file: str, found: Fault) -> CellFault:
        """Return a row's fault as a fault of its cell."""
        column = next((c for c in registers.columns(registers.get(self.register)) if c.name == found.column), None)
        position = self.positions.get(found.column or "")
        cell = "" if found.row is None or position is None else cells.address(self.lines[found.row], position)
        if found.row is not None and position is None:
            cell = f"第 {self.lines[found.row] + 1} 行"
        message = ORDINAL.sub(lambda match: f"第 {self.lines[int(match[1]) - 1] + 1} 行", found.message)
        return CellFault(file, self.sheet, cell, column.heading if column else "", shown(found.value), message)


@dataclass
class Reading:
    """What a workbook holds: tables by register, every fault, and notices of what was passed over."""

    file: str
    tables: dict[str, Table] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Rows by register name, in stored units."""
        return {name: table.frame for name, table in self.tables.items()}


def read_workbook(path: str | Path, *, site: str | None = None, period: Period | None = None) -> Reading:
    """Read a filled workbook; faults are collected, never raised.

    Parameters
    ----------
    path : the .xlsx file.
    site : site of rows whose 园所 is empty or absent; None requires the column.
    period : gives dates without a year (5月6日) their year; None makes them a fault.
    """
    source = Path(path)
    reading = Reading(source.name)
    try:
        container = inspect(source)
        book = CalamineWorkbook.from_path(source)
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except Unreadable as error:
        reading.faults.append(CellFault(source.name, "", "", "", "", str(error)))
        return reading
    except (CalamineError, OSError, ValueError) as error:
        reading.faults.append(
            CellFault(source.name, "", "", "", "", f"文件读不出来（{type(error).__name__}）；请另存为 .xlsx 再导入")
        )
        return reading
    titles = {registers.meta(register).title: name for name, register in registers.REGISTERS.items()}
    for name, rows in sheets.items():
        if name in (GUIDE_SHEET, LISTS_SHEET) or not any(any(_filled(value) for value in row) for row in rows):
            continue
        if name.strip() not in titles:
            near = cells.nearest(name.strip(), titles)
            advice = f"，是不是《{near}》？" if near else "；请用 kg template 导出的模板"
            reading.faults.append(CellFault(source.name, name, "", "", name, f"没有叫这个名字的台账{advice}"))
            continue
        _Sheet(reading, name, titles[name.strip()], rows, container, site, period).read()
    if not reading.tables and not reading.faults:
        reading.faults.append(CellFault(source.name, "", "", "", "", "工作簿里没有填任何数据"))
    return reading


def _filled(value: object) -> bool:
    return value is not None and value != "" and not (isinstance(value, str) and not value.strip())


class _Sheet:
    """Reads one sheet into a table of the reading."""

    def __init__(
        self, reading: Reading, name: str, register: str, rows: Rows, container: Container,
        site: str | None, period: Period | None,
    ) -> None:  # fmt: skip
        self.reading, self.name, self.register, self.rows = reading, name, register, rows
        self.facts = container.sheets.get(name, SheetFacts(name))
        self.reckoning = cells.Reckoning(container.epoch, period)
        self.site = site
        self.columns = registers.columns(registers.get(register))
        self.faulty: set[tuple[int, int]] = set()

    def read(self) -> None:
        positions = self._headings()
        lines = list(self._lines())
        self._drawn(lines, positions)
        values = {c.name: self._column(c, positions[c.name], lines) for c in self.columns if c.name in positions}
        if self.site is not None:
            blank = values.get("site", [None] * len(lines))
            values["site"] = [self.site if value is None else value for value in blank]
        frame = pd.DataFrame(
            {c.name: pd.Series(values.get(c.name, [None] * len(lines)), dtype=object) for c in self.columns}
        )
        missing = {c.name for c in self.columns if c.name not in values}
        checked, found = check(registers.get(self.register), frame)
        table = Table(self.name, self.register, checked, lines, positions)
        for fault in found:
            at = (lines[fault.row], positions.get(fault.column or "", -1)) if fault.row is not None else None
            if at not in self.faulty and fault.column not in missing:
                self.reading.faults.append(table.fault(self.reading.file, fault))
        if lines:
            self.reading.tables[self.register] = table

    def _fault(self, row: int | None, position: int | None, heading: str, value: object, expected: str) -> None:
        cell = "" if row is None or position is None else cells.address(row, position)
        if row is not None and position is not None:
            self.faulty.add((row, position))
        self.reading.faults.append(CellFault(self.reading.file, self.name, cell, heading, shown(value), expected))

    def _headings(self) -> dict[str, int]:
        wanted = {cells.fold(column.heading): column for column in self.columns}
        wanted |= {cells.fold(column.title): column for column in self.columns if not column.sheet_unit}
        positions: dict[str, int] = {}
        strange: list[tuple[int, str]] = []
        for position, value in enumerate(self.rows[0]):
            text = str(value).strip() if _filled(value) else ""
            column = wanted.get(cells.fold(text))
            if any(word in text for word in PERSONAL_HEADINGS) and (column is None or column.heading != text):
                self._fault(0, position, text, text, "台账不记录姓名、证件号、电话、住址；请删去这一栏再导入")
            elif column is None:
                if text or any(_filled(row[position]) for row in self.rows[1:] if position < len(row)):
                    strange.append((position, text))
            elif column.name in positions:
                self._fault(
                    0,
                    position,
                    text,
                    text,
                    f"栏目重复；{cells.address(0, positions[column.name])} 已是“{column.heading}”",
                )
            else:
                positions[column.name] = position
        absent = [
            c for c in self.columns if c.name not in positions and not (c.name == "site" and self.site is not None)
        ]
        headings = [column.heading for column in absent]
        for position, text in strange:
            near = cells.nearest(text, headings) if text else None
            advice = f"，是不是“{near}”？请改回原名" if near else "；请删去这一栏，或改回模板里的栏目名"
            self._fault(0, position, text, text, f"《{self.name}》没有这个栏目{advice}")
        for column in absent:
            if not column.nullable:
                self._fault(None, None, column.heading, None, f"缺少栏目“{column.heading}”；请从模板补上这一栏")
        return positions

    def _lines(self) -> Iterator[int]:
        """Yield the positions of data rows: neither blank, nor the example, nor a trailing total."""
        filled = [at for at, row in enumerate(self.rows) if at and any(_filled(value) for value in row)]
        data = [
            at for at in filled if not any(isinstance(v, str) and v.startswith(EXAMPLE_MARK) for v in self.rows[at])
        ]
        totals = {at for at in data if self._is_total(self.rows[at])}
        while data and data[-1] in totals:
            self.reading.notices.append(f"《{self.name}》第 {data[-1] + 1} 行是合计行，已跳过")
            data.pop()
        for at in data:
            if at in totals:
                position = next(i for i, value in enumerate(self.rows[at]) if _filled(value))
                self._fault(at, position, "", self.rows[at][position], "数据中间有合计行；请删去，台账只填明细")
            else:
                yield at

    @staticmethod
    def _is_total(row: Sequence[object]) -> bool:
        words = (value.replace(" ", "").replace("\u3000", "").rstrip("：:") for value in row if isinstance(value, str))
        return any(word in TOTAL_WORDS for word in words)

    def _drawn(self, lines: list[int], positions: Mapping[str, int]) -> None:
        """Report what the sheet's drawing hides from the values: merged cells, hidden rows and columns, errors."""
        last = max(lines, default=0)
        for area in self.facts.merged:
            self.reading.faults.append(
                CellFault(self.reading.file, self.name, area, "", "", "有合并单元格；请取消合并，每格单独填写")
            )
        for row in sorted(self.facts.hidden_rows & set(lines)):
            self.reading.faults.append(
                CellFault(
                    self.reading.file, self.name, f"第 {row + 1} 行", "", "", "这一行被隐藏；请取消隐藏并核对，或删去"
                )
            )
        for position in sorted(self.facts.hidden_columns & set(positions.values())):
            self.reading.faults.append(
                CellFault(
                    self.reading.file,
                    self.name,
                    f"{cells.letters(position)} 列",
                    "",
                    "",
                    "这一列被隐藏；请取消隐藏并核对",
                )
            )
        if self.facts.hidden:
            self.reading.faults.append(
                CellFault(self.reading.file, self.name, "", "", "", "这张工作表被隐藏；请取消隐藏并核对")
            )
        headings = {position: name for name, position in positions.items()}
        titles = {column.name: column.heading for column in self.columns}
        for cell, word in [*self.facts.errors.items(), *((cell, "") for cell in self.facts.unanswered)]:
            letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
            row, position = int(number) - 1, _column_position(letters)
            if 0 < row <= last:
                reason = f"公式出错（{word}）" if word else "公式没有计算结果"
                self._fault(
                    row, position, titles.get(headings.get(position, ""), ""), word, f"{reason}；请改正公式或直接填数值"
                )

    def _column(self, column: Column, position: int, lines: list[int]) -> list[object]:
        read: dict[tuple[type, object], object] = {}
        result: list[object] = []
        for at in lines:
            row = self.rows[at]
            value = row[position] if position < len(row) else None
            if isinstance(value, str) and (ID_NUMBER.match(value.strip()) or MOBILE.match(value.strip())):
                self._fault(
                    at, position, column.heading, value[:3] + "…", "像是证件号或手机号；台账不记录个人信息，请删去"
                )
                result.append(None)
                continue
            key = (type(value), value)
            if key not in read:
                read[key] = cells.parse(column, value, self.reckoning)
            parsed = read[key]
            if isinstance(parsed, cells.Wrong):
                if (at, position) not in self.faulty:
                    self._fault(at, position, column.heading, value, parsed.expected)
                parsed = None
            result.append(parsed)
        return result


def _column_position(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
