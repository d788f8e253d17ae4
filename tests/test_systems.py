"""One fault for each of the 33 systems: planted in the demonstration term, found by the room that answers for it.

Those of staff and safety are planted in test_systems_staff_safety.py. A fault is found when the room says something
with it that it does not say without it: a finding of the expected code. docs/systems.md lists the same systems; its
table is held against this one.
"""

import datetime as dt
import importlib
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from kgcore import registers
from tests import demo_office
from tests.sampling import some
from tests.test_systems_staff_safety import PLANTED

TERM = "2026-spring"
# fault → module, function, period, code of the finding that must appear
FOUND_BY = {
    "moved_child": ("kgcore.staff", "term", TERM, "staff.roll_mismatch"),
    "expired_certificate": ("kgcore.staff", "term", TERM, "staff.certificate_expired"),
    "longma_unreported": ("kgcore.staff", "term", TERM, "staff.diners_unreported"),
    "training_skipped": ("kgcore.staff", "term", TERM, "staff.training_absent"),
    "missing_scores": ("kgcore.staff", "term", TERM, "staff.scores_missing"),
    "veto": ("kgcore.staff", "term", TERM, "staff.veto"),
    "open_six_t": ("kgcore.staff", "term", TERM, "staff.six_t_open"),
    "idle_mentoring": ("kgcore.staff", "term", TERM, "staff.mentoring_idle"),
    "skipped_meetings": ("kgcore.staff", "term", TERM, "staff.meeting_skipped"),
    "unposted_norms": ("kgcore.workplan", "term", TERM, "workplan.missed"),
    "open_patrol": ("kgcore.health", "month", TERM, "health.follow_up_open"),
    "hfmd_cluster": ("kgcore.health", "month", TERM, "health.cluster"),
    "overdue_case_visit": ("kgcore.health", "month", TERM, "health.visit_missed"),
    "unkept_decision": ("kgcore.workplan", "term", TERM, "workplan.decision_open"),
    "salt_outlier": ("kgcore.nutrition", "month", TERM, "nutrition."),
    "unlawful_charge": ("kgcore.money", "term", TERM, "money.undue_charge"),
    "disliked_dish": ("kgcore.assessment.dining", "month", TERM, "dining.disliked"),
    "weak_disinfectant": ("kgcore.health", "month", TERM, "health.disinfection_weak"),
    "stalled_research": ("kgcore.workplan", "term", TERM, "workplan.missed"),
    "open_observation": ("kgcore.health", "month", TERM, "health.follow_up_open"),
    "unsigned_agreements": ("kgcore.safety", "term", TERM, "safety."),
    "visitor_stays": ("kgcore.safety", "term", TERM, "safety."),
    "repeated_hazard": ("kgcore.safety", "term", TERM, "safety.hazard"),
    "hazard_open": ("kgcore.safety", "term", TERM, "safety.hazard"),
    "slow_drill": ("kgcore.safety", "term", TERM, "safety."),
    "short_sample": ("kgcore.safety", "term", TERM, "safety.sample"),
    "no_parents_patrol": ("kgcore.safety", "term", TERM, "safety."),
    "unsigned_invoice": ("kgcore.money", "term", TERM, "money.unsigned_paid"),
    "wrong_unit_price": ("kgcore.nutrition", "month", TERM, "nutrition."),
    "gas_spike": ("kgcore.property", "term", TERM, "property.energy_rise"),
    "overdue_loan": ("kgcore.property", "term", TERM, "property.loan_overdue"),
    "asset_missing": ("kgcore.property", "term", TERM, "property.missing"),
    "missed_stocktake": ("kgcore.property", "term", TERM, "property.not_in_stocktake"),
    "late_project": ("kgcore.campus", "term", TERM, "campus.project_late"),
    "skipped_greening": ("kgcore.campus", "term", TERM, "campus.greening_short"),
    "dead_corner": ("kgcore.campus", "term", TERM, "campus.dead_corner"),
}
# What a clean term may still say, severe or warning: posts and classes against norms that sources dispute.
DISPUTED = "staff.ratio"
BY_THE_BOOK = ("kgcore.staff", "kgcore.safety", "kgcore.property", "kgcore.campus", "kgcore.workplan", "kgcore.money")


@cache
def clean(module, function):
    return getattr(importlib.import_module(module), function)(demo_office.office(), TERM).findings


def found(fault):
    module, function, period, _ = FOUND_BY[fault]
    review = getattr(importlib.import_module(module), function)
    without = {(row.code, row.text) for row in clean(module, function)}
    return [row for row in review(demo_office.office(fault), period).findings if (row.code, row.text) not in without]


