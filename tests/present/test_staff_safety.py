"""Every display of the staff and safety reports shows, on a term with every fault and on a short month."""

import re
import sys
from functools import cache
from pathlib import Path

import pytest

from kgcore import safety, staff
from kgcore.present import mime
from kgcore.present import safety as show_safety
from kgcore.present import staff as show_staff
from kgcore.registers import terms
from tests.registers_office import FrameOffice
from tests.sampling import some

sys.path.insert(0, str(Path(__file__).parents[2] / "data"))

import make_demo

BY_ROLE = {"scores_chart", "cards", "items", "assessors", "monthly"}
SAFETY = (
    "agreements", "chain", "drills", "duty", "findings", "hazards", "headline", "inspection_gaps", "inspections",
    "quarters", "samples", "trainings", "visits",
)  # fmt: skip


@cache
def report(room, period):
    office = FrameOffice(make_demo.frames())
    return room.month(office, period)


@pytest.mark.parametrize("period", ["2026-02", "2026-spring"])
@pytest.mark.parametrize("name", some(show_staff.__all__, every=2))
def test_each_staff_display_shows(name, period):
    if name in BY_ROLE and period == "2026-02":
        shown = getattr(show_staff, name)(report(staff, period), terms.COOK)
    elif name in BY_ROLE:
        shown = getattr(show_staff, name)(report(staff, period), terms.NURTURER)
    else:
        shown = getattr(show_staff, name)(report(staff, period))
    html = shown._repr_mimebundle_()["text/html"]
    assert html
    assert ">nan<" not in html.lower()


@pytest.mark.parametrize("period", ["2026-02", "2026-spring"])
@pytest.mark.parametrize("name", some(SAFETY, every=2))
def test_each_safety_display_shows(name, period):
    html = getattr(show_safety, name)(report(safety, period))._repr_mimebundle_()["text/html"]
    assert html
    assert ">nan<" not in html.lower()


def cells(display, heading):
    content = display._repr_mimebundle_()[mime.TABLE]
    at = [column["heading"] for column in content["columns"]].index(heading)
    return [row[at] for row in content["rows"]]


def test_tables_say_what_was_planted():
    term = report(staff, "2026-spring")
    assert "一票否决" in cells(show_staff.cards(term, terms.NURTURER), "等第")
    assert cells(show_staff.certificates(term), "状态")[0] == "已过期"
    assert "不符" in cells(show_staff.roll(term), "核对")
    spring = report(safety, "2026-spring")
    assert cells(show_safety.samples(spring), "留样量") == [90.0]
    assert max(cells(show_safety.drills(spring), "疏散用时"), key=lambda s: s or 0) == 205
    assert "S040" in "".join(cells(show_safety.agreements(spring), "未签"))


@pytest.mark.parametrize(
    ("room", "show", "names"), [(staff, show_staff, show_staff.__all__), (safety, show_safety, SAFETY)]
)
def test_no_code_of_the_data_reaches_the_page(room, show, names):
    term = report(room, "2026-spring")
    for name in names:
        display = getattr(show, name)(term, *([terms.NURTURER] if name in BY_ROLE else []))
        table = display._repr_mimebundle_().get(mime.TABLE, {"rows": []})
        texts = {cell for row in table["rows"] for cell in row if isinstance(cell, str)}
        assert not {text for text in texts if re.fullmatch("[a-z_]+", text)}, name
