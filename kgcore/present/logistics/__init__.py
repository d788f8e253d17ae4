"""The logistics month, and the tables that the term assessment shares with it, as display objects."""

from kgcore.present.logistics._room_table import of
from kgcore.present.logistics.campus import corners, garden, greening, projects, zones
from kgcore.present.logistics.overview import dishes, findings, headline, measures
from kgcore.present.logistics.plan import calendar, coming, decisions, kept
from kgcore.present.logistics.property import custody, energy, energy_chart, loans, losses, rounds, saving, things

__all__ = [
    "calendar",
    "coming",
    "corners",
    "custody",
    "decisions",
    "dishes",
    "energy",
    "energy_chart",
    "findings",
    "garden",
    "greening",
    "headline",
    "kept",
    "loans",
    "losses",
    "measures",
    "of",
    "projects",
    "rounds",
    "saving",
    "things",
    "zones",
]
