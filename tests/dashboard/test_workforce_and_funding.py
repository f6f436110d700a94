"""Workforce and Funding: the finding, the pictures and the tables, from figures that a reader can add up by hand."""

import re
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation import pages
from dashboard.quarter import Quarter
from dashboard.sentences_funding import Money
from dashboard.sentences_funding import funding as start_up
from dashboard.sentences_workforce import Workforce
from dashboard.sentences_workforce import workforce as staffing
from dashboard.views.funding_against import against, contradictions
from dashboard.views.funding_flow import by_region, flow_figure, money
from dashboard.views.funding_next import cover_figure, next_year_figure, partners_figure, silent_partners
from dashboard.views.workforce_members import CORE, MINIMUM, members_figure
from dashboard.views.workforce_places import authorities_short, changes, shortfall
from dashboard.views.workforce_posts import frame, regions_figure, vacancy_figure
from dashboard.views.workforce_terms import ending_figure
from etl import working
from schemas.access import NOBODY, Role, Viewer
from schemas.authorities import ENGLAND, regions
from schemas.periods import Period
from schemas.programme import Agency, Grant, Partner
from tests.dashboard import builder
from tests.dashboard.opened import ran, words_of

QUARTER = Period.parse("2026-27 Q2")
SOLIHULL, BRADFORD, RUTLAND, LEEDS = "LA334", "LA380", "LA857", "LA383"
NORTH_EAST = next(iter(regions()))
BOARD = Viewer("board", "Board member", frozenset({Role.MEMBER}))
OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), frozenset({SOLIHULL}))
INSPECTORATE = Viewer("inspector", "Inspectorate", frozenset({Role.INSPECTORATE}))
NO_DATES = pl.DataFrame(schema={"authority_id": pl.String, "milestone": pl.String, "actual_on": pl.Date})
Row = dict[str, Any]


def row(id_: str, place: str, value: float | None, part: str = "", of: tuple[float, float] | None = None, **more: Any) -> Row:  # fmt: skip
    """One observation; `of` is its numerator and denominator."""
    level = "england" if place == ENGLAND else "authority" if place.startswith("LA") else "region"
    numerator, denominator = of or (value, None)
    return {
        "indicator_id": id_, "level": level, "geography": place, "period": str(QUARTER), "breakdown": part,
        "numerator": numerator, "denominator": denominator, "value": value, "status": "ok" if value is not None else "c",
        "flags": "", "rag": "not_rated", "rag_reason": "", "thresholds_version": "", "returned_count": 1, "due_count": 1,
        "source": "",
    } | more  # fmt: skip


def money_of(place: str, allocated: float, paid: float, committed: float, spent: float, forecast: float) -> Iterator[Row]:  # fmt: skip
    """The start-up money of a place."""
    yield row("FU-01", place, allocated)
    yield row("FU-02", place, 100 * paid / allocated, of=(paid, allocated))
    yield row("SM-15", place, committed)
    yield row("FU-03", place, 100 * spent / allocated, of=(spent, allocated))
    yield row("FU-04", place, 0.0, of=(forecast - allocated, allocated))


def quarter(rows: list[Row], before: list[Row] | None = None) -> Quarter:
    """A quarter that holds just these observations, and those of the quarter before."""
    columns = {name: working.OBSERVATION_TYPES[name] for name in working.KEY + working.CONTENT}
    return Quarter(QUARTER, pl.DataFrame(rows, schema=columns), pl.DataFrame(before or [], schema=columns))


def vacancies() -> list[Row]:
    """England with police 10% and health 31.2% vacant; the North East with its health posts hidden."""
    found = [row("ST-02", ENGLAND, 23.4, of=(234, 1000)), row("ST-01", ENGLAND, 1000)]
    for agency, share in ((Agency.POLICE, 10.0), (Agency.HEALTH, 31.2), (Agency.SOCIAL_WORK, 20.0)):
        found.append(row("ST-02", ENGLAND, share, f"agency={agency}", (share, 100)))
    found.append(row("ST-02", NORTH_EAST, 12.0, f"agency={Agency.POLICE}", (12, 100)))
    found.append(row("ST-02", NORTH_EAST, None, f"agency={Agency.HEALTH}", None, numerator=None))
    return found


