"""Read ordinary workbooks, write what is certain, and let the rest wait for its answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kgcore import registers
from kgcore.disk import file_digest
from kgcore.intake.absences import Absences, absent_rows
from kgcore.intake.children import child_codes
from kgcore.intake.controls import control_rows
from kgcore.intake.day_grams import gram_differences
from kgcore.intake.kept_menus import settle_kept_menus
from kgcore.intake.notices import few_faults, outside, repeats, strangers, taken
from kgcore.intake.questions import LEAVE_OUT, answers_of, open_questions
from kgcore.intake.refusals import ORIGIN, Origin, refusals
from kgcore.intake.rows import Registration
from kgcore.periods import Span
from kgcore.registers.check import check
from kgcore.registers.empty_cells import complete
from kgcore.sheets import Ask, FileReading, Names, SheetReading, names_of, read_files
from kgcore.sheets.grid import plain
from kgcore.sheets.result import described
from kgcore.store import Comparison, FaultsError, StoreError
from kgcore.workbook import CellFault, listing

if TYPE_CHECKING:
    from kgcore.office import Office

SHOWN = 20
"""Questions that a dry run prints."""


@dataclass
class IntakeResult:
    """What a call of the import did with ordinary workbooks.

    Parameters
    ----------
    readings : what each file holds.
    row_counts : rows by file and register.
    questions : rows of the register `answers` that are open.
    open_sheets : rows of the register `waiting_sheets`.
    faults : what is wrong, by file, sheet and cell; a sheet with one is not written.
    comparisons : by file and register, how rows differ from those kept.
    repeats : files that were imported before.
    notices : what was left out, and why.
    removals : by file, a sentence on the rows that it takes out.
    """

    dry_run: bool
    readings: list[FileReading] = field(default_factory=list)
    row_counts: dict[str, dict[str, int]] = field(default_factory=dict)
    questions: pd.DataFrame = field(default_factory=pd.DataFrame)
    open_sheets: list[dict[str, Any]] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    comparisons: dict[str, dict[str, Comparison]] = field(default_factory=dict)
    repeats: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    removals: dict[str, str] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether something waits or is at fault."""
        return bool(self.open_sheets or self.faults)

    @property
    def control_months(self) -> list[str]:
        """The months of which totals were kept."""
        files = [reading for reading in self.readings if "control_figures" in self.row_counts.get(reading.file, {})]
        tables = [table for reading in files for sheet in reading.sheets for table in sheet.tables]
        months = {row["month"] for table in tables for row in control_rows(table.controls, "")}
        return sorted(str(month) for month in months if month)

    def described(self) -> list[dict[str, Any]]:
        """Return the readings as JSON values."""
        return [described(reading) for reading in self.readings]

    def lines(self) -> list[str]:
        """Return the result as Chinese lines for a person."""
        titles = {name: registers.meta(register).title for name, register in registers.REGISTERS.items()}
        texts = []
        verb = "可以导入" if self.dry_run else "已导入"
        for file, rows in self.row_counts.items():
            counts = "、".join(f"{titles[name]} {count} 行" for name, count in rows.items())
            texts.append(f"{file}：{verb} {counts}")
        texts += [f"{file}：以前导入过，没有变化" for file in self.repeats]
        for reading in self.readings:
            never = sorted({name for sheet in reading.sheets for table in sheet.tables for name in table.never})
            if never:
                texts.append(f"{reading.file}：没有读入、也不保存：{'、'.join(never)}")
        texts += [*self.notices, *([listing(self.faults)] if self.faults else [])]
        for row in self.open_sheets:
            texts.append(f"{row['file']}《{row['sheet']}》（{row['kind']}）待确认：{row['questions']} 个问题，没有写入")
        if self.dry_run and len(self.questions):
            listed = zip(*(self.questions[name] for name in ("about", "written", "proposals")), strict=True)
            questions = [
                f"    {about}：{written}" + (f"（{proposals}）" if isinstance(proposals, str) else "")
                for about, written, proposals in listed
            ]
            more = [f"    ……还有 {len(questions) - SHOWN} 个"] if len(questions) > SHOWN else []
            texts += ["要问的：", *questions[:SHOWN], *more]
        return texts


