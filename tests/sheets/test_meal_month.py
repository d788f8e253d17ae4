"""伙食费收支: the totals of a month become control figures, whatever the layout, and nothing becomes a row."""

from decimal import Decimal

import pytest

from tests.sheets.books import book, tables
from tests.sheets.matrix_sheets import asks_of, read

SPENT = {"粮食": 1080, "荤菜": 19327.2, "蔬菜": 8305.9, "水果": 5992.2}
TOTAL = sum(Decimal(str(value)) for value in SPENT.values())
FIGURES = {
    "income_yuan": 35000,
    "spent_yuan": TOTAL,
    "month_balance_yuan": 35000 - TOTAL,
    "balance_carried_yuan": Decimal("131.89"),
}
TITLE = ["阳光幼儿园2026年10月伙食费收支情况公示"]


def side_by_side():
    rows = [["收入项目", "金额（元）", "支出项目", "金额（元）"]]
    items = [("伙食费", 34000), ("代金退回", 1000), (None, None), (None, None)]
    rows += [[name, value, *pair] for (name, value), pair in zip(items, SPENT.items(), strict=True)]
    rows += [["合计", 35000, "合计", float(TOTAL)], ["上月结余", 131.89, "本月结余", float(35000 - TOTAL)]]
    return rows


def list_of_labels():
    return [
        ["上 月 结 余", 131.89],
        ["本月收入", "35000元"],
        ["本月支出", float(TOTAL)],
        ["本 月 结 余", float(35000 - TOTAL)],
        ["支出项目", "金额"],
        *map(list, SPENT.items()),
    ]


def in_cells():
    return [
        ["上月结余：131.89元", "本月收入：35,000元"],
        [f"本月支出：{TOTAL}元", f"本月结余：{35000 - TOTAL}元"],
        ["项目", "本月支出"],
        *map(list, SPENT.items()),
    ]


def labels_above():
    return [
        ["上月结余", "本月收入", "本月支出", "本月结余"],
        [131.89, 35000, float(TOTAL), float(35000 - TOTAL)],
        ["类别", "金额"],
        *map(list, SPENT.items()),
        ["合计", float(TOTAL)],
    ]


@pytest.mark.parametrize("layout", [side_by_side, list_of_labels, in_cells, labels_above])
def test_layouts(tmp_path, layout):
    (table,) = read(tmp_path / "a.xlsx", [TITLE, *layout()])
    (control,) = table.controls
    assert not table.rows and not table.faults and table.kind == "伙食费收支"
    assert control["month"] == "2026-10"
    assert {name: control[name] for name in FIGURES} == FIGURES
    assert {name: float(value) for name, value in control["spent_by_category_yuan"].items()} == SPENT


def test_figures_that_disagree_are_faults(tmp_path):
    rows = side_by_side()
    rows[-1][3] = 500
    (table,) = read(tmp_path / "a.xlsx", [TITLE, *rows])
    assert any("本月结余" in fault for fault in table.faults) and table.controls


def test_a_month_told_nowhere_is_asked(tmp_path):
    (table,) = read(tmp_path / "a.xlsx", [["伙食费收支情况公示"], *side_by_side()])
    assert table.controls[0]["month"] is None and "month" in asks_of([table])


def test_numbered_labels_are_no_categories(tmp_path):
    rows = [["项目", "金额（元）"], ["一、上月结余", 131.89], ["二、本月收入", 35000], ["三、本月支出", float(TOTAL)]]
    rows += [[f"{number}.{name}", value] for number, (name, value) in enumerate(SPENT.items(), 1)]
    rows += [["（四）本月结余", float(35000 - TOTAL)]]
    (table,) = read(tmp_path / "a.xlsx", [TITLE, *rows])
    (control,) = table.controls
    assert {name: control[name] for name in FIGURES} == FIGURES
    assert {name: float(value) for name, value in control["spent_by_category_yuan"].items()} == SPENT
    assert not table.faults


def test_a_balance_under_the_income_is_no_income(tmp_path):
    rows = [
        ["2026年10月伙食费收支公示表"], ["收入", "金额", "支出", "金额"], ["上月结余", 1200.5, "粮油", 3200],
        ["本月伙食费", 35776, "肉类", 12000], ["收入合计", 36976.5, "支出合计", 15200], ["结余", 21776.5, None, None],
    ]  # fmt: skip
    controls = [row for table in tables(book(tmp_path / "收支.xlsx", rows)) for row in table.controls]
    assert [row["income_yuan"] for row in controls if "income_yuan" in row] == [35776]
