"""What kgcore.testing gives to users' own tests: the tiny office answers every room."""

import pandas as pd
import pytest

from kgcore import campus, health, menu, money, nutrition, property, safety, staff, workplan
from kgcore.testing import assert_menu_equal, assert_nutrients_close, tiny_office


@pytest.fixture(scope="module")
def office():
    with tiny_office() as office:
        yield office


@pytest.mark.parametrize(
    "room", [campus, health, money, nutrition, property, safety, staff, workplan], ids=lambda room: room.__name__
)
def test_every_room_answers_for_its_month(office, room):
    assert room.month(office, "2026-05").findings


def test_its_week_to_come_can_be_planned(office):
    plan = menu.plan(office, "2026-W25", fee=16.0)
    assert plan.table()["date"].nunique() == 5
    assert_menu_equal(plan, plan.table().sample(frac=1, random_state=1))
    assert_nutrients_close(plan.nutrition(), plan.nutrition())


def test_each_has_its_own_database_that_goes_with_it():
    with tiny_office() as first, tiny_office() as second:
        first.write({"sites": pd.DataFrame({"name": ["别名"], "kitchen": "main"})}, who="测试")
        assert second.site_names() == {"main": "小小幼儿园"}
        folder = first.folder
    assert not folder.exists()


def test_a_menu_with_a_dish_twice_is_not_the_menu(office):
    menus = office.read("menus", "2026-W20")
    with pytest.raises(AssertionError, match="46 servings in actual, 45 in reference"):
        assert_menu_equal(pd.concat([menus, menus.head(1)]), menus)


def test_an_undetermined_nutrient_is_not_zero():
    with pytest.raises(AssertionError, match="vit_c_mg: 0, reference nan"):
        assert_nutrients_close(pd.Series({"vit_c_mg": 0.0}), pd.Series({"vit_c_mg": float("nan")}), rel=0.5)
    with pytest.raises(AssertionError, match="only one of the two: ca_mg"):
        assert_nutrients_close(pd.Series({"ca_mg": 1.0}), pd.Series(dtype="float64"))
