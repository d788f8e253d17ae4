"""Registers of what is cooked and eaten."""

from __future__ import annotations

import pandas as pd

from kgcore.registers import terms
from kgcore.registers.base import Date, Flag, Integer, Meta, Number, Register, aliases, column, ended, money, rule

_MEAL = f"({'|'.join(terms.MEALS)})"
MONTH_PATTERN = r"^\d{4}-(0[1-9]|1[0-2])$"
MEAL_PORTIONS = rf"^{_MEAL}=\d(\.\d+)?(;{_MEAL}=\d(\.\d+)?)*$"


class Dishes(Register):
    """Dishes the kitchen can cook."""

    dish: str = column("菜点", key=True, example="番茄炒蛋")
    course: str = column("类别", choices=terms.COURSES, example=terms.SECOND)
    meals: str = column("可供餐次", example="午餐", help="多个用分号隔开")
    meal_portions: str = column(
        "分餐份量", nullable=True, pattern=MEAL_PORTIONS, example="早餐=1.5",
        help="某餐的份量是用料克数的几倍，如 早餐=1.5;晚餐=0.9；不写的餐次照用料克数",
    )  # fmt: skip
    method: str = column("烹调方法", example="炒")
    main_ingredient: str = column("主料", ref="foods.food", example="鸡蛋")
    family: str = column("菜系类", example="蛋", help="同类菜不在一天内重复")
    colour: str = column("主色", nullable=True, example="红")
    texture: str = column("口感", nullable=True, example="软")
    from_months: Integer = column(
        "适合月龄", unit="月", ge=12, le=96, nullable=True, example=36,
        help="幼儿满几个月才适合吃；有更小的班级时不排这道菜",
    )  # fmt: skip
    toddler_method: str = column("托班做法", nullable=True, example="切碎煮软", help="给未满 3 周岁的幼儿怎样做")
    season_months: str = column("供应月份", example="1;2;3;4;5;6;7;8;9;10;11;12")
    equipment: str = column("主要设备", nullable=True, example="炒锅")
    prep_minutes: Integer = column(
        "备餐用时", unit="分钟", ge=0, le=600, nullable=True, example=60, help="全园一锅菜从切配到出锅"
    )
    source: str = column("来源", example="家常菜")
    confidence: str = column(
        "可信度", choices=(*terms.CONFIDENCE, terms.DRAFT), labels=terms.DRAFT_LABELS, example="own-knowledge",
        help="“拟”是还没有人核对过的菜，不用来排食谱；核对后改成别的",
    )  # fmt: skip
    note: str = column("备注", nullable=True, example="去刺")
    aliases: str = aliases("西红柿炒鸡蛋")
    ended_on: Date = ended("从这一天起不再排入食谱；以前的食谱照旧")

    _about = Meta("菜点", "meals", "食堂会做的菜点")


class DishIngredients(Register):
    """Net edible grams of each food in a dish, per child, by band."""

    dish: str = column("菜点", key=True, ref="dishes.dish", example="番茄炒蛋")
    food: str = column("食物", key=True, ref="foods.food", example="鸡蛋")
    net_g_small: Number = column("小班净重", unit="g", ge=0, le=500, nullable=True, example=35)
    net_g_middle: Number = column("中班净重", unit="g", ge=0, le=500, nullable=True, example=40)
    net_g_large: Number = column("大班净重", unit="g", ge=0, le=500, nullable=True, example=45)
    source: str = column("来源", example="本园带量食谱")
    grams_basis: str = column("用量依据", choices=("seen", "adapted", "own-knowledge"), example="own-knowledge")

    _about = Meta("菜点用料", "meals", "带量食谱：每人每份可食部克数，按年龄段")


class BandPortions(Register):
    """Net edible grams of a food in a dish for a band, where they do not follow from the recipe's three columns."""

    dish: str = column("菜点", key=True, ref="dishes.dish", example="番茄炒蛋")
    food: str = column("食物", key=True, ref="foods.food", example="鸡蛋")
    band: str = column("年龄段", key=True, choices=terms.USUAL_BANDS, vocabulary="age_bands", example=terms.TODDLERS)
    net_g: Number = column("净重", unit="g", ge=0, le=500, example=30)

    _about = Meta("分段用量", "meals", "托班、混龄班等另定的每人每份可食部克数；不登记的按月龄从小、中、大班的克数推算")


class Prices(Register):
    """Market or quoted prices by date."""

    date: Date = column("日期", key=True, example="2026-05-06")
    food: str = column("食物", key=True, ref="foods.food", example="鸡蛋")
    supplier: str = column("供应商", key=True, ref="suppliers.supplier", example="V01")
    price_fen_per_kg: Integer = money("报价", per="/kg", ge=1, example=10.8)

    _about = Meta("价格", "meals", "供应商报价与市场价", date="date")


class Menus(Register):
    """The posted menu: which dish in which meal and course."""

    date: Date = column("日期", key=True, example="2026-05-06")
    meal: str = column("餐次", key=True, choices=terms.MEALS, example=terms.LUNCH)
    course: str = column("类别", key=True, choices=terms.COURSES, example=terms.SECOND)
    dish: str = column("菜点", key=True, ref="dishes.dish", example="番茄炒蛋")

    _about = Meta("食谱", "meals", "公布的带量食谱", date="date", school_days_only=True)


