"""Spans of days: what they touch, and how a recorded one is read back."""

import datetime as dt

import pytest

from kgcore.periods import PeriodError, Span, parse, read_span

FIRST, LAST = dt.date(2026, 5, 6), dt.date(2026, 5, 20)


@pytest.mark.parametrize("text", ["2026-05", "2026-W19", "2026-spring", "2026"])
def test_a_recorded_period_is_read_as_that_period(text):
    assert read_span(text) == parse(text)


@pytest.mark.parametrize("text", ["2026-05-06..2026-05-20", "2026-05-06 至 2026-05-20"])
def test_a_recorded_span_is_read_in_both_writings(text):
    assert read_span(text) == Span(FIRST, LAST)
    assert read_span(str(Span(FIRST, LAST))) == read_span(Span(FIRST, LAST).title)


@pytest.mark.parametrize("text", ["", "五月", "2026-13", "2026-05-06..", "2026-05-32 至 2026-06-01"])
def test_what_is_neither_is_refused(text):
    with pytest.raises(PeriodError, match="不是可用的"):
        read_span(text)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-05-06", "2026-05-20", ["2026-05"]),
        ("2025-12-30", "2026-02-01", ["2025-12", "2026-01", "2026-02"]),
        ("2026-05-01", "2026-04-30", []),  # cut before its first day
    ],
)
def test_a_span_touches_its_months(first, last, months):
    span = Span(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert [str(month) for month in span.months()] == months
