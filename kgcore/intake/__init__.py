"""Ordinary sheets into an office: read as they are, asked about once, written whole when nothing is open."""

from kgcore.intake.forms import is_form
from kgcore.intake.questions import answer_workbook, answers_of
from kgcore.intake.service import IntakeResult, import_sheets

__all__ = ["IntakeResult", "answer_workbook", "answers_of", "import_sheets", "is_form"]
