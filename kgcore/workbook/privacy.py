"""What a register has no place for: names, identity numbers, telephone numbers, accounts, addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from kgcore.glyphs import visible
from kgcore.workbook.number_format import Formatted

HEADING_WORDS = (
    "姓名", "名字", "身份证", "证件号", "护照", "电话", "手机", "住址", "地址", "联系方式", "微信", "邮箱", "银行卡",
    "监护人",
)  # fmt: skip
COLUMN_ADVICE = "台账不记录姓名、证件号、电话、住址；请删去这一栏再导入"
CELL_ADVICE = "像是证件号、电话、账号或住址；台账不记录个人信息，请删去"


SHORTEST = 5
# What people put between the digits of one number: marks, and in numbers of a known shape also words for marks.
MARKS = r"""\s\-_.·•/\\()|~*#+=^'"“”‘’`<>\[\]{}《》「」【】→←↔⇒"""
GAP = rf"[{MARKS}]{{0,3}}"
LOOSE_GAP = rf"[{MARKS},:;!?&]{{0,3}}"
SPELT_GAP = rf"[{MARKS},:;]{{0,2}}(?:空格?|横?杠|横线?|减号?|隔|点|[oOxX])?[{MARKS},:;]{{0,2}}"
START, END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
CHINESE_DIGIT = "〇零洞一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參陸幺两拐勾"
CHINESE_DIGITS = str.maketrans(CHINESE_DIGIT, "0001234567891234567892361279")
CHINESE_RUN = re.compile(rf"[0-9{CHINESE_DIGIT}\s,./·_-]{{7,}}")
LOOKALIKE_RUN = re.compile(r"(?<![A-Za-z])[0-9OolISBZ]{11,18}(?![A-Za-z])")
LOOKALIKES = str.maketrans("OolISBZ", "0011582")
DASHES = str.maketrans("‐‑‒–—―−﹣。、〜", "--------..~", "\u20e3")
# A word written against a number would make it look like a part of a longer code.
LABELS = re.compile(r"(?:tel|phone|mobile|mob|cell|id|sfz|no)(?=\s?[.:：]?\s?[+(]?\d)", re.IGNORECASE)

PROVINCES = {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82,
             83}  # fmt: skip
