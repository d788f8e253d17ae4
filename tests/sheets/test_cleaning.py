"""消毒: ticks by object and day, whichever way they run; what the words of the method tell, and what they do not."""

import datetime as dt

import pytest

from tests.sheets.matrix_sheets import asks_of, names, read, rows_of, turned

DAYS = [dt.date(2026, 10, day) for day in (12, 13, 14, 15, 16)]
WORDS = "一二三四五"
TITLE = ["小一班消毒记录表（2026年10月12日—10月16日）"]
OBJECTS = {
    "餐桌": ("含氯消毒液250mg/L 作用10分钟", "每日1次", "√√√√√"),
    "毛巾": ("蒸汽消毒15分钟", "每日1次", "√√ √√"),
    "玩具": ("84消毒液500mg/L 30分钟", "每周1次", "    √"),
    "空气": ("紫外线灯照射1小时", "每日1次", "√√√ √"),
}
DONE = sorted(
    (day, thing)
    for thing, (_, _, ticks) in OBJECTS.items()
    for day, tick in zip(DAYS, ticks, strict=True)
    if tick == "√"
)
HEADS = {
    "weekdays": [f"星期{word}" for word in WORDS],
    "days": [f"{day.day}日" for day in DAYS],
    "dates": DAYS,
    "both": [f"周{word}\n10.{day.day}" for word, day in zip(WORDS, DAYS, strict=True)],
}


def grid(head="weekdays", times=None, tick="√"):
    rows = [["消毒项目", "消毒方法", "次数", *HEADS[head]]]
    for thing, (method, often, ticks) in OBJECTS.items():
        rows.append([thing, method, times or often, *(tick if one == "√" else None for one in ticks)])
    return [*rows, ["签字", None, None, *"王李王李王"]]


def told(tables):
    return sorted((row["date"], row["object_written"]) for row in rows_of(tables, "disinfection"))


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("direction", ["across", "down"])
def test_ticks(tmp_path, head, direction):
    rows = grid(head) if direction == "across" else turned(grid(head))
    tables = read(tmp_path / "a.xlsx", [TITLE, *rows])
    assert told(tables) == DONE
    facts = {
        row["object_written"]: (row["object"], row["agent"], row["strength_mg_l"], row["contact_minutes"])
        for row in rows_of(tables, "disinfection")
    }
    assert facts == {
        "餐桌": ("桌面", "含氯消毒剂", 250, 10),
        "毛巾": ("毛巾", "蒸汽", None, 15),
        "玩具": ("玩具", "含氯消毒剂", 500, 30),
        "空气": ("空气", "紫外线", None, 60),
    }
    assert not asks_of(tables) and not any("王" in str(table.rows) for table in tables)
    assert {row["place"] for row in rows_of(tables, "disinfection")} == {"小一班"}


def test_minutes_and_clock_times_are_done(tmp_path):
    rows = grid()
    rows[4][3:] = ["30′", "45分钟", "8:00-8:40", None, "×"]
    tables = read(tmp_path / "a.xlsx", [TITLE, *rows])
    air = [row["contact_minutes"] for row in rows_of(tables, "disinfection") if row["object"] == "空气"]
    assert air == [30, 45, 40]


def test_one_tick_for_three_rounds_is_asked(tmp_path):
    tables = read(tmp_path / "a.xlsx", [TITLE, *grid(times="每日3次")])
    assert told(tables) == DONE and all("round" in row["asked"] for row in rows_of(tables, "disinfection"))
    assert asks_of(tables) == {"round": ["每日3次"]}
    answered = read(tmp_path / "b.xlsx", [TITLE, *grid(times="每日3次")], known=names(round={"每日3次": "3"}))
    assert len(told(answered)) == 3 * len(DONE) and not asks_of(answered)


def test_a_number_tells_the_rounds(tmp_path):
    tables = read(tmp_path / "a.xlsx", [TITLE, *grid(times="每日2次", tick=2)])
    assert len(told(tables)) == 2 * len(DONE) and not asks_of(tables)


def test_what_the_words_do_not_tell_is_asked(tmp_path):
    rows = [
        ["消毒项目", "消毒方法", *HEADS["weekdays"]],
        ["餐桌", "含氯250mg/L", *"√√√√√"],
        ["被褥", "暴晒6小时", *"√    "],
    ]
    rows = [[None if cell == " " else cell for cell in row] for row in rows]
    tables = read(tmp_path / "a.xlsx", [TITLE, *rows])
    assert asks_of(tables) == {"object": ["被褥"], "agent": ["暴晒6小时"]}
    assert [row["contact_minutes"] for row in rows_of(tables, "disinfection") if row["object"] == "桌面"] == [None] * 5
    assert len(told(tables)) == 6


