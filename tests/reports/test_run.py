"""Runs with a real kernel: what is published, and what a failing notebook leaves."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import kgcore
from kgcore import reports
from kgcore.reports.errors import SENTENCES
from kgcore.testing import tiny_office

from .conftest import NOTEBOOKS


def make(name, out, **more):
    return reports.run(name, {"period": "2026-05", **more}, out, notebooks=NOTEBOOKS)


def content(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_all_formats_the_notebook_and_the_record_are_published(small_out):
    names = [f"small-2026-05.{ending}" for ending in ("html", "pdf", "xlsx")]
    assert sorted(content(small_out / "small/2026-05")) == ["executed.ipynb", "run.json", *names]
    assert not list((small_out / ".tmp").iterdir())


PROGRAM = """
import os, pathlib, sys
from kgcore import reports
def descriptors():
    return len(os.listdir("/proc/self/fd"))
out, notebooks = map(pathlib.Path, sys.argv[1:])
counts = [descriptors()]
for name in ("small", "fails"):
    reports.run(name, {"period": "2026-05"}, out, notebooks=notebooks)
    counts.append(descriptors())
assert len(set(counts)) == 1, counts
"""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors are counted in /proc")
def test_a_run_leaves_no_temporary_file_no_descriptor_and_no_kernel(tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "out"), str(NOTEBOOKS)]
    subprocess.run(command, check=True, env=os.environ | {"TMPDIR": str(folder)})
    assert not list(folder.iterdir())
    assert not list((tmp_path / "out/.tmp").iterdir())


INTERRUPTED = """
import pathlib, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what runs in the background deaf to Ctrl+C
from kgcore.cli import application
from kgcore.reports import runner
notebooks = pathlib.Path(sys.argv[1])
find = runner.catalogue.find
runner.catalogue.find = lambda name, folder=None: find(name, notebooks)
sys.exit(application.run(["report", "slow", "--period", "2026-05"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupted_run_says_so_and_leaves_nothing(tmp_path):
    declared = (NOTEBOOKS / "slow.toml").read_text(encoding="utf-8").replace("cell_seconds = 2\n", "")
    (tmp_path / "slow.toml").write_text(declared, encoding="utf-8")
    notebook = nbformat.read(NOTEBOOKS / "slow.ipynb", as_version=4)
    # the cell itself sends Ctrl+C to the program that waits for it
    source = "import os, signal, time\nos.kill(os.getppid(), signal.SIGINT)\ntime.sleep(60)"
    notebook.cells[1].source = source
    nbformat.write(notebook, tmp_path / "slow.ipynb")
    with (tmp_path / "slow.toml").open("a", encoding="utf-8") as sidecar:
        sidecar.write('\n[parameters.database]\ntype = "database"\ntitle = "数据库"\n')
    with tiny_office() as office:
        shutil.copy(office.folder / "office.db", tmp_path / "office.db")
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 1
    assert done.stderr.strip().endswith("已中断")
    assert not list((tmp_path / "reports/.tmp").iterdir())
    assert not (tmp_path / "reports/_failed").exists()


def test_the_record_traces_the_report(small_out):
    record = json.loads((small_out / "small/2026-05/run.json").read_text(encoding="utf-8"))
    assert record["parameters"] == {"period": "2026-05", "site": "main", "calcium": 71.0}
    assert record["final"]
    assert record["revision"] == 0
    assert record["headline"]["figures"][0]["value"] == 71.0
    assert record["closing"]["fingerprint"] == "0" * 64


def test_the_kept_notebook_says_nothing_of_this_machine(small_out):
    text = (small_out / "small/2026-05/executed.ipynb").read_text(encoding="utf-8")
    assert str(small_out) not in text
    assert "start_time" not in text
    assert "calcium = 71.0" in text


def test_running_again_changes_nothing_and_forcing_gives_the_same_bytes(small_out):
    before = content(small_out / "small/2026-05")
    assert make("small", small_out).status == "unchanged"
    assert content(small_out / "small/2026-05") == before
    outcome = reports.run("small", {"period": "2026-05"}, small_out, notebooks=NOTEBOOKS, force=True)
    assert outcome.status == "published"
    assert content(small_out / "small/2026-05") == before


@pytest.mark.parametrize(
    ("name", "says"),
    [("fails", "台账缺五月的盘点"), ("dies", "计算进程中途没了"), ("slow", "超过 2 秒"), ("no_end", "present.Closing")],
)
def test_a_failed_run_leaves_a_readable_page_and_nothing_else(name, says, tmp_path):
    outcome = make(name, tmp_path)
    assert outcome.status == "failed"
    assert says in outcome.message
    page = (tmp_path / f"_failed/{name}-2026-05/index.html").read_text(encoding="utf-8")
    assert says in page
    assert f"kg report {name} --period 2026-05" in page
    assert "\x1b" not in page
    assert not (tmp_path / name).exists()
    assert f"{name}-2026-05 没有生成" in (tmp_path / "index.html").read_text(encoding="utf-8")


ASKED = "from kgcore.money import trace\ntrace.traced(None)"
SENTENCE = "请写批次或入库单号（batch）"


@pytest.mark.parametrize(("source", "starts"), [(ASKED, SENTENCE), ("{}['盘点']", "第 4 格：KeyError：")])
def test_an_error_meant_for_people_is_its_sentence_alone_and_any_other_names_its_cell(source, starts, tmp_path):
    shutil.copy(NOTEBOOKS / "fails.toml", tmp_path)
    notebook = nbformat.read(NOTEBOOKS / "fails.ipynb", as_version=4)
    notebook.cells[2].source = source
    nbformat.write(notebook, tmp_path / "fails.ipynb")
    outcome = reports.run("fails", {"period": "2026-05"}, tmp_path / "out", notebooks=tmp_path)
    assert outcome.message.startswith(starts)
    assert f"■ {starts}" in outcome.files[0].read_text(encoding="utf-8")


def test_every_error_that_a_cell_can_meet_is_known_as_a_sentence():
    package, found = Path(kgcore.__file__).parent, set()
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0] not in ("reports", "explorer", "cli"):
            classes = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.ClassDef)]
            bases = {node.name: {base.id for base in node.bases if isinstance(base, ast.Name)} for node in classes}
            found |= {name for name, named in bases.items() if any(b.endswith(("Error", "Exception")) for b in named)}
    assert found == SENTENCES
