"""Layouts as kindergartens make them: cards, boys and girls, fees by class, sections, two columns for one thing."""

import pytest

from kgcore.sheets import read_sheets
from kgcore.sheets.result import described
from tests.sheets.books import TODAY, book, office_names, one, tables, values


def asks(table):
    return [(ask.about, ask.proposals) for ask in table.asks]


def test_a_card_of_one_food_tells_what_came_and_what_went(tmp_path):
    rows = [
        ["大米 收发存卡片"],
        ["品名：大米", "", "单位：斤"],
        ["日期", "摘要", "收入数量", "单价", "金额", "发出数量", "结存数量"],
        ["2026.10.1", "上月结存", None, None, None, None, 30],
        ["2026.10.8", "购入", 100, 2.6, 260, None, 130],
        ["2026.10.9", "午餐领用", None, None, None, 25, 106],
        ["本月合计", None, 100, None, 260, 25, 106],
    ]
    purchases, issues = tables(book(tmp_path / "卡片.xlsx", rows, sheet="大米"))
    assert values(purchases, "date", "kind", "food", "quantity_kg", "amount_yuan") == [
        ("2026-10-08", "采购", "大米", 50, 260)
    ]
    assert values(issues, "date", "kind", "food", "quantity_kg") == [("2026-10-09", "领用", "大米", 12.5)]
    assert purchases.faults == ["第 6 行 大米：算得结存 105，表上是 106"]


def test_a_ledger_by_day_is_no_month_total_and_what_went_was_not_bought(tmp_path):
    rows = [
        ["2026年10月食堂出入库流水账"],
        ["日期", "品名", "单位", "入库", None, None, "出库", "结存"],
        [None, None, None, "数量", "单价", "金额", "数量", "数量"],
        ["10月8日", "大米", "斤", 100, 2.6, 260, None, 100],
        ["10月9日", "大米", "斤", None, None, None, 25, 75],
    ]
    path = book(tmp_path / "流水.xlsx", rows, merge=["A1:H1", "D2:F2", "A2:A3", "B2:B3", "C2:C3"])
    found = [values(table, "date", "kind", "quantity_kg") for table in tables(path)]
    assert found == [[("2026-10-08", "采购", 50)], [("2026-10-09", "领用", 12.5)]]


@pytest.mark.parametrize("has_sum", [True, False])
def test_boys_and_girls_are_one_number_of_a_class(tmp_path, has_sum):
    heads = ["男", "女", "合计"] if has_sum else ["男", "女"]
    numbers = [[12, 11, 23], [10, 12, 22]] if has_sum else [[12, 11], [10, 12]]
    width = len(heads)
    rows = [
        ["2026年10月幼儿就餐人数"],
        ["日期", "小一班", *[None] * (width - 1), "小二班", *[None] * (width - 1)],
        [None, *heads, *heads],
        ["10月8日", *numbers[0], *numbers[1]],
    ]
    merge = ["A2:A3", "B2:D2", "E2:G2"] if has_sum else ["A2:A3", "B2:C2", "D2:E2"]
    table = one(book(tmp_path / "就餐.xlsx", rows, sheet="就餐人数", merge=merge), "attendance")
    assert values(table, "class_name", "diners") == [("小一班", 23), ("小二班", 22)]


def test_boys_and_girls_that_do_not_add_up_are_named_by_their_cell(tmp_path):
    heads = ["班级", "应到", None, None, "实到", None, None]
    rows = [
        ["各班出勤  2026年10月8日"],
        heads,
        [None, *["男", "女", "合计"] * 2],
        ["小一班", 13, 12, 25, 12, 11, 24],
    ]
    table = one(book(tmp_path / "出勤.xlsx", rows, merge=["A2:A3", "B2:D2", "E2:G2"]), "attendance")
    assert values(table, "diners") == [(24,)]
    assert [(fault.cell, fault.value) for fault in table.misreadings] == [("G4", "24")]