def members() -> list[Row]:
    """131 authorities with a Unit: 93 have the four, 60 the six; 31 lack a health member."""
    found = [row("ST-03", ENGLAND, 71.0, of=(93, 131)), row("ST-04", ENGLAND, 45.8, of=(60, 131))]
    lacking = {Agency.HEALTH: 31, Agency.POLICE: 9, Agency.ADULT_MENTAL_HEALTH: 50}
    return found + [row("SM-13", ENGLAND, lacking.get(a, 0), f"agency={a}", (lacking.get(a, 0), 131)) for a in [*Agency][:6]]  # fmt: skip


def test_the_agency_that_is_emptiest_is_named_and_held_against_the_threshold() -> None:
    made = vacancy_figure(quarter(vacancies()))
    assert made
    assert made.title == "Health posts are emptiest, 31.2% vacant; one of three agencies is above 20%"
    assert "Health 31.2% · 31.2 of 100.0 posts" in made.alt
    assert "red above 20%" in made.wide


def test_a_hidden_figure_is_drawn_as_its_symbol_and_stays_hidden_in_the_file() -> None:
    shown = quarter(vacancies())
    made = regions_figure(shown)
    assert made
    assert '"text": "[c]"' in made.wide
    [hidden] = frame(shown).filter(pl.col("place") == regions()[NORTH_EAST], pl.col("agency") == "Health").to_dicts()
    assert (hidden["vacant_fte"], hidden["vacant_pct"]) == ("[c]", "[c]")


def test_the_four_of_the_act_and_the_six_of_the_review_are_counted_apart() -> None:
    core, minimum = (members_figure(quarter(members()), it) for it in (CORE, MINIMUM))
    assert core
    assert minimum
    assert core.title == "93 of 131 authorities have all four members that the Act requires"
    assert minimum.title == "60 of 131 authorities have all six disciplines that the review expects"
    assert "Health in post in 100; 31 without" in core.alt
    assert "Adult mental health" not in core.alt
    assert "Adult mental health in post in 81; 50 without" in minimum.alt


def test_secondments_say_by_which_day_they_end() -> None:
    made = ending_figure(quarter([row("ST-06", ENGLAND, 7.1, of=(100.6, 1416.6))]))
    assert made
    assert made.title == "100.6 of 1,416.6 seconded posts, 7.1%, end by 1 April 2027 with no successor"
    assert "not in which month" in str(made.worked_out)


def lacking(place: str, *agencies: Agency, stage: float = 3) -> list[Row]:
    """An authority that lacks some members and declares a stage."""
    found = [row("SM-13", place, float(a in agencies), f"agency={a}") for a in [*Agency][:6]]
    return [*found, row("SM-01", place, stage)]


def test_authorities_without_a_member_come_by_the_children_who_live_there() -> None:
    shown = quarter([
        *lacking(RUTLAND, Agency.POLICE),
        *lacking(BRADFORD, Agency.HEALTH, Agency.CHILD_MENTAL_HEALTH, stage=5),
        *lacking(SOLIHULL, Agency.ADULT_MENTAL_HEALTH),
    ])  # fmt: skip
    assert [one.authority.name for one in shortfall(shown)] == ["Bradford", "Rutland"], "the review's six are no law"
    said = re.sub(r"<[^>]+>", " ", authorities_short(shown))
    assert re.search(
        r"Two authorities, with [0-9,]+ children, lack a member that the Act requires; one declares an operational Unit",
        said,
    )
    assert "Solihull" not in said


def test_a_change_says_better_or_worse_only_where_there_is_such_a_thing() -> None:
    now, was = row("ST-02", ENGLAND, 23.4), row("ST-02", ENGLAND, 25.9)
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", changes(quarter([now], [was]))))
    assert "Posts vacant 25.9% 23.4% : where" not in said
    assert "down 2.5 points, better" in said


