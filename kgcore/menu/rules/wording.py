"""What a rule tells of itself: lists of names, one step more of a limit, one demand given up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kgcore.menu.problem.settings import Setting
from kgcore.wording import first_few

NAMED = 6
"""Names said one by one; more are counted."""


@dataclass(frozen=True)
class Relaxed:
    """One demand of a rule to give up: its key, and by how much its limit is exceeded, in the rule's unit."""

    rule: str
    key: str
    amount: float
    limit: float


@dataclass(frozen=True)
class Step:
    """One step more of a hard limit.

    Attributes
    ----------
    group : what of the rule is changed, e.g. 大荤; empty where the rule has one limit. change : the change in words.
    more : what the step adds to the bound of a row.
    """

    group: str
    change: str
    more: float


def one_more(group: str, setting: Setting, unit: str, more: float) -> Step:
    """Return the step of a setting's upper limit from `high` to `high` + 1.

    Examples
    --------
    >>> fried = Setting("frying", "炸", (), (), 0.0, 1.0, "", "", 0.0, "", "")
    >>> one_more("炸", fried, "次", 1.0).change
    '至多1次→2次'
    """
    return Step(group, f"至多{setting.high:g}{unit}→{setting.high + 1:g}{unit}", more)


def listed(keys: Iterable[str]) -> str:
    """Return names joined by 、, each once, with their number where there are more than six.

    Examples
    --------
    >>> listed(["米饭", "面条", "米饭"])
    '米饭、面条'
    """
    return first_few(list(dict.fromkeys(keys)), NAMED, "等{n}项")
