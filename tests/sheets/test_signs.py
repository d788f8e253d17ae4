"""晨检 with a column for each symptom: marks of children, numbers by class; nothing is counted that is not certain."""

import pytest

from tests.sheets.books import book, every_text, office_names, one, values

HEAD = ["班级", "晨检人数", "发热", "咳嗽", "腹泻", "处理"]
ROWS = [
    ["小一班", 24, 1, 0, None, "已联系家长"],
    ["小二班", 23, None, "无", "—", None],
    ["中一班", 28, None, "2人", 0, "观察"],
]
TITLE = ["2026年10月12日晨检记录"]
COLUMNS = ("class_name", "checked", "abnormal", "description", "asked")
RIGHT = [
    ("小一班", 24, 1, "发热1人→已联系家长", None), ("小二班", 23, 0, "", None), ("中一班", 28, 2, "咳嗽2人→观察", None),
]  # fmt: skip


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize(
    "heads",
    [[HEAD], [["班级", "晨检人数", "异常情况", None, None, "处理"], [None, None, "发热", "咳嗽", "腹泻", None]]],
)
def test_numbers_by_class(tmp_path, ending, heads):
    table = one(book(tmp_path / f"a.{ending}", [TITLE, *heads, *ROWS]), "observations")
    assert values(table, *COLUMNS) == RIGHT and not table.asks


def test_two_symptoms_of_a_class_may_be_of_one_child(tmp_path):
    rows = [TITLE, HEAD, ["小一班", 24, 1, 2, None, "就诊"]]
    table = one(book(tmp_path / "a.xlsx", rows), "observations")
    assert values(table, *COLUMNS) == [("小一班", 24, 3, "发热1人、咳嗽2人→就诊", ["abnormal"])]
    [ask] = table.asks
    assert (ask.about, ask.proposals) == ("abnormal", ("3", "2"))
    answered = one(book(tmp_path / "a.xlsx", rows), "observations", office_names({("abnormal", ask.written): "2"}))
    assert values(answered, "abnormal", "asked") == [(2, None)]
    both = [["晨检 2026年10月12日"], ["班级", "实到人数", "正常人数", "发热", "咳嗽"], ["小一班", 24, 22, 1, 2]]
    table = one(book(tmp_path / "b.xlsx", both), "observations")
    assert values(table, "kind", "abnormal", "asked") == [("晨检", 2, None)]


def test_marks_of_children_count_the_children(tmp_path):
    rows = [["小一班晨检 2026年10月12日"], ["序号", "姓名", "体温", "发热", "咳嗽", "皮疹", "处理"]]
    rows += [[1, "孩甲", 36.5], [2, "孩乙", 37.9, "√", None, None, "接回"], [3, "孩丙", 36.6, None, "√", "√", "观察"]]
    path = book(tmp_path / "a.xlsx", rows)
    table = one(path, "observations")
    assert values(table, *COLUMNS) == [("小一班", 3, 2, "发热→接回；咳嗽、皮疹→观察", ["checked"])]
    assert "孩" not in every_text(path)
    ticked = [*rows[:2], *([place, f"孩{place}", 36.5, "√", "√", "√"] for place in range(1, 4))]
    table = one(book(tmp_path / "b.xlsx", ticked), "observations")
    assert [ask.proposals for ask in table.asks if ask.about == "mark"] == [("没有异常", "有这个症状")]


def test_a_tick_by_class_counts_nobody(tmp_path):
    table = one(book(tmp_path / "a.xlsx", [TITLE, HEAD, ["小一班", 24, "有"]]), "observations")
    assert values(table, "abnormal", "asked") == [(1, ["abnormal"])]
