"""The safety report as display objects: each function takes the review and returns one thing to show."""

from __future__ import annotations

import pandas as pd

from kgcore.present.findings import Findings
from kgcore.present.headline import Figure, Headline, complete_rate
from kgcore.present.kept import rests_on
from kgcore.present.palette import Tone
from kgcore.present.table import Column, Table
from kgcore.registers.safety import DAILY
from kgcore.safety import SafetyReview, food_chain
from kgcore.safety.drills import quarter_title
from kgcore.safety.hazards import FIXED, LATE, OPEN, OVERDUE

PAGE_ROWS = 25
FEW_ROWS = 8
CHAIN = "食品安全链逐日"
_ABSENT = "没有记录"
HAZARD_LABELS = {FIXED: "按期整改", LATE: "逾期整改", OPEN: "整改期内", OVERDUE: "逾期未改"}
_HAZARD_TONES = {FIXED: "good", LATE: "notice", OPEN: "notice", OVERDUE: "severe"}
SAMPLE_LABELS = {
    food_chain.UNSAMPLED: "无留样",
    food_chain.SHORT: "留样不足",
    food_chain.BRIEF: "时长不足",
    food_chain.SAMPLED: "符合",
}


def headline(review: SafetyReview) -> Headline:
    """Return what stands out in safety, and the figures that goals of the plan name."""
    severe = [finding for finding in review.findings if finding.severity == "severe"]
    warnings = [finding for finding in review.findings if finding.severity == "warning"]
    tone: Tone = "severe" if severe else "warning" if warnings else "good"
    first = (severe + warnings)[:1]
    sentence = (
        f"严重{len(severe)}项、提醒{len(warnings)}项"
        if first
        else "责任、检查、隐患、演练、门卫、食品安全链都没有需要提醒的问题"
    )
    sentence += f"，首要的是：{first[0].text}。" if first else "。"
    daily = float(review.inspection_days["rate"].mean())
    slow = review.value("evacuation_seconds")
    limit = float(review.drills["limit_s"].max()) if len(review.drills) else float("nan")
    return Headline(sentence, [
        complete_rate("责任书签订率", review.value("agreement_rate"), _ABSENT),
        complete_rate("每日检查完成率", daily, _ABSENT),
        complete_rate("隐患整改率", review.value("hazard_fixed_rate"), _ABSENT),
        Figure("疏散用时（最慢）", None if pd.isna(slow) else slow, "秒", "integer",
               "本期没有计时演练" if pd.isna(slow) else f"应不超过{limit:g}秒",
               "plain" if pd.isna(slow) else "warning" if slow > limit else "good"),
        complete_rate("高峰到岗率", review.value("gate_duty_rate"), _ABSENT),
        complete_rate("留样合格率", review.value("sample_complete_rate"), _ABSENT),
    ], tone)  # fmt: skip


@rests_on("agreements")
def agreements(review: SafetyReview) -> Table:
    """Return who has signed the responsibility letter, by role."""
    signed = review.agreements.assign(has=review.agreements["signed_on"].notna())
    rows = signed.groupby("role").agg(due=("staff", "size"), signed=("has", "sum")).reset_index()
    missing = signed[~signed["has"]].groupby("role")["staff"].agg("、".join)
    rows["unsigned"] = rows["role"].map(missing).astype("object").fillna("")
    rows["tone"] = (rows["signed"] < rows["due"]).map({True: "warning", False: "good"})
    return Table(
        rows,
        "安全责任书签订",
        {
            "role": Column("岗位"),
            "due": Column("应签", "人", "integer"),
            "signed": Column("已签", "人", "integer", "tone"),
            "unsigned": Column("未签"),
        },
    )


@rests_on("trainings")
def trainings(review: SafetyReview) -> Table:
    """Return the safety training of each month."""
    return Table(
        review.trainings.assign(absent=review.trainings["absent"].map("、".join)),
        "每月安全培训",
        {
            "month": Column("月份"),
            "trainings": Column("次数", "次", "integer"),
            "due": Column("应到", "人", "integer"),
            "came": Column("到会", "人", "integer"),
            "rate": Column("到会率", "", "percent1"),
            "absent": Column("未到"),
        },
    )


