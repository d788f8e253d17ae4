"""What a locked file, a full disk and a crash leave: one report says so, the others and the index are written."""

import datetime as dt
import errno
import os
import sys
from pathlib import Path

import pytest

from kgcore import disk, reports
from kgcore.reports import index, integrity, publish, record

from .conftest import NOTEBOOKS

DAY = dt.date(2026, 5, 10)  # February to April are due


def due(out):
    given = {"site": "main", "database": "not declared by this report"}
    return list(reports.run_due(DAY, given, out, notebooks=NOTEBOOKS))


def refuse(monkeypatch, error, told, name="rename"):
    """Let the file system refuse whatever names `told`."""
    original = getattr(Path, name)

    def refusing(self, *arguments, **options):
        if any(told in str(path) for path in (self, *arguments)):
            raise OSError(error, os.strerror(error), str(self))
        return original(self, *arguments, **options)

    monkeypatch.setattr(Path, name, refusing)


@pytest.mark.parametrize(("error", "says"), [(errno.EACCES, "Excel 或 WPS"), (errno.ENOSPC, "磁盘满了")])
def test_a_target_that_cannot_be_written_ends_one_report_and_not_the_batch(error, says, replay, tmp_path, monkeypatch):
    refuse(monkeypatch, error, f"small{os.sep}2026-03")
    outcomes = due(tmp_path)
    assert [(one.period, one.status) for one in outcomes] == [
        ("2026-02", "published"), ("2026-03", "failed"), ("2026-04", "published"),
    ]  # fmt: skip
    assert says in outcomes[1].message
    assert ("Excel" in outcomes[1].message) == (error == errno.EACCES)
    page = outcomes[1].files[0].read_text(encoding="utf-8")
    assert says in page
    assert "数据没有错" in page
    found = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "small-2026-03 没有生成" in found
    assert "已发布 2 份" in found
    assert "Content-Security-Policy" in page
    assert "Content-Security-Policy" in found


def test_an_index_that_is_locked_is_told_and_the_reports_stand(replay, tmp_path, monkeypatch):
    refuse(monkeypatch, errno.EACCES, "index.html", "replace")
    outcomes = due(tmp_path)
    assert [one.status for one in outcomes] == ["published"] * 3
    assert not any(one.whole for one in outcomes)
    assert "目录页没有更新" in outcomes[0].faults[0]
    assert (tmp_path / "small/2026-04/small-2026-04.pdf").is_file()
    assert not list((tmp_path / ".tmp").iterdir())


@pytest.mark.parametrize("told", [".lock", ".tmp", "_failed"])
def test_a_folder_that_takes_nothing_ends_in_a_sentence(told, replay, tmp_path, monkeypatch):
    if told == ".lock":
        (tmp_path / ".lock").mkdir()  # something else stands where the lock should
    refuse(monkeypatch, errno.EROFS, told, "mkdir")
    if told == "_failed":
        refuse(monkeypatch, errno.EROFS, f"small{os.sep}2026-")
    for outcome in due(tmp_path):
        assert outcome.status == "failed"
        assert "再运行一次" in outcome.message


def test_what_nobody_foresaw_in_one_report_does_not_stop_the_others(replay, tmp_path, monkeypatch):
    original = reports.runner.inputs.fingerprint
    monkeypatch.setattr(
        "kgcore.reports.runner.inputs.fingerprint",
        lambda *a: 1 / 0 if not (tmp_path / "small").exists() else original(*a),
    )
    outcomes = due(tmp_path)
    assert outcomes[0].status == "failed"
    assert "ZeroDivisionError" in outcomes[0].message


@pytest.mark.parametrize(
    "error", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENOENT, errno.ENAMETOOLONG]
)
def test_only_what_may_be_open_in_excel_blames_excel(error):
    assert "Excel" not in disk.said(OSError(error, os.strerror(error), "甲.xlsx"))
    assert "Excel" in disk.said(PermissionError(errno.EACCES, "denied", "甲.xlsx"))


class Crash(BaseException):
    """The process is gone: nothing it does afterwards reaches the disk."""


