"""What leaves the office, joined by day, week, month, term and report: no small number of children is worked out.

Two ways. Of the kitchen's sheets nothing can depend on who is allergic: an office in which other children have the same
allergies shows the same sheets, week by week, so that no join of any number of them tells a class, a band or a
kindergarten. Of cases of illness every figure that is shown, of the months' public tables and of the assessments of two
terms, becomes an equation or a bound; each hidden number must keep at least two values.
"""

import re
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from kgcore import assessment, health, menu, weekly
from kgcore.assessment import _review, compared, rooms, withheld
from kgcore.health import outside
from kgcore.health.privacy import TOTAL
from kgcore.office import Office
from kgcore.present import assessment as term_displays
from kgcore.present import health as health_displays
from kgcore.present import menu as kitchen_displays
from kgcore.present import mime
from kgcore.present.assessment.change import VERDICTS
from kgcore.present.assessment.overview import VERDICTS as GOALS
from kgcore.present.health.labels import HIDDEN, label
from kgcore.registers.health import HAND_FOOT_MOUTH
from kgcore.registers.plan import CHAPTERS
from kgcore.testing import tiny_office
from tests.present import outgoing

WEEKS = ("2026-W20", "2026-W21")
CHILDREN = len(outgoing.BANDS) * outgoing.ENROLLED
PUBLIC = "weekly/menu", "weekly/kitchen"


@pytest.mark.parametrize(
    ("seed", "weeks"), [(1, WEEKS[1:]), *(pytest.param(n, WEEKS, marks=pytest.mark.full) for n in range(1, 12))]
)
def test_the_weeks_sheets_are_the_same_whoever_is_allergic(seed, weeks, tmp_path):
    random = outgoing.generator(seed)
    with tiny_office() as office:
        roll = outgoing.kitchen_office(office, random)
        sheets, plates = [], []
        for children in (roll, outgoing.twin(roll, random)):
            office.write({"children": children}, who="S001")
            path = tmp_path / f"{len(sheets)}.db"
            office.store.backup(path)
            told = partial(outgoing.shown, database=str(path), site="main", profile=None)
            sheets.append([outgoing.plain(told(name, period=week)) for week in weeks for name in PUBLIC])
            with Office.open(path) as again:
                week = weekly.week_menu(again, weeks[-1])
                special = menu.office_variants(again, week.plan)
                plates.append(outgoing.plain([kitchen_displays.special_plates(week, special)._repr_mimebundle_()]))
                assert len(special.eaters)
    assert sheets[0] == sheets[1]
    assert plates[0] != plates[1]  # the teachers' list tells who fetches what, and never leaves


def public_tables(path, months):
    """Return month → what its table for posting shows; a disease without a column had no case."""
    found = {}
    for month in months:
        with Office.open(path) as office:
            bundle = health_displays.public(health.month(office, month))._repr_mimebundle_()
        found[month] = outgoing.frame(bundle[mime.TABLE])
    return found


