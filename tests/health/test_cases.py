"""Case files: visits due and missed, who needs a file, correction rates, which menu; worked by hand."""

import datetime as dt

import pandas as pd
import pytest

from kgcore.health import cases, menu_variants
from kgcore.present.health import labels

DAYS = pd.bdate_range("2026-03-02", "2026-06-30")


def files(*rows):
    """Rows of (case, child, kind, opened, closed, outcome), visits every 30 days."""
    made = pd.DataFrame(rows, columns=["case", "child", "kind", "opened_on", "closed_on", "outcome"])
    dates = {name: pd.to_datetime(made[name]) for name in ("opened_on", "closed_on")}
    return made.assign(visit_every_days=30, plan="户外加练", **dates).astype({"outcome": "str"})


def visited(*rows):
    made = pd.DataFrame(rows, columns=["case", "date"])
    return made.assign(date=pd.to_datetime(made["date"]))


ONE = files(("K001", "C00001", "中度肥胖", "2026-03-02", None, None))
MAY = (dt.date(2026, 5, 1), dt.date(2026, 5, 31))


def missed(held, visits, start=MAY[0], end=MAY[1]):
    return cases.missed_visits(held, visits, start, end, DAYS)


def test_a_visit_on_its_day_is_not_missed():
    # due 1 April, then 1 May, then 31 May, a Sunday: 1 June
    assert missed(ONE, visited(("K001", "2026-04-01"), ("K001", "2026-05-01"))).empty


def test_a_late_visit_is_missed_on_its_day():
    found = missed(ONE, visited(("K001", "2026-04-01"), ("K001", "2026-05-04")))
    assert found[["due_on", "came_on", "late_days"]].to_numpy().tolist() == [
        [pd.Timestamp("2026-05-01"), pd.Timestamp("2026-05-04"), 3]
    ]


def test_nobody_came_at_all():
    # due 1 April, 1 May and 31 May (a Sunday, so Monday 1 June); those of May are counted
    found = missed(ONE, visited())
    assert found["due_on"].tolist() == [pd.Timestamp("2026-05-01")]
    assert found["came_on"].isna().all()
    assert found["late_days"].tolist() == [30]
    whole = missed(ONE, visited(), dt.date(2026, 3, 1))
    assert whole["due_on"].tolist() == [pd.Timestamp("2026-04-01"), pd.Timestamp("2026-05-01")]


def test_a_visit_due_on_a_holiday_is_due_on_the_next_school_day():
    holiday = DAYS[(DAYS < "2026-05-01") | (DAYS > "2026-05-05")]
    found = cases.missed_visits(ONE, visited(("K001", "2026-04-01"), ("K001", "2026-05-06")), *MAY, holiday)
    assert found.empty


def test_a_closed_case_is_visited_no_more():
    closed = files(("K001", "C00001", "贫血", "2026-03-02", "2026-04-20", "治愈"))
    assert missed(closed, visited(("K001", "2026-04-01"))).empty


def test_next_visit_and_how_late_it_is():
    found = cases.next_visits(ONE, visited(("K001", "2026-04-01")), dt.date(2026, 5, 11))
    assert found[["visits", "due_on", "overdue_days"]].to_numpy().tolist() == [[1, pd.Timestamp("2026-05-01"), 10]]
    assert cases.next_visits(ONE, visited(), dt.date(2026, 3, 1)).empty


def test_closed_before_opened_is_found():
    wrong = files(
        ("K001", "C00001", "贫血", "2026-03-02", "2026-03-01", "治愈"),
        ("K002", "C00002", "贫血", "2026-03-02", None, None),
    )
    assert cases.contradictory(wrong)["case"].tolist() == ["K001"]


LATEST = pd.DataFrame(
    {
        "child": ["a", "b", "c", "d", "e"],
        "class_name": "中一班",
        "grade": ["肥胖", "正常", "消瘦", "超重", None],
        "height_grade": ["正常", "生长迟缓", "正常", "正常", None],
        "weight_grade": ["正常", "正常", "低体重", "正常", None],
        "anaemia": ["轻度贫血", None, "正常", None, None],
    }
).astype({"grade": "str", "height_grade": "str", "weight_grade": "str", "anaemia": "str"})


