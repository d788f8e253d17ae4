"""Registers of safety: responsibility letters, inspections, hazards, drills, visitors, gate duty."""

from __future__ import annotations

import pandas as pd

from kgcore.registers.base import OWN_NUMBER, Date, Flag, Integer, Meta, Register, column, rule, staff

INSPECTED_DAILY = ("水", "电", "燃气", "门窗")
INSPECTED = (*INSPECTED_DAILY, "消防", "食堂", "户外器械", "监控")
OTHER = "其他"
# Words by which a line of an office's own list belongs to one of these: own knowledge.
ITEM_WORDS = {
    "燃气": "燃气|煤气|天然气|液化气|灶",
    "消防": "消防|灭火|消火栓|疏散|应急灯|应急照明|安全出口|烟感|喷淋|逃生|防火门",
    "食堂": "食堂|厨房|留样|食品|餐具|生熟|炊",
    "户外器械": "滑梯|玩具|器械|攀爬|秋千|操场|塑胶|蹦床|沙池",
    "监控": "监控|摄像|报警|一键|安防|门禁",
    "门窗": "门窗|窗|门锁|玻璃|护栏|栏杆|纱|门把|房门|大门",
    "电": "电|插座|开关|线路|灯|空调",
    "水": "水|管道|龙头|厕|下水|排水",
}
DAILY, KEY, PARENTS = "每日", "每月重点", "家长护导"
INSPECTION_KINDS = (DAILY, KEY, PARENTS)
MINOR, MAJOR, GRAVE = "一般", "较大", "重大"
HAZARD_SEVERITIES = (MINOR, MAJOR, GRAVE)
PEAKS = ("早高峰", "晚高峰")
OWN_ITEMS = f"{'、'.join(INSPECTED)}，或本园检查表上的写法"


class Agreements(Register):
    """Safety responsibility letters signed in a school year."""

    year: str = column("学年", key=True, pattern=r"^\d{4}-\d{4}$", example="2025-2026")
    staff: str = staff("工号", key=True)
    post: str = column("责任岗位", key=True, mentions="classes.class_name", example="食堂")
    signed_on: Date = column("签订日期", nullable=True, example="2025-09-05")

    _about = Meta("安全责任书", "safety", "安全责任书签订")


class Inspections(Register):
    """Daily inspections and monthly key inspections."""

    date: Date = column("日期", key=True, example="2026-05-06")
    kind: str = column("类别", key=True, choices=INSPECTION_KINDS, example=DAILY)
    area: str = column("区域", key=True, mentions="classes.class_name", example="教学楼一层")
    item: str = column("项目", key=True, example="电", help=OWN_ITEMS)
    passed: Flag = column("正常", example=True)
    note: str = column("说明", nullable=True, example=None)
    inspector: str = staff("检查人")

    _about = Meta("安全检查", "safety", "每日检查、每月重点检查、家长护导", date="date", happened=True)


class Hazards(Register):
    """Hazards found and fixed."""

    hazard: str = column("隐患号", key=True, pattern=OWN_NUMBER, example="H001", help="本园自己的编号也可以")
    found_on: Date = column("发现日期", example="2026-05-06")
    place: str = column("地点", mentions="classes.class_name", example="二楼走廊")
    item: str = column("项目", example="电", help=OWN_ITEMS)
    description: str = column("隐患", example="插座盖松动")
    severity: str = column("程度", choices=HAZARD_SEVERITIES, example=MINOR)
    due_on: Date = column("整改期限", example="2026-05-09")
    fixed_on: Date = column("整改日期", nullable=True, example="2026-05-07")
    responsible: str = staff("责任人")

    _about = Meta("隐患", "safety", "隐患排查与整改", date="found_on", happened=True)

    @rule("fixed_on", "整改日期早于发现日期")
    def fixed_after_found(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["fixed_on"].isna() | (frame["fixed_on"] >= frame["found_on"])


class Drills(Register):
    """Evacuation and emergency drills."""

    date: Date = column("日期", key=True, example="2026-03-20")
    kind: str = column(
        "演练",
        key=True,
        choices=("消防疏散", "地震避险", "防暴", "食物中毒处置", "传染病处置"),
        example="消防疏散",
    )
    participants: Integer = column("参加人数", unit="人", ge=1, le=3000, example=690)
    seconds: Integer = column("疏散用时", unit="秒", ge=1, le=3600, nullable=True, example=108)
    plan_updated: Flag = column("预案修订", example=True)
    review: str = column("小结", nullable=True, example="中二班撤离路线与小三班交叉，已调整")

    _about = Meta("演练", "safety", "应急演练与疏散用时", date="date", happened=True)


class Visitors(Register):
    """Visitors at the gate by badge, not by name."""

    date: Date = column("日期", key=True, example="2026-05-06")
    badge: str = column(
        "访客牌号",
        key=True,
        pattern=r"^(?!.*[0-9]{7})[0-9A-Za-z号牌#-]{1,10}$",
        example="N01",
        help="本园自己的牌号；不登记姓名、证件号",
    )
    entered_at: str = column("进门时间", key=True, time=True, example="09:10")
    left_at: str = column("离开时间", time=True, nullable=True, example="09:55")
    purpose: str = column("事由", choices=("送货", "维修", "家长来访", "检查指导", "其他"), example="送货")
    met: str = staff("接待人")

    _about = Meta("访客", "safety", "门卫访客登记", date="date", happened=True)

    @rule("left_at", "离开时间早于进门时间")
    def leaves_after_entering(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["left_at"].isna() | (frame["left_at"] >= frame["entered_at"])


class GateDuty(Register):
    """Posts at the gate at peak hours."""

    date: Date = column("日期", key=True, example="2026-05-06")
    peak: str = column("时段", key=True, choices=PEAKS, example=PEAKS[0])
    required: Integer = column("应到岗", unit="人", ge=1, le=20, example=4)
    present: Integer = column("实到岗", unit="人", ge=0, le=20, example=4)
    cards_checked: Flag = column("验卡", example=True)

    _about = Meta("门岗", "safety", "高峰时段护导", date="date", school_days_only=True)