class Attack:
    """What somebody knows who has every table of a term: whole numbers by month, band and disease, and their sums."""

    def __init__(self, tables):
        self.cells, self.rows, self.low, self.high, self.hidden = {}, [], [], [], []
        self.months = list(tables)
        for month, table in tables.items():
            self.read(month, table)

    def read(self, month, table):
        names = [name for name in table.columns if name not in ("band", TOTAL)]
        bands = [band for band in table["band"] if band != label(TOTAL)]
        for band in bands:
            for name in names:
                self.cells[month, band, name] = len(self.cells)
        for row in table.to_dict("records"):
            for name in (*names, TOTAL):
                parts = [
                    (month, band, disease)
                    for band in (bands if row["band"] == label(TOTAL) else [row["band"]])
                    for disease in (names if name == TOTAL else [name])
                ]  # fmt: skip
                if row[name] == HIDDEN:
                    self.hidden.append(parts)
                    self.know(parts, 1, np.inf)
                else:
                    self.know(parts, int(row[name]), int(row[name]))

    def know(self, parts, low, high):
        self.rows.append(parts)
        self.low.append(low)
        self.high.append(high)

    def term(self, disease=None):
        """Return the cells of a disease, or of all, in the whole term."""
        return [cell for cell in self.cells if disease in (None, cell[2])]

    def interval(self, parts):
        """Return the least and the greatest number that cells can add up to."""
        if not parts:
            return 0, 0
        aim = self._row(parts)
        limits = LinearConstraint(np.array([self._row(row) for row in self.rows]), self.low, self.high)
        box = Bounds(0, 3 * CHILDREN)
        answers = [
            milp(sign * aim, constraints=limits, bounds=box, integrality=np.ones(len(self.cells))) for sign in (1, -1)
        ]
        assert all(answer.status == 0 for answer in answers), "the tables contradict each other"
        return round(answers[0].fun), round(-answers[1].fun)

    def _row(self, parts):
        row = np.zeros(len(self.cells))
        row[[self.cells[cell] for cell in parts]] = 1.0
        return row


def told_of_term(bundles):
    """Return what an assessment tells of hand-foot-mouth disease: numbers shown, verdicts, rows of registers."""
    tables = outgoing.tables(bundles)
    row_of = {title: table[table["label"] == "手足口病发病率"] for title, table in tables.items() if "label" in table}
    text = outgoing.plain(bundles)
    return row_of, [int(n) for n in re.findall(r"《传染病登记》[^《]*?(\d+) 条", text)], text


def assessed(path, term, target, monkeypatch):
    """Return the displays of a term's assessment in which the health room alone has a review."""
    monkeypatch.setattr(rooms, "ROOMS", tuple(room for room in rooms.ROOMS if room.name == "health"))
    monkeypatch.setattr(_review, "scorecard_inputs", lambda *_: None)
    with Office.open(path) as office:
        found = assessment.term(office, term)
        displays = [
            term_displays.headline(found), term_displays.recommendations(found), term_displays.chapters(found),
            term_displays.goals_chart(found), term_displays.compared_chart(found), term_displays.compared(found),
            *(term_displays.goals(found, chapter) for chapter in CHAPTERS),
            *(term_displays.findings(found, chapter) for chapter in CHAPTERS),
            term_displays.figures(found), term_displays.appendix(found), term_displays.closing(found, office),
        ]  # fmt: skip
    return [display._repr_mimebundle_() for display in displays if display is not None]


def joined(path, target, monkeypatch):
    """Return an attack for each term, with all that both assessments tell."""
    attacks = {term: Attack(public_tables(path, months)) for term, months in outgoing.MONTHS.items()}
    for term, attack in attacks.items():
        told, rows_read, _ = told_of_term(assessed(path, term, target, monkeypatch))
        cases = attack.term(HAND_FOOT_MOUTH)
        for number in rows_read:
            attack.know(attack.term(), number, number)
        figures = told["附录：各项指标的算法与台账"].iloc[0]
        if pd.notna(figures["numerator"]):
            attack.know(cases, figures["numerator"], figures["numerator"])
        elif cases:
            attack.know(cases, 1, np.inf)
            attack.hidden.append(cases)
        for table in told.values():
            for row in table.to_dict("records"):
                most = np.floor(target * CHILDREN + 1e-9)
                if row.get("verdict") == GOALS["met"]:
                    attack.know(cases, 0, most)
                elif row.get("verdict") == GOALS["missed"]:
                    attack.know(cases, most + 1, np.inf)
        compare(attacks, term, told.get("与上学期相比"))
    return attacks


