"""周食谱: the same dishes whichever way the grid runs, however they are separated, and as lines of text."""

import datetime as dt

import pytest

from tests.sheets.matrix_sheets import asks_of, names, read, rows_of, turned

DAYS = [dt.date(2026, 10, day) for day in (12, 13, 14, 15, 16)]
WORDS = "一二三四五"
MENU = {
    "早点": [["牛奶", "饼干"], ["豆浆", "鸡蛋糕"], ["酸奶", "小蛋糕"], ["牛奶", "曲奇"], ["豆浆", "苏打饼干"]],
    "午餐": [
        ["米饭", "红烧肉", "清炒菠菜", "番茄蛋汤"],
        ["二米饭", "清蒸鲈鱼", "香菇青菜", "紫菜蛋花汤"],
        ["红薯饭", "土豆烧牛肉", "蒜蓉西兰花", "菠菜豆腐汤"],
        ["米饭", "板栗烧鸡", "番茄炒蛋", "冬瓜排骨汤"],
        ["菜肉大馄饨", "卤鹌鹑蛋"],
    ],
    "午点": [["苹果"], ["香蕉"], ["银耳羹", "梨"], ["蒸玉米"], ["小馄饨"]],
}
DISHES = [
    (day, meal, dish) for meal, cells in MENU.items() for day, cell in zip(DAYS, cells, strict=True) for dish in cell
]
TITLE = ["阳光幼儿园第七周食谱（2026年10月12日—10月16日）"]
HEADS = {
    "weekdays": [[f"星期{word}" for word in WORDS]],
    "short": [[f"周{word}" for word in WORDS]],
    "two rows": [[f"星期{word}" for word in WORDS], [f"10月{day.day}日" for day in DAYS]],
    "dates": [DAYS],
    "one cell": [[f"周{word}（10.{day.day}）" for word, day in zip(WORDS, DAYS, strict=True)]],
    "lines": [[f"10月{day.day}日\n星期{word}" for word, day in zip(WORDS, DAYS, strict=True)]],
}


def told(tables):
    return sorted((row["date"], row["meal"], row["dish_written"]) for row in rows_of(tables, "menus"))


def grid(head="weekdays", separator="\n", menu=MENU):
    rows = [["餐次" if not position else None, *cells] for position, cells in enumerate(HEADS[head])]
    return rows + [[meal, *(separator.join(cell) for cell in cells)] for meal, cells in menu.items()]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("direction", ["across", "down"])
def test_grids(tmp_path, head, direction):
    rows = grid(head) if direction == "across" else turned(grid(head))
    tables = read(tmp_path / "a.xlsx", [TITLE, *rows])
    assert told(tables) == sorted(DISHES)
    assert set(asks_of(tables)) == {"dish"}


@pytest.mark.parametrize("separator", ["、", "，", "+", " + ", "\n", " ", "；", "、\n"])
def test_separators(tmp_path, separator):
    assert told(read(tmp_path / "a.xlsx", [TITLE, *grid(separator=separator)])) == sorted(DISHES)


def test_a_row_for_each_dish_under_a_merged_meal(tmp_path):
    rows = [["餐次", *(f"星期{word}" for word in WORDS)]]
    for meal, cells in MENU.items():
        for line in range(4):
            rows.append([meal if not line else None, *(cell[line] if line < len(cell) else None for cell in cells)])
    merges = ("A3:A6", "A7:A10", "A11:A14")
    assert told(read(tmp_path / "a.xlsx", [TITLE, *rows], merges)) == sorted(DISHES)
    assert told(read(tmp_path / "b.xlsx", [TITLE, *rows])) == sorted(DISHES)


def test_courses_of_their_own_column(tmp_path):
    rows = [["餐次", "类别", *(f"星期{word}" for word in WORDS[:2])]]
    rows += [["午餐", "主食", "米饭", "花卷"], [None, "荤菜", "红烧肉", "盐水虾"], [None, "汤", "番茄蛋汤", "紫菜汤"]]
    tables = read(tmp_path / "a.xlsx", [TITLE, *rows], ("A3:A5",))
    assert [(row["date"].day, row["course"], row["dish_written"]) for row in rows_of(tables, "menus")] == [
        (12, "主食", "米饭"),
        (13, "主食", "花卷"),
        (12, "大荤", "红烧肉"),
        (13, "大荤", "盐水虾"),
        (12, "汤羹", "番茄蛋汤"),
        (13, "汤羹", "紫菜汤"),
    ]