@rests_on("inspections")
def inspections(review: SafetyReview) -> Table:
    """Return inspections by month and kind, of the daily ones how complete they were."""
    rows = review.inspections.assign(tone=(review.inspections["records"] == 0).map({True: "warning", False: "plain"}))
    daily = review.inspection_days.groupby(review.inspection_days["date"].dt.strftime("%Y-%m"))[["done", "due"]].sum()
    rows["complete"] = rows["month"].map(daily["done"] / daily["due"]).where(rows["kind"] == DAILY)
    rows["complete_tone"] = (rows["complete"] < 1).map({True: "warning", False: "good"})
    return Table(
        rows,
        "安全检查",
        {
            "month": Column("月份"),
            "kind": Column("类别"),
            "days": Column("天数", "天", "integer", "tone"),
            "records": Column("项次", "", "integer"),
            "complete": Column("完成率", "已查÷应查", "percent1", "complete_tone"),
            "failed": Column("不正常", "项次", "integer"),
        },
        "每日应查：水、电、燃气、门窗，以及本期至少一半开园日都查的区域和项目。",
    )


@rests_on("inspections")
def inspection_gaps(review: SafetyReview) -> Table:
    """Return the days on which the daily inspection was not complete."""
    return Table(
        review.inspection_days[review.inspection_days["rate"] < 1],
        "每日检查不全的日子",
        {
            "date": Column("日期", "", "date"),
            "due": Column("应查", "项", "integer"),
            "done": Column("已查", "项", "integer"),
            "rate": Column("完成率", "", "percent"),
            "absent": Column("缺"),
        },
        "应查：本期至少一半开园日都查的区域和项目。",
        page_rows=PAGE_ROWS,
    )


@rests_on("hazards")
def hazards(review: SafetyReview) -> Table:
    """Return hazards with state and age, open ones first."""
    start, rows = pd.Timestamp(review.period.start), review.hazards
    recent = (rows["fixed_on"] >= start) | (rows["found_on"] >= start)
    rows = rows[rows["fixed_on"].isna() | recent | (rows["times"] > 1)]
    rows = rows.assign(tone=rows["state"].map(_HAZARD_TONES), state=rows["state"].map(HAZARD_LABELS))
    rows = rows.sort_values(["fixed_on", "found_on"], na_position="first", kind="stable")
    return Table(
        rows,
        "隐患排查与整改",
        {
            "hazard": Column("隐患号"),
            "found_on": Column("发现", "", "date"),
            "place": Column("地点"),
            "item": Column("项目"),
            "description": Column("隐患"),
            "severity": Column("程度"),
            "due_on": Column("期限", "", "date"),
            "fixed_on": Column("整改", "", "date"),
            "days": Column("历时", "天", "integer"),
            "times": Column("同类次数", "次", "integer"),
            "state": Column("状态", tone="tone"),
        },
        "列本期发现、整改或没有改完的，以及反复出现的；同类次数：本学期同一地点同一项目的隐患数。",
        page_rows=PAGE_ROWS,
    )


@rests_on("drills")
def drills(review: SafetyReview) -> Table:
    """Return the drills of the period."""
    seconds = review.drills["seconds"].astype("float64")
    rows = review.drills.assign(tone=(seconds > review.drills["limit_s"]).map({True: "warning", False: "good"}))
    return Table(
        rows,
        "应急演练",
        {
            "date": Column("日期", "", "date"),
            "kind": Column("演练"),
            "participants": Column("参加", "人", "integer"),
            "seconds": Column("疏散用时", "秒", "integer", "tone"),
            "limit_s": Column("标准", "秒", "integer"),
            "plan_updated": Column("预案修订"),
            "review": Column("小结"),
        },
    )