def import_sheets(
    office: Office,
    paths: Sequence[Path],
    *,
    who: str,
    dry_run: bool = False,
    today: dt.date | None = None,
    replace_days: Span | None = None,
    consent: Callable[[IntakeResult], bool] | None = None,
) -> IntakeResult:
    """Import ordinary workbooks: a sheet without open questions is written whole, any other waits.

    Parameters
    ----------
    office : where rows go; its answers are used.
    paths : .xlsx, .xls or .csv files.
    who : who imports, for the journal.
    dry_run : read only; nothing is written, no question is kept.
    today : days without a year are supposed to be the latest that are not after it; None = the clock's day.
    replace_days : days for which the sheets are all there is: what earlier sheets of the same kind brought and these
        lack is taken out, from ledgers by reversal.
    consent : asked before rows already kept are changed or taken out; None = nobody is asked.

    Returns
    -------
    IntakeResult
        `is_open` when something waits for an answer or is at fault.

    Examples
    --------
    >>> import tempfile, openpyxl
    >>> from kgcore.testing import tiny_office
    >>> book = openpyxl.Workbook()
    >>> for text in ("食堂采购清单 2026年5月6日", "品名 单位 数量 金额", "鸡蛋 斤 10 54"):
    ...     book.active.append(text.split(" ") if "采购" not in text else [text])
    >>> with tempfile.TemporaryDirectory() as folder, tiny_office() as office:
    ...     path = Path(folder) / "采购.xlsx"
    ...     book.save(path)
    ...     result = import_sheets(office, [path], who="S002", today=dt.date(2026, 5, 8))
    >>> result.readings[0].sheets[0].tables[0].rows[0]["quantity_kg"]
    Decimal('5.0')
    >>> result.row_counts["采购.xlsx"], result.is_open
    ({'movements': 1}, False)
    """
    result = IntakeResult(dry_run)
    answers = answers_of(office)
    names = names_of(office, answers, child_codes(office))
    journal = office.store.journal()
    digests = set(journal.loc[~journal["undone"], "sha256"].dropna())
    asks: list[tuple[str, Ask]] = []
    for path, reading in zip(paths, read_files(paths, names, today=today), strict=True):
        digest = file_digest(path)
        result.readings.append(reading)
        result.faults += [CellFault(reading.file, "", "", "", "", fault) for fault in reading.faults]
        is_known = digest in digests
        if is_known and replace_days is None:
            if count := office.store.altered(digest):
                result.notices.append(
                    f"{reading.file}：以前导入过，之后库里有 {count} 行被改过或删去，没有再导入。"
                    f"要以这个文件为准，请用 kg import {reading.file} --replace 期间"
                )
            else:
                result.repeats.append(reading.file)
            continue
        _enter(office, reading, None if is_known else digest, names, who, result, asks, consent, replace_days)
    result.notices += [
        f"“{ask.written}”的答案“{answers[ask.about, plain(ask.written)]}”不能用，请重新回答"
        for ask in dict.fromkeys(ask for _, ask in asks)
        if (ask.about, plain(ask.written)) in answers
    ]
    result.questions = open_questions(asks)
    if not dry_run and (len(result.questions) or result.open_sheets):
        _remember(office, result, who)
    return result


