"""Advice that is followed has the effect that was promised: recomputed by the report's own functions."""

import numpy as np
import pandas as pd
import pytest

from kgcore import nutrition, periods, registers
from kgcore.nutrition.analysis import NutritionReview, analyse
from kgcore.nutrition.groups import group_grams
from kgcore.nutrition.nutrient_intake import intake
from kgcore.nutrition.records import NutritionRecords
from kgcore.nutrition.structure import energy_by_macro, measured_quality
from kgcore.nutrition.survey import composition_of
from kgcore.registers import terms
from kgcore.standards import Profile, load
from kgcore.standards import food as packaged
from tests import demo_office
from tests.sampling import some

FACTORS = load("energy_factors").set_index("nutrient")["kcal_per_g"]
MAY = periods.parse("2026-05")
DAYS = pd.bdate_range("2026-05-06", "2026-05-29")
MEMBERS = load("food_guide_groups")
IN_RANGE = ("within", "near")


def recomputed(diet: pd.DataFrame, foods: pd.DataFrame) -> dict[str, float]:
    """Every figure of a diet by the functions of the report, named as the plan names it."""
    amounts = intake(diet, composition_of(foods))
    figures = {f"nutrients.{name}": value for name, value in amounts["amount"].items()}
    figures |= {f"macro.{name}": value for name, value in energy_by_macro(amounts["amount"], FACTORS)["share"].items()}
    quality = measured_quality(diet, foods, amounts, FACTORS)["measured"]
    figures |= {f"quality.{name}": value for name, value in quality.items()}
    groups = group_grams(diet, foods, MEMBERS)["grams"]
    return figures | {f"groups.{name}": value for name, value in groups.items()}


def check(review: NutritionReview, foods: pd.DataFrame) -> int:
    """Hold the advice of a review against the diet in which it was followed; return how many figures it repairs."""
    eaten = review.consumption.set_index("food")["edible_g_per_child_day"].dropna()
    change = review.advice.set_index("food")["change_g"].astype("float64")
    assert change.index.is_unique
    assert len(change) <= 5
    assert len(review.advice_lines) == len(change)
    after = eaten.add(change, fill_value=0.0)
    assert (after >= 0).all()
    figures = recomputed(after.rename_axis("food").reset_index(name="grams"), foods)
    before = recomputed(eaten.rename_axis("food").reset_index(name="grams"), foods)
    for row in review.promise.itertuples():
        if str(row.figure).startswith("upper."):
            continue
        assert before[row.figure] == pytest.approx(row.now, rel=1e-6), row.figure
        assert figures[row.figure] == pytest.approx(row.promised, rel=0.01), row.figure
        if row.repaired or row.verdict == "within":
            assert not figures[row.figure] < row.low * (1 - 1e-9), row.figure
            assert not figures[row.figure] > row.high * (1 + 1e-9), row.figure
        elif row.verdict in ("below", "above"):
            worse = row.now - figures[row.figure] if row.verdict == "below" else figures[row.figure] - row.now
            assert worse <= 0.021 * abs(row.now) + 1e-9, row.figure
    repaired = int(review.promise["repaired"].sum())
    assert change.empty == (repaired == 0)
    return repaired


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return packaged.load("foods").set_index("food")


