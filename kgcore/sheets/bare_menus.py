"""Lists of dishes without a title: menus where their headings are those of a menu and of nothing else."""

from __future__ import annotations

import re

BARE_MENU = re.compile(
    "(?:周次 )?日期 (?:星期 |周次 )?(?:餐次|餐别)(?: (?:类别|菜别))?"
    " (?:菜名|菜品|菜品名称|菜肴|菜单|菜谱|食谱)(?: 备注)?"
)
OTHER_MEALS = re.compile("留样|陪餐|试[尝吃]|评价|满意|剩|订|报餐|采购|验收|意见")
"""Words of titles of lists that name dishes and are no menus."""


def is_bare_menu(nearby: str, headings: str) -> bool:
    """Whether headings are those of a menu, below no title of another kind.

    Examples
    --------
    >>> is_bare_menu("", "日期 餐次 菜名"), is_bare_menu("食品留样", "日期 餐次 菜名")
    (True, False)
    """
    return bool(BARE_MENU.fullmatch(headings)) and not OTHER_MEALS.search(nearby)


__all__ = ["is_bare_menu"]
