"""Finding: one shape for every verdict that kgcore gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Severity = Literal["severe", "warning", "notice", "good"]
SEVERITIES: dict[Severity, str] = {"severe": "严重", "warning": "提醒", "notice": "留意", "good": "达标"}


@dataclass(frozen=True)
class Finding:
    """One verdict: what, about whom or what, when, measured against which limit, from which source, and what to do.

    `code` is `room.what` (e.g. `nutrition.low`); `text` and `advice` are Chinese sentences;
    `measured` and `limit` are in `unit`, None where the verdict has no figure.
    """

    code: str
    severity: Severity
    subject: str
    period: str
    text: str
    measured: float | None = None
    limit: float | None = None
    unit: str = ""
    source: str = ""
    advice: str = ""


def to_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings as a frame, most severe first, otherwise in the order given."""
    import pandas as pd  # a verdict itself needs none, and `kg --help` not half a second for it

    order = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    rows = sorted(findings, key=lambda finding: order[finding.severity])
    return pd.DataFrame([asdict(row) for row in rows], columns=[f.name for f in fields(Finding)])
