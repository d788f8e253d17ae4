"""Two menus side by side: the figures of each, and what one has more."""

import pytest

from kgcore.menu import MenuError


def test_a_plan_for_another_fee_is_of_that_fee_and_the_old_one_stays(small_plan, cheap_plan):
    assert (small_plan.problem.fee_fen, cheap_plan.problem.fee_fen) == (800, 750)
    assert cheap_plan.cost_fen < small_plan.cost_fen
    assert not cheap_plan.evaluation.hard
    with pytest.raises(MenuError, match="膳费"):
        small_plan.with_fee(0)


def test_figures_are_those_of_the_plans(small_plan, cheap_plan):
    table = small_plan.compare(cheap_plan)
    assert list(table.columns) == ["title", "this", "other", "difference"]
    assert table.loc["cost_yuan", ["title", "this", "other"]].tolist() == [
        "食材成本（元/人日）", small_plan.cost_fen / 100, cheap_plan.cost_fen / 100,
    ]  # fmt: skip
    assert table.loc["fee_yuan", "difference"] == 0.5
    energy = small_plan.average().loc["energy_kcal"]
    assert table.loc["energy_kcal_ratio", "this"] == pytest.approx(energy["amount"] / energy["target"])
    warnings = [finding for finding in small_plan.evaluation.findings() if finding.severity == "warning"]
    assert table.loc["warning", "this"] == len(warnings)
    assert (table["difference"].dropna() == (table["this"] - table["other"]).dropna()).all()


def test_kinds_of_food_leave_out_oil_salt_and_sugar(small_plan):
    foods = set(small_plan.grams()["food"]) - {"油", "盐", "糖"}
    assert small_plan.compare(small_plan).loc["kinds_per_week", "this"] == len(foods)


def test_dishes_of_its_own_are_those_the_other_lacks(small_plan, cheap_plan):
    first, second = ({serving.dish for serving in plan.servings} for plan in (small_plan, cheap_plan))
    table = small_plan.compare(cheap_plan)
    assert table.loc["dishes_of_its_own", ["this", "other"]].tolist() == [len(first - second), len(second - first)]


def test_a_menu_differs_in_nothing_from_itself(small_plan):
    assert (small_plan.compare(small_plan)["difference"].dropna() == 0).all()