def test_fees_by_class_and_by_child_are_receipts(tmp_path):
    rows = [
        ["2026年10月伙食费收费汇总表"],
        ["班级", "人数", "收费标准", "应收金额", "实收金额"],
        ["小一班", 25, 286, 7150, 7150],
        ["合计", 25, None, 7150, 7150],
    ]
    table = one(book(tmp_path / "收费.xlsx", rows), "receipts")
    assert values(table, "class_name", "month", "amount_yuan", "purpose") == [("小一班", "2026-10", 7150, "预收膳费")]
    assert [about for about, _ in asks(table)] == ["date"] and not table.faults
    rows = [["2026年10月伙食费收费表"], ["班级", "姓名", "实收", "收费日期"], ["小一班", "张小明", 286, "10.8"]]
    table = one(book(tmp_path / "收费表.xlsx", rows), "receipts")
    assert values(table, "date", "child", "amount_yuan") == [("2026-10-08", "#小一班-1", 286)]
    assert "张小明" not in str(table)


def test_other_fees_are_not_taken_for_meal_money(tmp_path):
    rows = [["2026年10月各班收费汇总"], ["班级", "人数", "保教费", "金额"], ["小一班", 25, 20000, 27150]]
    table = one(book(tmp_path / "收费.xlsx", rows), "receipts")
    assert ("receipt", ("预收膳费", "不要")) in asks(table) and table.unread == ["保教费"]


def test_a_roll_of_three_children_and_four_days(tmp_path):
    rows = [
        ["小一班幼儿考勤表 2026年10月"],
        ["姓名", 8, 9, 12, 13],
        ["张小明", "√", "√", "√", "√"],
        ["李小红", "√", "△", "√", "√"],
        ["√出勤 △病假 ○事假"],
    ]
    table = one(book(tmp_path / "考勤.xlsx", rows), "attendance")
    assert values(table, "date", "diners") == [
        ("2026-10-08", 2), ("2026-10-09", 1), ("2026-10-12", 2), ("2026-10-13", 2),
    ]  # fmt: skip


def test_classes_above_their_columns_are_the_classes(tmp_path):
    rows = [
        ["2026年10月考勤汇总"],
        ["日期", "小一班", None, None, "小二班", None, None],
        [None, *["应到", "实到", "病假"] * 2],
        ["8日", 25, 23, 1, 25, 24, 0],
    ]
    found = tables(book(tmp_path / "考勤.xlsx", rows, merge=["A1:G1", "A2:A3", "B2:D2", "E2:G2"]))
    assert [values(table, "class_name", "diners") for table in found] == [[("小一班", 23)], [("小二班", 24)]]


def test_a_lamp_lit_and_put_out_is_one_round(tmp_path):
    rows = [
        ["小一班消毒记录  2026年10月"],
        ["日期", "紫外线", None, "毛巾(蒸汽)"],
        [None, "开", "关", None],
        [8, "17:30", "18:30", "√"],
        [9, "17:30", "18:10", "√"],
    ]
    table = one(book(tmp_path / "消毒.xlsx", rows, merge=["A1:D1", "A2:A3", "B2:C2", "D2:D3"]), "disinfection")
    lamp = [row for row in values(table, "date", "agent", "contact_minutes", "round") if row[1] == "紫外线"]
    assert lamp == [("2026-10-08", "紫外线", 60, 1), ("2026-10-09", "紫外线", 40, 1)]


def test_income_and_spending_one_below_the_other(tmp_path):
    rows = [
        ["2026年10月伙食费收支公示"],
        [None, "项目", "金额（元）"],
        ["收入", "上月结余", 1203.5],
        [None, "本月收伙食费", 35776],
        [None, "收入合计", 36979.5],
        ["支出", "粮油类", 5210],
        [None, "蔬菜类", 8650.3],
        [None, "支出合计", 13860.3],
    ]
    [table] = tables(book(tmp_path / "收支.xlsx", rows))
    control = table.controls[0]
    assert (float(control["income_yuan"]), float(control["spent_yuan"])) == (35776, 13860.3)


def test_one_amount_of_several_rows_is_not_that_of_each(tmp_path):
    rows = [["采购清单 2026年10月12日"], ["品名", "单位", "数量", "金额"], ["青菜", "斤", 10, 100], ["番茄", "斤", 12]]
    table = one(book(tmp_path / "采购.xlsx", rows, merge=["D3:D4"]), "movements")
    assert values(table, "quantity_kg", "amount_yuan") == [(5, None), (6, None)] and len(table.faults) == 2


