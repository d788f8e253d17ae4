"""The part of the month that rests on illness and absence: incidence, clusters, isolation, early warning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.health import clusters, isolation, privacy, surveillance, warning
from kgcore.health.codes import ALL_SICK, EARLY_RETURN
from kgcore.health.records import HealthRecords
from kgcore.health.rows import listed
from kgcore.health.words import WHOLE, word
from kgcore.periods import Period
from kgcore.registers import health as register
from kgcore.registers import terms
from kgcore.standards import READ, Profile

SYMPTOMS = [symptom for symptom in register.SYMPTOMS if symptom != register.OTHER]
"""Symptoms that early warning counts a series of."""


@dataclass(frozen=True)
class Disease:
    """Infectious disease of the period and the term so far.

    Attributes
    ----------
    incidence, by_class, by_week : new cases of the period, as `surveillance.incidence` returns.
    term : new cases of the term so far.
    curve : cases by day of onset (index) and disease; `class_days` by class (index) and day.
    clusters, suspension, shares : what the rules make of the cases, as those functions of `clusters` return.
    isolation : each case of the period or not yet back, as `isolation.isolation` returns.
    contacts : classes still watched at the period's end; `period_contacts` those watched at any time in it.
    daily : sick absences by school day (index) and series: each symptom, and ALL_SICK for all sick leave.
    alarms : EARS, as `warning.alarms` returns.
    is_whole : whether the daily registers reach the last school day of the month in which the period ends.
    public : new cases of the period by band and disease with totals, small cells suppressed; empty until `is_whole`.
        Periods do not overlap: of two tables of the term so far the difference would be a month, and of two of a month
        so far a few days.
    told_cases : disease -> the least number of new cases that the public tables of the period's months tell.
    hidden_by_month : diseases whose total is hidden in the public table of one of the period's months; all of them
        until `is_whole`.
    unknown : rows with a disease that the register does not name; `contradictory` rows whose dates cannot be.
    """

    incidence: pd.DataFrame
    term: pd.DataFrame
    by_class: pd.DataFrame
    by_week: pd.DataFrame
    curve: pd.DataFrame
    class_days: pd.DataFrame
    clusters: pd.DataFrame
    suspension: pd.DataFrame
    shares: pd.DataFrame
    isolation: pd.DataFrame
    contacts: pd.DataFrame
    period_contacts: pd.DataFrame
    daily: pd.DataFrame
    alarms: pd.DataFrame
    is_whole: bool
    public: pd.DataFrame
    told_cases: dict[str, int]
    hidden_by_month: frozenset[str]
    unknown: pd.DataFrame
    contradictory: pd.DataFrame


def analyse(records: HealthRecords, profile: Profile) -> Disease:
    """Return infectious disease and early warning of a period's records."""
    span = records.period
    cases, unknown = surveillance.known(records.illnesses)
    enrolled, classes = records.enrolled, records.class_names
    days = (span.start, span.end)
    rules = profile.chosen("isolation_scheme")
    threshold = profile.chosen("outbreak_jurisdiction")
    closing = profile.chosen("suspension_rule")
    events = clusters.clusters(cases, threshold[threshold["level"] != clusters.SUSPENSION])
    share_rules = pd.concat([threshold, closing]).query("class_share.notna()")
    seats = records.classes.assign(site=records.site)[["site", "class_name", "enrolled"]]
    stays = isolation.isolation(cases, rules, span.end)
    start = pd.Timestamp(span.start)
    in_period = (stays["onset"] >= start) | ~(stays["returned_on"] < start)
    daily = _daily(records)
    alarms = warning.alarms(daily)
    is_whole = _is_whole(records)
    months = span.months()
    by_month = [_public(cases, records, month) for month in (months if is_whole else months[:-1])]
    return Disease(
        incidence=surveillance.incidence(cases, enrolled, *days),
        term=surveillance.incidence(cases, enrolled, records.term_start, span.end),
        by_class=surveillance.incidence(cases, enrolled, *days, by="class_name"),
        by_week=surveillance.incidence(cases, enrolled, *days, by="week"),
        curve=surveillance.epidemic_curve(cases, *days),
        class_days=surveillance.class_by_day(cases, classes, *days),
        clusters=_in_period(events, records, "last_onset"),
        suspension=_in_period(clusters.suspension_advice(cases, closing), records, "last_onset"),
        shares=_in_period(clusters.shares(cases, seats, share_rules), records, "reached_on"),
        isolation=stays[in_period].sort_values(["onset", "child"], ignore_index=True),
        contacts=isolation.contacts(cases, rules, span.end, span.end),
        period_contacts=isolation.contacts(cases, rules, span.start, span.end),
        daily=daily[daily.index >= start],
        alarms=alarms[alarms["day"] >= start].reset_index(drop=True),
        is_whole=is_whole,
        public=_public(cases, records, span) if is_whole else pd.DataFrame(),
        told_cases=_told(by_month),
        hidden_by_month=frozenset().union(*map(_hidden, by_month)) if is_whole else frozenset(register.DISEASES),
        unknown=unknown,
        contradictory=surveillance.contradictory(cases),
    )