IDENTITY = re.compile(START + LOOSE_GAP.join([r"\d"] * 17 + [r"[\dXx]"]) + END)
OLD_IDENTITY = re.compile(START + LOOSE_GAP.join([r"\d"] * 15) + END)
# The parts of an identity number of 18 digits, with words between them: nobody of these years is born in them.
SPOKEN_IDENTITY = re.compile(
    rf"{START}\d{{6}}\D{{1,3}}(?:19\d\d|20[01]\d)\D{{0,3}}(?:0[1-9]|1[0-2])\D{{0,3}}(?:0[1-9]|[12]\d|3[01])\D{{1,3}}\d{{3}}[\dXx]{END}"
)
HONG_KONG = re.compile(rf"{START}[A-Z]{{1,2}}\d{{6}}\([\dA]\)")
COUNTRY = rf"(?:(?:\+|00)?{GAP}86{GAP})?"
MOBILE = re.compile(START + COUNTRY + GAP.join(["1", "[3-9]", *[r"\d"] * 9]) + END)
SPELT_MOBILE = re.compile(rf"{START}{COUNTRY}1[3-9]\d{SPELT_GAP}\d{{4}}{SPELT_GAP}\d{{4}}{END}")
AREA = r"(?:10|2[0-57-9]|[3-9]\d\d)"
LANDLINE = re.compile(
    rf"{START}(?:(?:(?:\+|00)\s?86[\s-]?|86[\s-])\(?0?{AREA}\)?|\(?0{AREA}\)?)[\s\-()/.·_~*]{{0,3}}"
    rf"[2-9](?:\d{{2}}[\s\-.·_]?\d{{4}}|\d{{3}}[\s\-.·_]?\d{{3,4}}){END}"
)
CALLED = re.compile(
    r"(?:电话|座机|固话|手机|联系方式|致电|拨打|tel\b|phone)\D{0,6}(?:\d[\s\-.]?){6,11}\d", re.IGNORECASE
)
SERVICE = re.compile(rf"{START}[48]00[\s\-](?:\d{{3}}[\s\-]?\d{{4}}|\d{{4}}[\s\-]?\d{{3}}){END}")
AT, DOT = r"\s?(?:@|[(\[{]at?[)\]}]|\sat\s|#|艾特)\s?", r"\s?(?:\.|[(\[{]dot[)\]}]|\sdot\s|点)\s?"
MAIL = re.compile(
    rf"[\w.+-]{{1,40}}{AT}[\w-]{{1,40}}(?:{DOT}[\w-]{{1,40}}){{0,3}}?{DOT}(?:com|cn|net|org|edu|gov|io|me|cc|vip|top|xyz|hk)(?![A-Za-z])",
    re.IGNORECASE,
)
MAIL_HOST = re.compile(
    r"[\w+-]{2,40}[^\w\s./:?=]{1,3}(?:163|126|139|189|qq|sina|sohu|foxmail|gmail|outlook|hotmail|aliyun|yeah|icloud)"
    rf"{DOT}(?:com|cn|net)(?![A-Za-z])", re.IGNORECASE
)  # fmt: skip
QQ = re.compile(
    rf"(?:q\s?-?q|[扣抠叩]{{2}}|球球(?=\s?[:号])|企鹅|(?<![a-z])q(?=\s?[:号]))(?:邮箱|号码?|群)?(?:[^0-9a-z]){{0,6}}[1-9](?:{GAP}\d){{4,11}}",
    re.IGNORECASE,
)
ACCOUNT = r"(?:[a-z][\w-]{4,19}|[0-9]{6,11})"
SYMBOL = r"[\u2190-\u2bff\u3030\ufe0f\U0001f000-\U0001faff]"
WECHAT = re.compile(
    r"(?:微\s?信|威信|薇信|徽信|v信|we\s?chat|wei\s?xin|绿泡泡|(?<![a-z0-9])[vw]\s?x|[加+➕]\s?[vw微薇威]"
    rf"|(?<![a-z0-9])[vw](?=\s?[:号])|[微薇](?=\s?[:号])|(?:抖音|快手|钉钉|小红书|支付宝)号|[vw微薇](?={SYMBOL}))"
    rf"\s?(?:账号|帐号|号码?|id)?(?:\s|{SYMBOL})*(?:[:=是为/]\s*)?{ACCOUNT}"
    r"|wxid_\w{5,}|(?:微信|vx|wx)(?:同号|同手机|同电话)", re.IGNORECASE
)  # fmt: skip
PASSPORT = re.compile(
    rf"{START}(?:E[\s-]?[0-9A-HJ-NP-Z]|[GDSPHM][\s-]?\d|[DSP]E)(?:[\s-]?\d){{7}}{END}", re.IGNORECASE
)  # fmt: skip
PASSPORT_WORD = re.compile(
    r"(?:护照|通行证|台胞证|passport)[^0-9A-Za-z]{0,8}[A-Z]{0,3}[\s-]?\d(?:[\s-]?\d){5,9}", re.IGNORECASE
)
CARD = re.compile(rf"{START}[3-69](?:{GAP}\d){{14,18}}{END}")
UNION_CARD = re.compile(rf"{START}62(?:\d{{14}}|\d{{17}}|\d\d(?:[\s\-.]\d{{4}}){{3}}(?:[\s\-.]\d{{3}})?){END}")
CARD_WORD = re.compile(rf"(?:卡号|[行蓄用资]卡|存折|账号|帐号|账户)\D{{0,8}}\d(?:{GAP}\d){{11,23}}{END}")
# A number so called, or so followed, is one of goods, papers or rooms.
THING = r"(?:流水号|订单号?|单号|批号|批次|发票号码?|凭证号|合同号|条形?码|型号|编号|资产|设备|房间|柜)"
THING_BEFORE, THING_BEHIND = re.compile(rf"{THING}\s?[:.]?\s?$"), re.compile(r"\s?(?:批|号单|型|款)")
WORD, NUMBER = r"[\u4e00-\u9fff]", r"[0-9一二三四五六七八九十百〇零]+"
STREET = r"(?:路(?![线由过灯口边途])|街(?!舞)|大道|巷|弄|胡同)"
HOME = rf"{WORD}{{2,8}}(?:[城都府湾邸郡苑庭轩阁居庄]|小镇|花园|家园|公寓|宿舍|大厦|广场|社区|国际|华府)"
ADDRESS = re.compile(
    rf"{WORD}{{1,8}}{STREET}[^，。;；]{{0,8}}?{NUMBER}\s*[-之]?\s*[0-9]*\s*(?:号|弄|幢|栋|座|单元|室)"
    rf"|{WORD}{{2,8}}(?:小区|花园|公寓|家园|新村|花苑|名苑|嘉苑|雅苑|苑|庭|府|湾|城|小镇|宿舍|大厦)[^，。;；]{{0,6}}?{NUMBER}\s*[-之]?\s*"
    rf"(?:号楼|号|幢|栋|座|单元|[0-9]+-[0-9]+)"
    rf"|{WORD}{{2,8}}(?:镇|乡|村){WORD}{{0,8}}?\s*{NUMBER}\s*(?:组|号|社|队)"
    rf"|{WORD}{{1,9}}(?:省|市|自治区|州)\s*{WORD}{{1,9}}(?:市|区|县|旗|镇|乡|街道)[^，。;；]{{0,16}}?(?:{STREET}|村|号|栋|幢|室|小区|镇)"
    rf"|{WORD}{{1,8}}[区县]\s*{WORD}{{1,10}}{STREET}\s*[0-9]+"
)  # fmt: skip
ROOM = re.compile(
    rf"{NUMBER}\s*(?:号楼|幢|栋|座)\s*(?:{NUMBER}\s*单元)?\s*[0-9]{{3,4}}(?![0-9])(?!\s*(?:班|教室|活动室|办公室|功能室|寝室|会议室|[0-9]*\s*(?:mg|间|个)))"
    rf"|{NUMBER}\s*单元\s*[0-9]{{3,4}}|{HOME}\s?[0-9]{{1,3}}-[0-9]{{1,2}}-[0-9]{{3,4}}(?![0-9-])"
    rf"|(?<![0-9A-Za-z-])[0-9]{{1,3}}-[0-9]{{1,2}}-[0-9]{{3,4}}\s*[室户]?\s?{WORD}{{0,6}}(?:小区|花园|公寓|家园|小镇)"
)  # fmt: skip


