"""Campus: environment and waste sorting, dead corners, greening and the planting garden, projects."""

from kgcore.campus.review import CampusReview, month

term = month

__all__ = ["CampusReview", "month", "term"]
