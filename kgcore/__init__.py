"""kgcore: registers, nutrition, menus, meal money and reports of a kindergarten's logistics office."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgcore.office import Office


def open(url: str | Path, site: str = "main", profile: Path | None = None) -> Office:  # noqa: A001 - kgcore.open reads as meant
    """Open a store as the office of a kindergarten; see `kgcore.office.Office.open`."""
    from kgcore.office import Office

    return Office.open(url, site, profile)


__all__ = ["open"]
