import numpy as np
import pandas as pd
import pytest

from kgcore.nutrition.nutrient_adequacy import DOUBTFUL, NO_STANDARD, TOO_FEW_DATA, adequacy
from kgcore.standards import Profile

BANDS = {c: Profile.load().bands(c) for c in ("energy", "protein", "limit", "others")}


def judge(amount, coverage=1.0, nutrient="ca_mg", doubtful=0.0, upper=1500.0, **more):
    intake = pd.DataFrame({"amount": amount, "coverage": coverage}, index=pd.Index([nutrient], name="nutrient"))
    target = pd.DataFrame(
        {"kind": "RNI", "reference": 500.0, "EAR": 400.0, "UL": upper, "PI": np.nan, "source": "s",
         "confidence": "seen", "share": 0.4, "target": 200.0, "least_target": 180.0, **more},
        index=[nutrient],
    )  # fmt: skip
    return adequacy(intake, target, BANDS, 0.9, pd.Series({nutrient: doubtful})).loc[nutrient]


@pytest.mark.parametrize(
    ("amount", "verdict", "level"),
    # others: below 80 % 不足, 80 to 90 % 基本满足, from 90 % 适宜; the bound belongs to the upper band, and what misses
    # it by less than 2 % is as good as there: 160 ÷ 1.02 = 156.9, 180 ÷ 1.02 = 176.5
    [(156.8, "不足", "low"), (156.9, "基本满足", "marginal"), (160, "基本满足", "marginal"),
     (176.4, "基本满足", "marginal"), (176.5, "接近", "near"), (180, "适宜", "adequate")],
)  # fmt: skip
def test_a_verdict_is_missed_only_by_what_can_be_measured(amount, verdict, level):
    row = judge(amount)
    assert (row["verdict"], row["level"]) == (verdict, level)
    assert row["ratio"] == pytest.approx(amount / 200)
    assert row["least_ratio"] == pytest.approx(amount / 180)


def test_verdict_is_withheld_below_the_coverage_limit():
    assert judge(100, coverage=0.89)["verdict"] == TOO_FEW_DATA
    assert judge(100, coverage=0.9)["verdict"] == "不足"
    assert judge(np.nan, coverage=np.nan)["verdict"] == TOO_FEW_DATA


def test_verdict_is_withheld_when_it_rests_on_a_doubtful_record():
    assert judge(300, doubtful=0.2)["verdict"] == DOUBTFUL


def test_no_target_no_verdict():
    assert judge(300, target=np.nan)["verdict"] == NO_STANDARD


def test_sodium_is_held_against_the_pi_and_never_too_low():
    # PI 1000 × 0.5, the share of energy = 500 mg; 2 % more is near it
    limit = {"kind": "PI", "reference": 1000.0, "target": 500.0, "share": 0.5, "upper": np.nan}
    assert judge(511, nutrient="na_mg", **limit)["verdict"] == "偏高"
    assert judge(509, nutrient="na_mg", **limit)["level"] == "near"
    low = judge(100, nutrient="na_mg", **limit)
    assert (low["verdict"], low["level"]) == ("未超建议值", "adequate")


def test_upper_level_of_vitamin_a_counts_retinol_only():
    intake = pd.DataFrame(
        {"amount": [900.0, 300.0], "coverage": 1.0}, index=pd.Index(["vit_a_ug_rae", "retinol_ug"], name="nutrient")
    )
    target = pd.DataFrame(
        {"kind": "RNI", "reference": 310.0, "UL": 700.0, "PI": np.nan, "source": "s",
         "confidence": "seen", "share": 0.4, "target": 124.0, "least_target": 124.0},
        index=["vit_a_ug_rae"],
    )  # fmt: skip
    row = adequacy(intake, target, BANDS, 0.9).loc["vit_a_ug_rae"]
    assert (row["upper"], row["upper_amount"]) == (700, 300)


def test_more_than_the_share_of_the_upper_level_is_too_much_whatever_the_ratio():
    # UL 1500 × 0.4 = 600
    assert judge(613)["level"] == "over_upper"
    assert judge(611)["level"] == "adequate"
