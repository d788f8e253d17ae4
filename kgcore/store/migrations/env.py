"""What Alembic runs: the migrations on the connection that `kgcore.store.upgrade` holds open, in its transaction."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="kg_revision",
    transactional_ddl=False,  # the caller's transaction holds everything
)
context.run_migrations()
