"""Ends of master rows: a dish, a supplier, a class, a member of staff; what was recorded before stays as it is."""

import datetime as dt

import pandas as pd
import pytest

from kgcore import menu, safety
from kgcore.menu.office.problem_of import open_problem
from kgcore.store import FaultsError
from kgcore.testing import tiny_office

END = dt.date(2026, 5, 18)


@pytest.fixture
def office():
    with tiny_office() as office:
        yield office


def test_a_dish_is_planned_up_to_its_last_day_and_old_menus_stay(office):
    dish = office.read("menus")["dish"].iloc[0]
    rows = office.read("dishes")
    office.write({"dishes": rows[rows["dish"] == dish].assign(ended_on=END)}, who="S001")
    assert open_problem(office, menu.PlanRequest.of("2026-W20")).bans == frozenset()
    bans = open_problem(office, menu.PlanRequest.of("2026-W21")).bans
    assert {name for name, _ in bans} == {dish}
    assert min(day for _, day in bans) == END
    assert dish in set(office.read("menus")["dish"])
    plain = rows[rows["dish"] == dish].drop(columns="ended_on")
    office.write({"dishes": plain}, who="S001")
    assert office.read("dishes").set_index("dish").loc[dish, "ended_on"] == pd.Timestamp(END)


def test_purchases_from_an_ended_supplier_are_a_finding(office):
    supplier = office.read("suppliers").assign(ended_on=END)
    before = [f for f in safety.month(office, "2026-05").findings if f.code == "safety.supplier_ended"]
    office.write({"suppliers": supplier}, who="S001")
    found = [f for f in safety.month(office, "2026-05").findings if f.code == "safety.supplier_ended"]
    moves = office.read("movements", "2026-05")
    count = ((moves["kind"] == "采购") & (moves["date"] >= pd.Timestamp(END))).sum()
    assert before == []
    assert found[0].text.startswith(f"{count}笔采购供应商已停用")


def test_who_left_may_not_sign_afterwards(office):
    staff = office.read("staff")
    office.write({"staff": staff[staff["staff"] == "S006"].assign(left_on=END)}, who="S001")
    patrol = {"class_name": "小一班", "officer": "S006", "item": "进餐", "stage": "无问题"}
    office.write({"patrols": pd.DataFrame([patrol | {"date": END}])}, who="S001")
    with pytest.raises(FaultsError, match="S006 已于 2026-05-18 离职，不能在 2026-05-19 签字"):
        office.write({"patrols": pd.DataFrame([patrol | {"date": "2026-05-19"}])}, who="S001")


def test_an_invoice_is_signed_on_the_day_of_the_signature(office):
    staff = office.read("staff")
    office.write({"staff": staff[staff["staff"] == "S009"].assign(left_on=END)}, who="S001")
    invoice = {"entry": "I202605-901", "number": "1", "date": "2026-05-11", "supplier": "V01", "category": "幼儿膳食",
               "amount_fen": 100, "approved_by": "S009", "approved_on": "2026-05-20"}  # fmt: skip
    with pytest.raises(FaultsError, match="不能在 2026-05-20 签字"):
        office.write({"invoices": pd.DataFrame([invoice])}, who="S001")
    office.write({"invoices": pd.DataFrame([invoice | {"approved_on": "2026-05-18"}])}, who="S001")


def test_a_dissolved_class_takes_no_rows_from_its_day_on(office):
    classes = office.read("classes")
    name = classes["class_name"].iloc[0]
    office.write({"classes": classes.head(1).assign(ended_on=END)}, who="S001")
    rows = office.read("attendance")
    mine = rows[(rows["class_name"] == name)]
    office.write({"attendance": mine[mine["date"] < pd.Timestamp(END)]}, who="S001")
    with pytest.raises(FaultsError, match="已从 2026-05-18 起撤班"):
        office.write({"attendance": mine[mine["date"] >= pd.Timestamp(END)]}, who="S001")
    assert len(office.read("attendance")) == len(rows)
