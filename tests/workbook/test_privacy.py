"""Personal data in any text cell: disguises made from patterns are found, what an office writes is not."""

import random
import re

import pytest

from kgcore import registers
from kgcore.workbook import cells, privacy
from tests import demo_office

from .conftest import the_fault

GAPS = ["", " ", "-", "  ", ".", "·", "–", "\u2011", "\u3000", "/", " - ", "\u200b"]
# Marks and words that a disguise puts between the groups people read a number in, Chinese digits too.
MARKS = ["'", "=", "*", "→", "_", "…", " o ", "x", "空", "空格", "横杠", "(", "“", "][", "+", "~"]
LOOKS = {"0": "oO", "1": "lI", "5": "S", "8": "B", "2": "Z"}
SPOKEN = ["零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖", "洞幺两三四五六拐八勾"]
BEFORE = ["", "联系", "家长：", "请打", "备注 ", "（", "妈妈", "id:", "有事找"]
AFTER = ["", "。", " 请联系", "）", "，谢谢", "（妈妈）"]
SURNAMES = "赵钱孙李周吴郑王"


def digits(dice, count):
    return "".join(str(dice.randrange(10)) for _ in range(count))


def gapped(dice, text, sizes):
    gap, pieces = dice.choice(GAPS), []
    for size in sizes:
        pieces.append(text[:size])
        text = text[size:]
    return gap.join([*pieces, text] if text else pieces)


def wide(dice, text):
    if dice.random() < 0.25:
        return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)
    return text


def marked(dice, text, sizes):
    """A number in groups with marks, words, look-alike letters or Chinese digits."""
    way = dice.randrange(4)
    if way == 0 and len(text) == 11:
        at = [place for place in range(1, 10) if text[place] in LOOKS]
        place = dice.choice(at) if at else None
        return text if place is None else text[:place] + dice.choice(LOOKS[text[place]]) + text[place + 1 :]
    if way == 1 and text.isdigit():
        digit = dice.choice(SPOKEN)
        text = "".join(digit[int(letter)] for letter in text)
    gap, pieces = dice.choice([*GAPS, "，", "、"] if way == 1 else MARKS), []
    for size in sizes:
        pieces.append(text[:size])
        text = text[size:]
    return gap.join(pieces)


def identity(dice):
    birthday = f"{dice.randrange(1950, 2024)}{dice.randrange(1, 13):02d}{dice.randrange(1, 29):02d}"
    place = dice.choice(["330106", "110101", "440305", "513425", "650102"])
    if dice.random() < 0.3:
        return gapped(dice, place + birthday[2:] + digits(dice, 3), dice.choice([(6, 6, 3), (3,) * 5, (1,) * 15]))
    whole = place + birthday + digits(dice, 3) + dice.choice("0123456789Xx")
    if dice.random() < 0.2:
        born = f"19{birthday[2:]}"
        return dice.choice([
            marked(dice, whole, dice.choice([(6, 8, 4), (6, 4, 4, 4)])),
            f"[{place}][{birthday}][{whole[-4:]}]", f"{place}“{birthday}”{whole[-4:]}",
            f"{place}年{born[:4]}月{born[4:]}日{whole[-4:]}", f"A{digits(dice, 6)}({digits(dice, 1)})",
        ])  # fmt: skip
    return gapped(dice, whole, dice.choice([(6, 8, 4), (6, 4, 4, 4), (3,) * 6, (4, 4, 4, 4, 2), (1,) * 18]))


def mobile(dice):
    number = f"1{dice.choice('3456789')}{digits(dice, 9)}"
    if dice.random() < 0.3:
        return marked(dice, number, (3, 4, 4))
    prefix = dice.choice(["", "+86", "0086", "86-", "+86 ", "0086-", "(+86)", "(86)"])
    return prefix + gapped(dice, number, dice.choice([(3, 4, 4), (3, 3, 5), (11,), (4, 3, 4), (5, 6), (1,) * 11]))


def landline(dice):
    area, gap = dice.choice(["0571", "010", "021", "0755", "0991"]), dice.choice(["-", " ", "", "—", "－", ") ", "/"])
    number = dice.choice("2345678") + digits(dice, 7 if area[1] in "12" or dice.random() < 0.6 else 6)
    opening = "(" if gap == ") " else ""
    if dice.random() < 0.2:
        area, opening, gap = (
            dice.choice(["+86 ", "0086-", "+86-", "86-", "86 "]) + area[1:],
            "",
            dice.choice(["-", " "]),
        )
    return opening + area + gap + (number if dice.random() < 0.5 else f"{number[:4]} {number[4:]}")


