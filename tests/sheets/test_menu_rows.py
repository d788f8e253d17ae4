"""Menus whose rows name meals and courses, blocks side by side, several dishes in one cell, a word that is no meal."""

import datetime as dt

import pytest

from kgcore.sheets.reading import read_sheets
from kgcore.sheets.shared_foods import IN_ORDER
from tests.sheets.matrix_sheets import TODAY, asks_of, names, read, rows_of

TITLE = ["第8周食谱 2026.10.19-10.21"]
DAYS = ["周一", "周二", "周三"]


def meals(tables):
    return {(row["date"].day, row["meal"], row["dish_written"]) for row in rows_of(tables, "menus")}


@pytest.mark.parametrize("snack", ["午点", "下午点心"])
def test_courses_between_the_snacks_are_lunch(tmp_path, snack):
    rows = [["早点", "牛奶", "豆浆", "酸奶"], [None, "饼干", "面包", "饼干"], ["主食", *["米饭"] * 3]]
    rows += [["大荤", "红烧排骨", "/", "红烧肉"], ["汤", *["紫菜蛋花汤"] * 3], [snack, "苹果", "香蕉", "梨"]]
    tables = read(tmp_path / "a.xlsx", [TITLE, ["餐别", *DAYS], *rows])
    told = meals(tables)
    assert {(19, "早点", "饼干"), (19, "午餐", "红烧排骨"), (20, "午点", "香蕉")} <= told and len(told) == 17
    assert "meal" not in asks_of(tables)


def test_courses_with_their_meal(tmp_path):
    rows = [["人数", *["小班50 中班60"] * 3], ["午餐主食", *["米饭"] * 3], ["汤（午餐）", *["紫菜蛋花汤"] * 3]]
    tables = read(tmp_path / "a.xlsx", [TITLE, ["餐别", *DAYS], *rows, ["水果", *["苹果"] * 3]])
    assert {row["meal"] for row in rows_of(tables, "menus") if row["dish_written"] != "苹果"} == {"午餐"}
    assert {row["course"] for row in rows_of(tables, "menus")} == {"主食", "汤羹", "水果"}
    assert not rows_of(tables, "dish_ingredients") and not any(table.controls for table in tables)
    assert asks_of(tables)["meal"] == ["水果"]


def test_courses_of_an_unknown_meal_are_told(tmp_path):
    rows = [["早点", *["牛奶"] * 3], ["午点", *["苹果"] * 3], ["主食", *["米饭"] * 3]]
    tables = read(tmp_path / "a.xlsx", [TITLE, ["餐别", *DAYS], *rows])
    assert len(rows_of(tables, "menus")) == 6 and "“主食”：看不出是哪一餐" in tables[0].faults[0]


def side_by_side(first, second):
    head = [None, *DAYS, None, None, *DAYS]
    lunch = ["午餐", "米饭", "面条", "红烧肉", None, "午餐", "馒头", "米饭", "红烧肉"]
    return [[first, *[None] * 4, second], head, lunch]


def test_menus_of_bands_side_by_side(tmp_path):
    titles = [f"{band}一周食谱 2026年10月12日-14日" for band in ("小班", "大班")]
    tables = read(tmp_path / "a.xlsx", side_by_side(*titles))
    assert {row["date"].day for row in rows_of(tables, "menus")} == {12, 13, 14}
    assert asks_of(tables)["band"] == ["小班、大班各有食谱，全园登记哪一份"]


def test_weeks_side_by_side(tmp_path):
    titles = [f"食谱 2026年10月{first}日-{first + 2}日" for first in (12, 26)]
    days = sorted({row["date"].day for row in rows_of(read(tmp_path / "a.xlsx", side_by_side(*titles)), "menus")})
    assert days == [12, 13, 14, 26, 27, 28]


def test_more_days_than_the_title_names_are_asked(tmp_path):
    tables = read(tmp_path / "a.xlsx", side_by_side("一周食谱 2026年10月12日-14日", None))
    assert asks_of(tables)["date"]


def test_month_before_days_in_brackets(tmp_path):
    tables = read(tmp_path / "a.xlsx", [["2026年10月第三周（12—14日）食谱"], [None, *DAYS], ["午餐", *["米饭"] * 3]])
    assert {row["date"] for row in rows_of(tables, "menus")} == {dt.date(2026, 10, day) for day in (12, 13, 14)}
    assert "date" not in asks_of(tables)


def recipe(foods, dishes="米饭、红烧肉", known=None, folder=None):
    rows = [["带量食谱 2026年10月12日（净重）"], ["餐次", "食谱", "食材用量（每人/克）"], ["午餐", dishes, foods]]
    return read(folder / "a.xlsx", rows, known=known)


def test_several_dishes_in_one_cell(tmp_path):
    tables = recipe("大米 50；五花肉 40、糖 2", folder=tmp_path)
    [question] = [written for written in asks_of(tables)["dish"] if written.startswith("几道菜")]
    assert {row["dish_written"] for row in rows_of(tables, "menus")} == {"米饭", "红烧肉"}
    assert all("dish" in row["asked"] for row in rows_of(tables, "dish_ingredients"))
    tables = recipe("大米 50；五花肉 40、糖 2", known=names(dish={question: IN_ORDER}), folder=tmp_path)
    told = {(row["dish_written"], row["food_written"]) for row in rows_of(tables, "dish_ingredients")}
    assert told == {("米饭", "大米"), ("红烧肉", "五花肉"), ("红烧肉", "糖")} and "dish" not in asks_of(tables)
    refused = recipe("大米 50；五花肉 40", known=names(dish={question: "不要"}), folder=tmp_path)
    assert not rows_of(refused, "dish_ingredients") and len(rows_of(refused, "menus")) == 2


def test_foods_that_no_order_tells_are_asked_one_by_one(tmp_path):
    question = "米饭、红烧肉里的糖"
    tables = recipe("大米 50、五花肉 40、糖 2", known=names(dish={question: "红烧肉"}), folder=tmp_path)
    assert {row["food_written"]: "dish" in row["asked"] for row in rows_of(tables, "dish_ingredients")} == {
        "大米": True, "五花肉": True, "糖": False,
    }  # fmt: skip


def test_a_word_that_is_no_meal_is_asked(tmp_path):
    path = tmp_path / "10月食谱.csv"
    lines = ["日期,餐次,菜名", "2026-10-12,午餐,米饭", "2026-10-12,水果,苹果", "2026-10-12,其他,梨"]
    path.write_text("\n".join(lines), encoding="utf-8")
    tables = read_sheets(path, names(), today=TODAY).sheets[0].tables
    assert [row["meal"] for row in rows_of(tables, "menus") if "meal" not in row.get("asked", [])] == ["午餐"]
    assert asks_of(tables)["meal"] == ["水果", "其他"] and not tables[0].unread