def _enter(
    office: Office,
    reading: FileReading,
    digest: str | None,
    names: Names,
    who: str,
    result: IntakeResult,
    asks: list[tuple[str, Ask]],
    consent: Callable[[IntakeResult], bool] | None,
    span: Span | None,
) -> None:
    """Write the sheets of a file that nothing is open of, in one transaction; note those that wait."""
    registration = Registration(office, names)
    frames: dict[str, list[dict[str, Any]]] = {}
    imported_sheets: list[dict[str, Any]] = []
    waits = False
    has_children = len(office.read("children")) > 0
    for sheet in reading.sheets:
        result.faults += [CellFault(reading.file, sheet.sheet, "", "", "", fault) for fault in sheet.faults]
        tables = []
        sheet_controls: list[dict[str, Any]] = []
        for table in sheet.tables:
            result.faults += table.misreadings
            told = [*few_faults(table.faults), *few_faults(table.notes)]
            if table.unread:
                told.append(f"没有读入的栏目：{'、'.join(table.unread)}")
            result.notices += [f"{reading.file}《{sheet.sheet}》：{text}" for text in dict.fromkeys(told)]
            if table.register == "symptoms" and not has_children:
                result.notices.append(
                    f"{reading.file}《{sheet.sheet}》：没有登记《幼儿》，{len(table.rows)} 行分到每个幼儿的没有读入"
                )
                continue
            sheet_controls += control_rows(table.controls, reading.file)
            rows = [row for row in table.rows if LEAVE_OUT not in row.values()]
            tables.append(replace(table, rows=rows))
        if span is None:
            left_out = settle_kept_menus(office, reading.file, tables, names, sheet.place)
            result.notices += [f"{reading.file}《{sheet.sheet}》：{text}" for text in left_out]
        sheet_rows = registration.sheet(tables, sheet.place, sheet.sheet)
        result.notices += [
            f"{reading.file}《{sheet.sheet}》：{text}" for text in gram_differences(office, tables, sheet_rows)
        ]
        if sheet_controls:
            sheet_rows["control_figures"] = sheet_controls
        questions = list(dict.fromkeys([*(ask for table in tables for ask in table.asks), *registration.asks]))
        if questions or any(table.misreadings for table in tables):
            waits = True
            registration.makings.forget()
            asks += [(reading.file, ask) for ask in questions]
            result.open_sheets += _as_read(reading.file, sheet, len(questions)) if questions else []
            continue
        imported_sheets += _as_read(reading.file, sheet, 0)
        for name, rows in sheet_rows.items():
            frames.setdefault(name, []).extend(rows)
    if recipes := frames.pop("dish_ingredients", []):
        frames |= registration.grams.registered(recipes)
    result.notices += strangers(office, reading.file, registration)
    tables_written, origins = _tables(office, frames)
    absences = Absences() if waits else absent_rows(office, reading, tables_written, registration.entries, span)
    if span is not None:
        result.faults += outside(reading.file, tables_written, origins, span)
        if waits or any(fault.file == reading.file for fault in result.faults):
            result.notices.append(f"{reading.file}：有表待确认或有错，--replace 没有执行，这个文件什么也没有写入")
            return
        for name, rows in absences.reversals.items():
            frames.setdefault(name, []).extend(rows)
        tables_written, origins = _tables(office, frames)
    if absences.count:
        sentence = absences.sentence(reading.file, span, dry_run=result.dry_run)
        result.notices.append(sentence)
        if span is not None:
            result.removals[reading.file] = sentence
    if not frames and not (span and absences.removals):
        result.notices += repeats(office, reading.file, registration)
        return
    try:
        result.comparisons[reading.file] = {
            name: office.store.compare(name, check(registers.get(name), frame)[0], None)
            for name, frame in tables_written.items()
        }
        office.store.refuse_faults(tables_written, office.words)
        if not result.dry_run:
            if consent is not None and not consent(result):
                result.faults.append(CellFault(reading.file, "", "", "", "", "没有写入：要改动已有的行，没有得到同意"))
                return
            # A file of which a sheet waits, or something was left out, is read again whole: its digest is not kept.
            again = waits or bool(registration.grams.strangers)
            office.store.write(
                tables_written | {"waiting_sheets": _sheet_rows(imported_sheets).assign(site=office.site)},
                who=who,
                file=reading.file,
                sha256=None if again else digest,
                removals=absences.removals if span else None,
                words=office.words,
            )
    except FaultsError as error:
        result.faults += refusals(reading.file, error, tables_written, origins)
        return
    except StoreError as error:
        result.faults.append(CellFault(reading.file, "", "", "", "", str(error)))
        return
    if tables_written:
        result.row_counts[reading.file] = {name: len(frame) for name, frame in tables_written.items()}
    result.notices += taken(office, reading, registration, dry_run=result.dry_run)
    if not result.dry_run:
        _settled(office, reading, result, who)


