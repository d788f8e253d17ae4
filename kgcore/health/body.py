"""The part of the month that rests on measurements: growth, haemoglobin, case files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.health import adequacy, anaemia, cases, children, menu_variants
from kgcore.health.codes import ALL, CASE_GROUPS, OBESE
from kgcore.health.grades import ANAEMIA_GRADES, DEGREES, Z_GRADES
from kgcore.health.records import HealthRecords
from kgcore.health.rows import listed
from kgcore.health.words import WHOLE, word
from kgcore.periods import Period
from kgcore.standards import Profile

_SOURCE_FILE = "托儿所幼儿园卫生保健工作规范：专案管理"


@dataclass(frozen=True)
class Body:
    """Growth of the term's children as last measured by the end of the period, and the case files.

    Attributes
    ----------
    latest : one row per child, as `children.latest` returns.
    by_band, by_class : children by grade, one column per grade; the row of the whole kindergarten is called ALL.
    degrees : the same by percentage over the median weight for height.
    anaemia : children by grade of haemoglobin and band.
    yearly : growth of each child in a year; `adequate` its rate by band.
    doubts : measurements of the period that cannot be right.
    open_cases, missed_visits, rates : as `cases.next_visits`, `missed_visits` and `correction_rates` return.
    without_file : children without the file they need, as `cases.without_file` returns.
    variants : what the menu should give whom, as `menu_variants.variants` returns.
    """

    latest: pd.DataFrame
    by_band: pd.DataFrame
    by_class: pd.DataFrame
    degrees: pd.DataFrame
    anaemia: pd.DataFrame
    yearly: pd.DataFrame
    adequate: pd.DataFrame
    doubts: pd.DataFrame
    open_cases: pd.DataFrame
    missed_visits: pd.DataFrame
    rates: pd.DataFrame
    without_file: pd.DataFrame
    variants: pd.DataFrame


def analyse(records: HealthRecords, profile: Profile) -> Body:
    """Return growth and case files of a period's records."""
    span = records.period
    standard, scheme = profile.growth_standard, profile.obesity_scheme
    growth = children.assessed(records.measurements, records.children, standard, scheme)
    bands = records.classes.set_index("class_name")["band"]
    growth["band"] = growth["class_name"].map(bands)
    growth["anaemia"] = anaemia.grades(growth["hb_g_l"], growth["age_months"], profile.chosen("anaemia_scheme"))
    term = growth[growth["date"] >= pd.Timestamp(records.term_start)]
    latest = children.latest(term)
    blood = term[term["anaemia"].notna()].groupby("child").tail(1).set_index("child")
    latest = latest.assign(anaemia=latest["child"].map(blood["anaemia"]))
    need = cases.children_needing_files(latest)
    with_visits = _with_visits(growth, records, standard, scheme)
    improvement = cases.improvement(records.cases, with_visits, span.end)
    begun = records.cases[records.cases["opened_on"] <= pd.Timestamp(span.end)]
    gains = adequacy.yearly(growth[growth["implausible"] == ""], profile.chosen("growth_adequacy_scheme"))
    gains = gains[gains["last"] >= pd.Timestamp(records.term_start)].reset_index(drop=True)
    of_child = latest.set_index("child")["band"]
    scale = Z_GRADES if scheme != "degree" else DEGREES
    return Body(
        latest=latest,
        by_band=_with_total(latest, "band", "grade", scale, records.bands),
        by_class=_with_total(latest, "class_name", "grade", scale, records.class_names),
        degrees=_with_total(latest, "band", "degree", DEGREES, records.bands),
        anaemia=_with_total(blood.reset_index(), "band", "anaemia", ANAEMIA_GRADES, records.bands),
        yearly=gains,
        adequate=adequacy.by_band(gains, of_child, records.bands, ALL),
        doubts=_doubts(growth, span),
        open_cases=cases.next_visits(records.cases, records.visits, span.end),
        missed_visits=cases.missed_visits(begun, records.visits, span.start, span.end, records.later_days),
        rates=cases.correction_rates(records.cases, need, improvement, records.term_start, span.end),
        without_file=cases.without_file(need, records.cases, span.end),
        variants=menu_variants.variants(records.children, records.cases, span.end),
    )


def _with_visits(growth: pd.DataFrame, records: HealthRecords, standard: str, scheme: str) -> pd.DataFrame:
    """Return the believable measurements, those taken at visits among them."""
    visits = records.visits.merge(records.cases[["case", "child"]], on="case")
    visits = visits[["date", "child", "height_cm", "weight_kg"]].dropna()
    if len(visits):
        rows = pd.concat([records.measurements[visits.columns], visits])
        rows = rows.drop_duplicates(["date", "child"], keep="first")
        growth = children.assessed(rows, records.children, standard, scheme)
    return growth[growth["implausible"] == ""]


def _with_total(frame: pd.DataFrame, by: str, column: str, grades: Sequence[str], order: Sequence[str]) -> pd.DataFrame:
    whole = frame.assign(**{by: ALL})
    rows = pd.concat([frame, whole]).assign(grade=lambda table: table[column])
    counts = children.grade_counts(rows, by, grades).set_index(by)
    return counts.reindex([name for name in [*order, ALL] if name in counts.index]).reset_index()


def _doubts(growth: pd.DataFrame, span: Period) -> pd.DataFrame:
    inside = growth["date"].between(pd.Timestamp(span.start), pd.Timestamp(span.end))
    columns = ["date", "child", "class_name", "height_cm", "weight_kg", "implausible"]
    return growth.loc[inside & (growth["implausible"] != ""), columns].reset_index(drop=True)


