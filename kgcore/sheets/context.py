"""What stands around a table and holds for all its rows: the month, the class, the supplier, the unit."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kgcore.sheets.dates import Moment, moments, read_month, year_of
from kgcore.sheets.grid import Grid, plain

LABEL = re.compile(r"([\u4e00-\u9fffA-Za-z]{2,8})\s*[:：]\s*([^:：]*?)(?=\s{2,}|\s+[\u4e00-\u9fff]{2,8}\s*[:：]|$)")
RANGE = re.compile(
    r"[月.]\s*\d{1,2}\s*[日号]?\s*(?:[(（]?(?:周|星期)?[一二三四五六日]?[)）]?)\s*[-—–~～至到]+\s*(?:20\d\d[年.])?(?:\d{1,2}[月.])?\d{1,2}(?:[日号]|$|[)）\s])"
)
DAY_LABEL = re.compile(r"(?:日期|时间)\s*[:：]\s*20\d\d")
CLASS = re.compile(
    r"(?:[托小中大]|学前|混龄|蒙氏)[\s(（]*[一二三四五六七八九十\d]{0,2}[)）]?\s*班|[托小中大][(（]?[一二三四五六七八九十\d][)）]?(?=$|[^\u4e00-\u9fff\d])"
)
PERSON = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:老师|教师|班主任|园长|保健医|厨师|[经采保领送收验审管负制填记]\w{0,2}[人员])\s*[:：]\s*\S*"
)
"""A person behind a label: no question names one."""
SUPPLIER_TITLE = re.compile(r"^(.{2,20}?)(?:送货|配送|销售|发货|出货|供货|出库)(?:清|明细)?单")


@dataclass
class Context:
    """The texts around a table.

    Parameters
    ----------
    titles : texts above the table, the nearest last.
    notes : texts below it.
    sheet, file : names, without the ending.
    siblings : titles of the file's other sheets: a year may stand only there.
    labels : what stands behind a label such as 日期：, by the label.
    heading : the first line of the sheet.
    place : this very sheet, as questions about its figures name it; see `Grid.place`.
    """

    titles: list[str]
    notes: list[str]
    sheet: str
    file: str
    siblings: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    heading: str = ""
    place: str = ""

    @property
    def form(self) -> str:
        """The title without days, numbers and class: what questions about the customs of a form are remembered by.

        Examples
        --------
        >>> context(["阳光幼儿园2026年10月小一班消毒记录表"]).form
        '阳光幼儿园消毒记录表'
        """
        for text in sorted(self.titles, key=lambda title: bool(LABEL.search(title))):
            text = PERSON.sub("", text)
            text = re.sub(r"(?:星期|礼拜|周)[一二三四五六日天]|(?:就餐|用餐)?人数\s*[:：]?\s*\d+\s*人?", "", text)
            text = re.sub(r"第\s*[一二三四五六七八九十]{1,3}\s*(?=[周期])", "", text)
            bare = re.sub(r"[\d年月日号周第期.,\-—~至()（）《》\s:：]+|学年|学期", "", CLASS.sub("", text))
            if len(re.findall(r"[\u4e00-\u9fff]", bare)) >= 4:
                return bare[:24]
        return self.place

    @property
    def text(self) -> str:
        """The titles, the sheet's and the file's name as one text."""
        return " ".join([*self.titles, self.sheet, self.file])

    def label(self, *names: str) -> str:
        """Return what stands behind the first label found; empty when there is none.

        Examples
        --------
        >>> context(["领用日期：2026年10月12日   餐次：午餐"]).label("餐次")
        '午餐'
        """
        return next((self.labels[name] for name in names if self.labels.get(name)), "")

    @property
    def moment(self) -> Moment:
        """The day, or the month, or the year that the titles give, as far as they do."""
        best = Moment()
        for text in [*reversed(self.titles), self.sheet, self.file]:
            for moment in moments(text)[:1]:
                if moment.day is not None and best.day is None and (best.month in (None, moment.month)):
                    best = moment.within(best)
                elif best.month is None:
                    best = Moment(best.year or moment.year, moment.month, best.day)
        if best.month is None:
            # A table further down stands below the title of the first: its month holds, its day does not.
            head = next((moment for moment in moments(self.heading) if moment.month), Moment())
            best = Moment(best.year or head.year, head.month, best.day)
        return Moment(best.year or self.year(best.month), best.month, best.day)

    @property
    def span(self) -> tuple[Moment, Moment] | None:
        """The first and last day of a range such as 10月12日—10月16日; None when none is year."""
        for text in [*reversed(self.titles), self.sheet, self.file]:
            found = moments(text)
            if len(found) == 2 and found[0].day and found[1].day:
                first = found[0].within(Moment(self.year(found[0].month)))
                return first, Moment(found[1].year or first.year, found[1].month, found[1].day)
            match = re.search(r"(\d{1,2})月(\d{1,2})[日号]?\s*[-—–~至到]+\s*(\d{1,2})[日号]", text)
            if match:
                year, month = self.year(int(match[1])), int(match[1])
                return Moment(year, month, int(match[2])), Moment(year, month, int(match[3]))
        for text in [*reversed(self.titles), self.sheet, self.file]:
            # 10月第三周（12—16日): the month stands before, the days in brackets.
            match = re.search(
                r"(\d{1,2})月[^\d]{0,8}\(\s*(\d{1,2})[日号]?\s*[-—–~～至到]+\s*(\d{1,2})[日号]\s*\)", text
            )
            if match and int(match[2]) < int(match[3]):
                year, month = self.year(int(match[1])), int(match[1])
                return Moment(year, month, int(match[2])), Moment(year, month, int(match[3]))
        return None

    @property
    def is_range(self) -> bool:
        """Whether titles name the first and the last of several days, none of which is that of all records."""
        texts = [*self.titles, self.sheet]
        return any(RANGE.search(text) for text in texts) and not any(DAY_LABEL.search(text) for text in texts)

    def year(self, month: int | None) -> int | None:
        """Return the year that titles, notes, names or other sheets of the file give; None when nothing does."""
        for text in [*reversed(self.titles), self.sheet, self.file, *self.notes, *self.siblings]:
            if year := year_of(text, month):
                return year
        return None

    @property
    def class_name(self) -> str:
        """The class named in the titles or the sheet's name, as year; empty when none is."""
        label = self.label("班级", "班别")
        if label:
            return label
        for text in [*reversed(self.titles), self.sheet, self.file]:
            if match := CLASS.search(text):
                return match[0].strip()
        return ""

    @property
    def supplier(self) -> str:
        """The supplier named around the table, as year; empty when none is."""
        label = self.label(
            "供货单位",
            "供应商",
            "供货商",
            "送货单位",
            "供应单位",
            "供货方",
            "供货商名称",
            "供应商名称",
            "配送单位",
            "发货单位",
            "销售单位",
        )
        if label:
            return label
        for text in self.titles:
            if match := SUPPLIER_TITLE.match(text):
                return re.sub(r"^.*?幼儿园", "", match[1]) or ""
        return ""


