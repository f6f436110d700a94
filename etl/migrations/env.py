"""Alembic's way in: runs the migrations on the engine that `etl.store.migrations` hands over, all or nothing."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Engine
from sqlmodel import AutoString

from schemas import (
    returns,
    sources,
    tables,
    tables_alerts,
    tables_batches,
    tables_collections,
    tables_commentary,
    tables_explaining,
    tables_keeping,
    tables_register,
    tables_releases,
    tables_reviewing,
    trail,
)
from schemas.base import Table, UtcDateTime

# A table is known once the module that declares it is imported.
_DECLARED_IN = (
    returns, sources, tables, tables_alerts, tables_batches, tables_collections, tables_commentary, tables_explaining, tables_keeping, tables_register, tables_releases, tables_reviewing, trail,
)  # fmt: skip
# Any number will do, so long as nothing else in the database takes the same lock.
_LOCK = 704_231_117


def _render(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:  # noqa: ANN401 - any schema item
    """Write our own types as plain SQLAlchemy ones, so that an old migration outlives the code it was made from."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, sa.Enum):
        values = ", ".join(repr(value) for value in item.enums)
        return f"sa.Enum({values}, name={item.name!r}, native_enum=False, create_constraint=True, length={item.length})"
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        render_as_batch=True,
        render_item=_render,
        # SQLite can undo a change of tables too, once the transaction is begun properly (etl.store does).
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        context.run_migrations()


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            _run(connection)
            return
        # Batch changes rebuild a table; with foreign keys on, dropping the old one would take its children along.
        # The pragma does nothing inside a transaction, so it goes to the driver before one begins.
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            _run(connection)
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


_migrate(context.config.attributes["engine"])