def findings(body: Body, records: HealthRecords, profile: Profile) -> list[Finding]:
    """Return the verdicts on growth, haemoglobin and case files."""
    return [
        *_doubtful(body, records),
        *_unmeasured(body, records),
        *_obesity(body, records, profile),
        *_files(body, records),
        *_visits(body, records),
        *_wrong_cases(records),
        *_correction(body, records),
    ]


def _doubtful(body: Body, records: HealthRecords) -> list[Finding]:
    return [
        Finding(
            "health.measure_implausible",
            "warning",
            f"{row.class_name}{row.child}",
            str(records.period),
            f"{row.date:%Y-%m-%d} {row.child} 身高{row.height_cm:g} cm、体重{row.weight_kg:g} kg：{row.implausible}，"
            "未计入评价",
            source="本系统核对（WHO 不可能值界限和前后两次比较）",
            advice="复测；填错的，更正《体格测量》后重做报告",
        )
        for row in rows(body.doubts)
    ]


def _unmeasured(body: Body, records: HealthRecords) -> list[Finding]:
    roll = children.present(records.children, records.period.start, records.period.end)
    missing = roll[~roll["child"].isin(body.latest["child"])]
    if missing.empty or body.latest.empty:
        return []
    return [
        Finding(
            "health.unmeasured",
            "notice",
            WHOLE,
            str(records.period),
            f"在园{len(roll)}名幼儿中{len(missing)}名本学期没有可用的身高体重：{listed(missing['child'])}",
            measured=float(len(missing)),
            limit=0.0,
            unit="人",
            source="《体格测量》",
            advice="返园后一周内补测",
        )
    ]


def _obesity(body: Body, records: HealthRecords, profile: Profile) -> list[Finding]:
    if body.latest.empty:
        return []
    children_graded = body.latest[body.latest["grade"].notna()]
    obese = children_graded[children_graded["grade"].map(cases.NEEDS_FILE) == OBESE]
    label = profile.describe(["obesity_scheme"])["choice"].iloc[0]
    return [
        Finding(
            "health.obesity",
            "notice",
            WHOLE,
            str(records.period),
            f"评价{len(children_graded)}名幼儿，肥胖{len(obese)}名，占{len(obese) / len(children_graded):.1%}"
            f"（{label}；分母为有评价的幼儿）",
            measured=len(obese) / len(children_graded),
            unit="比例",
            source=str(profile.describe(["growth_standard"])["choice"].iloc[0]),
            advice="肥胖幼儿建专案，菜单按专案给少精制主食、少糖少油的一份",
        )
    ]


def _files(body: Body, records: HealthRecords) -> list[Finding]:
    return [
        Finding(
            "health.case_missing",
            "warning",
            word(group),
            str(records.period),
            f"{len(without)}名幼儿应建{word(group)}专案而没有："
            f"{listed(without['class_name'] + without['child'] + '（' + without['grade'] + '）')}",
            measured=float(len(without)),
            limit=0.0,
            unit="人",
            source=_SOURCE_FILE,
            advice="一周内建档，填写干预计划和随访间隔",
        )
        for group in CASE_GROUPS
        if len(without := body.without_file[body.without_file["group"] == group])
    ]


def _visits(body: Body, records: HealthRecords) -> list[Finding]:
    visits = []
    for case, overdue in body.missed_visits.groupby("case", sort=True):
        first, came_on = overdue.iloc[0], overdue["came_on"].iloc[-1]
        came = "至今没有随访" if pd.isna(came_on) else f"到 {came_on:%Y-%m-%d} 才随访"
        visits.append(
            Finding(
                "health.visit_missed",
                "warning",
                f"{case}（{first['child']}，{first['kind']}）",
                str(records.period),
                f"专案{case}应于 {first['due_on']:%Y-%m-%d} 随访，{came}；上次 {first['last_contact']:%Y-%m-%d}",
                measured=float(overdue["late_days"].max()),
                limit=0.0,
                unit="天",
                source="专案登记的随访间隔",
                advice="补随访并测身高体重，写明饮食、运动、家长指导",
            )
        )
    return visits


def _wrong_cases(records: HealthRecords) -> list[Finding]:
    return [
        Finding(
            "health.case_contradiction",
            "severe",
            str(row.case),
            str(records.period),
            f"专案{row.case}结案 {row.closed_on:%Y-%m-%d} 早于建档 {row.opened_on:%Y-%m-%d}",
            source="《专案》",
            advice="更正日期",
        )
        for row in rows(cases.contradictory(records.cases))
    ]


def _correction(body: Body, records: HealthRecords) -> list[Finding]:
    rates = body.rates[(body.rates["group"] == OBESE) & (body.rates["denominator"] > 0)]
    if rates.empty:
        return []
    parts = "，".join(
        f"{word(row.definition)} {row.numerator}/{row.denominator}＝{row.rate:.1%}" for row in rows(rates)
    )
    return [
        Finding(
            "health.correction",
            "notice",
            "肥胖专案",
            str(records.period),
            f"肥胖矫治（本学期至今，三种口径，均无统一规定）：{parts}",
            source="管理率＝有专案÷检出；有效率＝治愈、好转或实测下降÷管理；结案率＝结案÷管理",
            advice="对外只用一种口径时，须写明是哪一种",
        )
    ]
