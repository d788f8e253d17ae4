"""`kg menu`: plan, judge, post and take down menus, list what to buy, plan a whole district."""

from __future__ import annotations

from kgcore.cli.menu import district, judge, plan, post, purchases
from kgcore.cli.menu.group import menu

__all__ = ["district", "judge", "menu", "plan", "post", "purchases"]
