"""Registers of the health officers: growth, cases, illness, disinfection, patrols, observation."""

from __future__ import annotations

import pandas as pd

from kgcore.registers import terms
from kgcore.registers.base import Date, Flag, Integer, Meta, Number, Register, child, column, rule, staff

MODERATELY_OBESE, SEVERELY_OBESE, MILDLY_OBESE, OVERWEIGHT, WEAK, ANAEMIC, ALLERGIC, OTHER = (
    "中度肥胖", "重度肥胖", "轻度肥胖", "超重", "体弱", "贫血", "过敏", "其他",
)  # fmt: skip
CASE_KINDS = (MODERATELY_OBESE, SEVERELY_OBESE, MILDLY_OBESE, OVERWEIGHT, WEAK, ANAEMIC, ALLERGIC, OTHER)
HAND_FOOT_MOUTH = "手足口病"
DISEASES = (
    HAND_FOOT_MOUTH, "疱疹性咽峡炎", "水痘", "流感", "诺如病毒", "流行性腮腺炎", "猩红热", "急性结膜炎",
    "风疹", "麻疹", "细菌性痢疾", OTHER,
)  # fmt: skip
CURED, IMPROVED, NOT_CURED, MOVED_AWAY = "治愈", "好转", "未愈", "转出"
OUTCOMES = (CURED, IMPROVED, NOT_CURED, MOVED_AWAY)
SYMPTOMS = ("发热", "咳嗽", "皮疹", "呕吐", "腹泻", "红眼", OTHER)
TABLEWARE, TABLETOP, TOWEL, TOY, FLOOR, TOILET, AIR, BED_FRAME, DOOR_HANDLE = (
    "餐具", "桌面", "毛巾", "玩具", "地面", "厕所", "空气", "床架", "门把手",
)  # fmt: skip
DISINFECTED_OBJECTS = (TABLEWARE, TABLETOP, TOWEL, TOY, FLOOR, TOILET, AIR, BED_FRAME, DOOR_HANDLE)
CHLORINE, STEAM, ULTRAVIOLET, BOILING, OZONE, ALCOHOL = "含氯消毒剂", "蒸汽", "紫外线", "煮沸", "臭氧", "酒精"
DISINFECTANTS = (CHLORINE, STEAM, ULTRAVIOLET, BOILING, OZONE, ALCOHOL)
EVERYDAY_LEVEL, RAISED_LEVEL = "日常预防", "疫情加强"
NO_FINDING, REFLECTION, ADJUSTMENT, PRACTICE, EVALUATION, CLOSED = "无问题", "反思", "调整", "实践", "评估", "已关闭"
PATROL_STAGES = (NO_FINDING, REFLECTION, ADJUSTMENT, PRACTICE, EVALUATION, CLOSED)
OBSERVATION_KINDS = ("晨检", "午检", "全日观察")
NOT_NEEDED, PENDING, FOLLOWED_UP = "无需", "待跟进", "已跟进"


class Measurements(Register):
    """Height, weight and haemoglobin of a child on a day."""

    date: Date = column("日期", key=True, example="2026-05-12")
    child: str = child(key=True)
    height_cm: Number = column("身高", unit="cm", ge=50, le=160, nullable=True, example=108.5)
    weight_kg: Number = column("体重", unit="kg", ge=3, le=80, nullable=True, example=18.2)
    hb_g_l: Number = column("血红蛋白", unit="g/L", ge=30, le=220, nullable=True, example=121)
    measured_by: str = staff("测量人")

    _about = Meta("体格测量", "health", "身高、体重、血红蛋白", date="date")