def england() -> list[Row]:
    """£200m allocated, £180m paid, £100m committed, £80m spent, £195m forecast; £500m needed and £300m secured."""
    found = [*money_of(ENGLAND, 200e6, 180e6, 100e6, 80e6, 195e6), row("FU-06", ENGLAND, 60.0, of=(300e6, 500e6))]
    for partner, share in zip(Partner, (50.0, 20.0, 25.0, 4.0, 1.0), strict=True):
        found.append(row("FU-07", ENGLAND, share, f"partner={partner}", (3e6 * share, 300e6)))
    return found


def test_money_is_followed_from_allocation_to_forecast() -> None:
    made = flow_figure(quarter(england()))
    assert made
    assert made.title == "£180.0m of £200.0m is paid and £80.0m spent; the year's forecast is £5.0m below allocation"
    for step in ("Not yet paid", "Paid, not committed", "Committed, not spent", "Still to spend"):
        assert step in made.wide
        assert step in made.narrow
    assert money(quarter(england())).needed == 500e6
    assert "£195.0m" in by_region(quarter(england()))


def test_no_bar_is_drawn_where_a_level_is_not_known() -> None:
    rows = [one for one in england() if one["indicator_id"] != "SM-15"]
    assert flow_figure(quarter(rows)) is None


def test_what_is_not_secured_for_next_year_is_hatched() -> None:
    made = next_year_figure(quarter(england()))
    assert made
    assert made.title == "£200.0m of the £500.0m needed in 2027-28 is not yet secured"
    assert "#F46A25" in made.wide
    assert "Not yet secured £200.0m" in made.alt


def test_partners_who_pay_nothing_are_named_to_those_who_may_read_authorities() -> None:
    own = [row("FU-07", SOLIHULL, 100.0), row("FU-07", SOLIHULL, 0.0, "partner=police"), row("FU-07", SOLIHULL, 9.0, "partner=icb")]  # fmt: skip
    shown = quarter([*england(), *own])
    assert [(place.name, who) for place, who in silent_partners(shown)] == [("Solihull", "Police")]
    made = partners_figure(shown)
    assert made
    assert made.title == "The local authority pays 50.0% of what partners have agreed; in one authority the police or health pay nothing"  # fmt: skip


def test_the_strip_counts_authorities_only_for_those_who_see_them() -> None:
    areas = [row("FU-06", code, 50.0 + at, of=(1, 2)) for at, code in enumerate(regions())]
    own = row("FU-06", SOLIHULL, 40.0, of=(4, 10))
    few = cover_figure(quarter([*england(), *areas, own]))
    assert few
    assert few.title == "Cover for next year is 58.0% in the South West and 50.0% in the North East"
    assert '"name": "Own", "x": [40.0]' in few.wide
    names = [place.authority_id for place in quarter([]).authorities][:20]
    every = cover_figure(quarter([*england(), *areas, *(row("FU-06", id_, 5.0 * at) for at, id_ in enumerate(names))]))
    assert every
    assert every.title == "1 of 20 authorities have secured 95% or more of next year's cost; 15 have less than 75%"


def grants(*rows: tuple[str, int, int, int, int, int, int]) -> pl.DataFrame:
    """Transformation grants as they are read: authority, start-up, paid, committed, spent, profile, forecast."""
    money = ("start_up_gbp", "paid_gbp", "committed_gbp", "spent_ytd_gbp", "profile_ytd_gbp", "forecast_outturn_gbp")
    found = pl.DataFrame(rows, schema=["authority_id", *money], orient="row")
    return found.with_columns(grant=pl.lit(str(Grant.TRANSFORMATION)))


def test_figures_that_do_not_go_together_are_found_and_say_why() -> None:
    rows = grants(
        (RUTLAND, 100_000, 90_000, 60_000, 50_000, 50_000, 100_000),
        (SOLIHULL, 100_000, 50_000, 70_000, 60_000, 50_000, 100_000),
        (BRADFORD, 100_000, 90_000, 20_000, 0, 50_000, 100_000),
        (LEEDS, 900_000, 800_000, 120_000, 110_000, 400_000, 900_000),
    )
    found = contradictions(quarter([]), rows, NO_DATES)
    assert [(one.rule, one.authority.name, one.gbp) for one in found] == [
        ("slow", "Leeds", 290_000), ("idle", "Bradford", 90_000), ("overspent", "Solihull", 10_000)
    ]  # fmt: skip
    assert found[2].words == "Transformation grant: £60,000 spent, £50,000 paid."
    assert "Rutland" not in against(quarter([]), rows, NO_DATES, is_every=True)


