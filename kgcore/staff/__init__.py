"""Staff: roster and ratios, training, scorecards of the three posts, mentoring, meetings, the kitchens' six T."""

from kgcore.office import NothingRecordedError
from kgcore.staff._review import StaffReview, review
from kgcore.staff.scorecards import ScorecardError

month = term = review

__all__ = ["NothingRecordedError", "ScorecardError", "StaffReview", "month", "review", "term"]
