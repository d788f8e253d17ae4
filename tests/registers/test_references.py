"""References and bounds are looked up where the row belongs: its own site or the site whose kitchen feeds it."""

import pandas as pd
import pytest

from kgcore.registers import get
from kgcore.registers.check import check, check_references


@pytest.fixture
def lookup(base_frames):
    frames = dict(base_frames)
    frames["indicators"] = pd.DataFrame(
        [
            {"site": "main", "role": role, "item": "卫生", "dimension": "过程", "full_marks": marks, "method": "评分",
             "source": "x"}
            for role, marks in (("保育员", 10), ("营养员", 20))
        ]
    )  # fmt: skip

    def known(name):
        return check(get(name), frames[name])[0]

    return known


def faults(register, rows, lookup):
    checked, wrong = check(get(register), pd.DataFrame(rows))
    assert wrong == []
    return [(f.row, f.column, f.message) for f in check_references(get(register), checked, lookup)]


def attended(site="main", date="2026-05-06", class_name="小一班", diners=37):
    return {"site": site, "date": date, "class_name": class_name, "meal": "午餐", "diners": diners}


def test_what_is_known_passes_and_what_is_not_is_named(lookup):
    rows = [attended(), attended(class_name="中一班"), attended(site="nowhere")]
    found = faults("attendance", rows, lookup)
    assert (1, "class_name", "《班级》里没有“中一班”；请先登记，或改正写法") in found
    assert (2, "site", "《园所》里没有“nowhere”；请先登记，或改正写法") in found
    assert {row for row, _, _ in found} == {1, 2}


def test_the_bound_is_that_of_the_own_site_and_term(lookup):
    rows = [
        attended(diners=40),
        attended(site="longma", diners=20),
        attended(site="longma", date="2026-05-07", diners=21),
    ]
    assert faults("attendance", rows, lookup) == [(2, "diners", "不得大于 小一班 的在册人数 20")]


def test_a_class_of_another_term_has_no_bound_and_that_is_said(lookup):
    (found,) = faults("attendance", [attended(date="2026-09-01")], lookup)
    assert found[:2] == (0, "class_name")
    assert "2026-autumn" in found[2]


def test_a_site_refers_to_what_its_kitchen_holds(lookup):
    price = {"date": "2026-05-06", "food": "鸡蛋", "supplier": "V01", "price_fen_per_kg": 1080}
    assert faults("prices", [price | {"site": "longma"}], lookup) == []


def test_a_kitchen_does_not_refer_to_what_only_its_guest_holds(lookup):
    only_guest = {"classes": lookup("classes").query("site == 'longma'"), "sites": lookup("sites")}
    found = faults("attendance", [attended()], only_guest.__getitem__)
    assert [column for _, column, _ in found] == ["class_name"]


@pytest.mark.parametrize(("staff", "score", "right"), [("S003", 10, True), ("S003", 10.5, False), ("S002", 20, True)])
def test_full_marks_are_those_of_the_role_of_the_one_assessed(lookup, staff, score, right):
    row = {"site": "main", "month": "2026-05", "staff": staff, "item": "卫生", "assessor": "园评", "score": score}
    assert (faults("scores", [row], lookup) == []) is right
