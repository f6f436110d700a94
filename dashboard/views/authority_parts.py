"""The parts of an authority's page that are words and tables."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

import polars as pl

from dashboard.components import coverage, flagged, headline, status_tag, summary_list, symbols_used, table, tag
from dashboard.counts import MEMBERS
from dashboard.formats import NOTHING, number, short_day
from dashboard.headlines import address
from dashboard.markup import Markup, Words, details, heading, html, joined, link, paragraph
from dashboard.needed import still_needed
from dashboard.openings import positioned
from dashboard.origin import origin_address
from dashboard.quarter import Figure, Quarter
from dashboard.reads_commentary import Said
from dashboard.said import said_words
from dashboard.sentences import Standing
from dashboard.sentences import authority as sentence
from dashboard.shown import value_shown
from dashboard.views.returns_words import state
from schemas.access import Permission, Viewer
from schemas.authorities import Authority
from schemas.indicators import INDICATORS
from schemas.indicators_grammar import Indicator
from schemas.indicators_supporting import DECLARED_STAGE, MEMBERS_MISSING, PLANNED_STAGE
from schemas.periods import Period
from schemas.programme import STATUTORY_CORE, Milestone, Stage
from schemas.returns import RETURNS
from schemas.reviewing import ReturnState
from schemas.stages import NATIONAL_DATE
from schemas.vocabulary import Level, ValueStatus

KEY = ("UR-01", "UR-06", "ST-03", "ST-02", "FU-06", "CO-01", "FN-01", "IS-01", "UR-04", "IN-02")


def opening(quarter: Quarter, place: Authority, dates: pl.DataFrame) -> Markup:
    """Headline, coverage line and provenance line."""
    figure = quarter.figure("UR-01", place.authority_id)
    page_name = f"Authority: {place.name}"
    return joined(
        [
            headline(page_name, sentence(_standing(quarter, place, dates))),
            _coverage(figure, quarter.period),
            positioned(quarter),
        ]
    )


def _standing(quarter: Quarter, place: Authority, dates: pl.DataFrame) -> Standing:
    evidenced, declared = (
        quarter.figure("UR-01", place.authority_id).value,
        quarter.figure(DECLARED_STAGE, place.authority_id).value,
    )
    missing = [
        a for a in STATUTORY_CORE if (quarter.figure(MEMBERS_MISSING, place.authority_id, f"agency={a}").value or 0) > 0
    ]
    days, full = quarter.figure("UR-06", place.authority_id).value, dates.filter(pl.col("milestone") == Milestone.M17)
    return Standing(
        place.name,
        None if evidenced is None else round(evidenced),
        None if declared is None else round(declared),
        tuple(MEMBERS[a] for a in missing),
        None if days is None else NATIONAL_DATE + timedelta(days=round(days)),
        bool(full.height and full["actual_on"][0]),
    )


def _coverage(figure: Figure, period: Period) -> Markup:
    if figure.value is None:
        return coverage("Return: ", "not received", f" for {period.label}; nothing is known from earlier quarters.")
    if figure.is_estimated:
        return coverage(
            "Return: ", "not received", f" for {period.label}: last known values are carried forward and marked [e]."
        )
    return coverage("Return: ", "received", f" for {period.label}.")


def indicator_table(
    quarter: Quarter, place: Authority, middle: pl.DataFrame, said: Mapping[str, Said] = MappingProxyType({})
) -> Markup:
    """Key indicators beside neighbours and last quarter, with what was said about them; every other one behind a fold."""
    middles = {r["indicator_id"]: r["median"] for r in middle.filter(pl.col("breakdown") == "").iter_rows(named=True)}
    others = [
        i.id for i in INDICATORS.values() if not i.is_supporting and Level.AUTHORITY in i.levels and i.id not in KEY
    ]
    title = heading("Key indicators, beside neighbours and last quarter", anchor="indicators", is_pinned=True)
    first = _indicators(quarter, place, middles, said, KEY, "Key indicators beside neighbours and last quarter")
    rest = _indicators(
        quarter, place, middles, said, others, "Every other indicator beside neighbours and last quarter"
    )
    note = "Neighbours: the middle of its statistical neighbours (2025 model), where five or more have a value. A dash means that there is none. Each figure leads to where it comes from."
    return joined(
        [
            title,
            first,
            paragraph(note, kind="small"),
            symbols_used({"c", "x", "z", "e"}),
            details(f"Show {len(others)} more indicators", rest),
        ]
    )


def _indicators(
    quarter: Quarter,
    place: Authority,
    middles: dict[str, float],
    said: Mapping[str, Said],
    ids: Sequence[str],
    caption: str,
) -> Markup:
    rows = [_indicator(quarter, place, middles.get(id_), said.get(id_), INDICATORS[id_]) for id_ in ids]
    return table(
        ("Indicator", "Now", "Rating", "Neighbours", "Last quarter", "Why"),
        rows,
        caption,
        numeric=[1, 3, 4],
        is_stacked=True,
        row_ids=[f"figure-{id_}" for id_ in ids],
    )


def _indicator(
    quarter: Quarter, place: Authority, middle: float | None, said: Said | None, indicator: Indicator
) -> tuple[object, ...]:
    now, before = (look(indicator.id, place.authority_id) for look in (quarter.figure, quarter.figure_before))
    dash = html('<abbr title="no comparison exists">{dash}</abbr>', dash=NOTHING)
    return (
        link(indicator.title, address(indicator.id)),
        _led(html("<strong>{shown}</strong>", shown=_shown(indicator, now)), indicator, now, place, quarter.period),
        tag(now.rag),
        dash if middle is None else _kept(value_shown(indicator, middle), value_shown(indicator, middle)),
        dash
        if before.value is None and before.status is ValueStatus.NOT_AVAILABLE
        else _led(_shown(indicator, before), indicator, before, place, quarter.period.previous),
        joined([now.reason, said_words(said)]),
    )


def _led(shown: Markup, indicator: Indicator, figure: Figure, place: Authority, period: Period) -> Markup:
    """A figure that leads to where it comes from; as it is, if there is none in the store."""
    if figure.due is None:
        return shown
    href = origin_address(indicator.id, place.ons_code, period)
    return link(shown, href, f"{indicator.title}, {period.label}: where this comes from")


def _shown(indicator: Indicator, figure: Figure) -> Markup:
    words = "" if figure.value is None else value_shown(indicator, figure.value)
    return _kept(flagged(words, figure.status, figure.flags), words)


def _kept(shown: Words, words: str) -> Markup:
    """Short values stay on one line."""
    return html('<span class="cpo-nowrap">{shown}</span>' if len(words) <= 14 else "{shown}", shown=shown)


def stage_summary(quarter: Quarter, place: Authority) -> Markup:
    """Declared against evidenced stage, what is still needed, and the place at a glance."""

    def stage(indicator_id: str) -> Words:
        figure = quarter.figure(indicator_id, place.authority_id)
        words = "" if figure.value is None else f"Stage {round(figure.value)} {Stage(round(figure.value)).label}"
        shown = flagged(words, figure.status, figure.flags)
        return _led(shown, INDICATORS[indicator_id], figure, place, quarter.period)

    needed = still_needed(quarter, place.authority_id)
    lines = joined(html("<li>{words}</li>", words=words) for words in needed)
    missing: Words = (
        html('<ul class="cpo-plain">{lines}</ul>', lines=lines) if needed else "Nothing is known to be missing"
    )
    stages = [
        ("Declared", stage(DECLARED_STAGE)),
        ("Evidenced", stage("UR-01")),
        ("Planned by now", stage(PLANNED_STAGE)),
    ]
    glance = [
        ("Region", place.region_name),
        ("Children", number(place.population_0_17) if place.population_0_17 else "Not known"),
        ("Police", place.police_force_name),
        ("Pathfinder", f"Wave {place.pathfinder_wave}" if place.is_pathfinder else "No"),
    ]
    return joined(
        [
            heading("Declared against evidenced"),
            summary_list([*stages, ("Still needed for the next stage", missing)]),
            heading("At a glance"),
            summary_list(glance),
        ]
    )


def inspection(quarter: Quarter, place: Authority) -> Markup:
    """What inspectors last found, and how long ago."""
    judged, overall, months = (quarter.figure(id_, place.authority_id) for id_ in ("IN-02", "IN-01", "IN-04"))

    def led(indicator_id: str, figure: Figure) -> Markup:
        indicator = INDICATORS[indicator_id]
        return _led(_shown(indicator, figure), indicator, figure, place, quarter.period)

    lines: list[tuple[Words, Words]] = [
        ("Help and protection", joined([led("IN-02", judged), tag(judged.rag)], " ")),
        ("Why", judged.reason),
        ("Overall, before April 2026", led("IN-01", overall)),
        ("Age of the evidence", led("IN-04", months)),
    ]
    return joined([heading("Inspection", anchor="inspection", is_pinned=True), summary_list(lines)])


def returns_history(history: pl.DataFrame, viewer: Viewer) -> Markup:
    """The returns that were sent, newest first, for those who may see returns."""
    title = heading("Returns", anchor="returns")
    if not viewer.may(Permission.READ_RETURNS):
        return joined(
            [
                title,
                paragraph(
                    "The authority and the department see its returns. The figures on this page come from those accepted."
                ),
            ]
        )
    if history.is_empty():
        return joined([title, paragraph("No return has been sent yet.")])
    rows = [_sent(row) for row in history.iter_rows(named=True)]
    heads = ("Return", "Quarter", "Version", "Received", "State")
    rest = (
        [details(f"Show all {len(rows)}", table(heads, rows, "Every return", numeric=[2], is_stacked=True))]
        if len(rows) > 6
        else []
    )
    return joined([title, table(heads, rows[:6], "Returns sent", numeric=[2], is_stacked=True), *rest])


def _sent(row: dict[str, object]) -> tuple[object, ...]:
    received = row["received_at"]
    on = short_day(received.date()) if hasattr(received, "date") else ""
    name = RETURNS[str(row["form_code"])].title if row["form_code"] in RETURNS else row["form_code"]
    return (
        name,
        Period.parse(str(row["period"])).label,
        row["version"],
        on,
        status_tag(*state(ReturnState(str(row["state"])), is_late=False)),
    )
