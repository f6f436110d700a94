"""Practice, Inspection and Learning: the finding, the limits, who is left out, and who may see which page."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.funnel_figures import funnel_figure
from dashboard.funnels import Volume, left_out_words, outside_words, title, volume
from dashboard.navigation import pages
from dashboard.quarter import Quarter, read_quarter
from dashboard.reads_practice import TRENDS, funnel_limits, recent
from dashboard.trends import finding, moved, track, trend, usual, without_limits
from dashboard.views import inspection, learning, practice
from dashboard.views.authority_funnel import neutral_volume
from dashboard.views.inspection_parts import every_judgement, judged, sentence
from dashboard.views.inspection_records import actions, interventions, joint, statement
from dashboard.views.learning_parts import sentence as learning_sentence
from etl import working
from etl.store import writing
from schemas.access import NOBODY, Role, Viewer
from schemas.authorities import ENGLAND, authorities, authority, regions
from schemas.limits import Where
from schemas.periods import Period
from tests.dashboard import builder
from tests.dashboard.opened import ran, words_of
from tests.stores import settings_for

QUARTER = Period.parse("2026-27 Q2")
SOLIHULL, RUTLAND, SCILLY, KENT, LEEDS = "LA334", "LA857", "LA420", "LA886", "LA383"
BOARD = Viewer("board", "Board member", frozenset({Role.MEMBER}))
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({SOLIHULL}))
INSPECTORATE = Viewer("inspector", "Inspectorate", frozenset({Role.INSPECTORATE}))
Row = dict[str, Any]


def row(id_: str, place: str, value: float | None, of: tuple[float, float] | None = None, **more: Any) -> Row:
    """One observation; `of` is its numerator and denominator."""
    level = "england" if place == ENGLAND else "authority" if place.startswith("LA") else "region"
    numerator, denominator = of or (value, None)
    return {
        "indicator_id": id_, "level": level, "geography": place, "period": str(QUARTER), "breakdown": "",
        "numerator": numerator, "denominator": denominator, "value": value, "status": "ok" if value is not None else "x",
        "flags": "", "rag": "not_rated", "rag_reason": "", "thresholds_version": "", "returned_count": 1, "due_count": 1,
        "source": "",
    } | more  # fmt: skip


def enquiries() -> Iterator[Row]:
    """England at 180 per 10,000; half at 150 and half at 210 of 50,000 children, Leeds at 900, Scilly tiny, Rutland hidden."""
    yield row("CP-01", ENGLAND, 180.0, (180_000, 10_000_000))
    for number, a in enumerate(authorities(QUARTER.reference_date)):
        rate, base = {LEEDS: (900, 50_000), SCILLY: (100, 2_000)}.get(a.authority_id, (150 + 60 * (number % 2), 50_000))
        if a.authority_id == RUTLAND:
            yield row("CP-01", RUTLAND, None, status="c")
        else:
            yield row("CP-01", a.authority_id, float(rate), (rate * base / 10_000, base))


def judgements() -> Iterator[Row]:
    """Three authorities: Solihull good at 40 months, Kent inadequate at 12, Leeds without a judgement."""
    for place, value, months in ((SOLIHULL, 3, 40), (KENT, 1, 12), (LEEDS, None, None)):
        yield row("IN-02", place, value, rag="red" if place == KENT else "stale")
        yield row("IN-04", place, months)


def measured(period: Period, value: float) -> Iterator[Row]:
    """The rated measures of a quarter, for England and its regions."""
    for place in (ENGLAND, *regions()):
        for id_ in ("CP-03", "CP-05", "PS-01", "SI-01", "SI-02", "SI-03", "IN-03"):
            yield row(id_, place, value, (value * 10, 1_000), period=str(period))
    yield row("UR-02", ENGLAND, 56.9, (87, 153), period=str(period), returned_count=141, due_count=153)


def framed(rows: list[Row]) -> pl.DataFrame:
    columns = {name: working.OBSERVATION_TYPES[name] for name in working.KEY + working.CONTENT}
    return pl.DataFrame(rows, schema=columns)


def quarter(rows: list[Row]) -> Quarter:
    return Quarter(QUARTER, framed(rows), framed([]))


@pytest.fixture(scope="module")
def kept(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve quarters of England and its regions, and the newest of every authority."""
    path = tmp_path_factory.mktemp("practice") / "twelve.db"
    shutil.copy(sqlite_template, path)
    with settings_for(f"sqlite:///{path}"), writing() as session:
        for back in range(11, -1, -1):
            period = QUARTER.shifted(-back)
            rows = list(measured(period, 82.0 if back % 2 else 80.0))
            rows += [*enquiries(), *judgements()] if not back else []
            working.publish(session, working.begin(session, "demo-analyst", period.label, builder.NOW), framed(rows))
    return path


@pytest.fixture
def store(kept: Path, tmp_path: Path) -> Iterator[str]:
    shutil.copy(kept, tmp_path / "oversight.db")
    with settings_for(f"sqlite:///{tmp_path / 'oversight.db'}") as url:
        yield url


