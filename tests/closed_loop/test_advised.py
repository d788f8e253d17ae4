"""A menu planned after a month's advice gives its foods what the advice asks, and says where it does not."""

import pandas as pd
import pytest

from kgcore import closed_loop, menu, nutrition, periods
from kgcore.cli.menu.arguments import advised_of
from kgcore.cli.menu.plan import advised_lines
from kgcore.cli.output import CallAtFault
from kgcore.nutrition import advice_ledger
from kgcore.testing import tiny_office


@pytest.fixture
def office():
    with tiny_office() as tiny:
        yield tiny


def test_the_advice_of_a_month_is_asked_of_the_menu_food_by_food(office):
    advice = nutrition.month(office, "2026-05").advice.set_index("food")
    asked = closed_loop.advised_amounts(office, "2026-05").set_index("key")
    assert list(asked.index) == list(advice.index)
    for food, row in advice.iterrows():
        bound = "low" if row["change_g"] > 0 else "high"
        assert asked.loc[food, bound] == pytest.approx(row["now_g"] + row["change_g"])
    assert asked[["low", "high"]].notna().sum(axis=1).eq(1).all()


def test_what_was_decided_counts_before_what_the_month_would_advise(office):
    may = nutrition.month(office, "2026-05")
    rows = advice_ledger.entries(may.advice, may.promise, may.period, None)
    egg = rows["diet_changes"].iloc[:1].assign(food="鸡蛋", before_g=20.0, change_g=5.0, site="main")
    office.write({"diet_changes": egg}, who="营养员")
    asked = closed_loop.advised_amounts(office, "2026-05")
    assert asked["key"].tolist() == ["鸡蛋"] and asked["low"].tolist() == [25.0]


def test_a_plan_keeps_what_its_dishes_can_give_and_tells_the_rest(office):
    plain = menu.plan(office, "2026-W25")
    grams = plain.grams()
    egg_g = float(
        grams[grams["food"] == "鸡蛋"][list(plain.problem.bands)].sum().to_numpy()
        @ plain.problem.band_weights
        / grams["date"].nunique()
    )
    asked = {"rule": "food_amounts", "tier": "goal", "weight": 60.0, "confidence": "seen", "source": "方案"}
    settings = pd.DataFrame([
        {**asked, "key": "鸡蛋", "high": egg_g * 0.7}, {**asked, "key": "面粉", "low": 5000.0},
    ])  # fmt: skip
    plan = menu.plan(office, "2026-W25", settings=settings)
    found = closed_loop.followed_amounts(plan).set_index("food")
    assert found.loc["鸡蛋", "is_kept"] and found.loc["鸡蛋", "planned_g"] < egg_g
    assert not found.loc["面粉", "is_kept"]
    told = [row.text for row in plan.findings() if "面粉" in row.text]
    assert told, "the checker tells what the advice asked for and the menu does not give"
    lines = list(advised_lines(plan))
    assert "做到 1 种" in lines[0] and "没有做到" in "".join(lines)


@pytest.mark.parametrize(("text", "why"), [("2026-W20", "要写一个月"), ("五月", "--after"), ("2024-05", "--after")])
def test_what_is_no_month_with_advice_is_refused_in_a_sentence(office, text, why):
    with pytest.raises(CallAtFault, match=why):
        advised_of(text, office)


def test_periods_and_texts_name_the_same_month(office):
    by_text, by_period = (closed_loop.advised_amounts(office, one) for one in ("2026-05", periods.parse("2026-05")))
    pd.testing.assert_frame_equal(by_text, by_period)
