"""The staff tables but for the scorecards: posts, ratios, certificates, trainings, mentoring, meetings, six T."""

from __future__ import annotations

import pandas as pd

from kgcore.frames import rows as each
from kgcore.present.findings import Findings
from kgcore.present.kept import rests_on
from kgcore.present.table import Column, Table
from kgcore.registers import terms
from kgcore.staff import StaffReview
from kgcore.staff import certificates as states
from kgcore.staff.ratios import MET, OVER, SHORT, SURPLUS, RatioWords, in_words

PAGE_ROWS = 25
FEW_ROWS = 10
CERTIFICATE_LABELS = {
    states.VALID: "有效",
    states.EXPIRING: "即将到期",
    states.EXPIRED: "已过期",
    states.UNDATED: "未登记有效期",
    states.ABSENT: "无证",
}
_CERTIFICATE_TONES = {
    states.VALID: "good",
    states.EXPIRING: "notice",
    states.EXPIRED: "warning",
    states.UNDATED: "notice",
    states.ABSENT: "notice",
}
RATIO_LABELS = {MET: "符合", SHORT: "不足", SURPLUS: "偏多", OVER: "超额"}
_RATIO_TONES = {MET: "good", SHORT: "warning", SURPLUS: "plain", OVER: "warning"}


@rests_on("staff")
def roster(review: StaffReview) -> Table:
    """Return posts by role with certificate levels and newcomers."""
    columns = {
        "role": Column("岗位"),
        "posts": Column("人数", "人", "integer"),
        **{level: Column(level, "人", "integer") for level in terms.CERTIFICATE_LEVELS},
        "newcomers": Column("新手", "人", "integer"),
    }
    return Table(review.roster, "教职工岗位与证书", columns, "新手为入职一年以内。")


@rests_on("children")
def roll(review: StaffReview) -> Table:
    """Return each class's enrolment by the class list and by the roll."""
    rows = review.roll.assign(
        verdict=review.roll["difference"].map(lambda gap: "无名册" if pd.isna(gap) else "相符" if gap == 0 else "不符")
    )
    rows["tone"] = rows["verdict"].map({"相符": "good", "不符": "warning", "无名册": "notice"})
    return Table(
        rows,
        "班级在册人数",
        {
            "kindergarten": Column("园所"),
            "class_name": Column("班级"),
            "band": Column("年龄段"),
            "enrolled": Column("《班级》", "人", "integer"),
            "on_roll": Column("《幼儿》名册", "人", "integer"),
            "verdict": Column("核对", tone="tone"),
        },
        page_rows=PAGE_ROWS,
    )


def enrolment(review: StaffReview) -> Table:
    """Return classes and children by kindergarten and band, by the class list and by the roll."""
    rows = review.roll.assign(
        differs=review.roll["difference"].fillna(0) != 0,
        band=pd.Categorical(review.roll["band"], categories=review.bands, ordered=True),
    )
    table = rows.groupby(["kindergarten", "band"], observed=True).agg(
        classes=("class_name", "size"), enrolled=("enrolled", "sum"), largest=("enrolled", "max"),
        on_roll=("on_roll", lambda n: n.sum(min_count=1)), differs=("differs", "sum"),
        named=("class_name", lambda name: "、".join(name[rows.loc[name.index, "differs"]])),
    ).reset_index()  # fmt: skip
    has_roll = "children" not in review.unkept
    differences = {"differs": Column("两处不符", "个班", "integer", "tone"), "named": Column("不符的班")}
    table["tone"] = (table["differs"] > 0).map({True: "warning", False: "good"})
    return Table(
        table,
        "班级与在册人数",
        {
            "kindergarten": Column("园所"),
            "band": Column("年龄段"),
            "classes": Column("班级", "个", "integer"),
            "enrolled": Column("《班级》在册", "人", "integer"),
            **({"on_roll": Column("《幼儿》名册", "人", "integer")} if has_roll else {}),
            "largest": Column("最大班", "人", "integer"),
            **(differences if has_roll else {}),
        },
        "名册空白是该园不登记名册。" if has_roll else None,
    )


