"""考勤 by child and day: whatever the marks, legends, dates and directions, the same children were there."""

import datetime as dt

import pytest

from tests.sheets.matrix_sheets import asks_of, names, read, rows_of, turned

DAYS = [dt.date(2026, 10, day) for day in (12, 13, 14, 15, 16)]
STATES = {
    "甲甲": ["出勤", "病假", "出勤", "出勤", "出勤"],
    "乙乙": ["出勤", "出勤", "事假", "出勤", "其他"],
    "丙丙": ["出勤", "出勤", "出勤", "出勤", "出勤"],
    "丁丁": ["事假", "出勤", "出勤", "病假", "出勤"],
}
PRESENT = [sum(states[day] == "出勤" for states in STATES.values()) for day in range(5)]
LEAVES = {
    (DAYS[day], f"#小一班-{number}", state)
    for number, states in enumerate(STATES.values(), 1)
    for day, state in enumerate(states)
    if state != "出勤"
}
HEADINGS = {
    "numbers": [day.day for day in DAYS],
    "words": [f"{day.day}日" for day in DAYS],
    "months": [f"{day.month}月{day.day}日" for day in DAYS],
    "dates": list(DAYS),
    "points": [10.12, 10.13, 10.14, 10.15, 10.16],
    "weekdays": [f"星期{word}\n10.{day.day}" for word, day in zip("一二三四五", DAYS, strict=True)],
}
LEGENDS = {
    "备注：出勤“√”，病假“△”，事假“○”，其他原因缺勤“×”。": "√△○×",
    "符号说明：√到园  ×病假  ○事假  ※旷课": "√×○※",
    "出勤√/病假B/事假S/其他Q": "√BSQ",
    "（○：出勤；△：病假；×：事假；—：其他）": "○△×—",
    "注：病假用△表示，事假用○表示，其他用×表示，出勤不填": " △○×",
}
KINDS = ["出勤", "病假", "事假", "其他"]


def sheet(signs, headings, *, legend="", title="阳光幼儿园2026年10月幼儿考勤表（小一班）", totals=False):
    marks = dict(zip(KINDS, signs, strict=True))
    rows = [["序号", "姓名", *headings, *(["实到天数", "病假", "事假"] if totals else [])]]
    for number, (child, states) in enumerate(STATES.items(), 1):
        cells = [marks[state].strip() or None for state in states]
        own = [states.count(kind) for kind in KINDS[:3]] if totals else []
        rows.append([number, child, *cells, *own])
    return [[title], *rows, *([[legend]] if legend else [])]


def check(tables, *, asked=()):
    attendance, symptoms = rows_of(tables, "attendance"), rows_of(tables, "symptoms")
    assert [(row["date"], row["class_name"], row["diners"]) for row in attendance] == [
        (day, "小一班", number) for day, number in zip(DAYS, PRESENT, strict=True)
    ]
    assert {(row["date"], row["child"], row["leave"]) for row in symptoms} == LEAVES
    told = {column for row in attendance for column in row.get("asked", [])}
    assert told == {"meal", *asked}
    assert not any(fault for table in tables for fault in table.faults)
    assert not any(child in str(tables) for child in STATES)


@pytest.mark.parametrize("headings", HEADINGS)
@pytest.mark.parametrize("direction", ["across", "down"])
def test_days_in_any_writing_and_direction(tmp_path, headings, direction):
    rows = sheet("√△○×", HEADINGS[headings], legend=next(iter(LEGENDS)))
    if direction == "down":
        rows = [rows[0], *turned(rows[1:-1]), rows[-1]]
    check(read(tmp_path / "a.xlsx", rows))


@pytest.mark.parametrize("legend", LEGENDS)
def test_marks_mean_what_the_legend_says(tmp_path, legend):
    rows = sheet(LEGENDS[legend], HEADINGS["numbers"], legend=legend)
    tables = read(tmp_path / "a.xlsx", rows)
    blank = LEGENDS[legend].startswith(" ")
    check(tables)
    assert ("school_day" in asks_of(tables)) is False, blank


def test_words_need_no_legend(tmp_path):
    tables = read(tmp_path / "a.xlsx", sheet(["√", "病", "事", "其他"], HEADINGS["numbers"]))
    check(tables)
    assert "mark" not in asks_of(tables)