@rests_on("drills")
def quarters(review: SafetyReview) -> Table:
    """Return drills and the slowest evacuation of each quarter that ends in the period."""
    rows = review.quarters.assign(
        quarter=review.quarters["quarter"].map(quarter_title),
        state=["没有" if n == 0 else "有演练" for n in review.quarters["drills"]],
        tone=[
            "good" if n else "warning" if due else "notice"
            for n, due in zip(review.quarters["drills"], review.quarters["due"], strict=True)
        ],
    )
    return Table(
        rows,
        "每季演练",
        {
            "quarter": Column("季度"),
            "drills": Column("演练", "次", "integer"),
            "slowest_s": Column("最长疏散用时", "秒", "integer"),
            "state": Column("结论", tone="tone"),
        },
        "每季至少一次；列本期结束的季度。",
    )


@rests_on("visitors")
def visits(review: SafetyReview) -> Table:
    """Return visits by purpose."""
    rows = review.visits.assign(tone=(review.visits["no_exit"] > 0).map({True: "warning", False: "good"}))
    return Table(
        rows,
        "访客登记",
        {
            "purpose": Column("事由"),
            "visits": Column("次数", "次", "integer"),
            "minutes": Column("停留（中位数）", "分钟", "integer"),
            "no_exit": Column("没有离园记录", "次", "integer", "tone"),
        },
    )


@rests_on("gate_duty")
def duty(review: SafetyReview) -> Table:
    """Return gate duty by peak."""
    rows = review.duty.assign(
        recorded=review.duty["present"].notna(), kept=review.duty["kept"].fillna(False).astype(bool)
    )
    rows = rows.groupby("peak", sort=False).agg(
        due=("date", "size"), recorded=("recorded", "sum"), kept=("kept", "sum")
    )
    rows = rows.reset_index()
    rows["rate"] = rows["kept"] / rows["recorded"].where(rows["recorded"] > 0)
    return Table(
        rows,
        "高峰护导",
        {
            "peak": Column("时段"),
            "due": Column("应有", "次", "integer"),
            "recorded": Column("有记录", "次", "integer"),
            "kept": Column("到岗且验卡", "次", "integer"),
            "rate": Column("到岗率", "", "percent1"),
        },
        "到岗率＝到岗且验卡÷有记录。",
    )


@rests_on("acceptance", "samples")
def chain(review: SafetyReview) -> Table:
    """Return the food-safety chain by day."""
    rows = review.chain.assign(
        state=review.chain["complete"].map({True: "完整", False: "不完整"}),
        tone=review.chain["complete"].map({True: "good", False: "warning"}),
    )
    return Table(
        rows.sort_values("complete", kind="stable"),
        CHAIN,
        {
            "date": Column("日期", "", "date"),
            "deliveries": Column("采购", "笔", "integer"),
            "accepted": Column("验收合格且索证", "笔", "integer"),
            "dishes": Column("菜点", "道", "integer"),
            "samples_kept": Column("留样合格", "道", "integer"),
            "meals": Column("餐次", "次", "integer"),
            "cleanings": Column("餐具消毒", "次", "integer"),
            "state": Column("链条", tone="tone"),
        },
        f"完整 {int(review.chain['complete'].sum())} 天÷开园 {len(review.chain)} 天，不完整的在前；"
        "完整：采购都验收合格且索证，每道菜点留样合格，餐具消毒不少于餐次。",
        page_rows=FEW_ROWS,
    )


@rests_on("samples")
def samples(review: SafetyReview) -> Table:
    """Return the dishes whose sample does not satisfy."""
    rows = review.dishes[review.dishes["verdict"] != food_chain.SAMPLED]
    return Table(
        rows.assign(verdict=rows["verdict"].map(SAMPLE_LABELS)),
        "留样不符的菜点",
        {
            "date": Column("日期", "", "date"),
            "meal": Column("餐次"),
            "dish": Column("菜点"),
            "grams": Column("留样量", "g", "decimal1"),
            "kept_hours": Column("时长", "小时", "decimal1"),
            "taken_by": Column("留样人"),
            "verdict": Column("评价"),
        },
        page_rows=PAGE_ROWS,
    )


def findings(review: SafetyReview) -> Findings:
    """Return the findings on safety."""
    return Findings(review.findings, "安全工作没有需要说明的问题。")
