"""What of the health room may leave the kindergarten: verdicts on children without class or number, no small counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgcore.findings import SEVERITIES, Finding
from kgcore.frames import rows
from kgcore.health import privacy
from kgcore.health.words import WHOLE
from kgcore.registers.health import HAND_FOOT_MOUTH

if TYPE_CHECKING:
    from kgcore.health.analysis import HealthReview

ABOUT_CHILDREN = {
    "health.case_contradiction": "专案记录前后矛盾",
    "health.case_missing": "应建专案而没有建的幼儿",
    "health.cluster": "传染病聚集性疫情",
    "health.contacts": "密切接触者仍在观察期的班级",
    "health.correction": "特殊幼儿矫治",
    "health.early_return": "早于规定日期返园的病例",
    "health.illness_contradiction": "日期前后矛盾的病例",
    "health.measure_implausible": "存疑的体格测量",
    "health.no_certificate": "返园没有复课证明的病例",
    "health.obesity": "幼儿肥胖率",
    "health.suspension": "达到停课标准的疫情",
    "health.unknown_disease": "病名不在登记病种里的病例",
    "health.unmeasured": "没有体格测量的幼儿",
    "health.visit_missed": "逾期没有随访的专案",
    "health.warning": "缺勤早期预警",
}
"""Codes of verdicts that rest on counts of children, and what is said of them outside."""

CHILD_MEASURES = {"hfmd_incidence": HAND_FOOT_MOUTH, "correction_rate": "", "observation_closed_rate": ""}
"""Measures that count children, and the disease whose cases they count; what is observed is told by class."""


def findings(verdicts: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings as they may leave the kindergarten: of those on children one a code, without class or number.

    Parameters
    ----------
    verdicts : of any room; those that are not about children stay as they are, in their order.

    Examples
    --------
    >>> from kgcore.findings import Finding
    >>> of_class = Finding("health.cluster", "severe", "中三班", "2026-05", "7天内2例")
    >>> [finding.text for finding in findings([of_class, of_class])]
    ['传染病聚集性疫情：有；班级和人数见本园卫生保健月报，不外传']
    """
    groups: dict[object, Finding] = {}
    for number, finding in enumerate(verdicts):
        title = ABOUT_CHILDREN.get(finding.code)
        if title is None:
            groups[number] = finding
            continue
        before = groups.get(finding.code, finding)
        worst = min(before.severity, finding.severity, key=list(SEVERITIES).index)
        groups[finding.code] = replace(
            before, severity=worst, subject=WHOLE, measured=None, limit=None, unit="",
            text=f"{title}：有；班级和人数见本园卫生保健月报，不外传",
        )  # fmt: skip
    return tuple(groups.values())


@dataclass(frozen=True)
class KnownCases:
    """A disease's cases in a period: how many, of how many children, and the least that public tables tell."""

    cases: int
    enrolled: int
    least: int

    @property
    def counts(self) -> tuple[int, int]:
        """Cases and children enrolled."""
        return self.cases, self.enrolled

    @property
    def possible(self) -> range:
        """The numbers of cases that those who read the public tables must reckon with."""
        return range(self.least, self.enrolled + 1)


def known_cases(review: HealthReview) -> dict[str, KnownCases]:
    """Return for each measure that is a disease's incidence what is known of its cases outside.

    Examples
    --------
    >>> from kgcore import health
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     known_cases(health.term(office, "2026-spring"))["hfmd_incidence"]
    KnownCases(cases=0, enrolled=20, least=0)
    """
    return {
        row.measure: KnownCases(int(row.numerator), int(row.denominator), review.disease.told_cases.get(disease, 0))
        for row in rows(review.measures)
        if (disease := CHILD_MEASURES.get(row.measure))
    }


def hidden(review: HealthReview) -> frozenset[str]:
    """Return the measures whose figures would give a small number of children away.

    A share is hidden when those counted, the others or all of them are 1 to 4, and a disease's also when a month's
    public table hides its cases: the term less the other months would give them back.

    Examples
    --------
    >>> from kgcore import health
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     sorted(hidden(health.term(office, "2026-spring")))
    ['correction_rate', 'hfmd_incidence']
    """
    return frozenset(
        row.measure
        for row in rows(review.measures)
        if row.measure in CHILD_MEASURES
        and (
            privacy.is_small(row.numerator, row.denominator)
            or CHILD_MEASURES[row.measure] in review.disease.hidden_by_month
        )
    )
