"""Property: assets in book and in fact, loans and losses, energy of the posts, stocktakes of the two warehouses."""

from kgcore.property.review import PropertyReview, month

term = month

__all__ = ["PropertyReview", "month", "term"]
