"""What the headings of a matrix stand for: days, days of the week, classes, meals, courses, measures, totals."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kgcore.registers import terms
from kgcore.sheets.dates import Moment, read_moment, weekday_of
from kgcore.sheets.grid import Value, plain
from kgcore.sheets.kinds import bare
from kgcore.sheets.names import MEALS

DAY, WEEKDAY, CLASS_NAME, MEAL, COURSE, MEASURE, HALF, TOTAL = (
    "day", "weekday", "class", "meal", "course", "measure", "half", "total",
)  # fmt: skip
STAFF = "staff"
"""The value of a class heading that stands for the staff."""
PRESENT = "present"
"""The value of a measure that tells who ate; every other measure is a control figure."""

CLASS = re.compile(
    r"(?:[托小中大幼]|学前|混龄|蒙氏)(?:年级)?[\s(]*[一二三四五六七八九十\d]{0,2}[)]?\s*班?(?:\([^()]*\))?"
    r"|[\u4e00-\u9fff]{1,6}(?<![值加补上调接早晚当跟带])班(?:\([^()]*\))?"
)
HOLIDAY = re.compile(r"放假|休息|休园|停课|停餐|假期|^(?:国庆|中秋|元旦|端午|清明|劳动|春|五一|十一)节?$|^节假日$|^无$")
"""What stands in the cell of a day without school."""
STAFF_WORDS = re.compile(
    r"(?:全体|全园)?(?:教职员工|教职工|教工|职工|教师|老师|员工|工作人员|保教人员|大人|成人|工作餐)(?:就餐|用餐|餐)?(?:人数)?"
)
TOTAL_WORDS = re.compile(r"合\s*计|小\s*计|总\s*计|总\s*数|共\s*计|总\s*人\s*数|累\s*计|平\s*均|全\s*园|汇\s*总|^人次$")
COURSES: dict[str, tuple[str, ...]] = {
    terms.STAPLE: ("主食", "主食类", "饭"),
    terms.MAIN: ("大荤", "主荤", "全荤", "荤菜", "荤", "主菜"),
    terms.SECOND: ("小荤", "半荤", "花荤", "副荤", "半荤半素", "荤素搭配"),
    terms.VEGETABLE: ("素菜", "蔬菜", "素", "青菜", "全素"),
    terms.SOUP: ("汤羹", "汤", "汤类", "汤品", "羹汤", "例汤"),
    terms.SNACK: ("点心", "糕点", "面点", "干点"),
    terms.MILK: ("奶饮", "牛奶", "奶类", "饮品", "乳品", "湿点"),
    terms.FRUIT: ("水果", "时令水果", "果品"),
}
MEASURES: dict[str, tuple[str, ...]] = {
    PRESENT: (
        "实到", "实到人数", "就餐人数", "用餐人数", "实际就餐人数", "实际用餐人数", "进餐人数", "出勤", "出勤人数",
        "实际出勤", "实际出勤人次", "实际出勤人数", "人数", "就餐数", "用餐数", "实际人数", "实到数", "就餐",
        "实就餐人数", "实出勤", "到园人数", "幼儿人数", "幼儿就餐人数", "开餐人数", "实际就餐",
    ),
    "enrolled": (
        "应到", "应到人数", "应出勤", "应出勤人次", "应出勤人数",
        "在册", "在册人数", "在籍人数", "应到数", "全班人数",
    ),
    "sick": ("病假", "病假人数", "病假人次", "病假人次数"),
    "personal": ("事假", "事假人数", "事假人次", "事假人次数"),
    "other": ("其他", "其他缺勤", "其他缺勤人次数", "其它", "旷课"),
    "rest": (
        "缺勤", "缺勤人数", "请假", "请假人数", "缺席", "出勤率", "缺勤率", "%", "未到", "未到人数", "退餐人数", "备注",
    ),
}  # fmt: skip
HALVES = {"上午": 0, "下午": 1, "上": 0, "下": 1}
UNSURE_SNACKS = ("加餐", "间点", "餐点", "小点", "水果", "加点")
"""Words for a snack of which only its place in the day tells which."""
LABELS = re.compile(
    r"(?:日期|时间|星期|周次|餐次|餐别|餐类|班级|班别|姓名|幼儿姓名|儿童姓名|学生姓名|序号|编号|学号|类别|项目|内容|号|日|序|餐点|"
    r"物品|对象|部位|菜别|种类|性别|备注|说明|方法|次数|频次|留样\S{0,4}|(?:销毁|处理|倒样|弃样)(?:时间|日期)|"
    r"(?:检查|巡查|排查)(?:区域|部位|项目|内容|地点|场所)|问题\S{0,4}|整改\S{0,4}|陪餐\S{0,4}|签[字名]|(?:留样|销毁|检查|负责|责任|记录|填表|经手)人员?)(?:[/\\|、].*)?"
)
BANDED = re.compile(
    r"(?P<before>[托小中大]{1,4}班|幼儿班|混龄班)的?(?P<rest>[^班].*)|(?P<text>.+?)\((?P<behind>[托小中大]{1,4}班|幼儿班|混龄班)\)"
)
"""A meal of one band: 小班午餐, 午餐（中大班）."""
DAY_AND_MEAL = re.compile(
    r"(?P<day>(?:\d{4}[年/-])?\d{1,2}(?:月\d{1,2}[日号]?|/\d{1,2})(?:\(?(?:星期|周)[一二三四五六日天]\)?)?|(?:星期|周)[一二三四五六日天])"
    r"(?P<meal>[\u4e00-\u9fff]{2,5})"
)
DAY_AND_HALF = re.compile(r"(?P<day>.*[\d日号一二三四五六])\(?(?P<half>[上下]午?)\)?")
"""A half of a day in one heading: 12日上, 10月12日下午, 周一上午."""
TEENS = re.compile("[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?")
"""Days from the tenth on, as numerals; 一 to 六 alone are days of the week."""
MEAL_NOISE = re.compile(
    r"\([^()]*\)|\d+[:：点时]\d*分?|[\d~\-—至到:：\s]+|(?:幼儿)?(?:就餐|用餐|进餐)?(?:人数|食谱|时间)$"
)


@dataclass(frozen=True)
class Key:
    """What one heading stands for.

    Parameters
    ----------
    axis : DAY, WEEKDAY, CLASS_NAME, MEAL, COURSE, MEASURE, HALF or TOTAL.
    value : a `Moment`, the day of the week (0 = Monday), or a word; the code of a meal, empty where its place tells.
    text : as the sheet writes it.
    """

    axis: str
    value: Moment | int | str
    text: str


def banded(text: str) -> tuple[str, str]:
    """Return the band that stands before or behind a meal, and the meal; no band where none does.

    Examples
    --------
    >>> banded("小班午餐"), banded("午餐（中大班）"), banded("午餐")
    (('小班', '午餐'), ('中大班', '午餐'), ('', '午餐'))
    """
    match = BANDED.fullmatch(re.sub(r"\s", "", plain(text)))
    if match is None:
        return "", text
    return (match["before"], match["rest"]) if match["before"] else (match["behind"], match["text"])


def meal_of(text: str) -> str | None:
    """Return the meal that a whole heading names, empty for a snack that only its place tells; None when it is none.

    Examples
    --------
    >>> meal_of("早餐 8:00"), meal_of("午茶"), meal_of("加餐"), meal_of("早餐奶")
    ('早餐', '午点', '', None)
    """
    word = MEAL_NOISE.sub("", MEAL_NOISE.sub("", re.sub(r"\s", "", plain(banded(text)[1]))))
    for meal, words in MEALS.items():
        if word in words and word not in UNSURE_SNACKS:
            return meal
    return "" if word in UNSURE_SNACKS else None


def course_of(text: str) -> str | None:
    """Return the course that a whole heading names; None when it is none.

    Examples
    --------
    >>> course_of("汤类"), course_of("素菜"), course_of("备注")
    ('汤羹', '素菜', None)
    """
    word = re.sub(r"[\d一二三]$", "", bare(text))
    return next((course for course, words in COURSES.items() if word in words), None)


def measure_of(text: str) -> str | None:
    """Return the measure that a heading names: PRESENT, enrolled, sick, personal, other, rest; None when it is none.

    Examples
    --------
    >>> measure_of("实到人数"), measure_of("应到"), measure_of("小一班")
    ('present', 'enrolled', None)
    """
    word = bare(text)
    return next((measure for measure, words in MEASURES.items() if word in words), None)


def is_staff(text: str) -> bool:
    """Whether a heading stands for the staff.

    Examples
    --------
    >>> is_staff("教职工"), is_staff("教师用餐人数"), is_staff("小一班")
    (True, True, False)
    """
    return bool(STAFF_WORDS.fullmatch(bare(text)))


def keys_of(value: Value) -> list[Key]:
    """Return what a heading stands for; a whole number stands for nothing, since only its neighbours make it a day.

    Examples
    --------
    >>> [key.axis for key in keys_of("星期一（10月12日）")], [key.value for key in keys_of("小(1)班")]
    (['day', 'weekday'], ['小(1)班'])
    >>> keys_of("12日")[0].value, keys_of(12), keys_of("红烧肉")
    (Moment(year=None, month=None, day=12), [], [])
    """
    text = plain(value)
    if not text or len(text) > 24:
        return []
    if isinstance(value, (int, float)):
        return []
    if isinstance(value, (dt.date, dt.datetime)):
        return [Key(DAY, moment, text)] if (moment := read_moment(value)) else []
    word = re.sub(r"\s", "", text)
    keys: list[Key] = []
    measure = measure_of(word)
    if measure is not None:
        keys.append(Key(MEASURE, measure, text))
    elif TOTAL_WORDS.search(word):
        keys.append(Key(TOTAL, word, text))
    elif is_staff(word):
        keys.append(Key(CLASS_NAME, STAFF, text))
    elif re.match(r"[托小中大幼学混蒙]|.*班", word) and CLASS.fullmatch(word) and (len(word) > 1):
        keys.append(Key(CLASS_NAME, text, text))
    elif pair := _day_and_meal(word) or _meal_and_course(word) or _staff_and_meal(word):
        keys += pair
    elif (meal := meal_of(word)) is not None:
        band, own_text = banded(text)
        keys.append(Key(MEAL, meal, own_text))
        if band:
            keys.append(Key(CLASS_NAME, band, band))
        if (course := course_of(word)) is not None:
            keys.append(Key(COURSE, course, text))
    elif (course := course_of(word)) is not None:
        keys.append(Key(COURSE, course, text))
    elif (half := DAY_AND_HALF.fullmatch(word)) and (days := _days_of(half["day"], half["day"])):
        keys += [*days, Key(HALF, HALVES[half["half"]], half["half"])]
    elif word in HALVES:
        keys.append(Key(HALF, HALVES[word], text))
    else:
        keys += _days_of(text, word)
    return keys


def _day_and_meal(word: str) -> list[Key]:
    """Return the day and the meal that stand in one heading: 10/8早点, 周一午餐; empty when it is something else.

    A time before a meal is no day: 7-8早餐, 11.30午餐.
    """
    match = DAY_AND_MEAL.fullmatch(word)
    meal = meal_of(match["meal"]) if match else None
    days = _days_of(match["day"], match["day"]) if match else []
    return [*days, Key(MEAL, meal, match["meal"])] if match and meal and days else []


def _meal_and_course(word: str) -> list[Key]:
    """Return the meal and the course that stand in one heading: 午餐主食, 汤(午餐); empty when it is something else."""
    bracket = re.fullmatch(r"([^()]+)\(([^()]+)\)", word)
    cuts = [(bracket[1], bracket[2]), (bracket[2], bracket[1])] if bracket else []
    cuts += [(word[:end].rstrip("-—–:/"), word[end:].lstrip("-—–:/")) for end in range(2, len(word))]
    for first, second in cuts:
        meal, course = meal_of(first), course_of(second)
        # 早餐牛奶 may be a dish.
        if meal and course and second != "牛奶":
            return [Key(MEAL, meal, meal), Key(COURSE, course, second)]
    return []


def _staff_and_meal(word: str) -> list[Key]:
    """Return the staff and the meal that stand in one heading: 教师午餐, 午餐(教工); empty for other headings."""
    bracket = re.fullmatch(r"([^()]+)\(([^()]+)\)", word)
    parts = bracket.groups() if bracket else (None, None)
    if match := re.fullmatch(rf"({STAFF_WORDS.pattern})(.+)", word):
        parts = (match[2], match[1])
    if parts[0] and parts[1] and is_staff(parts[1]) and (meal := meal_of(parts[0])):
        return [Key(CLASS_NAME, STAFF, parts[1]), Key(MEAL, meal, parts[0])]
    return []


def _days_of(text: str, word: str) -> list[Key]:
    keys: list[Key] = []
    whole = re.sub(r"\((?:补班|补课|调休|上班|班)\)|补班|[A-Za-z.]+(?=\)|$)|第[一二三四五六七]天", "", word)
    weekday = weekday_of(whole)
    rest = re.sub(r"(?:星期|周|礼拜)[一二三四五六日天]|^[一二三四五六日]$", "", whole)
    rest = re.sub(r"^[(\[]*|[)\]]*$|\(\)", "", rest)
    if (
        re.fullmatch(r"[\d年月日号./-]+", rest)
        and (moment := read_moment(rest)) is not None
        and (not rest.isdigit() or weekday is not None)
    ):
        keys.append(Key(DAY, moment, text))
        rest = ""
    if weekday is not None and not rest:
        keys.append(Key(WEEKDAY, weekday, text))
    return keys


def day_numbers(values: Sequence[Value], *, least: int = 5) -> list[Moment | None]:
    """Return the days that a row of bare numbers stands for; all None where it is no run of days.

    Parameters
    ----------
    values : of the row or column, in its order.
    least : so many days make a run.

    Examples
    --------
    >>> [moment and moment.day for moment in day_numbers(["日期", 8, 9, 12, 13, 14])]
    [None, 8, 9, 12, 13, 14]
    >>> [(m.month, m.day) for m in day_numbers([10.8, 10.9, 10.1, 10.12], least=3) if m]
    [(10, 8), (10, 9), (10, 10), (10, 12)]
    """
    nothing: list[Moment | None] = [None] * len(values)
    numbers = [(index, number) for index, value in enumerate(values) if (number := _number(value)) is not None]
    if len(numbers) < least:
        return nothing
    days = list(nothing)
    if all(number == int(number) for _, number in numbers):
        whole = _run([int(number) for _, number in numbers])
        if whole < least:
            return nothing
        for index, number in numbers[:whole]:
            days[index] = Moment(day=int(number))
        return days
    for position, (index, number) in enumerate(numbers):
        month, _, digits = repr(float(number)).partition(".")
        choices = [int(digits)] if len(digits) > 1 else [int(digits), int(digits) * 10]
        choices = [day for day in choices if 1 <= day <= 31]
        last = days[numbers[position - 1][0]] if position else None
        if last is not None and last.month == int(month):
            choices = [day for day in choices if last.day is not None and day > last.day][:1]
        if (
            not choices
            or not 1 <= int(month) <= 12
            or (last and last.month and int(month) - last.month not in (0, 1, -11))
        ):
            return nothing
        days[index] = Moment(month=int(month), day=choices[0])
    return days


def _number(value: Value) -> float | None:
    if isinstance(value, bool) or value is None or isinstance(value, (dt.date, dt.time)):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    text = plain(value)
    if TEENS.fullmatch(text):
        tens, _, ones = text.replace("廿", "二十").partition("十")
        return 10.0 * max("一二三".find(tens[:1] or "一") + 1, 1) + ("〇一二三四五六七八九".find(ones) if ones else 0)
    return float(text) if re.fullmatch(r"\d{1,2}(?:\.\d{1,2})?", text) else None


def _run(numbers: list[int]) -> int:
    """Return how many of the first numbers are days of a month in their order; a month may end once."""
    count, wraps = 0, 0
    for number in numbers:
        if not 1 <= number <= 31:
            break
        if count:
            step = number - numbers[count - 1]
            if step <= 0 and number <= 7 and numbers[count - 1] >= 26 and not wraps:
                wraps += 1
            elif not 0 < step <= 9:
                break
        count += 1
    if count > 1 and not wraps and numbers[count - 1] - numbers[0] > 2.2 * count + 4:
        return 0
    return count


__all__ = [
    "CLASS_NAME",
    "COURSE",
    "DAY",
    "HALF",
    "HALVES",
    "HOLIDAY",
    "LABELS",
    "MEAL",
    "MEASURE",
    "PRESENT",
    "STAFF",
    "TOTAL",
    "WEEKDAY",
    "Key",
    "banded",
    "course_of",
    "day_numbers",
    "is_staff",
    "keys_of",
    "meal_of",
    "measure_of",
]
