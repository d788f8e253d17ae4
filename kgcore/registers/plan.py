"""Registers of the year plan: what is promised and what is done."""

from __future__ import annotations

from kgcore.registers.base import Date, Flag, Integer, Meta, Number, Register, column, staff

CHAPTERS = ("队伍", "卫生保健", "安全", "财产", "园所环境")
AT_LEAST, AT_MOST = "不低于", "不高于"
COMPARISONS = (AT_MOST, AT_LEAST)
DAILY, WEEKLY, MONTHLY, QUARTERLY, ONCE_A_TERM, ONCE = "每日", "每周", "每月", "每季", "每学期", "一次"
FREQUENCIES = (DAILY, WEEKLY, MONTHLY, QUARTERLY, ONCE_A_TERM, ONCE)
TO_PARENTS, TO_CHILDREN, TO_STAFF = "家长", "幼儿", "教职工"
OUTREACH = (
    "健康教育", "幼儿安全教育", "垃圾分类宣传", "应急预案宣传", "矫治指导", "家长沟通", "随机访谈", "现场验证",
    "意见听取", "喜爱菜肴推广",
)  # fmt: skip
REFLECTED, ADJUSTED, PRACTISED, EVALUATED = "反思", "调整", "实践", "评估"
STEPS = (REFLECTED, ADJUSTED, PRACTISED, EVALUATED)


class Activities(Register):
    """What the year plan promises: what, who, how often, until when, and the goal it serves."""

    activity: str = column("任务编号", key=True, pattern=r"^G\d{2,4}$", example="G01")
    term: str = column("学期", key=True, pattern=r"^\d{4}-(spring|autumn)$", example="2026-spring")
    chapter: str = column("篇章", choices=CHAPTERS, example="卫生保健")
    task: str = column("任务", example="每月一次营养分析并公布")
    responsible: str = staff("责任人")
    every: str = column("频次", choices=FREQUENCIES, example=MONTHLY)
    first_due: Date = column("首次期限", example="2026-02-28")
    last_due: Date = column("末次期限", example="2026-06-30")
    measure: str = column("目标指标", nullable=True, example="meal_balance_rate", help="系统指标代码")
    target: Number = column("目标值", nullable=True, example=0.02)
    comparison: str = column("比较", nullable=True, choices=COMPARISONS, example=AT_MOST)

    _about = Meta("计划任务", "plan", "年度计划任务、频次与目标")


class Done(Register):
    """Evidence that a task of the plan was done."""

    date: Date = column("日期", key=True, example="2026-05-31")
    activity: str = column("任务编号", key=True, ref="activities.activity", example="G01")
    evidence: str = column("证据", example="五月膳食营养分析报告")
    due_on: Date = column("对应期限", nullable=True, example="2026-05-31")
    confirmed: Flag = column("已确认", example=True)
    confirmed_by: str = staff("确认人")

    _about = Meta("任务完成", "plan", "计划任务完成情况与证据", date="date")


class Promises(Register):
    """The year plan sentence by sentence: what is promised, and what proves that it was kept.

    The proof is a measure with a target, or rows of a register that fulfil a condition in each interval that falls due;
    where no register can prove it, the evidence of a task stands, and is shown as one's own word (自述).
    """

    item: str = column("条目编号", key=True, pattern=r"^P\d{3}$", example="P001")
    term: str = column("学期", key=True, pattern=r"^\d{4}-(spring|autumn)$", example="2026-spring")
    chapter: str = column("篇章", choices=CHAPTERS, example="队伍")
    section: str = column("计划出处", example="四(一)措施3")
    sentence: str = column("条目", example="操作考核基础上加强口试")
    responsible: str = staff("责任人")
    measure: str = column("目标指标", nullable=True, example=None, help="系统指标代码")
    target: Number = column("目标值", nullable=True, example=None)
    comparison: str = column("比较", nullable=True, choices=COMPARISONS, example=None)
    proof: str = column("凭证台账", nullable=True, example="培训", help="台账的名称，如 培训、会议、演练")
    condition: str = column(
        "凭证条件", nullable=True, example="形式=口试",
        help="栏目=值、栏目~词（包含）、栏目>=数；几个值用 | 分开，几个条件用；分开；不写是有记录就算",
    )  # fmt: skip
    every: str = column("频次", choices=FREQUENCIES, example=ONCE_A_TERM)
    first_due: Date = column("首次期限", example="2026-06-25")
    last_due: Date = column("末次期限", example="2026-06-25")
    activity: str = column(
        "对应任务", ref="activities.activity", nullable=True, example=None, help="没有台账能证明的，看它的自述"
    )

    _about = Meta("计划条目", "plan", "年度计划逐句：承诺什么、凭什么证明做到")


class Outreach(Register):
    """Education of children and parents, talks, interviews, visits on the spot: who, about what, what came of it."""

    date: Date = column("日期", key=True, example="2026-05-12")
    kind: str = column("类别", key=True, choices=OUTREACH, example="健康教育")
    audience: str = column("对象", key=True, choices=(TO_CHILDREN, TO_PARENTS, TO_STAFF), example=TO_CHILDREN)
    topic: str = column("主题", key=True, example="七步洗手法")
    class_name: str = column("班级", ref="classes.class_name", nullable=True, example="小一班")
    people: Integer = column("人数", unit="人", ge=1, le=2000, nullable=True, example=38)
    held_by: str = staff("负责人")
    outcome: str = column("结果", nullable=True, example="幼儿能按顺序洗手", help="听到的意见、看到的情况、后来怎样")

    _about = Meta(
        "宣教与沟通", "plan", "健康、安全、垃圾分类宣教，家长沟通，随机访谈，现场验证", date="date", happened=True
    )


class Improvements(Register):
    """A weak point or a research topic on its way: reflected, adjusted, practised, evaluated."""

    topic: str = column("题目", key=True, example="保健版块薄弱环节：特殊幼儿矫治")
    date: Date = column("日期", key=True, example="2026-03-20")
    origin: str = column("来源", choices=("办园质量评估", "课题研究", "日常检查"), example="办园质量评估")
    step: str = column("步骤", choices=STEPS, example=REFLECTED)
    text: str = column("内容", example="家庭饮食没有跟上，园内运动量够")
    responsible: str = staff("责任人")

    _about = Meta("改进记录", "plan", "薄弱环节与课题：反思、调整、实践、评估", date="date", happened=True)


class Duties(Register):
    """Who answers for which part of the work, since when."""

    duty: str = column("职责", key=True, example="传染病防控与消毒")
    staff: str = staff("工号", key=True)
    since: Date = column("起", key=True, example="2026-02-25")
    until: Date = column("止", nullable=True, example=None)
    requirement: str = column("任务要求", nullable=True, example="每日巡班，每周抽查消毒液")

    _about = Meta("岗位分工", "plan", "保健、安全、节能、垃圾分类各由谁负责")
