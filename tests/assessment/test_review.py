"""The assessment of the demonstration term: every room joined, every goal judged, faults moving goals."""

import re
from functools import cache

import pytest

from kgcore import assessment
from kgcore.assessment import rooms
from kgcore.assessment.measures import MEASURES
from kgcore.periods import PeriodError
from kgcore.present import assessment as show
from kgcore.present import logistics, mime
from kgcore.registers.plan import CHAPTERS
from tests import demo_office

TERM = "2026-spring"
FAULTS = (
    "asset_missing", "skipped_greening", "late_project", "missed_stocktake", "unsigned_agreements", "slow_drill",
    "open_patrol", "overdue_case_visit",
)  # fmt: skip
"""Planted together: a term takes seconds, and none of them hides another."""


@cache
def assessed(*faults):
    return assessment.term(demo_office.office(*faults), TERM)


def test_a_clean_term_keeps_every_goal():
    term = assessed()
    assert term.absent == ()
    assert set(term.goals["verdict"]) == {"met"}
    assert len(term.goals) == 34
    assert set(term.measures["measure"]) == set(MEASURES)


def test_ratios_are_their_numerator_over_their_denominator():
    rows = assessed().measures
    rows = rows[rows["denominator"].notna()]
    assert len(rows) > 15
    assert (rows["numerator"] / rows["denominator"] - rows["value"]).abs().max() < 1e-9


@pytest.mark.parametrize(("fault", "measure"), [
    ("asset_missing", "asset_agreement_rate"), ("skipped_greening", "greening_rate"),
    ("late_project", "project_progress_rate"), ("missed_stocktake", "stocktake_rate"),
    ("unsigned_agreements", "agreement_rate"), ("slow_drill", "evacuation_seconds"),
])  # fmt: skip
def test_a_planted_fault_costs_its_goal_and_heads_a_recommendation(fault, measure):
    term = assessed(*FAULTS)
    goal = term.goals[term.goals["measure"] == measure].iloc[0]
    assert goal["verdict"] == "missed"
    advised = term.recommendations[term.recommendations["subject"] == goal["task"]]
    assert len(advised) == 1
    assert "增为" in advised["moves"].iloc[0]
    assert advised["why"].iloc[0] != f"{goal['label']}未达成", f"{fault}: no finding stands behind {measure}"


def test_a_term_is_asked_for_and_a_month():
    office = demo_office.office()
    with pytest.raises(PeriodError, match="不是学期"):
        assessment.term(office, "2026-05")
    with pytest.raises(PeriodError, match="不是月份"):
        assessment.month(office, TERM)


def test_a_room_without_a_review_is_said(monkeypatch):
    def refuse(office, span, inputs):
        raise ValueError("没有种花")

    missing = (*rooms.ROOMS, rooms.Room("garden", "花房", CHAPTERS[4], refuse))
    monkeypatch.setattr(rooms, "ROOMS", missing)
    month = assessment.month(demo_office.office(), "2026-05")
    assert month.absent == ("“花房”没有结论：没有种花",)
    assert month.report("garden") is None
    shown = logistics.of(month, "garden", lambda report: report)
    assert shown.content["empty"] == "“花房”没有结论：没有种花"


def test_the_sources_name_each_register_once_for_its_sites():
    table = assessed().sources
    assert not table.duplicated(["register", "sites"]).any()
    assert {"activities", "done", "scores", "hazards", "movements", "energy"} <= set(table["register"])


@pytest.mark.full
def test_the_term_before_is_compared_with_intervals():
    term = assessment.term(demo_office.office("skipped_greening", "hfmd_cluster"), "2026-autumn")
    assert term.before is not None
    table = term.comparison.set_index("measure")
    assert table.loc["hfmd_incidence", "verdict"] == "better"
    assert table.loc["greening_rate", "low"] < 0 < table.loc["greening_rate", "high"]  # 41 of 45, then 18 of 18
    chart = show.compared_chart(term)
    assert "改善的有手足口病发病率" in chart.content["alt"]


def test_patrols_and_observations_answer_for_their_own_findings():
    term = assessed(*FAULTS)
    advice = term.recommendations.set_index("subject")["why"]
    assert "巡班" in advice["保健员巡班小结"]
    assert "全日观察记录比对评议" not in advice.index


def test_a_february_of_four_days_saves_no_energy_and_corrected_children_count_for_the_whole_term():
    term = assessed()
    february = term.report("property").energy.query("month == '2026-02'")
    assert set(february["basis"]) == {"school_days"}
    assert february["change"].abs().max() < 0.15
    items = term.report("staff").items.set_index(["role", "item"])
    rate = term.measures.set_index("measure").loc["correction_rate", "value"]
    assert rate > 0.9
    assert items.loc[("保健员", "特殊幼儿矫治率"), "mean"] == 1.0  # full marks from 0.9 on


def test_no_child_is_named_even_by_pseudonym():
    term = assessed(*FAULTS)
    told = [text for row in term.findings for text in (row.subject, row.text, row.advice)]
    assert any("某幼儿" in text for text in told)
    written = [*told, *term.recommendations[["subject", "advice", "why"]].to_numpy().ravel()]
    assert not [text for text in written if re.search(r"C\d{5}", text)]


def test_scorecards_do_not_tell_the_cases_of_a_class():
    """Points of a card less those of all other items would give the share back: one more item is withheld."""
    review = assessed().report("staff")
    items = review.items[review.items["role"] == "保育员"].set_index("item")
    withheld = items.index[items[["mean", "low", "high"]].isna().all(axis=1)]
    assert "班级手足口病发病率" in withheld
    assert len(withheld) == 2
    cards = review.cards[review.cards["role"] == "保育员"]
    assert cards[["process", "performance"]].isna().all(axis=None)
    assert cards["score"].notna().any()


def test_no_source_tells_how_many_rows_are_about_single_children():
    sources = assessed().sources.set_index("register")["rows"]
    assert sources[["illnesses", "special_cases", "children"]].isna().all()
    assert (sources[["attendance"]] > 0).all()
    assert "《传染病登记》 " not in str(show.figures(assessed())._repr_mimebundle_())


def titles(displays):
    bundles = [display._repr_mimebundle_() for display in displays]
    return [bundle[kind]["title"] for bundle in bundles for kind in (mime.TABLE, mime.CHART) if kind in bundle]


def test_titles_of_the_assessment_are_all_different():
    term = assessed()
    assert show.compared(term) is None  # no term before
    once = [show.headline, show.chapters, show.goals_chart, show.figures, show.compared_chart, show.recommendations,
            show.appendix]  # fmt: skip
    displays = [display(term) for display in once] + [show.goals(term, chapter) for chapter in CHAPTERS]
    names = [name for name in logistics.__all__ if name not in ("headline", "findings", "of")]
    shown = titles([*displays, *(getattr(logistics, name)(term) for name in names)])
    assert len(shown) == len(set(shown)) == len(displays) - 2 + len(names)  # headline; no chart without a term before


def test_the_answer_comes_first():
    content = show.headline(assessed())._repr_mimebundle_()[mime.HEADLINE]
    assert content["sentence"].startswith("年度计划 34 项目标中达成 34 项。")
    assert [figure["value"] for figure in content["figures"]] == ["10/10", "10/10", "7/7", "4/4", "3/3"]
