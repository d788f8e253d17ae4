"""The answer of the term assessment, its chapters and goals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from kgcore.assessment import Assessment
from kgcore.present.assessment.evidence import FEW, NOT_TOLD, table_of
from kgcore.present.bullet import Bullet, bullets
from kgcore.present.chart import Chart, style
from kgcore.present.findings import Findings, nothing_to_say
from kgcore.present.formats import percent, shown
from kgcore.present.headline import Figure, Headline
from kgcore.present.kept import Nothing, rests_on
from kgcore.present.palette import Tone
from kgcore.present.table import Column, Table
from kgcore.registers.plan import AT_LEAST, CHAPTERS

VERDICTS = {"met": "达成", "missed": "未达成", "unknown": "无法评定"}
TONES: dict[str, Tone] = {"met": "good", "missed": "warning", "unknown": "notice"}
_FIRST = 3
CHAPTER_REGISTERS: dict[str, set[str]] = dict(
    zip(
        CHAPTERS,
        (
            {"staff", "scores", "trainings", "meetings", "pairings", "canteen_checks", "vetoes"},
            {"attendance", "menus", "measurements", "special_cases", "illnesses", "symptoms", "observations",
             "disinfection", "patrols", "tastings", "committee"},
            {"agreements", "inspections", "hazards", "drills", "visitors", "gate_duty", "acceptance", "samples"},
            {"movements", "counts", "receipts", "invoices", "budgets", "assets", "energy"},
            {"environment_checks", "greening", "projects"},
        ),
        strict=True,
    )
)  # fmt: skip
"""Chapter → registers that it is judged by."""
CHAPTER_TITLES = dict(zip(CHAPTERS, ("队伍建设", "卫生保健与膳食", "安全工作", "财产与经费", "园所环境"), strict=True))


def headline(term: Assessment) -> Headline:
    """Return how many goals were kept, which were not, and the goals kept of each chapter."""
    counts = term.goals["verdict"].value_counts()
    met, short, unknown = (int(counts.get(name, 0)) for name in ("met", "missed", "unknown"))
    has_plan = "activities" not in term.unkept
    parts = [f"年度计划 {len(term.goals)} 项目标中达成 {met} 项"] if has_plan else ["本园不登记年度计划，不评目标"]
    if short:
        parts.append(f"未达成 {short} 项")
    if unknown:
        parts.append(f"无法评定 {unknown} 项")
    first = "、".join(f"“{subject}”" for subject in term.recommendations["subject"].head(_FIRST))
    severe = sum(finding.severity == "severe" for _, finding in term.chapter_findings)
    if severe:
        parts.append(f"严重问题 {severe} 项")
    parts += term.absent
    tone: Tone = "severe" if severe else "warning" if short or unknown else "good"
    sentence = "，".join(parts) + "。" + (f"先办{first}。" if first else "")
    rows = [row for row in term.chapters.to_dict("records") if is_kept(term, str(row["chapter"]))]
    return Headline(sentence, [_chapter(row, has_plan=has_plan) for row in rows], tone)


def is_kept(term: Assessment, chapter: str) -> bool:
    """Return whether an office keeps a register that a chapter is judged by."""
    return not term.unkept.issuperset(CHAPTER_REGISTERS[chapter])


def _chapter(row: Mapping[Any, Any], *, has_plan: bool) -> Figure:
    if not has_plan:
        problems, warnings = int(row["severe"]), int(row["warning"])
        colour: Tone = "severe" if problems else "warning" if warnings else "good"
        title = CHAPTER_TITLES[str(row["chapter"])]
        return Figure(title, problems + warnings, "条", "integer", f"严重 {problems}，提醒 {warnings}", colour)
    tone: Tone = "severe" if row["severe"] else "warning" if row["missed"] else "notice" if row["unknown"] else "good"
    note = f"严重 {row['severe']}，提醒 {row['warning']}"
    return Figure(CHAPTER_TITLES[str(row["chapter"])], f"{row['met']}/{row['goals']}", "项达成", "text", note, tone)


@rests_on("activities")
def chapters(term: Assessment) -> Table:
    """Return goals and findings by chapter."""
    rows = term.chapters.assign(title=term.chapters["chapter"].map(CHAPTER_TITLES))
    columns = {
        "title": Column("篇章"),
        "goals": Column("目标", "项", "integer"),
        "met": Column("达成", "项", "integer"),
        "missed": Column("未达成", "项", "integer"),
        "unknown": Column("无法评定", "项", "integer"),
        "severe": Column("严重", "条", "integer"),
        "warning": Column("提醒", "条", "integer"),
        "notice": Column("留意", "条", "integer"),
    }
    return Table(rows, "各篇章达成情况", columns, "没有数据的目标是无法评定，不算达成，也不算未达成。")


@rests_on("activities")
def goals(term: Assessment, chapter: str) -> Table:
    """Return a chapter's goals: measure, target, actual, evidence, verdict; fractions as percent.

    Raises
    ------
    KeyError
        when the plan has no such chapter.
    """
    rows = percent(term.goals[term.goals["chapter"] == chapter], ("target", "actual"))
    rows = rows.assign(
        tone=rows["verdict"].map(TONES),
        verdict=rows["verdict"].map(VERDICTS),
        evidence=rows["evidence"]
        + rows["verdict"]
        .map(lambda code: NOT_TOLD if code == "unknown" else FEW)
        .where(rows["measure"].isin(term.small_measures), ""),
        asked=rows["comparison"].astype(str) + " " + [shown(value, "decimal1") for value in rows["target"]],
        times=rows["done"].astype(str) + "/" + rows["due"].astype(str),
        table=[table_of(None if pd.isna(measure) else measure) for measure in rows["measure"]],
    )
    columns = {
        "task": Column("任务"),
        "responsible": Column("责任人"),
        "label": Column("指标"),
        "asked": Column("目标"),
        "actual": Column("实际", "", "decimal1"),
        "unit": Column("单位"),
        "verdict": Column("结论", tone="tone"),
        "times": Column("完成", "次/应"),
        "evidence": Column("证据"),
        "table": Column("见表", link="table"),
    }
    return Table(rows, f"{CHAPTER_TITLES[chapter]}：目标与实际", columns)


@rests_on("activities")
def goals_chart(term: Assessment) -> Chart:
    """Return each measured goal as a fraction of its target, over the band where it is met."""
    rows = term.goals[term.goals["measure"].notna() & term.goals["actual"].notna() & (term.goals["target"] > 0)]
    least = rows["comparison"] == AT_LEAST
    bars = pd.DataFrame(
        {
            "name": rows["label"],
            "value": (rows["actual"].astype("float64") / rows["target"]),
            "low": least.map({True: 1.0, False: 0.0}),
            "high": least.map({True: float("nan"), False: 1.0}),
            "verdict": rows["verdict"].map(VERDICTS),
            "tone": rows["verdict"].map(TONES),
        }
    )
    title = "各项目标达成程度"
    with style():
        figure = bullets(
            [Bullet(*values) for values in bars[list(Bullet._fields)].to_numpy().tolist()],
            "实际÷目标（绿色区间为达成）",
            lambda value: shown(value, "percent1"),
            1.5,
        )
    missed = bars.loc[rows["verdict"] == "missed", "name"]
    alt = f"横条图：{len(bars)} 项有数据的目标，实际占目标的比例。" + (
        f"没有达成的有{'、'.join(missed)}。" if len(missed) else "都已达成。"
    )
    columns = {
        "name": Column("指标"),
        "value": Column("实际÷目标", "", "percent1"),
        "low": Column("达成下限", "", "percent"),
        "high": Column("达成上限", "", "percent"),
        "verdict": Column("结论", tone="tone"),
    }
    return Chart(figure, title, alt, Table(bars, title, columns))


def findings(term: Assessment, chapter: str) -> Findings | Nothing:
    """Return a chapter's findings, most severe first; nothing where none of its registers is kept."""
    if not is_kept(term, chapter):
        return Nothing(term.unkept)
    told = [finding for name, finding in term.chapter_findings if name == chapter]
    unkept = CHAPTER_REGISTERS[chapter] & term.unkept
    return Findings(told, nothing_to_say(f"{CHAPTER_TITLES[chapter]}本学期", unkept))