def shown(view: object, viewer: Viewer, **address: str) -> str:
    """What a page says to a viewer."""

    def script(view: object, viewer: object) -> None:
        view.page(viewer)  # type: ignore[attr-defined]

    page = AppTest.from_function(script, default_timeout=60, args=(view, viewer))
    for name, value in address.items():
        page.query_params[name] = value
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words_of(ran(page.run()))))


def found(viewer: Viewer) -> Volume:
    made = volume(read_quarter(viewer, QUARTER), "CP-01", funnel_limits(viewer, "CP-01", str(QUARTER)))
    assert made is not None
    return made


def test_a_series_has_limits_from_eight_whole_years_only(store: str) -> None:
    """Twelve quarters: a figure over four quarters is whole from the fourth, so nine are."""
    rows = recent(BOARD, ("CP-03", "PS-01"), str(QUARTER))
    yearly, position = trend(rows, "CP-03"), trend(rows, "PS-01")
    assert (len(yearly.points), len(yearly.compared), len(position.compared)) == (12, 9, 12)
    assert yearly.control is not None
    assert position.control is not None
    assert yearly.control.high - yearly.control.middle == pytest.approx(2 * 2 * 3 / 1.128), "2 a move, twice as far"
    assert position.control.high - position.control.middle == pytest.approx(2 * 3 / 1.128)
    early = trend(recent(BOARD, ("CP-03",), str(QUARTER.shifted(-2))), "CP-03")
    assert early.control is None
    assert "need 8 quarters" in without_limits([("Conferences", early)])
    assert track(early, "Conferences").limits is None


def test_a_move_beyond_what_is_usual_says_ask_why() -> None:
    values = [80.0, 81.0] * 5 + [60.0]
    rows = pl.DataFrame(
        [("PS-01", str(QUARTER.shifted(n - 10)), "england", ENGLAND, v, None, None, "ok", "", 4) for n, v in enumerate(values)],
        schema=TRENDS, orient="row",
    )  # fmt: skip
    one = trend(rows, "PS-01")
    assert usual(one) == "Outside its usual range, below: ask why."
    assert [(s.is_run, s.is_above) for s in one.signalled.values()] == [(True, True), (False, False)], (
        "ten above, then one out"
    )
    assert moved(one, QUARTER) == "down 21.0 points, worse"
    assert (
        finding([one], QUARTER)
        == "Of 1 measure none is better than a year ago and 1 worse; 1 is outside the usual range"
    )


def test_who_is_outside_and_who_is_left_out_is_said_in_words(store: str) -> None:
    it = found(BOARD)
    assert it.out(Where.ABOVE) == ["Leeds"]
    assert "Above: Leeds." in outside_words(it)
    assert "Ask why" in outside_words(it)
    assert left_out_words(it) == (
        f"{len(it.places) - 2} authorities are drawn. Left out: 1 with fewer than 5,000 children aged 0 to 17 and 1 suppressed [c]."
    )
    assert title(it, None).endswith("1 of 151 authorities is outside the range expected for its size")
    assert title(it, it.find(SCILLY)) == "Section 47 enquiries: Isles of Scilly is left out, too small to compare"


def test_a_funnel_names_only_the_chosen_and_its_table_is_by_name(store: str) -> None:
    it = found(BOARD)
    made = funnel_figure(it, it.find(SOLIHULL), is_every=True)
    assert "Solihull" in made.wide
    assert "Leeds" not in made.wide
    assert "Kent" not in made.narrow
    names = re.findall(r'<th scope="row"[^>]*>([^<]*)</th>', made.table)
    assert names == [*sorted(names[:-1]), "England"]
    assert "#801650" not in made.wide, "neutral: grey and navy alone"


def test_an_officer_sees_the_same_limits_and_no_other_authority(store: str) -> None:
    assert funnel_limits(OFFICER, "CP-01", str(QUARTER)) == funnel_limits(BOARD, "CP-01", str(QUARTER))
    made = neutral_volume(OFFICER, authority(SOLIHULL), QUARTER)
    assert made is not None
    everything = made.wide + made.narrow + made.table + made.alt + str(made.source) + made.csv(None).decode()
    assert "Solihull" in everything
    assert not [a.name for a in authorities(QUARTER.reference_date) if a.name in everything and a.name != "Solihull"]
    assert len(next(t for t in json.loads(made.wide)["data"] if t["name"] == "Named")["x"]) == 1
    assert neutral_volume(OFFICER, authority(KENT), QUARTER) is None
    assert funnel_limits(NOBODY, "CP-01", str(QUARTER)) is None


def test_the_practice_page_has_rated_measures_first_and_volumes_after(store: str) -> None:
    said = shown(practice, BOARD, volume="CP-01", name="E08000035")
    assert "80.0% of initial conferences were within 15 working days, down 2.0 points, worse" in said
    assert said.index("Each measure with its rating") < said.index("Volumes: neither high nor low is better")
    assert "Section 47 enquiries: Leeds is above the range expected for its size: ask why" in said
    assert "141 of 153 authorities" in said


