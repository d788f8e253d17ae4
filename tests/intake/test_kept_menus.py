"""A menu of days that are on record with other dishes is asked about: no second menu joins the first by itself."""

import datetime as dt

import pandas as pd
import pytest

from kgcore.intake import import_sheets
from kgcore.intake.kept_menus import JOIN, KEEP
from kgcore.testing import tiny_office
from tests.sheets.books import book

DAY = dt.date(2026, 6, 17)


@pytest.fixture
def office():
    with tiny_office() as office:
        yield office


def menu(path, *dishes):
    rows = [["2026年6月食谱"], ["日期", "餐次", "菜名"], *([f"{DAY}", "午餐", dish] for dish in dishes)]
    return book(path, rows)


def dishes_on_record(office):
    rows = office.read("menus")
    return set(rows[rows["date"] == pd.Timestamp(DAY)]["dish"])


def three_dishes():
    return ["卤鹌鹑蛋", "土豆烧牛肉", "清炒小白菜"]


@pytest.mark.parametrize("answer", [KEEP, JOIN])
def test_other_dishes_of_a_meal_are_asked(office, tmp_path, answer):
    first, second, third = three_dishes()
    today = dt.date(2026, 6, 20)
    assert not import_sheets(office, [menu(tmp_path / "甲.xlsx", first, second)], who="S002", today=today).is_open
    other = menu(tmp_path / "乙.xlsx", first, third)
    waiting = import_sheets(office, [other], who="S002", today=today)
    assert waiting.is_open and dishes_on_record(office) == {first, second}
    (question,) = waiting.questions["written"]
    assert second in question and third in question
    assert any("--replace 2026-06-17..2026-06-17" in notice for notice in waiting.notices)
    office.write({"answers": waiting.questions.assign(answer=answer)}, who="S002")
    done = import_sheets(office, [other], who="S002", today=today)
    assert not done.is_open
    assert dishes_on_record(office) == ({first, second} if answer == KEEP else {first, second, third})


def test_the_same_dishes_are_no_question(office, tmp_path):
    first, second, _ = three_dishes()
    for name in ("甲", "乙"):
        done = import_sheets(office, [menu(tmp_path / f"{name}.xlsx", first, second)], who="S002")
        assert not done.is_open