@pytest.mark.parametrize("fault", some(sorted(set(FOUND_BY) - {row[0] for row in PLANTED})))
def test_each_planted_fault_is_found(fault):
    told = [row for row in found(fault) if row.code.startswith(FOUND_BY[fault][3])]
    assert told, f"{fault} was not found"
    assert any(row.severity in ("severe", "warning") for row in told)
    assert all(row.text and row.source and row.advice for row in told if row.severity in ("severe", "warning"))


def test_every_planted_fault_and_every_system_has_its_finder():
    assert set(FOUND_BY) == demo_office.ALL_FAULTS
    assert {demo_office.PLANTED[fault].system for fault in FOUND_BY} == set(range(1, 34))


@pytest.mark.parametrize("module", [*BY_THE_BOOK, "kgcore.assessment.dining"])
def test_a_clean_term_has_nothing_against_it(module):
    function = "month" if module.endswith("dining") else "term"
    urgent = [row for row in clean(module, function) if row.severity in ("severe", "warning")]
    assert [row for row in urgent if row.code != DISPUTED] == []


SYSTEMS = Path(__file__).parents[1] / "docs" / "systems.md"


def table():
    rows = re.findall(r"^\| (\d+) \|(.+)\|$", SYSTEMS.read_text(encoding="utf-8"), re.MULTILINE)
    return {int(number): [cell.strip() for cell in rest.split("|")] for number, rest in rows}


def test_the_systems_page_has_33_rows_that_name_what_exists():
    listed = table()
    assert set(listed) == set(range(1, 34))
    for number, (_, kept, computed, _, tested) in listed.items():
        for name in re.findall(r"`([a-z_0-9]+)`", kept):
            assert name in registers.REGISTERS, f"system {number}: no register {name}"
        for path in re.findall(r"`(kgcore[\w.]+)`", computed):
            module, _, function = path.rpartition(".")
            assert hasattr(importlib.import_module(module), function), f"system {number}: no {path}"
        faults = re.findall(r"`([a-z_]+)`", tested)
        assert faults, f"system {number} names no planted fault"
        assert all(demo_office.PLANTED[fault].system == number for fault in faults)


def changed(register, **cells):
    frames = dict(demo_office.make_demo.frames(frozenset()))
    rows = frames[register].copy()
    for column, value in cells.items():
        rows.loc[rows.index[0], column] = value
    return rows


@pytest.mark.parametrize(("register", "cells", "expected"), [
    ("visitors", {"entered_at": "10:00", "left_at": "09:00"}, "离开时间早于进门时间"),
    ("scores", {"score": 200.5}, "200"),
    ("asset_moves", {"kind": "借出", "due_back": pd.NaT}, "借出须填写应还日期"),
    ("asset_moves", {"kind": "冲正"}, "冲正须填写被冲正的单号"),
    ("environment_checks", {"repaired_on": pd.Timestamp("2025-01-01")}, "整改日期早于检查日期"),
    ("activities", {"every": "有空时"}, ""),
    ("energy", {"month": "2026-13"}, ""),
])  # fmt: skip
def test_bad_input_is_refused_with_its_cell(register, cells, expected):
    from kgcore.registers.check import check

    _, faults = check(registers.get(register), changed(register, **cells))
    assert faults
    assert all(fault.row == 0 for fault in faults)
    assert any(expected in fault.message for fault in faults)


def test_a_person_or_an_asset_that_is_not_listed_is_refused():
    from kgcore.registers.check import check_references

    frames = demo_office.make_demo.frames(frozenset())
    for register, column in (("scores", "staff"), ("asset_moves", "asset"), ("done", "activity")):
        wrong = changed(
            register, **{column: "S999" if column == "staff" else "A9999" if column == "asset" else "G9999"}
        )
        faults = check_references(registers.get(register), wrong.head(1), lambda name: frames[name])
        assert any(fault.column == column for fault in faults), register


def test_evidence_from_the_future_counts_for_nothing_yet():
    frames = dict(demo_office.make_demo.frames(frozenset()))
    frames["attendance"] = frames["attendance"][frames["attendance"]["date"] <= pd.Timestamp("2026-05-15")]
    from kgcore import workplan

    review = workplan.month(demo_office.office(frames=frames), TERM)
    assert review.deadlines["done_on"].max().date() <= dt.date(2026, 5, 15)
    assert set(review.deadlines.loc[review.deadlines["due_on"] > pd.Timestamp("2026-05-15"), "status"]) == {"coming"}
