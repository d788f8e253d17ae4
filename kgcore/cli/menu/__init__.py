"""`kg menu`: plan, judge, post and take down menus."""

from __future__ import annotations

from kgcore.cli.menu import judge, plan, post
from kgcore.cli.menu.group import menu

__all__ = ["judge", "menu", "plan", "post"]
