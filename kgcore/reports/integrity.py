"""Whether what lies in a folder of reports is what was rendered, and whether its data have changed since."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kgcore import disk
from kgcore.reports import inputs, record
from kgcore.reports.publish import FAILED, REVISIONS, WORK

Data = Literal["same", "changed", "former", "unread", "failed"]
WORDS: dict[Data, str] = {
    "same": "数据自生成以来没有变化",
    "changed": "数据在生成以后有变化",
    "former": "是更正以前的旧版，不核对数据",
    "unread": "数据没有核对",
    "failed": "数据核对不了",
}
STRAY = ("desktop.ini", "thumbs.db", ".ds_store")
"""Files that operating systems put into any folder."""


@dataclass(frozen=True)
class Checked:
    """What was found of one published report: sentences on its files, and whether its data have changed.

    `why` says what kept the data from being compared, and what to do about changed ones.
    """

    report: str
    period: str
    folder: Path
    files: tuple[str, ...]
    data: Data
    why: str = ""

    @property
    def differs(self) -> bool:
        """Whether a file is not what was rendered, or the data have changed or cannot be compared."""
        return bool(self.files) or self.data in ("changed", "failed")

    def described(self) -> dict[str, Any]:
        """Return the finding as `--json` prints it."""
        return {
            "report": self.report,
            "period": self.period,
            "folder": self.folder.as_posix(),
            "files": list(self.files),
            "data": self.data,
            "why": self.why,
            "differs": self.differs,
        }

    def line(self) -> str:
        """Return the finding as one sentence."""
        files = "、".join(self.files) or "文件与生成时一致"
        why = f"（{self.why}）" if self.why else ""
        return f"{self.report} {self.period}：{files}；{WORDS[self.data]}{why}"


def check(out: Path, database: str | None, profile: Path | None = None) -> list[Checked]:
    """Hold every published report below a folder against its run record and against the database.

    Parameters
    ----------
    out : folder of reports, or of one report; failure pages and unfinished work are passed over.
    database : path or URL; None = the data are not compared.
    profile : the kindergarten's profile.toml, for reports that were made with one.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as empty:
    ...     check(Path(empty), None)
    []
    """
    found = {path.parent for name in (record.FILE, "executed.ipynb") for path in out.rglob(name)}
    folders = [folder for folder in found if not {FAILED, WORK} & set(folder.relative_to(out).parts)]
    return [_checked(folder, out, database, profile) for folder in sorted(folders)]


def _checked(folder: Path, out: Path, database: str | None, profile: Path | None) -> Checked:
    run_record = record.read(folder)
    if run_record is None:
        lacking = (f"运行记录 {record.FILE} 没有或读不出，说不清文件是不是生成的那些",)
        return Checked(folder.parent.name, folder.name, folder, lacking, "unread")
    name, period = str(run_record.get("report", folder.parent.name)), str(run_record.get("period", folder.name))
    data: Data = "former"
    why = ""
    if REVISIONS not in folder.relative_to(out).parts:
        data, why = _data(run_record, database, profile)
    if data == "changed":
        why = f"要更新请运行 kg report {name} --period {period}"
    return Checked(name, period, folder, tuple(_files(folder, run_record)), data, why)


def _files(folder: Path, run_record: record.Record) -> list[str]:
    """Return one phrase for each file that is not what was rendered."""
    digests = run_record.get("files")
    if not isinstance(digests, dict) or "seal" not in run_record:
        return ["生成它的版本没有记下文件的校验值，要核对请加 --force 重新生成"]
    faults = [] if run_record["seal"] == record.seal(run_record) else [f"{record.FILE} 被改过"]
    for name, digest in digests.items():
        path = folder / name
        try:
            if not path.is_file():
                faults.append(f"少了 {name}")
            elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                faults.append(f"{name} 与生成时不同")
        except OSError as fault:
            faults.append(f"{name} 读不出（{disk.said(fault)}）")
    present = sorted(path.name for path in folder.iterdir())
    more = [name for name in present if name not in digests and name != record.FILE and not _stray(name)]
    return faults + [f"多了 {name}" for name in more]


def _stray(name: str) -> bool:
    return name.startswith("~$") or name.lower() in STRAY


def _data(run_record: record.Record, database: str | None, profile: Path | None) -> tuple[Data, str]:
    values = run_record.get("parameters", {})
    if "inputs" not in run_record:
        return "unread", "生成它的版本没有记下数据的指纹"
    if values.get("database"):
        if database is None:
            return "unread", "没有数据库"
        if values.get("profile") and profile is None:
            return "unread", f"它用了口径文件 {values['profile']}，请在命令前加 --profile"
    place = {"database": database if values.get("database") else None, "site": values.get("site")}
    rules = {"profile": str(profile) if profile and values.get("profile") else None}
    try:
        now = inputs.fingerprint(place | rules, run_record["closing"])
    except Exception as fault:  # one report whose data cannot be read must not keep the others from being checked
        return "failed", disk.said(fault) if isinstance(fault, OSError) else str(fault)
    return ("same" if now == run_record["inputs"] else "changed"), ""
