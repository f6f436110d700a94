"""The forecast in words and on its pages: what is said, to whom, and what is said while nothing can be."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from dashboard import forecast_words as words
from dashboard.forecast_figures import outlook_figure, score_figure
from dashboard.lines import shifted
from dashboard.reads_forecast import Ahead, _bound, ahead
from dashboard.scope import readable
from schemas.access import Role, Viewer
from schemas.authorities import authorities
from schemas.forecasting_score import judged
from schemas.periods import Period
from schemas.programme import Milestone
from tests.dashboard import builder
from tests.dashboard.opened import opened, words_of
from tests.schemas.histories import MILESTONE, history

NOBODY = Viewer("nobody")
BOARD = Viewer("board", "Board member", frozenset({Role.MEMBER}))


@pytest.fixture(scope="module")
def made() -> Ahead:
    it = history(20, 153)
    places = authorities(date(2026, 11, 22))
    names = {f"A{at:03d}": place.authority_id for at, place in enumerate(places)}
    rows = it.statements.with_columns(pl.col("authority_id").replace_strict(names))
    known = {on: rows.filter(pl.col("position") <= on) for on in rows["position"].unique()}
    return judged(known, MILESTONE, it.position, Period.containing(it.position).shifted(2).end, runs=100)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "less than 1 in 20"),
        (0.08, "about 1 in 10"),
        (0.3, "about 1 in 3"),
        (0.52, "about 1 in 2"),
        (0.99, "more than 19 in 20"),
    ],
)
def test_a_chance_is_said_as_people_say_it(share: float, said: str) -> None:
    assert words.chance(share) == said


def test_the_headline_can_be_read_aloud(made: Ahead) -> None:
    found, _ = made
    assert found is not None
    said = words.headline(Milestone.M17, found, found.counts)
    assert f"{found.counts[-1].middle} of 153 authorities will be fully operational" in said
    assert len(said.split()) <= 26
    assert words.headline(Milestone.M17, None, ()) == "There is too little history for a forecast."


def test_counts_begin_from_what_evidence_supports(made: Ahead) -> None:
    found, _ = made
    assert found is not None
    first = shifted(found, found.met_count - 2, 153)
    assert [c.middle for c in first] == [c.middle - 2 for c in found.counts]
    assert all(0 <= c.low <= c.middle <= c.high <= 153 for c in shifted(found, 153, 153))


def test_the_score_is_said_with_its_picture_and_a_range_that_holds_too_little_says_so(made: Ahead) -> None:
    _, score = made
    assert score is not None
    figure = score_figure(score, Milestone.M17, 153, builder.LATEST)
    assert figure.title.startswith(f"{score.inside} of {len(score.trials)} past outcomes")
    assert figure.alt.count("likely") == len(score.trials)
    missed = replace(score, trials=tuple(replace(t, low=0, high=0, happened=9) for t in score.trials))
    assert "fewer than the eight in ten" in words.done(missed)
    assert words.done(None) == "No past forecast can be judged yet."


def test_an_authority_still_waiting_has_a_picture_and_one_that_is_there_has_none(made: Ahead) -> None:
    found, score = made
    assert found is not None
    both: Mapping[Milestone, Ahead] = {Milestone.M16: (None, None), Milestone.M17: (found, score)}
    waiting = {o.authority_id: o for o in found.outlooks if not o.is_met and o.low_on}
    for place in authorities(date(2026, 11, 22)):
        figure = outlook_figure(place, both, builder.LATEST)
        assert (figure is not None) == (place.authority_id in waiting)
        if figure is not None:
            assert words.chance(waiting[place.authority_id].chance) in figure.title


def test_an_officer_gets_england_and_no_other_authority(made: Ahead) -> None:
    found, _ = made
    assert found is not None
    own = found.outlooks[3].authority_id
    officer = Viewer("officer", roles=frozenset({Role.LA_PREPARER}), authority_ids=frozenset({own}))
    seen = _bound(found, found, readable(officer))
    assert seen is not None
    assert (seen.counts, seen.total) == (found.counts, found.total)
    assert [o.authority_id for o in seen.outlooks] == [own]
    assert ahead(NOBODY, str(builder.LATEST)) == {}


def _page(viewer):  # read as text by the test of the page, so without types
    from dashboard.views import forecast

    forecast.page(viewer)


@pytest.mark.usefixtures("sqlite_store")
def test_with_two_quarters_the_page_says_that_there_is_too_little_history() -> None:
    builder.publish()
    said = words_of(opened(_page, BOARD))
    assert "There is too little history for a forecast" in said
    assert "How the forecast is made" in said
