"""The demonstration's plan, whole: every sentence has a proof, and whatever is left out is named by its sentence."""

from functools import cache

import pytest

from kgcore import assessment, workplan
from kgcore.present import assessment as show
from tests import demo_office

# register, which rows are left out, period, sentence of the plan that misses them
OMISSIONS = [
    ("trainings", lambda rows: rows["topic"] == "职业道德", "2026-spring", "增强后勤职业道德教育"),
    ("trainings", lambda rows: rows["topic"] == "消毒药品", "2026-autumn", "消毒新药品使用方法培训"),
    ("trainings", lambda rows: rows["form"] == "口试", "2026-spring", "操作考核基础上加强口试"),
    ("outreach", lambda rows: rows["kind"] == "健康教育", "2026-05", "积累健康教育经验，拓展宣教途径"),
    ("outreach", lambda rows: rows["kind"] == "意见听取", "2026-05", "听取班主任、保育员、家长反映"),
    ("improvements", lambda rows: rows["step"] == "评估", "2026-spring", "反思—调整—实践—评估走完"),
    ("duties", lambda rows: rows["duty"].str.contains("节能"), "2026-spring", "明确各岗位节能要求"),
    ("tastings", lambda rows: rows["occasion"] == "家长品尝日", "2026-05", "家长代表品尝日"),
    ("tastings", lambda rows: rows["occasion"] == "幼儿自助餐", "2026-spring", "幼儿学期自助餐"),
    ("committee", lambda rows: rows["date"].dt.month.isin([4, 5]), "2026-spring", "定期召开膳管会"),
    ("meetings", lambda rows: rows["kind"] == "跟班", "2026-04", "检查与指导相结合（跟班）"),
    ("inspections", lambda rows: rows["kind"] == "家长护导", "2026-05", "家长代表巡视，发现问题处理"),
    ("indicators", lambda rows: rows["measure"].isin(["hfmd_incidence", "correction_rate"]), "2026-spring",
     "将手足口病发生率、特殊幼儿矫治纳入考核"),
]  # fmt: skip


def without(register, which):
    frames = dict(demo_office.office().store.frames)
    rows = frames[register]
    assert which(rows).any(), "there is something to leave out"
    return demo_office.office(frames=frames | {register: rows[~which(rows)]})


def open_sentences(office, period):
    return {row.subject for row in workplan.month(office, period).findings if row.code == "workplan.promise"}


@cache
def open_as_drawn(period):
    return open_sentences(demo_office.office(), period)


@pytest.mark.parametrize("term", ["2026-spring", "2026-autumn"])
def test_every_sentence_of_the_plan_has_its_place_and_its_proof(term):
    table = demo_office.office().read("promises", term)
    assert len(table) == 108
    assert (
        table["sentence"].is_unique
        or table.groupby("sentence")["section"].nunique().eq(table["sentence"].value_counts()).all()
    )
    proofs = workplan.month(demo_office.office(), term).promises
    assert "nothing" not in set(proofs["basis"])


@pytest.mark.parametrize(("register", "which", "period", "sentence"), OMISSIONS, ids=[row[3] for row in OMISSIONS])
def test_what_is_left_out_is_named_by_its_sentence(register, which, period, sentence):
    assert sentence in open_sentences(without(register, which), period)
    assert sentence not in open_as_drawn(period)


def test_the_assessment_shows_each_sentence_and_those_that_are_open():
    frames = dict(demo_office.office(*demo_office.ALL_FAULTS).store.frames)
    register, which, _, sentence = OMISSIONS[9]
    frames[register] = frames[register][~which(frames[register])]
    term = assessment.term(demo_office.office(frames=frames), "2026-spring")
    assert len(term.plan) == 108
    rows = term.plan.set_index("sentence")
    assert rows.loc[sentence, "state"] == "partly"  # no tick in 任务完成 outdoes the register
    assert "《膳管会》" in rows.loc[sentence, "evidence"]
    assert sentence in show.open_promises(term)._repr_mimebundle_()["text/html"]
    assert "计划条目完成情况" in show.plan_chapters(term)._repr_mimebundle_()["text/html"]
    assert "P108" in show.promises(term)._repr_mimebundle_()["text/html"]
    balance, hazards = rows.loc["盈亏控制在2%之内"], rows.loc["隐患及时发现、及时处理"]
    assert (balance["basis"], balance["target"]) == ("measure", 0.02)
    assert hazards["state"] == "partly" and "safety.hazard" in hazards["findings"]
