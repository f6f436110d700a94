"""Pointing this process at a store, and forgetting it again."""

import itertools
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from etl import settings, store
from tests import services

TODAY = "2026-11-22"
_numbers = itertools.count()


def forget() -> None:
    """Empty every cache that our modules keep between calls, and Streamlit's, so that no test sees another's store."""
    if trail := sys.modules.get("etl.trail"):
        trail.settled()
    if store.engine.cache_info().currsize:
        for url in ("", settings.settings().database_url):
            store.engine(url).dispose()
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in {"etl", "dashboard", "seed"}:
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and value.__module__ == name:
                    value.cache_clear()
    if registered := sys.modules.get("etl.registered"):
        registered.forget()
    if streamlit := sys.modules.get("streamlit"):
        streamlit.cache_data.clear()
        streamlit.cache_resource.clear()


@contextmanager
def settings_for(url: str) -> Iterator[str]:
    """The settings of a demonstration on this store, on the day of the illustrative data."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OVERSIGHT_DATABASE_URL", url)
        patch.setenv("OVERSIGHT_ENVIRONMENT", "demonstration")
        patch.setenv("OVERSIGHT_TODAY", TODAY)
        forget()
        yield url
        forget()
    settings.settings.cache_clear()


@contextmanager
def copied(server: services.Postgres, template: str) -> Iterator[str]:
    """The address of a copy of a database, which is dropped afterwards."""
    name = f"test_{next(_numbers)}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield server.url(name)
    finally:
        server.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def made_of(request: pytest.FixtureRequest, kind: str) -> Iterator[str]:
    """A migrated, empty store of a kind, "sqlite" or "postgresql", for as long as a fixture of any scope wants it."""
    if kind == "sqlite":
        path = request.getfixturevalue("tmp_path_factory").mktemp("made") / "oversight.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        with settings_for(f"sqlite:///{path}") as url:
            yield url
        return
    server, template = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_template")
    with copied(server, template) as address, settings_for(address) as url:
        yield url
