"""Children of ordinary sheets as pseudonyms: what a child is called never leaves the object that holds it.

A list names its children. A row holds a code of the office or, until one is known, a pseudonym such as #小一班-1: the
class and the running number in the class, the same for one child in the whole file. Who keeps the office's mapping
outside the database gives it as `Names.children` and finds the new names in `ChildList.names`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kgcore.sheets.grid import plain

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
# A word of 2 or 3 characters that begins like a name but is none.
NO_NAMES = re.compile(
    "黄痰|黄[色疸]|白[沫色痰天]|高[热烧]|万[分一]|方便|石[膏头]|金黄|段时间|任何|余[下均]|雷声|何[时种]|夏[天季令]|钟[后左]|严重|范围|"
    "顾虑|许多|向[家老]|陆续|江|于[晨上下园家次]|马上|唐突|毛[巾发]|罗红|曾[有经在]"
)
# What follows a name in a note on a child.
SIGNS = (
    "咳|发[热烧]|流[涕鼻]|呕|腹|皮疹|红[疹眼]|手[部足]|面部|带药|体温|感冒|精神|眼|嗓|喉|鼻|高[热烧]|低[热烧]|拉肚|肚|头|有|无|打喷|过敏|牙|"
    "身上|因|请假|和|及|与"
)
NAME = re.compile(
    rf"(?:^|(?<=[、，,；;。：:\s和及与→]))[{SURNAMES}][\u4e00-\u9fff]{{1,2}}?"
    rf"(?:小朋友|同学|$|(?=[、，,；;。：:\s（(]|{SIGNS}))"
)


@dataclass
class ChildList:
    """The children whom one file names.

    Parameters
    ----------
    mapping : the office's code of a child by class and name, from the mapping that is kept outside the database.

    Examples
    --------
    >>> children = ChildList()
    >>> children.pseudonym("小一班", "甲"), children.pseudonym("小一班", "乙"), children.pseudonym("小一班", "甲")
    ('#小一班-1', '#小一班-2', '#小一班-1')
    """

    mapping: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    names: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False)
    """Class and name by pseudonym, for the mapping: never printed, never stored in the database."""
    codes_by_answer: dict[str, str] = field(default_factory=dict, repr=False)
    """The code of a registered child, by pseudonym, where somebody said that it is the likely one."""
    likely: dict[str, str] = field(default_factory=dict, repr=False)
    """The code of the one registered child of the same class, sex and month of birth, by pseudonym."""

    def code(self, class_name: str, name: str) -> str | None:
        """Return the office's code of a child; None while the mapping does not hold it."""
        return self.mapping.get((class_name, child_key(name)))

    def pseudonym(self, class_name: str, name: str) -> str:
        """Return the pseudonym of a child of this file."""
        key = (class_name, child_key(name))
        for code, child in self.names.items():
            if child == key:
                return code
        number = 1 + sum(1 for child in self.names.values() if child[0] == class_name)
        new = pseudonym(class_name, number)
        self.names[new] = key
        return new

    def without_names(self, text: str) -> str:
        """Return a text without the names of children: those of the file, and what stands where a name would.

        Examples
        --------
        >>> ChildList().without_names("王小朵咳嗽，李一诺：流涕"), ChildList().without_names("黄痰，高热")
        ('咳嗽，流涕', '黄痰，高热')
        """
        for _, name in self.names.values():
            if len(name) > 1:
                text = text.replace(name, "")
        text = NAME.sub(lambda match: match[0] if NO_NAMES.match(match[0]) else "", text)
        return re.sub(
            r"^[、，,；;：:\s和及与]+|[、，,；;：:\s]+$", "", re.sub(r"([、，,；;。]\s*)[、，,；;：:]+", r"\1", text)
        )


def pseudonym(class_name: str, number: int) -> str:
    """Return what stands for a child whose number the office has not told yet.

    Parameters
    ----------
    class_name : as the sheet writes it; empty when it names none.
    number : of the child in the list of its class, from 1.

    Examples
    --------
    >>> pseudonym("小(1)班", 3)
    '#小(1)班-3'
    """
    return f"#{plain(class_name)}-{number}"


def child_key(name: str) -> str:
    """Return a child's name as compared: without blanks and what stands in brackets.

    Examples
    --------
    >>> child_key("甲 乙（女）")
    '甲乙'
    """
    return re.sub(r"\s+|\([^()]*\)", "", plain(name))


__all__ = ["ChildList", "child_key", "pseudonym"]
