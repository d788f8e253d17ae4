"""Measures and the findings that bear on them name what the rooms really give."""

import re
from pathlib import Path

import pytest

from kgcore.assessment import rooms
from kgcore.assessment.measures import MEASURES
from tests import demo_office

PACKAGE = Path(__file__).parents[2] / "kgcore"
CODES = {
    code
    for room in rooms.ROOMS
    for path in [PACKAGE / ("assessment/dining" if room.name == "dining" else room.name)]
    for source in ([path.with_suffix(".py")] if path.with_suffix(".py").is_file() else sorted(path.rglob("*.py")))
    for code in re.findall(r'"([a-z]+\.[a-z_]+)"', source.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("measure", MEASURES)
def test_the_findings_of_a_measure_exist(measure):
    for prefix in MEASURES[measure].findings:
        assert any(code.startswith(prefix) for code in CODES), f"{measure}: no finding {prefix}*"


def test_every_goal_of_the_plan_names_a_declared_measure():
    named = set(demo_office.office().read("activities")["measure"].dropna())
    assert named <= set(MEASURES)
    assert {MEASURES[measure].room for measure in MEASURES} <= {room.name for room in rooms.ROOMS}
