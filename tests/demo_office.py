"""The demonstration kindergarten as an office without a database: the frames of data/make_demo.py, read as they are."""

import sys
from functools import cache
from pathlib import Path

import pandas as pd

from kgcore import periods, registers
from kgcore.office import Office
from kgcore.registers.check import check
from kgcore.standards import Profile, food
from kgcore.store import period_column

DATA = Path(__file__).parents[1] / "data"
if str(DATA) not in sys.path:
    sys.path.insert(0, str(DATA))

import make_demo  # noqa: E402

ALL_FAULTS = make_demo.ALL_FAULTS
PLANTED = make_demo.PLANTED


class Frames:
    """Answers what an office asks of its store from frames in memory."""

    def __init__(self, frames):
        self.frames = frames

    def read(self, register, *, sites=None, start=None, end=None):
        declared = registers.get(register)
        rows = self.frames[register] if register in self.frames else _elsewhere(register)
        if sites is not None:
            rows = rows[rows["site"].isin(sites)]
        dated = period_column(declared)
        if dated is not None and start is not None:
            rows = rows[_inside(rows[dated], start, end)]
        return rows.reset_index(drop=True)

    def archived(self):
        """No term lies in an archive."""
        return []


def _inside(column, start, end):
    if column.dtype.kind == "M":
        return column.between(pd.Timestamp(start), pd.Timestamp(end))
    spans = {text: periods.parse(text) for text in column.unique()}
    return column.map(lambda text: spans[text].end >= start and spans[text].start <= end).astype(bool)


@cache
def _elsewhere(register):
    """Foods and dishes are packaged; what the demonstration does not keep is empty."""
    if register in ("foods", "dishes", "dish_ingredients"):
        return food.load(register).assign(site="main")
    declared = registers.get(register)
    return check(declared, pd.DataFrame({column.name: [] for column in registers.columns(declared)}))[0]


def office(*faults: str, frames=None) -> Office:
    """Return the office with the named faults planted, or one on the frames given."""
    made = make_demo.frames(frozenset(faults)) if frames is None else frames
    return Office(Frames(made), "main", Profile.load(None))
