"""A new office from a few answers: asked, by flags, or from a file."""

import datetime as dt

import pytest

import kgcore
from kgcore.cli import init as command
from kgcore.cli.application import run
from kgcore.lives import Founding, FoundingError, founding_frames
from kgcore.lives.founding_answers import read_classes
from kgcore.registers import GROUPS, USUAL
from kgcore.standards import Profile
from kgcore.testing import tiny_office

ANSWERS = {
    "name": "阳光幼儿园",
    "term": "2026-autumn",
    "classes": [
        {"name": "小一班", "band": "小班", "enrolled": 26},
        {"name": "向日葵班", "band": "大班", "enrolled": 30},
    ],
    "fee_yuan": 13.5,
    "meal_pattern": "二餐二点",
}
FILE = """
name = "阳光幼儿园"
term = "2026-autumn"
fee_yuan = {"小班" = 12.0, "大班" = 13.5}
meal_pattern = "二餐二点"
first = 2026-09-01
last = 2027-01-15
classes = [{name = "小一班", band = "小班", enrolled = 26}, {name = "向日葵班", band = "大班", enrolled = 30}]
"""


def test_the_answers_become_classes_school_days_fees_and_signatories():
    with tiny_office() as office:
        frames, notes = founding_frames(office, Founding.of(ANSWERS | {"first": "2026-09-01", "last": "2027-01-15"}))
    assert frames["classes"]["enrolled"].sum() == 56
    assert frames["fee_rates"].set_index("band")["fee_fen"].to_dict() == {"小班": 1350, "大班": 1350}
    calendar = frames["calendar"].set_index("date")["school_day"]
    assert calendar.index[0].date() == dt.date(2026, 9, 1)
    assert not calendar["2026-10-01"] and calendar["2026-10-10"]  # National Day, and the Saturday worked for it
    assert frames["staff"]["role"].tolist() == ["园长", "后勤主任", "财务", "保健员"]
    assert notes == ["2027年的放假安排还没有公布，先按周一至周五，记为待确认"]


def test_without_the_days_customary_ones_are_taken_and_told():
    with tiny_office() as office:
        _, notes = founding_frames(office, Founding.of(ANSWERS))
    assert "请核对" in notes[0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"fee_yuan": {"小班": 12}}, "没有写大班的膳费"),
        ({"fee_yuan": "不知道"}, "膳费 fee_yuan：“不知道”不是膳费"),
        ({"first": "九月一日"}, "开学第一天 first：写的是“九月一日”，要写日期"),
        ({"consumption": "估计"}, "用量依据 consumption：要写盘点"),
        ({"classes": [{"name": "小一班"}]}, "班级 classes 第 1 个enrolled：没有写"),
        ({"classes": [{"name": "小一班", "enrolled": 2000}]}, "写的是“2000”，应不大于 200"),
        ({"meal_pattern": "五餐"}, "没有供餐方式“五餐”"),
        ({"term": "2026"}, "“2026”不是学期"),
        ({"classes": []}, "classes"),
        ({"classes": [{"name": "婴班", "band": "婴班", "enrolled": 3}]}, "年龄段“婴班”不认识"),
        ({"colour": "red"}, "colour：不认识这一项"),
    ],
)
def test_an_answer_that_cannot_be_used_is_named(change, said):
    with tiny_office() as office, pytest.raises(FoundingError, match=said):
        founding_frames(office, Founding.of(ANSWERS | change))


@pytest.mark.parametrize(
    ("text", "said"), [("x班3", "看不出年龄段"), ("小一班", "没有写人数"), ("", "没有班级|里没有班级")]
)
def test_classes_that_cannot_be_read_are_named(text, said):
    with pytest.raises(FoundingError, match=said):
        read_classes(text)


@pytest.mark.parametrize("way", ["flags", "file", "terminal"])
def test_kg_init_founds_an_office(tmp_path, monkeypatch, capsys, way):
    monkeypatch.chdir(tmp_path)
    words = []
    if way == "flags":
        words = ["--name", "阳光幼儿园", "--classes", "小一班26、大一班30", "--fee", "13.5", "--term", "2026-autumn"]
        words += ["--pattern", "二餐二点"]
    if way == "file":
        (tmp_path / "园.toml").write_text(FILE, encoding="utf-8")
        words = ["--from", "园.toml"]
    if way == "terminal":
        answers = iter([
            "小一班26、大一班30", "阳光幼儿园", "约13", "13.5元", "二餐二点", "", "2026年秋", "2026-09-01", "",
            "湖北省", "", "领用",
        ])  # fmt: skip
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr(command.typer, "prompt", lambda *_, **__: next(answers))
    assert run(["init", "园", *words]) == 0
    assert "本园自己的表" in capsys.readouterr().out
    with kgcore.open(tmp_path / "园/office.db") as office:
        assert office.read("sites")["name"].tolist() == ["阳光幼儿园"]
        assert office.read("classes")["enrolled"].sum() == 56
        assert len(office.school_days("2026-10")) > 15
    profile = Profile.load(tmp_path / "园/profile.toml")
    assert (profile.name, profile.meal_pattern) == ("阳光幼儿园口径", "二餐二点")
    assert profile.registers == USUAL and "staff_meals" in profile.unkept
    assert profile.consumption == ("issues" if way == "terminal" else "stocktake")


def test_a_place_picks_its_rules_and_names_their_source():
    values, notes = Founding.of(ANSWERS | {"place": "福建省莆田市", "registers": ["考勤", "体检"]}).profile()
    assert values["refund_rule"] == "consecutive_days" and values["registers"] == ["考勤", "体检"]
    assert any("福建省幼儿园收费管理办法" in note for note in notes)
    assert any("没有收录某省" in note for note in Founding.of(ANSWERS | {"place": "某省"}).profile()[1])


def test_registers_that_no_one_knows_are_named(tmp_path, capsys):
    words = ["--classes", "小一班26", "--fee", "13", "--term", "2026-autumn", "--registers", "考勤、考古"]
    assert run(["init", str(tmp_path / "园"), *words]) == 2
    assert "没有考古这一类台账" in capsys.readouterr().err
    with pytest.raises(FoundingError, match="考古"):
        Founding.of(ANSWERS | {"registers": ["考古"]}).profile()


def test_half_the_answers_are_refused_with_what_lacks(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["init", "园", "--fee", "13"]) == 2
    assert "还缺 --classes、--term" in capsys.readouterr().err
    assert not (tmp_path / "园").exists()


def test_answers_are_taken_as_people_write_them():
    written = {
        "name": "阳光幼儿园", "term": "2026年秋", "classes": "小一班26、大一班30", "fee_yuan": "小班12元、大班13.5元",
        "registers": "全部", "consumption": "领用单",
    }  # fmt: skip
    founding = Founding.of(written)
    assert (founding.term, founding.consumption, founding.registers) == ("2026-autumn", "issues", tuple(GROUPS))
    assert founding.fee_yuan == {"小班": 12.0, "大班": 13.5}
    listed = [{"name": "小一班", "enrolled": 26}]  # the band is told by the name in a file too
    assert Founding.of(written | {"classes": listed, "registers": ["全部"]}).classes[0].band == "小班"
