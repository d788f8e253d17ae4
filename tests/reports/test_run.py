"""Runs with a real kernel: what is published, and what a failing notebook leaves."""

import json

import pytest

from kgcore import reports

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
