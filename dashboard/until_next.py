"""Reads of work in hand, kept until anything happens: every change in the store is an event, so the last one's number is the key."""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

import streamlit as st

from dashboard import reads_trail
from dashboard.reads_releases import known_at
from etl.settings import settings
from schemas.access import Viewer

P, R = ParamSpec("P"), TypeVar("R")


def kept_until_next_event(read: Callable[Concatenate[Viewer, P], R]) -> Callable[Concatenate[Viewer, P], R]:
    """Keep what a read gives until the next event, for all who may read the same.

    For reads that depend on the store, their arguments and who asks; what depends on the day takes it as an argument.
    """
    name = f"{read.__module__}.{read.__qualname__}"

    @wraps(read)
    def asked(viewer: Viewer, *args: P.args, **named: P.kwargs) -> R:
        given = (*args, *sorted(named.items()))
        found = _kept(
            settings().database_url,
            reads_trail.last_event(viewer),
            _whose(viewer),
            name,
            given,
            lambda: read(viewer, *args, **named),
        )
        return cast(R, found)

    return asked


def _whose(viewer: Viewer) -> Hashable:
    return (
        tuple(sorted(map(str, viewer.roles))),
        tuple(sorted(viewer.authority_ids)),
        viewer.is_past,
        str(known_at(viewer)),
    )


@st.cache_resource(show_spinner=False, max_entries=128)
def _kept(
    store: str, last_event: int, whose: Hashable, name: str, given: tuple[object, ...], _read: Callable[[], object]
) -> object:
    return _read()
