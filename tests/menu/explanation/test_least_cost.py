"""The diet problem: classic instances to their published optima, and small ones to hand-computed ones."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgcore import menu
from kgcore.menu.solvers.irreducible_conflict import smallest_conflict

CLASSIC = Path(__file__).parent / "classic"
VITAMINS = ["A", "C", "B1", "B2"]


def meals() -> tuple[pd.DataFrame, pd.Series]:
    table = pd.read_csv(CLASSIC / "meals.csv", index_col="meal")
    return table.drop(columns="price"), table["price"]


def book_bounds(sodium: float) -> tuple[pd.Series, pd.Series]:
    lower = pd.Series({**dict.fromkeys(VITAMINS, 700.0), "CAL": 16000.0})
    upper = pd.Series({**dict.fromkeys(VITAMINS, 20000.0), "NA": sodium, "CAL": 24000.0})
    return lower, upper


def none() -> pd.Series:
    return pd.Series(dtype="float64")


def test_stigler():
    foods = pd.read_csv(CLASSIC / "stigler.csv", index_col="food")
    need = pd.read_csv(CLASSIC / "stigler_need.csv", index_col="nutrient")["need"]
    assert foods.shape == (77, 9)
    diet = menu.least_cost_diet(foods, pd.Series(1.0, foods.index), need, none())
    assert diet.cost == pytest.approx(0.108662277, abs=1e-8)
    assert diet.cost * 365 == pytest.approx(39.66, abs=0.005)
    eaten = set(diet.quantities[diet.quantities > 1e-9].index)
    assert eaten == {"wheat flour", "beef liver", "cabbage", "spinach", "dried navy beans"}
    assert (diet.duals * need).sum() == pytest.approx(diet.cost)
    assert set(diet.ranging["bound"].dropna().index) == {
        "energy_1000kcal", "calcium_g", "vit_a_1000iu", "riboflavin_mg", "vit_c_mg",
    }  # fmt: skip


def test_book_diet():
    table, price = meals()
    diet = menu.least_cost_diet(
        table[VITAMINS], price, pd.Series(700.0, VITAMINS), pd.Series(10000.0, VITAMINS), most=price * 0 + 100
    )
    assert diet.cost == pytest.approx(88.2)
    assert diet.quantities["MCH"] == pytest.approx(700 / 15)


def test_book_diet_with_limits_on_meals():
    table, price = meals()
    lower, upper = book_bounds(50000)
    diet = menu.least_cost_diet(table, price, lower, upper, least=price * 0 + 2, most=price * 0 + 10)
    assert diet.cost == pytest.approx(118.0594, abs=1e-4)
    assert diet.quantities["BEEF"] == pytest.approx(5.36061, abs=1e-5)
    assert diet.quantities["SPG"] == pytest.approx(9.30605, abs=1e-5)
    assert diet.duals["NA"] < 0 < diet.duals["B2"]


def test_infeasible_names_a_smallest_conflict():
    table, price = meals()
    lower, upper = book_bounds(40000)
    least, most = price * 0 + 2, price * 0 + 10
    with pytest.raises(menu.Infeasible) as wrong:
        menu.least_cost_diet(table, price, lower, upper, least=least, most=most)
    named = wrong.value.faults
    assert {"B2不低于700", "NA不高于40000"} <= set(named)
    assert len(named) == len(set(named))
    # without any one of the named bounds the rest can be kept
    for fault in named:
        name, low = fault.split("不")[0], "不低于" in fault
        sides = [lower, upper, least, most]
        at = (0 if low else 1) if name in table.columns else (2 if low else 3)
        sides[at] = sides[at].drop(name)
        only = [side[[n for n in side.index if _named(n, k % 2 == 0, named)]] for k, side in enumerate(sides)]
        menu.least_cost_diet(table, price, only[0], only[1], least=only[2], most=only[3])


def _named(name: str, low: bool, faults: tuple[str, ...]) -> bool:
    return any(fault.startswith(f"{name}不{'低' if low else '高'}于") for fault in faults)


def test_crossed_bounds_are_named():
    table = pd.DataFrame({"ca": [100.0]}, index=["奶"])
    with pytest.raises(menu.Infeasible) as wrong:
        menu.least_cost_diet(table, pd.Series({"奶": 1.0}), pd.Series({"ca": 5.0}), pd.Series({"ca": 4.0}))
    assert set(wrong.value.faults) == {"ca不低于5", "ca不高于4"}


def test_nothing_holds_the_nutrient():
    table = pd.DataFrame({"ca": [0.0, 0.0], "fe": [1.0, 2.0]}, index=["米", "面"])
    with pytest.raises(menu.Infeasible) as wrong:
        menu.least_cost_diet(table, pd.Series(1.0, table.index), pd.Series({"ca": 5.0, "fe": 1.0}), none())
    assert wrong.value.faults == ("ca不低于5",)


def test_two_foods_by_hand():
    # 3 a + 1 b >= 6, 1 a + 2 b >= 4 at 2 and 1: the corner a = 1.6, b = 1.2 costs 4.4; duals 0.6 and 0.2
    table = pd.DataFrame({"x": [3.0, 1.0], "y": [1.0, 2.0]}, index=["a", "b"])
    diet = menu.least_cost_diet(
        table, pd.Series({"a": 2.0, "b": 1.0}), pd.Series({"x": 6.0, "y": 4.0}), pd.Series({"x": np.nan})
    )
    assert diet.quantities.to_dict() == pytest.approx({"a": 1.6, "b": 1.2})
    assert diet.cost == pytest.approx(4.4)
    assert diet.duals.to_dict() == pytest.approx({"x": 0.6, "y": 0.2})
    # the corner stays where both are eaten: x between 2 (a = 0) and 12 (b = 0)
    assert diet.ranging.loc["x", ["from", "to"]].tolist() == pytest.approx([2.0, 12.0])
    assert diet.amounts.to_dict() == pytest.approx({"x": 6.0, "y": 4.0})


def test_undetermined_counts_nothing_below_and_is_a_fault_above():
    table = pd.DataFrame({"ca": [np.nan, 10.0]}, index=["米", "奶"])
    price = pd.Series({"米": 0.1, "奶": 1.0})
    assert menu.least_cost_diet(table, price, pd.Series({"ca": 20.0}), none()).quantities["奶"] == pytest.approx(2)
    with pytest.raises(menu.MenuError, match="ca有上限，但米的含量未测定"):
        menu.least_cost_diet(table, price, none(), pd.Series({"ca": 20.0}))


@pytest.mark.parametrize("price", [{"米": -1.0}, {"米": np.nan}, {"面": 1.0}])
def test_price_missing_or_negative(price):
    table = pd.DataFrame({"ca": [1.0]}, index=["米"])
    with pytest.raises(menu.MenuError, match="食物“米”没有价格"):
        menu.least_cost_diet(table, pd.Series(price), pd.Series({"ca": 1.0}), none())


def test_bound_of_an_unknown_nutrient():
    table = pd.DataFrame({"ca": [1.0]}, index=["米"])
    with pytest.raises(menu.MenuError, match="下限中的营养素“fe”不在成分表中"):
        menu.least_cost_diet(table, pd.Series({"米": 1.0}), pd.Series({"fe": 1.0}), none())


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=2, max_size=6),
    st.lists(st.integers(1, 30), min_size=3, max_size=3),
)
def test_duality(contents, need):
    table = pd.DataFrame(contents, columns=list("abc"), dtype=float)
    price = pd.Series(np.arange(1.0, len(table) + 1), table.index)
    lower = pd.Series(need, index=list("abc"), dtype=float)
    if (table.max() == 0).any():
        with pytest.raises(menu.Infeasible):
            menu.least_cost_diet(table, price, lower, none())
        return
    diet = menu.least_cost_diet(table, price, lower, none())
    assert (diet.amounts >= lower - 1e-6).all()
    assert (diet.quantities >= -1e-9).all()
    # weak and strong duality: the duals price no food above its price and add up to the cost
    assert (table @ diet.duals <= price + 1e-6).all()
    assert float(diet.duals @ lower) == pytest.approx(diet.cost, abs=1e-6)


@given(st.sets(st.integers(0, 9)), st.lists(st.sets(st.integers(0, 9), min_size=1), max_size=4))
def test_smallest_conflict(chosen, cores):
    def conflicting(items):
        return any(core <= set(items) for core in cores)

    found = smallest_conflict(sorted(chosen), conflicting)
    assert conflicting(found) == conflicting(sorted(chosen))
    for item in found:
        assert not conflicting([other for other in found if other != item])