def test_two_weeks_one_under_the_other(tmp_path):
    second = ["第八周食谱（2026年10月19日—10月23日）"]
    tables = read(tmp_path / "a.xlsx", [TITLE, *grid(), [], second, *grid()])
    later = [(day + dt.timedelta(days=7), meal, dish) for day, meal, dish in DISHES]
    assert told(tables) == sorted(DISHES + later)


def test_holidays_and_notes_are_no_dishes(tmp_path):
    rows = grid()
    rows[1][1:3] = ["国庆节放假", None]
    rows[2][1:3] = rows[3][1:3] = [None, None]
    rows.append(["备注", "食谱如有调整以当日公示为准", None, None, None, None])
    tables = read(tmp_path / "a.xlsx", [TITLE, *rows], ("B3:C5",))
    assert told(tables) == sorted(one for one in DISHES if one[0] >= DAYS[2])


def test_a_snack_without_a_name_is_told_by_its_place_and_asked(tmp_path):
    menu = {"早餐": MENU["早点"], "加餐": MENU["午点"], "午餐": MENU["午餐"]}
    tables = read(tmp_path / "a.xlsx", [TITLE, *grid(menu=menu)])
    snacks = [row for row in rows_of(tables, "menus") if row.get("meal_written") == "加餐"]
    assert {row["meal"] for row in snacks} == {"早点"} and all("meal" in row["asked"] for row in snacks)
    after = {"午餐": MENU["午餐"], "水果": MENU["午点"]}
    tables = read(tmp_path / "b.xlsx", [TITLE, *grid(menu=after)])
    assert {row["meal"] for row in rows_of(tables, "menus") if row.get("meal_written") == "水果"} == {"午点"}


def test_one_or_the_other_is_asked(tmp_path):
    menu = {"午点": [["酸奶/小餐包"], ["苹果"], ["梨"], ["香蕉"], ["饼干"]], "午餐": MENU["午餐"]}
    tables = read(tmp_path / "a.xlsx", [TITLE, *grid(menu=menu)])
    assert [row["dish_written"] for row in rows_of(tables, "menus")][:2] == ["酸奶", "小餐包"]
    assert "酸奶/小餐包" in asks_of(tables)["dish"]
    answered = read(tmp_path / "b.xlsx", [TITLE, *grid(menu=menu)], known=names(dish={"酸奶/小餐包": "小餐包"}))
    assert next(row["dish_written"] for row in rows_of(answered, "menus")) == "小餐包"


def test_brackets_hold_ingredients_and_grams(tmp_path):
    menu = {
        "午餐": [
            ["米饭（大米50g）", "红烧肉（五花肉35g、土豆20g）"],
            ["番茄蛋汤（番茄、鸡蛋）", "馒头50g"],
            ["香菇（鲜）青菜"],
            ["牛奶200ml"],
            ["1.面条", "2.鸡蛋"],
        ]
    }
    tables = read(tmp_path / "a.xlsx", [TITLE, *grid(menu=menu, separator="、")])
    assert [row["dish_written"] for row in rows_of(tables, "menus")] == [
        "米饭",
        "红烧肉",
        "番茄蛋汤",
        "馒头",
        "香菇(鲜)青菜",
        "牛奶",
        "面条",
        "鸡蛋",
    ]
    assert [
        (row["dish_written"], row["food_written"], int(row["g_per_child"]))
        for row in rows_of(tables, "dish_ingredients")
    ] == [
        ("米饭", "大米", 50),
        ("红烧肉", "五花肉", 35),
        ("红烧肉", "土豆", 20),
    ]


def test_grams_below_a_meal_wait_for_their_dish_and_those_of_a_day_are_controls(tmp_path):
    rows = [*grid(), ["带量（克/人）", *(["大米50 五花肉35、牛奶150ml"] * 5)]]
    tables = read(tmp_path / "a.xlsx", [TITLE, *rows])
    assert told(tables) == sorted(DISHES)
    assert rows_of(tables, "dish_ingredients") == []
    controls = [row for table in tables for row in table.controls]
    assert [(row["food"], row["g_per_child"]) for row in controls] == [("大米", 50), ("五花肉", 35), ("牛奶", 150)] * 5
    assert "带量（克/人）" not in {ask.written for table in tables for ask in table.asks}
    each = [rows[0]]
    for row in rows[1:-1]:
        each += [row, ["带量", *(["大米50"] * 5)]]
    grams = rows_of(read(tmp_path / "b.xlsx", [TITLE, *each]), "dish_ingredients")
    assert [row["meal"] for row in grams] == ["早点"] * 5 + ["午餐"] * 5 + ["午点"] * 5
    assert all(row["dish"] is None and "dish" in row["asked"] for row in grams)


