"""Small frames of the registers that nutrition reads, with every number chosen so that the answers are round."""

import pandas as pd
import pytest


@pytest.fixture
def foods():
    """Four foods per 100 g edible portion; the vitamin C of rice is not determined."""
    return pd.DataFrame(
        {
            "food": ["大米", "猪肉", "黄豆", "青菜"],
            "guide_group": ["谷类", "畜禽肉", "大豆制品", "蔬菜"],
            "origin": ["cereal", "animal", "legume", "plant"],
            "edible_pct": [100.0, 100.0, 100.0, 80.0],
            "energy_kcal": [350.0, 200.0, 390.0, 20.0],
            "protein_g": [8.0, 20.0, 35.0, 2.0],
            "fat_g": [1.0, 13.0, 16.0, 0.0],
            "carb_g": [77.0, 2.0, 34.2, 4.0],
            "fibre_g": [0.6, 0.0, 15.5, 1.0],
            "ca_mg": [10.0, 6.0, 191.0, 100.0],
            "p_mg": [110.0, 190.0, 465.0, 40.0],
            "fe_mg": [1.0, 3.0, 8.0, 2.0],
            "na_mg": [2.0, 60.0, 2.0, 50.0],
            "retinol_ug": [0.0, 10.0, 0.0, 0.0],
            "carotene_ug": [0.0, 0.0, 0.0, 1200.0],
            "vit_c_mg": [None, 0.0, 0.0, 30.0],
            "added_sugar_g": [0.0, 0.0, 0.0, 0.0],
        }
    ).set_index("food")


def movement_rows(*rows, site="main", ledger="幼儿"):
    """Ledger rows from (entry, date, kind, food, grams) with optional sixth field `reverses`."""
    frame = pd.DataFrame(
        [(*row, None) if len(row) == 5 else row for row in rows],
        columns=["entry", "date", "kind", "food", "quantity_g", "reverses"],
    )
    return frame.assign(site=site, ledger=ledger, date=pd.to_datetime(frame["date"]))


def count_rows(*rows, site="main", ledger="幼儿", warehouse="食堂"):
    """Stocktake rows from (date, food, grams)."""
    frame = pd.DataFrame(rows, columns=["date", "item", "quantity_g"])
    return frame.assign(site=site, ledger=ledger, warehouse=warehouse, date=pd.to_datetime(frame["date"]))
