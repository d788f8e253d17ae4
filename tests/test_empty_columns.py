"""An optional column may be empty: every room answers, and every report shows, with each one emptied in turn."""

import pandas as pd
import pytest

import kgcore
from kgcore import campus, health, money, nutrition, property, registers, safety, staff, weekly, workplan
from kgcore.assessment import dining
from kgcore.menu import MenuError
from kgcore.office import OfficeError
from kgcore.registers.check import check
from kgcore.testing.rows import frames as tiny_frames
from kgcore.wording import has_chinese
from tests import demo_office
from tests.shown import shown

MONTH, TERM = "2026-05", "2026-spring"
REVIEWS = [
    lambda office: nutrition.month(office, MONTH), lambda office: money.month(office, MONTH),
    lambda office: money.term(office, TERM), lambda office: health.month(office, MONTH),
    lambda office: staff.review(office, MONTH), lambda office: safety.review(office, MONTH),
    lambda office: property.review(office, MONTH), lambda office: campus.review(office, MONTH),
    lambda office: workplan.review(office, MONTH), lambda office: dining.review(office, MONTH),
]  # fmt: skip
REPORTS = {
    "nutrition": MONTH, "surplus": MONTH, "notice": MONTH, "health": MONTH, "logistics": MONTH, "audit": TERM,
    "assessment": TERM, "menu": "2026-W20", "kitchen": "2026-W20", "plates": "2026-W20",
}  # fmt: skip
OPTIONAL = {
    name: [column.name for column in registers.columns(registers.get(name)) if column.nullable]
    for name in tiny_frames()
}
"""Optional columns of the registers that the tiny office keeps."""
COLUMNS = [(name, column) for name, columns in OPTIONAL.items() for column in columns]


@pytest.fixture(scope="module")
def rows():
    made = {name: frame.assign(site="main") for name, frame in tiny_frames().items()}
    return {name: with_all_columns(name, frame) for name, frame in made.items()}


def with_all_columns(name, frame):
    """Return checked rows: as the store gives them, optional columns there too."""
    declared = registers.get(name)
    return check(declared, frame)[0]


def emptied(rows, name, columns):
    """Return an office on rows of which some columns are empty."""
    frame = rows[name].copy()
    for column in columns:
        frame[column] = frame[column].where(pd.Series(data=False, index=frame.index))
    return demo_office.office(frames=rows | {name: frame})


@pytest.fixture(scope="module")
def asks(rows):
    """Register → the reviews that read it."""
    found = {}
    for ask in REVIEWS:
        office = demo_office.office(frames=rows)
        ask(office)
        for read in office.reads().reads:
            found.setdefault(read.register, []).append(ask)
    return {name: list(dict.fromkeys(reviews)) for name, reviews in found.items()}


def answered(ask, office):
    """Ask, and let nothing pass but an answer or a Chinese sentence on what the data lack."""
    try:
        return ask(office)
    except (MenuError, OfficeError, ValueError) as fault:
        assert has_chinese(str(fault)), fault
        return None


@pytest.mark.full
@pytest.mark.parametrize("name", [name for name, columns in OPTIONAL.items() if columns])
def test_every_room_answers_where_what_is_optional_is_empty(rows, asks, name):
    for ask in asks.get(name, []):
        answered(ask, emptied(rows, name, OPTIONAL[name]))


@pytest.mark.full
@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_every_report_shows_with_an_optional_column_empty(rows, monkeypatch, name, column):
    monkeypatch.setattr(kgcore, "open", lambda *_, **__: emptied(rows, name, [column]))
    for report, period in REPORTS.items():
        answered(lambda _, report=report, period=period: shown(report, period=period), None)


def test_a_purchase_without_a_supplier_is_shown_on_the_surplus_report(rows, monkeypatch):
    monkeypatch.setattr(kgcore, "open", lambda *_, **__: emptied(rows, "movements", ["supplier"]))
    assert shown("notice", period=MONTH).headline


def test_a_week_is_posted_where_no_child_is_registered(rows, monkeypatch):
    office = demo_office.office(frames=rows | {"children": rows["children"].head(0)})
    monkeypatch.setattr(kgcore, "open", lambda *_, **__: office)
    week = weekly.week_menu(office, "2026-W20")
    assert "不知道哪些幼儿过敏" in shown("plates", period="2026-W20").headline["sentence"] and week
