"""Personal data in any text cell: disguises made from patterns are found, what an office writes is not."""

import random

import pytest

from kgcore import registers
from kgcore.workbook import privacy
from tests import demo_office

GAPS = ["", " ", "-", "  ", ".", "·", "–", "\u2011", "\u3000", "/", " - ", "\u200b"]
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


def identity(dice):
    birthday = f"{dice.randrange(1950, 2024)}{dice.randrange(1, 13):02d}{dice.randrange(1, 29):02d}"
    place = dice.choice(["330106", "110101", "440305", "513425", "650102"])
    if dice.random() < 0.3:
        return gapped(dice, place + birthday[2:] + digits(dice, 3), dice.choice([(6, 6, 3), (3,) * 5, (1,) * 15]))
    whole = place + birthday + digits(dice, 3) + dice.choice("0123456789Xx")
    return gapped(dice, whole, dice.choice([(6, 8, 4), (6, 4, 4, 4), (3,) * 6, (4, 4, 4, 4, 2), (1,) * 18]))


def mobile(dice):
    number = f"1{dice.choice('3456789')}{digits(dice, 9)}"
    prefix = dice.choice(["", "+86", "0086", "86-", "+86 ", "0086-", "(+86)", "(86)"])
    return prefix + gapped(dice, number, dice.choice([(3, 4, 4), (3, 3, 5), (11,), (4, 3, 4), (5, 6), (1,) * 11]))


def landline(dice):
    area, gap = dice.choice(["0571", "010", "021", "0755", "0991"]), dice.choice(["-", " ", "", "—", "－", ") ", "/"])
    number = dice.choice("2345678") + digits(dice, 7 if area[1] in "12" or dice.random() < 0.6 else 6)
    opening = "(" if gap == ") " else ""
    if dice.random() < 0.2:
        area, opening, gap = dice.choice(["+86 ", "0086-", "+86-"]) + area[1:], "", dice.choice(["-", " "])
    return opening + area + gap + (number if dice.random() < 0.5 else f"{number[:4]} {number[4:]}")


def mail(dice):
    at, dot = dice.choice(["@", "＠", "(at)", " at ", "[at]", " @ "]), dice.choice([".", "．", "(dot)", "."])
    return f"{dice.choice(['zhang.san', 'li_si88', digits(dice, 8)])}{at}{dice.choice(['qq', '163', 'gmail'])}{dot}com"


def chat(dice):
    name = dice.choice(["zhang_san88", "wxid_8h2k3jd", "Lily-2019", "a" + digits(dice, 7), f"13{digits(dice, 9)}"])
    label = dice.choice(["微信号：", "微信:", "VX：", "vx ", "WeChat: ", "V信 ", "wx:", "加V：", "微信 ", "微信号是"])
    number = str(dice.randrange(10**5, 10**10))
    return dice.choice([label + name, dice.choice(["QQ：", "qq", "QQ号 ", "扣扣：", "Q Q:", "QQ号码是"]) + number])


def passport(dice):
    number = dice.choice(["E", "G", "EA", "EJ", "P", "H"])
    number += str(dice.randrange(3, 10)) + digits(dice, 6 if len(number) == 2 else 7)
    return dice.choice(["", "护照", "护照号：", "passport "]) + dice.choice([number, number.lower()])


def card(dice):
    body = dice.choice(["622202", "621700", "436742", "955880"]) + digits(dice, dice.choice([9, 12]))
    last = next(d for d in "0123456789" if privacy._luhn(body + d))
    return gapped(dice, body + last, dice.choice([(4, 4, 4, 4), (19,), (6, 6)]))


def address(dice):
    town = dice.choice(["浙江省杭州市西湖区", "杭州市西湖区", "西湖区", "", "广东省深圳市南山区粤海街道"])
    road = dice.choice(["文三路", "人民大道", "解放街", "柳浪巷"]) + dice.choice(
        [f"{dice.randrange(1, 900)}号", "12弄3号"]
    )
    home = dice.choice(["", "2幢3单元501室", "8栋1202", " 3-2-501", "翠苑小区"])
    return dice.choice([town + road + home, f"翠苑小区{dice.randrange(1, 30)}幢{dice.randrange(1, 4)}单元502室",
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


@pytest.mark.parametrize("text", [
    "26317000000012345678", "M20260506-001", "B20260506-01", "疏散路线 2 号出口", "微信群已通知家长",
    "食堂六T检查（02-27）",
    "13:00-14:30 午睡", "2026-05-06 至 2026-05-31", "每周 3 次，每次 20 分钟", "1 号楼梯口", "教学楼二层 201 教室",
    "QQ 糖 30 g",
    "二班 12 人，三班 13 人", "3000-5000 元", "一二三四五六七", "GB 2760-2014", "110 报警演练",
    "采购价 12.50 13.60 14.70",
])  # fmt: skip
def test_what_an_office_writes_is_not_taken_for_personal(text):
    assert not privacy.is_personal(text)
