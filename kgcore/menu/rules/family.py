"""Not too many dishes of the same family of dishes at one meal (同类菜一餐至多若干道)."""

from kgcore.menu.rules.group import GroupLimit


class Family(GroupLimit):
    """At most so many dishes of one family of dishes at a meal."""

    name, title, column = "family", "同类菜不扎堆", "family"
    says = "at most so many dishes of one family of dishes at a meal"
    gives_way = 24
