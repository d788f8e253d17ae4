"""Lists of the health officer and the gate as kindergartens keep them: suspected cases, minutes, samples, figures."""

import datetime as dt

import pytest

from tests.sheets.matrix_sheets import asks_of, names, read, rows_of

ILL = ["班级", "姓名", "病名", "发病日期", "报告日期"]


def illness(folder, heads, *lines, known=None):
    return read(folder / "a.xlsx", [["2026年10月传染病登记"], [*ILL, *heads], *lines], known=known)


@pytest.mark.parametrize(("word", "hospital"), [("水痘?", "市一院"), ("水痘", "疑似"), ("疑似水痘", None)])
def test_a_suspected_disease_is_asked(tmp_path, word, hospital):
    line = ["小一班", "甲", word, "2026-10-12", "2026-10-12", hospital]
    tables = illness(tmp_path, ["确诊医院"], line)
    [question] = asks_of(tables)["disease"]
    [row] = rows_of(tables, "illnesses")
    assert row["disease"] == "水痘" and "disease" in row["asked"]
    refused = illness(tmp_path, ["确诊医院"], line, known=names(disease={question: "不要"}))
    assert rows_of(refused, "illnesses")[0]["disease"] == "不要"


def test_back_is_not_well_again(tmp_path):
    line = ["小一班", "甲", "水痘", "2026-10-12", "2026-10-12", "2026-10-22", "2026-10-23"]
    [row] = rows_of(illness(tmp_path, ["解除隔离日", "复课日"], line), "illnesses")
    assert row["returned_on"] == dt.date(2026, 10, 23)
    away = illness(tmp_path, ["解除隔离日", "复课日"], [*line[:6], None])
    assert rows_of(away, "illnesses")[0]["returned_on"] is None
    only = rows_of(illness(tmp_path, ["痊愈日"], line[:6]), "illnesses")
    assert only[0]["returned_on"] == dt.date(2026, 10, 22)


def test_a_report_before_the_onset_is_asked(tmp_path):
    tables = illness(tmp_path, [], ["小一班", "甲", "水痘", "2026-10-20", "2026-10-19"])
    assert "早于发病" in asks_of(tables)["reported_on"][0]


@pytest.mark.parametrize(
    ("text", "minutes"), [("30分钟", 30), ("半小时", 30), ("1个半小时", 90), ("一小时", 60), ("1小时30分", 90)]
)
def test_minutes_beside_the_time_of_day(tmp_path, text, minutes):
    head = ["日期", "时间", "消毒对象", "消毒方式", "作用时间"]
    tables = read(tmp_path / "a.xlsx", [["小一班消毒登记"], head, ["2026-10-12", "16:30", "玩具", "紫外线", text]])
    assert [row["contact_minutes"] for row in rows_of(tables, "disinfection")] == [minutes]


def test_rounds_with_begin_and_end(tmp_path):
    rows = [
        ["食堂餐具消毒记录 2026年10月"],
        ["日期", "早餐后", None, "午餐后", None, "消毒方式"],
        [None, "开始", "结束", "开始", "结束", None],
        ["12日", "8:40", "9:10", "12:30", "13:15", "高温蒸汽"],
        ["13日", "8:40", "9:10", None, None, "高温蒸汽"],
    ]
    tables = read(tmp_path / "a.xlsx", rows, ("B2:C2", "D2:E2"))
    told = [(row["date"].day, row["round"], row["contact_minutes"]) for row in rows_of(tables, "disinfection")]
    assert told == [(12, 1, 30), (12, 2, 45), (13, 1, 30)]
    assert {row["object"] for row in rows_of(tables, "disinfection")} == {"餐具"}


def test_a_sample_that_is_not_destroyed_yet_has_no_hours(tmp_path):
    rows = [["食品留样登记 2026年10月12日"], ["餐次", "留样品种", "数量", "留样时间", "倒样时间"]]
    rows += [["午餐", "米饭", "100g", "11:10", "10月14日 11:30"], [None, "番茄炒蛋", "125g", None, None]]
    rows += [[None, "红烧肉", "125g", "11:10", None]]
    first, third, second = rows_of(read(tmp_path / "a.xlsx", rows), "samples")
    assert "asked" not in first and second["asked"] == ["kept_hours"] and third["kept_hours"] == first["kept_hours"]


def test_several_samples_a_line(tmp_path):
    head = ["日期", "餐次", "品种1", "重量(g)", "品种2", "重量(g)", "留样时间", "处理时间"]
    rows = [["留样登记（2026年10月）"], head, ["12日", "午餐", "米饭", 130, "红烧肉", 125, "11:00", "14日11:00"]]
    told = rows_of(
        read(tmp_path / "a.xlsx", [*rows, ["12日", "午点", "苹果", 125, None, None, "14:30", "14日14:30"]]), "samples"
    )
    assert sorted((row["dish_written"], int(row["grams"]), int(row["kept_hours"])) for row in told) == [
        ("米饭", 130, 48), ("红烧肉", 125, 48), ("苹果", 125, 48),
    ]  # fmt: skip