def test_who_needs_a_file():
    found = cases.children_needing_files(LATEST)
    pairs = found[["child", "group", "grade"]].to_numpy().tolist()
    assert sorted(pairs) == [
        ["a", "anaemic", "轻度贫血"], ["a", "obese", "肥胖"], ["b", "weak", "生长迟缓"], ["c", "weak", "消瘦"],
    ]  # fmt: skip
    held = files(
        ("K001", "a", "重度肥胖", "2026-03-02", None, None), ("K002", "b", "体弱", "2026-03-02", "2026-03-09", "治愈")
    )
    left = cases.without_file(found, held, dt.date(2026, 5, 1))
    assert sorted(zip(left["child"], left["group"], strict=True)) == [("a", "anaemic"), ("b", "weak"), ("c", "weak")]


def bodies(*rows):
    made = pd.DataFrame(rows, columns=["child", "date", "over_median"])
    return made.assign(date=pd.to_datetime(made["date"]))


@pytest.mark.parametrize(
    ("before", "after", "improved"),
    [(0.40, 0.35, True), (0.40, 0.351, False), (0.21, 0.199, True), (0.19, 0.18, False), (0.30, 0.45, False)],
)
def test_improvement_is_five_points_or_below_twenty_percent(before, after, improved):
    rows = bodies(("C00001", "2026-03-01", before), ("C00001", "2026-05-20", after))
    assert cases.improvement(ONE, rows, MAY[1]).tolist() == [improved]


def test_improvement_needs_a_figure_before_and_after():
    assert cases.improvement(ONE, bodies(("C00001", "2026-05-20", 0.3)), MAY[1]).isna().all()
    assert cases.improvement(files(("K001", "a", "贫血", "2026-03-02", None, None)), bodies(), MAY[1]).isna().all()


def test_three_correction_rates_name_their_figures():
    held = files(
        ("K001", "a", "中度肥胖", "2026-03-02", None, None),
        ("K002", "b", "重度肥胖", "2026-03-02", "2026-05-10", "好转"),
        ("K003", "c", "轻度肥胖", "2026-03-02", "2026-05-10", "未愈"),
        ("K004", "d", "中度肥胖", "2025-03-02", "2025-06-10", "好转"),
    )
    needed = pd.DataFrame({"child": ["a", "b", "x", "y"], "group": "obese"})
    improved = pd.Series([True, None, None, None], dtype="boolean")
    found = cases.correction_rates(held, needed, improved, dt.date(2026, 2, 1), MAY[1])
    obese = found[found["group"] == "obese"].set_index("definition")
    assert obese["numerator"].to_dict() == {"managed": 2, "effective": 2, "closed": 2}
    assert obese["denominator"].to_dict() == {"managed": 4, "effective": 3, "closed": 3}
    assert found[found["group"] == "allergic"]["rate"].isna().all()


def test_which_menu_a_child_gets():
    children = pd.DataFrame(
        {"child": ["a", "b", "c", "d"], "class_name": "中一班", "allergens": [None, "奶；蛋", None, "未知"]}
    )
    held = files(
        ("K001", "a", "中度肥胖", "2026-03-02", None, None),
        ("K002", "b", "贫血", "2026-03-02", None, None),
        ("K003", "c", "体弱", "2026-03-02", "2026-04-01", "治愈"),
    )
    found = menu_variants.variants(children, held, MAY[1]).set_index("child")
    assert found.index.tolist() == ["a", "b", "d"]
    assert found.loc["a", ["less_refined", "more_iron", "avoid"]].tolist() == [True, False, ""]
    assert found.loc["b", ["less_refined", "more_iron", "avoid"]].tolist() == [False, True, "奶;蛋"]
    assert found.loc["d", "avoid"] == "未知"
    assert labels.variant(found.loc["b"]) == "多铁，配维生素C；避开过敏原：奶;蛋"