def test_unknown_marks_are_asked_once_and_carry_a_proposal(tmp_path):
    rows = sheet(["√", "病", "事", "◇"], HEADINGS["numbers"])
    tables = read(tmp_path / "a.xlsx", rows)
    assert asks_of(tables)["mark"] == ["◇"]
    rest = [row for row in rows_of(tables, "symptoms") if "leave" in row.get("asked", [])]
    assert [row["child"] for row in rest] == ["#小一班-2"]
    assert {row["date"] for row in rows_of(tables, "attendance") if "diners" in row["asked"]} == {DAYS[4]}
    answered = read(tmp_path / "b.xlsx", rows, known=names(mark={"◇": "其他"}, meal={"到园幼儿": "早点、午餐"}))
    assert "mark" not in asks_of(answered) and "meal" not in asks_of(answered)
    assert [(row["date"], row["meal"]) for row in rows_of(answered, "attendance")][:2] == [
        (DAYS[0], "早点"),
        (DAYS[0], "午餐"),
    ]


def test_printed_totals_prove_who_was_there(tmp_path):
    """A mark that the totals show to be an absence leaves the diners certain; its reason is still asked."""
    tables = read(tmp_path / "a.xlsx", sheet(["√", "病", "事", "◇"], HEADINGS["numbers"], totals=True))
    check(tables)
    assert asks_of(tables)["mark"] == ["◇"]


def test_blank_cells_are_asked_where_nothing_tells(tmp_path):
    tables = read(tmp_path / "a.xlsx", sheet([" ", "病", "事", "旷"], HEADINGS["numbers"]))
    check(tables, asked={"diners"})
    assert asks_of(tables)["mark"] == ["空白"]
    assert next(ask.proposals[0] for table in tables for ask in table.asks if ask.about == "mark") == "出勤"


def test_a_printed_total_that_disagrees_is_a_fault_beside_the_rows(tmp_path):
    rows = sheet("√△○×", HEADINGS["numbers"], legend=next(iter(LEGENDS)), totals=True)
    rows[2][7] = 5
    tables = read(tmp_path / "a.xlsx", rows)
    assert len(rows_of(tables, "attendance")) == 5
    (fault,) = [fault for table in tables for fault in table.faults]
    assert "第 3 行" in fault and "5 天" in fault and "4 天" in fault


def test_after_leaving_an_empty_cell_does_not_count(tmp_path):
    rows = sheet("√△○×", HEADINGS["numbers"], legend="√出勤 △病假 ○事假 ×其他 空白出勤")
    rows[4][3:] = [None, "退", None, None]
    tables = read(tmp_path / "a.xlsx", rows)
    assert [row["diners"] for row in rows_of(tables, "attendance")] == [3, 3, 2, 2, 2]
    assert "mark" not in asks_of(tables)


def test_a_day_without_marks_is_no_school_day(tmp_path):
    days = [*HEADINGS["numbers"], 17, 18, 19]
    tables = read(tmp_path / "a.xlsx", sheet("√△○×", days, legend=next(iter(LEGENDS))))
    check(tables)


def test_halves_of_a_month_one_under_the_other(tmp_path):
    legend = next(iter(LEGENDS))
    first = sheet("√△○×", HEADINGS["numbers"], legend="")
    second = sheet("√△○×", [19, 20, 21, 22, 23], legend=legend, totals=True)[1:]
    for row, states in zip(second[1:-1], STATES.values(), strict=True):
        row[7:10] = [2 * states.count(kind) for kind in KINDS[:3]]
    tables = read(tmp_path / "a.xlsx", [*first, *second])
    assert [row["diners"] for row in rows_of(tables, "attendance")] == PRESENT * 2
    assert not any(table.faults for table in tables)


def test_working_days_without_a_mark_are_one_question_where_blanks_mean_presence(tmp_path):
    rows = sheet(" △○×", [*HEADINGS["numbers"], 17, 18, 19, 20], legend="△病假 ○事假 ×其他 空白为出勤")
    tables = read(tmp_path / "a.xlsx", rows)
    days = [row["date"].day for row in rows_of(tables, "attendance")]
    assert days == [12, 13, 14, 15, 16, 19, 20]
    [question] = asks_of(tables)["school_day"]
    answered = read(tmp_path / "a.xlsx", rows, known=names(school_day={question: "都放假"}))
    assert len(rows_of(answered, "attendance")) == 5 and "school_day" not in asks_of(answered)


@pytest.mark.parametrize(
    "title", ["小一班晨检记录 2026年10月", "小一班午睡巡视 2026年10月", "小一班缴费登记 2026年10月"]
)
def test_marks_of_another_kind_are_no_attendance(tmp_path, title):
    assert not read(tmp_path / "a.xlsx", sheet("√√√√", HEADINGS["numbers"], title=title))
