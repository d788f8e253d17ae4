"""Children on ordinary sheets: a pseudonym instead of the name, which is never kept."""

from __future__ import annotations

from kgcore.sheets.grid import plain


def pseudonym(class_name: str, number: int) -> str:
    """Return what stands for a child whose number the office has not told yet.

    Parameters
    ----------
    class_name : as the sheet writes it; empty when it names none.
    number : of the child in the list of its class, from 1.

    Examples
    --------
    >>> pseudonym("小(1)班", 3)
    '#小(1)班-3'
    """
    return f"#{plain(class_name)}-{number}"


__all__ = ["pseudonym"]
