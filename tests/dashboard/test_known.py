"""What is cached stays until what it was made from changes: another quarter's release leaves it alone, its own does not."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import polars as pl
import pytest
from sqlalchemy import Engine, event
from streamlit.testing.v1 import AppTest

from dashboard import reads
from dashboard.quarter import read_quarter
from dashboard.views import authority, overview, rollout
from etl import working
from etl.known import Known
from etl.store import writing
from schemas.access import Role, Viewer
from schemas.periods import Period
from tests.dashboard import builder

NOW, LONG_AGO = builder.LATEST, Period.parse("2024-25 Q3")
BOARD = Viewer("demo-board", "Board member", frozenset({Role.MEMBER}))
ANALYST = Viewer("demo-analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
SOLIHULL = "LA334"


@pytest.fixture
def built(store: str) -> str:
    for period in (NOW.previous, NOW):
        builder.send(SOLIHULL, period)
    builder.publish()
    return store


def publish(period: Period, **values: float) -> None:
    """A release of a quarter; some indicators' national values are as given."""
    rows = builder.observations(period)
    for indicator_id, value in values.items():
        is_it = (pl.col("indicator_id") == indicator_id.replace("_", "-")) & (pl.col("level") == "england")
        rows = rows.with_columns(value=pl.when(is_it).then(value).otherwise("value"))
    later = builder.NOW + timedelta(hours=1)
    with writing() as session:
        working.publish(session, working.begin(session, "demo-analyst", period.label, later), rows)


@contextmanager
def figures_read() -> Iterator[list[str]]:
    """The statements that read figures or the rows of returns."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if re.search(r"observation\.value|FROM unit_|FROM funding_", statement):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def shown(view: object, viewer: Viewer = BOARD) -> str:
    """Everything that a page says."""

    def script(view: object, viewer: object) -> None:
        import streamlit as st

        st.query_params["code"] = "E08000029"
        view.page(viewer)  # type: ignore[attr-defined]

    page = AppTest.from_function(script, default_timeout=60, args=(view, viewer)).run()
    assert not page.exception, page.exception
    return re.sub(r"<[^>]+>", " ", " ".join(str(element.proto.body) for element in page.get("html")))


def read_of(seen: list[str]) -> list[str]:
    """Which tables some statements read, in order."""
    return [re.sub(r"(?s).*?FROM (\w+).*", r"\1", one) for one in seen]


def test_another_quarters_release_leaves_a_page_as_it_is(built: str) -> None:
    before = shown(rollout)
    publish(LONG_AGO)
    with figures_read() as seen:
        assert shown(rollout) == before
    assert seen == []


def test_on_the_overview_it_adds_a_point_to_the_line_and_nothing_else_is_made_again(built: str) -> None:
    shown(overview)
    publish(LONG_AGO)
    with figures_read() as seen:
        shown(overview)
    assert read_of(seen) == ["observation", "unit_milestones"], "the point, and the forecast's own dates"
    assert set(reads.series(BOARD, ("UR-02",))["period"]) == {str(LONG_AGO), str(NOW.previous), str(NOW)}


def test_on_an_authoritys_page_it_adds_a_quarter_to_the_series_and_nothing_else_is_made_again(built: str) -> None:
    before = shown(authority)
    publish(LONG_AGO)
    with figures_read() as seen:
        after = shown(authority)
    assert read_of(seen) == ["observation", "unit_milestones"], "the point, and the forecast's own dates"
    assert LONG_AGO.label not in before
    assert LONG_AGO.label in after


@pytest.mark.parametrize("period", [NOW, NOW.previous])
def test_a_release_of_the_quarter_shown_or_of_the_one_before_is_seen_at_once(built: str, period: Period) -> None:
    quarter = read_quarter(BOARD, NOW)
    publish(period, UR_03=42.0)
    after = read_quarter(BOARD, NOW)
    assert after is not quarter
    figure = after.figure if period == NOW else after.figure_before
    assert figure("UR-03").value == 42.0


def test_a_corrected_quarter_changes_the_page(built: str) -> None:
    assert "68.5%" in shown(overview)
    publish(NOW, UR_03=42.0)
    assert "42.0%" in shown(overview)


@pytest.mark.parametrize(
    "read",
    [
        lambda: reads.observations(BOARD, str(NOW)),
        lambda: reads.observations(ANALYST, str(NOW)),
        lambda: reads.milestone_dates(ANALYST, str(NOW)),
    ],
)
def test_a_frame_is_the_very_same_until_its_quarter_changes(built: str, read: Callable[[], object]) -> None:
    first = read()
    publish(LONG_AGO)
    assert read() is first
    publish(NOW, UR_03=42.0)
    assert read() is not first


def test_a_new_version_of_an_earlier_return_is_seen_where_it_is_carried_forward(built: str) -> None:
    """Solihull's page of a later quarter reads its newest accepted return, whichever quarter that is of."""
    later = str(NOW.shifted(1))
    first = reads.accepted(BOARD, SOLIHULL, later)
    assert len(first) == 2
    builder.send(SOLIHULL, NOW.shifted(1))
    assert set(reads.accepted(BOARD, SOLIHULL, later)).isdisjoint(first)


def test_releases_before_the_first_look_are_not_told_apart() -> None:
    known = Known(7, 7, {"2026-27 Q1": 7, "2026-27 Q2": 7}).followed_by(9, [("2026-27 Q2", 8), ("2026-27 Q2", 9)])
    assert known.newest(("2026-27 Q1",)) == 7
    assert known.newest(("2026-27 Q1", "2026-27 Q2")) == 9
    assert known.newest(("2019-20 Q1",)) == 7
    assert known.newest() == 9


def test_every_quarter_with_figures_is_found(built: str) -> None:
    assert reads.periods(BOARD) == [str(NOW.previous), str(NOW)]
    publish(LONG_AGO)
    assert reads.periods(BOARD) == [str(LONG_AGO), str(NOW.previous), str(NOW)]
