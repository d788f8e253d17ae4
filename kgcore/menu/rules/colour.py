"""Not too many dishes of the same colour at one meal (同一主色一餐至多若干道)."""

from kgcore.menu.rules.group import GroupLimit


class Colour(GroupLimit):
    """At most so many dishes of one colour at a meal."""

    name, title, column = "colour", "颜色搭配", "colour"
    says = "at most so many dishes of one colour at a meal"
    gives_way = 21
