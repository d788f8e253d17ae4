"""Staff: roster and ratios, training, scorecards of the three posts, mentoring, meetings, the kitchens' six T."""

from kgcore.office import NothingRecordedError
from kgcore.staff.report import StaffReport, month, term
from kgcore.staff.scorecards import ScorecardError

__all__ = ["NothingRecordedError", "ScorecardError", "StaffReport", "month", "term"]
