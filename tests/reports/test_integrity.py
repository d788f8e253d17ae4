"""`kg report --verify`: the published files against the run record, the data against the database."""

import json
import shutil

import pandas as pd
import pytest

import kgcore
from kgcore import reports
from kgcore.cli.application import run
from kgcore.reports import integrity, record

from .conftest import NOTEBOOKS


@pytest.fixture
def published(small_out, tmp_path):
    shutil.copytree(small_out, tmp_path / "reports")
    return tmp_path / "reports"


def test_what_is_published_is_what_was_rendered(published, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["report", "--verify"]) == 0
    assert capsys.readouterr().out.strip() == "small 2026-05：文件与生成时一致；数据自生成以来没有变化"
    assert run(["report", "--verify", str(published / "small/2026-05")]) == 0


def damage_file(folder):
    (folder / "small-2026-05.pdf").write_bytes(b"%PDF")


def lose_file(folder):
    (folder / "small-2026-05.xlsx").unlink()


def add_file(folder):
    (folder / "另外.txt").write_text("x")


def change_record(folder):
    text = (folder / record.FILE).read_text(encoding="utf-8")
    (folder / record.FILE).write_text(text.replace("钙不足", "钙足够"), encoding="utf-8")


def break_record(folder):
    (folder / record.FILE).write_text("{", encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (damage_file, "small-2026-05.pdf 与生成时不同"), (lose_file, "少了 small-2026-05.xlsx"),
        (add_file, "多了 另外.txt"), (change_record, "run.json 被改过"), (break_record, "运行记录"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_was_rendered_is_named(change, says, published, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    change(published / "small/2026-05")
    assert run(["report", "--verify", "reports", "--json"]) == 1
    [found] = json.loads(capsys.readouterr().out)
    assert says in "、".join(found["files"])
    assert found["differs"]


def test_a_folder_that_is_not_there_is_an_error_of_the_call(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["report", "--verify", "nowhere"]) == 2
    assert "找不到文件夹 nowhere" in capsys.readouterr().err


SITES = pd.DataFrame({"site": ["main"], "name": ["园"], "kitchen": ["main"]})
CLOSING = "application/vnd.kgcore.closing+json"


@pytest.fixture
def of_sites(replay, tmp_path, monkeypatch):
    """Replay a notebook whose closing says that the register 园所 of office.db was read; return the catalogue."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "notebooks"
    shutil.copytree(NOTEBOOKS, folder)
    with (folder / "small.toml").open("a", encoding="utf-8") as file:
        file.write('\n[parameters.database]\ntype = "database"\ntitle = "数据库"\n')
    with kgcore.open("office.db") as office:
        office.write({"sites": SITES}, who="测试")
    data = [output.get("data", {}) for cell in replay.cells for output in cell.get("outputs", [])]
    closing = next(bundle[CLOSING] for bundle in data if CLOSING in bundle)
    closing["sources"] = [{"register": "sites", "title": "园所", "period": "", "sites": "own", "rows": 1}]
    return folder


def test_a_character_drawn_as_a_mark_is_named_with_its_register_and_row(of_sites, replay):
    with kgcore.open("office.db") as office:
        office.write({"sites": SITES.assign(name="园ก")}, who="测试")
    replay.cells[0].source += "\n园ก 👍 ✅"
    made = reports.run("small", {"period": "2026-05", "database": "office.db"}, notebooks=of_sites)
    assert made.status == "published"
    assert made.whole
    in_register, elsewhere = made.notes
    assert in_register == "《园所》第 1 行“园所名称”：“ก”（U+0E01），字体画不出，以记号代替"
    assert "“👍”（U+1F44D）" in elsewhere
    assert "✅" not in elsewhere
    assert record.read(made.folder)["marks"] == list(made.notes)
    assert f"  {in_register}" in made.lines()


def test_data_that_have_changed_since_are_told(of_sites, tmp_path, capsys):
    made = reports.run("small", {"period": "2026-05", "database": "office.db"}, notebooks=of_sites)
    assert made.status == "published", made.message
    assert run(["report", "--verify"]) == 0
    with kgcore.open("office.db") as office:
        office.write({"sites": SITES.assign(name="新园")}, who="测试")
    capsys.readouterr()
    assert run(["report", "--verify"]) == 1
    assert "数据在生成以后有变化（要更新请运行 kg report small --period 2026-05）" in capsys.readouterr().out
    (tmp_path / "office.db").rename(tmp_path / "away.db")
    assert run(["report", "--verify"]) == 0
    assert "数据没有核对（没有数据库）" in capsys.readouterr().out
    (tmp_path / "broken.db").write_bytes(b"no database")
    [found] = integrity.check(tmp_path / "reports", str(tmp_path / "broken.db"))
    assert (found.data, found.differs) == ("failed", True)
    assert found.why
