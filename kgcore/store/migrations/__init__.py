"""Hand-written migrations (Alembic), one file each in `versions`; see docs/changing.md for how to add one.

Columns that may be empty and registers that are new need none: `kgcore.store.upgrade` derives them.
"""
