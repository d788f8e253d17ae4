"""The tables of the monthly health report."""

from __future__ import annotations

import pandas as pd

from kgcore.health import HealthReview
from kgcore.present.findings import Findings, nothing_to_say
from kgcore.present.health.labels import VERDICTS, label, labelled, variant
from kgcore.present.kept import rests_on
from kgcore.present.table import Column, Table
from kgcore.standards.profile import METHOD_COLUMNS

METHOD_REGISTERS = ("illnesses", "measurements", "disinfection", "symptoms")
"""Registers that the methods are about."""


@rests_on("measurements")
def growth(month: HealthReview) -> Table:
    """Return the grades by class."""
    table = labelled(month.body.by_class, "class_name")
    grades = [name for name in table.columns if name not in ("class_name", "graded")]
    columns = {
        "class_name": Column("班级"),
        **{grade: Column(grade, "人", "integer") for grade in grades},
        "graded": Column("评价人数", "人", "integer"),
    }
    return Table(
        labelled(table, "class_name"), "各班体重评价", columns, "每名幼儿取本学期至今最近一次可用的测量；存疑的不计入。"
    )


@rests_on("measurements")
def degrees(month: HealthReview) -> Table:
    """Return the grades by percentage over the median weight for height, beside the legal ones."""
    table = month.body.degrees
    grades = [name for name in table.columns if name not in ("band", "graded")]
    columns = {
        "band": Column("年龄段"),
        **{grade: Column(grade, "人", "integer") for grade in grades},
        "graded": Column("评价人数", "人", "integer"),
    }
    note = "肥胖度＝（体重−身高别体重中位数）÷中位数；20%、30%、50% 为轻、中、重度。身高超出标准表的没有肥胖度。"
    return Table(labelled(table, "band"), "按肥胖度（20／30／50%）", columns, note)


@rests_on("measurements")
def anaemia(month: HealthReview) -> Table:
    """Return the grades of haemoglobin by band."""
    table = month.body.anaemia
    grades = [name for name in table.columns if name not in ("band", "graded")]
    columns = {
        "band": Column("年龄段"),
        **{grade: Column(grade, "人", "integer") for grade in grades},
        "graded": Column("检查人数", "人", "integer"),
    }
    return Table(labelled(table, "band"), "血红蛋白", columns, "每名幼儿取本学期最近一次检查。")


@rests_on("measurements")
def adequacy(month: HealthReview) -> Table:
    """Return by band how many children grew adequately in a year."""
    return Table(
        labelled(month.body.adequate, "band"),
        "生长合格率",
        {
            "band": Column("年龄段"),
            "comparable": Column("可比", "人", "integer"),
            "excluded": Column("剔除", "人", "integer"),
            "counted": Column("计入", "人", "integer"),
            "adequate": Column("合格", "人", "integer"),
            "rate": Column("合格率", "", "percent1"),
        },
        "本学期末次与 9 至 15 个月前相比，折合一年；身高和体重都达标为合格。"
        "身高别体重达到 +2SD 的不计入分母；合格率＝合格÷计入。",
    )


@rests_on("special_cases")
def correction(month: HealthReview) -> Table:
    """Return the correction rates, each definition named."""
    rows = month.body.rates[month.body.rates["denominator"] > 0]
    return Table(
        labelled(rows, "group", "definition"),
        "矫治率（三种口径）",
        {
            "group": Column("专案"),
            "definition": Column("口径"),
            "numerator": Column("分子", "人", "integer"),
            "denominator": Column("分母", "人", "integer"),
            "rate": Column("比率", "", "percent1"),
        },
        "管理率＝有专案÷检出；有效率＝结案为治愈、好转，或在案而肥胖度下降 5 个百分点以上÷管理；"
        "结案率＝结案÷管理。均无统一规定。",
    )


@rests_on("special_cases")
def cases(month: HealthReview) -> Table:
    """Return how many cases are open by kind, and how many of them are overdue for a visit."""
    rows = month.body.open_cases
    rows = rows.assign(late=rows["overdue_days"] > 0)
    kinds = rows.groupby("kind", sort=True).agg(
        held=("case", "size"), visits=("visits", "sum"), late=("late", "sum"), due=("due_on", "min")
    )
    return Table(
        kinds.reset_index(),
        "在案专案",
        {
            "kind": Column("类型"),
            "held": Column("在案", "份", "integer"),
            "visits": Column("已随访", "次", "integer"),
            "late": Column("逾期未访", "份", "integer"),
            "due": Column("最近应访", "", "date"),
        },
    )


@rests_on("case_visits")
def overdue(month: HealthReview) -> Table:
    """Return the open cases whose visit is overdue."""
    rows = month.body.open_cases
    rows = rows[rows["overdue_days"] > 0].assign(tone="warning")
    return Table(
        rows,
        "逾期未随访",
        {
            "case": Column("专案号"),
            "child": Column("幼儿"),
            "kind": Column("类型"),
            "opened_on": Column("建档", "", "date"),
            "last_visit": Column("上次随访", "", "date"),
            "due_on": Column("应随访", "", "date"),
            "overdue_days": Column("已逾期", "天", "integer", "tone"),
        },
    )