@rests_on("staff")
def ratios(review: StaffReview) -> Table:
    """Return posts and class sizes against every ratio that applies, with its source."""
    words = pd.DataFrame([in_words(row) for row in each(review.ratios)], columns=list(RatioWords._fields))
    rows = review.ratios.assign(
        **{str(name): words[name] for name in words},
        verdict=review.ratios["verdict"].map(RATIO_LABELS),
        tone=review.ratios["verdict"].map(_RATIO_TONES),
    )
    return Table(
        rows,
        "人员配备与班额",
        {
            "subject": Column("项目"),
            "basis": Column("口径"),
            "measured": Column("实际", "", "decimal2"),
            "low": Column("标准下限", "", "decimal1"),
            "high": Column("标准上限", "", "decimal1"),
            "unit": Column("单位"),
            "numerator": Column("分子"),
            "denominator": Column("分母"),
            "needed": Column("按上限应配", "人", "integer"),
            "verdict": Column("评价", tone="tone"),
            "source": Column("来源"),
        },
        "各地标准不一，只作提醒。营养员按本食堂供餐的全部幼儿计算。",
    )


@rests_on("staff")
def certificates(review: StaffReview) -> Table:
    """Return the certificates of the three posts, those that need something done first."""
    order = list(_CERTIFICATE_TONES)
    need = review.certificates["state"].map(lambda state: -order.index(state))
    rows = review.certificates.loc[need.sort_values(kind="stable").index]
    return Table(
        rows.assign(tone=rows["state"].map(_CERTIFICATE_TONES), state=rows["state"].map(CERTIFICATE_LABELS)),
        "三大员证书",
        {
            "staff": Column("工号"),
            "role": Column("岗位"),
            "certificate": Column("等级"),
            "certificate_expires": Column("有效期至", "", "date"),
            "aims_at": Column("考级目标"),
            "state": Column("状态", tone="tone"),
        },
        "要处理的在前。",
        page_rows=FEW_ROWS,
    )


@rests_on("trainings")
def training_levels(review: StaffReview) -> Table:
    """Return what was taught by form and level, and how the tests went."""
    return Table(
        review.training_levels,
        "培训：形式、层级与成绩",
        {
            "form": Column("形式"),
            "level": Column("层级"),
            "trainings": Column("次数", "次", "integer"),
            "expected": Column("应到", "人次", "integer"),
            "came": Column("到会", "人次", "integer"),
            "person_hours": Column("学时", "人时", "decimal1"),
            "written": Column("笔试", "分", "decimal1"),
            "practical": Column("实操", "分", "decimal1"),
            "oral": Column("口试", "分", "decimal1"),
            "examined": Column("测试", "人次", "integer"),
            "pass_rate": Column("合格率", "", "percent1"),
        },
        "合格率＝各项都及格的人次÷参加测试的人次；空白是没有这种测试。",
    )


@rests_on("trainings")
def training_overdue(review: StaffReview) -> Table:
    """Return who of the three posts still has trainings to make up."""
    people = review.training_people
    rows = people[people["role"].isin(terms.SCORED_ROLES) & (people["came"] < people["due"])]
    return Table(
        rows.assign(missed=rows["due"] - rows["came"]).sort_values("missed", ascending=False, kind="stable"),
        "待补训人员",
        {
            "staff": Column("工号"),
            "role": Column("岗位"),
            "due": Column("应参加", "次", "integer"),
            "came": Column("已参加", "次", "integer"),
            "missed": Column("待补", "次", "integer"),
            "last": Column("最近一次", "", "date"),
        },
        "三大员应参加而没有到会的；没有签到记录的也在内。",
        page_rows=FEW_ROWS,
    )


@rests_on("trainings")
def trainings(review: StaffReview) -> Table:
    """Return each training with attendance and pass rate."""
    return Table(
        review.trainings,
        "培训与成绩",
        {
            "date": Column("日期", "", "date"),
            "subject": Column("内容"),
            "form": Column("形式"),
            "level": Column("层级"),
            "for_role": Column("对象"),
            "hours": Column("学时", "小时", "decimal1"),
            "expected": Column("应到", "人", "integer"),
            "came": Column("到会", "人", "integer"),
            "examined": Column("参加测试", "人", "integer"),
            "mean_mark": Column("平均分", "分", "decimal1"),
            "pass_rate": Column("合格率", "", "percent"),
        },
        "合格率＝合格人数÷参加测试人数；各项成绩都不低于合格分为合格。",
        page_rows=PAGE_ROWS,
    )


@rests_on("trainings")
def training_hours(review: StaffReview) -> Table:
    """Return hours per head by role and form of training."""
    wide = review.training_forms.pivot_table(index="role", columns="form", values="hours")
    forms = list(dict.fromkeys(review.training_forms["form"]))
    roles = [role for role in terms.ROLES if role in wide.index]
    columns = {"role": Column("岗位"), **{form: Column(form, "小时/人", "decimal1") for form in forms}}
    return Table(wide.loc[roles].reset_index(), "各岗人均培训学时", columns, "分母为到会过该形式培训的人数。")


