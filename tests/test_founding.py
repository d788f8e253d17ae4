"""A new office from a few answers: asked, by flags, or from a file."""

import datetime as dt

import pandas as pd
import pytest

import kgcore
from kgcore import menu, money, nutrition, weekly
from kgcore.cli import init as command
from kgcore.cli.application import run
from kgcore.kitchens import OtherKitchen, other_kitchen
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
meal_times = {"早餐" = "08:00", "午餐" = "11:30"}
kitchen = "本园"
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
        ({"meal_times": "晚餐17:00"}, "开饭时间 meal_times：二餐二点没有晚餐；有早餐、早点、午餐、午点"),
        ({"meal_times": "午餐11:30、早餐12:00"}, "早餐 12:00 应早于午餐 11:30"),
        ({"meal_times": {"午餐": "中午"}}, "“中午”不是时刻"),
        ({"kitchen": "外送"}, "谁供餐 kitchen：请写明由谁供餐"),
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


@pytest.mark.parametrize(
    ("key", "written", "kept"),
    [
        ("meal_pattern", "三餐两点", "三餐二点"),
        ("meal_pattern", "午餐", "一餐"),
        ("meal_pattern", "早点、午餐、午点", "一餐二点"),
        ("first", "2026.9.1", dt.date(2026, 9, 1)),
        ("last", "2027年1月15日", dt.date(2027, 1, 15)),
    ],
)
def test_words_that_people_use_for_an_answer(key, written, kept):
    times = {"meal_times": {}} if key == "meal_pattern" else {}
    assert getattr(Founding.of(ANSWERS | times | {key: written}), key) == kept


def test_classes_with_names_of_their_own():
    told = read_classes("彩虹班（大班）18|学前班20人，小(1)班 25")
    assert [(one["name"], one["band"], one["enrolled"]) for one in told] == [
        ("彩虹班", "大班", 18), ("学前班", "大班", 20), ("小一班", "小班", 25),
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["flags", "file", "terminal"])
def test_kg_init_founds_an_office(tmp_path, monkeypatch, capsys, way):
    monkeypatch.chdir(tmp_path)
    words = []
    if way == "flags":
        words = ["--name", "阳光幼儿园", "--classes", "小一班26、大一班30", "--fee", "13.5", "--term", "2026-autumn"]
        words += ["--pattern", "二餐二点", "--times", "早餐8点、午餐11:30"]
    if way == "file":
        (tmp_path / "园.toml").write_text(FILE, encoding="utf-8")
        words = ["--from", "园.toml"]
    if way == "terminal":
        answers = iter([
            "小一班26、大一班30", "阳光幼儿园", "约13", "13.5元", "二餐二点",
            "晚餐17:00", "早餐8:00 、 午餐11点半", "外送", "", "", "2026年秋", "2026-09-01", "",
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
    assert profile.meal_times == {"早餐": "08:00", "午餐": "11:30"}
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


@pytest.fixture(scope="module")
def fed(tmp_path_factory):
    """The database of a kindergarten that a caterer feeds and that keeps all registers it can; October 2026."""
    folder = tmp_path_factory.mktemp("fed") / "园"
    words = [
        "--name",
        "阳光幼儿园",
        "--classes",
        "小一班20",
        "--fee",
        "13",
        "--term",
        "2026-autumn",
        "--registers",
        "全部",
    ]
    assert run(["init", str(folder), *words, "--kitchen", "绿源配餐公司"]) == 0
    with kgcore.open(folder / "office.db") as office:
        days = office.school_days("2026-10")
        rows = [(day, "小一班", meal, 19) for day in days for meal in office.profile.meals]
        menus = [(day, "午餐", "主食", "大米饭") for day in office.school_days("2026-W43")]
        office.write(
            {
                "attendance": pd.DataFrame(rows, columns=["date", "class_name", "meal", "diners"]),
                "menus": pd.DataFrame(menus, columns=["date", "meal", "course", "dish"]),
            },
            who="S001",
        )
    return folder / "office.db"


def test_a_kindergarten_without_a_kitchen_keeps_nothing_of_one(fed):
    with kgcore.open(fed) as office:
        assert other_kitchen(office) == OtherKitchen("kitchen", "绿源配餐公司", "阳光幼儿园", is_here=False)
        assert not {"采购", "盘点", "留样", "六T检查"} & set(office.profile.registers)
        for ask, period in ((nutrition.month, "2026-10"), (money.month, "2026-10"), (money.term, "2026-autumn")):
            with pytest.raises(ValueError, match=r"^阳光幼儿园由绿源配餐公司供餐，食材的账在那里"):
                ask(office, period)
        assert not weekly.week_menu(office, "2026-W43").proposal
        with pytest.raises(menu.MenuError, match="请导入那里给的食谱"):
            weekly.week_menu(office, "2026-W44")


def test_the_check_of_a_kindergarten_without_a_kitchen_asks_for_nothing_of_one(fed, capsys):
    run(["--database", str(fed), "check", "--period", "2026-10"])
    said = capsys.readouterr().out
    kitchen_words = ["留样", "餐具", "库存", "盘点", "出入库", "采购", "炊事员", "食谱", "膳食营养", "膳费算不出来"]
    judged = said.partition("不登记、因此不评价")[0]
    assert not [(word, line) for word in kitchen_words for line in judged.splitlines() if word in line]


def test_an_office_without_a_record_has_no_balance(tmp_path):
    order = ["init", str(tmp_path / "园"), "--name", "阳光幼儿园", "--classes", "小一班26", "--fee", "13"]
    assert run([*order, "--term", "2026-autumn"]) == 0
    with kgcore.open(tmp_path / "园" / "office.db") as office, pytest.raises(money.StockError, match="没有可算的"):
        money.month(office, "2026-10")