def test_old_judgements_are_marked_old_whatever_their_grade() -> None:
    every = judged(quarter(list(judgements())))
    assert sentence(every) == (
        "1 of 2 authorities are good or outstanding for help and protection; 1 judgement is more than 36 months old."
    )
    text = every_judgement(every, INSPECTORATE)
    solihull = text[text.index("Solihull") : text.index("</tr>", text.index("Solihull"))]
    assert ">Old<" in solihull
    assert "href" not in text, "no page of an authority is theirs to open"
    assert "href" in every_judgement(every, BOARD)


ON = date(2026, 9, 30)
ACTION = {"row_number": 2, "authority_id": KENT, "action": "Share health information.", "raised_by": "jtai", "raised_on": date(2026, 3, 1)}  # fmt: skip


def test_priority_actions_say_how_late_they_are() -> None:
    rows = [
        {**ACTION, "due_on": date(2026, 9, 20), "closed_on": None},
        {**ACTION, "row_number": 3, "due_on": date(2026, 8, 1), "closed_on": date(2026, 8, 1)},
        {**ACTION, "row_number": 4, "due_on": date(2026, 12, 1), "closed_on": date(2026, 10, 5)},
    ]
    made = actions({"jtai.actions": pl.DataFrame(rows)}, ON, BOARD)
    assert "Two priority actions are open; one is overdue" in made
    assert "10 days overdue" in made
    assert "No record of priority actions has been loaded" in actions({}, ON, BOARD)


def test_a_joint_row_is_one_row_with_every_name() -> None:
    one = {"row_number": 2, "kind": "notice", "from_on": date(2025, 9, 30), "to_on": None}
    sheet = pl.DataFrame([{**one, "authority_id": KENT}, {**one, "authority_id": LEEDS}])
    made = interventions({"intervention.interventions": sheet}, ON, BOARD)
    assert made.count("Improvement notice") == 1
    assert made.index("Kent") < made.index("Leeds")
    assert "12 months" in made


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, ("None owed", "none")),
        ({"statement_due_on": date(2026, 9, 1)}, ("Overdue", "bad")),
        ({"statement_due_on": date(2026, 9, 1), "statement_received_on": date(2026, 8, 30)}, ("Received", "warn")),
        ({"statement_due_on": date(2026, 10, 2), "statement_received_on": date(2026, 10, 1)}, ("Due 2 Oct 2026", "warn")),
    ],
)  # fmt: skip
def test_a_statement_stands_as_it_did_on_the_day(given: Row, state: tuple[str, str]) -> None:
    names = ("due", "received", "accepted", "closed")
    assert statement(dict.fromkeys(f"statement_{n}_on" for n in names) | given, ON) == state


def test_a_joint_inspection_whose_letter_is_still_to_come_says_so() -> None:
    row_ = {
        "row_number": 2, "authority_id": KENT, "kind": "thematic", "theme": "Neglect", "started_on": date(2026, 9, 1),
        "published_on": date(2026, 10, 9), "improvement_areas_count": 3, "statement_due_on": None,
        "statement_received_on": None, "statement_accepted_on": None, "statement_closed_on": None,
    }  # fmt: skip
    made = joint({"jtai.inspections": pl.DataFrame([row_])}, ON, BOARD)
    assert "One joint inspection began in the last year" in made
    assert "Not yet" in made


def test_learning_names_no_place_but_england(store: str) -> None:
    for viewer in (BOARD, INSPECTORATE, ANALYST):
        said = shown(learning, viewer)
        assert "80.0% of serious incidents were notified in time; 80.0% of rapid reviews were in time." in said
        assert not [name for name in (*regions().values(), "Leeds", "Kent") if name in said]
        assert "What is not known" in said
    assert learning_sentence(quarter([])) == "The Panel's counts are not available for this quarter."


def test_inspectors_see_every_judgement_and_no_other_theme(store: str) -> None:
    said = shown(inspection, INSPECTORATE)
    assert "1 of 2 authorities are good or outstanding" in said
    assert "Kent" in said
    assert "You cannot see this page." in shown(practice, INSPECTORATE)


@pytest.mark.parametrize("view", [practice, inspection, learning])
def test_others_have_none_of_the_pages(store: str, view: object) -> None:
    for viewer in (OFFICER, NOBODY):
        assert "You cannot see this page." in shown(view, viewer)


def test_the_pages_stand_where_the_design_has_them(store: str) -> None:
    def order(viewer: Viewer) -> list[str]:
        return [
            t for t, _, _ in pages(viewer) if t in ("Funding", "Practice", "Inspection", "Learning", "Recommendations")
        ]

    assert order(BOARD) == ["Funding", "Practice", "Inspection", "Learning", "Recommendations"]
    assert order(INSPECTORATE) == ["Inspection", "Learning"]
    assert order(OFFICER) == ["Funding"]
