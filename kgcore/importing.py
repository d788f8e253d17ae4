"""Filled workbooks into an office: all files of a call are checked together; one fault and nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from kgcore import registers
from kgcore.disk import file_digest
from kgcore.office import Office
from kgcore.periods import Period, Span
from kgcore.registers.check import unknown_words
from kgcore.store import Comparison, FaultsError, period_column
from kgcore.store.closes import FROZEN, months
from kgcore.workbook import CellFault, Reading, listing, read_workbook
from kgcore.workbook.agreement import contradictions, disagreements
from kgcore.workbook.names import settle_keys, settle_names


@dataclass
class ImportResult:
    """What a call of the import did: rows by file and register, files that changed nothing, faults, notices.

    `outdated_files` are files imported before whose rows were changed or taken out since: they were left out, and why.
    """

    dry_run: bool
    written: dict[str, dict[str, int]] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    outdated_files: dict[str, str] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    comparisons: dict[str, dict[str, Comparison]] = field(default_factory=dict)
    declined: bool = False
    replaced: bool = False

    def described(self) -> dict[str, Any]:
        """Return the result as a JSON document."""
        return {
            "dry_run": self.dry_run,
            "written": self.written,
            "unchanged": self.unchanged,
            "outdated": self.outdated_files,
            "faults": [vars(fault) for fault in self.faults],
            "notices": self.notices,
            "comparisons": {
                file: {name: vars(comparison) for name, comparison in rows.items()}
                for file, rows in self.comparisons.items()
            },
            "declined": self.declined,
        }

    def lines(self) -> list[str]:
        """Return the result as Chinese lines for a person."""
        outdated_lines = [f"{file}：{reason}" for file, reason in self.outdated_files.items()]
        if self.faults and not self.written:
            return [
                f"有 {len(self.faults)} 处问题，什么也没有写入：",
                listing(self.faults),
                *outdated_lines,
                *self.notices,
            ]
        titles = {name: registers.meta(register).title for name, register in registers.REGISTERS.items()}
        verb = "可以导入" if self.dry_run else "已导入"
        texts = []
        for file, rows in self.written.items():
            texts.append(f"{file}：{verb} {'、'.join(f'{titles[name]} {count} 行' for name, count in rows.items())}")
            texts += self.differences(file)
        if self.declined:
            texts.append("没有写入。")
        texts += [f"{file}：以前导入过，没有变化" for file in self.unchanged]
        if self.faults:
            texts += [f"有 {len(self.faults)} 处问题，这个文件及以后的文件没有写入：", listing(self.faults)]
        return [*texts, *outdated_lines, *self.notices]

    def differences(self, file: str) -> list[str]:
        """Return how a file differs from what was there before, a Chinese line for each register."""
        lines = []
        for name, comparison in self.comparisons.get(file, {}).items():
            register = registers.get(name)
            told = _told(comparison, removes=self.replaced and period_column(register) is not None)
            lines.append(f"    《{registers.meta(register).title}》{told}")
        return lines

    @property
    def rows_to_change(self) -> int:
        """How many rows already kept the files would change; an answer to a question is no change."""
        comparisons = [part for rows in self.comparisons.values() for name, part in rows.items() if name != "answers"]
        return sum(part.changed_rows for part in comparisons)


def _told(comparison: Comparison, *, removes: bool) -> str:
    counts = ((comparison.new_rows, "新增"), (comparison.changed_rows, "改动"), (comparison.same_rows, "相同"))
    text = "，".join(f"{word} {count} 行" for count, word in counts if count) or "没有行"
    if not comparison.only_in_store:
        return text
    rest = f"{comparison.only_in_store} 行"
    return f"{text}；删去表里没有的 {rest}" if removes else f"{text}；库里另有 {rest}不在表里，没有动"


def import_files(
    office: Office,
    paths: Sequence[str | Path],
    *,
    dry_run: bool = False,
    who: str,
    period: Period | None = None,
    today: dt.date | None = None,
    replace: Span | None = None,
    consent: Callable[[ImportResult], bool] | None = None,
) -> ImportResult:
    """Import filled workbooks; each is one transaction, and a fault in any of them stops all.

    Parameters
    ----------
    office : where the rows go; rows whose 园所 is empty belong to its site.
    paths : .xlsx files; references may point from one file to another.
    dry_run : check only.
    who : who imports, for the journal.
    period : gives dates without a year their year.
    today : what has happened is not dated after it; None = the clock's day.
    replace : days for which the sheets are the truth; rows kept by date that they lack are removed.
    consent : asked before anything is written, with what would change; False = nothing is written, `declined` is set.
        None = nobody is asked. With it, a file imported before whose rows were changed or taken out since is left out
        and named in `outdated_files`; without, it is imported again, unless a later file of the call has its rows.

    Returns
    -------
    ImportResult
        with `faults` when anything is wrong; then nothing of the call is written.

    Examples
    --------
    >>> import tempfile
    >>> from kgcore.testing import tiny_office
    >>> from kgcore.workbook import write_workbook
    >>> with tempfile.TemporaryDirectory() as folder, tiny_office() as office:
    ...     suppliers = office.read("suppliers").assign(name="新名称")
    ...     path = write_workbook(Path(folder) / "供应商.xlsx", {"suppliers": suppliers})
    ...     import_files(office, [path], who="S002").written
    {'供应商.xlsx': {'suppliers': 1}}
    """
    on = today or dt.date.today()
    result = ImportResult(dry_run, replaced=replace is not None)
    journal = office.store.journal()
    digests = set(journal.loc[~journal["undone"], "sha256"].dropna())
    sources: list[_Source] = []
    for path in map(Path, paths):
        digest = file_digest(path)
        if digest in [source.digest for source in sources]:
            result.unchanged.append(path.name)
            continue
        reading = read_workbook(path, site=office.site, period=period, words=office.words)
        sources.append(_Source(path, digest, reading))
    if replace is None:
        names = {source.path.name for source in sources}
        for source in [source for source in sources if source.digest in digests]:
            count, later = _altered(office, source, names)
            if count and not later and consent is None:
                continue
            sources.remove(source)
            if not count:
                result.unchanged.append(source.path.name)
            elif later:
                result.notices.append(f"{source.path.name}：以前导入过，后来由 {later} 更正，没有再导入")
            else:
                result.outdated_files[source.path.name] = (
                    f"以前导入过，之后库里有 {count} 行被改过或删去，没有再导入。"
                    "要以这个文件为准，请核对后加 --yes 再导入"
                )
    readings = [source.reading for source in sources]
    settle_keys(readings, office.store.read)
    known = _lookup(office, readings)
    for reading in readings:
        settle_names(reading, known)
    lookup = _lookup(office, readings)
    for reading in readings:
        result.notices += reading.notices
        result.faults += [*reading.faults, *disagreements(reading, lookup, on)]
        result.faults += [
            table.fault(reading.file, fault)
            for name, table in reading.tables.items()
            if not reading.faults
            for fault in (
                *office.store.frozen(name, table.frame),
                *unknown_words(registers.get(name), table.frame, office.words),
            )
        ]
    # One row of a sheet may stand for several of the register; what is wrong with it is said once.
    result.faults = list(dict.fromkeys([*result.faults, *contradictions(readings)]))
    if result.faults:
        return result
    for source in sources:
        result.comparisons[source.path.name] = {
            name: office.store.compare(name, frame, replace) for name, frame in source.reading.frames.items()
        }
    if consent is not None and not dry_run and not consent(result):
        result.declined = True
        return result
    closes = office.store.read("month_closes")
    for source in _in_order(sources):
        if not dry_run:
            frames, path = source.reading.frames, source.path
            try:
                receipt = office.write(
                    frames, who=who, file=path.name, sha256=source.digest, closes=closes, replace=replace, again=True
                )
            except FaultsError as error:
                result.faults += [
                    source.reading.tables[name].fault(source.path.name, fault)
                    for name, faults in error.faults.items()
                    for fault in faults
                ]
                return result
            if receipt.unchanged:
                result.unchanged.append(path.name)
                continue
        result.written[source.path.name] = {name: len(frame) for name, frame in source.reading.frames.items()}
    return result


@dataclass(frozen=True)
class _Source:
    path: Path
    digest: str
    reading: Reading


def _altered(office: Office, source: _Source, names: set[str]) -> tuple[int, str]:
    """Return how many rows of a file imported before the store holds no longer, and which files of the call hold later.

    Parameters
    ----------
    office, source : the file, read.
    names : the files of the call.
    """
    reading, file = source.reading, source.path.name
    settle_keys([reading], office.store.read)
    settle_names(reading, _lookup(office, [reading]))
    if reading.faults:  # what it says now cannot be told; the journal knows what it said
        return office.store.altered(source.digest), ""
    parts = [office.store.compare(name, frame) for name, frame in reading.frames.items()]
    count = sum(part.new_rows + part.changed_rows for part in parts)
    if not count or names == {file}:
        return count, ""
    writers = {writer for name, frame in reading.frames.items() for writer in office.store.files(name, frame)}
    return count, "、".join(sorted(str(writer) for writer in writers & names - {file}))


def _in_order(sources: Sequence[_Source]) -> list[_Source]:
    """Return the files so that one is written after those that hold what it refers to, where there is such an order.

    A file that closes a month comes after those that hold its entries, so that an import cut off can be repeated.
    """
    order = {name: rank for rank, name in enumerate(registers.REGISTERS)}
    queue = sorted(sources, key=lambda source: min((order[name] for name in source.reading.tables), default=0))
    ordering: list[_Source] = []
    while queue:
        free = (s for s in queue if not any(_needs(s.reading, o.reading) for o in queue if o is not s))
        first = next(free, queue[0])
        queue.remove(first)
        ordering.append(first)
    return ordering


def _needs(reading: Reading, source: Reading) -> bool:
    """Return whether a row of one workbook refers to a row that only the source holds."""
    for name, table in reading.tables.items():
        for column in registers.columns(registers.get(name)):
            target, _, field_name = (column.reference or "").partition(".")
            if target not in source.tables:
                continue
            here = reading.tables[target].frame[field_name] if target in reading.tables else ()
            elsewhere = set(table.frame[column.name].dropna()) - set(here)
            if elsewhere & set(source.tables[target].frame[field_name]):
                return True
    return _closes_on(reading, source)


def _closes_on(reading: Reading, source: Reading) -> bool:
    """Return whether a workbook closes a month that entries of the source count to."""
    if "month_closes" not in reading.tables:
        return False
    closes = set(reading.tables["month_closes"].frame["month"])
    return any(
        bool(months(column, source.tables[name].frame).isin(closes).any())
        for name, month_columns in FROZEN.items()
        if name in source.tables
        for column in month_columns
    )


def _lookup(office: Office, readings: Sequence[Reading]) -> Callable[[str], pd.DataFrame]:
    """Return what is known of a register: the call's rows over those of the store."""
    cache: dict[str, pd.DataFrame] = {}

    def rows(name: str) -> pd.DataFrame:
        if name not in cache:
            parts = [*(r.tables[name].frame for r in readings if name in r.tables), office.store.read(name)]
            key = list(registers.key_columns(registers.get(name)))
            whole = pd.concat([part for part in parts if len(part)] or parts[-1:], ignore_index=True)
            cache[name] = whole.drop_duplicates(key, keep="first")
        return cache[name]

    return rows


__all__ = ["ImportResult", "import_files"]
