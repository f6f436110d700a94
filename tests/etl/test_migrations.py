"""The migrations from nothing give the tables of the code, on SQLite and on PostgreSQL, and can be undone."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from etl import store
from schemas import returns, sources, tables, trail
from schemas.base import Table

# A table is known once the module that declares it is imported.
DECLARED_IN = (returns, sources, tables, trail)


def _differences(url: str) -> list[object]:
    with store.engine(url).execution_options(reading=True).connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), Table.metadata)


def _tables(url: str) -> set[str]:
    with store.engine(url).execution_options(reading=True).connect() as connection:
        return set(inspect(connection).get_table_names())


def test_a_migrated_database_has_exactly_the_tables_of_the_code(bare_database: str) -> None:
    store.migrate(bare_database)
    assert _tables(bare_database) == {*Table.metadata.tables, "alembic_version"}
    assert _differences(bare_database) == []
    assert store.is_migrated(bare_database)


def test_migrating_twice_changes_nothing(bare_database: str) -> None:
    store.migrate(bare_database)
    store.migrate(bare_database)
    assert _differences(bare_database) == []


def test_a_bare_database_is_not_migrated(bare_database: str) -> None:
    assert not store.is_migrated(bare_database)


def test_every_migration_can_be_undone_and_done_again(bare_database: str) -> None:
    store.migrate(bare_database)
    command.downgrade(store.migrations(bare_database), "base")
    assert _tables(bare_database) == {"alembic_version"}
    store.migrate(bare_database)
    assert _differences(bare_database) == []
