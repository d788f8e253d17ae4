"""Registers of the office itself: sites, classes, calendar, children, staff."""

from __future__ import annotations

import pandas as pd

from kgcore.registers import terms
from kgcore.registers.base import ANONYMOUS_CHILD, Date, Flag, Integer, Meta, Register, aliases, child, column, rule


class Sites(Register):
    """Kindergartens that this office keeps records for, and the kitchen that feeds each."""

    site: str = column(
        "园所", key=True, example="main", pattern=r"^[a-z][a-z0-9_]{0,31}$", help="园所代码，小写英文字母开头"
    )
    name: str = column("园所名称", example="示范幼儿园")
    kitchen: str = column("供餐园所", ref="sites.site", example="main", help="由哪个园所的食堂供餐")

    _about = Meta("园所", "office", "本园和在本园食堂就餐的兄弟园")


class Classes(Register):
    """Classes of a term with their band and enrolment."""

    term: str = column("学期", key=True, pattern=r"^\d{4}-(spring|autumn)$", example="2026-spring")
    class_name: str = column("班级", key=True, example="小一班")
    band: str = column("年龄段", choices=terms.USUAL_BANDS, vocabulary="age_bands", example=terms.SMALL)
    enrolled: Integer = column("在册人数", ge=0, le=60, unit="人", example=40)
    aliases: str = aliases()
    ended_on: Date = column(
        "停用日期", nullable=True, lasting=True, example=None, help="学期中撤班，或改名时新班名启用：从这一天起"
    )
    successor: str = column(
        "后改称",
        ref="classes.class_name",
        nullable=True,
        lasting=True,
        example=None,
        help="学期中改名后的班名，见 kg rename",
    )

    _about = Meta("班级", "office", "每学期各班年龄段与在册人数")

    @rule("ended_on", "填了后改称，须填停用日期")
    def successor_from_a_day(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["successor"].isna() | frame["ended_on"].notna()


class Calendar(Register):
    """Every day of a term: school day or not, and why not."""

    date: Date = column("日期", key=True, example="2026-05-06")
    term: str = column("学期", pattern=r"^\d{4}-(spring|autumn)$", example="2026-spring")
    school_day: Flag = column("是否开园", example=True)
    note: str = column("说明", nullable=True, example="调休上班", help="节假日名称或调休说明")

    _about = Meta("校历", "office", "学期内每一天是否开园", date="date")


class Children(Register):
    """Children by pseudonym; there is no place for a name."""

    child: str = column(
        "幼儿编号",
        key=True,
        pattern=r"^[A-Z]\d{4,6}$",
        example="C00001",
        help="化名编号；不得填写姓名、证件号、电话",
    )
    class_name: str = column("班级", ref="classes.class_name", example="小一班")
    sex: str = column("性别", choices=tuple(terms.SEX_LABELS), labels=terms.SEX_LABELS, nullable=True, example="F")
    birth_month: str = column(
        "出生年月", pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", nullable=True, example="2022-09", help="只记到月"
    )
    allergens: str = column("过敏原", nullable=True, example="奶;蛋", help="多个用分号隔开；不明填“未知”")
    enrolled_on: Date = column("入园日期", example="2025-09-01")
    left_on: Date = column("离园日期", nullable=True, example=None)

    _about = Meta("幼儿", "office", "幼儿化名册：班级、性别、出生年月")

    @rule("child", f"{ANONYMOUS_CHILD} 留给已删除的幼儿，请换一个编号")
    def code_of_a_child(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["child"] != ANONYMOUS_CHILD


class ClassMoves(Register):
    """Children who change class: from which day, from which class into which."""

    date: Date = column("日期", key=True, example="2026-05-18", help="从这一天起在新班级")
    child: str = child(key=True)
    former_class: str = column("原班级", ref="classes.class_name", example="小一班")
    class_name: str = column("新班级", ref="classes.class_name", example="小二班")

    _about = Meta("调班", "office", "幼儿从哪一天起换到哪个班；升班由 kg term new 登记", date="date")

    @rule("class_name", "新班级与原班级相同")
    def two_classes(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["class_name"] != frame["former_class"]


class Staff(Register):
    """Staff by number, with role, certificate and day hired."""

    staff: str = column("工号", key=True, pattern=r"^[A-Z]\d{3,5}$", example="S001", help="工号；不填姓名")
    role: str = column("岗位", choices=terms.ROLES, example=terms.COOK)
    team: str = column(
        "组别",
        nullable=True,
        mentions="classes.class_name",
        example="本园食堂",
        help="食堂两组：本园食堂、龙马食堂；保育员填班级",
    )
    certificate: str = column("证书等级", choices=terms.CERTIFICATE_LEVELS, example="中级")
    certificate_expires: Date = column("证书有效期至", nullable=True, example="2027-08-31")
    aims_at: str = column("考级目标", nullable=True, choices=terms.CERTIFICATE_LEVELS, example="高级")
    hired_on: Date = column("入职日期", example="2019-09-01")
    left_on: Date = column("离职日期", nullable=True, example=None)
    aliases: str = aliases()

    _about = Meta("教职工", "office", "教职工名册：岗位、证书、入职日期")
