"""Hypothesis strategies: valid rows of any register, from its declaration alone."""

import datetime as dt

import pandas as pd
from hypothesis import strategies as st

from kgcore import registers
from kgcore.registers.base import RegisterColumn

PRINTABLE = st.characters(exclude_categories=("Cs", "Cc"))
TEXT = st.text(PRINTABLE, min_size=1, max_size=12).map(str.strip).filter(bool)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
LARGEST = 2**53


def cell(column: RegisterColumn) -> st.SearchStrategy[object]:
    """Return values that a column takes; None too where it may be empty."""
    low, high = column.minimum, column.maximum
    if column.choices:
        values = st.sampled_from(column.choices)
    elif column.kind == "integer":
        values = st.integers(int(low) if low is not None else -LARGEST, int(high) if high is not None else LARGEST)
    elif column.kind == "number":
        values = st.floats(low, high, allow_nan=False, allow_infinity=False)
    elif column.kind == "date":
        values = DAYS.map(pd.Timestamp)
    elif column.kind == "flag":
        values = st.booleans()
    elif column.pattern:
        values = st.from_regex(column.pattern.replace(r"\d", "[0-9]"), fullmatch=True).map(
            lambda text: text.rstrip("\n")
        )
    else:
        values = TEXT
    return st.none() | values if column.nullable else values


def frames(name: str) -> st.SearchStrategy[pd.DataFrame]:
    """Return frames of up to five rows whose cells are each within their limits and whose keys differ."""
    register = registers.get(name)
    columns = registers.columns(register)
    key = registers.key_columns(register)
    row = st.fixed_dictionaries({column.name: cell(column) for column in columns})
    rows = st.lists(row, max_size=5, unique_by=lambda found: tuple(found[part] for part in key))
    names = [column.name for column in columns]
    return rows.map(lambda found: pd.DataFrame(found, columns=names).astype(object))
