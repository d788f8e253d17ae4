"""Menus by age band: the same ones are one, of others somebody says which counts, and the rest is told."""

from dataclasses import replace

import pytest

from kgcore.sheets.reading import read_files, read_sheets
from tests.sheets import matrix_sheets
from tests.sheets.matrix_sheets import TODAY, asks_of, rows_of, written
from tests.sheets.test_week_menus import TITLE, WORDS

DAYS = [f"星期{word}" for word in WORDS]
SMALL = {"早点": ["牛奶"] * 5, "午餐": ["米饭、肉末蒸蛋", "米饭、红烧肉", *["米饭、番茄炒蛋"] * 3]}
LARGE = {"早点": ["牛奶"] * 5, "午餐": ["米饭、红烧肉", "米饭、红烧肉", *["馒头、红烧肉"] * 3]}
CLASSES = ("托一班", "小一班", "中一班", "大一班")
QUESTION = "小班、中大班各有食谱，全园登记哪一份"


def names(**answers):
    return replace(matrix_sheets.names(**answers), classes={name: name for name in CLASSES})


def read(path, rows, known=None):
    return matrix_sheets.read(path, rows, known=known or names())


def bands_in_a_column(small, large):
    rows = [["餐次", "年龄段", *DAYS]]
    for meal in small:
        rows += [[meal, "小班", *small[meal]], [None, "中大班", *large[meal]]]
    return [TITLE, *rows]


def bands_first(small, large):
    rows = [["年龄段", "餐次", *DAYS]]
    for band, menu in (("小班", small), ("中大班", large)):
        rows += [[band if not position else None, meal, *menu[meal]] for position, meal in enumerate(menu)]
    return [TITLE, *rows]


def bands_with_the_meal(small, large):
    return [
        TITLE,
        ["餐次", *DAYS],
        *([f"{band}{meal}", *menu[meal]] for meal in small for band, menu in pairs(small, large)),
    ]


def bands_behind_the_meal(small, large):
    rows = [[f"{meal}（{band}）", *menu[meal]] for meal in small for band, menu in pairs(small, large)]
    return [TITLE, ["餐次", *DAYS], *rows]


def bands_in_the_cell(small, large):
    rows = [
        [meal, *(f"小班：{one}\n中大班：{other}" for one, other in zip(small[meal], large[meal], strict=True))]
        for meal in small
    ]
    return [TITLE, ["餐次", *DAYS], *rows]


def bands_in_a_list(small, large):
    rows = [
        [f"2026-10-{12 + day}", meal, band, menu[meal][day]]
        for day in range(5) for meal in small for band, menu in pairs(small, large)
    ]  # fmt: skip
    return [["食谱"], ["日期", "餐次", "班级", "菜名"], *rows]


def bands_one_below_the_other(small, large):
    span = "（2026年10月12日—10月16日）"
    blocks = [
        [[f"{band}食谱{span}"], ["餐次", *DAYS], *([meal, *menu[meal]] for meal in menu)]
        for band, menu in pairs(small, large)
    ]
    return [*blocks[0], [], *blocks[1]]


def pairs(small, large):
    return (("小班", small), ("中大班", large))


LAYOUTS = [
    bands_in_a_column, bands_first, bands_with_the_meal, bands_behind_the_meal, bands_in_the_cell, bands_in_a_list,
    bands_one_below_the_other,
]  # fmt: skip