LOG = [
    ["日期", "班级", "消毒物品", "消毒方法", "浓度", "消毒时间", "操作人"],
    ["10月12日", "小一班", "餐桌", "含氯消毒液", "250mg/L", "10分钟", "王"],
    [None, None, "地面", "84消毒液", 500, 30, "王"],
    ["10月13日", "小一班", "餐桌", "含氯消毒液", "250mg/L", "8:00-8:15", "李"],
]


def test_a_list_of_rounds(tmp_path):
    tables = read(tmp_path / "a.xlsx", [["2026年10月消毒登记表"], *LOG])
    assert [
        (row["date"].day, row["place"], row["object"], row["agent"], row["strength_mg_l"], row["contact_minutes"])
        for row in rows_of(tables, "disinfection")
    ] == [
        (12, "小一班", "桌面", "含氯消毒剂", 250, 10),
        (12, "小一班", "地面", "含氯消毒剂", 500, 30),
        (13, "小一班", "桌面", "含氯消毒剂", 250, 15),
    ]
    assert not asks_of(tables) and [table.never for table in tables] == [["操作人"]]


def test_a_log_of_lamps(tmp_path):
    rows = [
        ["日期", "班级", "开始时间", "结束时间", "签名"],
        *([day, "小一班", "16:30", "17:30", "王"] for day in DAYS),
    ]
    tables = read(tmp_path / "a.xlsx", [["紫外线消毒记录"], *rows])
    assert {(row["object"], row["agent"], row["contact_minutes"]) for row in rows_of(tables, "disinfection")} == {
        ("空气", "紫外线", 60)
    }
    assert len(rows_of(tables, "disinfection")) == 5 and not asks_of(tables)


def test_a_list_with_ticks_for_the_times_of_a_day(tmp_path):
    rows = [["消毒物品", "消毒方法", "早", "中", "晚"], ["餐桌", "含氯250mg/L 10分钟", "√", "√", "√"]]
    rows += [["毛巾", "蒸汽30分钟", "√", None, None], ["玩具", "含氯250mg/L 10分钟", None, None, None]]
    tables = read(tmp_path / "a.xlsx", [["小一班日常消毒记录 2026年10月12日"], *rows])
    assert [(row["object"], row["round"]) for row in rows_of(tables, "disinfection")] == [
        ("桌面", 1),
        ("桌面", 2),
        ("桌面", 3),
        ("毛巾", 1),
    ]


def test_classes_before_the_days_of_a_lamp(tmp_path):
    rows = [["班级", *HEADS["days"]], *([name, *["30′"] * 5] for name in ("小一班", "大一班"))]
    tables = read(tmp_path / "a.xlsx", [["紫外线灯消毒登记 2026年10月"], *rows])
    assert {
        (row["place"], row["object"], row["agent"], row["contact_minutes"]) for row in rows_of(tables, "disinfection")
    } == {("小一班", "空气", "紫外线", 30), ("大一班", "空气", "紫外线", 30)}
    assert len(rows_of(tables, "disinfection")) == 10 and not asks_of(tables)


def test_days_down_and_places_or_objects_across(tmp_path):
    rows = [["日期", "小一班", "中一班", "食堂"], ["10月12日", "√", "√", "√"], ["10月13日", "√", "×", "√"]]
    tables = read(tmp_path / "a.xlsx", [["2026年10月消毒记录表"], *rows])
    done = rows_of(tables, "disinfection")
    assert sorted((row["date"].day, row["place_written"]) for row in done) == [
        (12, "中一班"), (12, "小一班"), (12, "食堂"), (13, "小一班"), (13, "食堂"),
    ]  # fmt: skip
    assert asks_of(tables)["object"] == ["消毒记录表"] == asks_of(tables)["agent"]
    titled = read(tmp_path / "b.xlsx", [["2026年10月毛巾消毒记录（煮沸）"], *rows])
    assert {(row["object"], row["agent"]) for row in rows_of(titled, "disinfection")} == {("毛巾", "煮沸")}
    assert not asks_of(titled)
    objects = [["日期", "桌面", "地面", "玩具"], ["10.12", "√", "√", None], ["10.13", "√", "√", "√"]]
    tables = read(tmp_path / "c.xlsx", [["小一班2026年10月消毒登记（84消毒液）"], *objects])
    done = sorted(
        (row["date"].day, row["place"], row["object"], row["round"]) for row in rows_of(tables, "disinfection")
    )
    assert [(day, thing) for day, _, thing, _ in done] == [
        (12, "地面"), (12, "桌面"), (13, "地面"), (13, "桌面"), (13, "玩具"),
    ]  # fmt: skip
    assert {(place, number) for _, place, _, number in done} == {("小一班", 1)}
