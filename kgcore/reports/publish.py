"""Put a finished report in its place in one step, or leave the last good one and say what went wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from kgcore import disk
from kgcore.reports import record
from kgcore.reports.catalogue import Entry
from kgcore.reports.errors import RunError
from kgcore.reports.parameters import Value
from kgcore.reports.templating import environment

WORK = ".tmp"
READY = "ready"
"""Below WORK: a report that is about to take its place, or the former one that has just left it."""
FAILED = "_failed"
REVISIONS = "_revisions"
LOCK_SECONDS = 900
DEFAULT_SITE = "main"


@contextmanager
def alone(out: Path) -> Iterator[Path]:
    """Let one process at a time write reports; give it an empty folder for unfinished work.

    Raises
    ------
    RunError
        when another process does not finish in a quarter of an hour.
    """
    work = out / WORK
    work.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(out / ".lock", timeout=LOCK_SECONDS):
            recover(out)
            run = work / "run"
            run.mkdir()
            try:
                yield run
            finally:
                shutil.rmtree(run, ignore_errors=True)
    except Timeout as fault:
        raise RunError("另一个程序一直在生成报告，等了一刻钟。请稍后再试") from fault


def stem(entry: Entry, values: dict[str, Value]) -> str:
    """Return the file name of a report without ending.

    nutrition-2026-05, the site unless it is main, and what a report is about besides its period: case-2026-05-C00041.
    """
    site = values.get("site") or DEFAULT_SITE
    about = [
        str(values[name]) for name, declared in entry.parameters.items() if declared.type == "text" and values[name]
    ]
    parts = [entry.name, str(values["period"]), *([str(site)] if site != DEFAULT_SITE else []), *about]
    return "-".join(re.sub(r"[^\w-]", "_", part) for part in parts)


def place(out: Path, entry: Entry, values: dict[str, Value]) -> Path:
    """Return the folder of a report: out/nutrition/2026-05."""
    return out / entry.name / stem(entry, values).removeprefix(f"{entry.name}-")


def put(out: Path, folder: Path, target: Path) -> None:
    """Make a finished folder the published one.

    Where the system lets two folders exchange their names, there is a whole report at the target at every moment.
    Elsewhere (Windows) the old one steps aside first; where the process is killed between the two steps, `recover`
    finishes them before anything else is done.

    Raises
    ------
    OSError
        when a file of the old folder is open elsewhere (Windows), or the disk is full; the old report stands then.
    """
    disk.sync_all(folder)  # a rename that outlives a loss of power must not name empty files
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        ready = out / WORK / READY / target.relative_to(out)
        ready.parent.mkdir(parents=True, exist_ok=True)
        aside = _former(out, target, record.read(target), record.read(folder)) or out / WORK / "old"
        folder.rename(ready)
        try:
            _take_place(ready, target, aside)
        except OSError:
            shutil.rmtree(ready, ignore_errors=True)
            raise
        disk.sync(target.parent)
        shutil.rmtree(out / WORK / "old", ignore_errors=True)
        shutil.rmtree(out / WORK / READY, ignore_errors=True)
    else:
        folder.rename(target)
        disk.sync(target.parent)


def _take_place(ready: Path, target: Path, aside: Path) -> None:
    """Give the target's name to a new folder and move the old one aside, both or neither."""
    if disk.exchange(ready, target):
        try:
            ready.rename(aside)
        except OSError:
            disk.exchange(ready, target)
            raise
        return
    target.rename(aside)
    try:
        ready.rename(target)
    except OSError:
        aside.rename(target)
        raise


def _former(out: Path, target: Path, old: record.Record | None, new: record.Record | None) -> Path | None:
    """Return an empty place among the revisions for a report that a later revision replaces; None for no revision."""
    if not old or not new or new["revision"] <= old["revision"]:
        return None
    place = out / REVISIONS / target.relative_to(out) / str(old["revision"])
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    return place


def finish(out: Path) -> None:
    """Finish a publication that was cut off, unless another process is publishing; what cannot be done is left."""
    if (out / WORK / READY).is_dir():
        with suppress(Timeout, OSError), FileLock(out / ".lock", timeout=0):
            recover(out)


def recover(out: Path) -> None:
    """Finish a publication that was cut off and clear unfinished work."""
    work = out / WORK
    ready = work / READY
    for record_file in sorted(ready.rglob(record.FILE)) if ready.is_dir() else []:
        folder = record_file.parent
        target = out / folder.relative_to(ready)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(target)
        elif place_aside := _former(out, target, record.read(folder), record.read(target)):
            folder.rename(place_aside)  # it was cut off after the exchange: what is left is the former revision
    for remnant in work.iterdir():
        if remnant.is_dir():
            shutil.rmtree(remnant, ignore_errors=True)
        else:
            remnant.unlink(missing_ok=True)


def put_failure(out: Path, entry: Entry, values: dict[str, Value], fault: RunError) -> Path:
    """Write the failure page of a run, and what had been executed; return the page.

    The report published before stays as it is.

    Raises
    ------
    OSError
        when the page cannot be written.
    """
    import nbformat

    folder = out / FAILED / stem(entry, values)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    notebook = False
    if fault.notebook is not None:
        with suppress(OSError):  # on a full disk the page may still find room
            nbformat.write(fault.notebook, folder / "executed.ipynb")  # type: ignore[no-untyped-call]
            notebook = True
    last = place(out, entry, values)
    page = (
        environment()
        .get_template("failure.html.j2")
        .render(
            title=f"{entry.title}（{values['period']}）没有生成",
            message=str(fault),
            where=fault.where,
            trace=_without_colour(fault.trace),
            notebook=notebook,
            of_target=fault.of_target,
            last=f"../../{last.relative_to(out).as_posix()}/{stem(entry, values)}.html" if record.read(last) else "",
            command=f"kg report {entry.name} --period {values['period']}",
        )
    )
    return disk.replace(folder / "index.html", page, folder / "index.html.part")


def clear_failure(out: Path, entry: Entry, values: dict[str, Value]) -> None:
    """Take away the failure page of a report that has now been made."""
    shutil.rmtree(out / FAILED / stem(entry, values), ignore_errors=True)


def _without_colour(trace: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", trace)
