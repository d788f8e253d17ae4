"""What `kg` says and how it ends: 0 done, 1 the data are at fault, 2 the call is at fault."""

import importlib
import inspect
import json
import sqlite3
import subprocess
import sys

import openpyxl
import pandas as pd
import pytest

import kgcore
from kgcore.cli.application import command_names, run
from kgcore.cli.check import ROOMS
from kgcore.cli.output import user_name
from kgcore.workbook import write_workbook


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder in which the command is given."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def office(here):
    with kgcore.open(here / "office.db") as opened:
        sites = pd.DataFrame({"site": ["main"], "name": ["示范幼儿园"], "kitchen": ["main"]})
        opened.write({"sites": sites}, who="测试")
    return here / "office.db"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["reprot"], "没有命令 reprot"),
        (["check", "--perod", "2026-05"], "没有选项 --perod"),
        (["check", "--period"], "--period"),
        (["check"], "找不到数据库 office.db"),
        (["--site", "../x", "check"], "园所代码"),
        (["import"], "文件"),
        (["import", "no.xlsx"], "找不到 no.xlsx"),
        (["backup"], "文件"),
        (["demo", "extra"], "extra"),
        (["template", "nothing"], "没有台账 nothing"),
        (["report"], "三者选一"),
        (["report", "nutrition", "--list"], "三者选一"),
        (["report", "--due", "--on", "3 June"], "不是日期"),
        (["report", "nutrition", "--period", "2026-05"], "找不到数据库"),
    ],
)
def test_a_wrong_call_ends_with_2_and_a_chinese_sentence(words, says, here, capsys):
    assert run(words) == 2
    said = capsys.readouterr()
    assert says in said.err
    assert "Traceback" not in said.err
    assert not said.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["report", "nutrtion", "--period", "2026-05"], "没有报告“nutrtion”"),
        (["report", "nutrition"], "缺少月份"),
        (["report", "nutrition", "--period", "May"], "不是可用的期间"),
        (["report", "nutrition", "--period", "2026-05", "--format", "docx"], "docx"),
        (["report", "nutrition", "--period", "2026-05", "-p", "x=1"], "没有参数 x"),
        (["report", "nutrition", "--period", "2026-05", "-p", "x"], "名称=值"),
        (["check", "--period", "May"], "不是可用的期间"),
    ],
)
def test_a_wrong_call_with_data_there(words, says, office, capsys):
    assert run(words) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["--help"], ["menu", "--help"]], ids=" ".join)
