"""The run record beside each report: what it was made from and by, so that its every figure can be traced."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgcore import periods
from kgcore.reports.catalogue import Entry
from kgcore.reports.parameters import Value
from kgcore.wording import first_few

if TYPE_CHECKING:
    from kgcore.reports.document import Document

FILE = "run.json"
PACKAGES = ("matplotlib", "nbconvert", "numpy", "pandas", "papermill", "seaborn", "typst", "xlsxwriter")

OPEN, AWAITED, PROPOSAL, WAITING = "open", "awaited", "proposal", "waiting"
"""Why a report is not final: its period is not over, its day of issue is to come, it is a proposal, a sheet waits."""

DRAFTS = {
    OPEN: "初稿（期间未结束）",
    AWAITED: "初稿（{issued:%m-%d} 定稿）",
    PROPOSAL: "草案",
    WAITING: "初稿（{files} 待确认，没有计入）",
}

Record = dict[str, Any]


def read(folder: Path) -> Record | None:
    """Return the record of a published report, None where none is whole."""
    try:
        found: Record = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def write(folder: Path, record: Record) -> None:
    """Write a record into the folder of its report."""
    text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    (folder / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")


def sealed(record: Record, folder: Path) -> Record:
    """Return the record with the SHA-256 of each file of the finished report, and of the record itself as `seal`."""
    files = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}
    whole = record | {"files": files}
    return whole | {"seal": seal(whole)}


def seal(record: Record) -> str:
    """Return the SHA-256 of a record without its seal."""
    rest = {name: value for name, value in record.items() if name != "seal"}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def state(record: Mapping[str, Any]) -> str:
    """Return 草案 for a proposal, 初稿 for what was made too early to be final, 正式, or 更正 with its number."""
    if not record:
        return ""
    if record["revision"]:
        return f"更正 {record['revision']}"
    if record["final"]:
        return "正式"
    draft = str(record.get("draft", OPEN))
    if draft == AWAITED:
        return DRAFTS[AWAITED].format(issued=dt.date.fromisoformat(record["issued"]))
    if draft == WAITING:
        return DRAFTS[WAITING].format(files=first_few(record.get("waiting", ()), 3))
    return DRAFTS.get(draft, draft)  # records of older programs hold the words themselves


def now() -> dt.datetime:
    """Return the present moment with its zone; SOURCE_DATE_EPOCH (seconds, UTC) stands for it where it is set."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return dt.datetime.fromtimestamp(int(fixed), dt.UTC) if fixed else dt.datetime.now().astimezone()


@functools.cache
def code_digest() -> str:
    """Return the SHA-256 over kgcore's own programs, tables and templates."""
    root = Path(__file__).parents[1]
    total = hashlib.sha256()
    for file in sorted(root.rglob("*"), key=lambda path: path.relative_to(root).as_posix()):
        if file.suffix in (".py", ".csv", ".toml", ".j2", ".typ"):
            total.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


@functools.cache
def commit() -> str:
    """Return the git commit of a checkout of kgcore, with + where files differ from it; empty elsewhere."""
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        return ""
    try:
        head = _git(root, "rev-parse", "HEAD")
        return head + ("+" if _git(root, "status", "--porcelain", "--untracked-files=no", "--", "kgcore") else "")
    except (OSError, subprocess.SubprocessError):
        return ""


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True, timeout=20)  # noqa: S607 - git is wherever the user has it
    return done.stdout.strip()


def notebook_digest(entry: Entry) -> str:
    """Return the SHA-256 of what a notebook says, its outputs left out, and of its sidecar."""
    node = json.loads(entry.notebook.read_text(encoding="utf-8"))
    cells = [[cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", [])] for cell in node["cells"]]
    declared = entry.model_dump(mode="json", exclude={"notebook"})
    return hashlib.sha256(json.dumps([cells, declared], sort_keys=True).encode()).hexdigest()


def key(entry: Entry, values: Mapping[str, Value], inputs: str) -> str:
    """Return what decides whether a report must be made anew: parameters, data, notebook, programs."""
    parts = [entry.name, dict(values), inputs, notebook_digest(entry), code_digest()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def make(
    entry: Entry,
    values: Mapping[str, Value],
    data: str,
    document: Document,
    before: Record | None,
    moment: dt.datetime,
    open_files: Sequence[str] = (),
) -> Record:
    """Return the record of a run; `data` is the fingerprint of what it read (`inputs.fingerprint`).

    A report is final from the day its entry names, unless the notebook says that it is only a proposal, or sheets of
    its period wait for an answer (`open_files` names them). A final report
    that says something else than the final one before it is a revision and names the key figures that changed. The same
    inputs again keep the moment they were first reported, so that the same inputs give the same bytes.
    """
    period, key_ = periods.parse(str(values["period"])), key(entry, values, data)
    draft = _draft(entry, period, document, moment, open_files)
    final = not draft
    same = before is not None and before["key"] == key_ and before.get("waiting", []) == list(open_files)
    repeat = before if before and same and before["final"] in (True, final) else None
    if repeat:
        final, draft = repeat["final"], repeat["draft"]
    content = document.digest()
    revision, changes = (before["revision"], before["changes"]) if before else (0, [])
    if before and before["final"] and before["content"] != content:
        revision, changes = revision + 1, _changes(before["headline"], document.headline)
    return {
        "report": entry.name,
        "title": entry.title,
        "name": f"{entry.title}（{period.title.replace('（', '，').replace('）', '')}）",
        "period": period.text,
        "period_title": period.title,
        "issued": entry.issued(period).isoformat(),
        "poster": entry.poster,
        "site": values.get("site"),
        "parameters": dict(values),
        "signatures": list(entry.signatures),
        "key": key_,
        "inputs": data,
        "content": content,
        "closing": dict(document.closing),
        "headline": dict(document.headline or {}),
        "final": final,
        "draft": draft,
        "waiting": list(open_files),
        "revision": revision,
        "changes": changes,
        "when": repeat["when"] if repeat else moment.isoformat(timespec="minutes"),
        "version": version("kgcore"),
        "commit": repeat["commit"] if repeat else commit(),
        "code": code_digest(),
        "notebook": notebook_digest(entry),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def _draft(
    entry: Entry, period: periods.Period, document: Document, moment: dt.datetime, open_files: Sequence[str]
) -> str:
    """Return why a report is not final, a code; empty when it is."""
    final_from = entry.issued(period)
    if document.closing.get("proposal"):
        return PROPOSAL
    if moment.date() >= final_from:
        return WAITING if open_files else ""
    return OPEN if final_from > period.end else AWAITED


def _changes(before: Mapping[str, Any], after: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    old: Sequence[Mapping[str, Any]] = before.get("figures", [])
    old_values = {figure["label"]: figure["value"] for figure in old}
    return [
        {
            "label": f["label"],
            "unit": f["unit"],
            "format": f["format"],
            "old": old_values[f["label"]],
            "new": f["value"],
        }
        for f in (after or {}).get("figures", [])
        if f["label"] in old_values and old_values[f["label"]] != f["value"]
    ]
