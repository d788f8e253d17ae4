"""Columns on paper: short cells stay whole, texts wrap, the parts make a whole line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgcore.reports.exporters.widths import ems, shares

PAPER = {"line": 504.0, "size": 8.5, "inset": 8.0}


def test_a_date_and_a_verdict_are_not_broken_beside_long_texts():
    headings = ["日期", "结论", "依据", "建议"]
    columns = [
        [("2026-05-25", False)],
        [("未达成", True)],
        [("户外涂鸦墙" * 20, False)],
        [("请负责人说明" * 20, False)],
    ]
    parts = shares(headings, columns, **PAPER)
    assert parts[0] * 504 >= ems("2026-05-25") * 8.5 + 8
    assert parts[1] * 504 >= (3 + 1.8) * 8.5 + 8
    assert parts[2] == pytest.approx(parts[3])


def test_many_short_columns_leave_room_for_the_one_that_wraps():
    headings = ["工号", "名次", *["过程得分率"] * 9, "否决事由"]
    columns = [[("S042", False)], [("10～13", False)], *[[("96.8%", False)]] * 9, [("责任事故" * 9, False)]]
    parts = shares(headings, columns, **PAPER)
    assert parts[-1] * 504 > 60
    assert parts[0] * 504 >= ems("S042") * 8.5 + 8


@given(st.lists(st.lists(st.text(max_size=40), max_size=3), min_size=1, max_size=14))
def test_the_parts_make_a_whole(texts):
    parts = shares(["标题"] * len(texts), [[(text, True) for text in cells] for cells in texts], **PAPER)
    assert sum(parts) == pytest.approx(1)
    assert min(parts) > 0