class FileSystem:
    """Counts what changes the file system; from event `last` on it refuses all (a crash), or that one (an error)."""

    def __init__(self, monkeypatch):
        self.active, self.count, self.last, self.error, self.synced = False, 0, 0, None, set()
        fsync = os.fsync

        def synced(descriptor):
            self.event("os.fsync", ())
            fsync(descriptor)
            self.synced.add(os.fstat(descriptor).st_ino)

        exchange = disk.exchange
        monkeypatch.setattr(os, "fsync", synced)
        monkeypatch.setattr(disk, "exchange", lambda *paths: (self.event("exchange", paths), exchange(*paths))[1])
        sys.addaudithook(lambda event, arguments: self.event(event, arguments) if self.active else None)

    def event(self, event, arguments):
        changes = event in ("exchange", "os.fsync", "os.rename", "os.mkdir", "os.remove", "os.rmdir") or (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        )
        if self.active and changes and "__pycache__" not in str(arguments[:1]):
            self.count += 1
            if self.error is None and self.count >= self.last > 0:
                raise Crash
            if self.error is not None and self.count == self.last:
                raise OSError(self.error, os.strerror(self.error), str(arguments[0]) if arguments else None)

    def run(self, out, name, last=0, error=None, revision=0):
        """Publish a version of the report and return how many events that took; lose what was not yet on the disk."""
        before = {path.stat().st_ino for path in out.rglob("*") if path.is_file()}
        self.active, self.count, self.last, self.error, self.synced = True, 0, last, error, set(before)
        try:
            publication(out, name, revision)
        except (Crash, OSError):
            pass
        finally:
            self.active = False
        if last and error is None:
            for path in out.rglob("*"):
                if path.is_file() and path.stat().st_ino not in self.synced:
                    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        return self.count


def publication(out, name, revision=0):
    with publish.alone(out) as work:
        finished = work / "finished"
        finished.mkdir()
        (finished / "small.html").write_text(name * 100, encoding="utf-8")
        (finished / "small.pdf").write_text(name * 100, encoding="utf-8")
        made = {
            "report": "small", "name": name, "period": "2026-05", "revision": revision, "final": True, "closing": {},
            "headline": {}, "when": name, "parameters": {},
        }  # fmt: skip
        record.write(finished, record.sealed(made, finished))
        publish.put(out, finished, out / "small/2026-05")
        index.write(out)


def state(out):
    """Return which version is published and which the index names; a half of either is a fault."""
    found = [one for one in integrity.check(out, None) if not one.files]
    assert len(found) == 1 or not (out / "small/2026-05").exists()
    page = (out / "index.html").read_text(encoding="utf-8") if (out / "index.html").exists() else "</html>"
    assert page.rstrip().endswith("</html>")
    return (record.read(out / "small/2026-05") or {}).get("name")


@pytest.mark.parametrize("error", [None, errno.ENOSPC, errno.EACCES], ids=["crash", "full", "locked"])
@pytest.mark.parametrize(
    ("old", "exchanged"), [(None, True), ("old", True), pytest.param("old", False, marks=pytest.mark.full)]
)
def test_every_event_of_a_publication_may_fail_and_leaves_the_old_or_the_new_report(
    old, exchanged, error, tmp_path, monkeypatch
):
    if not exchanged:
        monkeypatch.setattr(disk, "exchange", lambda first, second: False)
    files = FileSystem(monkeypatch)
    exchanged = exchanged and sys.platform in ("linux", "darwin")
    if old:
        files.run(tmp_path / "count", old)
    events = files.run(tmp_path / "count", "new")
    assert events > 12
    left = set()
    for last in range(1, events + 1):
        out = tmp_path / str(last)
        if old:
            files.run(out, old)
        files.run(out, "new", last, error)
        assert not old or (out / "small/2026-05/run.json").exists() or not exchanged, f"absent after event {last}"
        if error is None:  # what the next run does first
            with publish.alone(out):
                pass
        left.add(state(out))
        files.run(out, "new")
        assert state(out) == "new", last
        assert not list((out / ".tmp").iterdir())
    assert left == {old, "new"}


@pytest.mark.parametrize("exchanged", [True, False])
def test_a_revision_cut_off_at_any_event_keeps_the_former_one(exchanged, tmp_path, monkeypatch):
    """After the next start the new one is published and the former among the revisions, or the former is published."""
    if not exchanged:
        monkeypatch.setattr(disk, "exchange", lambda first, second: False)
    files = FileSystem(monkeypatch)
    files.run(tmp_path / "count", "old")
    events = files.run(tmp_path / "count", "new", revision=1)
    for last in range(1, events + 1):
        out = tmp_path / str(last)
        files.run(out, "old")
        files.run(out, "new", last, revision=1)
        publish.finish(out)
        kept = (record.read(out / "_revisions/small/2026-05/0") or {}).get("name")
        assert (record.read(out / "small/2026-05")["name"], kept) in [("old", None), ("new", "old")], last
