"""What a sheet holds beyond the rows that are read is told: columns that nothing is taken from, lines, days."""

import pytest

from kgcore.sheets import names_of
from kgcore.sheets.reading import read_sheets
from kgcore.testing import tiny_office


@pytest.fixture
def read(tmp_path):
    def read(name, text):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        with tiny_office() as office:
            return [table for sheet in read_sheets(path, names_of(office)).sheets for table in sheet.tables]

    return read


def test_a_column_that_is_known_and_not_used_is_named(read):
    (table,) = read("消毒", "日期,消毒对象,消毒方式,消毒液浓度,消毒效果\n2026-05-12,玩具,浸泡,含氯250mg/L,好\n")
    assert "消毒效果" in table.unread


def test_numbers_of_lines_and_figures_that_follow_from_others_are_not_named(read):
    (table,) = read("入库", "序号,日期,品名,数量(公斤),单价,金额,供应商\n1,2026-05-12,大米,10,5,50,粮油甲\n")
    assert table.unread == []


def test_a_line_of_which_nothing_came_is_named_by_its_number(read):
    table = read("盘点", "盘点日期：2026年5月30日,\n品名,数量(公斤),原因\n大米,55,\n面粉,20,\n食盐,6,\n小米,,过期\n")[0]
    assert len(table.rows) == 3
    assert "没有读入的行：6" in table.notes


def test_a_sheet_that_is_read_whole_has_no_such_line(read):
    table = read("盘点", "盘点日期：2026年5月30日,\n品名,数量(公斤)\n大米,55\n面粉,20\n食盐,6\n")[0]
    assert [note for note in table.notes if "没有读入" in note] == []