def test_the_command_comes_up_without_what_computes(words):
    """Help is asked for often; pandas alone takes a second."""
    heavy = ("pandas", "numpy", "pandera", "sqlalchemy", "pulp", "highspy", "matplotlib", "nbconvert")
    code = (
        "import sys\nfrom kgcore.cli.application import run\n"
        f"run({words!r}) if {words!r} else None\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(("words", "code"), [(["--help"], 0), ([], 2)])
def test_help_names_every_command(words, code, capsys):
    assert run(words) == code
    said = "".join(capsys.readouterr())
    assert all(name in said for name in command_names())
    assert set(command_names()) >= {"demo", "init", "template", "import", "check", "report", "backup", "restore"}


def test_report_list_as_json_is_one_document(here, capsys):
    assert run(["report", "--list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert "nutrition" in [entry["name"] for entry in listed]


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_that_is_checked_keeps_the_contract(room):
    parameters = list(inspect.signature(importlib.import_module(f"kgcore.{room}").review).parameters)
    assert parameters[:2] == ["office", "period"]


def test_a_room_that_cannot_be_computed_says_so_and_the_others_go_on(office, capsys):
    code = run(["check", "--period", "2026-05", "--json"])
    document = json.loads(capsys.readouterr().out)
    codes = {row["code"] for row in document["findings"]}
    assert any(text.endswith(".not_computable") for text in codes)
    assert code == (1 if document["counts"]["severe"] else 0)


def test_a_reports_own_parameter_is_written_as_an_option(office, capsys):
    assert run(["report", "nutrition", "--period", "2026-05", "--chidl", "C00041"]) == 2
    assert "chidl" in capsys.readouterr().err
    assert run(["report", "nutrition", "--period", "2026-05", "--child"]) == 2
    assert "--名称 值" in capsys.readouterr().err


def test_data_without_a_purchase_end_with_1(office, capsys):
    assert run(["check", "--json"]) == 1
    said = capsys.readouterr()
    assert "还没有记录" in said.err
    assert said.out == ""


def test_backup_and_restore(office, here, capsys):
    assert run(["backup", "copy.db"]) == 0
    with kgcore.open(office) as opened:
        opened.write({"sites": pd.DataFrame({"site": ["b"], "name": ["乙"], "kitchen": ["b"]})}, who="测试")
    assert run(["restore", "copy.db"]) == 0
    with sqlite3.connect(office) as opened:
        assert opened.execute("SELECT site FROM sites").fetchall() == [("main",)]
    with sqlite3.connect(here / "office.db.before-restore") as kept:
        assert len(kept.execute("SELECT site FROM sites").fetchall()) == 2


def test_restoring_what_is_no_backup_ends_with_1_and_changes_nothing(office, here, capsys):
    (here / "bad.db").write_text("not a database at all, just some text that is long enough to be read as a page")
    before = office.read_bytes()
    assert run(["restore", "bad.db"]) == 1
    assert "bad.db" in capsys.readouterr().err
    assert office.read_bytes() == before


def test_template_is_not_written_over(here, capsys):
    assert run(["template", "attendance", "--out", "t.xlsx"]) == 0
    assert (here / "t.xlsx").read_bytes().startswith(b"PK")
    assert run(["template", "attendance", "--out", "t.xlsx"]) == 2
    assert "已存在" in capsys.readouterr().err


def test_init_makes_an_office_to_fill(here, capsys):
    assert run(["init", "new", "--name", "阳光幼儿园"]) == 0
    assert sorted(file.name for file in (here / "new").iterdir()) == ["office.db", "profile.toml", "模板.xlsx"]
    with kgcore.open(here / "new/office.db") as opened:
        assert list(opened.read("sites")["name"]) == ["阳光幼儿园"]
        assert len(opened.read("foods")) > 300
    assert run(["init", "new"]) == 2
    assert "不是空文件夹" in capsys.readouterr().err


def test_import_of_faulty_data_ends_with_1_and_names_them_in_json(office, here, capsys):
    (here / "bad.xlsx").write_text("no workbook")
    assert run(["import", "bad.xlsx", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["faults"][0]["file"] == "bad.xlsx"
    assert document["written"] == {}


def test_demo_seeds_imports_and_changes_nothing_the_second_time(here, capsys):
    (here / "data").mkdir()
    sites = pd.DataFrame({"site": ["main"], "name": ["花园"], "kitchen": ["main"]})
    write_workbook(here / "data/office.xlsx", {"sites": sites})
    assert run(["demo"]) == 0
    with kgcore.open(here / "office.db") as opened:
        journal = opened.store.journal()
        assert list(opened.read("sites")["name"]) == ["花园"]
    assert run(["demo"]) == 0
    assert "没有变化" in capsys.readouterr().out
    with kgcore.open(here / "office.db") as opened:
        assert len(opened.store.journal()) == len(journal)


def test_template_offers_what_the_office_already_knows(office, here):
    with kgcore.open(office) as opened:
        opened.write({"suppliers": pd.DataFrame({"supplier": ["V77"], "name": ["甲"], "supplies": ["蛋"],
                      "licence_expires": ["2027-12-31"]})}, who="测试")  # fmt: skip
    assert run(["template", "prices", "--out", "t.xlsx"]) == 0
    cells = {
        cell.value for sheet in openpyxl.load_workbook(here / "t.xlsx") for row in sheet.iter_rows() for cell in row
    }
    assert "V77" in cells


def test_import_reads_days_by_the_period_and_lists_faults_to_tick_off(office, here, capsys):
    book = openpyxl.Workbook()
    book.active.title = "一票否决"
    book.active.append(["园所", "日期", "工号", "事由", "说明"])
    book.active.append(["main", "4月10日", "S999", "责任事故", "离园后未锁窗"])
    book.save(here / "v.xlsx")
    assert run(["import", "v.xlsx", "--faults", "list.xlsx"]) == 1
    assert "4月10日" in capsys.readouterr().out
    assert openpyxl.load_workbook(here / "list.xlsx").active["A2"].value == "v.xlsx"
    assert run(["import", "v.xlsx", "--period", "2026-04"]) == 1
    said = capsys.readouterr().out
    assert "教职工" in said
    assert "4月10日" not in said


@pytest.mark.parametrize("fault", [KeyError("uid"), OSError("no name"), ImportError("pwd")])
def test_a_command_without_a_login_name_goes_on(monkeypatch, fault):
    def nobody():
        raise fault

    monkeypatch.setattr("getpass.getuser", nobody)
    assert user_name() == "不详"
