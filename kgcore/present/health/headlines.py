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
    if len(clusters):
        places = "、".join(f"{row['unit'] or WHOLE}{row['disease']}" for row in clusters.to_dict("records"))
        parts = [f"本期{places}达到聚集性疫情标准"]
    else:
        parts = ["本期没有达到聚集性疫情标准的传染病"]
    parts.append(
        f"出勤率 {shown(month.rates['rate'], 'percent1')}，因病缺勤率 {shown(month.rates['sick_rate'], 'percent1')}"
    )
    missed = month.body.missed_visits["case"].nunique()
    parts.append(f"{missed} 份专案没有按时随访" if missed else "专案都按时随访")
    severities = {finding.severity for finding in month.findings}
    tone: Tone = "severe" if "severe" in severities else "warning" if "warning" in severities else "good"
    return Headline("；".join(parts) + "。", _figures(month), tone)


def _figures(month: HealthReview) -> list[Figure]:
    cases = int(month.disease.incidence["cases"].sum())
    obese, children = month.obese
    rounds = month.daily.completeness
    rounds_done, due = int(rounds["done"].sum()), int(rounds["due"].sum())
    still = len(month.daily.open_findings)
    late = len(month.body.missed_visits)
    return [
        Figure("出勤率", _number(month.rates["rate"]), "", "percent1", f"在册 {month.enrolled} 人"),
        Figure("因病缺勤率", _number(month.rates["sick_rate"]), "", "percent1", "病假人日÷应到人日"),
        Figure("传染病新发", cases, "例", "integer", f"发病率 {cases / month.enrolled:.2%}" if month.enrolled else ""),
        Figure("肥胖检出率", obese / children if children else None, "", "percent1", f"{obese}/{children} 人", "notice")
        if children
        else Figure("肥胖检出率", "未测量"),
        Figure("逾期专案随访", late, "次", "integer", "", "warning" if late else "good"),
        Figure("晨检巡班完成率", rounds_done / due if due else "无开园日", "", "percent1", f"未关闭问题 {still} 条",
               "warning" if rounds_done < due or still else "good"),
    ]  # fmt: skip


def _number(value: float) -> float | str:
    return "没有登记" if pd.isna(value) else value
