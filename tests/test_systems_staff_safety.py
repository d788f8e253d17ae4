"""The clean demonstration term gives nothing to complain of; each planted fault of staff and safety is found."""

import sys
from functools import cache
from pathlib import Path

import pytest

from kgcore import safety, staff
from tests.registers_office import FrameOffice
from tests.sampling import some

sys.path.insert(0, str(Path(__file__).parents[1] / "data"))

import make_demo

ROOMS = {"staff": staff, "safety": safety}
# what class sizes and posts are prescribed differs from place to place: always reported, no fault of the records
DISPUTED = {"staff.ratio"}
SPRING = "2026-spring"
# fault, room, month whose report must say it (the term report must as well), codes, what a text names
PLANTED = (
    ("moved_child", "staff", "2026-05", "staff.roll_mismatch", "大六班"),
    ("expired_certificate", "staff", "2026-04", "staff.certificate_expired", "2026-04-15"),
    ("longma_unreported", "staff", "2026-03", "staff.diners_unreported", "2026-03-18 longma 的大一班、大二班"),
    ("training_skipped", "staff", "2026-05", "staff.training_absent", "一次也没有参加"),
    ("missing_scores", "staff", "2026-04", "staff.scores_missing", "缺园评7项"),
    ("veto", "staff", "2026-04", "staff.veto", "2026-04-10 责任事故"),
    ("open_six_t", "staff", "2026-04", "staff.six_t_open", "排水沟积垢"),
    ("idle_mentoring", "staff", "2026-05", "staff.mentoring_idle", "没有带教"),
    (
        "skipped_meetings",
        "staff",
        "2026-04",
        "staff.meeting_skipped",
        "2周没有记录：04-13至04-17、04-20至04-24",
    ),
    ("training_skipped", "safety", "2026-05", "safety.training_absent", "1人没有到会记录"),
    ("unsigned_agreements", "safety", "2026-05", "safety.unsigned", "2人未签：保育员S040、门卫S102"),
    ("visitor_stays", "safety", "2026-05", "safety.visitor_no_exit", "2026-05-20"),
    ("repeated_hazard", "safety", "2026-05", "safety.hazard_repeated safety.hazard_overdue", "03-11、04-13、05-25"),
    ("hazard_open", "safety", "2026-06", "safety.hazard_overdue", "期限2026-06-21，已"),
    ("slow_drill", "safety", "2026-06", "safety.drill_slow", "用时205秒，超过120秒"),
    ("short_sample", "safety", "2026-05", "safety.sample_short", "留样90g，应不少于125g"),
    ("no_parents_patrol", "safety", "2026-04", "safety.parents_patrol_missed", "2026-04没有家长护导记录"),
)


@cache
def office(*faults):
    return FrameOffice(make_demo.frames(frozenset(faults)))


def complaints(report):
    return [f for f in report.findings if f.severity in ("severe", "warning") and f.code not in DISPUTED]


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("period", some([SPRING, "2026-02", "2026-03", "2026-04", "2026-autumn", "2026-05", "2026-06"]))
def test_a_clean_year_has_nothing_to_complain_of(room, period):
    module = ROOMS[room]
    report = (module.month if len(period) == 7 else module.term)(office(), period)
    assert [(f.code, f.text) for f in complaints(report)] == []


@pytest.mark.parametrize(
    ("fault", "room", "month", "codes", "named"), some(PLANTED), ids=[f"{row[1]}-{row[0]}" for row in PLANTED]
)
def test_each_planted_fault_is_found(fault, room, month, codes, named):
    for report in (ROOMS[room].term(office(fault), SPRING), ROOMS[room].month(office(fault), month)):
        found = complaints(report)
        assert {f.code for f in found} == set(codes.split())
        assert any(named in f.text for f in found), [f.text for f in found]


@pytest.mark.parametrize("room", ROOMS)
def test_every_finding_is_whole(room):
    report = ROOMS[room].term(FrameOffice(make_demo.frames()), SPRING)
    assert report.findings
    for found in report.findings:
        assert found.code.startswith(f"{room}.")
        assert found.period == SPRING
        assert found.source, found.code
        assert found.advice, found.code
        assert "nan" not in (found.text + found.advice).lower()


def test_the_veto_takes_the_best_out_of_the_ranking_and_the_stars():
    clean, vetoed = (staff.term(office(*faults), SPRING) for faults in ((), ("veto",)))
    person = next(f.subject for f in vetoed.findings if f.code == "staff.veto")
    before, after = (report.cards.set_index("staff").loc[person] for report in (clean, vetoed))
    assert before["grade"] == "excellent"
    assert after["grade"] == "veto"
    assert after["score"] == pytest.approx(before["score"])
    assert person not in set(vetoed.stars["staff"])
    assert vetoed.rewards.set_index("staff").loc[person, "units"] == 0


def test_figures_for_the_goals_move_with_the_faults():
    def value(faults, measure):
        return staff.term(office(*faults), SPRING).value(measure)

    assert value((), "mentoring_sessions") >= 1
    assert value(("idle_mentoring",), "mentoring_sessions") == 0
    assert value((), "score_complete_rate") == 1
    assert value(("missing_scores",), "score_complete_rate") == pytest.approx(1 - 7 / 3564)
    # 18 weeks × 4 weekly meetings + 4 months, two weeks without one of them
    assert value(("skipped_meetings",), "meeting_rate") == pytest.approx(74 / 76)
