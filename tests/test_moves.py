"""Children who change class or kindergarten by date: each day counts for the class of that day."""

import datetime as dt

import pandas as pd
import pytest

from kgcore import lives
from kgcore.cli.application import run
from kgcore.health.records import read as health_records
from kgcore.importing import import_files
from kgcore.money.records import read as money_records
from kgcore.money.refund_check import refunds_due
from kgcore.nutrition.records import read as nutrition_records
from kgcore.nutrition.target import headcount
from kgcore.periods import parse
from kgcore.store import FaultsError, StoreError
from kgcore.testing import tiny_office
from kgcore.workbook import write_workbook

MOVED = dt.date(2026, 5, 18)


@pytest.fixture
def office():
    """The tiny office, its first child in the large class from 18 May, where a day's meals cost two yuan more."""
    with tiny_office() as office:
        fees = [{"valid_from": dt.date(2026, 2, 1), "band": band, "fee_fen": fee}
                for band, fee in (("小班", 1500), ("大班", 1700))]  # fmt: skip
        office.write({"fee_rates": pd.DataFrame(fees)}, who="S001")
        lives.move_child(office, "C00001", other(office), since=MOVED, who="S001")
        yield office


def other(office):
    """Return the class that the first child is not in."""
    return next(name for name in office.read("classes")["class_name"] if name != "小一班")


def test_each_day_counts_for_the_class_of_that_day(office):
    stays = office.stays()
    mine = stays[stays["child"] == "C00001"]
    assert mine["class_name"].tolist() == ["小一班", other(office)]
    assert mine["left_on"].iloc[0] == pd.Timestamp("2026-05-17")
    assert mine["enrolled_on"].iloc[1] == pd.Timestamp("2026-05-18")
    for day, count in ((dt.date(2026, 5, 17), 10), (MOVED, 9)):
        assert (office.roll_on(day)["class_name"] == "小一班").sum() == count
    assert len(stays) == len(office.read("children")) + 1


def test_what_is_paid_back_is_the_fee_of_each_days_class(office):
    """Left on 8 May (in the small class till then) or on 20 May (in the large one): 15 or 17 yuan a day after."""
    child = office.read("children").head(1)
    records = money_records(office, parse("2026-05"))
    days = office.school_days("2026-05")
    for left, fee in ((dt.date(2026, 5, 8), 1500), (dt.date(2026, 5, 20), 1700)):
        office.write({"children": child.assign(left_on=left)}, who="S001")
        due = refunds_due(office, records, parse("2026-05")).set_index("child")
        assert due.loc["C00001", "after_leaving_fen"] == fee * sum(day > left for day in days)


def test_health_and_intake_count_the_child_once(office):
    assert len(health_records(office, parse("2026-05")).children) == len(office.read("children"))
    records = nutrition_records(office, parse("2026-05"), parse("2026-05"))
    middle = headcount(records.children, office.read("classes"), ["main"], dt.date(2026, 5, 20))
    assert middle.groupby("band")["n"].sum().to_dict() == {"大班": 11, "小班": 9}


def test_to_another_kindergarten_the_child_ends_here_and_begins_there(office):
    sites = pd.DataFrame([{"site": "longma", "name": "龙马幼儿园", "kitchen": "main"}])
    classes = pd.DataFrame([
        {"site": "longma", "term": "2026-spring", "class_name": "小二班", "band": "小班", "enrolled": 20}
    ])  # fmt: skip
    office.store.write({"sites": sites, "classes": classes}, who="S001")
    receipt = lives.move_child(office, "C00002", "小二班", since=MOVED, to="longma", who="S001")
    rows = office.store.read("children").set_index(["child", "site"]).loc["C00002"]
    assert str(rows.loc["main", "left_on"].date()) == "2026-05-17"
    assert rows.loc["longma", "enrolled_on"] == pd.Timestamp(MOVED)
    assert rows.loc["longma", "birth_month"] == rows.loc["main", "birth_month"]
    kitchen = office.stays(sites="kitchen")
    for day in (dt.date(2026, 5, 17), MOVED):
        here = kitchen[(kitchen["enrolled_on"] <= pd.Timestamp(day)) & ~(kitchen["left_on"] < pd.Timestamp(day))]
        assert (here["child"] == "C00002").sum() == 1
    with pytest.raises(StoreError, match="在园是 2025-09-01 至 2026-05-17"):
        lives.move_child(office, "C00002", other(office), since=dt.date(2026, 5, 25), who="S001")
    office.store.undo(who="S001", entry=receipt.journal)
    assert "longma" not in set(office.store.read("children")["site"])


def test_what_does_not_fit_is_told(office):
    for child, name, day, said in (
        ("C00077", "小一班", MOVED, "没有 C00077"),
        ("C00003", "小九班", MOVED, "没有“小九班”"),
        ("C00003", "小一班", MOVED, "本来就在小一班"),
        ("C00003", other(office), dt.date(2025, 9, 1), "不能调班"),
    ):
        with pytest.raises(StoreError, match=said):
            lives.move_child(office, child, name, since=day, who="S001")
    again = {"date": ["2026-05-25"], "child": "C00001", "former_class": "小一班", "class_name": other(office)}
    with pytest.raises(FaultsError, match="上次调班后在"):
        office.write({"class_moves": pd.DataFrame(again)}, who="S001")


def test_a_class_is_changed_in_the_register_of_moves_not_in_the_roll(office, tmp_path):
    classes = office.read("classes").tail(1).assign(class_name="小三班", band="小班")
    office.write({"classes": classes}, who="S001")
    child = office.read("children").head(1)
    for name, faults in (("小一班", 0), (other(office), 0), ("小三班", 1)):
        path = write_workbook(tmp_path / f"{name}.xlsx", {"children": child.assign(class_name=name)})
        found = import_files(office, [path], who="S001", dry_run=True).faults
        assert len(found) == faults
    assert "再换班请在《调班》里登记一行" in str(found[0])


def test_the_command(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with tiny_office() as office:
        (tmp_path / "office.db").write_bytes((office.folder / "office.db").read_bytes())
        name = other(office)
    assert run(["move-child", "C00001", name, "--from", "2026-05-18"]) == 0
    said = capsys.readouterr().out
    assert f"C00001 从 2026-05-18 起在{name}（记为第 2 号）" in said
    assert "kg undo 2" in said