def compare(attacks, term, table):
    """Add what the comparison with the term before tells of either."""
    if table is None or table.empty or term != "2026-spring":
        return
    row = table.iloc[0]
    old, new = attacks["2025-autumn"], attacks["2026-spring"]
    for attack, percent in ((old, row["before"]), (new, row["now"])):
        if pd.notna(percent):
            cases = round(float(percent) * CHILDREN / 100)
            attack.know(attack.term(HAND_FOOT_MOUTH), cases, cases)
    ranges = [attack.interval(attack.term(HAND_FOOT_MOUTH)) for attack in (old, new)]
    fitting = [
        (before, now)
        for before in range(ranges[0][0], min(ranges[0][1], CHILDREN) + 1)
        for now in range(ranges[1][0], min(ranges[1][1], CHILDREN) + 1)
        if row["verdict"] == VERDICTS[compared.WITHHELD]
        or row["verdict"] == VERDICTS[compared.verdict_of((before, CHILDREN), (now, CHILDREN), lower_is_better=True)]
    ]  # fmt: skip
    assert fitting
    for attack, values in zip((old, new), zip(*fitting, strict=True), strict=True):
        attack.know(attack.term(HAND_FOOT_MOUTH), min(values), max(values))


@pytest.mark.parametrize("seed", [7, *(pytest.param(n, marks=pytest.mark.full) for n in range(8, 28))])
def test_no_hidden_number_has_one_value_left(seed, tmp_path, monkeypatch):
    with tiny_office() as office:
        target = outgoing.ill_office(office, outgoing.generator(seed))
        office.store.backup(tmp_path / "ill.db")
    attacks = joined(tmp_path / "ill.db", target, monkeypatch)
    assert any(attack.hidden for attack in attacks.values())
    for attack in attacks.values():
        for parts in attack.hidden:
            least, most = attack.interval(parts)
            assert least < most, parts


def test_the_attack_finds_what_is_not_protected():
    small = pd.DataFrame({"band": ["小班", "大班", label(TOTAL)], "水痘": [HIDDEN, 7, 9], TOTAL: [HIDDEN, 7, 9]})
    attack = Attack({"2026-05": small})
    assert [attack.interval(parts) for parts in attack.hidden] == [(2, 2), (2, 2)]


def test_a_month_that_is_not_over_has_no_public_table_and_its_term_no_figure():
    """Eight cases to the 15th, ten to the end: two tables would tell of two children in a fortnight."""
    with tiny_office() as office:
        outgoing.ill_office(office, outgoing.generator(1))
        days = office.read("attendance")
        half = Office(office.store, "main", office.profile)
        half.read = partial(_until, half.read, pd.Timestamp("2026-05-15"))
        month, term = health.month(half, "2026-05"), health.term(half, "2026-spring")
        assert len(days[days["date"] > "2026-05-15"])
        assert month.disease.public.empty
        assert "hfmd_incidence" in outside.hidden(term)
        assert "登记完" in health_displays.public(month)._repr_mimebundle_()[mime.TABLE]["note"]
        assert len(health.month(office, "2026-05").disease.public)


def _until(read, day, register, period=None, **more):
    rows = read(register, period, **more)
    daily = register in ("attendance", "symptoms", "observations", "disinfection")
    return rows[rows["date"] <= day] if daily else rows


@pytest.mark.parametrize(("target", "verdict"), [(0.01, "unknown"), (0.02, "unknown"), (0.03, "met")])
def test_a_goal_whose_verdict_would_tell_the_number_has_none(target, verdict):
    """Of ninety children 2 % is one: who reads "met" and no figure has it. 3 % is one or two."""
    table = pd.DataFrame({
        "measure": ["hfmd_incidence"], "comparison": ["不高于"], "target": [target], "verdict": ["met"],
        "actual": [1 / CHILDREN], "numerator": [1.0], "denominator": [float(CHILDREN)],
    })  # fmt: skip
    told = withheld.goals(table, {"hfmd_incidence"}, {"hfmd_incidence": outside.KnownCases(1, CHILDREN, 1)})
    assert told["verdict"].item() == verdict
    assert told[["actual", "numerator", "denominator"]].isna().all(axis=None)
