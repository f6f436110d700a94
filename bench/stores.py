"""A store of the measurements' own, in a temporary folder, filled through the pipeline."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from etl import settings, store
from etl.pipeline import Receipt, submit_many
from etl.sessions import open_session
from schemas.access import OPERATOR
from schemas.authorities import authorities
from schemas.periods import Period
from schemas.spec import ReturnSpec
from seed.generate import uploads
from seed.people import seed_people

TODAY = "2026-11-22"
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
Q1, Q2 = Period.parse("2026-27 Q1"), Period.parse("2026-27 Q2")
ISSUER = "http://localhost:9999"


def close() -> None:
    """Let go of the store's file, everything in it written."""
    if store.engine.cache_info().currsize:
        store.engine().dispose()


def use(url: str) -> None:
    """Point this process at a store."""
    close()
    os.environ |= {
        "OVERSIGHT_DATABASE_URL": url,
        "OVERSIGHT_ENVIRONMENT": "demonstration",
        "OVERSIGHT_TODAY": TODAY,
        "OVERSIGHT_OIDC_ISSUER": ISSUER,
    }
    settings.settings.cache_clear()
    store.engine.cache_clear()


@contextmanager
def fresh() -> Iterator[Path]:
    """A migrated store with the illustrative people and nothing else; the value is its folder."""
    with tempfile.TemporaryDirectory(prefix="oversight-bench-") as name:
        use(f"sqlite:///{name}/bench.db")
        store.migrate()
        with store.writing() as session:
            seed_people(session, ISSUER)
        yield Path(name)
        close()


@contextmanager
def fresh_on_postgres() -> Iterator[str]:
    """The same on a PostgreSQL server of its own, made for the tests' speed; the value is its address."""
    from tests import services

    with services.postgres() as server:
        server.run("CREATE DATABASE bench")
        use(server.url("bench"))
        store.migrate()
        with store.writing() as session:
            seed_people(session, ISSUER)
        yield server.url("bench")
        close()


@contextmanager
def on_day(day: date) -> Iterator[None]:
    """The product's clock on another day."""
    os.environ["OVERSIGHT_TODAY"] = str(day)
    settings.settings.cache_clear()
    yield
    os.environ["OVERSIGHT_TODAY"] = TODAY
    settings.settings.cache_clear()


def load_quarter(spec: ReturnSpec, period: Period) -> list[Receipt]:
    """Send every authority's illustrative workbook of one return and quarter."""
    everyone = authorities(period.reference_date)
    return submit_many(OPERATOR, spec, period, uploads(spec, period, everyone), NOW)


def session_of(subject: str, issuer: str = ISSUER) -> str:
    """The token of a session opened for an illustrative person, as if they had just signed in."""
    return open_session(issuer, subject, os.urandom(16).hex(), datetime.now(UTC))
