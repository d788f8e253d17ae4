"""The part of the month that rests on daily rounds: disinfection, observation, patrols, attendance."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.health import attendance, disinfection, observation
from kgcore.health.codes import FINE, NO_RULE, TOO_SHORT, TOO_STRONG, TOO_WEAK
from kgcore.health.disease import Disease
from kgcore.health.records import HealthRecords
from kgcore.health.rows import listed
from kgcore.health.words import word
from kgcore.registers import terms
from kgcore.standards import Profile

MAIN_MEALS = (terms.BREAKFAST, terms.LUNCH, terms.SUPPER)
_RULE = "托儿所幼儿园卫生保健工作规范"


@dataclass(frozen=True)
class Daily:
    """Daily rounds of a period.

    Attributes
    ----------
    disinfection : rounds by object, one column per verdict (fine, too_weak, too_short, too_strong, no_rule), rounds.
    weak : those too weak or too short, by place, object and verdict.
    missed_rounds, not_raised : as `disinfection.missed` and `disinfection.not_raised` return.
    completeness : rounds made and due by class and kind, as `observation.completeness` returns.
    open_findings, stages, repeated : as those functions of `observation` return.
    attendance : by class, as `attendance.attendance` returns.
    """

    disinfection: pd.DataFrame
    weak: pd.DataFrame
    missed_rounds: pd.DataFrame
    not_raised: pd.DataFrame
    completeness: pd.DataFrame
    open_findings: pd.DataFrame
    stages: pd.DataFrame
    repeated_problems: pd.DataFrame
    attendance: pd.DataFrame


def analyse(records: HealthRecords, profile: Profile, disease: Disease) -> Daily:
    """Return the daily rounds of a period's records."""
    span = records.period
    rules = profile.chosen("disinfection_scheme")
    log = disinfection.judged(records.disinfection, rules)
    main_meals = len([meal for meal in profile.meals if meal in MAIN_MEALS])
    inside = records.observations["date"] >= pd.Timestamp(span.start)
    on_patrol = records.patrols["date"] >= pd.Timestamp(span.start)
    return Daily(
        disinfection=_verdicts(log),
        weak=_weak(log),
        missed_rounds=disinfection.missed(
            log, rules, records.class_names, records.school_days, main_meals, has_kitchen=records.has_kitchen
        ),
        not_raised=disinfection.not_raised(log, disease.clusters, disease.period_contacts),
        completeness=observation.completeness(
            records.observations[inside],
            records.patrols[on_patrol],
            records.class_names,
            records.school_days,
            observation.kinds(profile.unkept),
        ),
        open_findings=observation.open_findings(records.patrols, records.observations, span.end),
        stages=observation.stages(records.patrols, span.start, span.end),
        repeated_problems=observation.repeated(records.patrols, span.end),
        attendance=attendance.attendance(records.attendance, records.symptoms, records.enrolled, records.school_days),
    )


def _verdicts(log: pd.DataFrame) -> pd.DataFrame:
    order = [FINE, TOO_WEAK, TOO_SHORT, TOO_STRONG, NO_RULE]
    table = pd.crosstab(log["object"], log["verdict"]).reindex(columns=order, fill_value=0)
    return table.assign(rounds=table.sum(axis=1)).rename_axis(columns=None).reset_index()


def _weak(log: pd.DataFrame) -> pd.DataFrame:
    bad = log[log["verdict"].isin([TOO_WEAK, TOO_SHORT])]
    table = bad.groupby(["place", "object", "verdict"]).agg(
        rounds=("date", "size"),
        first=("date", "min"),
        last=("date", "max"),
        strength_mg_l=("strength_mg_l", "min"),
        mg_per_l_low=("mg_per_l_low", "first"),
        contact_minutes=("contact_minutes", "min"),
        minutes_low=("minutes_low", "first"),
        source=("source", "first"),
    )
    return table.reset_index()


def findings(daily: Daily, records: HealthRecords) -> list[Finding]:
    """Return the verdicts on disinfection, observation and patrols."""
    return [
        *_disinfection(daily, records),
        *_rounds(daily, records),
        *_follow_up(daily, records),
        *_days(daily, records),
    ]


