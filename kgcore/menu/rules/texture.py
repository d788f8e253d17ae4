"""Not too many dishes of the same texture at one meal (同一口感一餐至多若干道)."""

from kgcore.menu.rules.group import GroupLimit


class Texture(GroupLimit):
    """At most so many dishes of one texture at a meal."""

    name, title, column = "texture", "口感搭配", "texture"
    says = "at most so many dishes of one texture at a meal"
    gives_way = 22
