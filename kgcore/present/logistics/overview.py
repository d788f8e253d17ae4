"""The first screen of the logistics month: the answer, the measures, what was liked, the findings."""

from __future__ import annotations

import pandas as pd

from kgcore import evidence
from kgcore.assessment import Logistics
from kgcore.assessment.dining import DiningReview
from kgcore.assessment.measures import MEASURES
from kgcore.findings import Finding
from kgcore.present.findings import Findings, nothing_to_say
from kgcore.present.formats import percent
from kgcore.present.headline import Figure, Headline
from kgcore.present.kept import rests_on
from kgcore.present.logistics._room_table import room_table
from kgcore.present.palette import Tone
from kgcore.present.table import Column, Table
from kgcore.registers.plan import CHAPTERS

OWN_REPORTS = ("nutrition", "health", "money")  # they have monthly reports of their own
HEAD_MEASURES = ("task_done_rate", "hazard_fixed_rate", "sample_complete_rate", "six_t_score", "energy_saving_rate")


def headline(month: Logistics) -> Headline:
    """Return how many findings each chapter has and the figures a director asks for first."""
    findings = own(month)
    severe = sum(finding.severity == "severe" for finding in findings)
    warnings = sum(finding.severity == "warning" for finding in findings)
    struck = {name for name, finding in month.chapter_findings if finding.severity == "severe" and finding in findings}
    open_chapters = [name for name in CHAPTERS if name in struck]
    sentence = f"本月后勤检查 {severe} 项严重、{warnings} 项提醒" + (
        f"，严重的在{'、'.join(open_chapters)}" if open_chapters else ""
    )
    if month.absent:
        sentence += "；" + "；".join(month.absent)
    tone: Tone = "severe" if severe else "warning" if warnings else "good"
    kept = [name for name in HEAD_MEASURES if evidence.needed(name).isdisjoint(month.unkept)]
    figures = [_figure(month, name) for name in kept or month.measures["measure"].head(len(HEAD_MEASURES))]
    return Headline(sentence + "。", figures or [Figure("提醒", warnings, "项", "integer")], tone)


def _figure(month: Logistics, measure: str) -> Figure:
    about = MEASURES[measure]
    found = month.measures[month.measures["measure"] == measure]
    if found.empty:
        return Figure(about.label, None, about.unit, "percent1", "本月没有这项数据", "notice")
    row = found.iloc[0]
    return Figure(
        about.label, float(row["value"]), about.unit, "decimal1" if about.unit else "percent1", str(row["what"])
    )


def own(month: Logistics) -> list[Finding]:
    """Return the findings of the rooms that have no monthly report of their own."""
    return [finding for _, finding in month.chapter_findings if finding.code.partition(".")[0] not in OWN_REPORTS]


def findings(month: Logistics) -> Findings:
    """Return the month's findings, most severe first."""
    return Findings(own(month), nothing_to_say("本月后勤", month.unkept))


def measures(logistics: Logistics) -> Table:
    """Return every measure with its numerator and denominator; fractions as percent."""
    rows = percent(logistics.measures, ("value",))
    columns = {
        "label": Column("指标"),
        "room": Column("部分"),
        "value": Column("数值", "", "decimal1"),
        "unit": Column("单位"),
        "numerator": Column("分子", "", "decimal1"),
        "denominator": Column("分母", "", "decimal1"),
        "what": Column("算法"),
    }
    return Table(rows, "本期指标", columns)


@rests_on("tastings")
def dishes(logistics: Logistics) -> Table:
    """Return the dishes that diners rated or left over, worst first."""
    columns = {
        "dish": Column("菜点"),
        "rating": Column("均分", "满分 5", "decimal1"),
        "raters": Column("评价", "人次", "integer"),
        "leftover_g": Column("人均剩余", "g", "decimal1"),
        "served": Column("上过", "次", "integer"),
    }

    def take(review: DiningReview) -> pd.DataFrame:
        return review.dishes

    return room_table(
        logistics, "dining", "品尝与剩余", columns, take, "均分、剩余都按人数加权；空白是没有评或没有称。", page_rows=15
    )