def mail(dice):
    at, dot = dice.choice(["@", "＠", "(at)", " at ", "[at]", " @ "]), dice.choice([".", "．", "(dot)", "."])
    if dice.random() < 0.2:
        mark = dice.choice(["(a)", "#", "&", "*", "※", "[a]", "艾特"])
        return f"zhang{digits(dice, 3)}{mark}{dice.choice(['qq', '163', 'foxmail', 'sina'])}.com"
    return f"{dice.choice(['zhang.san', 'li_si88', digits(dice, 8)])}{at}{dice.choice(['qq', '163', 'gmail'])}{dot}com"


def chat(dice):
    name = dice.choice(["zhang_san88", "wxid_8h2k3jd", "Lily-2019", "a" + digits(dice, 7), f"13{digits(dice, 9)}"])
    label = dice.choice(
        [
            "微信号：",
            "微信:",
            "VX：",
            "vx ",
            "WeChat: ",
            "V信 ",
            "wx:",
            "加V：",
            "微信 ",
            "微信号是",
            "加微 ",
            "v❤",
            "V➕",
            "+v ",
            "绿泡泡：",
            "wei xin ",
            "薇：",
            "抖音号：",
        ]
    )
    number = str(dice.randrange(10**5, 10**10))
    return dice.choice(
        [label + name, dice.choice(["QQ：", "qq", "QQ号 ", "扣扣：", "Q Q:", "QQ号码是", "企鹅", "抠抠 "]) + number]
    )


def passport(dice):
    number = dice.choice(["E", "G", "EA", "EJ", "P", "H"])
    number += str(dice.randrange(3, 10)) + digits(dice, 6 if len(number) == 2 else 7)
    return dice.choice(["", "护照", "护照号：", "passport "]) + dice.choice([number, number.lower()])


def card(dice):
    body = dice.choice(["622202", "621700", "436742", "955880"]) + digits(dice, dice.choice([9, 12]))
    if dice.random() < 0.3:  # not every number in a cell is written without a slip
        loose = "62" + digits(dice, dice.choice([14, 17]))
        called = f"{dice.choice(['银行账号：', '建行卡 ', '工资卡', '存折 '])}{digits(dice, dice.choice([16, 19, 20]))}"
        return dice.choice([loose, "-".join(re.findall("....|.{1,3}$", loose)), called])
    last = next(d for d in "0123456789" if privacy._luhn(body + d))
    return gapped(dice, body + last, dice.choice([(4, 4, 4, 4), (19,), (6, 6)]))


def address(dice):
    town = dice.choice(["浙江省杭州市西湖区", "杭州市西湖区", "西湖区", "", "广东省深圳市南山区粤海街道"])
    road = dice.choice(["文三路", "人民大道", "解放街", "柳浪巷"]) + dice.choice(
        [f"{dice.randrange(1, 900)}号", "12弄3号"]
    )
    home = dice.choice(["", "2幢3单元501室", "8栋1202", " 3-2-501", "翠苑小区"])
    return dice.choice([town + road + home, f"翠苑小区{dice.randrange(1, 30)}幢{dice.randrange(1, 4)}单元502室",
                        f"金地格林小镇{dice.randrange(1, 30)}-1-902", "5-2-301室阳光小区", "东苑公寓3-2-1204",
                        f"{SURNAMES[0]}家村{dice.randrange(1, 9)}组{dice.randrange(1, 99)}号"])  # fmt: skip


KINDS = (identity, mobile, landline, mail, chat, passport, card, address)


def disguises(seed, count):
    dice = random.Random(seed)
    for number in range(count):
        made = KINDS[number % len(KINDS)](dice)
        before = "" if made[0].isascii() and made[0].isalpha() else dice.choice(BEFORE)
        after = dice.choice(AFTER)
        yield KINDS[number % len(KINDS)].__name__, wide(dice, before + made + after)


@pytest.mark.parametrize("seed", [13, 1949])
def test_disguises_are_found(seed):
    made = list(disguises(seed, 800))
    missed = [(kind, text) for kind, text in made if not privacy.is_personal(text)]
    share = 1 - len(missed) / len(made)
    assert share >= 0.98, f"{share:.2%} of {len(made)} found; missed {missed[:20]}"


