"""The order in which one day's entries are posted: by what they are, not by their numbers."""

import pandas as pd
import pytest

from kgcore.money.posting import posting_order

BEFORE, DAY = "2026-05-06", "2026-05-07"


def ordered(*rows):
    frame = pd.DataFrame(rows, columns=["entry", "date", "kind", "reverses"], dtype="string").assign(site="main")
    return posting_order(frame.assign(date=pd.to_datetime(frame["date"])))["entry"].tolist()


def test_each_kind_has_its_turn_whatever_its_number():
    # numbered backwards, so that two kinds with the same turn would stand the other way round
    kinds = ["盘亏", "损耗", "退货", "领用", "冲正", "采购", "期初"]
    rows = [(f"M{number}", DAY, kind, "M0" if kind == "冲正" else None) for number, kind in enumerate(kinds, 1)]
    assert ordered(("M0", BEFORE, "采购", None), *rows) == ["M0", "M7", "M6", "M5", "M4", "M3", "M2", "M1"]


@pytest.mark.parametrize("kinds", [("采购", "盘盈"), ("盘盈", "采购")])
def test_deliveries_and_surpluses_go_by_number(kinds):
    rows = [(f"M{number}", DAY, kind, None) for number, kind in enumerate(kinds, 1)]
    assert ordered(*rows[::-1]) == ["M1", "M2"]


def test_a_reversal_of_the_same_day_follows_its_original():
    rows = [("M1", DAY, "冲正", "M3"), ("M2", DAY, "领用", None), ("M3", DAY, "采购", None), ("M4", DAY, "采购", None)]
    assert ordered(*rows) == ["M3", "M1", "M4", "M2"]
