"""Publication in one step, revisions, and what a kill -9 leaves; the executed notebook is replayed, no kernel runs."""

import datetime as dt
import json
import shutil
import signal
import subprocess
import sys

import pytest

from kgcore import reports
from kgcore.present import mime
from kgcore.reports import publish, record
from kgcore.reports.catalogue import find
from kgcore.reports.errors import RunError

from .conftest import NOTEBOOKS

HEADLINE = "application/vnd.kgcore.headline+json"


def make(out, calcium=71.0, **more):
    return reports.run("small", {"period": "2026-05", "calcium": calcium}, out, notebooks=NOTEBOOKS, **more)


def set_calcium(node, value):
    for cell in node.cells:
        for output in cell.get("outputs", []):
            if HEADLINE in output.get("data", {}):
                output.data[HEADLINE]["figures"][0]["value"] = value


def test_a_failure_keeps_the_last_good_report_and_success_clears_the_failure(replay, tmp_path, monkeypatch):
    make(tmp_path)
    folder = tmp_path / "small/2026-05"
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    def fails(*_):
        raise RunError("数据库坏了", where="第 3 格", trace="\x1b[31mTraceback\x1b[0m")

    with monkeypatch.context() as patch:
        patch.setattr("kgcore.reports.runner.execute", fails)
        outcome = make(tmp_path, force=True)
    assert outcome.status == "failed"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    page = (outcome.folder / "index.html").read_text(encoding="utf-8")
    assert "上一次成功的报告没有动" in page
    assert "../../small/2026-05/small-2026-05.html" in page
    make(tmp_path, force=True)
    assert not outcome.folder.exists()
    assert "没有生成" not in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_an_exporter_that_fails_costs_nothing(replay, tmp_path, monkeypatch):
    make(tmp_path)
    monkeypatch.setattr("kgcore.reports.exporters.pdf.pdf", lambda document: 1 / 0)
    assert make(tmp_path, force=True).status == "failed"
    assert (tmp_path / "small/2026-05/small-2026-05.pdf").read_bytes().startswith(b"%PDF")


def test_a_changed_final_report_is_a_revision_that_says_what_changed(replay, tmp_path):
    make(tmp_path)
    set_calcium(replay, 84.5)
    outcome = make(tmp_path, calcium=84.5)
    assert outcome.status == "revised"
    found = record.read(tmp_path / "small/2026-05")
    assert found["revision"] == 1
    assert [(c["label"], c["old"], c["new"]) for c in found["changes"]] == [("钙", 71.0, 84.5)]
    page = (tmp_path / "small/2026-05/small-2026-05.html").read_text(encoding="utf-8")
    assert "钙：原 71.0%，现 84.5%" in page
    assert record.read(tmp_path / "_revisions/small/2026-05/0")["headline"]["figures"][0]["value"] == 71.0
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "更正 1" in index
    assert "_revisions/small/2026-05/0/small-2026-05.html" in index


def test_the_same_figures_by_other_inputs_are_no_revision(replay, tmp_path):
    make(tmp_path)
    assert make(tmp_path, calcium=71.4).status == "published"
    assert record.read(tmp_path / "small/2026-05")["revision"] == 0


def test_a_report_before_the_period_ends_is_a_draft_and_is_made_final_later(replay, tmp_path):
    early = dt.datetime(2026, 5, 20, 9, tzinfo=dt.UTC)
    make(tmp_path, now=early)
    assert record.state(record.read(tmp_path / "small/2026-05")) == "初稿（期间未结束）"
    set_calcium(replay, 90.0)
    assert make(tmp_path, now=dt.datetime(2026, 6, 3, tzinfo=dt.UTC)).status == "published"
    found = record.read(tmp_path / "small/2026-05")
    assert (found["final"], found["revision"]) == (True, 0)


def test_a_proposal_stays_a_draft_until_it_is_no_proposal(replay, tmp_path):
    closing = replay.cells[-1].outputs[0].data[mime.CLOSING]
    closing["proposal"] = True
    make(tmp_path)
    found = record.read(tmp_path / "small/2026-05")
    assert (found["final"], record.state(found)) == (False, "草案")
    assert make(tmp_path).status == "unchanged"
    del closing["proposal"]
    set_calcium(replay, 90.0)
    assert make(tmp_path, calcium=90.0).status == "published"
    found = record.read(tmp_path / "small/2026-05")
    assert (found["final"], found["revision"]) == (True, 0)


