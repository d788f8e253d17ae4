"""What the two logistics notebooks show: the tables that docs/systems.md and the goals' evidence point to."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from kgcore import assessment, registers
from kgcore.assessment.measures import MEASURES
from kgcore.assessment.sources import behind
from kgcore.present import assessment as close
from kgcore.present import logistics, mime, nutrition, safety, staff
from kgcore.present.assessment import evidence
from tests import demo_office

ROOT = Path(__file__).parents[2]
NAMES = {
    "后勤月报": "monthly/logistics", "学期考核": "term/assessment", "卫生保健月报": "monthly/health",
    "专案": "monthly/case", "膳食营养分析": "monthly/nutrition", "膳费盈亏": "monthly/surplus",
    "膳费公示": "monthly/notice",
}  # fmt: skip


@cache
def term():
    return assessment.term(demo_office.office(), "2026-spring")


@cache
def titles(notebook):
    """Titles of the tables and charts of a notebook, each of its cells called as it stands."""
    cells = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    calls = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    if notebook == "term/assessment":
        known = {"term": term(), "show": close, "rooms": logistics}
    else:
        known = {"month": assessment.month(demo_office.office(), "2026-05"), "show": logistics}
    known |= {"staff": staff, "safety": safety, "nutrition": nutrition}
    found = []
    for call in calls:
        if re.match(r"(show|rooms)\.(?!closing)", call):
            display = eval(call, dict(known))
            bundle = {} if display is None else display._repr_mimebundle_()
            found += [bundle[kind]["title"] for kind in (mime.TABLE, mime.CHART) if kind in bundle]
    return found


@pytest.mark.parametrize("notebook", ["monthly/logistics", "term/assessment"])
def test_each_title_stands_once(notebook):
    shown = titles(notebook)
    assert len(shown) > 25
    assert len(shown) == len(set(shown))


def test_the_systems_page_points_to_what_is_shown():
    page = (ROOT / "docs" / "systems.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if re.match(r"\| \d+ \|", line)]
    assert len(rows) == 33
    for row in rows:
        for place in row[5].split(", "):
            report, _, named = place.strip().partition("《")
            assert (ROOT / "notebooks" / f"{NAMES[report]}.ipynb").is_file()
            for title in f"《{named}".split("》")[:-1] if named else ():
                assert title.lstrip("《") in titles(NAMES[report]), f"system {row[1]}: {place}"


def test_each_goal_points_to_a_table_of_the_report():
    assert set(evidence.TABLES) <= set(MEASURES)
    shown = titles("term/assessment")
    for chapter in set(term().goals["chapter"]):
        content = close.goals(term(), chapter).content
        at = [column["name"] for column in content["columns"]].index("table")
        assert all(row[at] in shown for row in content["rows"])
        assert [links[at] for links in content["links"]] == [row[at] for row in content["rows"]]


def test_every_figure_names_registers_that_were_read_and_their_rows():
    table = behind(term().measures, term().sources)
    assert set(table["measure"]) == set(MEASURES)
    of_children = table["register"].map(registers.of_children)
    assert set(table["register"]) <= set(term().sources["register"])
    assert table.loc[~of_children, "rows"].notna().all()
    assert table.loc[of_children, "rows"].isna().all()  # would tell how many fell ill, or have a file
    rows = table.set_index(["measure", "title"])["rows"]
    assert rows["agreement_rate", "安全责任书"] == len(demo_office.office().read("agreements"))
