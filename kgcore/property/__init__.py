"""Property: assets in book and in fact, loans and losses, energy of the posts, stocktakes of the two warehouses."""

from kgcore.property._review import PropertyReview, review

month = term = review

__all__ = ["PropertyReview", "month", "review", "term"]