def test_lines_of_text(tmp_path):
    rows = [TITLE]
    for position, word in enumerate(WORDS):
        rows.append([f"星期{word}："])
        rows += [[f"{meal}：{'、'.join(cells[position])}"] for meal, cells in MENU.items()]
    assert told(read(tmp_path / "a.xlsx", rows)) == sorted(DISHES)
    beside = [TITLE] + [
        [f"周{word}", "\n".join(f"{meal}：{'、'.join(cells[position])}" for meal, cells in MENU.items())]
        for position, word in enumerate(WORDS)
    ]
    assert told(read(tmp_path / "b.xlsx", beside)) == sorted(DISHES)


def test_meals_in_the_cell_of_a_day(tmp_path):
    cells = ["\n".join(f"{meal}：{'、'.join(row[position])}" for meal, row in MENU.items()) for position in range(5)]
    rows = [TITLE, [f"星期{word}" for word in WORDS], cells]
    assert told(read(tmp_path / "a.xlsx", rows)) == sorted(DISHES)


def test_days_told_nowhere_are_asked_once(tmp_path):
    tables = read(tmp_path / "a.xlsx", [["一周食谱"], *grid()])
    assert all("date" in row["asked"] for row in rows_of(tables, "menus"))
    [question] = asks_of(tables)["date"]
    known = names(date={question: "2026-10-12"})
    answered = read(tmp_path / "a.xlsx", [["一周食谱"], *grid()], known=known)
    assert told(answered) == sorted(DISHES)
    other = [["一周食谱"], *grid()[:-1]]
    assert "date" in asks_of(read(tmp_path / "a.xlsx", other, known=known)), "another week in a file of the same name'"


@pytest.mark.parametrize("separator", ["/", " / "])
def test_slashes_part_dishes_where_they_are_usual(tmp_path, separator):
    assert told(read(tmp_path / "a.xlsx", [TITLE, *grid(separator=separator)])) == sorted(DISHES)


@pytest.mark.parametrize("separator", ["·", "*", "—", "-", "\u3000", ". ", " "])
def test_other_marks_between_dishes_that_are_known(tmp_path, separator):
    rows, _ = lunch(tmp_path / "a.xlsx", separator.join(["西红柿炒鸡蛋", "红烧肉", "米饭"]))
    assert [row["dish_written"] for row in rows] == ["西红柿炒鸡蛋", "红烧肉", "米饭"]
    assert not any(map(open_columns, rows))


def cell(text, **known):
    """The menu of a week whose one lunch is a text, among cells with 、 between dishes."""
    return [TITLE, *grid(separator="、", menu=MENU | {"午餐": [[text], *MENU["午餐"][1:]]})], names(**known)


def lunch(path, text, **known):
    rows, own = cell(text, **known)
    tables = read(path, rows, known=own)
    return [row for row in rows_of(tables, "menus") if row["date"] == DAYS[0] and row["meal"] == "午餐"], tables


def test_blanks_part_what_is_understood_and_the_rest_is_asked(tmp_path):
    rows, tables = lunch(tmp_path / "a.xlsx", "西红柿炒鸡蛋 山药木耳炒肉片 米饭")
    assert [row["dish_written"] for row in rows] == ["西红柿炒鸡蛋", "山药木耳炒肉片", "米饭"]
    rows, tables = lunch(tmp_path / "b.xlsx", "西红柿炒鸡蛋 神仙菜 米饭")
    assert all("dish" in row["asked"] for row in rows) and len(rows) == 3
    [ask] = [one for table in tables for one in table.asks if one.written == "西红柿炒鸡蛋 神仙菜 米饭"]
    assert ask.proposals == ("西红柿炒鸡蛋、神仙菜、米饭",), "no name that holds two dishes is proposed"
    answer = {"西红柿炒鸡蛋 神仙菜 米饭": "西红柿炒鸡蛋、米饭"}
    rows, _ = lunch(tmp_path / "c.xlsx", "西红柿炒鸡蛋 神仙菜 米饭", dish=answer)
    assert [row["dish_written"] for row in rows] == ["西红柿炒鸡蛋", "米饭"] and not any(map(open_columns, rows))
    rows, _ = lunch(tmp_path / "d.xlsx", "西红柿 炒鸡蛋")
    assert [row["dish"] for row in rows] == ["番茄炒蛋"], "a blank inside a known name"


