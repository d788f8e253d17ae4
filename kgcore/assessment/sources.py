"""Where an assessment's figures come from: each register read, over which days, and how many rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from kgcore import periods, registers
from kgcore.office import Office, Sites
from kgcore.periods import Period


def sources(office: Office) -> pd.DataFrame:
    """Return what was read, the reads of one register drawn together over the days from the first to the last."""
    spans: dict[tuple[str, Sites], list[Period | None]] = {}
    for read in office.reads().reads:
        spans.setdefault((read.register, read.sites), []).append(_span(read.period))
    found = []
    for (register, sites), read_spans in sorted(spans.items()):
        known = [span for span in read_spans if span is not None]
        whole = _whole(known) if len(known) == len(read_spans) else None
        rows = len(office.read(register, whole, sites=sites))
        title = registers.meta(registers.get(register)).title
        found.append((register, title, whole.text if whole else "", sites, rows))
    return pd.DataFrame(found, columns=["register", "title", "period", "sites", "rows"])


def _span(text: str | None) -> Period | None:
    """Return the period that a read was recorded under; a room may read a range of its own, first..last or 至."""
    if text is None:
        return None
    first, between, last = text.replace(" 至 ", "..").partition("..")
    if not between:
        return periods.parse(text)
    return Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last), "term", f"{first}..{last}")


def _whole(spans: Sequence[Period]) -> Period:
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    one = next((span for span in spans if (span.start, span.end) == (first, last)), None)
    return one or Period(first, last, "term", f"{first}..{last}")
