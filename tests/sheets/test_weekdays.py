"""A day of the week that contradicts its date is told by its cell, wherever both stand together."""

import pytest

from tests.sheets.books import book, tables

GOODS, EGGS = ["品名", "单位", "数量", "单价", "金额"], ["鸡蛋", "斤", 10, 5, 50]
BOUGHT = ["采购记录"]
MEALS = [["早点", "牛奶", "饼干"], ["午餐", "米饭", "红烧肉"]]
SHEETS = {
    "one cell": (
        "A3", [BOUGHT, ["日期", *GOODS], ["2026年10月12日 星期二", *EGGS], ["2026年10月13日（周二）", *EGGS]]
    ),
    "a column": (
        "A3", [BOUGHT, ["日期", "星期", *GOODS], ["2026-10-12", "周二", *EGGS], ["2026-10-13", "周二", *EGGS]]
    ),
    "a letter": (
        "A3", [BOUGHT, ["日期", "星期", *GOODS], ["2026-10-12", "二", *EGGS], ["2026-10-13", "二", *EGGS]]
    ),
    "a title": ("A1", [["采购记录 2026年10月12日 星期二"], GOODS, EGGS]),
    "attendance": (
        "A3",
        [
            ["考勤 2026年10月"], ["日期", "星期", "班级", "应到", "实到"],
            ["10月12日", "星期二", "小一班", 25, 24], ["10月13日", "星期二", "小一班", 25, 23],
        ],
    ),
    "two rows": (
        "B3", [["食谱 2026年10月"], ["餐次", "周二", "周二"], [None, "10月12日", "10月13日"], *MEALS]
    ),
    "a menu": ("B2", [["食谱 2026年10月"], ["餐次", "周二10月12日", "周二10月13日"], *MEALS]),
}  # fmt: skip


@pytest.mark.parametrize("layout", SHEETS)
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_cell_is_told_once(tmp_path, layout, ending):
    cell, rows = SHEETS[layout]
    found = tables(book(tmp_path / f"a.{ending}", rows))
    faults = [fault for table in found for fault in table.faults if "是星期" in fault]
    assert faults == [f"{cell}：2026-10-12 是星期一，表上写着星期二；请核对日期"]
    assert all(str(row["date"])[:8] == "2026-10-" for table in found for row in table.rows)
