"""How a result shows itself at the end of a notebook's cell: a line, and a few figures and rows in HTML."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from kgcore.findings import SEVERITIES, Finding, to_frame

if TYPE_CHECKING:
    import pandas as pd

MOST_FINDINGS = 5
"""Findings that a result shows of itself; the rest is counted."""


def counts(findings: Iterable[Finding]) -> str:
    """Return how many findings there are of each severity, e.g. 严重 1、提醒 3; 没有发现问题 where there is none.

    Examples
    --------
    >>> counts([Finding("money.surplus", "warning", "主园", "2026-05", "盈余超过 2%")])
    '提醒 1'
    """
    severities = [finding.severity for finding in findings]
    told = "、".join(f"{word} {severities.count(code)}" for code, word in SEVERITIES.items() if code in severities)
    return told or "没有发现问题"


def html_face(
    title: str,
    figures: Sequence[tuple[str, str]] = (),
    findings: Sequence[Finding] = (),
    table: pd.DataFrame | None = None,
) -> str:
    """Return HTML of a heading, figures (label, value), the gravest findings and a table, every text escaped.

    Examples
    --------
    >>> html_face("一篮菜", [("青菜", "2 kg")])
    '<p><strong>一篮菜</strong></p><table><tr><th>青菜</th><td>2 kg</td></tr></table>'
    """
    parts = [f"<p><strong>{html.escape(title)}</strong></p>"]
    if figures:
        cells = (f"<tr><th>{html.escape(label)}</th><td>{html.escape(value)}</td></tr>" for label, value in figures)
        parts.append(f"<table>{''.join(cells)}</table>")
    if findings:
        order = list(SEVERITIES)
        gravest = sorted(findings, key=lambda finding: order.index(finding.severity))
        items = [f"{SEVERITIES[finding.severity]}：{finding.text}" for finding in gravest[:MOST_FINDINGS]]
        if len(findings) > MOST_FINDINGS:
            items.append(f"共 {len(findings)} 条，其余见 findings")
        parts.append("<ul>" + "".join(f"<li>{html.escape(item)}</li>" for item in items) + "</ul>")
    if table is not None:
        parts.append(table.to_html(border=0, index=False))
    return "".join(parts)


class FindingList(tuple[Finding, ...]):
    """Findings as a review holds them: a tuple that tells itself in a line, and in a notebook as a table.

    Examples
    --------
    >>> listed = FindingList([Finding("money.surplus", "warning", "主园", "2026-05", "盈余超过 2%")])
    >>> listed
    <FindingList 评价 1 条：提醒 1>
    >>> listed.frame()["code"].tolist()
    ['money.surplus']
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<FindingList 评价 {len(self)} 条：{counts(self)}>"

    def _repr_html_(self) -> str:
        table = self.frame()[["severity", "subject", "text", "advice"]]
        words = table.assign(severity=table["severity"].map(SEVERITIES))
        titles = {"severity": "程度", "subject": "对象", "text": "说明", "advice": "建议"}
        return html_face(f"评价 {len(self)} 条：{counts(self)}", table=words.rename(columns=titles))

    def frame(self) -> pd.DataFrame:
        """Return the findings as a frame, most severe first; see `kgcore.findings.to_frame`."""
        return to_frame(self)


class FiguresFace:
    """A result that tells itself by a few figures: its class gives `face_title` and `figures`.

    Examples
    --------
    >>> class Basket(FiguresFace):
    ...     face_title = "一篮菜"
    ...     def figures(self):
    ...         return [("青菜", "2 kg"), ("豆腐", "1 kg")]
    >>> Basket()
    <Basket 青菜 2 kg，豆腐 1 kg>
    """

    face_title: ClassVar[str]

    def figures(self) -> list[tuple[str, str]]:
        """Return what one asks first, as label and value in Chinese."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {'，'.join(f'{label} {value}' for label, value in self.figures())}>"

    def _repr_html_(self) -> str:
        return html_face(self.face_title, self.figures())


__all__ = ["MOST_FINDINGS", "FiguresFace", "FindingList", "counts", "html_face"]
