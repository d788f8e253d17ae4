"""A problem read from the registers of a small office."""

import pandas as pd
import pytest

from kgcore import menu
from kgcore.office import Office
from kgcore.standards import Profile
from kgcore.testing import tiny_office
from tests.menu.small_office import SERVED, frames, opened, write


@pytest.fixture
def office(tmp_path):
    with opened(tmp_path, frames() | SERVED) as office:
        yield office


def test_days_diners_ages_fee_and_prices_come_from_the_registers(office):
    problem = menu.from_office(office, "2026-W19")
    assert [str(day) for day in problem.days] == ["2026-05-04", "2026-05-05"]
    assert problem.children.loc["main"].tolist() == [30, 30, 30]
    assert problem.children.loc["longma"].tolist() == [20, 0, 0]
    assert problem.age_shares.loc[3, "小班"] == 1  # the boy who left does not count
    assert problem.age_shares.loc[4, "中班"] == 1
    # enrolled at both sites: 50 小班, 30 中班, 30 大班
    assert problem.fee_fen == pytest.approx((800 * 50 + 900 * 30 + 1000 * 30) / 110)
    assert problem.price[problem.foods.index.get_loc("米")].tolist() == [777, 777]
    assert problem.history == ()  # the days to be planned are not history


def test_plan_reads_plans_and_takes_a_fee_in_yuan(office):
    plan = menu.plan(office, "2026-W19", fee=8.0, bans=("红烧肉",))
    assert plan.problem.fee_fen == 800
    assert "红烧肉" not in set(plan.table()["dish"])
    assert {read.register for read in office.reads().reads} >= {"dishes", "foods", "prices", "classes", "menus"}


@pytest.mark.parametrize(("pattern", "meals"), [("一餐", {"午餐"}), ("一餐一点", {"午餐", "午点"})])
def test_a_kitchen_that_serves_lunch_only_plans_no_other_meal(pattern, meals):
    with tiny_office() as tiny:
        plan = menu.plan(Office(tiny.store, "main", Profile.of({"meal_pattern": pattern})), "2026-W25", fee=12.0)
    assert set(plan.table()["meal"]) == meals
    energy = plan.nutrition().query("nutrient == 'energy_kcal'")["ratio"]
    assert energy.between(0.8, 1.2).all()  # of what this pattern is to give, not of a whole school day


def test_a_week_without_school_days_is_said(office):
    with pytest.raises(menu.MenuError, match="校历还没有登记"):
        menu.from_office(office, "2026-W30")
    calendar = office.read("calendar").assign(date=pd.Timestamp("2026-07-20"), school_day=False).head(1)
    write(office, {"calendar": calendar})
    with pytest.raises(menu.MenuError, match="都不是园日（放假），不用排食谱"):
        menu.from_office(office, "2026-W30")


def test_special_menus_read_the_children_and_cases_of_every_site(office):
    children = pd.DataFrame({
        "child": ["C00004", "C00005"], "class_name": ["小一班", "小一班"], "sex": "F", "birth_month": "2022-09",
        "allergens": ["鱼", None], "site": ["longma", "main"], "enrolled_on": pd.Timestamp("2025-09-01"),
    })  # fmt: skip
    held = pd.DataFrame({"case": ["K001", "K002"], "child": ["C00005", "C00001"], "kind": ["过敏", "中度肥胖"],
                         "opened_on": pd.Timestamp("2026-03-01"), "visit_every_days": 30})  # fmt: skip
    write(office, {"children": children})
    write(office, {"special_cases": held})
    found = menu.office_variants(office, menu.plan(office, "2026-W19"))
    assert found.eaters[["site_name", "class_name", "band", "child"]].to_numpy().tolist() == [
        ["乙", "小一班", "小班", "C00004"], ["甲", "小一班", "小班", "C00005"],
    ]  # fmt: skip
    assert [str(avoid) for avoid in found.avoidances] == ["鱼", "过敏原不明"]
    assert found.portions()[["class_name", "kind", "children"]].to_numpy().tolist() == [["小一班", "中度肥胖", 1]]
    assert any("甲小一班1人有过敏专案" in finding.text for finding in found.findings())


def test_what_was_tasted_before_the_week_is_preferred(office):
    assert set(menu.from_office(office, "2026-W19").preference) == {3.5}  # the settings' neutral: nothing tasted yet
    days = pd.to_datetime(["2026-04-01", "2026-04-08", "2026-04-01", "2026-04-08", "2026-05-04"])
    rows = pd.DataFrame({"date": days, "dish": ["炖鸡", "炖鸡", "肉丸", "肉丸", "蒸鱼"], "occasion": "幼儿自助餐",
                         "class_name": "小一班", "raters": 30, "rating": [4.6, 4.8, 2.9, 3.1, 1.0]})  # fmt: skip
    write(office, {"tastings": rows})
    problem = menu.from_office(office, "2026-W19")
    points = dict(zip(problem.dishes["dish"], problem.preference, strict=True))
    assert points["炖鸡"] == pytest.approx(4.7, abs=0.05)
    assert points["肉丸"] == pytest.approx(3.0, abs=0.05)
    assert points["蒸鱼"] == points["米饭"] == pytest.approx(3.85)  # tasted in the week itself: not known yet
    given = menu.from_office(office, "2026-W19", preference=pd.Series({"炖鸡": 1.0}))
    assert given.preference[problem.position["炖鸡"]] == 1
