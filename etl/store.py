"""The SQL store: one engine a process, sessions and migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlmodel import Session

from etl import events, registered
from etl.settings import settings, wall_clock
from schemas.access import OPERATOR

# Migrations are looked at where they are needed: a web process should not wait for their library when it starts.
if TYPE_CHECKING:
    from alembic.config import Config

_PUBLISHING = 7_346_001  # any number, the same in every process
_MIGRATIONS = Path(__file__).parent / "migrations"


@lru_cache
def engine(url: str = "") -> Engine:
    """The engine for a database address, made once a process; by default the one in the settings."""
    url = url or settings().database_url
    if not url.startswith("sqlite"):
        return create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), pool_pre_ping=True, pool_size=10)
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _prepare_sqlite(connection: Any, _: Any) -> None:  # noqa: ANN401 - a driver's own connection
    # The driver's own transaction handling starts too late and would let two writers read before either writes.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    is_reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


@contextmanager
def writing(url: str = "") -> Iterator[Session]:
    """One transaction: everything in it is kept, or nothing."""
    with Session(engine(url)) as session, session.begin():
        yield session


@contextmanager
def publishing(url: str = "") -> Iterator[Session]:
    """As `writing`, one at a time: what it reads is what counts until it ends, so that no sum leaves anyone out.

    SQLite has one writer at a time in any case. On PostgreSQL others may write what is no part of a publication. The
    register of authorities is the store's from here on.
    """
    with writing(url) as session:
        if session.connection().dialect.name == "postgresql":
            session.execute(select(func.pg_advisory_xact_lock(_PUBLISHING)))
        registered.bring_up_to_date(session)
        yield session


@contextmanager
def reading(url: str = "") -> Iterator[Session]:
    """A session that only reads, and never makes a writer wait."""
    with Session(engine(url).execution_options(reading=True)) as session:
        yield session


def migrations(url: str = "") -> "Config":
    """Alembic's settings for a database."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["engine"] = engine(url)
    return config


def migrate(url: str = "") -> None:
    """Bring the store to the newest migration, and say so in the trail if it was not there."""
    from alembic import command

    before = _revision(url)
    command.upgrade(migrations(url), "head")
    if (now_at := _revision(url)) != before:
        with writing(url) as session:
            words = f"From {before or 'nothing'} to {now_at}."
            events.record(session, "store.migrated", OPERATOR.subject, wall_clock(), detail=words)


def is_migrated(url: str = "") -> bool:
    """Whether the store is at the newest migration."""
    from alembic.script import ScriptDirectory

    return _revision(url) == ScriptDirectory.from_config(migrations(url)).get_current_head()


def _revision(url: str) -> str | None:
    from alembic.runtime.migration import MigrationContext

    with engine(url).execution_options(reading=True).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