@rests_on("special_cases", "measurements")
def needed(month: HealthReview) -> Table:
    """Return the children who should have a case file and have none."""
    return Table(
        labelled(month.body.without_file, "group"),
        "应建未建专案",
        {
            "child": Column("幼儿"),
            "class_name": Column("班级"),
            "group": Column("专案"),
            "grade": Column("评价"),
        },
    )


@rests_on("children")
def variants(month: HealthReview) -> Table:
    """Return how many portions of which variant of the menu, and for which classes; the kitchen reads this."""
    rows = month.body.variants
    rows = rows.assign(variant=[variant(row) for _, row in rows.iterrows()])
    by_class = rows.groupby(["variant", "class_name"], sort=False).size().rename("children").reset_index()
    order = {name: place for place, name in enumerate(month.body.by_class["class_name"])}
    by_class = by_class.sort_values("class_name", key=lambda names: names.map(order), kind="stable")
    by_class["where"] = by_class["class_name"] + by_class["children"].astype(str)
    portions = by_class.groupby("variant").agg(children=("children", "sum"), where=("where", "、".join))
    return Table(
        portions.sort_values("children", ascending=False).reset_index(),
        "特殊餐",
        {
            "variant": Column("特殊餐"),
            "children": Column("份数", "份", "integer"),
            "where": Column("班级与份数"),
        },
    )


@rests_on("disinfection")
def disinfection(month: HealthReview) -> Table:
    """Return the rounds of disinfection by object and verdict."""
    table = month.daily.disinfection
    columns = {
        "object": Column("对象"),
        "rounds": Column("登记", "次", "integer"),
        **{verdict: Column(label(verdict), "次", "integer") for verdict in VERDICTS},
    }
    return Table(table, "消毒核对", columns)


@rests_on("observations", "patrols", one_is_enough=True)
def completeness(month: HealthReview) -> Table:
    """Return the rounds made by class."""
    rows = month.daily.completeness
    wide = rows.pivot_table(index="class_name", columns="kind", values="rate", sort=False).reset_index()
    kinds = [name for name in wide.columns if name != "class_name"]
    columns = {"class_name": Column("班级"), **{str(kind): Column(label(kind), "", "percent") for kind in kinds}}
    return Table(wide, "晨检、观察与巡班完成率", columns, "完成率＝有登记的开园日÷开园日。")


@rests_on("observations", "patrols", one_is_enough=True)
def open_findings(month: HealthReview) -> Table:
    """Return what was found and is still open, oldest first."""
    rows = month.daily.open_findings
    rows = rows.assign(tone=(rows["age_days"] >= 7).map({True: "warning", False: "notice"}).astype("str"))
    return Table(
        labelled(rows, "source"),
        "未关闭的问题",
        {
            "date": Column("发现", "", "date"),
            "class_name": Column("班级"),
            "source": Column("来自"),
            "finding": Column("问题"),
            "stage": Column("进展", tone="tone"),
            "age_days": Column("已有", "天", "integer"),
        },
        "进展：反思—调整—实践—评估—已关闭。",
    )


@rests_on("patrols")
def stages(month: HealthReview) -> Table:
    """Return how far the period's findings have come round the loop."""
    return Table(
        month.daily.stages,
        "本期问题的进展",
        {
            "stage": Column("进展"),
            "findings": Column("问题", "条", "integer"),
            "median_days": Column("关闭用时中位数", "天", "decimal1"),
        },
    )


@rests_on("attendance")
def attendance(month: HealthReview) -> Table:
    """Return attendance by class, and sick absence where it is kept."""
    sick = {"absent_sick": Column("病假", "人日", "integer"), "sick_rate": Column("因病缺勤率", "", "percent1")}
    return Table(
        month.daily.attendance,
        "各班出勤",
        {
            "class_name": Column("班级"),
            "enrolled": Column("在册", "人", "integer"),
            "due": Column("应到", "人日", "integer"),
            "present": Column("实到", "人日", "integer"),
            "rate": Column("出勤率", "", "percent1"),
            **({} if "symptoms" in month.unkept else sick),
        },
        "出勤率＝实到人日÷应到人日（在册×开园日）。",
    )


@rests_on(*METHOD_REGISTERS, one_is_enough=True)
def method(month: HealthReview) -> Table:
    """Return which standards and schemes were used, with their sources."""
    warning = ("早期预警", "EARS C1、C2、C3，按开园日计数", "Hutwagner 等（2003）EARS（待核）")
    own = [] if "symptoms" in month.unkept else [warning]
    rows = pd.concat([month.method, pd.DataFrame(own, columns=METHOD_COLUMNS)])
    return Table(rows, "方法与依据", {"item": Column("项目"), "choice": Column("采用"), "source": Column("来源")})


def findings(month: HealthReview) -> Findings:
    """Return the period's findings."""
    return Findings(month.findings, nothing_to_say("本期卫生保健", month.unkept))