@pytest.mark.parametrize(
    ("draft", "state"),
    [
        ("open", "初稿（期间未结束）"), ("awaited", "初稿（05-28 定稿）"), ("proposal", "草案"),
        ("初稿（05-28 定稿）", "初稿（05-28 定稿）"), ("草案", "草案"),
    ],
)  # fmt: skip
def test_a_draft_says_why_and_records_of_older_programs_stay_readable(draft, state):
    found = {"revision": 0, "final": False, "draft": draft, "issued": "2026-05-28"}
    assert record.state(found) == state
    assert record.state({"revision": 0, "final": False}) == "初稿（期间未结束）"


def test_a_report_brings_its_companions_each_in_its_own_folder(replay, tmp_path):
    folder = with_companion(tmp_path / "notebooks", "other")
    made = reports.run_all("small", {"period": "2026-05", "calcium": 80}, tmp_path, formats=["html"], notebooks=folder)
    assert [(outcome.name, outcome.status) for outcome in made] == [("small", "published"), ("other", "published")]
    assert (tmp_path / "other/2026-05/other-2026-05.html").is_file()
    # the companion declares no calcium, and gets none
    assert "calcium" not in record.read(tmp_path / "other/2026-05")["parameters"]


def test_a_companion_that_does_not_exist_is_named_before_anything_is_made(replay, tmp_path):
    folder = with_companion(tmp_path / "notebooks", "nowhere")
    with pytest.raises(reports.CallError, match="nowhere"):
        reports.run_all("small", {"period": "2026-05"}, tmp_path, notebooks=folder)
    assert not (tmp_path / "small").exists()


def with_companion(folder, name):
    folder.mkdir()
    for stem in ("small", "other"):
        shutil.copy(NOTEBOOKS / "small.ipynb", folder / f"{stem}.ipynb")
    declared = (NOTEBOOKS / "small.toml").read_text(encoding="utf-8")
    (folder / "small.toml").write_text(f'companions = ["{name}"]\n{declared}', encoding="utf-8")
    (folder / "other.toml").write_text(declared.partition("[parameters.calcium]")[0], encoding="utf-8")
    return folder


def test_one_format_alone_keeps_those_there_already_in_step(replay, tmp_path):
    make(tmp_path, formats=["html"])
    assert not (tmp_path / "small/2026-05/small-2026-05.pdf").exists()
    outcome = make(tmp_path, formats=["xlsx"])
    assert [file.suffix for file in outcome.files] == [".xlsx"]
    assert (tmp_path / "small/2026-05/small-2026-05.html").exists()


def test_other_sites_lie_beside_the_main_one(replay, tmp_path):
    reports.run("small", {"period": "2026-05", "site": "longma"}, tmp_path, notebooks=NOTEBOOKS)
    assert (tmp_path / "small/2026-05-longma/small-2026-05-longma.html").is_file()


CRASH = """
import os, pathlib, signal, sys
from kgcore.reports import publish
out, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
rename, calls = pathlib.Path.rename, 0
def killed(self, target):
    global calls
    calls += 1
    if calls == count:
        os.kill(os.getpid(), signal.SIGKILL)
    return rename(self, target)
pathlib.Path.rename = killed
if sys.argv[3] == "no":
    publish.disk.exchange = lambda first, second: False
publish.put(out, out / ".tmp/run/finished", out / "small/2026-05")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(
    ("exchange", "count", "left"),
    [("no", 1, "old"), ("no", 2, "old"), ("no", 3, "new"), ("yes", 1, "old"), ("yes", 2, "new")],
)
def test_kill_9_leaves_the_old_or_the_new_report(exchange, count, left, tmp_path):
    if exchange == "yes" and sys.platform != "linux":
        pytest.skip("renames that are counted are those of Linux")
    for place, name in [("small/2026-05", "old"), (".tmp/run/finished", "new")]:
        folder = tmp_path / place
        folder.mkdir(parents=True)
        record.write(folder, {"name": name, "revision": 0})
        (folder / "small.html").write_text(name)
    done = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path), str(count), exchange], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "small/2026-05").exists() or exchange == "no"
    with publish.alone(tmp_path):
        pass
    folder = tmp_path / "small/2026-05"
    assert (folder / "small.html").read_text() == left
    assert json.loads((folder / "run.json").read_text())["name"] == left
    assert not list((tmp_path / ".tmp").iterdir())


def test_unfinished_work_is_cleared(replay, small_out, tmp_path):
    shutil.copytree(small_out / "small", tmp_path / ".tmp/run/finished")
    make(tmp_path)
    assert not list((tmp_path / ".tmp").iterdir())


def test_a_report_about_a_child_has_a_name_of_its_own():
    entry = find("case")
    shown = {"period": "2026-05", "site": "main"}
    stems = {publish.stem(entry, shown | {"child": child}) for child in ("C00041", "C00042")}
    assert stems == {"case-2026-05-C00041", "case-2026-05-C00042"}
    assert "/" not in publish.stem(entry, shown | {"child": "../x"})
