"""Property: assets in book and in fact, loans and losses, energy of the posts, stocktakes of the two warehouses."""

from kgcore.property._review import PropertyReview, energy_saving, review

month = term = review

__all__ = ["PropertyReview", "energy_saving", "month", "review", "term"]
