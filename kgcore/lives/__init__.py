"""Lives of master rows: what is renamed, made one, moved up a class, forgotten, or closed into an archive."""

from kgcore.lives.archiving import Archived, archive_term, take_archive_back
from kgcore.lives.copies import traces
from kgcore.lives.founding import Founding, founding_frames
from kgcore.lives.founding_answers import FoundingError
from kgcore.lives.moving import move_child
from kgcore.lives.names import merge, register_named, rename
from kgcore.lives.new_term import TermProposal, enter_term, propose_term
from kgcore.lives.school_days import CalendarError, CalendarProposal, propose_calendar

__all__ = [
    "Archived", "CalendarError", "CalendarProposal", "Founding", "FoundingError", "TermProposal", "archive_term",
    "enter_term", "founding_frames", "merge", "move_child", "propose_calendar", "propose_term",
    "register_named", "rename", "take_archive_back", "traces",
]  # fmt: skip
