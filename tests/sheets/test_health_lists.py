"""体检, 晨检, 传染病, 收退费, 考勤统计: what is read of them, in the layouts that kindergartens use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgcore.sheets import TableReading
from kgcore.sheets.facts import LEAVE_CHILDREN, LIKE_CHILDREN, NEW_CHILDREN
from tests.sheets.books import book, every_text, office_names, one, tables, title, values

CHILDREN = [
    ("小一班", "王小朵", "男", "2022-08-18", 108.5, 18.2, 121),
    ("小一班", "李一诺", "女", "2022-06-28", 103.0, 16.0, 112),
    ("中一班", "陈果果", "男", "2021-06-23", 112.4, 20.1, 126),
]
NAMES = [row[1] for row in CHILDREN]
MEASURED = [("#小一班-1", 108.5, 18.2, 121), ("#小一班-2", 103, 16, 112), ("#中一班-1", 112.4, 20.1, 126)]


def _no_name(path: Path) -> None:
    told = every_text(path)
    assert not [name for name in NAMES if name in told]


@given(order=st.permutations(range(6)), titled=st.booleans(), filled=st.booleans(), word=st.sampled_from(["", "①"]))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_examination_columns_in_any_order(
    tmp_path: Path, order: list[int], titled: bool, filled: bool, word: str
) -> None:
    heads = ["班级", "姓名" if word else "幼儿姓名", "体检日期", "身高(cm)", "体重（kg）", "血红蛋白g/L"]
    rows, last = [], None
    for class_name, name, _, _, height, weight, hb in CHILDREN:
        shown = None if filled and class_name == last else class_name
        last = class_name
        rows.append([shown, name, dt.date(2026, 10, 20), height, weight, hb])
    rows = [[row[place] for place in order] for row in [heads, *rows]]
    merge: list[str] = []
    if titled:
        rows, merge = title(rows, "2026年秋季幼儿体检结果登记表")
    path = book(tmp_path / "体检.xlsx", rows, sheet="体检", merge=merge)
    table = one(path, "measurements")
    assert values(table, "child", "height_cm", "weight_kg", "hb_g_l") == MEASURED
    assert {row["date"] for row in table.rows} == {dt.date(2026, 10, 20)}
    assert not table.asks
    _no_name(path)


@pytest.mark.parametrize(
    ("heads", "scale", "asked"),
    [
        (("身高", "体重", "血红蛋白"), (1, 1, 1), False),
        (("身高（米）", "体重（斤）", "血红蛋白（g/dL）"), (0.01, 2, 0.1), False),
        (("身高", "体重", "Hb"), (0.01, 1, 0.1), False),
        (("身高", "体重", "Hb"), (1, 2, 1), True),
        (("身高（cm）", "体重（kg）", "Hb（g/L）"), (0.01, 1, 1), True),
        (("身高（cm）", "体重（kg）", "Hb（g/L）"), (1, 2, 1), True),
        (("身高（cm）", "体重（kg）", "Hb（g/L）"), (1, 1, 0.1), True),
    ],
)
def test_examination_units(tmp_path: Path, heads: tuple[str, ...], scale: tuple[float, ...], asked: bool) -> None:
    rows = [["班级", "姓名", *heads]]
    for class_name, name, _, _, *sizes in CHILDREN:
        rows.append([class_name, name, *(round(size * by, 4) for size, by in zip(sizes, scale, strict=True))])
    path = book(tmp_path / "体检表2026年10月20日.xlsx", rows)
    table = one(path, "measurements")
    assert values(table, "child", "height_cm", "weight_kg", "hb_g_l") == MEASURED
    assert bool([ask for ask in table.asks if ask.about == "unit"]) == asked
    assert all(bool(row.get("asked")) == asked for row in table.rows)


def test_unmeasured_are_skipped_and_children_are_made_without_birthdays(tmp_path: Path) -> None:
    rows = [
        ["姓名", "性别", "出生日期", "身高cm", "体重kg"],
        ["王小朵", "男", "2022-08-18", 108.5, 18.2],
        ["李一诺", "女", "2022.6.28", "未检", None],
    ]
    path = book(tmp_path / "体检2026.10.20.xlsx", rows, sheet="小(1)班")
    table = one(path, "measurements")
    assert values(table, "class_name", "class_name_written", "child") == [("小一班", "小(1)班", "#小一班-1")]
    assert table.skipped == ["3：未检"]
    assert [(row["child"], row["sex"], row["birth_month"]) for row in table.made] == [
        ("#小一班-1", "M", "2022-08"),
        ("#小一班-2", "F", "2022-06"),
    ]
    assert table.never == ["姓名", "出生日期里的“日”"]
    assert "2022-08-18" not in every_text(path)
    _no_name(path)


def test_children_of_the_register_are_asked_by_pseudonym_and_answered_by_the_mapping(tmp_path: Path) -> None:
    kept = pd.DataFrame(
        {
            "child": ["C00001", "C00002"],
            "class_name": ["小一班"] * 2,
            "sex": ["M", "F"],
            "birth_month": ["2022-08", "2022-06"],
        }
    )
    rows = [["班级", "姓名", "性别", "出生年月", "身高", "体重"], ["小一班", "王小朵", "男", "2022.8", 108, 18]]
    path = book(tmp_path / "体检20261020.xlsx", rows)
    table = one(path, "measurements", office_names(children_kept=kept))
    [ask] = table.asks
    assert ask.about == "child" and ask.written.startswith("小一班 1 名没有登记的幼儿")
    assert ask.proposals == (LIKE_CHILDREN, NEW_CHILDREN, LEAVE_CHILDREN)
    likely = office_names({("child", ask.written): LIKE_CHILDREN}, children_kept=kept)
    assert values(one(path, "measurements", likely), "child", "asked") == [("C00001", None)]
    known = office_names(children_kept=kept, children={("小一班", "王小朵"): "C00001"})
    assert values(one(path, "measurements", known), "child", "asked") == [("C00001", None)]


def test_morning_check_of_one_level_and_of_two(tmp_path: Path) -> None:
    simple = [
        ["日期", "班级", "应到人数", "晨检人数", "异常人数", "异常情况", "处理情况", "晨检人"],
        ["2026-10-12", "小一班", 30, 29, 1, "王小朵咳嗽", "观察", "李"],
        ["2026-10-12", "中一班", 30, 30, 0, "无", None, "李"],
        ["2026-10-13", "小一班", 30, 28, 2, "流涕2人", None, "李"],
    ]
    expected = [
        ("2026-10-12", "小一班", "晨检", 29, 1, "咳嗽→观察", "已跟进"),
        ("2026-10-12", "中一班", "晨检", 30, 0, "", "无需"),
        ("2026-10-13", "小一班", "晨检", 28, 2, "流涕2人", "待跟进"),
    ]
    path = book(tmp_path / "晨检.xlsx", simple, sheet="晨检")
    columns = ("date", "class_name", "kind", "checked", "abnormal", "description", "follow_up")
    table = one(path, "observations")
    assert values(table, *columns) == expected
    assert not table.faults and not table.asks
    assert table.never == ["晨检人"]
    _no_name(path)
    listed = [
        ["日期", "晨间检查", None, None, None, "全日观察", None],
        [None, "检查人数", "姓名", "异常表现", "处理", "异常表现", "处理"],
        ["10月12日", 29, "王小朵", "咳嗽", "观察", None, None],
        [None, None, "李一诺", "流涕", "观察", "发热", "通知家长"],
    ]
    rows, _ = title(listed, "小一班2026年10月晨检及全日观察记录")
    path = book(tmp_path / "x.xlsx", rows, sheet="记录", merge=["A1:G1", "B2:E2", "F2:G2", "A2:A3", "A4:A5"])
    table = one(path, "observations")
    assert values(table, "date", "kind", "checked", "abnormal", "description") == [
        ("2026-10-12", "晨检", 29, 2, "咳嗽→观察；流涕→观察"),
        ("2026-10-12", "全日观察", None, 1, "发热→通知家长"),
    ]
    _no_name(path)


def test_illness_dates_follow_the_onset_and_diseases_the_list(tmp_path: Path) -> None:
    rows = [
        ["序号", "患儿姓名", "班级", "病名", "发病日期", "报告日期", "返园日期", "复课证明", "家长电话"],
        [1, "王小朵", "小一班", "手足口", "2026.10.14", "10.14", "10月26日", "有", "13800000000"],
        [2, "李一诺", "小一班", "甲型流感", dt.date(2026, 12, 30), "12月31日", "1月6日", "无", None],
        [3, "陈果果", "中一班", "支原体肺炎", "2026-10-20", None, None, None, None],
        [4, "王小朵", "小一班", "疑似水痘", "2026-11-02", "11.2", None, None, None],
    ]
    path = book(tmp_path / "传染病登记.xlsx", rows)
    table = one(path, "illnesses")
    assert values(table, "child", "disease", "onset", "reported_on", "returned_on", "certificate", "asked") == [
        ("#小一班-1", "手足口病", "2026-10-14", "2026-10-14", "2026-10-26", True, None),
        ("#小一班-2", "流感", "2026-12-30", "2026-12-31", "2027-01-06", False, None),
        ("#中一班-1", "其他", "2026-10-20", "2026-10-20", None, None, ["reported_on"]),
        ("#小一班-1", "水痘", "2026-11-02", "2026-11-02", None, None, ["disease"]),
    ]
    assert table.rows[2]["other_name"] == "支原体肺炎"
    assert table.never == ["患儿姓名", "家长电话"]
    assert "13800000000" not in every_text(path)
    _no_name(path)


def test_refunds_with_totals_and_a_wrong_sum(tmp_path: Path) -> None:
    rows = [
        ["2026年10月退伙食费明细", None, None, None, None, None],
        ["班级", "姓名", "请假天数", "标准", "退费金额", "银行卡号"],
        ["小一班", "王小朵", 5, 15, 75, "6200000000000000"],
        [None, "李一诺", 3, 15, 46, "6200000000000000"],
        ["中一班", "陈果果", 0, 15, 0, None],
        ["合计", None, None, None, 121, None],
        ["合计（大写）：壹佰贰拾元整", None, None, None, 121, None],
    ]
    path = book(tmp_path / "退费.xlsx", rows, merge=["A1:F1", "A3:A4", "A7:D7"])
    table = one(path, "refunds")
    assert values(table, "month", "child", "absent_days", "amount_yuan") == [
        ("2026-10", "#小一班-1", 5, 75),
        ("2026-10", "#小一班-2", 3, 46),
    ]
    assert len(table.faults) == 2 and "45" in table.faults[0] and "120" in table.faults[1]
    assert {row["amount_yuan"] for row in table.controls} == {121}
    assert all(row["asked"] == ["date"] for row in table.rows)
    assert "6200000000000000" not in every_text(path)
    _no_name(path)


@pytest.mark.parametrize("layout", ["sheets", "column", "blocks", "csv"])
def test_class_statistics_by_day(tmp_path: Path, layout: str) -> None:
    heads = ["应到人数", "实到人数", "病假", "事假"]
    days = [("小一班", 12, 25, 23, 1, 1), ("小一班", 13, 25, 25, 0, 0), ("中一班", 12, 30, 28, 2, 0)]
    if layout == "sheets":
        pages = {
            name: [["日期", *heads], *([dt.date(2026, 10, day), *rest] for each, day, *rest in days if each == name)]
            for name in ("小一班", "中一班")
        }
        path = book(tmp_path / "出勤.xlsx", [], sheets=pages)
    elif layout == "blocks":
        rows: list[list[object]] = [["幼儿出勤统计表（2026年10月）"]]
        for name in ("小一班", "中一班"):
            rows += [["班级", name], ["日期", *heads]]
            rows += [[f"{day}日", *rest] for each, day, *rest in days if each == name] + [["合计"], []]
        path = book(tmp_path / "出勤.xlsx", rows, sheet="考勤")
    else:
        rows = [["日期", "班级", *heads, "备注"]]
        rows += [[f"2026/10/{day}", name, *rest] for name, day, *rest in days]
        path = book(tmp_path / f"出勤统计.{'csv' if layout == 'csv' else 'xlsx'}", rows)
    found = _attendance(path)
    got = [row for table in found for row in values(table, "date", "class_name", "diners", "asked")]
    assert sorted(got) == sorted((f"2026-10-{day}", name, here, ["meal"]) for name, day, _, here, *_ in days)
    controls = [row for table in found for row in table.controls]
    assert [(row["enrolled"], row["sick"]) for row in controls] == [(should, sick) for *_, should, _, sick, _ in days]


def _attendance(path: Path) -> list[TableReading]:
    found = tables(path)
    assert {table.register for table in found} == {"attendance"}
    return found


def test_a_fever_is_found_and_what_was_done_for_nothing_is_a_fault(tmp_path: Path) -> None:
    rows = [
        ["晨检记录"], ["日期：2026年10月8日"], ["班级", "应到", "实到", "体温异常", "处理"],
        ["小一班", 26, 24, "37.8℃", "通知家长接回"], ["中一班", 31, 30, "无", None],
    ]  # fmt: skip
    table = one(book(tmp_path / "晨检.xlsx", rows), "observations")
    assert values(table, "abnormal", "follow_up") == [(1, "已跟进"), (0, "无需")]
    rows[2][3] = "手心"  # a heading that nobody knows
    assert "写了处理“通知家长接回”" in one(book(tmp_path / "晨检.xlsx", rows), "observations").faults[0]
