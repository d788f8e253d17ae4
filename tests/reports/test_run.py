"""Runs with a real kernel: what is published, and what a failing notebook leaves."""

import ast
import json
import shutil
from pathlib import Path

import nbformat
import pytest

import kgcore
from kgcore import reports
from kgcore.reports.errors import SENTENCES

from .conftest import NOTEBOOKS


def make(name, out, **more):
    return reports.run(name, {"period": "2026-05", **more}, out, notebooks=NOTEBOOKS)


def content(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_all_formats_the_notebook_and_the_record_are_published(small_out):
    names = [f"small-2026-05.{ending}" for ending in ("html", "pdf", "xlsx")]
    assert sorted(content(small_out / "small/2026-05")) == ["executed.ipynb", "run.json", *names]
    assert not list((small_out / ".tmp").iterdir())


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
