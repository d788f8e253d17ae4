"""Layouts that were met once and must stay read: labels beside days, headings of other words, totals by class."""

import datetime as dt

from kgcore.sheets.kinds import REFUND, STOCKTAKE
from tests.sheets.matrix_sheets import asks_of, read, rows_of


def test_a_label_and_a_day_in_two_cells_are_no_headings(tmp_path):
    rows = [
        ["校园安全检查记录表"],
        ["检查时间", "2026年11月3日", "检查人", "刘"],
        ["检查项目", "检查内容", "检查情况", "存在问题"],
        ["消防安全", "灭火器压力是否正常", "是", ""],
        ["消防安全", "疏散通道是否畅通", "否", "堆放杂物"],
    ]
    found = rows_of(read(tmp_path / "a.xlsx", rows), "inspections")
    assert [(row["date"], row["passed"]) for row in found] == [
        (dt.date(2026, 11, 3), True),
        (dt.date(2026, 11, 3), False),
    ]


def test_a_strength_is_repeated_only_for_the_same_method(tmp_path):
    rows = [
        ["消毒登记本（食堂） 2026年11月"],
        ["日期", "消毒物品", "消毒方法", "浓度", "时间", "操作人"],
        ["11.2", "台面", "84消毒液", "250mg/L", "30分钟", "黄"],
        ["11.2", "地面", "84消毒液", "", "30分钟", "黄"],
        ["11.3", "餐具", "蒸汽", "", "20分钟", "黄"],
    ]
    found = rows_of(read(tmp_path / "a.xlsx", rows), "disinfection")
    assert [row["strength_mg_l"] for row in found] == [250, 250, None]
    assert [row["contact_minutes"] for row in found] == [30, 30, 20]
    assert {row["place"] for row in found} == {"食堂"}


def test_a_sheet_that_names_no_place_asks_for_it_once(tmp_path):
    rows = [["消毒登记 2026年11月"], ["日期", "消毒物品", "消毒方法", "时间"], ["11.2", "餐具", "蒸汽", "20分钟"]]
    tables = read(tmp_path / "a.xlsx", rows)
    assert asks_of(tables)["place"] == ["消毒场所"]


def test_a_delivery_note_with_other_words_for_the_goods(tmp_path):
    rows = [
        ["送货单"],
        ["2026年11月5日"],
        ["序号", "货名", "数量", "单价", "金额"],
        [1, "鸡蛋", "15.5斤", "¥18.00", "279.00"],
    ]
    [row] = rows_of(read(tmp_path / "a.xlsx", rows), "movements")
    assert (row["food"], float(row["quantity_kg"]), row["amount_yuan"]) == ("鸡蛋", 7.75, 279)


def test_a_stocktake_side_by_side_with_plain_quantities(tmp_path):
    rows = [
        ["食堂仓库月末盘点表"],
        ["盘点日期：2026年10月31日"],
        ["品名", "单位", "数量", "品名", "单位", "数量"],
        ["大米", "斤", 220, "鸡蛋", "公斤", 8],
        ["番茄", "斤", 50, "苹果", "公斤", 2],
    ]
    tables = read(tmp_path / "a.xlsx", rows)
    assert {table.kind for table in tables} == {STOCKTAKE}
    quantities = {row["item"]: row["quantity_kg"] for row in rows_of(tables, "counts")}
    assert quantities == {"大米": 110, "番茄": 25, "鸡蛋": 8, "苹果": 2}


def test_refunds_by_class_are_controls(tmp_path):
    rows = [
        ["2026年10月伙食费退费汇总表"],
        ["班级", "人数", "缺勤总天数", "退费标准", "退费总额"],
        ["小一班", 27, 35, 13, 455],
        ["合计", 27, 35, "", 455],
    ]
    [table] = read(tmp_path / "a.xlsx", rows)
    assert table.kind == REFUND and not table.rows
    assert table.controls == [
        {
            "month": "2026-10", "class_name": "小一班", "class_name_written": "小一班",
            "children": 27, "absent_days": 35, "amount_yuan": 455,
        }
    ]  # fmt: skip


def test_grams_of_each_sample_and_pieces_with_a_unit(tmp_path):
    samples = [
        ["食品留样登记（2026年11月）"],
        ["日期", "餐别", "留样食品", "留样时间", "留样量(g)", "销毁时间"],
        ["11/2", "午餐", "红烧肉、米饭", "11:10", "各150", "11/4 11:10"],
    ]
    assert [row["grams"] for row in rows_of(read(tmp_path / "a.xlsx", samples), "samples")] == [150, 150]
    assets = [
        ["固定资产登记簿"],
        ["编号", "资产名称", "数量", "单价", "金额", "购置日期", "存放地点"],
        ["GD-002", "钢琴", "1台", "12500", "12500", "2020-03-15", "多功能厅"],
    ]
    assert rows_of(read(tmp_path / "b.xlsx", assets), "asset_moves")[0]["pieces"] == 1