def test_what_the_demonstration_writes_is_not_taken_for_personal():
    made = demo_office.make_demo.frames(demo_office.ALL_FAULTS)
    alarms, count = [], 0
    for name, frame in made.items():
        for column in registers.columns(registers.get(name)):
            if column.kind == "text" and column.name in frame:
                cells = frame[column.name].dropna()
                count += len(cells)
                alarms += [(name, column.name, text) for text in cells.unique() if privacy.is_personal(text)]
    repeats = sum(int((made[name][column] == text).sum()) for name, column, text in alarms)
    assert count > 100_000
    assert repeats <= count // 100, f"{repeats} of {count} cells: {alarms[:20]}"
    assert not alarms, f"{repeats} of {count} cells: {alarms[:20]}"


def test_own_numbers_are_not_taken_for_personal_and_hide_none():
    for code in ("H00000001", "D00012345", "2号楼201-空调01", "010-2024001", "WX2024001", "GD2024-001", "TY-0031~0036"):
        assert not privacy.is_personal_code(code), code
    hidden = ["13871234567", "T13871234567", "P1387-1234-567", "420106198503124518", "SFZ420106198503124518",
              "张伟13871234567", "洪山区珞喻路1037号12栋302", "微信zhangwei88", "QQ123456789",
              "0571-87654321"]  # fmt: skip
    admitted = set()
    for register in registers.REGISTERS.values():
        for column in registers.columns(register):
            pattern = registers.code_pattern(column)
            admitted |= {text for text in hidden if pattern is not None and re.fullmatch(pattern, text)}
    assert admitted >= {"13871234567", "T13871234567", "张伟13871234567"}
    assert all(map(privacy.is_personal_code, admitted))


@pytest.mark.parametrize(
    "number", ["13871234567", "420106198503124518", "张伟13871234567", "洪山区珞喻路1037号12栋302"]
)
def test_a_number_of_the_office_that_is_a_persons_is_a_fault_of_its_cell(book, number):
    columns = [c for c in registers.columns(registers.get("hazards")) if c.name != "site"]
    row = [cells.shown_example(c) for c in columns]
    row[[c.name for c in columns].index("hazard")] = number
    reading = book(["main", *row], headings=["园所", *(c.heading for c in columns)], sheet="隐患")
    fault = the_fault(reading)
    assert fault.heading == "隐患号"
    assert fault.expected == privacy.CELL_ADVICE
    assert number not in str(fault)


def test_a_visitors_badge_is_no_passport(book):
    columns = [c for c in registers.columns(registers.get("visitors")) if c.name != "site"]
    row = [cells.shown_example(c) for c in columns]
    row[1] = "E12345678"
    reading = book(["main", *row], headings=["园所", *(c.heading for c in columns)], sheet="访客")
    assert the_fault(reading).expected == privacy.CELL_ADVICE


@pytest.mark.parametrize("text", [
    "26317000000012345678", "M20260506-001", "B20260506-01", "疏散路线 2 号出口", "微信群已通知家长",
    "食堂六T检查（02-27）",
    "13:00-14:30 午睡", "2026-05-06 至 2026-05-31", "每周 3 次，每次 20 分钟", "1 号楼梯口", "教学楼二层 201 教室",
    "QQ 糖 30 g",
    "二班 12 人，三班 13 人", "3000-5000 元", "一二三四五六七", "GB 2760-2014", "110 报警演练",
    "采购价 12.50 13.60 14.70", "2号楼201班教室", "5栋201教室灯管", "3号楼302会议室", "批号E12345678", "资产 D00012345",
    "EA1234567 批", "房间 H12345678", "流水号 13800000001号单", "15000000000", "15+20+30+40+500", "储藏柜 3-2-101",
    "一〇一，一〇二，一〇三，一〇四", "一、二、三、四、五、六、七、八", "330000元，2026-05-12，1200元",
    "企鹅玩偶 12 个",
    "消防栓编号 XF-03-12-401", "138元1234元5678元", "S20260512001", "洞洞板 3 块", "v 型槽 3 条",
])  # fmt: skip
def test_what_an_office_writes_is_not_taken_for_personal(text):
    assert not privacy.is_personal(text)
