"""kgcore: registers, nutrition, menus, meal money and reports of a kindergarten's logistics office."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kgcore.office import Office

    __version__: str
    """Version of the installed package."""


def open(url: str | Path, site: str = "main", profile: Path | None = None) -> Office:  # noqa: A001 - kgcore.open reads as meant
    """Open a store as the office of a kindergarten.

    Parameters
    ----------
    url : path of a SQLite file, made if it is not there, or URL of a PostgreSQL database.
    site : code of the kindergarten.
    profile : TOML file; default profile.toml beside the SQLite file if there is one, else the packaged profile.

    Raises
    ------
    StoreError
        when the store cannot be opened; ProfileError when the profile is at fault.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, open(Path(folder) / "office.db") as office:
    ...     office.site, len(office.read("menus", "2026-05"))
    ('main', 0)
    """
    from kgcore.office import Office

    return Office.open(url, site, profile)


def __getattr__(name: str) -> str:
    """Look the version up only when somebody asks: it takes reading the package's metadata."""
    if name == "__version__":
        from importlib.metadata import version

        return version("kgcore")
    raise AttributeError(f"module 'kgcore' has no attribute {name!r}")


__all__ = ["__version__", "open"]