class Attendance(Register):
    """Children who ate a meal, by class."""

    date: Date = column("日期", key=True, example="2026-05-06")
    class_name: str = column("班级", key=True, ref="classes.class_name", example="小一班")
    meal: str = column(
        "餐次", key=True, choices=terms.MEALS, default_list="meals", example=terms.LUNCH,
        help="一天只报一个人数的班留空：各餐按这个人数登记，餐次依据记为“推算”",
    )  # fmt: skip
    diners: Integer = column("就餐人数", unit="人", ge=0, at_most="classes.enrolled", example=37)
    meal_basis: str = column(
        "餐次依据", nullable=True, choices=tuple(terms.DERIVED_LABELS), labels=terms.DERIVED_LABELS, example=None,
        help="各餐分别清点的留空；“推算”是一天只报一个人数，各餐按同一人数计",
    )  # fmt: skip

    _about = Meta("就餐人数", "meals", "各班每餐实到就餐人数", date="date", school_days_only=True)


class StaffMeals(Register):
    """Staff who ate a meal; their food is on the staff ledger."""

    date: Date = column("日期", key=True, example="2026-05-06")
    meal: str = column("餐次", key=True, choices=terms.MEALS, example=terms.LUNCH)
    diners: Integer = column("就餐人数", unit="人", ge=0, le=1000, example=108)

    _about = Meta("教工就餐", "meals", "教工就餐人数，账目与幼儿分开", date="date", school_days_only=True)


class Tastings(Register):
    """Ratings and leftovers of dishes: tasting days, buffets, plate waste."""

    date: Date = column("日期", key=True, example="2026-05-20")
    dish: str = column("菜点", key=True, ref="dishes.dish", example="番茄炒蛋")
    occasion: str = column(
        "场合", key=True, choices=("家长品尝日", "幼儿自助餐", "剩菜称重", "试菜"), example="家长品尝日"
    )
    class_name: str = column("班级", key=True, ref="classes.class_name", example="大一班")
    raters: Integer = column("评价人数", unit="人", ge=1, le=2000, example=30)
    rating: Number = column("平均评分", unit="分", ge=1, le=5, nullable=True, example=4.4, help="1 到 5 分")
    leftover_g: Number = column("人均剩余", unit="g", ge=0, le=500, nullable=True, example=6.5)

    _about = Meta("品尝与剩余", "meals", "家长品尝日、自助餐评分与剩菜称重", date="date")

    @rule("rating", "评分和人均剩余至少填一项")
    def has_result(cls, frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["rating"].notna() | frame["leftover_g"].notna()


class Committee(Register):
    """Meals committee: meetings, subjects, decisions and whether they were carried out."""

    date: Date = column("日期", key=True, example="2026-05-15")
    subject: str = column("议题", key=True, example="五月食谱与膳费公示")
    parents: Integer = column("到会家长", unit="人", ge=0, le=500, example=12)
    staff_present: Integer = column("到会教职工", unit="人", ge=0, le=200, example=6)
    decision: str = column("决定", nullable=True, example="每周增加一次豆制品")
    due_on: Date = column("完成期限", nullable=True, example="2026-05-31")
    done: Flag = column("已落实", nullable=True, example=True)

    _about = Meta("膳管会", "meals", "膳食管理委员会会议与决定", date="date")


class DietChanges(Register):
    """What was decided to change of the diet after a month's analysis: who does it, until when, whether it was done."""

    month: str = column(
        "分析月份", key=True, pattern=MONTH_PATTERN, example="2026-05", help="方案出自这个月的膳食营养分析"
    )
    food: str = column("食物", key=True, ref="foods.food", example="鸡蛋")
    before_g: Number = column("原用量", unit="g", ge=0, le=2000, example=18.0, help="该月人均每日可食部克数")
    change_g: Number = column("增减", unit="g", ge=-500, le=500, example=5.0, help="人均每日可食部克数，减少为负")
    responsible: str = column("责任人", ref="staff.staff", nullable=True, example="S001", help="工号，见《教职工》")
    due_on: Date = column("完成期限", example="2026-06-30")
    done: Flag = column("已落实", nullable=True, example=True)
    remark: str = column("备注", nullable=True, example="改做番茄炒蛋")

    _about = Meta("膳食调整", "meals", "采纳的膳食调整方案：kg advice 写入，谁做、何时做完、做了没有由本园填")


class DietPromises(Register):
    """What the decided change of the diet was computed to do to each figure that moves."""

    month: str = column("分析月份", key=True, pattern=MONTH_PATTERN, example="2026-05")
    figure: str = column("指标", key=True, example="nutrients.ca_mg", help="内部代码，由 kg advice 写入")
    title: str = column("项目", example="钙")
    unit: str = column("单位", nullable=True, example="mg")
    before: Number = column("当月数值", example=210.0)
    promised: Number = column("预期数值", example=240.0)
    repairs: Flag = column("应达标", example=True, help="照方案做之后这一项应在范围之内")

    _about = Meta("调整预期", "meals", "采纳方案时算出的各项预期数值，下月与实际核对")
