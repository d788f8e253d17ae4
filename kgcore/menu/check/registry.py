"""The parts of the checker: what finds violations, and how those of each rule are told.

A rule that is read a second time here adds its finder and its words in one `Check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kgcore.menu.check import amount_words, kitchen, never
from kgcore.menu.check.amounts import amounts
from kgcore.menu.check.plates import Plates
from kgcore.menu.check.telling import Telling
from kgcore.menu.check.violation import HARD, Violation
from kgcore.menu.problem.problem import Problem


@dataclass(frozen=True, eq=False)
class Check:
    """A part of the checker: `find` yields violations of some rules, `tellings` has the words for each, by rule."""

    find: Callable[[Plates], Iterator[Violation]]
    tellings: Mapping[str, Telling]


CHECKS = (
    Check(never.never, never.TELLINGS),
    Check(kitchen.kitchen, kitchen.TELLINGS),
    Check(amounts, amount_words.TELLINGS),
)


def violations(plates: Plates) -> Iterator[Violation]:
    """Yield everything that a menu does not keep."""
    for check in CHECKS:
        yield from check.find(plates)


def telling_of(rule: str) -> Telling:
    """Return the words for the violations of a rule; one that no part of the checker knows is told as an amount."""
    return next((check.tellings[rule] for check in CHECKS if rule in check.tellings), amount_words.Amount())


def words(plates: Plates, violation: Violation) -> tuple[str, str]:
    """Return the sentence and the advice for a violation.

    Figures of a week are told per child and day, as a cook weighs out.
    """
    return telling_of(violation.rule).words(plates, violation)


def source_of(problem: Problem, violation: Violation) -> str:
    """Return where the broken limit is written down.

    Of a rule's settings those of the violation's tier and of what it is about. A setting names the profile's choices in
    braces; they are told in words, see `Profile.cite`.
    """
    v, rows = violation, problem.settings.rows(violation.rule)
    rows = [row for row in rows if (row.tier or HARD) == v.tier] or rows
    rows = [row for row in rows if row.key and v.what.startswith(row.key)] or rows
    return problem.profile.cited("；".join(dict.fromkeys(row.source for row in rows)))
