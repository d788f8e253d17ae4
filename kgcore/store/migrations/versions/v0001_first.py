"""The databases of kgcore 0.1.0.

Revision ID: 1
"""

revision = "1"
down_revision = None


def upgrade() -> None:
    """Nothing: a database of 0.1.0 is stamped with this revision before it is upgraded."""
