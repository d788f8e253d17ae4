"""Lists of children who were away: day by day with the reason, no name kept; days without school are no attendance."""

import pytest

from kgcore.sheets.leaves import LAST
from kgcore.sheets.result import described
from tests.sheets.books import book, office_names, one, tables, values

HEADINGS = ["序号", "班级", "姓名", "请假日期", "事由", "天数"]


def read(tmp_path, lines, headings=HEADINGS, title="2026年10月请假登记", names=None):
    return one(book(tmp_path / "缺勤.xlsx", [[title], headings, *lines]), "symptoms", names)


def test_reason_symptom_and_disease_without_a_name(tmp_path):
    lines = [
        [1, "小一班", "王小朵", "10月8日", "感冒发烧", 1],
        [2, "小一班", "李一诺", "10月8日", "回老家", 1],
        [3, "中一班", "张大山", "10月9日", "手足口病", 1],
        [4, "中一班", "赵小雨", "10月9日", "赵小雨陪奶奶", 1],
    ]
    table = read(tmp_path, lines)
    assert values(table, "date", "class_name", "leave", "symptom", "diagnosis") == [
        ("2026-10-08", "小一班", "病假", "发热", None),
        ("2026-10-08", "小一班", "事假", None, None),
        ("2026-10-09", "中一班", "病假", None, "手足口病"),
        ("2026-10-09", "中一班", "事假", None, None),
    ]
    assert [(ask.about, ask.written) for ask in table.asks] == [("leave", "缺勤原因：陪奶奶")]
    assert table.rows[3]["asked"] == ["leave"]
    told = str(described(table))
    assert not any(name in told for name in ("王小朵", "李一诺", "张大山", "赵小雨"))
    assert {"date": "2026-10-08", "class_name": "小一班", "class_name_written": "小一班", "sick": 1, "personal": 1} in (
        described(table)["controls"]
    )


@pytest.mark.parametrize(
    ("written", "number", "days"),
    [
        ("10月8日至10月12日", 4, [8, 9, 10, 12]),  # the tenth is a Saturday that people work on
        ("10.8-10.9", 2, [8, 9]),
        ("10月8日-9日", 2, [8, 9]),
        ("10月8、9日", 2, [8, 9]),
        ("2026-10-08", 1, [8]),
    ],
)
def test_days_of_a_line(tmp_path, written, number, days):
    table = read(tmp_path, [[1, "小一班", "王小朵", written, "感冒", number]])
    assert [row["date"].day for row in table.rows] == days
    assert not table.asks and not table.faults


def test_begin_and_end_in_two_columns(tmp_path):
    headings = ["姓名", "班级", "开始日期", "结束日期", "天数", "缺勤原因"]
    table = read(tmp_path, [["王小朵", "小一班", "2026-10-08", "2026-10-12", 3, "感冒"]], headings, "缺勤登记")
    assert len(table.rows) == 4 and "4 个工作日，写的是 3 天" in table.faults[0]


def test_several_days_of_one_date_are_asked(tmp_path):
    lines = [[1, "小一班", "王小朵", "10月9日", "感冒", 2]]
    table = read(tmp_path, lines)
    (ask,) = table.asks
    assert [row["date"].day for row in table.rows] == [9, 10] and table.rows[0]["asked"] == ["date"]
    answered = read(tmp_path, lines, names=office_names({(ask.about, ask.written): LAST}))
    assert [row["date"].day for row in answered.rows] == [8, 9] and not answered.asks


def test_leave_of_grown_ups_is_none_of_children(tmp_path):
    path = book(
        tmp_path / "教师请假登记.xlsx", [["教师请假登记"], HEADINGS, [1, "小一班", "王芳", "10月8日", "感冒", 1]]
    )
    assert not [table for table in tables(path) if table.register == "symptoms"]


@pytest.mark.parametrize(
    "rows",
    [
        [["2026年10月出勤统计"], ["班级", "10月1日", "10月8日"], ["小一班", 0, 20], ["小二班", 0, 0]],
        [
            ["2026年10月考勤统计"],
            ["日期", "班级", "应到", "实到"],
            ["10月1日", "小一班", 25, 0],
            ["10月1日", "小二班", 25, 0],
            ["10月8日", "小一班", 25, 20],
            ["10月8日", "小二班", 25, 0],
        ],
    ],
)
def test_days_without_anybody_are_no_attendance(tmp_path, rows):
    table = one(book(tmp_path / "出勤.xlsx", rows), "attendance")
    assert values(table, "date", "class_name", "diners") == [("2026-10-08", "小一班", 20), ("2026-10-08", "小二班", 0)]
    assert table.notes == ["2026-10-01：写的都是 0 人，按没有开园，不登记"]


def test_a_class_without_school_is_named(tmp_path):
    rows = [["2026年10月出勤统计"], ["班级", "10月8日", "10月9日"], ["小一班", 20, "停课"], ["小二班", 21, 22]]
    assert one(book(tmp_path / "出勤.xlsx", rows), "attendance").skipped == ["2026-10-09 小一班：停课"]
