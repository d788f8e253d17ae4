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


INCOMES = [["伙食费", 34000], ["其他收入", 1000]]
PARTS = [["其中：主食", 10000], ["副食", 18000], ["调料", 2000]]
ITEMS = [["主食", 10000], ["副食", 18000], ["调料", 2000]]
IN, OUT = ["收入合计", 35000], ["支出合计", 30000]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize(
    "rows",
    [
        [["项目", "金额"], IN, ["其中：伙食费", 34000], ["其他收入", 1000], OUT, *PARTS],
        [["项目", "金额"], OUT, *PARTS, IN, ["其中：伙食费", 34000], ["其他收入", 1000], ["结余", 5000]],
        [["项目", "金额"], ["一、上月结余", 500], ["二、本月收入", 35000], *INCOMES, ["三、本月支出", 30000], *PARTS],
        [["收入部分"], *INCOMES, IN, ["支出部分"], *ITEMS, OUT, ["结余", 5000]],
        [["收支项目", "收入", "支出"], ["伙食费", 35000], *([a, None, b] for a, b in ITEMS), ["合计", 35000, 30000]],
        [["类别", "项目", "金额"], ["收入", *INCOMES[0]], [None, *INCOMES[1]], [None, "小计", 35000],
         ["支出", *ITEMS[0]], [None, *ITEMS[1]], [None, *ITEMS[2]], [None, "小计", 30000]],
        [["收入合计", 35000, "支出合计", 30000], *([*a, *b] for a, b in zip(
            [["其中：伙食费", 34000], ["教工", 1000], [None, None]], PARTS, strict=True))],
        [["收入", None, "支出", None], ["项目", "金额", "项目", "金额"],
         *([*a, *b] for a, b in zip([*INCOMES, [None, None]], ITEMS, strict=True)), ["合计", 35000, "合计", 30000]],
    ],
)  # fmt: skip
def test_lines_stand_on_the_side_of_their_section(tmp_path, rows, suffix):
    (table,) = tables(book(tmp_path / f"a{suffix}", [TITLE, *rows]))
    (control,) = table.controls
    assert (control["income_yuan"], control["spent_yuan"]) == (35000, 30000)
    assert control["spent_by_category_yuan"] == {name: Decimal(value) for name, value in ITEMS}
    assert not table.faults and not table.rows


def test_parts_of_an_item_are_no_items(tmp_path):
    rows = [["项目", "金额"], *ITEMS[:2], ["其中：肉类", 8000], ["蔬菜", 6000], ["蛋奶", 4000], ITEMS[2], OUT, IN]
    (table,) = read(tmp_path / "a.xlsx", [TITLE, *rows])
    assert table.controls[0]["spent_by_category_yuan"] == {name: Decimal(value) for name, value in ITEMS}
    assert table.controls[0]["income_yuan"] == 35000 and not table.faults


def test_what_was_carried_over_may_stand_in_the_balance_of_the_month(tmp_path):
    rows = [["项目", "金额"], ["上月结余", 500], ["本月收入", 35000], ["本月支出", 30000], *PARTS, ["本月结余", 5500]]
    (table,) = read(tmp_path / "a.xlsx", [TITLE, *rows])
    assert table.controls[0]["month_balance_yuan"] == 5000 and table.controls[0]["cumulated_yuan"] == 5500
    assert not table.faults


def test_parts_that_do_not_make_their_sum_are_told(tmp_path):
    (table,) = read(tmp_path / "a.xlsx", [TITLE, ["项目", "金额"], IN, OUT, *PARTS[:2]])
    assert table.controls[0]["spent_yuan"] == 30000 and "各类支出相加是 28000" in table.faults[0]


def test_months_with_a_line_each_are_figures_of_each(tmp_path):
    rows = [
        ["2026年9—10月伙食收支表 单位：万元"],
        ["月份", "收入", "支出", "结余", "人次"],
        ["9月", 2.86, 2.8, 0.06, 2200],
        ["10月", 2.9, 2.95, 0.05, 2231],
        ["合计", 5.76, 5.75, 0.01, 4431],
    ]
    (table,) = tables(book(tmp_path / "收支.xlsx", rows))
    assert [(row["month"], float(row["income_yuan"]), int(row["diner_days"])) for row in table.controls] == [
        ("2026-09", 28600.0, 2200),
        ("2026-10", 29000.0, 2231),
    ]
    assert len(table.faults) == 1 and "第 4 行" in table.faults[0]
    assert not table.asks