def test_a_budget_that_is_approved_but_not_secured_is_a_contradiction() -> None:
    met = pl.DataFrame(
        {"authority_id": [SOLIHULL, BRADFORD], "milestone": ["M18"] * 2, "actual_on": [QUARTER.start] * 2}
    )
    shown = quarter([row("FU-06", SOLIHULL, 30.0, of=(30e3, 100e3)), row("FU-06", BRADFORD, 80.0, of=(80e3, 100e3))])
    [one] = contradictions(shown, grants(), met)
    assert (one.authority.name, one.gbp) == ("Solihull", 70e3)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (staffing(Workforce(23.4, "adult mental health", 93, 131)), "23.4% of Unit posts are vacant, most in adult mental health; 93 of 131 authorities have all four members that the Act requires."),
        (staffing(Workforce(None)), "Nothing is known yet of posts in Units."),
        (start_up(Money(200e6, 180e6, 100e6, 80e6, 195e6, 500e6, 300e6), "2027-28"), "£80.0m of the £200.0m start-up money is spent; £200.0m of the £500.0m needed in 2027-28 is not yet secured."),
        (start_up(Money(200e6, spent=80e6, needed=500e6, secured=510e6), "2027-28"), "£80.0m of the £200.0m start-up money is spent; all of the £500.0m needed in 2027-28 is secured."),
        (start_up(Money(), "2027-28"), "Nothing is known yet of start-up money."),
    ],
)  # fmt: skip
def test_a_page_opens_with_one_sentence_that_can_be_spoken(said: str, expected: str) -> None:
    assert said == expected
    assert len(said.split()) <= 26


def test_a_bar_between_two_levels_says_which_way_it_goes() -> None:
    """Contracts may be signed before the money comes: then committed is more than paid."""
    made = flow_figure(quarter([*money_of(ENGLAND, 200e6, 50e6, 90e6, 40e6, 210e6)]))
    assert made
    assert "Committed ahead of payment" in made.wide
    assert "Paid, not committed" not in made.wide
    assert made.title.endswith("the year's forecast is £10.0m above allocation")


@pytest.fixture
def built(sqlite_store: str) -> str:
    builder.publish()
    return sqlite_store


def shown(viewer: Viewer, name: str) -> str:
    """What a page says to a reader."""

    def script(viewer: object, name: str) -> None:
        from importlib import import_module

        import_module(f"dashboard.views.{name}").page(viewer)

    page = AppTest.from_function(script, args=(viewer, name), default_timeout=60).run()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words_of(ran(page))))


@pytest.mark.parametrize("name", ["workforce", "funding"])
def test_each_reader_gets_what_they_may_read_and_nobody_gets_nothing(built: str, name: str) -> None:
    officer = shown(OFFICER, name)
    assert "Solihull beside England" in officer
    assert "Barking" not in officer
    assert "Barking" in shown(BOARD, name)
    assert "Solihull" not in shown(INSPECTORATE, name)
    assert shown(NOBODY, name).split(" No return")[0].strip().startswith(name.capitalize())
    assert "23.4%" not in shown(NOBODY, name)


def test_the_pages_are_for_those_who_read_authorities_or_answer_for_one() -> None:
    """The inspectorate and the administrator have neither."""

    def titles(viewer: Viewer) -> set[str]:
        return {title for title, *_ in pages(viewer)}

    admin = Viewer("admin", "Administrator", frozenset({Role.ADMIN}))
    assert all({"Workforce", "Funding"} <= titles(viewer) for viewer in (BOARD, OFFICER))
    assert not any({"Workforce", "Funding"} & titles(viewer) for viewer in (INSPECTORATE, admin, NOBODY))
