"""What changed against last term, what to do next, and where the figures come from."""

from __future__ import annotations

import pandas as pd

from kgcore.assessment import Assessment, Logistics
from kgcore.assessment.compared import ALIKE, BETTER, FIGURE_BETTER, FIGURE_SAME, FIGURE_WORSE, WITHHELD, WORSE
from kgcore.assessment.sources import behind as sources_behind
from kgcore.assessment.sources import sources as read_sources
from kgcore.findings import SEVERITIES
from kgcore.office import Office
from kgcore.present.assessment.evidence import FEW, FIGURES
from kgcore.present.chart import Chart, canvas, style
from kgcore.present.closing import Closing, Source, unkept_groups
from kgcore.present.findings import Findings
from kgcore.present.formats import percent
from kgcore.present.kept import rests_on
from kgcore.present.palette import INK, LOOKS, Tone
from kgcore.present.table import Column, Table

TONES: dict[str, Tone] = {
    BETTER: "good", WORSE: "warning", ALIKE: "plain", FIGURE_BETTER: "plain", FIGURE_WORSE: "notice",
    FIGURE_SAME: "plain", WITHHELD: "plain",
}  # fmt: skip
VERDICTS = {
    BETTER: "改善", WORSE: "退步", ALIKE: "无明显变化", FIGURE_BETTER: "数值变好", FIGURE_WORSE: "数值变差",
    FIGURE_SAME: "持平", WITHHELD: "人数少，不外传",
}  # fmt: skip
SITES = {"own": "本园", "kitchen": "本园食堂供餐各园", "all": "全部"}


@rests_on("activities")
def compared(term: Assessment) -> Table | None:
    """Return each measure of both terms with its change, of shares the interval; None without a term before."""
    if term.comparison.empty:
        return None
    rows = percent(term.comparison, ("before", "now", "change", "low", "high"))
    columns = {
        "label": Column("指标"),
        "unit": Column("单位"),
        "before": Column("上学期", "", "decimal1"),
        "now": Column("本学期", "", "decimal1"),
        "change": Column("变化", "", "decimal1"),
        "low": Column("区间下限", "", "decimal1"),
        "high": Column("区间上限", "", "decimal1"),
        "verdict": Column("结论", tone="tone"),
    }
    note = (
        "区间是两个比例之差的 95% 区间（Newcombe 1998 方法 10），不含 0 才说改善或退步；"
        "不是计数比例的指标没有区间，只说数值。"
    )
    return Table(_in_words(rows), "与上学期相比", columns, note)


@rests_on("activities")
def compared_chart(term: Assessment) -> Chart | Findings:
    """Return the change of each share of counts with its interval; a sentence where there is no term before."""
    rows = term.comparison[term.comparison["low"].notna()].reset_index(drop=True)
    if rows.empty:
        return Findings([], "上学期没有登记就餐，或已经归档，没有可比的记录；下学期起比较改善和退步。")
    title = "计数比例的变化与区间"
    with style():
        figure, axes = canvas(0.9 + 0.26 * len(rows))
        for place, row in enumerate(rows.to_dict("records")):
            ink = LOOKS[TONES[row["verdict"]]].ink
            axes.plot([row["low"] * 100, row["high"] * 100], [place, place], color=ink, linewidth=1.6)
            axes.plot(row["change"] * 100, place, "o", color=ink, markersize=5)
        axes.set_yticks(range(len(rows)), list(rows["label"]))
        axes.invert_yaxis()
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.set(xlabel="本学期−上学期（百分点，横线为 95% 区间）", ylabel="")
    # What is withheld because few children are behind it has no figure to draw; its verdict is told.
    whole = term.comparison
    judged = whole[whole["low"].notna() | (whole["change"].isna() & whole["verdict"].isin((BETTER, WORSE)))]
    changed = {code: "、".join(judged.loc[judged["verdict"] == code, "label"]) for code in (BETTER, WORSE)}
    told = "；".join(f"{VERDICTS[code]}的有{names}" for code, names in changed.items() if names) or "没有看得出的变化"
    alt = f"区间图：{len(rows)} 项比例与上学期之差。{told}。"
    columns = {
        "label": Column("指标"),
        "change": Column("变化", "", "percent1"),
        "low": Column("区间下限", "", "percent1"),
        "high": Column("区间上限", "", "percent1"),
        "verdict": Column("结论", tone="tone"),
    }
    return Chart(figure, title, alt, Table(_in_words(rows), title, columns))


