"""What reading a quarter as it was costs beside reading it now, in a store of a million observations, on both databases."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

import streamlit as st
from sqlalchemy import ColumnElement, Connection, func, insert, literal, select
from sqlmodel import Session, col

from bench import stores
from bench.measure import Measure, median, phase, seconds
from dashboard import reads
from etl import working
from etl.frames import table_of
from etl.store import reading, writing
from schemas.access import Role, Viewer
from schemas.indicators import INDICATORS
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.tables import Computation, ObservationRow
from schemas.tables_releases import Release, ReleaseDecision, ReleaseStep

QUARTERS, VERSIONS, REPEATS = 12, 3, 7
LEAST = 1_000_000
LATER = stores.NOW + timedelta(days=90)
MIDDLE = stores.NOW + timedelta(days=15)
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
MEMBER = Viewer("member", "Board member", frozenset({Role.MEMBER}))
AUTHORITY = "LA334"
Read = Callable[[datetime | None], object]


def measures() -> list[Measure]:
    """read_at_ratio and read_now_ms: the slowest of what pages read, now and as at an instant in the middle."""
    found: list[Measure] = []
    for name, suffix, opened in (("SQLite", "", stores.fresh), ("PostgreSQL", "_pg", stores.fresh_on_postgres)):
        with opened(), phase(f"a million observations on {name}"), later():
            fill()
            with phase(f"reading now and as it was, {name}"):
                found += _measured(name, suffix)
    return found


@contextmanager
def later() -> Iterator[None]:
    """The product's clock set to after the last version, so that all of them are in the past."""
    with stores.on_day(LATER.date()):
        yield


def fill(versions: int = VERSIONS) -> None:
    """A real quarter, the same figures for others, and every figure restated in later versions."""
    for spec in RETURNS.values():
        stores.load_quarter(spec, stores.Q2)
    with writing() as session:
        first = session.connection()
        newest = session.scalar(select(func.max(col(Computation.id)))) or 0
        for number in range(QUARTERS):
            for version in range(versions):
                if number or version:
                    newest += 1
                    _copied(first, newest, stores.Q2.shifted(number), version)
        for number, version in enumerate((1, VERSIONS), 1):
            _released(session, number, version, newest)
    if (kept := count()) < LEAST:
        raise AssertionError(f"Only {kept:,} observations.")


def _copied(connection: Connection, number: int, period: Period, version: int) -> None:
    """The first quarter's figures, for a quarter and a version that follows, each a little more than the one before."""
    rows, made = table_of(ObservationRow), table_of(Computation)
    at = stores.NOW + timedelta(days=10 * version, seconds=number)
    note = {"id": number, "published_at": at, "published_by": "analyst", "reason": "Measured"}
    connection.execute(insert(made), [note])
    changed = {
        "computation_id": literal(number),
        "period": literal(str(period)),
        "as_of": literal(at, rows.c.as_of.type),
    }
    changed["numerator"] = rows.c.numerator + version
    names = [column.name for column in rows.columns if column.name != "id"]
    key = [rows.c[name] for name in working.KEY]
    newest = (
        select(func.max(rows.c.id)).where(rows.c.period == str(stores.Q2), rows.c.as_of <= stores.NOW).group_by(*key)
    )
    query = select(*(changed.get(name, rows.c[name]) for name in names)).where(rows.c.id.in_(newest))
    connection.execute(insert(rows).from_select(names, query))


def _released(session: Session, number: int, version: int, newest: int) -> None:
    """A release of what was known after so many versions."""
    at = stores.NOW + timedelta(days=10 * version - 5, seconds=newest)
    upto = session.scalar(select(func.max(col(Computation.id))).where(col(Computation.published_at) <= at)) or 0
    session.add(
        Release(
            id=number, title=f"Release {number}", reason="Measured", computation_id=upto, data_version=f"{number}.0.0",
            checklist="[]", prepared_at=at, prepared_by="analyst", after_id=number - 1 or None,
        )
    )  # fmt: skip
    session.flush()
    session.add(
        ReleaseDecision(
            release_id=number, prepared_by="analyst", step=ReleaseStep.APPROVED, decided_at=at, decided_by="authoriser",
            visible_from=at,
        )
    )  # fmt: skip
    session.flush()


def count() -> int:
    """How many observations the store holds."""
    with reading() as session:
        return session.scalar(select(func.count()).select_from(ObservationRow)) or 0


def _pages() -> dict[str, Read]:
    """What pages read of a quarter, each by the instant."""
    period = str(stores.Q2)
    england = tuple(one.id for one in INDICATORS.values())[:3]
    return {
        "a quarter, everything": lambda at: reads.observations(ANALYST, period, at),
        "a quarter, as the Board sees it": lambda at: reads.observations(MEMBER, period, at),
        "England over every quarter": lambda at: reads.series(ANALYST, england, at),
        "an authority's neighbours": lambda at: reads.neighbours(MEMBER, AUTHORITY, period, at),
        "an authority in a quarter": partial(_stored, col(ObservationRow.geography) == AUTHORITY),
        "an indicator in a quarter": partial(_stored, col(ObservationRow.indicator_id) == "UR-02"),
    }


def _stored(condition: ColumnElement[bool], at: datetime | None) -> object:
    with reading() as session:
        return working.observations(session, [col(ObservationRow.period) == str(stores.Q2), condition], at)


def _measured(name: str, suffix: str) -> list[Measure]:
    ratios, now_ms = {}, {}
    for words, read in _pages().items():
        _cold(read, None)
        # In turn, so that whatever else the machine does falls on both alike.
        pairs = [(_cold(read, None), _cold(read, MIDDLE)) for _ in range(REPEATS)]
        now_s, then_s = (median([pair[at] for pair in pairs]) for at in (0, 1))
        ratios[words], now_ms[words] = then_s / now_s, now_s * 1000
    slowest = max(ratios, key=lambda words: ratios[words])
    each = "; ".join(f"{words}: {now_ms[words]:.0f} ms now, × {ratios[words]:.2f}" for words in ratios)
    whole = f"{count():,} observations of {QUARTERS} quarters in {VERSIONS} versions, {name}, nothing kept from before"
    load = f"load average {os.getloadavg()[0]:.1f}"
    worst = "a quarter, as the Board sees it"
    return [
        Measure(
            f"read_at_ratio{suffix}", ratios[slowest], "×", f"the worst of six, {slowest}; {each}; {whole}; {load}"
        ),
        Measure(f"read_now_ms{suffix}", now_ms[worst], "ms", f"{worst}; median of {REPEATS}; {whole}; {load}"),
    ]


def _cold(read: Read, at: datetime | None) -> float:
    st.cache_resource.clear()
    return seconds(lambda: read(at))
