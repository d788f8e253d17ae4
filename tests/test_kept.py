"""Registers that an office does not keep: no alarm and no all-clear of them, said once; missing is told from zero."""

import contextlib
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

import kgcore
from kgcore import evidence, registers
from kgcore.cli.application import run
from kgcore.registers import ALWAYS, GROUPS, USUAL
from kgcore.standards import Profile, ProfileError
from tests.calm_office import found
from tests.shown import shown, text_of

PACKAGE = Path(kgcore.__file__).parent
SOURCES = [path for path in PACKAGE.rglob("*.py") if path.name != "measures.py"]  # which names beginnings
CODE = re.compile(r'"((?:nutrition|money|health|staff|safety|property|campus|workplan|dining)\.[a-z_0-9]+)"')
TERM = {"assessment": "2026-autumn", "audit": "2026-autumn"}
WEEK = dict.fromkeys(("menu", "kitchen", "plates"), "2026-W43")
FOREIGN = [  # what no report of an office says that keeps attendance, purchases, stocktakes and menus
    "专案", "消毒", "晨检", "巡班", "留样", "隐患", "访客", "演练", "验收", "体格", "肥胖", "发票", "预算", "退费",
    "六T", "培训", "责任书", "传染病", "因病缺勤", "能耗", "节能", "绿化", "死角", "任务", "决议", "营养员",
    "保育员", "教工", "领用", "合用食堂", "日盘", "办公", "0/0", "示范园",
]  # fmt: skip


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    return found(tmp_path_factory.mktemp("calm"))


def test_each_register_belongs_to_one_group():
    members = [name for names in GROUPS.values() for name in names]
    assert sorted([*members, *ALWAYS]) == sorted(registers.REGISTERS)
    assert set(USUAL) < set(GROUPS)


def test_a_profile_names_groups_and_the_packaged_one_all():
    assert Profile.load().unkept == frozenset()
    assert "illnesses" in Profile.of({"registers": ["考勤"]}).unkept
    with pytest.raises(ProfileError, match="填的是“考古”，可选：考勤、采购"):
        Profile.of({"registers": ["考古"]})


def test_every_verdict_says_which_registers_it_rests_on():
    codes = {code for path in SOURCES for code in CODE.findall(path.read_text(encoding="utf-8"))}
    codes = {code for code in codes if (PACKAGE / code.replace(".", "/")).with_suffix(".py").exists() is False}
    for code in sorted(codes):
        assert evidence.needed(code) <= set(registers.REGISTERS), code


REPORTS = ["notice", "health", "plates", "audit"]
LONG_REPORTS = ["surplus", "nutrition", "menu", "kitchen", "logistics", "assessment"]
SAID = {
    "notice": ["按出勤应收伙食费", "本园不登记收款", "在规定的±2%之内", "园长室查询"],
    "health": ["【出勤率 96.1%。】", "本期卫生保健已登记的部分没有需要说明的问题。"],
    "plates": ["没有登记幼儿名册，不知道哪些幼儿过敏或忌口"],
    "audit": ["在±2%之内", "应收膳费"],
    "surplus": ["应收膳费", "按盘点倒挤", "学期末预计盈亏"],
    "kitchen": ["没有登记幼儿名册，不知道哪些幼儿过敏或忌口"],
    "logistics": ["1家供应商的许可证还没有登记：老李蔬菜"],
    "assessment": ["本园不登记年度计划，不评目标"],
}


@pytest.mark.parametrize("name", [*REPORTS, *(pytest.param(name, marks=pytest.mark.full) for name in LONG_REPORTS)])
def test_a_report_of_an_office_that_keeps_four_registers_is_right_and_calm(founded, name):
    document = shown(name, database=str(founded), period=(TERM | WEEK).get(name, "2026-10"))
    unkept = document.closing["unkept"]
    text = text_of(document).replace(f"（不登记、不评价）{'、'.join(unkept)}", "")
    assert "体检" in unkept or name not in ("health", "assessment")
    for sentence in SAID.get(name, []):
        assert sentence in text, sentence
    text = text.replace("本园不登记收款", "")
    strange = [(word, line) for word in FOREIGN for line in text.splitlines() if word in line]
    allowed = {
        "nutrition": ["教工", "培训"],  # the title of a source
        "kitchen": ["教工"],
        "menu": ["教工"],
        "assessment": ["教工"],
    }.get(name, [])
    assert not [(word, line) for word, line in strange if word not in allowed]


def test_check_names_once_what_is_not_kept(founded, capsys):
    run(["--database", str(founded), "check", "--period", "2026-10"])
    told = capsys.readouterr().out
    assert told.count("不登记、因此不评价：称重调查、收退费、经费、") == 1
    assert "没有登记" not in told.replace("许可证还没有登记", "") and "缺勤" not in told.partition("不登记、因此")[0]


@pytest.fixture(scope="module")
def uncounted(founded, tmp_path_factory):
    """The same office without its stocktake."""
    folder = shutil.copytree(founded.parent, tmp_path_factory.mktemp("uncounted") / "园")
    with contextlib.closing(sqlite3.connect(folder / founded.name)) as connection, connection:
        connection.execute("DELETE FROM counts")
    return folder / founded.name


def test_a_month_that_nobody_counted_is_told_once_and_has_no_percentage(uncounted, capsys):
    run(["--database", str(uncounted), "check", "--period", "2026-10"])
    said = capsys.readouterr().out
    stop = "2026年10月有采购 7,094.40 元，没有盘点，用了多少不知道。请录入月末盘点"
    assert said.count("没有盘点") == 1 and f"膳食营养、膳费算不出来：{stop}" in said
    assert "%" not in said and "学期末" not in said


@pytest.mark.parametrize("name", ["surplus", "notice", "nutrition"])
def test_no_report_of_a_month_that_nobody_counted(uncounted, name):
    with pytest.raises(ValueError, match="没有盘点，用了多少不知道。请录入月末盘点"):
        shown(name, database=str(uncounted), period="2026-10")


def test_the_check_of_a_month_without_attendance_is_calm(founded, capsys):
    run(["--database", str(founded), "check", "--period", "2026-09"])
    said = capsys.readouterr().out
    assert "膳食营养算不出来" in said and not re.search(r"(队伍|安全|财产|园所环境|计划)算不出来|《收款》", said), said