def test_samples_with_meals_across(tmp_path):
    head = ["日期", "早点", "午餐", "午点", "留样量", "留样时间", "销毁时间", "签名"]
    rows = [["2026年10月留样记录"], head, [12, "牛奶", "米饭、红烧肉", "苹果", "≥125g", "11:30", "48小时后", "王"]]
    tables = read(tmp_path / "a.xlsx", rows)
    assert {row["dish_written"] for row in rows_of(tables, "samples")} == {"牛奶", "米饭", "红烧肉", "苹果"}
    assert {row["kept_hours"] for row in rows_of(tables, "samples")} == {48}
    assert asks_of(tables)["grams"] == ["≥125g"] and "kept_hours" not in asks_of(tables)


def test_terms_side_by_side_have_their_own_months(tmp_path):
    rows = [["大一班身高体重 2026年3月与9月"], ["姓名", "3月", None, "9月", None]]
    rows += [[None, "身高", "体重", "身高", "体重"], ["甲", 108, 18, 111, 19], ["乙", 105, 17, 108, 18]]
    tables = read(tmp_path / "a.xlsx", rows, ("B2:C2", "D2:E2"))
    assert {row["date"].month for row in rows_of(tables, "measurements")} == {3, 9}
    assert len(asks_of(tables)["date"]) == 2


def test_figures_that_are_not_those_of_a_child(tmp_path):
    rows = [["中二班体检 2026-09-20"], ["姓名", "体重", "身高"], ["甲", 17.5, 103], ["乙", 105, 18.2]]
    tables = read(tmp_path / "a.xlsx", [*rows, ["丙", 36, 104], ["丁", 16.8, 1.05], ["戊", 17, 104]])
    proposals = {ask.written[:5]: ask.proposals for table in tables for ask in table.asks if ask.about == "weight_kg"}
    assert proposals["第 5 行"] == ("18", "36") and proposals["第 4 行"][0] == "18.2"
    assert [ask.proposals[0] for table in tables for ask in table.asks if ask.about == "height_cm"] == ["105", "105"]


def test_times_without_a_colon(tmp_path):
    head = ["日期", "来园时间", "离园时间", "事由"]
    rows = [["外来人员登记"], head, ["2026-10-12", "830", "0910", "送货"], ["2026-10-12", "14:05", "次日", "施工"]]
    tables = read(tmp_path / "a.xlsx", rows)
    assert [(row["entered_at"], row["left_at"]) for row in rows_of(tables, "visitors")] == [
        ("08:30", "09:10"), ("14:05", None),
    ]  # fmt: skip
    assert len(asks_of(tables)["left_at"]) == 1


def test_why_children_were_absent_under_another_heading(tmp_path):
    rows = [["因病缺勤追踪登记"], ["缺勤日期", "班级", "姓名", "症状/病因", "返园日期"]]
    tables = read(tmp_path / "a.xlsx", [*rows, ["2026-10-12", "小一班", "甲", "发热38.5", "2026-10-14"]])
    assert [(row["leave"], row["symptom"]) for row in rows_of(tables, "symptoms")] == [("病假", "发热")]


def test_a_checklist_with_days_across(tmp_path):
    rows = [["2026年10月安全检查表"], ["检查区域", "检查项目", "10月9日", "10月16日", "问题及整改"]]
    rows += [
        ["厨房", "灭火器", "√", "×", "压力不足"],
        [None, "燃气阀门", "√", "√", None],
        ["检查人", None, "高", "高", None],
    ]
    tables = read(tmp_path / "a.xlsx", rows)
    told = [(row["date"].day, row["area"], row["item"], row["passed"]) for row in rows_of(tables, "inspections")]
    assert told == [
        (9, "厨房", "灭火器", True), (16, "厨房", "灭火器", False),
        (9, "厨房", "燃气阀门", True), (16, "厨房", "燃气阀门", True),
    ]  # fmt: skip
    [hazard] = rows_of(tables, "hazards")
    assert hazard["description"] == "灭火器：压力不足" and "高" not in str([table.rows for table in tables])


def test_a_ledger_that_tells_what_was_in_order(tmp_path):
    rows = [["消防安全检查记录"], ["检查日期", "检查部位", "检查情况", "存在问题"]]
    rows += [["2026-10-12", "厨房", "正常", "无"], ["2026-10-19", "大厅", "不合格", "灭火器压力不足"]]
    tables = read(tmp_path / "a.xlsx", rows)
    assert [(row["area"], row["passed"]) for row in rows_of(tables, "inspections")] == [("厨房", True), ("大厅", False)]
    assert [row["place"] for row in rows_of(tables, "hazards")] == ["大厅"]


def test_the_week_of_a_month_is_proposed(tmp_path):
    rows = [["2026年10月第2周安全检查"], ["检查项目", "周一", "周二"], ["插座", "√", "√"], ["滑梯", "√", "×"]]
    [ask] = [ask for table in read(tmp_path / "a.xlsx", rows) for ask in table.asks if ask.about == "date"][:1]
    assert ask.proposals == ("2026-10-12", "2026-10-05")
