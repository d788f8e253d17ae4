"""What every declaration of a prescribed table shares.

Shares are fractions (0.35, never 35). A band or range is half open, ``low <= x < high``, unless the table
has a column that says otherwise; an empty bound is no bound. Ages are completed years unless named months.
"""

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

CONFIDENCE = ("seen", "house", "second-hand", "inferred", "own-knowledge")
"""How sure a figure is, surest first: read in the document, set by the house itself (there is nothing to confirm), read
in a copy or an excerpt of the document, concluded from other figures, read by nobody."""
DOUBT = {"second-hand": "（待核）", "inferred": "（推算）", "own-knowledge": "（待核）"}
"""What is printed behind the source of a figure that was not read in the document itself."""
READ = frozenset(["seen", "second-hand"])
"""Somebody has read the figure; a verdict may be severe only by such a figure."""
EDITIONS = (2013, 2023)
OPERATORS = (">=", "<=", ">", "<", "=", "in")
SEXES = ("M", "F")


def bound(**limits: Any) -> Any:
    """Declare a number that may be absent."""
    return pa.Field(nullable=True, **limits)


def word() -> Any:
    """Declare a text that may not be empty."""
    return pa.Field(str_length={"min_value": 1})


def in_doubt(rows: pd.DataFrame) -> pd.Series:
    """Return the source of each row as it is printed: with the doubt that its confidence calls for.

    Parameters
    ----------
    rows : columns source, confidence.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": ["WS/T 423-2022 表3", "示范园后勤方案"], "confidence": ["second-hand", "seen"]})
    >>> in_doubt(rows).tolist()
    ['WS/T 423-2022 表3（待核）', '示范园后勤方案']
    """
    text: pd.Series = rows["source"] + rows["confidence"].map(DOUBT).fillna("")
    return text


def rising(rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    """Say of each row whether its figures rise strictly from column to column."""
    return (rows[list(columns)].diff(axis=1).iloc[:, 1:] > 0).all(axis=1)


class Sourced(pa.DataFrameModel):
    """What every prescribed row carries: where the figure stands, how sure that is, and the copy it was read in.

    `source` names document, table and page as a professional does, and a practice as one; no address and no program.
    `tables.load` puts the doubt behind it (`DOUBT`). `seen_in` names the copy, for those who check the table, and
    stands in no report; it is empty where nothing was read.
    """

    source: Series[str] = word()
    confidence: Series[str] = pa.Field(isin=CONFIDENCE)
    seen_in: Series[str]

    class Config:
        """Columns outside the declaration are refused, text is read as the declared type."""

        strict = True
        coerce = True


class Ranged(Sourced):
    """A table with a low and a high bound."""

    low: Series[float] = bound()
    high: Series[float] = bound()

    @pa.dataframe_check
    @classmethod
    def low_not_above_high(cls, rows: pd.DataFrame) -> pd.Series:
        """Refuse a range turned round; an absent bound is never at fault."""
        return ~(rows["low"] > rows["high"])

    @pa.dataframe_check
    @classmethod
    def somebound(cls, rows: pd.DataFrame) -> pd.Series:
        """Refuse a row without a figure: prose has no place here."""
        figures = [c for c in ("low", "target", "high") if c in rows]
        return rows[figures].notna().any(axis=1)


class Aged(Ranged):
    """A range for children from `age_low` to `age_high`, both included."""

    age_low: Series[int] = pa.Field(in_range={"min_value": 2, "max_value": 6})
    age_high: Series[int] = pa.Field(in_range={"min_value": 2, "max_value": 6})

    @pa.dataframe_check
    @classmethod
    def ages_in_order(cls, rows: pd.DataFrame) -> pd.Series:
        """Refuse a youngest age above the oldest."""
        return rows["age_low"] <= rows["age_high"]
