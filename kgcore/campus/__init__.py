"""Campus: environment and waste sorting, dead corners, greening and the planting garden, projects."""

from kgcore.campus._review import CampusReview, review

month = term = review

__all__ = ["CampusReview", "month", "review", "term"]
