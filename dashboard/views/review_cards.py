"""One explanation on a card: the query, what it does, the cell over time and at neighbours, and what was said before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from dashboard.components import show, status_tag, table
from dashboard.formats import counted, short_day
from dashboard.markup import Markup, details, html, joined, link, paragraph, strong
from dashboard.views.returns_issues import rule_link
from dashboard.views.returns_task import returns_href
from dashboard.views.returns_waiting import shown
from dashboard.views.returns_words import entered, explanation_words, said, where
from dashboard.views.review_answers import show_answers
from etl.review import BesideCell, Weighed
from schemas.access import Viewer
from schemas.authorities import authority
from schemas.explaining import Answer, ReviewState
from schemas.indicators import INDICATORS
from schemas.issues import Issue
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.spec import Column
from schemas.vocabulary import Severity

_KINDS = {ReviewState.ACCEPTED: "good", ReviewState.RETURNED: "warn", ReviewState.WAITING: "none"}
_MOST_NAMED = 3
Row = Mapping[str, Any]


def show_card(viewer: Viewer, row: Row, period: Period, weighed: Weighed | None, beside: BesideCell | None) -> None:
    """A card: what is asked, what is known beside it, and the answer."""
    state, issue = ReviewState(row["state"]), _issue(row)
    name = f"{authority(row['authority_id']).name}, {where(issue)}"
    kind = "explained" if state is ReviewState.ACCEPTED else "query"
    with st.container(key=f"{kind}-review-{row['issue_id']}"):
        place = f"{name}{f', {issue.key}' if issue.key else ''}"
        head = html(
            '<div class="cpo-query"><div><h3 class="cpo-h3">{place}</h3>{tag}</div>{body}</div>',
            place=place,
            tag=status_tag(state.label, _KINDS.get(state, "none")),
            body=joined(
                [paragraph(_asked(row, issue, period)), effect_words(weighed), _about_cell(beside), _said(row)]
            ),
        )
        show(head, _details(beside, f"{place}, {issue.code}"))
        show_answers(viewer, row, name)


def _issue(row: Row) -> Issue:
    return Issue(
        row["sheet"], row["cell"], row["code"], Severity.QUERY, row["value"], row["message"], row["column_name"],
        row["row_key"], row["explanation"],
    )  # fmt: skip


def _asked(row: Row, issue: Issue, period: Period) -> Markup:
    spec = RETURNS[row["form_code"]]
    typed = f"Entered: “{entered(issue.value)}”. " if issue.value else ""
    address = returns_href(spec, period, authority(row["authority_id"]))
    whole = link("Open the return", address, f"of {authority(row['authority_id']).name}")
    return joined([typed, said(issue), " Rule ", rule_link(spec, issue.code), ". ", whole, "."])


def effect_words(weighed: Weighed | None) -> Markup:
    """What the value does to England's figures beside last quarter's, or which indicators the cell feeds."""
    if weighed is None or not weighed.effects:
        return paragraph("It feeds no indicator.", kind="note")
    changes = [
        f"{INDICATORS[one.indicator_id].title} {one.england_change:+,.{INDICATORS[one.indicator_id].dp + 1}f}"
        for one in weighed.effects
        if one.england_change
    ]
    if changes:
        words = (
            f"Compared with last quarter's value, this one moves England's figures: {'; '.join(changes[:_MOST_NAMED])}."
        )
        return paragraph(words, kind="note")
    names = [INDICATORS[one.indicator_id].title for one in weighed.effects]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return paragraph(f"Feeds: {'; '.join(names[:_MOST_NAMED])}{more}.", kind="note")


def _about_cell(beside: BesideCell | None) -> Markup:
    if beside is None or beside.column is None:
        return Markup("")
    known = [(q, value) for at, (q, value) in enumerate(beside.history) if value is not None or at == 0]
    values = [f"{Period.parse(q).label}: {_value(beside.column, value)}" for q, value in known]
    parts = [paragraph(strong("The same cell: "), "; ".join(values), ".")]
    if beside.neighbours:
        parts.append(
            paragraph(strong("Neighbours: "), neighbour_words(beside.column, [v for _, v in beside.neighbours]))
        )
    return joined(parts)


def neighbour_words(column: Column, values: Sequence[object]) -> str:
    """What neighbours entered, in short: "3 to 12, middle 7 (9 authorities).", or how many chose what."""
    many = counted(len(values), "authority", "authorities")
    ordered = [value for value in values if isinstance(value, int | float | date) and not isinstance(value, bool)]
    if len(ordered) == len(values) and column.choices is None:
        ordered.sort()
        low, middle, high = (shown(column, ordered[at]) for at in (0, len(ordered) // 2, -1))
        return f"{low} to {high}, middle {middle} ({many})."
    counts = Counter(shown(column, value) for value in values).most_common(_MOST_NAMED)
    return f"{', '.join(f'{word} {count}' for word, count in counts)} ({many})."


def _value(column: Column, value: object) -> str:
    return shown(column, value) or "no value"


def _said(row: Row) -> Markup:
    at = short_day(row["explained_at"].date())
    words = explanation_words(row["explanation"], row["reason"]) or "None was given."
    parts = [paragraph(strong("Explanation: "), words, f" ({at}, version {row['version']})")]
    if row["answer"]:
        parts.append(paragraph(strong("The department: "), row["answer"]))
    return joined(parts)


def _details(beside: BesideCell | None, place: str) -> Markup:
    parts = []
    if beside and beside.column and beside.neighbours:
        rows = [(authority(a).name, _value(beside.column, value)) for a, value in beside.neighbours]
        parts.append(details("Each neighbour's value", table(("Neighbour", "Value"), rows, f"Neighbours of {place}")))
    if beside and beside.earlier:
        rows = [
            (Period.parse(b.period).label, entered(b.value), b.words, Answer(b.outcome).label if b.outcome else "")
            for b in beside.earlier
        ]
        headings = ("Quarter", "Value", "Explanation", "Answer")
        parts.append(details("Explained before", table(headings, rows, f"Explained before: {place}", is_stacked=True)))
    return joined(parts)