class SpecialCases(Register):
    """Case files of special children."""

    case: str = column("专案号", key=True, pattern=r"^K\d{3,6}$", example="K001")
    child: str = child()
    kind: str = column("类型", choices=CASE_KINDS, example="中度肥胖")
    opened_on: Date = column("建档日期", example="2026-02-25")
    visit_every_days: Integer = column("随访间隔", unit="天", ge=1, le=180, example=30)
    plan: str = column("干预计划", nullable=True, example="控制主食一碗，户外加练 20 分钟")
    closed_on: Date = column("结案日期", nullable=True, example=None)
    outcome: str = column("转归", choices=OUTCOMES, nullable=True, example=None)

    _about = Meta("专案", "health", "肥胖、体弱、贫血、过敏幼儿专案", date="opened_on")

    @rule("closed_on", "结案日期早于建档日期")
    def closed_after_opened(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["closed_on"].isna() | (frame["closed_on"] >= frame["opened_on"])

    @rule("outcome", "结案须填写转归，未结案不得填写")
    def outcome_when_closed(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["closed_on"].notna() == frame["outcome"].notna()


class CaseVisits(Register):
    """Visits to a special child's case."""

    date: Date = column("日期", key=True, example="2026-03-27")
    case: str = column("专案号", key=True, ref="special_cases.case", example="K001")
    height_cm: Number = column("身高", unit="cm", ge=50, le=160, nullable=True, example=112.0)
    weight_kg: Number = column("体重", unit="kg", ge=3, le=80, nullable=True, example=24.8)
    diet: str = column("饮食", nullable=True, example="主食减至一碗")
    exercise: str = column("运动", nullable=True, example="每日户外加 20 分钟")
    guidance: str = column("家长指导", nullable=True, example="晚餐不加餐")
    visited_by: str = staff("随访人")

    _about = Meta("专案随访", "health", "专案随访记录", date="date")


class Illnesses(Register):
    """Notified illness of a child: onset, disease, isolation, return."""

    onset: Date = column("发病日期", key=True, example="2026-05-11")
    child: str = child(key=True)
    disease: str = column("病名", key=True, choices=DISEASES, example=HAND_FOOT_MOUTH)
    other_name: str = column("其他病名", nullable=True, example=None, help="病名为“其他”时填写")
    class_name: str = column("班级", ref="classes.class_name", example="中三班")
    reported_on: Date = column("报告日期", example="2026-05-11")
    returned_on: Date = column("返园日期", nullable=True, example="2026-05-26")
    certificate: Flag = column("复课证明", nullable=True, example=True)

    _about = Meta("传染病登记", "health", "传染病登记：发病、隔离、返园", date="onset")

    @rule("returned_on", "返园日期早于发病日期")
    def returned_after_onset(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["returned_on"].isna() | (frame["returned_on"] >= frame["onset"])

    @rule("other_name", "病名为“其他”时须写明")
    def other_is_named(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return (frame["disease"] != OTHER) | frame["other_name"].notna()


class Symptoms(Register):
    """Absence of a child on a day, with its reason and symptom."""

    date: Date = column("日期", key=True, example="2026-05-11")
    child: str = child(key=True)
    class_name: str = column("班级", ref="classes.class_name", example="中三班")
    leave: str = column("缺勤原因", choices=terms.LEAVE_KINDS, example=terms.SICK_LEAVE)
    symptom: str = column(
        "主要症状",
        choices=SYMPTOMS,
        nullable=True,
        example="发热",
    )
    diagnosis: str = column("诊断", nullable=True, example="上呼吸道感染")
    asked_by: str = staff("排查人")

    _about = Meta("缺勤排查", "health", "缺勤登记与因病缺勤排查", date="date", school_days_only=True)


class Disinfection(Register):
    """Disinfection rounds: where, with what, how strong, how long."""

    date: Date = column("日期", key=True, example="2026-05-11")
    place: str = column("场所", key=True, mentions="classes.class_name", example="中三班")
    object: str = column(
        "对象",
        key=True,
        choices=DISINFECTED_OBJECTS,
        example=TABLETOP,
    )
    round: Integer = column("第几次", key=True, ge=1, le=20, example=1)
    agent: str = column("消毒方式", choices=DISINFECTANTS, example=CHLORINE)
    strength_mg_l: Number = column("浓度", unit="mg/L", ge=0, le=10000, nullable=True, example=250)
    contact_minutes: Number = column("作用时间", unit="分钟", ge=0, le=600, nullable=True, example=30)
    level: str = column("级别", choices=(EVERYDAY_LEVEL, RAISED_LEVEL), example=EVERYDAY_LEVEL)
    done_by: str = staff("操作人")

    _about = Meta("消毒", "health", "消毒记录：浓度、时间、次数", date="date", school_days_only=True)


class Patrols(Register):
    """The health officer's daily round of the classes."""

    date: Date = column("日期", key=True, example="2026-05-11")
    class_name: str = column("班级", key=True, ref="classes.class_name", example="中三班")
    officer: str = column("保健员", key=True, ref="staff.staff", example="S010")
    item: str = column(
        "项目", key=True, choices=("晨检", "进餐", "户外", "午睡", "盥洗", "消毒", "环境"), example="进餐"
    )
    finding: str = column("发现问题", nullable=True, example="餐前桌面消毒不到位")
    stage: str = column("进展", choices=PATROL_STAGES, example=NO_FINDING)
    closed_on: Date = column("关闭日期", nullable=True, example=None)

    _about = Meta("巡班", "health", "保健员每日巡班与问题跟进", date="date", school_days_only=True)

    @rule("closed_on", "关闭日期早于发现日期")
    def closed_after_found(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["closed_on"].isna() | (frame["closed_on"] >= frame["date"])


class Observations(Register):
    """Morning check and all-day observation by class."""

    date: Date = column("日期", key=True, example="2026-05-11")
    class_name: str = column("班级", key=True, ref="classes.class_name", example="中三班")
    kind: str = column("检查", key=True, choices=OBSERVATION_KINDS, example="晨检")
    checked: Integer = column("检查人数", unit="人", ge=0, at_most="classes.enrolled", example=35)
    abnormal: Integer = column("异常人数", unit="人", ge=0, example=1)
    description: str = column("异常表现与处理", nullable=True, example="1 名幼儿流涕，已联系家长")
    follow_up: str = column("跟进", choices=(NOT_NEEDED, PENDING, FOLLOWED_UP), example=FOLLOWED_UP)
    observer: str = staff("观察人")

    _about = Meta("全日观察", "health", "晨检与全日健康观察", date="date", school_days_only=True)

    @rule("abnormal", "异常人数多于检查人数")
    def abnormal_within_checked(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["abnormal"] <= frame["checked"]
