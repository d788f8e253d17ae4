"""Lives of master rows: what is renamed, made one, moved up a class, forgotten, or closed into an archive."""

from kgcore.lives.names import merge, register_named, rename
from kgcore.lives.traces import traces

__all__ = ["merge", "register_named", "rename", "traces"]
