"""The answer of the monthly health report: one sentence and six figures."""

from __future__ import annotations

import pandas as pd

from kgcore.health import HealthReview
from kgcore.health.clusters import CLUSTER, OUTBREAK
from kgcore.health.words import WHOLE
from kgcore.present.formats import shown
from kgcore.present.headline import Figure, Headline
from kgcore.present.palette import Tone


def headline(month: HealthReview) -> Headline:
    """Return whether illness clustered, how the children grow, and what was left undone."""
    clusters = month.disease.clusters
    clusters = clusters[clusters["level"].isin([CLUSTER, OUTBREAK])]
    parts = []
    if not _has_records(month):
        return Headline(
            "本期没有登记考勤、晨检、传染病、体检和随访，没有可评价的；请先导入。", _figures(month), "warning"
        )
    if len(clusters):
        places = "、".join(f"{row['unit'] or WHOLE}{row['disease']}" for row in clusters.to_dict("records"))
        parts.append(f"本期{places}达到聚集性疫情标准")
    elif "illnesses" not in month.unkept:
        parts.append("本期没有达到聚集性疫情标准的传染病")
    rates = [] if "attendance" in month.unkept else [f"出勤率 {_said(month.rates['rate'])}"]
    rates += [] if "symptoms" in month.unkept else [f"因病缺勤率 {_said(month.rates['sick_rate'])}"]
    parts.append("，".join(rates) or "没有登记出勤")
    if "case_visits" not in month.unkept and len(month.body.open_cases):
        missed = month.body.missed_visits["case"].nunique()
        parts.append(f"{missed} 份专案没有按时随访" if missed else "专案都按时随访")
    severities = {finding.severity for finding in month.findings}
    tone: Tone = "severe" if "severe" in severities else "warning" if "warning" in severities else "good"
    return Headline("；".join(parts) + "。", _figures(month), tone)


def _has_records(month: HealthReview) -> bool:
    """Whether anything is on record that a health report could judge."""
    rates = [month.rates["rate"], month.rates["sick_rate"]]
    sums = [month.disease.incidence["cases"].sum(), month.daily.completeness["done"].sum(), month.obese[1]]
    is_followed = len(month.body.open_cases) > 0 or len(month.daily.open_findings) > 0
    return any(pd.notna(rate) for rate in rates) or any(sums) or is_followed


def _figures(month: HealthReview) -> list[Figure]:
    cases = int(month.disease.incidence["cases"].sum())
    obese, children = month.obese
    rounds = month.daily.completeness
    rounds_done, due = int(rounds["done"].sum()), int(rounds["due"].sum())
    still = len(month.daily.open_findings)
    late = len(month.body.missed_visits)
    share = f"发病率 {cases / month.enrolled:.2%}" if month.enrolled else ""
    fat = obese / children if children else "未测量"
    rounds_rate = rounds_done / due if due else "无开园日"
    rounds_tone: Tone = "warning" if rounds_done < due or still else "good"
    of_rounds = f"未关闭问题 {still} 条"
    figures = {
        "attendance": Figure("出勤率", _number(month.rates["rate"]), "", "percent1", f"在册 {month.enrolled} 人"),
        "symptoms": Figure("因病缺勤率", _number(month.rates["sick_rate"]), "", "percent1", "病假人日÷应到人日"),
        "illnesses": Figure("传染病新发", cases, "例", "integer", share),
        "measurements": Figure(
            "肥胖检出率", fat, "", "percent1", f"{obese}/{children} 人" if children else "", "notice"
        ),
        "case_visits": Figure("逾期专案随访", late, "次", "integer", "", "warning" if late else "good"),
        "observations": Figure("晨检巡班完成率", rounds_rate, "", "percent1", of_rounds, rounds_tone),
    }
    shown_figures = [figure for register, figure in figures.items() if register not in month.unkept]
    return shown_figures or [Figure("在册幼儿", month.enrolled, "人", "integer")]


def _said(rate: float) -> str:
    return "没有登记" if pd.isna(rate) else shown(rate, "percent1")


def _number(value: float) -> float | str:
    return "没有登记" if pd.isna(value) else value
