"""An own food needs its name, its group and one price; what is usual for the group is filled in and named."""

import openpyxl
import pandas as pd
import pytest

from kgcore import registers
from kgcore.importing import import_files
from kgcore.registers import foods
from kgcore.registers.check import check
from kgcore.registers.empty_cells import complete
from kgcore.standards import food as packaged
from kgcore.testing import tiny_office

FOODS = registers.get("foods")
ROW = {"site": "main", "food": "马兰头", "guide_group": "蔬菜", "price_fen_per_kg": 1600}


def test_three_cells_make_a_food():
    valid, faults = check(FOODS, complete(FOODS, pd.DataFrame([ROW]), {})[0])
    assert not faults
    row = valid.iloc[0]
    assert (row["origin"], row["purchase"], row["edible_pct"], row["confidence"]) == (
        "plant", "fresh", 88.5, "own-knowledge",
    )  # fmt: skip
    assert "edible_pct" in row["own_values"].split(";") and pd.isna(row["energy_kcal"])


def test_what_is_written_stays():
    written = ROW | {"edible_pct": 95.0, "season_months": "3;4", "own_values": "price_fen_per_kg"}
    row = complete(FOODS, pd.DataFrame([written, ROW]), {})[0]
    assert row["edible_pct"].tolist() == [95.0, 88.5]
    assert row["season_months"].iloc[0] == "3;4" and row["own_values"].iloc[0] == "price_fen_per_kg"


def test_a_food_without_a_group_is_a_fault():
    rows = pd.DataFrame([{name: value for name, value in ROW.items() if name != "guide_group"}])
    _, faults = check(FOODS, complete(FOODS, rows, {})[0])
    assert "guide_group" in {fault.column for fault in faults}


@pytest.mark.parametrize(
    ("column", "usual", "measure"),
    [
        ("edible_pct", foods.USUAL_EDIBLE_PCT, "median"),
        ("origin", foods.USUAL_ORIGIN, lambda values: values.mode().iloc[0]),
        ("purchase", foods.USUAL_PURCHASE, lambda values: values.mode().iloc[0]),
    ],
)
def test_what_is_usual_is_usual_of_the_packaged_foods(column, usual, measure):
    assert packaged.load("foods").groupby("guide_group")[column].agg(measure).to_dict() == usual


def test_a_sheet_of_three_columns_is_imported_and_says_what_is_empty(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "食物成分"
    for line in (["食物", "食物类别", "参考价（元/kg）"], ["马兰头", "蔬菜", 16]):
        book.active.append(line)
    book.save(tmp_path / "食物.xlsx")
    with tiny_office() as office:
        result = import_files(office, [tmp_path / "食物.xlsx"], who="S002")
        assert not result.faults and any("可食部" in notice for notice in result.notices)
        food = office.read("foods").set_index("food").loc["马兰头"]
        assert (food["price_fen_per_kg"], food["edible_pct"], food["season_months"].count(";")) == (1600, 88.5, 11)


def test_a_wrong_group_is_one_fault(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "食物成分"
    for line in (["食物", "食物类别", "参考价（元/kg）"], ["马兰头", "叶菜", 16]):
        book.active.append(line)
    book.save(tmp_path / "食物.xlsx")
    with tiny_office() as office:
        [fault] = import_files(office, [tmp_path / "食物.xlsx"], who="S002").faults
        assert (fault.cell, fault.value) == ("B2", "叶菜") and "蔬菜" in fault.expected
