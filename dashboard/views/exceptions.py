"""Exceptions: every authority that a rule picks out, in the order of consequence, with what was answered."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from dashboard import reads, reads_board
from dashboard.choices import choose_day, choose_quarter
from dashboard.components import headline, no_access, show
from dashboard.components_returns import choose
from dashboard.consequence import Weighed
from dashboard.exceptions import CONTRADICTIONS, RULES
from dashboard.figure import marked_csv
from dashboard.looked_at import day_looked_at
from dashboard.looking import read_as
from dashboard.markup import Markup, joined
from dashboard.offered import offer
from dashboard.openings import national_coverage, positioned
from dashboard.programmed import Programme
from dashboard.quarter import read_quarter
from dashboard.reads_exceptions import ranked
from dashboard.scope import covers, readable
from dashboard.views.exceptions_parts import as_rows, listed, rules, sentence
from etl.settings import settings
from schemas.access import Viewer
from schemas.authorities import regions
from schemas.periods import Period

PAGE = "Exceptions"
_EVERY = "all"
_CHOICES = {
    _EVERY: "Every rule",
    "against": "Contradictions only",
    **{code: rule.title for code, rule in RULES.items()},
}


@dataclass(frozen=True)
class Prepared:
    """The page of one quarter, one choice and one scope, ready to show."""

    opening: Markup
    body: Markup
    rows: pl.DataFrame


def page(viewer: Viewer) -> None:
    """Show the exceptions of a quarter."""
    scope = readable(viewer)
    if not (scope.has_authorities or scope.own):
        show(no_access(covers(viewer)))
        return
    top = st.container(key="opening")
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
        period = choose_quarter(viewer)
        rule = choose("Rule", _CHOICES, "rule")
        region = choose("Region", {_EVERY: "England", **regions()}, "region") if scope.has_authorities else _EVERY
        choose_day(viewer, settings().day())
    if period is None:
        with top:
            show(headline(PAGE, "No return has been accepted yet."))
        return
    store, known = settings().database_url, reads.version(viewer)
    met, on = reads_board.board_editions(viewer), day_looked_at(viewer)
    made = _prepared(store, known, str(period), scope.key, rule, region, met, on, viewer)
    with top:
        show(made.opening)
    show(made.body)
    _file(made, period)


def _file(made: Prepared, period: Period) -> None:
    of, name = read_as(), f"exceptions-{str(period).replace(' ', '-')}.csv"
    offer("Download CSV: exceptions", lambda: marked_csv(made.rows, of=of), name, "csv-exceptions")


@st.cache_resource(show_spinner=False, max_entries=48)
def _prepared(
    store: str,
    version: int,
    period: str,
    scope_key: str,
    rule: str,
    region: str,
    met: tuple[tuple[str, int], ...],
    on: date,
    _viewer: Viewer,
) -> Prepared:
    quarter = read_quarter(_viewer, Period.parse(period))
    every = ranked(_viewer, period)
    found = [one for one in every if _is_chosen(one, rule, region)]
    # What was said to a meeting is for those who read the Board's record.
    is_every = readable(_viewer).has_authorities
    answers = Programme(on, {}, reads_board.meetings(_viewer)).answers if is_every else None
    return Prepared(
        joined([headline(PAGE, sentence(found, is_every=is_every)), national_coverage(quarter), positioned(quarter)]),
        joined([listed(found, answers), rules(every)]),
        as_rows(found, answers),
    )


def _is_chosen(one: Weighed, rule: str, region: str) -> bool:
    in_rule = rule in (_EVERY, one.one.rule) or (rule == "against" and one.one.rule in CONTRADICTIONS)
    return in_rule and region in (_EVERY, one.one.authority.region_code)
