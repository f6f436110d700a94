"""Pointing this process at a store, and forgetting it again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from etl import settings, store

TODAY = "2026-11-22"


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