def _in_period(events: pd.DataFrame, records: HealthRecords, column: str) -> pd.DataFrame:
    inside = pd.to_datetime(events[column]) >= pd.Timestamp(records.period.start)
    return events[inside].reset_index(drop=True)


def _daily(records: HealthRecords) -> pd.DataFrame:
    days = [*records.days_before, *records.school_days]
    sick = records.symptoms[records.symptoms["leave"] == terms.SICK_LEAVE]
    table = warning.daily_counts(sick, days, "symptom", SYMPTOMS)
    whole = sick.groupby("date").size().reindex(pd.DatetimeIndex(days), fill_value=0)
    return table.assign(**{ALL_SICK: whole.astype(float)})


def _is_whole(records: HealthRecords) -> bool:
    daily = (records.attendance, records.symptoms, records.observations, records.disinfection)
    days = pd.concat([frame["date"] for frame in daily])
    open_days = pd.DatetimeIndex([*records.school_days, *records.later_days])
    month_end = pd.Timestamp(records.period.months()[-1].end)
    return days.empty or not ((open_days > days.max()) & (open_days <= month_end)).any()


def _public(cases: pd.DataFrame, records: HealthRecords, span: Period) -> pd.DataFrame:
    bands = records.classes.set_index("class_name")["band"]
    new = surveillance.within(cases, span.start, span.end)
    if new.empty:
        return pd.DataFrame()
    counts = pd.crosstab(new["class_name"].map(bands), new["disease"])
    counts = counts.reindex(records.bands, fill_value=0)
    return privacy.suppress(counts.rename_axis(index="band", columns=None))


def _told(tables: Iterable[pd.DataFrame]) -> dict[str, int]:
    """Return the sums of the diseases' totals, a hidden one counting one."""
    sums: Counter[str] = Counter()
    for public in tables:
        if len(public):
            totals = public.loc[[privacy.TOTAL]].fillna(1).astype("int64").sum()
            sums.update({str(name): int(number) for name, number in totals.items()})
    return dict(sums)


def _hidden(public: pd.DataFrame) -> frozenset[str]:
    if public.empty:
        return frozenset()
    shown = public.loc[[privacy.TOTAL]].notna().all()
    return frozenset(str(name) for name, told in shown.items() if not told)


def findings(disease: Disease, records: HealthRecords) -> list[Finding]:
    """Return the verdicts on illness, isolation and early warning."""
    return [
        *_clusters(disease, records),
        *_suspension(disease, records),
        *_returns(disease, records),
        *_watched(disease, records),
        *_alarms(disease, records),
        *_records(disease, records),
    ]


def _clusters(disease: Disease, records: HealthRecords) -> list[Finding]:
    findings = []
    for row in rows(disease.clusters):
        where = row.unit or WHOLE
        severe = row.confidence in READ
        soon = "当日" if pd.isna(row.report_hours) else f"{row.report_hours:g}小时内"
        findings.append(
            Finding(
                "health.cluster",
                "severe" if severe else "warning",
                f"{where}{row.disease}",
                str(records.period),
                f"{row.reached_on:%Y-%m-%d} {where}{row.disease}达到{row.level}标准：{row.window_days}天内"
                f"{row.threshold}例（首例 {row.first_onset:%Y-%m-%d}），至 {row.last_onset:%Y-%m-%d} 共{row.cases}例",
                measured=float(row.cases),
                limit=float(row.threshold),
                unit="例",
                source=str(row.source),
                advice=f"{soon}向属地疾控和教育主管部门报告；病例隔离、密接观察，班级改疫情加强消毒，停止混班活动",
            )
        )
    return findings


def _suspension(disease: Disease, records: HealthRecords) -> list[Finding]:
    findings = [
        Finding(
            "health.suspension",
            "warning",
            f"{row.unit or WHOLE}{row.disease}",
            str(records.period),
            f"{row.unit or WHOLE}{row.disease}{row.window_days}天内{row.threshold}例，按所选停课标准建议自 "
            f"{row.close_from:%Y-%m-%d} 起停课{_days(row.suspend_days_low, row.suspend_days_high)}"
            + (f"，{row.reopen_earliest:%Y-%m-%d} 起复课" if pd.notna(row.reopen_earliest) else ""),
            measured=float(row.cases),
            limit=float(row.threshold),
            unit="例",
            source=str(row.source),
            advice="停课由主管部门决定，本条只是依据",
        )
        for row in rows(disease.suspension)
    ]
    findings += [
        Finding(
            "health.suspension",
            "warning",
            f"{row.unit}{row.disease}",
            str(records.period),
            f"{row.reached_on:%Y-%m-%d} {row.unit}同时患{row.disease}{row.ill}人，占{row.share:.0%}",
            measured=float(row.share),
            limit=float(row.class_share),
            unit="比例",
            source=str(row.source),
            advice="停课由主管部门决定，本条只是依据",
        )
        for row in rows(disease.shares)
    ]
    return findings