def test_without_a_unit_the_unit_is_asked_once(tmp_path):
    rows = [["采购清单 2026年10月12日"], ["品名", "数量", "金额"], ["青菜", 10, 100], ["番茄", 12, 30]]
    path = book(tmp_path / "采购.xlsx", rows)
    assert asks(one(path, "movements")) == [("unit", ("斤", "公斤"))]
    told = one(path, "movements", office_names({("unit", "采购清单"): "斤"}))
    assert values(told, "quantity_kg", "asked") == [(5, None), (6, None)]
    rows[0] = ["采购清单 2026年10月12日（数量：斤）"]
    assert values(one(book(path, rows), "movements"), "quantity_kg", "asked") == [(5, None), (6, None)]


def test_the_course_of_lunch_is_none_of_a_snack(tmp_path):
    rows = [
        ["第8周食谱（2026.10.19-10.23）"],
        ["餐次", "类别", "周一", "周二", "周三", "周四", "周五"],
        ["午餐", "主食", *["米饭"] * 5],
        [None, "汤", *["番茄蛋汤"] * 5],
        ["午点", None, *["苹果"] * 5],
    ]
    table = one(book(tmp_path / "食谱.xlsx", rows, merge=["A3:A4"]), "menus")
    assert set(values(table, "meal", "course")) == {("午餐", "主食"), ("午餐", "汤羹"), ("午点", None)}


def test_grams_that_belong_to_nothing_are_told(tmp_path):
    rows = [
        ["2026年10月12日带量食谱（净重：克）"],
        ["餐次", "食谱", "原料", "小班", "中班", "大班"],
        ["午餐", "米饭", "大米", 45, 55, 65],
        ["午点", "苹果", None, 80, 90, 100],
        ["其他", None, None, 8, 10, 12],
    ]
    path = book(tmp_path / "带量.xlsx", rows)
    table = one(path, "dish_ingredients")
    assert values(table, "food", "g_small", "g_large") == [("大米", 45, 65), ("苹果", 80, 100)]
    assert table.faults and "没有读入" in table.faults[0]


def test_what_went_back_to_the_store_was_not_used(tmp_path):
    rows = [["2026年10月12日领料退料单"], ["品名", "单位", "领用", "退回"], ["大米", "斤", 50, 5], ["番茄", "斤", 20]]
    table = one(book(tmp_path / "领料.xlsx", rows), "movements")
    assert values(table, "quantity_kg") == [(22.5,), (10,)] and "22.5 kg" in table.notes[0]


def test_book_and_shelf_below_two_headings(tmp_path):
    rows = [
        ["食堂库存盘点表"],
        ["2026年10月31日"],
        ["名称", "单位", "账面", None, "实盘", None, "盈亏"],
        [None, None, "数量", "金额", "数量", "金额", "数量"],
        ["大米", "斤", 130, 338, 128, 332.8, -2],
        ["盐", "袋（400g）", 6, 12, 5, 10, -1],
    ]
    path = book(tmp_path / "盘点.xlsx", rows, merge=["C3:D3", "E3:F3", "A3:A4", "B3:B4"])
    table = one(path, "counts")
    assert values(table, "quantity_kg", "asked") == [(64, None), (2, None)]
    assert [float(control["book_kg"]) for control in table.controls] == [65, 2.4]


def test_totals_of_a_child_are_no_children_of_a_class(tmp_path):
    rows = [
        ["中一班    2026年10月份幼儿出勤登记"],
        ["序号", "姓名", "10月8日", "10月9日", "10月12日", "出勤", "病", "事"],
        [None, None, "四", "五", "一"],
        [1, "甲", None, "B", None, 2, 1, 0],
        [2, "乙", None, None, "S", 2, 0, 1],
        [3, "丙", None, None, None, 3, 0, 0],
        ["备注", "B病假  S事假  空格为出勤"],
    ]
    table = one(book(tmp_path / "考勤.xlsx", rows, merge=["A2:A3", "B2:B3"]), "attendance")
    assert values(table, "date", "diners") == [("2026-10-08", 3), ("2026-10-09", 2), ("2026-10-12", 2)]


