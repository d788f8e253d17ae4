"""Master rows renamed and merged: on each database, everything that names them follows, and can be taken back."""

import datetime as dt

import pandas as pd
import pytest

from kgcore import registers
from kgcore.store import Store, StoreError, merge, rename
from kgcore.store.successors import current_classes
from tests.store.test_closes import close
from tests.store.test_store import attendance, movement, movements

NAMES = list(registers.REGISTERS)
CHANGE_DAY = dt.date(2026, 5, 18)


def count(item="大米"):
    row = {
        "site": "main", "date": "2026-05-29", "warehouse": "食堂", "ledger": "幼儿", "item": item, "scope": "月盘",
        "quantity_g": 1000, "counted_by": "S001", "checked_by": "S002",
    }  # fmt: skip
    return pd.DataFrame([row])


def price(food, fen=500):
    row = {"site": "main", "date": "2026-05-06", "food": food, "supplier": "V01", "price_fen_per_kg": fen}
    return pd.DataFrame([row])


def test_a_food_is_renamed_in_ledgers_counts_and_closed_months_and_back(stocked):
    stocked.write(movements(movement(food="大米")) | {"counts": count(), "prices": price("大米")}, who="甲")
    stocked.write(close(), who="甲")
    before = stocked.fingerprint(NAMES)
    number = rename(stocked, "foods", "大米", "粳米", site="main", who="乙").journal
    for register, column in (("movements", "food"), ("counts", "item"), ("prices", "food")):
        assert stocked.read(register)[column].tolist() == ["粳米"]
    foods = stocked.read("foods").set_index("food")
    assert ("大米" in foods.index, foods.loc["粳米", "aliases"]) == (False, "大米")
    assert stocked.journal().iloc[-1]["action"] == "rename"
    assert stocked.discrepancies().empty
    stocked.undo(who="甲", entry=number)
    assert stocked.fingerprint(NAMES) == before
    assert stocked.discrepancies().empty


def test_rows_of_the_kindergartens_that_the_kitchen_feeds_follow_but_for_their_own(stocked):
    fed = attendance(10, site="longma")["attendance"]
    stocked.write({"attendance": pd.concat([attendance(37)["attendance"], fed])}, who="甲")
    rename(stocked, "classes", "小一班", "向日葵班", site="main", who="甲")
    assert dict(stocked.read("attendance")[["site", "class_name"]].to_numpy()) == {
        "main": "向日葵班", "longma": "小一班",
    }  # fmt: skip
    rename(stocked, "foods", "大米", "粳米", site="main", who="甲")
    with pytest.raises(StoreError, match=r"longma.*没有“鸡蛋”；它登记在园所 main"):
        rename(stocked, "foods", "鸡蛋", "鸭蛋", site="longma", who="甲")


def test_a_class_renamed_within_a_term_stays_one_class(stocked):
    stocked.write(attendance(37), who="甲")
    before = stocked.fingerprint(NAMES)
    number = rename(stocked, "classes", "小一班", "向日葵班", site="main", who="甲", since=CHANGE_DAY).journal
    stocked.write(attendance(36, date="2026-05-18", class_name="向日葵班"), who="甲")
    assert sorted(stocked.read("attendance")["class_name"]) == ["向日葵班", "小一班"]
    assert stocked.write(attendance(37), who="甲").rows["attendance"].same_rows == 1
    seen = current_classes(stocked, "attendance", stocked.read("attendance"))
    assert seen["class_name"].tolist() == ["向日葵班", "向日葵班"]
    classes = current_classes(stocked, "classes", stocked.read("classes"))
    assert classes.loc[classes["site"] == "main", "enrolled"].sum() == 75
    with pytest.raises(StoreError, match=r"已从 2026-05-18 起改称向日葵班"):
        stocked.write(attendance(36, date="2026-05-19"), who="甲")
    with pytest.raises(StoreError, match=r"2026-05-18 才改称，这一天还叫小一班"):
        stocked.write(attendance(36, date="2026-05-07", class_name="向日葵班"), who="甲")
    with pytest.raises(StoreError, match="还用着《班级》的向日葵班"):
        stocked.undo(who="甲", entry=number)
    stocked.undo(who="甲", entry=number + 1)
    stocked.undo(who="甲", entry=number)
    assert stocked.fingerprint(NAMES) == before


def test_a_sheet_of_before_does_not_clear_what_the_class_is_called_since(stocked, base_frames):
    rename(stocked, "classes", "小一班", "向日葵班", site="main", who="甲", since=CHANGE_DAY)
    stocked.write({"classes": base_frames["classes"]}, who="甲")
    assert stocked.read("classes")["successor"].notna().sum() == 1


@pytest.mark.parametrize(
    ("register", "old", "new", "said"),
    [
        ("foods", "大米", "鸡蛋", "已经有“鸡蛋”.*kg merge"),
        ("foods", "小米", "粟米", "没有“小米”；请核对"),
        ("staff", "S001", "张三", "不合规定"),
        ("suppliers", "V01", "供应商", "不合规定"),
    ],
)
def test_what_cannot_be_renamed_is_told_and_nothing_changes(stocked, register, old, new, said):
    before = (stocked.fingerprint(NAMES), len(stocked.journal()))
    with pytest.raises(StoreError, match=said):
        rename(stocked, register, old, new, site="main", who="甲")
    assert (stocked.fingerprint(NAMES), len(stocked.journal())) == before


def test_two_foods_become_one_that_keeps_its_values(stocked):
    both = pd.concat([price("大米", 700), price("鸡蛋", 900)])
    entries = movements(movement(), movement("M0002", food="大米"))
    stocked.write(entries | {"prices": both}, who="甲")
    before, values = stocked.fingerprint(NAMES), stocked.read("foods").set_index("food").loc["鸡蛋"]
    number = merge(stocked, "foods", "大米", "鸡蛋", site="main", who="甲").journal
    assert stocked.read("movements")["food"].tolist() == ["鸡蛋", "鸡蛋"]
    assert stocked.read("prices")["price_fen_per_kg"].tolist() == [900]
    foods = stocked.read("foods").set_index("food")
    pd.testing.assert_series_equal(foods.loc["鸡蛋"].drop("aliases"), values.drop("aliases"))
    assert foods["aliases"].tolist() == ["大米"]
    assert stocked.discrepancies().empty
    stocked.undo(who="甲", entry=number)
    assert stocked.fingerprint(NAMES) == before


def test_a_clash_is_named_and_nothing_is_merged(stocked):
    both = pd.concat([attendance(37)["attendance"], attendance(20, class_name="大一班")["attendance"]])
    stocked.write({"attendance": both}, who="甲")
    before = stocked.fingerprint(NAMES)
    with pytest.raises(StoreError, match=r"《就餐人数》2026-05-06、大一班、午餐：就餐人数一为 20，一为 37"):
        merge(stocked, "classes", "小一班", "大一班", site="main", who="甲")
    assert stocked.fingerprint(NAMES) == before


def test_a_number_of_staff_and_of_a_supplier_follow_in_the_ledger(stocked):
    stocked.write(movements(movement()), who="甲")
    rename(stocked, "staff", "S001", "S101", site="main", who="甲")
    rename(stocked, "suppliers", "V01", "V31", site="main", who="甲")
    entry = stocked.read("movements").iloc[0]
    assert (entry["buyer"], entry["approver"], entry["supplier"]) == ("S101", "S101", "V31")
    assert isinstance(stocked, Store)
    assert stocked.discrepancies().empty
