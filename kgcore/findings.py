"""Finding: one shape for every verdict that kgcore gives."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import KW_ONLY, asdict, dataclass, fields
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Severity = Literal["severe", "warning", "notice", "good"]
SEVERITIES: dict[Severity, str] = {"severe": "严重", "warning": "提醒", "notice": "留意", "good": "达标"}


@dataclass(frozen=True)
class Finding:
    """One verdict: what, about whom or what, when, measured against which limit, from which source, and what to do.

    `code` is `room.what` (e.g. `nutrition.low`); `text` and `advice` are Chinese sentences;
    `measured` and `limit` are in `unit`, None where the verdict has no figure. What follows `text` is given by name.

    Examples
    --------
    >>> finding = Finding("money.surplus", "warning", "主园", "2026-05", "盈余超过 2%", measured=0.031, limit=0.02)
    >>> finding
    <Finding money.surplus 提醒 主园：盈余超过 2%>
    >>> finding.severity, finding.measured
    ('warning', 0.031)
    """

    code: str
    severity: Severity
    subject: str
    period: str
    text: str
    _: KW_ONLY
    measured: float | None = None
    limit: float | None = None
    unit: str = ""
    source: str = ""
    advice: str = ""

    def __repr__(self) -> str:
        return f"<Finding {self.code} {SEVERITIES[self.severity]} {self.subject}：{self.text}>"

    def _repr_html_(self) -> str:
        told = html.escape(f"{SEVERITIES[self.severity]} {self.subject}：{self.text}")
        more = [("建议", self.advice), ("依据", self.source)]
        rows = "".join(f"<tr><th>{label}</th><td>{html.escape(text)}</td></tr>" for label, text in more if text)
        return f"<p><strong>{told}</strong></p>" + (f"<table>{rows}</table>" if rows else "")


def to_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings as a frame, most severe first, otherwise in the order given; a column for each field.

    Examples
    --------
    >>> notice = Finding("menu.repeat", "notice", "番茄炒蛋", "2026-W19", "一周上了两次")
    >>> severe = Finding("safety.hazard_overdue", "severe", "厨房", "2026-05", "软管老化，已超期")
    >>> to_frame([notice, severe])["severity"].tolist()
    ['severe', 'notice']
    """
    import pandas as pd  # a verdict itself needs none, and `kg --help` not half a second for it

    order = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    rows = sorted(findings, key=lambda finding: order[finding.severity])
    return pd.DataFrame([asdict(row) for row in rows], columns=[f.name for f in fields(Finding)])


__all__ = ["SEVERITIES", "Finding", "Severity", "to_frame"]