def test_days_above_their_columns_are_the_days_of_a_list(tmp_path):
    rows = [
        ["2026年晨检统计"],
        ["班级", "10月12日", None, "10月13日", None],
        [None, "人数", "异常", "人数", "异常"],
        ["小一班", 23, 0, 24, 0],
    ]
    found = tables(book(tmp_path / "晨检.xlsx", rows, merge=["B2:C2", "D2:E2", "A2:A3"]))
    assert [values(table, "date", "checked") for table in found] == [[("2026-10-12", 23)], [("2026-10-13", 24)]]


def test_three_ticks_in_a_cell_are_three_rounds(tmp_path):
    rows = [
        ["小一班消毒登记表  2026年10月第2周"],
        ["项目", "方法", "周一(12日)", "周二(13日)", "周三(14日)"],
        ["毛巾", "蒸汽30分钟", "√√√", "√√", "√"],
    ]
    table = one(book(tmp_path / "消毒.xlsx", rows), "disinfection")
    assert [row[0] for row in values(table, "round")] == [1, 2, 3, 1, 2, 1] and not table.asks


def test_income_and_spending_below_headings_with_sums(tmp_path):
    rows = [
        ["2026年10月份伙食收支结算表"],
        ["项目", "金额"],
        ["一、上月结存", 1203.5],
        ["二、本月收入", 36000],
        ["1.伙食费", 35776],
        ["2.其他收入", 224],
        ["三、本月支出", 13860.3],
        ["1.粮油", 5210],
        ["2.蔬菜", 8650.3],
        ["四、本月结余", 22139.7],
    ]
    [table] = tables(book(tmp_path / "收支.xlsx", rows))
    control = table.controls[0]
    assert (float(control["income_yuan"]), float(control["spent_yuan"])) == (36000, 13860.3) and not table.faults


def test_samples_with_their_grams_behind_the_dish(tmp_path):
    rows = [
        ["食品留样记录表（2026年10月）"],
        ["日期", "餐次", "留样食品及重量", "留样时间", "销毁时间"],
        ["10月12日", "午餐", "红烧肉130g、清炒青菜125克", "11:00", "10月14日11:00"],
    ]
    table = one(book(tmp_path / "留样.xlsx", rows), "samples")
    assert values(table, "dish", "grams", "kept_hours") == [("红烧肉", 130, 48), ("清炒青菜", 125, 48)]


def test_names_of_a_list_of_absent_children_are_never_asked_about(tmp_path):
    rows = [
        ["缺勤登记追踪表"],
        ["日期", "班级", "姓名", "缺勤原因", "症状"],
        ["2026.10.12", "小一班", "张小明", "病假", "发热"],
        ["2026.10.13", "小一班", "李红", "事假", None],
    ]
    reading = read_sheets(book(tmp_path / "缺勤.xlsx", rows), office_names(), today=TODAY)
    assert "李红" not in str(described(reading)) and "张小明" not in str(described(reading))
    (table,) = reading.sheets[0].tables
    assert table.register == "symptoms" and not table.asks


def test_a_class_is_asked_for_this_very_sheet(tmp_path):
    rows = [["2026年10月用餐人数"], ["日期", "早餐", "午餐"], ["10.8", 28, 32], ["10.9", 30, 33]]
    table = one(book(tmp_path / "用餐.xlsx", rows), "attendance")
    [ask] = [ask for ask in table.asks if ask.about == "class_name"]
    assert ask.written.startswith("用餐《Sheet1》") and ask.proposals[-1] == "不要"


def test_a_sum_with_its_tax_is_asked_once_and_catties_with_taels_are_read(tmp_path):
    rows = [
        ["采购入库单 2026年10月12日"],
        ["品名", "数量", "含税单价", "金额", "税额", "价税合计"],
        ["番茄", "8斤6两", 5, 43, 3.9, 46.9],
    ]
    table = one(book(tmp_path / "采购.xlsx", rows), "movements")
    assert values(table, "quantity_kg") == [(4.3,)]
    assert asks(table) == [("amount", ("价税合计", "金额"))]
