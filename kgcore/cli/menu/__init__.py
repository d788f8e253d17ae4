"""`kg menu`: plan, judge, post and take down menus, plan a whole district."""

from __future__ import annotations

from kgcore.cli.menu import district, judge, plan, post
from kgcore.cli.menu.group import menu

__all__ = ["district", "judge", "menu", "plan", "post"]
