"""Where an assessment's figures come from: each register read, over which days, and how many rows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kgcore import periods, registers
from kgcore.assessment.measures import MEASURES
from kgcore.office import Office, Sites
from kgcore.periods import Span


def sources(office: Office) -> pd.DataFrame:
    """Return what was read, the reads of one register drawn together over the days from the first to the last.

    `rows` is missing for registers whose rows are about single children, see `kgcore.present.closing.Source`.
    """
    spans: dict[tuple[str, Sites], list[Span | None]] = {}
    for read in office.reads().reads:
        span = None if read.period is None else periods.read_span(read.period)
        spans.setdefault((read.register, read.sites), []).append(span)
    lines = []
    for (register, sites), read_spans in sorted(spans.items()):
        known = [span for span in read_spans if span is not None]
        whole = _whole(known) if len(known) == len(read_spans) else None
        rows = None if registers.of_children(register) else len(office.read(register, whole, sites=sites))
        title = registers.meta(registers.get(register)).title
        lines.append((register, title, str(whole) if whole else "", sites, rows))
    table = pd.DataFrame(lines, columns=["register", "title", "period", "sites", "rows"])
    return table.astype({"rows": "Int64"})


def behind(measures: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """Return for each measure the registers that it is counted from, each with its rows.

    Parameters
    ----------
    measures : column `measure`.
    read : as `sources` returns; of a register read for this site and for others, this site's rows are named.

    Returns
    -------
    DataFrame
        measure, register, title, rows; rows is missing where a register was not read, or is about single children.
    """
    first = read.sort_values("sites", key=lambda sites: sites != "own", kind="stable")
    rows = first.drop_duplicates("register").set_index("register")["rows"]
    lines = [
        (measure, register, registers.meta(registers.get(register)).title, rows.get(register))
        for measure in measures["measure"]
        for register in MEASURES[measure].registers
    ]
    return pd.DataFrame(lines, columns=["measure", "register", "title", "rows"]).astype({"rows": "Int64"})


def _whole(spans: Sequence[Span]) -> Span:
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    one = next((span for span in spans if (span.start, span.end) == (first, last)), None)
    return one or Span(first, last)