def _disinfection(daily: Daily, records: HealthRecords) -> list[Finding]:
    findings = []
    for row in rows(daily.weak):
        weak = row.verdict == TOO_WEAK
        least, limit, unit = (
            (row.strength_mg_l, row.mg_per_l_low, "mg/L") if weak else (row.contact_minutes, row.minutes_low, "分钟")
        )
        figure = "未登记" if pd.isna(least) else f"最低{least:g} {unit}"
        findings.append(
            Finding(
                "health.disinfection_weak" if weak else "health.disinfection_short",
                "warning",
                f"{row.place}{row.object}",
                str(records.period),
                f"{row.first:%Y-%m-%d} 至 {row.last:%Y-%m-%d} {row.place}{row.object}{row.rounds}次"
                f"{word(row.verdict)}：{figure}，应不低于{limit:g} {unit}",
                measured=None if pd.isna(least) else float(least),
                limit=float(limit),
                unit=unit,
                source=str(row.source),
                advice="用试纸测浓度，按配比重新配制，现配现用" if weak else "计时消毒，到时再清洗",
            )
        )
    for thing, places in daily.missed_rounds.groupby("object", sort=False):
        findings.append(
            Finding(
                "health.disinfection_missed",
                "warning",
                str(thing),
                str(records.period),
                f"{thing}消毒少于规定（每{places['period'].iloc[0]}）："
                f"{listed(places['place'] + places['short'].astype(str) + '次或天')}",
                measured=float(places["done"].sum()),
                limit=float(places["due"].sum()),
                unit="次",
                source=str(places["source"].iloc[0]),
                advice="补做并登记；漏登的据实补登",
            )
        )
    findings += [
        Finding(
            "health.disinfection_not_raised",
            "warning",
            str(row.place),
            str(records.period),
            f"{row.place}{row.disease}聚集期间（{row.start:%Y-%m-%d} 至 {row.until:%Y-%m-%d}）{row.rounds}次消毒中"
            f"{row.everyday}次仍按日常预防",
            measured=float(row.everyday),
            limit=0.0,
            unit="次",
            source=_RULE,
            advice="聚集期间改疫情加强，至密切接触者观察期满",
        )
        for row in rows(daily.not_raised.rename(columns={"from": "start"}))
    ]
    return findings


def _rounds(daily: Daily, records: HealthRecords) -> list[Finding]:
    short = daily.completeness[daily.completeness["done"] < daily.completeness["due"]]
    findings = []
    for kind, classes in short.groupby("kind", sort=False):
        missing = int((classes["due"] - classes["done"]).sum())
        whole = daily.completeness[daily.completeness["kind"] == kind]
        findings.append(
            Finding(
                "health.round_missed",
                "warning",
                word(kind),
                str(records.period),
                f"{word(kind)}缺{missing}班次（应{int(whole['due'].sum())}班次）：{listed(classes['class_name'])}",
                measured=float(whole["done"].sum() / whole["due"].sum()),
                limit=1.0,
                unit="比例",
                source=_RULE,
                advice="按日补查登记，离岗要有人代",
            )
        )
    return findings


def _follow_up(daily: Daily, records: HealthRecords) -> list[Finding]:
    findings = [
        Finding(
            "health.follow_up_open",
            "warning" if row.age_days >= 7 else "notice",
            f"{row.class_name}{row.item}",
            str(records.period),
            f"{row.date:%Y-%m-%d} {word(row.source)}发现{row.class_name}“{row.finding or row.item}”，停在“{row.stage}”"
            f"已{row.age_days}天",
            measured=float(row.age_days),
            unit="天",
            source="反思—调整—实践—评估",
            advice="定人定日推进到下一步，评估有效后关闭",
        )
        for row in rows(daily.open_findings)
    ]
    findings += [
        Finding(
            "health.finding_repeated",
            "warning",
            f"{row.class_name}{row.item}",
            str(records.period),
            f"{row.class_name}{row.item}在30天内{row.times}次发现问题（{row.first:%m-%d} 至 {row.last:%m-%d}）",
            measured=float(row.times),
            unit="次",
            source="《巡班》",
            advice="不再逐次提醒，改为示范操作和专项复查",
        )
        for row in rows(daily.repeated_problems)
    ]
    return findings


def _days(daily: Daily, records: HealthRecords) -> list[Finding]:
    missing = daily.attendance[daily.attendance["days_missing"] > 0]
    if missing.empty:
        return []
    return [
        Finding(
            "health.attendance_missing",
            "notice",
            "就餐人数",
            str(records.period),
            f"{len(missing)}个班有没登记出勤的日子：{listed(missing['class_name'])}，出勤率只按有登记的日子算",
            measured=float(missing["days_missing"].sum()),
            limit=0.0,
            unit="班日",
            source="《就餐人数》",
            advice="补登",
        )
    ]
