"""Not too many dishes of the same method at one meal (同一烹法一餐至多若干道)."""

from kgcore.menu.rules.group import GroupLimit


class Method(GroupLimit):
    """At most so many dishes of one method at a meal."""

    name, title, column = "method", "烹法不重复", "method"
    says = "at most so many dishes of one method at a meal"
    gives_way = 23
