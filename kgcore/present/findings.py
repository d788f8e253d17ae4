"""Findings: the verdicts of a room as the report's list 评价与建议."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from kgcore.findings import Finding, to_frame
from kgcore.present import markup, mime
from kgcore.present.formats import plain


def nothing_to_say(part: str, unkept: Collection[str]) -> str:
    """Return the sentence on findings where there is none; what is not kept is not cleared by it.

    Examples
    --------
    >>> nothing_to_say("本期卫生保健", {"illnesses"})
    '本期卫生保健已登记的部分没有需要说明的问题。'
    """
    return f"{part}{'已登记的部分' if unkept else ''}没有需要说明的问题。"


class Findings:
    """Findings, most severe first; `empty` is the sentence shown when there is none."""

    def __init__(self, findings: Iterable[Finding], empty: str = "本期没有需要说明的问题。") -> None:
        frame = to_frame(findings)
        names = list(frame.columns)
        rows = [dict(zip(names, map(plain, row), strict=True)) for row in frame.itertuples(index=False)]
        self.content: dict[str, Any] = {"findings": rows, "empty": empty}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": "\n".join(row["text"] for row in self.content["findings"]) or self.content["empty"],
            "text/html": str(markup.findings(self.content)),
            mime.FINDINGS: self.content,
        }
