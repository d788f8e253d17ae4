import json
import shutil

import pytest

from kgcore import reports
from kgcore.reports.catalogue import folder

from .conftest import NOTEBOOKS


def test_the_nutrition_report_is_listed():
    entry = reports.find("nutrition")
    assert entry.title == "幼儿园膳食营养分析"
    assert list(entry.parameters) == ["site", "period", "database", "profile"]
    assert set(entry.formats) == {"html", "pdf", "xlsx"}


@pytest.mark.parametrize(
    ("text", "says"),
    [("title = ", "有错"), ('colour = "red"', "colour"), ('formats = ["odt"]', "odt")],
)
def test_a_wrong_sidecar_is_named(text, says, tmp_path):
    shutil.copy(NOTEBOOKS / "small.ipynb", tmp_path)
    declared = (NOTEBOOKS / "small.toml").read_text(encoding="utf-8").replace('formats = ["html", "pdf", "xlsx"]', text)
    (tmp_path / "small.toml").write_text(declared, encoding="utf-8")
    with pytest.raises(reports.CallError, match=says):
        reports.entries(tmp_path)


@pytest.mark.parametrize("text", ["", "days = 2\nbefore_start = 3"])
def test_a_report_is_due_after_its_period_or_before_it_not_both(text, tmp_path):
    shutil.copy(NOTEBOOKS / "small.ipynb", tmp_path)
    declared = (NOTEBOOKS / "small.toml").read_text(encoding="utf-8").replace("days = 2", text)
    (tmp_path / "small.toml").write_text(declared, encoding="utf-8")
    with pytest.raises(reports.CallError, match="只写一个"):
        reports.entries(tmp_path)


def test_a_sidecar_without_notebook_and_a_name_used_twice_are_named(tmp_path):
    shutil.copy(NOTEBOOKS / "small.toml", tmp_path)
    with pytest.raises(reports.CallError, match=r"small\.ipynb"):
        reports.entries(tmp_path)
    for part in ("a", "b"):
        shutil.copytree(NOTEBOOKS, tmp_path / part)
    (tmp_path / "small.toml").unlink()
    with pytest.raises(reports.CallError, match="两次"):
        reports.entries(tmp_path)


@pytest.mark.parametrize("entry", reports.entries(), ids=lambda entry: entry.name)
def test_notebooks_are_thin_and_declare_what_their_sidecar_says(entry):
    node = json.loads(entry.notebook.read_text(encoding="utf-8"))
    code = ["".join(cell["source"]) for cell in node["cells"] if cell["cell_type"] == "code"]
    assert all(len(source.splitlines()) <= 9 for source in code)
    assert not [source for source in code if "def " in source or "class " in source]
    assert not [cell for cell in node["cells"] if cell.get("outputs")]
    tagged = [cell for cell in node["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    names = [line.partition(":")[0] for line in "".join(tagged[0]["source"]).splitlines()]
    assert names == list(entry.parameters)


def test_the_notebooks_folder_is_found():
    assert (folder() / "monthly" / "nutrition.ipynb").is_file()


def test_a_broken_sidecar_stops_only_its_own_report(tmp_path):
    for name in ("small.toml", "small.ipynb"):
        shutil.copy(NOTEBOOKS / name, tmp_path / name)
    (tmp_path / "broken.toml").write_text("title = ", encoding="utf-8")
    (tmp_path / "broken.ipynb").write_text("{}", encoding="utf-8")
    assert reports.find("small", tmp_path).name == "small"
    with pytest.raises(reports.CallError, match="broken"):
        reports.find("broken", tmp_path)


@pytest.mark.parametrize(("words", "name"), [("膳费公示", "notice"), ("后勤月报", "logistics"), ("食谱", "menu")])
def test_a_report_is_found_by_the_words_people_use(words, name):
    assert reports.find(words).name == name