def menu_of(tables):
    return {
        (row["date"].day, row["meal"], row["dish_written"], "dish" in row.get("asked", []))
        for row in rows_of(tables, "menus")
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_menus_that_are_the_same_are_one(tmp_path, layout):
    tables = read(tmp_path / "a.xlsx", layout(LARGE, LARGE))
    rows = rows_of(tables, "menus")
    assert len(rows) == 15 == len(menu_of(tables))
    assert "band" not in asks_of(tables) and not any("band" in row for row in rows)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_where_they_differ_one_is_chosen_and_the_other_told(tmp_path, layout):
    tables = read(tmp_path / "a.xlsx", layout(SMALL, LARGE))
    assert asks_of(tables)["band"] == [QUESTION]
    lunches = {(day, dish) for day, meal, dish, _ in menu_of(tables) if meal == "午餐"}
    assert lunches == {
        (day, dish) for day, cell in zip(range(12, 17), LARGE["午餐"], strict=True) for dish in cell.split("、")
    }
    assert {day for day, _, _, is_open in menu_of(tables) if is_open} == {12, 14, 15, 16}, "the menu of the 13th is one"
    notes = " ".join(text for table in tables for text in table.notes)
    assert "小班的 8 道菜没有读入" in notes
    answered = read(tmp_path / "a.xlsx", layout(SMALL, LARGE), known=names(band={QUESTION: "小班"}))
    assert "band" not in asks_of(answered)
    assert (12, "午餐", "红烧肉", False) not in menu_of(answered)
    assert "中大班的 8 道菜没有读入" in " ".join(text for table in answered for text in table.notes)


def test_bands_on_two_sheets_of_a_file(tmp_path):
    sheets = {
        band: [[f"{band}食谱（2026年10月12日—10月16日）"], ["餐次", *DAYS], *([m, *menu[m]] for m in menu)]
        for band, menu in pairs(SMALL, LARGE)
    }
    reading = read_sheets(written(tmp_path / "a.xlsx", sheets), names(), today=TODAY)
    tables = [table for sheet in reading.sheets for table in sheet.tables]
    assert QUESTION in asks_of(tables)["band"]


def two_files(tmp_path, second="2026年10月12日—10月16日", known=None):
    paths = [
        written(
            tmp_path / f"{band}.xlsx",
            {"Sheet1": [[f"{band}食谱（{span}）"], ["餐次", *DAYS], *([m, *menu[m]] for m in menu)]},
        )
        for (band, menu), span in zip(pairs(SMALL, LARGE), ("2026年10月12日—10月16日", second), strict=True)
    ]
    return [
        [table for sheet in reading.sheets for table in sheet.tables]
        for reading in read_files(paths, known or names(), today=TODAY)
    ]


def test_bands_in_two_files_are_held_against_one_another(tmp_path):
    small, large = two_files(tmp_path)
    assert QUESTION in [*asks_of(small).get("band", []), *asks_of(large).get("band", [])]
    small, large = two_files(tmp_path, known=names(band={QUESTION: "小班"}))
    assert len(rows_of(small, "menus")) == 15 and rows_of(large, "menus") == []
    assert "中大班的 8 道菜没有读入" in " ".join(text for table in small for text in table.notes)


def test_bands_of_other_weeks_say_nothing_of_one_another(tmp_path):
    small, large = two_files(tmp_path, "2026年10月19日—10月23日")
    assert [asks_of(tables)["band"] for tables in (small, large)] == [["只写给小班的食谱"], ["只写给中大班的食谱"]]


def test_a_menu_of_one_band_alone_is_asked_about_where_there_are_others(tmp_path):
    rows = [["托班食谱（2026年10月12日—10月16日）"], ["餐次", *DAYS], *([meal, *SMALL[meal]] for meal in SMALL)]
    tables = read(tmp_path / "a.xlsx", rows)
    assert asks_of(tables)["band"] == ["只写给托班的食谱"]
    assert all("dish" in row["asked"] for row in rows_of(tables, "menus"))
    left_out = read(tmp_path / "a.xlsx", rows, known=names(band={"只写给托班的食谱": "不要"}))
    assert rows_of(left_out, "menus") == []
    for_all = read(tmp_path / "a.xlsx", rows, known=names(band={"只写给托班的食谱": "全园都按这份"}))
    assert not any(
        "dish" in row.get("asked", []) and row["dish_written"] == "米饭" for row in rows_of(for_all, "menus")
    )


def test_a_row_of_which_nobody_can_tell_the_meal_is_told(tmp_path):
    rows = [TITLE, ["餐次", *DAYS], *([meal, *SMALL[meal]] for meal in SMALL), ["过敏餐", *["蛋羹"] * 5]]
    tables = read(tmp_path / "a.xlsx", rows)
    assert "5：过敏餐" in [text for table in tables for text in table.skipped]
