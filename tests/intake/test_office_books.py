"""The count of rows read right: what agrees, what is asked, what is wrong and what is missing."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from tests.sheets.kind_books import kind_book

PATH = Path(__file__).parents[2] / "bench" / "office_books.py"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("office_books", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["office_books"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["office_books"]


def test_rows_are_counted_by_key_and_value(tmp_path, bench):
    for folder in ("books", "truth"):
        (tmp_path / folder).mkdir()
    kind_book(tmp_path / "books", "采购").rename(tmp_path / "books" / "01-采购.xlsx")
    rows = [
        {"date": "2026-06-15", "food_written": "鸡蛋", "kg": 5, "amount_yuan": 54, "ask_kg": False},
        {"date": "2026-06-15", "food_written": "食用油", "kg": None, "amount_yuan": 230, "ask_kg": True},
        {"date": "2026-06-15", "food_written": "前腿肉", "kg": 2.5, "amount_yuan": 60, "ask_kg": False},
        {"date": "2026-06-15", "food_written": "大米", "kg": 50, "amount_yuan": 260, "ask_kg": False},
    ]
    truth = {"register": "movements (入库)", "rows": rows}
    (tmp_path / "truth" / "01.json").write_text(json.dumps(truth), encoding="utf-8")
    [score] = bench.measure(tmp_path)
    assert score.count == {"right": 2, "wrong": 1, "missing": 1}
    assert any("前腿肉" in text and "2.5" in text for text in score.told)
    assert score.questions >= 3  # the year, the oil's weight, which meat
