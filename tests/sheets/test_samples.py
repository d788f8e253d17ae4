"""Samples that are only ticked tell no dish and are refused with a sentence; dishes parted by blanks are several."""

from kgcore.sheets import read_sheets
from tests.sheets.books import TODAY, book, office_names, one, values

MATRIX = [["2026年10月食品留样记录"], ["日期", "早点", "午餐", "午点"]]
LIST = [["食品留样记录"], ["日期", "餐次", "留样食品", "留样量", "留样时间", "销毁时间"]]
TIMES = ["125g", "11:00", "10月10日 11:00"]


def test_ticks_alone_are_refused(tmp_path):
    for rows in (
        [*MATRIX, ["10月8日", "√", "√", "√"], ["10月9日", "√", "√", None]],
        [*LIST, ["2026-10-08", "午餐", "√", *TIMES], ["2026-10-08", "午点", "√", *TIMES]],
    ):
        (sheet,) = read_sheets(book(tmp_path / "留样.xlsx", rows), office_names(), today=TODAY).sheets
        assert not sheet.tables and "只打了勾" in sheet.faults[0]


def test_a_tick_among_dishes_is_named(tmp_path):
    rows = [
        *MATRIX,
        ["10月8日", "牛奶125g", "米饭125g 红烧肉125g", "苹果125g"],
        ["10月9日", "牛奶125g", "√", "苹果125g"],
    ]
    table = one(book(tmp_path / "留样.xlsx", rows), "samples")
    assert [row[0] for row in values(table, "dish")] == ["牛奶", "米饭", "红烧肉", "苹果", "牛奶", "苹果"]
    assert table.faults == ["C4：只打了勾，没有写留的是哪道菜，没有读入"]


def test_dishes_parted_by_blanks(tmp_path):
    rows = [*LIST, ["2026-10-08", "午餐", "米饭 红烧肉 清炒青菜 番茄蛋汤", *TIMES]]
    table = one(book(tmp_path / "留样.xlsx", rows), "samples")
    assert [row[0] for row in values(table, "dish")] == ["米饭", "红烧肉", "清炒青菜", "番茄蛋汤"]
    rows = [*LIST, ["2026-10-08", "午餐", "红烧 狮子头", *TIMES]]
    table = one(book(tmp_path / "留样.xlsx", rows), "samples")
    assert [row[0] for row in values(table, "dish_written")] == ["红烧 狮子头"]