@rests_on("pairings")
def mentoring(review: StaffReview) -> Table:
    """Return each pair's sessions and the novice's progress."""
    rows = review.mentoring.assign(
        verdict=review.mentoring["idle"].map(lambda idle: f"{idle}个月没有带教" if idle else "每月有带教"),
        tone=review.mentoring["idle"].map(lambda idle: "warning" if idle else "good"),
    )
    return Table(
        rows,
        "师徒结对",
        {
            "novice": Column("徒弟"),
            "mentor": Column("师傅"),
            "goal": Column("目标"),
            "sessions": Column("带教", "次", "integer"),
            "first": Column("初评", "分", "decimal1"),
            "last": Column("末评", "分", "decimal1"),
            "gain": Column("进步", "分", "decimal1"),
            "verdict": Column("评价", tone="tone"),
        },
    )


@rests_on("meetings")
def meetings(review: StaffReview) -> Table:
    """Return meetings due and held by kind."""
    rows = review.meetings.assign(tone=(review.meetings["rate"] < 1).map({True: "warning", False: "good"}))
    return Table(
        rows,
        "例会",
        {
            "kind": Column("会议"),
            "every": Column("频次（每）"),
            "due": Column("应开", "次", "integer"),
            "kept": Column("已开", "次", "integer"),
            "rate": Column("召开率", "", "percent", "tone"),
            "attendance": Column("到会率", "", "percent"),
            "minutes": Column("有记录", "", "percent"),
        },
        "一周有三个以上开园日的计入；到会率＝到会人数÷应到人数。",
    )


@rests_on("canteen_checks")
def canteen(review: StaffReview) -> Table:
    """Return the two kitchens' six T side by side."""
    rows = review.canteen.assign(tone=(review.canteen["open_faults"] > 0).map({True: "warning", False: "good"}))
    return Table(
        rows,
        "食堂六T得分",
        {
            "team": Column("组别"),
            "score": Column("加权得分", "分", "decimal1"),
            "checks": Column("检查", "项次", "integer"),
            "faults": Column("问题", "个", "integer"),
            "open_faults": Column("未整改", "个", "integer", "tone"),
        },
        "各项平均分按口径中的六T权重加权；没有检查的项目不计入。",
    )


@rests_on("canteen_checks")
def canteen_items(review: StaffReview) -> Table:
    """Return each team's mean score on the six duties."""
    teams = [str(name) for name in review.canteen_items.columns if name != "item"]
    columns = {"item": Column("项目"), **{team: Column(team, "分", "decimal1") for team in teams}}
    rows = review.canteen_items
    if len(teams) == 2:  # a pair is compared, three are not
        rows = rows.assign(gap=rows[teams[0]] - rows[teams[1]])
        columns["gap"] = Column("相差", "分", "decimal1")
    return Table(rows, "六T各项平均分，两组并列", columns)


@rests_on("canteen_checks")
def canteen_trend(review: StaffReview) -> Table:
    """Return the teams' weighted score by month."""
    wide = review.canteen_months.pivot_table(index="month", columns="team", values="score").reset_index()
    columns = {"month": Column("月份"), **{team: Column(team, "分", "decimal1") for team in wide.columns[1:]}}
    return Table(wide, "六T得分逐月", columns)


@rests_on("canteen_checks")
def canteen_faults(review: StaffReview) -> Table:
    """Return the kitchens' faults found or mended in the period or still open, open ones first."""
    start, known = pd.Timestamp(review.period.start), review.canteen_faults
    rows = known[known["open"] | (known["date"] >= start) | (known["fixed_on"] >= start)]
    rows = rows.assign(
        state=rows["open"].map({True: "未整改", False: "已整改"}),
        tone=rows["open"].map({True: "warning", False: "good"}),
    )
    return Table(
        rows,
        "六T问题与整改",
        {
            "date": Column("日期", "", "date"),
            "team": Column("组别"),
            "place": Column("部位"),
            "item": Column("项目"),
            "fault": Column("问题"),
            "fixed_on": Column("整改日期", "", "date"),
            "days": Column("历时", "天", "integer"),
            "times": Column("同处同类", "次", "integer"),
            "state": Column("状态", tone="tone"),
        },
        "同处同类满三次的是卫生死角，列入评价与建议。",
        page_rows=FEW_ROWS,
    )


def findings(review: StaffReview) -> Findings:
    """Return the findings on staff."""
    return Findings(review.findings, "队伍建设没有需要说明的问题。")