def whole(register: str, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.reindex(columns=[column.name for column in registers.columns(registers.get(register))])


def kitchen(diet: pd.Series, table: pd.DataFrame) -> NutritionRecords:
    """A kitchen of forty children that bought and used exactly a diet (edible g per child-day)."""
    site, children = "main", 40
    days = pd.DataFrame({"date": DAYS})
    meals = pd.DataFrame({"meal": [terms.MORNING_SNACK, terms.LUNCH, terms.AFTERNOON_SNACK]})
    attendance = days.merge(meals, how="cross").assign(site=site, class_name="中一班", diners=children)
    quantity = diet / (table["edible_pct"].reindex(diet.index) / 100) * children * len(DAYS)
    entries = pd.DataFrame({
        "site": site, "entry": [f"M{n:04d}" for n in range(len(diet))], "date": DAYS[0],
        "kind": terms.PURCHASE, "ledger": terms.CHILDREN_LEDGER, "food": diet.index, "quantity_g": quantity.to_numpy(),
        "unit_cost_fen": table["price_fen_per_kg"].reindex(diet.index).to_numpy(), "supplier": "V01",
    })  # fmt: skip
    entries["amount_fen"] = entries["quantity_g"] * entries["unit_cost_fen"] / 1000
    issues = entries.assign(
        entry=entries["entry"].str.replace("M", "L"),
        kind=terms.ISSUE,
        unit_cost_fen=float("nan"),
        amount_fen=float("nan"),
    )
    entries = pd.concat([entries, issues], ignore_index=True)
    empty = {
        name: whole(name, pd.DataFrame()).astype(object)
        for name in ("counts", "menus", "band_portions", "children", "diet_changes", "diet_promises")
    }
    for name, columns in (("counts", ["date"]), ("menus", ["date"]), ("children", ["enrolled_on", "left_on"])):
        empty[name][columns] = empty[name][columns].astype("datetime64[ns]")
    classes = pd.DataFrame(
        {"site": site, "term": "2026-spring", "class_name": ["中一班"], "band": "中班", "enrolled": children}
    )
    fees = pd.DataFrame({"site": site, "valid_from": [pd.Timestamp("2026-02-01")], "band": "中班", "fee_fen": 1800})
    return NutritionRecords(
        sites=(site,), attendance=whole("attendance", attendance), movements=whole("movements", entries),
        dishes=packaged.load("dishes"), ingredients=packaged.load("dish_ingredients"), foods=table, classes=classes,
        fee_rates=fees, **empty,
    )  # fmt: skip


def random_diet(rng: np.random.Generator, table: pd.DataFrame) -> pd.Series:
    """Foods of kitchens in amounts from half to twice what a child eats of the group here."""
    usual = {
        "谷类": (80, 5), "薯类": (15, 2), "蔬菜": (130, 8), "水果": (80, 3), "畜禽肉": (35, 4), "水产": (15, 2),
             "蛋类": (18, 1), "奶类": (150, 2), "大豆制品": (20, 2), "油": (10, 1), "盐": (1, 1), "菌藻": (3, 1),
    }  # fmt: skip
    grams: dict[str, float] = {}
    for group, (amount, kinds) in usual.items():
        names = rng.choice(table.index[table["guide_group"] == group], kinds, replace=False)
        for name, part in zip(names, rng.dirichlet(np.ones(kinds)), strict=True):
            grams[str(name)] = amount * float(rng.uniform(0.5, 2.0)) * float(part)
    return pd.Series(grams)


def of_diet(seed: int, table: pd.DataFrame) -> NutritionReview:
    diet = random_diet(np.random.default_rng(seed), table)
    return analyse(kitchen(diet, table), Profile.load(), MAY, [])


@pytest.mark.parametrize("seed", range(4))
def test_a_random_diet_that_follows_the_advice_becomes_as_promised(seed, table):
    check(of_diet(seed, table), table)


@pytest.mark.parametrize(
    "month", some(["2026-05", "2026-02", "2026-03", "2026-04", "2026-06", "2026-09", "2026-10"], 7)
)
def test_each_month_of_the_demonstration_that_follows_its_advice_becomes_as_promised(month, table):
    review = nutrition.month(demo_office.office(*demo_office.ALL_FAULTS), month)
    assert check(review, table) > 0


@pytest.mark.full
def test_five_hundred_random_diets_that_follow_the_advice_become_as_promised(table):
    repaired = [check(of_diet(seed, table), table) for seed in range(500)]
    assert np.mean(np.array(repaired) > 0) > 0.8
