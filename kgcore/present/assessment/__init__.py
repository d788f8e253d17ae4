"""The term assessment as display objects; the tables of the rooms are those of the logistics month."""

from kgcore.present.assessment.change import appendix, closing, compared, compared_chart, figures, recommendations
from kgcore.present.assessment.overview import chapters, findings, goals, goals_chart, headline
from kgcore.present.assessment.plan_page import open_promises, plan_chapters, promises

__all__ = [
    "appendix",
    "chapters",
    "closing",
    "compared",
    "compared_chart",
    "figures",
    "findings",
    "goals",
    "goals_chart",
    "headline",
    "open_promises",
    "plan_chapters",
    "promises",
    "recommendations",
]
