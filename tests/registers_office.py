"""An office over frames in memory: what the rooms read, without a database between."""

import datetime as dt
from types import SimpleNamespace

import pandas as pd

from kgcore import periods, registers
from kgcore.office import Office
from kgcore.standards import Profile
from kgcore.store import period_column
from kgcore.store.rows import to_frame

# registers that the demonstration has no rows for
EMPTY = {name: to_frame(registers.get(name), []) for name in ("class_moves",)}


class FrameOffice(SimpleNamespace):
    """Reads frames of the demonstration by site and period, as `Office` does."""

    def __init__(self, frames, site="main"):
        super().__init__(frames=frames, site=site, profile=Profile.load(None))

    reached = Office.reached
    recorded = Office.recorded
    employed = Office.employed
    stays = Office.stays
    roll_on = Office.roll_on

    def read(self, register, period=None, *, sites="own"):
        frame = self.frames[register] if register in self.frames else EMPTY[register]
        if sites == "own":
            frame = frame[frame["site"] == self.site]
        if period is not None:
            span = periods.parse(period) if isinstance(period, str) else period
            column = period_column(registers.get(register))
            kept = [self._inside(value, span) for value in frame[column]]
            frame = frame[pd.Series(kept, index=frame.index, dtype=bool)]
        return frame.reset_index(drop=True)

    @staticmethod
    def _inside(value, span):
        if isinstance(value, str):
            other = periods.parse(value)
            return other.start <= span.end and span.start <= other.end
        return span.start <= value.date() <= span.end

    def school_days(self, period) -> list[dt.date]:
        calendar = self.read("calendar", period)
        return [day.date() for day in calendar.loc[calendar["school_day"], "date"]]
