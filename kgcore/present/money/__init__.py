"""The surplus report and the public notice as display objects: each function takes the month and returns one thing."""

from kgcore.present.money import audit, tracing
from kgcore.present.money.charts import category_causes_chart, causes_chart, daily_spend_chart, trend_chart
from kgcore.present.money.differences import category_causes, causes, foods
from kgcore.present.money.month_headline import headline
from kgcore.present.money.public_notice import notice, notice_headline
from kgcore.present.money.settlement import checklist, presettlement, reconciliation, refunds
from kgcore.present.money.tables import (
    accounts,
    allocation,
    bases,
    budget,
    categories,
    corrections,
    findings,
    income,
    method,
    outlook,
    stocktake,
    trend,
)

__all__ = [
    "accounts", "allocation", "audit", "bases", "budget", "categories", "category_causes", "category_causes_chart",
    "causes", "causes_chart", "checklist", "corrections", "daily_spend_chart", "findings", "foods", "headline",
    "income", "method", "notice", "notice_headline", "outlook", "presettlement", "reconciliation", "refunds",
    "stocktake", "tracing", "trend", "trend_chart",
]  # fmt: skip