def _in_words(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(tone=rows["verdict"].map(TONES), verdict=rows["verdict"].map(VERDICTS))


@rests_on("activities")
def recommendations(term: Assessment) -> Table:
    """Return what to do, that which would move most first."""
    rows = term.recommendations
    columns = {
        "rank": Column("序", "", "integer"),
        "chapter": Column("篇章"),
        "subject": Column("事项"),
        "word": Column("程度", tone="severity"),
        "advice": Column("建议"),
        "why": Column("依据"),
        "moves": Column("做到以后"),
        "responsible": Column("责任人"),
    }
    note = "先排严重的，再按离目标的差距，最后按背后的问题多少。"
    return Table(rows.assign(word=rows["severity"].map(SEVERITIES)), "建议", columns, note, page_rows=15)


def figures(term: Assessment) -> Table:
    """Return every measure with its value, how it is counted, and from which registers with how many rows."""
    behind = sources_behind(term.measures, term.sources)
    behind = behind[~behind["register"].isin(term.unkept)]
    numbers = (" " + behind["rows"].astype("str") + " 条").where(behind["rows"].notna(), "")
    lines = behind.assign(told="《" + behind["title"] + "》" + numbers)
    rows = percent(term.measures, ("value",))
    few = rows["measure"].isin(term.small_measures)
    rows[["value", "numerator", "denominator"]] = rows[["value", "numerator", "denominator"]].mask(few)
    rows["what"] = rows["what"].where(~few, rows["what"] + FEW)
    rows["registers"] = rows["measure"].map(lines.groupby("measure", sort=False)["told"].agg("、".join))
    columns = {
        "label": Column("指标"),
        "value": Column("数值", "", "decimal1"),
        "unit": Column("单位"),
        "numerator": Column("分子", "", "decimal1"),
        "denominator": Column("分母", "", "decimal1"),
        "what": Column("算法"),
        "registers": Column("台账与条数"),
    }
    note = "条数是本期读到的行数，逐个幼儿登记的台账不写条数；各台账的起止见下表；没有分子分母的不是两数之比。"
    return Table(rows, FIGURES, columns, note)


def appendix(term: Assessment) -> Table:
    """Return every register read, with its rows."""
    read = term.sources[(term.sources["rows"] > 0) | ~term.sources["register"].isin(term.unkept)]
    rows = read.assign(sites=read["sites"].map(SITES), period=read["period"].replace("", "全部"))
    columns = {
        "title": Column("台账"),
        "register": Column("代码"),
        "period": Column("期间"),
        "sites": Column("范围"),
        "rows": Column("条数", "条", "integer"),
    }
    return Table(rows, "附录：数据来源", columns, "逐个幼儿登记的台账不写条数。")


def closing(joined: Logistics, office: Office) -> Closing:
    """Return the closing of a report, each register named once over the days that all its reads span."""
    table: pd.DataFrame = joined.sources if isinstance(joined, Assessment) else read_sources(office)
    sites = office.read("sites", sites="all").set_index("site")["name"]
    rows = table["rows"].astype("object").where(table["rows"].notna(), None)
    sources = [
        Source(row["register"], row["title"], row["period"], row["sites"], row["rows"])
        for row in table.assign(rows=rows).to_dict("records")
    ]
    name = str(sites.get(office.site, office.site))
    fingerprint, unkept = office.reads().fingerprint, unkept_groups(office)
    return Closing(name, str(office.profile.name), sources, fingerprint, unkept=unkept)
