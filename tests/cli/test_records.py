"""`kg journal`, `kg undo`, `kg backup`, `kg restore`, `kg check --integrity`: as an office calls them."""

import json

import pytest
import sqlalchemy as sa

from kgcore.cli import application
from kgcore.cli.application import run
from kgcore.store.tables import append_only, unguards
from kgcore.testing import tiny_office
from kgcore.workbook import write_workbook


@pytest.fixture
def folder(tiny, tiny_address, tmp_path, monkeypatch):
    """An empty folder but for a workbook in which a supplier has another name; kg takes the tiny office."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KGCORE_DATABASE", tiny_address)
    write_workbook(tmp_path / "供应商.xlsx", {"suppliers": tiny.read("suppliers").assign(name="新名称")})
    return tmp_path


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The SQLite file of the tiny office, alone in the working folder."""
    monkeypatch.chdir(tmp_path)
    with tiny_office() as office:
        (tmp_path / "office.db").write_bytes((office.folder / "office.db").read_bytes())
    return tmp_path / "office.db"


def kg(capsys, *arguments):
    code = run(list(arguments))
    return code, capsys.readouterr()


@pytest.mark.core
def test_an_import_is_listed_taken_back_and_listed_again(folder, tiny, capsys):
    assert kg(capsys, "import", "供应商.xlsx")[0] == 0
    code, said = kg(capsys, "journal", "2")
    assert code == 0
    assert "导入，文件 供应商.xlsx" in said.out
    assert "→ 新名称" in said.out
    code, said = kg(capsys, "undo", "--yes")
    assert (code, "已撤销第 2 号录入记录" in said.out) == (0, True)
    assert "新名称" not in set(tiny.store.read("suppliers")["name"])
    entries = json.loads(kg(capsys, "journal", "--json")[1].out)
    assert [entry["action"] for entry in entries] == ["write", "import", "undo"]
    assert [entry["undone"] for entry in entries] == [False, True, False]
    code, said = kg(capsys, "undo", "--yes")
    assert (code, "没有可以撤销的导入" in said.err) == (1, True)
    assert kg(capsys, "import", "供应商.xlsx")[0] == 0


def test_undo_asks_and_does_nothing_when_nobody_agrees(folder, tiny, capsys, monkeypatch):
    kg(capsys, "import", "供应商.xlsx")
    monkeypatch.setattr(application.typer, "confirm", lambda *_a, **_k: (_ for _ in ()).throw(application.typer.Abort))
    assert kg(capsys, "undo")[0] == 1
    assert "新名称" in set(tiny.store.read("suppliers")["name"])


def test_a_silent_edit_is_named(folder, tiny, capsys):
    assert kg(capsys, "check", "--integrity")[0] == 0
    with tiny.store.engine.begin() as database:
        database.execute(sa.text("UPDATE suppliers SET name = '改名' WHERE supplier = 'V01'"))
    code, said = kg(capsys, "check", "--integrity")
    assert code == 1
    assert "《供应商》main、V01 登记后被改动" in said.out


def test_guards_taken_away_are_named_and_put_back(folder, tiny, capsys):
    dialect = tiny.store.engine.dialect.name
    with tiny.store.engine.begin() as database:
        for statement in unguards(dialect, append_only()):
            database.execute(sa.text(statement))
    code, said = kg(capsys, "check", "--integrity")
    assert code == 1
    assert "《出入库》" in said.out
    assert "录入记录只增不改的保护（触发器）被去掉了，已重新加上" in said.out
    assert kg(capsys, "check", "--integrity")[0] == 0
    with pytest.raises(sa.exc.DatabaseError, match="只增不改"), tiny.store.engine.begin() as database:
        database.execute(sa.text("UPDATE kg_journal SET who = '丙'"))


def test_a_damaged_office_is_restored(file, capsys):
    assert kg(capsys, "backup", "备份.db")[0] == 0
    file.write_bytes(b"")
    code, said = kg(capsys, "check")
    assert (code, "文件是空的" in said.err) == (1, True)
    code, said = kg(capsys, "restore", "备份.db")
    assert code == 0
    assert "office.db.before-restore" in said.out
    assert kg(capsys, "check", "--integrity")[0] == 0


def test_backups_are_kept_in_a_folder(folder, capsys):
    assert kg(capsys, "backup", "供应商.xlsx", "--keep", "2")[0] == 2
    assert kg(capsys, "backup", "没有/备份", "--keep", "2")[0] != 0
    for _ in range(3):
        assert kg(capsys, "backup", "备份", "--keep", "2")[0] == 0
    assert len(list((folder / "备份").iterdir())) == 2
    assert kg(capsys, "backup", "备份")[0] == 2


def test_a_file_of_one_byte_is_no_office_and_no_backup_goes_for_it(file, capsys):
    assert kg(capsys, "backup", "备份", "--keep", "1")[0] == 0
    good = list((file.parent / "备份").iterdir())
    file.write_bytes(b"x")
    for command in (["backup", "备份", "--keep", "1"], ["check"], ["journal"]):
        code, said = kg(capsys, *command)
        assert (code, "不是 kgcore 数据库" in said.err) == (1, True)
    assert (list((file.parent / "备份").iterdir()), file.read_bytes()) == (good, b"x")


def test_the_version_is_told(capsys):
    code, said = kg(capsys, "--version")
    assert (code, said.out) == (0, "kgcore 0.2.0\n")
