"""The surplus report and the public notice as display objects: each function takes the month and returns one thing."""

from kgcore.present.money.charts import causes_chart, daily_spend_chart, trend_chart
from kgcore.present.money.headline import headline
from kgcore.present.money.notice import notice, notice_headline
from kgcore.present.money.tables import (
    accounts,
    allocation,
    bases,
    budget,
    categories,
    causes,
    corrections,
    findings,
    foods,
    income,
    method,
    outlook,
    stocktake,
    trend,
)

__all__ = [
    "accounts", "allocation", "bases", "budget", "categories", "causes", "causes_chart", "corrections",
    "daily_spend_chart", "findings", "foods", "headline", "income", "method", "notice", "notice_headline", "outlook",
    "stocktake", "trend", "trend_chart",
]  # fmt: skip
