"""Energy of the posts by month."""

from __future__ import annotations

from demo import world
from demo.world import Frames, frame, generator

# Monthly use when all children are there: kWh for 电, m³ for 水 and 燃气; price in fen per unit.
POSTS = (
    ("食堂", "电", 6200, 62), ("食堂", "水", 410, 480), ("食堂", "燃气", 2300, 390),
    ("教学楼", "电", 8200, 62), ("教学楼", "水", 520, 480), ("办公", "电", 1400, 62), ("户外", "水", 130, 480),
)  # fmt: skip
SUMMER_MONTHS, SUMMER_FACTOR = ("06", "09"), 1.25
FULL_MONTH_DAYS = 22


def build() -> Frames:
    """Return the energy register."""
    random = generator("energy")
    rows = []
    for month in world.months():
        share = len(world.month_days(month)) / FULL_MONTH_DAYS
        for post, carrier, amount, fen in POSTS:
            season = SUMMER_FACTOR if carrier == "电" and month[-2:] in SUMMER_MONTHS else 1.0
            used = round(amount * share * season * float(random.normal(1, 0.03)))
            rows.append(
                {"month": month, "post": post, "carrier": carrier, "amount": float(used), "cost_fen": used * fen}
            )
    return {"energy": frame("energy", rows)}
