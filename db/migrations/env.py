"""Alembic's entry: runs on the connection that db/migrate.py hands over."""

from alembic import context

from db.migrate import is_modelled
from db.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    include_name=is_modelled,
)
with context.begin_transaction():
    context.run_migrations()
