"""Which menu a week has: the posted one, else a proposal, the same each time."""

import re

import pandas as pd
import pytest

from kgcore import closed_loop, weekly
from kgcore.menu import MenuError
from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.office import Office
from kgcore.periods import parse
from kgcore.present import menu as show
from kgcore.testing import tiny_office
from kgcore.workbook import read_workbook
from tests.menu.check.test_evaluation import good
from tests.menu.conftest import foods, make
from tests.menu.small_office import SERVED, frames, opened


@pytest.fixture
def office(tmp_path):
    with opened(tmp_path, frames() | SERVED) as office:
        yield office


def test_a_posted_week_is_shown_as_it_was_posted(office):
    week = weekly.week_menu(office, "2026-W19")
    assert not week.proposal
    assert week.servings["dish"].tolist() == ["米饭"]
    assert dict(week.sites) == {"main": "甲", "longma": "乙"}
    assert any(read.register == "menus" and read.period == "2026-W19" for read in office.reads().reads)


def test_a_week_without_a_menu_gets_the_same_proposal_each_time(office, monkeypatch):
    asked = []

    def plan(of, week):
        asked.append((of, str(week)))
        from kgcore.menu import plan_problem

        return plan_problem(make(fee_fen=None))

    monkeypatch.setattr("kgcore.weekly.closed_loop.plan", plan)
    weeks = [weekly.week_menu(office, "2026-W20") for _ in range(2)]
    assert asked == [(office, "2026-W20")] * 2
    assert all(week.proposal for week in weeks)
    assert weeks[0].servings.equals(weeks[1].servings)
    assert (weeks[0].portions == weeks[1].portions).all()


def test_a_kindergarten_fed_by_another_kitchen_is_sent_there(office):
    with pytest.raises(MenuError, match="--site main"):
        weekly.week_menu(Office(office.store, "longma", office.profile), "2026-W19")


def glance(**changes):
    return weekly.at_a_glance(WeekMenu.posted(make(**changes), good(), {"main": "甲"})).set_index("nutrient")


def test_the_ratio_is_judged_by_the_profiles_bands_and_bounds_come_along():
    table = glance()
    for _, row in table.iterrows():
        if row["level"] == "adequate":
            assert row["low"] <= row["ratio"]
            assert not row["ratio"] >= row["high"]
    assert table.loc["energy_kcal", ["low", "high"]].tolist() == [0.9, 1.1]
    assert pd.isna(table.loc["ca_mg", "high"])


def test_too_little_determined_is_said_and_not_judged():
    table = foods()
    table.loc[table["guide_group"] != "谷类", "ca_mg"] = None
    found = glance(foods=table).loc["ca_mg"]
    assert (found["verdict"], found["level"]) == ("数据不足", "too_few_data")


def test_vitamin_a_above_its_upper_intake_is_high_only_by_retinol():
    table = foods().assign(vit_a_ug_rae=3000.0)
    carotene, retinol = table.assign(retinol_ug=0.0), table.assign(retinol_ug=3000.0)
    assert glance(foods=carotene).loc["vit_a_ug_rae", "level"] == "adequate"
    assert glance(foods=retinol).loc["vit_a_ug_rae", "level"] == "over_upper"


def test_much_protein_is_told_by_its_share_of_energy_alone():
    table = foods()
    for given in (table, table.assign(protein_g=table["protein_g"] * 3)):
        week = WeekMenu.posted(make(foods=given), good(), {"main": "甲"})
        grams = week.average()["amount"]
        fibre = grams.get("fibre_g", 0.0)
        kcal = 4 * grams["protein_g"], 9 * grams["fat_g"], 4 * (grams["carb_g"] - fibre) + 2 * fibre
        share = kcal[0] / sum(kcal)
        assert weekly.at_a_glance(week).set_index("nutrient").loc["protein_g", "level"] == "adequate"
        found = [text for text in weekly.too_much(week) if text.startswith("蛋白质")]
        assert bool(found) == (share > 0.15 * 1.02)
        if found:
            said = float(re.search(r"三大营养素的([0-9.]+)%（建议不超过15%），略高", found[0])[1]) / 100
            assert said == pytest.approx(share, abs=0.0006)


def test_what_is_above_its_upper_intake_says_by_what():
    week = WeekMenu.posted(make(foods=foods().assign(vit_a_ug_rae=3000.0, retinol_ug=3000.0)), good(), {"main": "甲"})
    (said,) = [text for text in weekly.too_much(week) if text.startswith("维生素A")]
    assert "其中动物性食物的视黄醇" in said and "可耐受最高摄入量园内份额的" in said


# 米 肉 蛋 菠菜 豆腐 面 奶 南瓜 梨 on Monday; oil, sugar and salt are no kinds
def test_kinds_are_counted_as_the_checker_counts_them():
    week = WeekMenu.posted(make(), good(), {"main": "甲"})
    counted = week.grams()
    counted = counted[~counted["food"].isin(["油", "糖", "盐"])]
    assert weekly.kinds(week) == (counted["food"].nunique(), counted.groupby("date")["food"].nunique().min())


MONDAY_MEAL = pd.DataFrame({"date": ["2026-05-11"], "meal": ["午餐"], "course": ["主食"], "dish": ["米饭"]})


@pytest.mark.parametrize("by_caller", [False, True], ids=["beside the database", "where the caller says"])
def test_what_stood_there_is_kept_in_a_known_folder(office, tmp_path, monkeypatch, by_caller):
    elsewhere, chosen = tmp_path / "elsewhere", tmp_path / "chosen"
    elsewhere.mkdir()
    chosen.mkdir()
    monkeypatch.chdir(elsewhere)
    week = parse("2026-W20")
    assert weekly.put_up(office, MONDAY_MEAL, week, who="营养员").backup is None
    kept = weekly.take_down(office, week, who="营养员", folder=chosen if by_caller else None).backup
    assert kept.parent == (chosen if by_caller else office.store.folder)
    assert read_workbook(kept).frames["menus"]["dish"].tolist() == ["米饭"]
    assert not list(elsewhere.iterdir())


def test_the_kitchen_sees_what_was_decided_beside_the_week_s_menu():
    with tiny_office() as office:
        decided_and_planned(office)


def decided_and_planned(office):
    week = weekly.week_menu(office, "2026-W20")
    given = closed_loop.amounts_of(week.plan)
    egg, milk = float(given["鸡蛋"]), float(given["牛奶"])
    changes = pd.DataFrame([
        {"site": "main", "month": "2026-04", "food": "鸡蛋", "before_g": egg + 9, "change_g": -9.0},
        {"site": "main", "month": "2026-04", "food": "牛奶", "before_g": milk, "change_g": 50.0},
        {"site": "main", "month": "2026-01", "food": "大米", "before_g": 90.0, "change_g": -20.0},
    ])  # fmt: skip
    office.write({"diet_changes": changes.assign(due_on=pd.Timestamp("2026-05-31"))}, who="营养员")
    found = weekly.diet_changes(office, week).set_index("food")
    assert found["is_kept"].to_dict() == {"鸡蛋": True, "牛奶": False}  # of January another decision stands since
    assert found.loc["牛奶", ["after_g", "planned_g"]].tolist() == pytest.approx([milk + 50, milk])
    page = show.diet_changes(weekly.diet_changes(office, week))._repr_mimebundle_()["text/html"]
    assert "没有做到" in page and "牛奶" in page
