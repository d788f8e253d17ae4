"""The monthly nutrition analysis as display objects: each function takes the month and returns one thing to show."""

from kgcore.present.nutrition.charts import (
    groups_chart,
    macro_chart,
    meals_chart,
    nutrients_chart,
    protein_chart,
    trend_chart,
)
from kgcore.present.nutrition.headlines import headline
from kgcore.present.nutrition.tables import (
    advice,
    bands,
    consumption,
    findings,
    groups,
    kinds,
    meals,
    method,
    nutrients,
    outliers,
    person_days,
    plan,
    promise,
    quality,
    sources,
)

__all__ = [
    "advice",
    "bands",
    "consumption",
    "findings",
    "groups",
    "groups_chart",
    "headline",
    "kinds",
    "macro_chart",
    "meals",
    "meals_chart",
    "method",
    "nutrients",
    "nutrients_chart",
    "outliers",
    "person_days",
    "plan",
    "promise",
    "protein_chart",
    "quality",
    "sources",
    "trend_chart",
]