def is_personal_heading(text: str) -> bool:
    """Return whether a column so called would hold who somebody is or how to reach them."""
    return any(word in text for word in HEADING_WORDS)


def is_personal(value: object) -> bool:
    """Return whether a cell holds a number, account or address by which a person is known or reached.

    Recognised are identity numbers of 18 and 15 digits, mobile and landline numbers, e-mail, QQ, WeChat, passports,
    bank cards and addresses: alone or within text, in any width, with what people put between the digits.

    Parameters
    ----------
    value : what the cell holds; a number is judged by its digits.
    """
    if isinstance(value, Formatted):
        value = value.number
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(int(value)) if abs(value) < 1e18 and value == int(value) else ""
    if not isinstance(value, str) or len(value) < SHORTEST:
        return False
    text = _plain(value)
    return any(recognise(text) for recognise in RECOGNISERS)


def is_personal_code(value: str) -> bool:
    """Return whether a number that an office gives itself holds, beside its letters, one of a person.

    What own numbers look like by themselves is none: a letter with digits behind it (a passport), a year with a number
    (a landline), a room. Numbers of 11 and 18 digits, addresses with a street, mail and accounts are found.

    Parameters
    ----------
    value : a value that the pattern of its column admits.

    Examples
    --------
    >>> [is_personal_code(code) for code in ("T13871234567", "P202603-001", "D00012345", "010-2026001")]
    [True, False, False, False]
    """
    if len(value) < SHORTEST:
        return False
    text = _plain(value)
    apart = re.sub(r"(?<![A-Za-z])[A-Za-z]+(?=\d)", " ", text)
    return (
        any(recognise(text) or recognise(apart) for recognise in CODE_RECOGNISERS)
        or any(not re.search(r"20[0-3]\d", match[0]) for match in LANDLINE.finditer(text))
        or any(not re.fullmatch(r"[vw]x\d+", match[0], re.IGNORECASE) for match in WECHAT.finditer(text))
        or any(_luhn(_digits(match[0])) for match in UNION_CARD.finditer(apart))
    )


def _plain(value: str) -> str:
    """Return a text with half-width letters and digits, plain dashes, and Chinese digits of a number as digits."""
    text = unicodedata.normalize("NFKC", visible(value)).translate(DASHES)
    text = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
    text = CHINESE_RUN.sub(_of_chinese_digits, text) if not text.isascii() else text
    text = LOOKALIKE_RUN.sub(
        lambda match: match[0].translate(LOOKALIKES) if _mostly_digits(match[0]) else match[0], text
    )
    return LABELS.sub(" ", text)


def _of_chinese_digits(match: re.Match[str]) -> str:
    """Return a run of Chinese digits as digits; commas between groups of three and more are the writer's gaps."""
    text = match[0].translate(CHINESE_DIGITS)
    groups = re.findall(r"\d+", text)
    is_spoken = match[0] != text and len(groups) > 1 and all(len(group) >= 3 for group in groups)
    return re.sub(r"[,./·_]", " ", text) if is_spoken else text


