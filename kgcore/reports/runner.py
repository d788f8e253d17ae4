"""Make one report: check the call, skip what is unchanged, execute, verify, export, publish."""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from kgcore import disk
from kgcore.reports import catalogue, index, inputs, parameters, publish, record
from kgcore.reports.catalogue import Entry
from kgcore.reports.errors import SENTENCES, CallError, RunError
from kgcore.reports.execute import execute

Status = Literal["published", "revised", "unchanged", "failed"]
WORDS: dict[Status, str] = {"published": "已生成", "revised": "已更正", "unchanged": "未变化", "failed": "没有生成"}


@dataclass(frozen=True)
class ReportOutcome:
    """What became of one report; `folder` holds its files, or the failure page where it failed.

    `notes` tell what a reader of the log should know (characters drawn as marks), `faults` what was left undone
    although the report stands (the index page).
    """

    name: str
    period: str
    status: Status
    folder: Path
    files: tuple[Path, ...]
    message: str = ""
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether all that was asked for is done."""
        return self.status != "failed" and not self.faults

    def described(self) -> dict[str, Any]:
        """Return the outcome as `--json` prints it."""
        return {
            "report": self.name,
            "period": self.period,
            "status": self.status,
            "folder": self.folder.as_posix(),
            "files": [file.as_posix() for file in self.files],
            "message": self.message,
            "notes": list(self.notes),
            "faults": list(self.faults),
        }

    def lines(self) -> list[str]:
        """Return the outcome as sentences for people."""
        head = f"{self.name} {self.period}：{WORDS[self.status]}"
        told = [f"  {sentence}" for sentence in (*self.notes, *self.faults)]
        return [f"{head}。{self.message}" if self.message else head, *(f"  {file}" for file in self.files), *told]


def run(
    name: str,
    arguments: Mapping[str, Any],
    out: Path = Path("reports"),
    *,
    formats: Sequence[str] | None = None,
    force: bool = False,
    notebooks: Path | None = None,
    now: dt.datetime | None = None,
) -> ReportOutcome:
    """Make a report and return what became of it.

    Parameters
    ----------
    name : report of the catalogue.
    arguments : its parameters as text or typed.
    out : folder of the reports.
    formats : names of formats that its sidecar declares, e.g. pdf; default all of them.
    force : make it even where nothing changed.
    notebooks : folder of the catalogue; default notebooks/.
    now : the moment to print; default now.

    Raises
    ------
    CallError
        when the report, a parameter or a format is unknown or wrong; nothing has been started then.

    Examples
    --------
    >>> from kgcore.reports import CallError
    >>> try:
    ...     run("menus", {"period": "2026-W19"})
    ... except CallError as fault:
    ...     print(str(fault).partition("；")[0])
    没有报告“menus”
    """
    entry = catalogue.find(name, notebooks)
    values = parameters.check(entry, arguments)
    names = _formats(entry, formats)
    public = parameters.public(entry, values)
    period = str(public["period"])
    try:
        out.mkdir(parents=True, exist_ok=True)
        with publish.alone(out) as work:
            try:
                outcome = _run(entry, values, public, names, out, work, force=force, now=now or record.now())
            except Exception as fault:  # whatever stops one report must not stop those that come after it
                outcome = _failed(entry, public, out, _told(fault))
            return _with_index(out, outcome)
    except RunError as fault:
        return ReportOutcome(entry.name, period, "failed", out, (), str(fault))
    except OSError as fault:  # not even the lock can be taken
        return ReportOutcome(entry.name, period, "failed", out, (), disk.said(fault))


def run_all(
    name: str,
    arguments: Mapping[str, Any],
    out: Path = Path("reports"),
    *,
    formats: Sequence[str] | None = None,
    force: bool = False,
    notebooks: Path | None = None,
    now: dt.datetime | None = None,
) -> list[ReportOutcome]:
    """Make a report and the companions its entry names; see `run`.

    A companion is a document of its own, in a folder of its own, for readers who get what the first one's must not
    see. It takes those of the parameters and formats that it declares.

    Examples
    --------
    >>> from kgcore.reports import find
    >>> find("assessment").companions
    ()
    """
    companions = [catalogue.find(companion, notebooks) for companion in catalogue.find(name, notebooks).companions]
    outcomes = [run(name, arguments, out, formats=formats, force=force, notebooks=notebooks, now=now)]
    for entry in companions:
        companion_arguments = {key: value for key, value in arguments.items() if key in entry.parameters}
        possible = [text for text in formats if text in entry.formats] if formats is not None else None
        if possible != []:
            outcomes.append(
                run(entry.name, companion_arguments, out, formats=possible, force=force, notebooks=notebooks, now=now)
            )
    return outcomes


def _told(fault: Exception) -> RunError:
    """Return a fault as one of the run, with a sentence for people."""
    if isinstance(fault, RunError):
        return fault
    trace = "".join(traceback.format_exception(fault))
    if isinstance(fault, OSError):
        return RunError(disk.said(fault), trace=trace, of_target=True)
    names = {kind.__name__ for kind in type(fault).__mro__}
    said = str(fault) if names & SENTENCES else f"程序出了没有料到的错（{type(fault).__name__}：{fault}）"
    return RunError(said, trace=trace)


def _failed(entry: Entry, public: dict[str, parameters.Value], out: Path, fault: RunError) -> ReportOutcome:
    """Write the failure page of a run and return its outcome; where not even the page can be written, say so."""
    where = f"{fault.where}：" if fault.where else ""
    message = f"{where}{str(fault).strip().rstrip('。')}。"
    try:
        page = publish.put_failure(out, entry, public, fault)
    except OSError as refused:
        message += f"说明原因的页面也没有写成：{disk.said(refused)}"
        return ReportOutcome(entry.name, str(public["period"]), "failed", out, (), message)
    return ReportOutcome(entry.name, str(public["period"]), "failed", page.parent, (page,), f"{message}详见 {page}")


def _with_index(out: Path, outcome: ReportOutcome) -> ReportOutcome:
    """Write the index and return the outcome, with a sentence more where the index could not be written."""
    try:
        index.write(out)
    except OSError as fault:
        return replace(outcome, faults=(*outcome.faults, f"目录页没有更新：{disk.said(fault)}"))
    return outcome


def _formats(entry: Entry, names: Sequence[str] | None) -> list[str]:
    available: list[str] = list(entry.formats)
    if names is None:
        return available
    if not names or (unknown := [name for name in names if name not in available]):
        raise CallError(f"没有格式 {'、'.join(unknown) if names else '（空）'}；可用：{'、'.join(available)}")
    return list(dict.fromkeys(names))


def _run(
    entry: Entry,
    values: Mapping[str, parameters.Value],
    public: dict[str, parameters.Value],
    formats: Sequence[str],
    out: Path,
    work: Path,
    *,
    force: bool,
    now: dt.datetime,
) -> ReportOutcome:
    target = publish.place(out, entry, public)
    stem = publish.stem(entry, public)
    before = record.read(target)
    inputs.require_kept(values)
    if before and not force and _current(entry, values, public, before, now):
        files = tuple(target / f"{stem}.{name}" for name in formats)
        if all(file.is_file() for file in files):
            publish.clear_failure(out, entry, public)
            return ReportOutcome(entry.name, str(public["period"]), "unchanged", target, files)
    # nbconvert and seaborn take seconds to import; a report that is unchanged needs neither
    from kgcore.reports import document as documents
    from kgcore.reports.verify import verify

    node = execute(entry.notebook, values, public, work, entry.cell_seconds)
    if faults := verify(node, entry.requires):
        raise RunError("；".join(faults), notebook=node)
    document = documents.read(node)
    fingerprint = inputs.fingerprint(values, document.closing)
    marks = inputs.holders(values, document.closing, documents.lost(document))
    waiting = inputs.open_sheets(values)
    run_record = record.make(entry, public, fingerprint, document, before, now, waiting) | {"marks": marks}
    node.metadata["kgcore"] = run_record
    # a run for some formats keeps those that are there already, but never mixes them with other figures
    present = [name for name in entry.formats if (target / f"{stem}.{name}").is_file()]
    folder = work / "finished"
    folder.mkdir()
    _write(folder, stem, node, run_record, [name for name in entry.formats if name in formats or name in present])
    names = [file.name for file in sorted(folder.iterdir())]
    publish.put(out, folder, target)
    publish.clear_failure(out, entry, public)
    is_revision = before is not None and run_record["revision"] > before["revision"]
    endings = [f".{name}" for name in formats]
    files = tuple(target / name for name in names if Path(name).suffix in endings)
    message = str(run_record["headline"].get("sentence", ""))
    return ReportOutcome(
        entry.name, str(public["period"]), "revised" if is_revision else "published", target, files, message,
        notes=tuple(marks),
    )  # fmt: skip


def _current(
    entry: Entry,
    values: Mapping[str, parameters.Value],
    public: Mapping[str, parameters.Value],
    before: record.Record,
    now: dt.datetime,
) -> bool:
    """Return whether the published report is what a run would give now; a draft is not once it can be final."""
    if before.get("key") != record.key(entry, public, inputs.fingerprint(values, before["closing"])):
        return False
    if before.get("waiting", []) != inputs.open_sheets(values):
        return False
    drafts = (record.PROPOSAL, record.WAITING)
    return before["final"] or before["draft"] in drafts or now.date() < dt.date.fromisoformat(before["issued"])


def _write(folder: Path, stem: str, node: Any, run_record: record.Record, formats: Sequence[str]) -> None:
    import nbformat

    from kgcore.reports.exporters import export

    try:
        for name in formats:
            (folder / f"{stem}.{name}").write_bytes(export(node, name))
    except OSError as fault:
        raise RunError(disk.said(fault), trace=repr(fault), notebook=node, of_target=True) from fault
    except Exception as fault:  # whatever an exporter trips over must not cost the last good report
        raise RunError(f"导出没有成功：{fault}", trace=repr(fault), notebook=node) from fault
    text = nbformat.writes(node)  # type: ignore[no-untyped-call]
    (folder / "executed.ipynb").write_text(text + "\n", encoding="utf-8", newline="\n")
    record.write(folder, record.sealed(run_record, folder))
