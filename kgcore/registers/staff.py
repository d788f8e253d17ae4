"""Registers of the three posts' assessment, training, mentoring and meetings."""

from __future__ import annotations

import pandas as pd

from kgcore.registers import terms
from kgcore.registers.base import Date, Flag, Integer, Meta, Number, Register, column, rule, staff

MONTH_PATTERN = r"^\d{4}-(0[1-9]|1[0-2])$"
ASSESSORS = ("自评", "班评", "园评")
PROCESS, PERFORMANCE = "过程", "绩效"
DIMENSIONS = (PROCESS, PERFORMANCE)
BY_MARK, BY_DEDUCTION, BY_DATA = "评分", "扣分", "数据"
METHODS = (BY_MARK, BY_DEDUCTION, BY_DATA)
EVERYONE = "全体"
SAFETY_TRAINING = "安全培训"
TRAINING_TOPICS = (
    "职业道德", "保研", "岗位练兵", "层级培训", "消毒药品", "全日观察", "自制点心", "新手带教", "垃圾分类", "生活习惯",
    "操作规范", "安全",
)  # fmt: skip
"""What the year plan wants trained; a training that serves none of it stays without."""


class Indicators(Register):
    """What a role is assessed on, with weight and method."""

    role: str = column("岗位", key=True, choices=terms.SCORED_ROLES, example=terms.NURTURER)
    item: str = column("指标", key=True, example="餐前餐后消毒")
    dimension: str = column("维度", choices=DIMENSIONS, example=PROCESS)
    full_marks: Number = column("满分", unit="分", ge=0.5, le=200, example=10)
    method: str = column("评分方法", choices=METHODS, example=BY_MARK)
    measure: str = column(
        "数据指标", nullable=True, example="hfmd_incidence", help="评分方法为“数据”时，取自系统的指标代码"
    )
    good_at: Number = column("满分值", nullable=True, example=0, help="指标达到此值得满分")
    zero_at: Number = column("零分值", nullable=True, example=0.1, help="指标达到此值得零分")
    source: str = column("来源", example="本园考核办法")

    _about = Meta("考核指标", "staff", "三大员考核指标、满分与评分方法")

    @rule("measure", "评分方法为“数据”时须填写数据指标、满分值、零分值")
    def data_has_measure(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        whole = frame["measure"].notna() & frame["good_at"].notna() & frame["zero_at"].notna()
        return (frame["method"] != BY_DATA) | whole


class Scores(Register):
    """Score of a staff member on an item in a month by an assessor; missing is missing."""

    month: str = column("月份", key=True, pattern=MONTH_PATTERN, example="2026-05")
    staff: str = staff("工号", key=True)
    item: str = column("指标", key=True, ref="indicators.item", example="餐前餐后消毒")
    assessor: str = column("评分方", key=True, choices=ASSESSORS, example="园评")
    score: Number = column("得分", unit="分", ge=0, le=200, at_most="indicators.full_marks", nullable=True, example=9.5)
    remark: str = column("说明", nullable=True, example=None)

    _about = Meta("考核得分", "staff", "每月考核得分")


class Vetoes(Register):
    """One-vote vetoes: what happened and to whom it counts."""

    date: Date = column("日期", key=True, example="2026-04-10")
    staff: str = staff("工号", key=True)
    reason: str = column(
        "事由", key=True, choices=("责任事故", "食物中毒", "体罚幼儿", "泄露隐私", "其他"), example="责任事故"
    )
    description: str = column("说明", example="门窗未锁，已整改")

    _about = Meta("一票否决", "staff", "一票否决事项", date="date", happened=True)


class Trainings(Register):
    """Trainings held."""

    training: str = column("培训编号", key=True, pattern=r"^T\d{3,6}$", example="T001")
    date: Date = column("日期", example="2026-03-18")
    form: str = column(
        "形式", choices=("理论", "实操", "知识测试", "技能竞赛", "口试", SAFETY_TRAINING), example="理论"
    )
    subject: str = column("内容", example="手足口病防控与消毒")
    level: str = column("层级", choices=(EVERYONE, "高级", "中级", "初级", "新手"), example=EVERYONE)
    role: str = column("对象岗位", choices=(*terms.ROLES, EVERYONE), example=terms.NURTURER)
    hours: Number = column("学时", unit="小时", ge=0.5, le=40, example=2)
    topic: str = column("专题", nullable=True, choices=TRAINING_TOPICS, example="消毒药品")

    _about = Meta("培训", "staff", "培训活动", date="date")


class TrainingResults(Register):
    """Who took part in a training and with what result."""

    training: str = column("培训编号", key=True, ref="trainings.training", example="T001")
    staff: str = staff("工号", key=True)
    attended: Flag = column("到会", example=True)
    written: Number = column("笔试", unit="分", ge=0, le=100, nullable=True, example=88)
    practical: Number = column("实操", unit="分", ge=0, le=100, nullable=True, example=91)
    oral: Number = column("口试", unit="分", ge=0, le=100, nullable=True, example=None)

    _about = Meta("培训成绩", "staff", "培训签到与成绩")


class Pairings(Register):
    """Mentor and novice pairs with monthly progress."""

    month: str = column("月份", key=True, pattern=MONTH_PATTERN, example="2026-05")
    novice: str = staff("徒弟", key=True, example="S002")
    mentor: str = staff("师傅")
    goal: str = column("目标", example="独立完成班级消毒流程")
    sessions: Integer = column("带教次数", unit="次", ge=0, le=60, example=4)
    progress: Number = column("进步评分", unit="分", ge=0, le=100, nullable=True, example=82)

    _about = Meta("结对", "staff", "师徒结对与新手进步")

    @rule("mentor", "师傅与徒弟不能是同一人")
    def two_people(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["mentor"] != frame["novice"]


class Meetings(Register):
    """Meetings held: weekly meetings, three-in-one cooperation, class follow-ups."""

    date: Date = column("日期", key=True, example="2026-05-08")
    kind: str = column(
        "会议",
        key=True,
        choices=("三大员周会", "保教配合会", "保健周会", "跟班", "安全例会"),
        example="三大员周会",
    )
    subject: str = column("议题", key=True, example="进餐护理")
    present: Integer = column("到会人数", unit="人", ge=0, le=300, example=40)
    expected: Integer = column("应到人数", unit="人", ge=1, le=300, example=42)
    minutes_filed: Flag = column("有记录", example=True)

    _about = Meta("会议", "staff", "周会、保教配合与跟班", date="date")

    @rule("present", "到会人数多于应到人数")
    def present_within_expected(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["present"] <= frame["expected"]


class CanteenChecks(Register):
    """6T checks of a kitchen team."""

    date: Date = column("日期", key=True, example="2026-05-15")
    team: str = column("组别", key=True, choices=("本园食堂", "龙马食堂"), example="本园食堂")
    item: str = column(
        "六T项目", key=True,
        choices=("天天处理", "天天整合", "天天清扫", "天天规范", "天天检查", "天天改进"), example="天天清扫",
    )  # fmt: skip
    place: str = column("部位", key=True, example="切配间")
    score: Number = column("得分", unit="分", ge=0, le=100, example=92)
    fault: str = column("问题", nullable=True, example=None)
    fixed_on: Date = column("整改日期", nullable=True, example=None)
    checked_by: str = staff("检查人")

    _about = Meta("六T检查", "staff", "食堂六T检查", date="date", happened=True)

    @rule("fixed_on", "整改日期早于检查日期")
    def fixed_after_check(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["fixed_on"].isna() | (frame["fixed_on"] >= frame["date"])
