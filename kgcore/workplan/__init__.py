"""Work plan: what the year plan promises, when it falls due, and the evidence that it was done."""

from kgcore.workplan._review import WorkplanReview, review

month = term = review

__all__ = ["WorkplanReview", "month", "review", "term"]