def _mostly_digits(text: str) -> bool:
    """Return whether a run is a number with letters that look like digits; of S, B and Z few and within it."""
    fewest = len(text) - 2 if re.search("[SBZ]", text) else 5
    return sum(letter.isdigit() for letter in text) >= fewest and text[0] not in "SBZ" and text[-1] not in "SBZ"


def _digits(text: str) -> str:
    return re.sub(r"[^0-9Xx]", "", text)


def _is_identity(text: str) -> bool:
    """Return whether the text holds a number with the province and the birthday of an identity number."""
    for pattern, day_at in ((IDENTITY, 6), (OLD_IDENTITY, 6)):
        for match in pattern.finditer(text):
            digits = _digits(match[0])
            day = digits[day_at : day_at + 8] if pattern is IDENTITY else "19" + digits[day_at : day_at + 6]
            if int(digits[:2]) in PROVINCES and _is_birthday(day) and _is_one_number(match[0]):
                return True
    return any(int(match[0][:2]) in PROVINCES for match in SPOKEN_IDENTITY.finditer(text))


def _is_birthday(day: str) -> bool:
    year, month, date = int(day[:4]), int(day[4:6]), int(day[6:])
    return 1900 <= year <= 2099 and 1 <= month <= 12 and 1 <= date <= 31


def _is_one_number(text: str) -> bool:
    """Return whether digits and gaps are one number: a clock time or a decimal among them makes it a list."""
    return re.search(r"\d[ ,;]+\d+[.:]\d\d?[ ,;]", text) is None


def _is_mobile(text: str) -> bool:
    matches = (match for pattern in (MOBILE, SPELT_MOBILE) for match in pattern.finditer(text))
    return any(
        not re.search(r"\d\.\d+ \d+\.\d", match[0])
        and not _digits(match[0]).endswith("0000000")
        and not _is_sum(match[0])
        and not _is_thing(match)
        for match in matches
    )


def _is_sum(text: str) -> bool:
    """Return whether numbers with signs of arithmetic between them are a sum, not the groups of one number."""
    sizes = [len(group) for group in re.findall(r"\d+", text)]
    return re.search(r"\d\s?[=+*]\s?\d", text) is not None and sizes[-3:] != [3, 4, 4] and set(sizes) != {1}


def _is_thing(match: re.Match[str]) -> bool:
    """Return whether the words beside a number say that it is one of goods, papers or rooms."""
    before, behind = match.string[: match.start()], match.string[match.end() :]
    return THING_BEFORE.search(before) is not None or THING_BEHIND.match(behind) is not None


def _is_passport(text: str) -> bool:
    """Return whether the text holds a passport number; a letter with a date behind it is a code of the office."""
    if PASSPORT_WORD.search(text) or HONG_KONG.search(text):
        return True
    return any(
        not re.search(r"20[0-9]{2}(?:0[1-9]|1[0-2])", _digits(match[0])[:6]) and not _is_thing(match)
        for match in PASSPORT.finditer(text)
    )


def _is_card(text: str) -> bool:
    """Return whether the text holds the number of a bank card: its last digit proves the others (Luhn)."""
    if CARD_WORD.search(text) or any(not _is_thing(match) for match in UNION_CARD.finditer(text)):
        return True
    for match in CARD.finditer(text):
        groups = re.findall(r"\d+", match[0])
        is_grouped = all(len(group) >= 3 for group in groups[:-1]) or all(len(group) == 1 for group in groups)
        if is_grouped and _luhn("".join(groups)):
            return True
    return False


def _luhn(digits: str) -> bool:
    doubles = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[-1::-2]) + sum(d - 9 if d > 9 else d for d in doubles)) % 10 == 0


def _found(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.search(text) is not None


RECOGNISERS: tuple[Callable[[str], bool], ...] = (
    _is_identity, _is_mobile, _is_passport, _is_card,
    *map(_found, (LANDLINE, CALLED, SERVICE, MAIL, MAIL_HOST, QQ, WECHAT, ADDRESS, ROOM)),
)  # fmt: skip
CODE_RECOGNISERS: tuple[Callable[[str], bool], ...] = (
    _is_identity, _is_mobile, *map(_found, (PASSPORT_WORD, CARD_WORD, CALLED, SERVICE, MAIL, MAIL_HOST, QQ, ADDRESS)),
)  # fmt: skip

__all__ = ["CELL_ADVICE", "COLUMN_ADVICE", "is_personal", "is_personal_code", "is_personal_heading"]