def _tables(
    office: Office, frames: dict[str, list[dict[str, Any]]]
) -> tuple[dict[str, pd.DataFrame], dict[str, list[Origin | None]]]:
    """Return rows as frames of their registers, in the order of these, and where each row stands in its sheet."""
    tables: dict[str, pd.DataFrame] = {}
    origins: dict[str, list[Origin | None]] = {}
    for name in registers.REGISTERS:
        if rows := frames.get(name):
            frame, places = _frame(name, rows)
            tables[name], positions = complete(registers.get(name), frame.assign(site=office.site), office.words)
            origins[name] = [places[position] for position in positions]
    return tables, origins


def _settled(office: Office, reading: FileReading, result: IntakeResult, who: str) -> None:
    """Note that the sheets of a file wait no longer, but those that still do."""
    before = office.read("waiting_sheets")
    still = {row["sheet"] for row in result.open_sheets if row["file"] == reading.file}
    past = before[(before["file"] == reading.file) & ~before["sheet"].isin(still) & (before["questions"] > 0)]
    if len(past):
        office.write({"waiting_sheets": past.assign(questions=0)}, who=who)


def _frame(register: str, rows: list[dict[str, Any]]) -> tuple[pd.DataFrame, list[Origin | None]]:
    """Return the rows of a register, what stands there twice once, and where each comes from.

    Two rows of a key that differ are both kept, a fault.
    """
    frame = pd.DataFrame([{name: value for name, value in row.items() if name != ORIGIN} for row in rows])
    origins = [row.get(ORIGIN) for row in rows]
    for name in frame:
        if "date" in str(name) or str(name).endswith("_on"):
            frame[name] = pd.to_datetime(frame[name])
    if registers.meta(registers.get(register)).ledger:
        return frame, origins
    kept = ~frame.astype(str).duplicated()
    places = [origin for origin, is_kept in zip(origins, kept, strict=True) if is_kept]
    return frame[kept].reset_index(drop=True), places


def _as_read(file: str, sheet: SheetReading, questions: int) -> list[dict[str, Any]]:
    """Return rows of the register `waiting_sheets`: a sheet, its first kind, its days, its open questions."""
    days = [row["date"] for table in sheet.tables for row in table.rows if isinstance(row.get("date"), dt.date)]
    first, last = (min(days), max(days)) if days else (None, None)
    kinds = list(dict.fromkeys(table.kind for table in sheet.tables))
    return [
        {"file": file, "sheet": sheet.sheet, "kind": kind, "first_day": first, "last_day": last, "questions": questions}
        for kind in kinds[:1]
    ]


def _sheet_rows(sheets: list[dict[str, Any]]) -> pd.DataFrame:
    """Return rows of the register `waiting_sheets` as a frame."""
    frame = pd.DataFrame(sheets, columns=["file", "sheet", "kind", "first_day", "last_day", "questions"])
    return frame.assign(first_day=pd.to_datetime(frame["first_day"]), last_day=pd.to_datetime(frame["last_day"]))


def _remember(office: Office, result: IntakeResult, who: str) -> None:
    """Keep the open questions and the sheets that wait."""
    frames: dict[str, pd.DataFrame] = {}
    if len(result.questions):
        frames["answers"] = result.questions
    if result.open_sheets:
        frames["waiting_sheets"] = _sheet_rows(result.open_sheets)
    try:
        office.write(frames, who=who)
    except FaultsError as error:
        result.faults.append(CellFault("待确认", "", "", "", "", f"问题没有记下：{error}"))


__all__ = ["IntakeResult", "import_sheets"]