def context(
    titles: Iterable[str],
    notes: Iterable[str] = (),
    sheet: str = "",
    file: str = "",
    siblings: Iterable[str] = (),
    place: str = "",
) -> Context:
    """Return the context of a table from the texts around it."""
    surroundings = Context(
        [plain(text) for text in titles], [plain(text) for text in notes], plain(sheet), plain(file), list(siblings)
    )
    surroundings.place = place or surroundings.sheet
    for text in [*surroundings.notes, *surroundings.titles]:
        for match in LABEL.finditer(text):
            if match[2].strip():
                surroundings.labels[match[1]] = match[2].strip()
    return surroundings


def context_of(
    grid: Grid,
    above: list[int],
    below: list[int],
    file: str,
    siblings: Iterable[str] = (),
    spans: Sequence[tuple[int, int]] = (),
) -> Context:
    """Return the context of a table of a grid; a label in one cell counts for the value in the next.

    Parameters
    ----------
    above, below : rows of text around it.
    spans : first and last columns of tables side by side, its own first: of a row that holds a text for each of them,
        only those in its own columns count.
    """
    surroundings = context(
        _texts(grid, above, spans), _texts(grid, below, spans), grid.name, file, siblings, grid.place
    )
    surroundings.heading = next((grid.own_text(0, column) for column in grid.filled(0)), "")
    for row in above:
        columns = _own_columns(grid, row, spans)
        for column, following in itertools.pairwise(columns):
            label = re.sub(r"[\s:：]", "", grid.own_text(row, column))
            if re.fullmatch(r"[\u4e00-\u9fff]{2,8}", label):
                surroundings.labels.setdefault(label, grid.own_text(row, following))
    return surroundings


def _texts(grid: Grid, rows: list[int], spans: Sequence[tuple[int, int]]) -> list[str]:
    return [grid.own_text(row, column) for row in rows for column in _own_columns(grid, row, spans)]


def _own_columns(grid: Grid, row: int, spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return the filled columns of a row that speak for the first of tables side by side."""
    columns = grid.filled(row)
    inside = [[column for column in columns if first <= column <= last] for first, last in spans]
    return inside[0] if inside and all(inside) else columns


@dataclass
class DayReader:
    """Turns written days into days; notes whether a year had to be supposed.

    Parameters
    ----------
    context : of the table.
    today : days without a year are supposed to be the latest that are not after it.
    answers : what somebody has answered before, by (about, word): the year of this very sheet.
    """

    context: Context
    today: dt.date
    answers: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    supposed: bool = False
    """Whether the year of the last day had to be supposed."""

    def month(self) -> str:
        """Return the month of the table, such as 2026-10, as it is written or answered; empty when it is neither."""
        self.supposed = False
        known = self.context.moment
        if known.month is None:
            return read_month(self.answers.get(("month", self.context.place))) or ""
        return f"{self._year(known.month):04d}-{known.month:02d}"

    def month_of(self, moment: Moment) -> str:
        """Return a month that stands above some columns only, such as 2026-09, in the year of the titles."""
        self.supposed = False
        month = moment.month or 0
        year = moment.year or self.context.moment.year or self._year(month)
        return f"{year:04d}-{month:02d}"

    def day(self, moment: Moment | None) -> dt.date | None:
        """Return the day of a moment, completed by the titles; None when it stays incomplete."""
        self.supposed = False
        if moment is None:
            return None
        if moment.day is None and self.context.is_range:
            return None
        moment = moment.turned_for(self.context.moment.month)
        full = moment.within(self.context.moment)
        if full.month is None or full.day is None:
            return None
        if moment.year is None:
            full = Moment(self._year(full.month), full.month, full.day)
        return full.date

    @property
    def answered_year(self) -> int | None:
        """The year of this very sheet as somebody answered it; None when nobody has."""
        match = re.fullmatch(r"(20\d{2})年?", self.answers.get(("year", self.context.place), "").strip())
        return int(match[1]) if match else None

    def _year(self, month: int) -> int:
        year = self.context.year(month) or self.answered_year
        if year:
            return year
        self.supposed = True
        return self.today.year if month <= self.today.month else self.today.year - 1


__all__ = ["Context", "DayReader", "context", "context_of"]