def _days(low: float, high: float) -> str:
    if pd.isna(low):
        return ""
    return f"{low:g}天" if low == high or pd.isna(high) else f"{low:g}～{high:g}天"


def _returns(disease: Disease, records: HealthRecords) -> list[Finding]:
    early = disease.isolation[disease.isolation["status"] == EARLY_RETURN]
    findings = [
        Finding(
            "health.early_return",
            "severe",
            f"{row.class_name}{row.child}",
            str(records.period),
            f"{row.child}（{row.disease}，{row.onset:%Y-%m-%d} 发病）{row.returned_on:%Y-%m-%d} 返园，"
            f"早于规定的 {row.earliest_return:%Y-%m-%d}",
            measured=float((row.returned_on - row.onset).days),
            limit=float((row.earliest_return - row.onset).days),
            unit="天",
            source=str(row.source),
            advice="离园继续隔离，查验复课证明",
        )
        for row in rows(early)
    ]
    bare = isolation.without_certificate(disease.isolation)
    if len(bare):
        findings.append(
            Finding(
                "health.no_certificate",
                "warning",
                "复课证明",
                str(records.period),
                f"{len(bare)}名幼儿返园没有登记复课证明：{listed(bare['class_name'] + bare['child'])}",
                measured=float(len(bare)),
                limit=0.0,
                unit="人",
                source="托儿所幼儿园卫生保健工作规范（2012）传染病预防与控制：病愈返园查验证明",
                advice="补查证明并登记",
            )
        )
    return findings


def _watched(disease: Disease, records: HealthRecords) -> list[Finding]:
    return [
        Finding(
            "health.contacts",
            "notice",
            f"{row.class_name}{row.disease}",
            str(records.period),
            f"{row.class_name}{row.disease}密切接触者观察至 {row.watch_until:%Y-%m-%d}"
            f"（末例 {row.last_onset:%Y-%m-%d}，观察{row.watch_days:g}天，依据{word(row.basis)}）",
            measured=float(row.watch_days),
            unit="天",
            source=str(row.source),
            advice="每日晨午检加查，缺勤当日追查原因",
        )
        for row in rows(disease.contacts)
    ]


def _alarms(disease: Disease, records: HealthRecords) -> list[Finding]:
    findings = []
    for series, alarms in disease.alarms.groupby("series", sort=False):
        # C3 alone alarms on one quiet day in ten; see docs/health.md
        sure = alarms[alarms["method"] != "c3"]
        first = (sure if len(sure) else alarms).iloc[0]
        days = sorted({f"{day:%m-%d}" for day in (sure if len(sure) else alarms)["day"]})
        findings.append(
            Finding(
                "health.warning",
                "warning" if len(sure) else "notice",
                word(series),
                str(records.period),
                f"{word(series)}缺勤人数异常升高：{first['day']:%Y-%m-%d} {first['count']:g}人"
                f"（{str(first['method']).upper()} {first['statistic']:.1f}＞{first['limit']:g}）；"
                f"本期报警日 {'、'.join(days)}",
                measured=float(first["statistic"]),
                limit=float(first["limit"]),
                unit="EARS",
                source="Hutwagner 等（2003）EARS C1、C2、C3（待核）",
                advice="当日逐班追查缺勤原因和诊断；是传染病的按规定登记报告",
            )
        )
    return findings


def _records(disease: Disease, records: HealthRecords) -> list[Finding]:
    findings = [
        Finding(
            "health.illness_contradiction",
            "severe",
            f"{row.class_name}{row.child}",
            str(records.period),
            f"{row.child}{row.disease}的发病日期 {row.onset:%Y-%m-%d} 晚于返园或报告日期",
            source="《传染病登记》",
            advice="更正日期",
        )
        for row in rows(disease.contradictory)
    ]
    if len(disease.unknown):
        findings.append(
            Finding(
                "health.unknown_disease",
                "warning",
                "病名",
                str(records.period),
                f"{len(disease.unknown)}例的病名不在登记的病种里，未计入："
                f"{listed(disease.unknown['disease'].drop_duplicates())}",
                measured=float(len(disease.unknown)),
                limit=0.0,
                unit="例",
                source="《传染病登记》",
                advice="更正病名；确为其他病的，病名选“其他”并写明",
            )
        )
    return findings
