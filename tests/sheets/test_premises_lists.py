"""留样, 固定资产, 安全检查, 隐患, 访客, 带量食谱: what is read of them, in the layouts that kindergartens use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.sheets.books import book, every_text, one, tables, title, values


@pytest.mark.parametrize("merged", [False, True])
def test_samples_fill_date_meal_and_time_within_a_meal(tmp_path: Path, merged: bool) -> None:
    rows, merge = title(
        [
            ["餐次", "日期", "留样食品", "留样量(g)", "留样时间", "销毁时间", "留样人"],
            ["午餐", "10月12日", "米饭", 125, "11:05", "10月14日11:05", "陈"],
            [None, None, "红烧肉", "150g", None, None, None],
            ["午点", None, "苹果", "约130克", None, None, None],
        ],
        "2026年10月食品留样记录",
    )
    path = book(tmp_path / "留样.xlsx", rows, merge=[*merge, "A3:A4", "B3:B5"] if merged else merge)
    table = one(path, "samples")
    assert values(table, "date", "meal", "dish", "grams", "kept_hours", "asked") == [
        ("2026-10-12", "午餐", "米饭", 125, 48, None),
        ("2026-10-12", "午餐", "红烧肉", 150, 48, None),
        ("2026-10-12", "午点", "苹果", 130, 48, ["grams", "kept_hours"]),
    ]
    assert table.never == ["留样人"]


def test_assets_with_category_lines_and_sums_only(tmp_path: Path) -> None:
    rows = [
        ["名称", "数量", "总价", "购入时间", "使用部门", "保管人"],
        ["钢琴", 2, 12000, dt.date(2025, 9, 1), "音乐室", "王"],
        ["空调", 3, 10000, "2024年6月", "各班", "王"],
        ["合计", 5, 23000, None, None, None],
    ]
    path = book(tmp_path / "固定资产明细.xlsx", rows)
    found = {table.register: table for table in tables(path)}
    assert values(found["assets"], "name", "category", "unit_value_yuan", "bought_on", "asked") == [
        ("钢琴", "玩教具", 6000, "2025-09-01", None),
        ("空调", "电器", 3333.33, "2024-06-01", ["unit_value_yuan", "bought_on"]),
    ]
    assert values(found["asset_moves"], "kind", "pieces", "place") == [("入库", 2, "音乐室"), ("入库", 3, "各班")]
    assert found["assets"].controls == [{"pieces": 5, "amount_yuan": 23000}]
    assert len(found["assets"].faults) == 1


@pytest.mark.parametrize("columns", ["verdict", "ticks"])
def test_checklists_make_hazards_of_what_failed(tmp_path: Path, columns: str) -> None:
    heads = ["检查结果"] if columns == "verdict" else ["合格", "不合格"]
    answers = [["√"], ["×"]] if columns == "verdict" else [["√", None], [None, "√"]]
    rows = [
        ["幼儿园消防安全每日检查表", None, None, None],
        ["检查日期：2026年10月15日", None, None, None],
        ["检查部位", "检查内容", *heads, "备注"],
        ["教学楼", "灭火器在有效期内", *answers[0], None],
        [None, "疏散通道畅通", *answers[1], "堆放纸箱，10月16日前清理，电话13800000000"],
    ]
    path = book(tmp_path / "x.xlsx", rows)
    found = {table.register: table for table in tables(path)}
    assert values(found["inspections"], "date", "kind", "area", "item", "passed", "asked") == [
        ("2026-10-15", "每日", "教学楼", "灭火器在有效期内", True, None),
        ("2026-10-15", "每日", "教学楼", "疏散通道畅通", False, None),
    ]
    assert [row["asked"][0] for row in found["hazards"].rows] == ["severity"]
    assert "备注" in found["inspections"].never and "13800000000" not in every_text(path)


def test_hazards_with_days_in_words(tmp_path: Path) -> None:
    rows = [
        ["序号", "检查日期", "地点", "存在问题", "等级", "整改期限", "完成情况", "责任人"],
        [1, "2026.10.9", "操场", "滑梯螺丝松动", "一般隐患", "3日内", "已整改（10月11日）", "张"],
        [2, "2026.12.28", "食堂", "煤气软管老化", "较大", "1月5日", "整改中", "张"],
        [3, "2026.10.20", "门厅", "无", None, None, None, "张"],
    ]
    path = book(tmp_path / "隐患排查台账.xlsx", rows)
    table = one(path, "hazards")
    assert values(table, "found_on", "item", "severity", "due_on", "fixed_on") == [
        ("2026-10-09", "户外器械", "一般", "2026-10-12", "2026-10-11"),
        ("2026-12-28", "燃气", "较大", "2027-01-05", None),
    ]


def test_visitors_keep_no_person(tmp_path: Path) -> None:
    rows = [
        ["日期", "姓名", "手机", "来访事由", "进入时间", "离开时间", "接待人", "访客证号", "住址"],
        ["2026/10/12", "客某", "13800000000", "送菜", "6:40", "7:05", "食堂", "12", None],
        [None, "客某", "13800000000", "接孩子", "下午3点40", "4:10", "张小明", "13", None],
    ]
    path = book(tmp_path / "来访登记.csv", rows)
    table = one(path, "visitors")
    assert values(table, "date", "purpose", "entered_at", "left_at", "badge", "met_written") == [
        ("2026-10-12", "送货", "06:40", "07:05", "12", "食堂"),
        ("2026-10-12", "家长来访", "15:40", "16:10", "13", ""),
    ]
    assert table.rows[1]["asked"] == ["left_at"]
    assert table.never == ["姓名", "手机", "住址", "接待人"]
    told = every_text(path)
    assert not [word for word in ("客某", "13800000000", "张小明") if word in told]


EATEN = {
    ("2026-10-12", "早点", "牛奶", "牛奶", 150),
    ("2026-10-12", "午餐", "红烧肉", "五花肉", 35),
    ("2026-10-12", "午餐", "红烧肉", "鹌鹑蛋", 10),
    ("2026-10-13", "午餐", "清炒青菜", "青菜", 80),
}


@pytest.mark.parametrize("layout", ["flat", "cell", "beside"])
def test_recipes_in_three_layouts(tmp_path: Path, layout: str) -> None:
    merge: list[str] = []
    if layout == "flat":
        rows = [
            ["日期", "餐次", "菜名", "食材", "用量（克）"],
            ["2026-10-12", "早点", "牛奶", "牛奶", 150],
            [None, "午餐", "红烧肉", "五花肉", 35],
            [None, None, None, "鹌鹑蛋", 10],
            ["2026-10-13", "午餐", "清炒青菜", "青菜", 80],
        ]
    elif layout == "cell":
        rows = [
            ["星期", "餐次", "菜品", "配料及用量"],
            ["周一", "早点", "牛奶", "牛奶150g"],
            [None, "午餐", "红烧肉", "五花肉35g、鹌鹑蛋10g"],
            ["周二", "午餐", "清炒青菜", "青菜 80"],
        ]
        rows, merge = title(rows, "带量食谱（2026年10月12日—10月16日）")
    else:
        rows = [
            ["餐次", "星期一", None, None, "星期二", None, None],
            [None, "菜名", "原料", "重量", "菜名", "原料", "重量"],
            ["早点", "牛奶", "牛奶", 150, None, None, None],
            ["午餐", "红烧肉", "五花肉", 35, "清炒青菜", "青菜", 80],
            [None, None, "鹌鹑蛋", 10, None, None, None],
        ]
        rows, merge = title(rows, "2026年10月12日至10月16日带量食谱")
        merge += ["B2:D2", "E2:G2", "A2:A3"]
    path = book(tmp_path / "食谱.xlsx", rows, merge=merge)
    found = tables(path)
    foods = [table for table in found if table.register == "dish_ingredients"]
    got = [row for table in foods for row in values(table, "date", "meal", "dish", "food", "g_per_child")]
    assert set(got) == EATEN and len(got) == len(EATEN)
    menus = [row for table in found if table.register == "menus" for row in values(table, "date", "meal", "dish")]
    assert set(menus) == {row[:3] for row in EATEN}
