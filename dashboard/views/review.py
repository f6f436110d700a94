"""Review: the explanations that authorities gave, what each does to England's figure, and the department's answers."""

from collections.abc import Mapping
from datetime import date

import polars as pl
import streamlit as st

from dashboard import reads_review
from dashboard.components import headline, no_access, provenance, show
from dashboard.components_returns import choose
from dashboard.formats import counted
from dashboard.looked_at import day_looked_at
from dashboard.markup import Markup, heading, link, paragraph
from dashboard.scope import covers
from dashboard.views import review_answers, review_cards, review_passes, review_returns
from dashboard.views.collections import collections_link
from dashboard.views.returns_task import EVERYONE, QUARTERS, asked_for
from etl.review import BesideCell, Weighed
from schemas.access import Permission, Viewer
from schemas.authorities import Authority, authorities
from schemas.explaining import ReviewState
from schemas.issues import LEAST_EXPLANATION
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.spec import ReturnSpec

PAGE, EVERY = "Review", ""
SHOWN = 10
_STATES = {str(state): state.label for state in ReviewState} | {"all": "All states"}


def page(viewer: Viewer) -> None:
    """The page, for whoever may review returns; nobody else learns what is there."""
    today = day_looked_at(viewer)
    try:
        if not viewer.holds(Permission.REVIEW_RETURNS):
            raise LookupError(PAGE)
        asked = asked_for(viewer, today)
    except LookupError:
        show(no_access(covers(viewer)))
        return
    top, controls = st.container(), st.container(key="controls-review")
    with controls:
        specs, period, place = _chosen(asked, today)
    found = ranked(viewer, specs, period)
    if place is not None:
        found = found.filter(pl.col("authority_id") == place.authority_id)
    to_do = review_returns.waiting(viewer, specs, period, found, place)
    with controls:
        wanted = _filtered(found)
    with top:
        name = specs[0].title if len(specs) == 1 else "All returns"
        counts = {state: found.filter(pl.col("state") == state).height for state in ReviewState}
        show(headline(f"{PAGE} · {place.name if place else name} · {period.label}", sentence(counts, to_do.height)))
        facts = provenance("The largest effect on England's figures comes first", link("Back to returns", "/returns"))
        show(facts, collections_link(viewer, specs[0], period))
    review_returns.show_returns(viewer, to_do, period)
    review_answers.show_done()
    review_answers.show_group(viewer, wanted)
    _show_cards(viewer, wanted, period)
    review_passes.show_passes(viewer, period)


def ranked(viewer: Viewer, specs: list[ReturnSpec], period: Period) -> pl.DataFrame:
    """The queue of some returns for a quarter, what changes England's figures most first, with "weight"."""
    parts = []
    for spec in specs:
        rows = reads_review.explanations(viewer, spec.code, str(period))
        weights = reads_review.weights(viewer, spec.code, str(period)) if rows.height else {}
        known = [weights[i].weight if i in weights else 0.0 for i in rows["issue_id"]]
        parts.append(rows.with_columns(pl.Series("weight", known, pl.Float64)))
    return pl.concat(parts).sort("weight", "authority_id", "issue_id", descending=[True, False, False])


def sentence(counts: Mapping[ReviewState, int], returns_count: int) -> str:
    """How many returns and explanations wait, and how many are asked again: the page's answer."""
    waiting, returned = counts[ReviewState.WAITING], counts[ReviewState.RETURNED]
    verb = "waits" if waiting == 1 else "wait"
    first = (
        f"{counted(waiting, 'explanation')} {verb} for an answer" if waiting else "No explanation waits for an answer"
    )
    again = f"{first}; {returned or 'none'} {'is' if returned <= 1 else 'are'} asked again."
    if not returns_count:
        return again
    verb = "waits" if returns_count == 1 else "wait"
    return f"{counted(returns_count, 'return')} {verb} to be authorised. {again}"


def review_link(viewer: Viewer, spec: ReturnSpec, period: Period) -> Markup:
    """The way to this page from Returns, for who may review returns."""
    if not viewer.holds(Permission.REVIEW_RETURNS):
        return Markup("")
    href = f"/review?return={spec.code}&quarter={str(period).replace(' ', '+')}"
    return paragraph(link("Review and authorise returns", href), kind="note")


def _chosen(asked: Authority | None, today: date) -> tuple[list[ReturnSpec], Period, Authority | None]:
    newest = Period.latest_ended(today)
    quarters = {str(p): p.label for p in (newest.shifted(-back) for back in range(QUARTERS))}
    if asked is not None:
        st.query_params["authority"] = asked.dfe_code
    places = {place.dfe_code: place for place in authorities(today)}
    columns = st.columns(3)
    with columns[0]:
        names = {EVERY: "All returns"} | {code: spec.title for code, spec in RETURNS.items()}
        code = choose("Return", names, "return")
    with columns[1]:
        quarter = choose("Quarter", quarters, "quarter")
    with columns[2]:
        every = {EVERYONE: "All authorities"} | {dfe_code: place.name for dfe_code, place in places.items()}
        place = places.get(choose("Authority", every, "authority"))
    return [RETURNS[code]] if code else list(RETURNS.values()), Period.parse(quarter), place


def _filtered(found: pl.DataFrame) -> pl.DataFrame:
    """The rows of the rule and in the state that were chosen."""
    columns = st.columns(3)
    with columns[0]:
        counts = {name: found.filter(pl.col("state") == name).height for name in _STATES} | {"all": found.height}
        state = choose("State", {name: f"{label} ({counts[name]})" for name, label in _STATES.items()}, "state")
    found = found if state == "all" else found.filter(pl.col("state") == state)
    with columns[1]:
        rules = found.group_by("code").len().sort("code").iter_rows()
        rule = choose("Rule", {EVERY: "All rules"} | {code: f"{code} ({count})" for code, count in rules}, "rule")
    return found.filter(pl.col("code") == rule) if rule else found


def _show_cards(viewer: Viewer, wanted: pl.DataFrame, period: Period) -> None:
    show(heading("Explanations"))
    if wanted.is_empty():
        show(paragraph("None to show: choose another state, rule or quarter.", kind="muted"))
        return
    start = 0
    if wanted.height > SHOWN:
        starts = list(range(0, wanted.height, SHOWN))
        label = f"{counted(wanted.height, 'explanation')}, {SHOWN} at a time"
        start = st.selectbox(
            label, starts, format_func=lambda at: f"{at + 1} to {min(at + SHOWN, wanted.height)}", key="review-from"
        )
    if not viewer.is_past:
        least = f"To return one, say what is asked for in {LEAST_EXPLANATION} characters or more."
        show(paragraph(f"Returns count while you review them, whatever the answer. {least}", kind="note"))
    shown = wanted[start : start + SHOWN]
    beside, weights = dict[int, BesideCell](), dict[int, Weighed]()
    for code in shown["form_code"].unique():
        ids = tuple(shown.filter(pl.col("form_code") == code)["issue_id"])
        beside |= reads_review.beside(viewer, code, str(period), ids)
        weights |= reads_review.weights(viewer, code, str(period))
    for row in shown.iter_rows(named=True):
        number = row["issue_id"]
        review_cards.show_card(viewer, row, period, weights.get(number), beside.get(number))