def open_columns(row):
    return row.get("asked", [])


def test_dishes_without_any_mark_are_asked(tmp_path):
    rows, tables = lunch(tmp_path / "a.xlsx", "西红柿炒鸡蛋土豆烧牛肉米饭")
    assert [row["dish_written"] for row in rows] == ["西红柿炒鸡蛋", "土豆烧牛肉", "米饭"]
    assert all("dish" in row["asked"] for row in rows)
    assert not any("烧牛肉米饭" in new["dish"] for table in tables for new in table.made)


@pytest.mark.parametrize(
    "text",
    [
        "西红柿炒鸡蛋（西红柿60g、鸡蛋40g）、米饭（大米50g）",
        "西红柿炒鸡蛋【西红柿60g，鸡蛋40g】\n米饭【大米50g】",
        "西红柿炒鸡蛋:西红柿60克、鸡蛋40克\n米饭:大米50克",
        "西红柿炒鸡蛋：西红柿60 鸡蛋40；米饭：大米50",
        "西红柿炒鸡蛋：西红柿60g、鸡蛋40g、米饭：大米50g",
        "西红柿炒鸡蛋-西红柿60g、鸡蛋40g、盐少许\n米饭-大米50g",
        "西红柿炒鸡蛋\n西红柿60g 鸡蛋40g\n米饭\n大米50g",
        "西红柿炒鸡蛋\n西红柿60g\n鸡蛋40g\n米饭\n大米50g",
        "西红柿炒鸡蛋 西红柿60g 鸡蛋40g\n米饭 大米50g",
    ],
)
def test_foods_with_grams_in_the_cell_of_their_dish(tmp_path, text):
    menu = {"早点": [["牛奶150ml"]] * 5, "午餐": [[text]] * 5, "午点": [["苹果100g"]] * 5}
    tables = read(tmp_path / "a.xlsx", [TITLE, *grid(menu=menu)])
    assert [row["dish_written"] for row in rows_of(tables, "menus") if row["date"] == DAYS[0]] == [
        "牛奶", "西红柿炒鸡蛋", "米饭", "苹果",
    ]  # fmt: skip
    first = [row for row in rows_of(tables, "dish_ingredients") if row["date"] == DAYS[0]]
    assert [(row["dish_written"], row["food_written"], int(row["g_per_child"])) for row in first] == [
        ("西红柿炒鸡蛋", "西红柿", 60), ("西红柿炒鸡蛋", "鸡蛋", 40), ("米饭", "大米", 50),
    ]  # fmt: skip
    listed = [["食谱 2026年10月12日"], ["餐次", "食谱"], ["早点", "牛奶150ml"], ["午餐", text], ["午点", "苹果"]]
    recipes = rows_of(read(tmp_path / "b.xlsx", listed), "dish_ingredients")
    assert [(row["dish_written"], int(row["g_per_child"])) for row in recipes] == [
        ("西红柿炒鸡蛋", 60), ("西红柿炒鸡蛋", 40), ("米饭", 50),
    ]  # fmt: skip


def test_a_food_below_a_dish_that_may_be_a_dish_is_asked_and_foods_below_two_dishes_too(tmp_path):
    rows, tables = lunch(tmp_path / "a.xlsx", "米饭\n苹果100g")
    assert [(row["dish_written"], open_columns(row)) for row in rows] == [("米饭", []), ("苹果", ["dish"])]
    assert "米饭 苹果100g" in asks_of(tables)["dish"]
    rows, _ = lunch(tmp_path / "b.xlsx", "米饭\n牛奶150ml")
    assert [(row["dish_written"], open_columns(row)) for row in rows] == [("米饭", []), ("牛奶", [])]
    _, tables = lunch(tmp_path / "c.xlsx", "米饭、红烧肉\n大米50g、五花肉35g")
    assert [(row["dish"], row["food_written"]) for row in rows_of(tables, "dish_ingredients")] == [
        (None, "大米"),
        (None, "五花肉"),
    ]
