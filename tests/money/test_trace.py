"""Traceability both ways in the tiny kitchen."""

import datetime as dt

import pandas as pd
import pytest

from kgcore.money import trace
from kgcore.money.ledger import draws
from tests.money.conftest import movement


@pytest.fixture
def office(opened, frames):
    frames["movements"] = pd.DataFrame(
        [
            movement("M0001", "2026-05-06", "采购", "鸡蛋", 1000, 1000, supplier="V01", batch="B1"),
            movement("M0002", "2026-05-06", "采购", "鸡蛋", 1000, 2000, supplier="V01", batch="B2"),
            movement("M0003", "2026-05-06", "领用", "鸡蛋", 600),
            movement("M0004", "2026-05-07", "领用", "鸡蛋", 600, dish="炖蛋"),
            movement("M0005", "2026-05-07", "领用", "鸡蛋", 100),
            movement("M0006", "2026-05-07", "冲正", "鸡蛋", 100, reverses="M0005"),
        ]
    )
    frames["acceptance"] = pd.concat(
        [frames["acceptance"].assign(entry=e, delivered_g=1000) for e in ("M0001", "M0002")]
    )
    more = {
        "method": "蒸", "main_ingredient": "鸡蛋", "family": "蛋", "season_months": "5", "source": "own-knowledge",
        "confidence": "own-knowledge", "meals": "午餐", "course": "小荤",
    }  # fmt: skip
    frames["dishes"] = pd.DataFrame([{"site": "main", "dish": dish, **more} for dish in ("炖蛋", "炒蛋")])
    frames["dish_ingredients"] = pd.DataFrame(
        [
            {
                "site": "main",
                "dish": dish,
                "food": "鸡蛋",
                "net_g_small": 40,
                "source": "own",
                "grams_basis": "own-knowledge",
            }
            for dish in ("炖蛋", "炒蛋")
        ]
    )
    frames["menus"] = pd.DataFrame(
        [
            {"site": "main", "date": date, "meal": "午餐", "course": "小荤", "dish": dish}
            for date, dish in (("2026-05-06", "炒蛋"), ("2026-05-07", "炖蛋"), ("2026-05-07", "炒蛋"))
        ]
    )
    frames["samples"] = pd.DataFrame(
        [
            {"site": "main", "date": "2026-05-07", "meal": "午餐", "dish": "炖蛋", "grams": 130, "kept_hours": 48,
             "taken_by": "S003"}
        ]
    )  # fmt: skip
    return opened(frames)


def test_oldest_stock_goes_first_and_reversed_issues_count_for_nothing(office):
    taken = draws(office.read("movements"))[["entry", "source", "grams"]].to_numpy().tolist()
    assert taken == [["M0003", "M0001", 600], ["M0004", "M0001", 400], ["M0004", "M0002", 200]]


def test_from_a_batch_to_those_who_ate_it(office):
    found = trace.forward(office, "B1")
    assert found.issues[["entry", "grams"]].to_numpy().tolist() == [["M0003", 600], ["M0004", 400]]
    assert list(zip(found.meals["date"].dt.day, found.meals["dish"], strict=True)) == [(6, "炒蛋"), (7, "炖蛋")]
    assert found.diners["diners"].sum() == 30
    assert found.acceptance["entry"].tolist() == ["M0001"]
    assert found.samples["dish"].tolist() == ["炖蛋"]
    assert found.left_g == 0


def test_what_is_left_of_a_batch(office):
    found = trace.forward(office, "M0002")
    assert found.left_g == 800
    assert found.diners["date"].dt.day.unique().tolist() == [7]


def test_from_a_meal_back_to_batches_and_people(office):
    found = trace.backward(office, dt.date(2026, 5, 7), "午餐")
    assert found.inflows["batch"].tolist() == ["B1", "B2"]
    assert found.inflows.loc[0, "buyer"] == "S002"
    assert found.acceptance["acceptor"].tolist() == ["S005", "S005"]
    assert sorted(found.diners["diners"]) == [5, 10]


@pytest.mark.parametrize(("site", "diners"), [("main", 10), ("longma", 5), ("龙马幼儿园", 5)])
def test_a_class_is_of_one_kindergarten(office, site, diners):
    found = trace.backward(office, dt.date(2026, 5, 7), "午餐", "小一班", site)
    assert found.diners["diners"].tolist() == [diners]
    asked = trace.traced(office, meal=f"2026-05-07 午餐 {site} 小一班")[0]
    assert asked.diners.equals(found.diners)


def test_a_name_that_only_one_kindergarten_has_needs_no_site(office):
    more = {"site": "longma", "term": "2026-spring", "class_name": "大二班", "band": "大班", "enrolled": 20}
    ate = {"site": "longma", "date": "2026-05-07", "class_name": "大二班", "meal": "午餐", "diners": 18}
    office.write({"classes": pd.DataFrame([more]), "attendance": pd.DataFrame([ate])}, who="测试")
    found = trace.backward(office, dt.date(2026, 5, 7), "午餐", "大二班")
    assert found.diners[["site", "diners"]].to_numpy().tolist() == [["longma", 18]]


def test_what_is_asked_for_goes_either_way(office):
    back, about = trace.traced(office, meal="2026-05-07 午餐 龙马幼儿园 小一班")
    assert about == "2026-05-07 午餐 龙马幼儿园 小一班"
    assert back.left_g == 800  # B2 had 1,000 g, of which 200 were taken
    assert trace.traced(office, "M0002")[0].left_g == 800


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, "两者选一"),
        ({"batch": "B1", "meal": "2026-05-07 午餐"}, "两者选一"),
        ({"meal": "昨天 午餐"}, "看不懂“昨天 午餐”"),
        ({"meal": "2026-05-07 夜宵"}, "看不懂"),
        ({"meal": "2026-05-07 午餐 大九班"}, "没有大九班的就餐记录"),
        ({"meal": "2026-05-07 午餐 龙马幼儿园 大九班"}, "没有龙马幼儿园大九班的就餐记录"),
        (
            {"meal": "2026-05-07 午餐 小一班"},
            "示范幼儿园、龙马幼儿园都有小一班；请写明园所，如“2026-05-07 午餐 示范幼儿园 小一班”",
        ),
        ({"meal": "2026-05-07 午餐 凤凰 小一班"}, "没有园所“凤凰”；可写示范幼儿园（main）、龙马幼儿园（longma）"),
    ],
)
def test_a_question_that_cannot_be_read_says_how_to_ask(office, asked, says):
    with pytest.raises(trace.TraceError, match=says):
        trace.traced(office, **asked)


def test_both_ways_agree(office):
    for batch, entry in (("B1", "M0001"), ("B2", "M0002")):
        days = set(trace.forward(office, batch).diners["date"].dt.date)
        back = {day for day in days if entry in set(trace.backward(office, day, "午餐").inflows["entry"])}
        assert back == days


def test_what_is_not_recorded_is_said(office):
    with pytest.raises(trace.TraceError, match="没有批次"):
        trace.forward(office, "B9")
    with pytest.raises(trace.TraceError, match="没有公布的食谱"):
        trace.backward(office, dt.date(2026, 5, 8), "午餐")
