"""The tables of infectious disease: new cases, clusters, suspension, isolation, contacts, what may be posted."""

import pandas as pd

from kgcore.health import HealthReview
from kgcore.health.codes import EARLY_RETURN, ISOLATED, MAY_RETURN, NO_RULE, RETURNED
from kgcore.health.words import WHOLE
from kgcore.present.health.labels import HIDDEN, label, labelled
from kgcore.present.kept import rests_on
from kgcore.present.table import Column, Table

STATUS_TONES = {EARLY_RETURN: "severe", ISOLATED: "notice", MAY_RETURN: "notice", RETURNED: "good", NO_RULE: "plain"}


@rests_on("illnesses")
def incidence(month: HealthReview) -> Table:
    """Return new cases by disease, of the period and of the term so far."""
    rows = month.disease.term.merge(month.disease.incidence, on="disease", how="left", suffixes=("_term", ""))
    rows = rows.fillna({"cases": 0, "rate": 0})
    return Table(
        rows,
        "传染病发病",
        {
            "disease": Column("病种"),
            "cases": Column("本期新发", "例", "integer"),
            "rate": Column("本期发病率", "", "percent1"),
            "cases_term": Column("本学期至今", "例", "integer"),
            "rate_term": Column("学期发病率", "", "percent1"),
        },
        f"发病率＝新发病例÷在册幼儿 {month.enrolled} 人。",
    )


@rests_on("illnesses")
def by_class(month: HealthReview) -> Table:
    """Return new cases of the period by class."""
    return Table(
        month.disease.by_class,
        "各班发病",
        {
            "class_name": Column("班级"),
            "disease": Column("病种"),
            "cases": Column("新发", "例", "integer"),
            "enrolled": Column("在册", "人", "integer"),
            "rate": Column("发病率", "", "percent1"),
        },
        "发病率＝本班新发病例÷本班在册幼儿。",
    )


@rests_on("illnesses")
def clusters(month: HealthReview) -> Table:
    """Return the clusters and outbreaks: what reached which rule when."""
    rows = month.disease.clusters
    return Table(
        rows.assign(where=_where(rows), tone="severe"),
        "聚集性疫情",
        {
            "where": Column("范围"),
            "disease": Column("病种"),
            "level": Column("级别", tone="tone"),
            "first_onset": Column("首例", "", "date"),
            "reached_on": Column("达到标准", "", "date"),
            "last_onset": Column("末例", "", "date"),
            "cases": Column("病例", "例", "integer"),
            "threshold": Column("标准", "例", "integer"),
            "window_days": Column("窗口", "天", "integer"),
        },
        "窗口按日历天数，含发病当天。",
    )


@rests_on("illnesses")
def suspension(month: HealthReview) -> Table:
    """Return from when to when the chosen rule would close a class."""
    rows = month.disease.suspension
    return Table(
        rows.assign(where=_where(rows)),
        "停课建议",
        {
            "where": Column("范围"),
            "disease": Column("病种"),
            "cases": Column("病例", "例", "integer"),
            "close_from": Column("建议停课", "", "date"),
            "reopen_earliest": Column("最早复课", "", "date"),
            "source": Column("依据"),
        },
        "停课由主管部门决定，本表只是依据。",
    )


def _where(rows: pd.DataFrame) -> pd.Series:
    return rows["unit"].where(rows["unit"] != "", WHOLE)


@rests_on("illnesses")
def isolation(month: HealthReview) -> Table:
    """Return each case with the day on which it may come back."""
    rows = month.disease.isolation
    return Table(
        labelled(rows.assign(tone=rows["status"].map(STATUS_TONES).astype("str")), "status"),
        "隔离与返园",
        {
            "child": Column("幼儿"),
            "class_name": Column("班级"),
            "disease": Column("病种"),
            "onset": Column("发病", "", "date"),
            "earliest_return": Column("最早返园", "", "date"),
            "returned_on": Column("返园", "", "date"),
            "certificate": Column("复课证明"),
            "status": Column("情况", tone="tone"),
            "criterion": Column("返园条件"),
        },
        "从症状消失、出疹或开始治疗算起的，登记表没有那一天，按发病日算得的是最早可能的日子。",
    )


@rests_on("illnesses")
def contacts(month: HealthReview) -> Table:
    """Return the classes whose children are still watched as contacts."""
    return Table(
        labelled(month.disease.contacts, "basis"),
        "密切接触者观察",
        {
            "class_name": Column("班级"),
            "disease": Column("病种"),
            "cases": Column("病例", "例", "integer"),
            "last_onset": Column("末例", "", "date"),
            "watch_until": Column("观察至", "", "date"),
            "basis": Column("天数依据"),
        },
    )


@rests_on("illnesses")
def public(month: HealthReview) -> Table:
    """Return the period's new cases by band as they may be posted: no count from 1 to 4, none to be worked out.

    Empty until the month is recorded to its end.
    """
    counts = month.disease.public
    words = counts.astype(object).where(counts.notna(), HIDDEN).map(lambda value: str(value))
    words = words.rename_axis("band").reset_index()
    columns = {"band": Column("年龄段"), **{str(name): Column(label(name)) for name in counts.columns}}
    return Table(
        labelled(words, "band"),
        "可公布：本期各年龄段新发病例",
        columns if len(counts) else {"band": Column("年龄段")},
        f"{HIDDEN} 表示 1 至 4 例，或为免推算而一并隐去；0 为没有。只列本期新发，不与别期合计；公布后不因更正重新公布。"
        if month.disease.is_whole
        else "本月还没有登记完，登记到最后一个上学日才有这张表：先后两张一减，就是几天里的病例。",
    )
