"""The part of the month that rests on daily rounds: disinfection, observation, patrols, attendance."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.health import attendance, disinfection, observation
from kgcore.health.disease import Disease
from kgcore.health.records import Records
from kgcore.health.rows import listed
from kgcore.registers import terms
from kgcore.standards import Profile

MAIN_MEALS = (terms.BREAKFAST, terms.LUNCH, terms.SUPPER)
_RULE = "托儿所幼儿园卫生保健工作规范"


@dataclass(frozen=True)
class Daily:
    """Daily rounds of a period.

    `disinfection` rounds by object and verdict; `weak` those too weak or too short, by place and object;
    `missed_rounds`;
    `not_raised`; `completeness` by class and kind of round; `open_findings`; `stages`; `repeated`; `attendance`.
    """

    disinfection: pd.DataFrame
    weak: pd.DataFrame
    missed_rounds: pd.DataFrame
    not_raised: pd.DataFrame
    completeness: pd.DataFrame
    open_findings: pd.DataFrame
    stages: pd.DataFrame
    repeated: pd.DataFrame
    attendance: pd.DataFrame


def analyse(records: Records, profile: Profile, disease: Disease) -> Daily:
    """Return the daily rounds of a period's records."""
    span = records.period
    rules = profile.chosen("disinfection_scheme")
    log = disinfection.judged(records.disinfection, rules)
    main_meals = len([meal for meal in profile.meals if meal in MAIN_MEALS])
    inside = records.observations["date"] >= pd.Timestamp(span.start)
    walked = records.patrols["date"] >= pd.Timestamp(span.start)
    return Daily(
        disinfection=_verdicts(log),
        weak=_weak(log),
        missed_rounds=disinfection.missed(log, rules, records.class_names, records.school_days, main_meals),
        not_raised=disinfection.not_raised(log, disease.clusters, disease.watched),
        completeness=observation.completeness(
            records.observations[inside], records.patrols[walked], records.class_names, records.school_days
        ),
        open_findings=observation.open_findings(records.patrols, records.observations, span.end),
        stages=observation.stages(records.patrols, span.start, span.end),
        repeated=observation.repeated(records.patrols, span.end),
        attendance=attendance.attendance(records.attendance, records.symptoms, records.enrolled, records.school_days),
    )


def _verdicts(log: pd.DataFrame) -> pd.DataFrame:
    order = [disinfection.FINE, disinfection.WEAK, disinfection.SHORT, disinfection.STRONG, disinfection.NO_RULE]
    table = pd.crosstab(log["object"], log["verdict"]).reindex(columns=order, fill_value=0)
    return table.assign(rounds=table.sum(axis=1)).rename_axis(columns=None).reset_index()


def _weak(log: pd.DataFrame) -> pd.DataFrame:
    bad = log[log["verdict"].isin([disinfection.WEAK, disinfection.SHORT])]
    made = bad.groupby(["place", "object", "verdict"]).agg(
        rounds=("date", "size"),
        first=("date", "min"),
        last=("date", "max"),
        strength_mg_l=("strength_mg_l", "min"),
        mg_per_l_low=("mg_per_l_low", "first"),
        contact_minutes=("contact_minutes", "min"),
        minutes_low=("minutes_low", "first"),
        source=("source", "first"),
    )
    return made.reset_index()


def findings(found: Daily, records: Records) -> list[Finding]:
    """Return the verdicts on disinfection, observation and patrols."""
    return [
        *_disinfection(found, records),
        *_rounds(found, records),
        *_follow_up(found, records),
        *_days(found, records),
    ]


def _disinfection(found: Daily, records: Records) -> list[Finding]:
    made = []
    for row in rows(found.weak):
        weak = row.verdict == disinfection.WEAK
        measured, limit, unit = (
            (row.strength_mg_l, row.mg_per_l_low, "mg/L") if weak else (row.contact_minutes, row.minutes_low, "分钟")
        )
        told = "未登记" if pd.isna(measured) else f"最低{measured:g} {unit}"
        made.append(
            Finding(
                "health.disinfection_weak" if weak else "health.disinfection_short",
                "warning",
                f"{row.place}{row.object}",
                str(records.period),
                f"{row.first:%Y-%m-%d} 至 {row.last:%Y-%m-%d} {row.place}{row.object}{row.rounds}次{row.verdict}："
                f"{told}，应不低于{limit:g} {unit}",
                measured=None if pd.isna(measured) else float(measured),
                limit=float(limit),
                unit=unit,
                source=str(row.source),
                advice="用试纸测浓度，按配比重新配制，现配现用" if weak else "计时消毒，到时再清洗",
            )
        )
    for thing, own in found.missed_rounds.groupby("object", sort=False):
        made.append(
            Finding(
                "health.disinfection_missed",
                "warning",
                str(thing),
                str(records.period),
                f"{thing}消毒少于规定（每{own['period'].iloc[0]}）："
                f"{listed(own['place'] + own['short'].astype(str) + '次或天')}",
                measured=float(own["done"].sum()),
                limit=float(own["due"].sum()),
                unit="次",
                source=str(own["source"].iloc[0]),
                advice="补做并登记；漏登的据实补登",
            )
        )
    made += [
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
        for row in rows(found.not_raised.rename(columns={"from": "start"}))
    ]
    return made


def _rounds(found: Daily, records: Records) -> list[Finding]:
    short = found.completeness[found.completeness["done"] < found.completeness["due"]]
    made = []
    for kind, own in short.groupby("kind", sort=False):
        lacking = int((own["due"] - own["done"]).sum())
        whole = found.completeness[found.completeness["kind"] == kind]
        made.append(
            Finding(
                "health.round_missed",
                "warning",
                str(kind),
                str(records.period),
                f"{kind}缺{lacking}班次（应{int(whole['due'].sum())}班次）：{listed(own['class_name'])}",
                measured=float(whole["done"].sum() / whole["due"].sum()),
                limit=1.0,
                unit="比例",
                source=_RULE,
                advice="按日补查登记，离岗要有人代",
            )
        )
    return made


def _follow_up(found: Daily, records: Records) -> list[Finding]:
    made = [
        Finding(
            "health.follow_up_open",
            "warning" if row.age_days >= 7 else "notice",
            f"{row.class_name}{row.item}",
            str(records.period),
            f"{row.date:%Y-%m-%d} {row.source}发现{row.class_name}“{row.finding or row.item}”，停在“{row.stage}”"
            f"已{row.age_days}天",
            measured=float(row.age_days),
            unit="天",
            source="反思—调整—实践—评估",
            advice="定人定日推进到下一步，评估有效后关闭",
        )
        for row in rows(found.open_findings)
    ]
    made += [
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
        for row in rows(found.repeated)
    ]
    return made


def _days(found: Daily, records: Records) -> list[Finding]:
    missing = found.attendance[found.attendance["days_missing"] > 0]
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
