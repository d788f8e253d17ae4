"""An office sees its own rows, those its kitchen feeds, and says what it read."""

import datetime as dt

import pandas as pd
import pytest

import kgcore
from kgcore.office import Office, OfficeError
from kgcore.periods import PeriodError, parse
from kgcore.standards import Profile
from kgcore.testing import tiny_office


@pytest.fixture
def office(stocked):
    return Office(stocked, "main", Profile.load())


def attended(site, date, diners):
    return {"site": site, "date": date, "class_name": "小一班", "meal": "午餐", "diners": diners}


@pytest.fixture
def fed(office):
    rows = [attended("main", "2026-05-06", 37), attended("longma", "2026-05-06", 18), attended("main", "2026-06-01", 1)]
    office.write({"attendance": pd.DataFrame(rows)}, who="甲")
    return office


@pytest.mark.parametrize(("sites", "diners"), [("own", [37]), ("kitchen", [18, 37]), ("all", [18, 37])])
def test_scope_of_a_read(fed, sites, diners):
    assert fed.read("attendance", "2026-05", sites=sites)["diners"].tolist() == diners


def test_a_guest_site_feeds_nobody_else(fed):
    guest = Office(fed.store, "longma", fed.profile)
    assert fed.kitchen_sites == ("main", "longma")
    assert guest.kitchen_sites == ("longma",)
    assert guest.read("attendance", sites="kitchen")["diners"].tolist() == [18]


def test_a_period_may_be_text_or_a_period(fed):
    assert fed.read("attendance", parse("2026-W19")).equals(fed.read("attendance", "2026-W19"))


def test_what_is_no_period_is_refused(fed):
    with pytest.raises(PeriodError, match="2026-05"):
        fed.read("attendance", "2026-13")


def test_a_standing_list_has_no_period(fed):
    with pytest.raises(OfficeError, match="《食物成分》不按日期登记"):
        fed.read("foods", "2026-05")


def test_rows_without_a_site_are_this_offices(office):
    row = attended("main", "2026-05-06", 5)
    del row["site"]
    office.write({"attendance": pd.DataFrame([row])}, who="甲")
    assert office.read("attendance")["site"].tolist() == ["main"]


def test_school_days_are_those_of_the_own_calendar(office):
    rows = [
        {"site": site, "date": date, "term": "2026-spring", "school_day": open_}
        for site, date, open_ in [
            ("main", "2026-05-06", True), ("main", "2026-05-05", False), ("main", "2026-05-04", True),
            ("main", "2026-06-01", True), ("longma", "2026-05-05", True),
        ]
    ]  # fmt: skip
    office.write({"calendar": pd.DataFrame(rows)}, who="甲")
    assert office.school_days("2026-05") == [dt.date(2026, 5, 4), dt.date(2026, 5, 6)]
    assert office.school_days("2025-05") == []


def test_provenance_names_each_read_once_and_moves_with_the_data(fed):
    def read():
        office = Office(fed.store, "main", fed.profile)
        office.read("attendance", "2026-05", sites="kitchen")
        office.read("foods")
        office.read("foods")
        return office.reads()

    before = read()
    assert [(r.register, r.period, r.sites, r.rows) for r in before.reads] == [
        ("attendance", "2026-05", "kitchen", 2),
        ("foods", None, "own", 2),
    ]
    assert read() == before
    fed.write({"attendance": pd.DataFrame([attended("longma", "2026-05-06", 17)])}, who="甲")
    assert read().fingerprint != before.fingerprint


def test_open_takes_the_profile_beside_the_file(tmp_path):
    with kgcore.open(tmp_path / "office.db") as office:
        packaged = office.profile.dri_edition
    assert packaged == Profile.load().dri_edition
    other = 2023 if packaged == 2013 else 2013
    (tmp_path / "profile.toml").write_text(f'name = "本园口径"\ndri_edition = {other}\n', encoding="utf-8")
    with kgcore.open(tmp_path / "office.db") as office:
        assert office.profile.dri_edition == other
        assert office.site == "main"
    elsewhere = tmp_path / "other.toml"
    elsewhere.write_text(f'name = "另一口径"\ndri_edition = {packaged}\n', encoding="utf-8")
    with kgcore.open(tmp_path / "office.db", "longma", elsewhere) as office:
        assert (office.site, office.profile.name) == ("longma", "另一口径")


def test_an_office_tells_itself_without_counting_as_read():
    with tiny_office() as office:
        assert repr(office) == "<TinyOffice 小小幼儿园（main）：就餐登记 2026-05-06 至 2026-05-29>"
        assert "<td>出入库</td>" in office._repr_html_()
        assert office.reads().reads == ()
