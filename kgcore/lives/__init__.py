"""Lives of master rows: what is renamed, made one, moved up a class, forgotten, or closed into an archive."""

from kgcore.lives.copies import traces
from kgcore.lives.names import merge, register_named, rename

__all__ = ["merge", "register_named", "rename", "traces"]
