"""Lives of master rows: what is renamed, made one, moved up a class, forgotten, or closed into an archive."""

from kgcore.lives.copies import traces
from kgcore.lives.moving import move_child
from kgcore.lives.names import merge, register_named, rename

__all__ = ["merge", "move_child", "register_named", "rename", "traces"]
