"""One recommendation: three panels, the dates of its actions as a picture, their table, evidence, indicators, decisions."""

from collections.abc import Mapping, Sequence

import polars as pl

from dashboard.action_dates import dates_figure
from dashboard.board_page import BoardPage
from dashboard.board_words import Row, below, on
from dashboard.components import headline, panel, provenance, status_tag, table
from dashboard.formats import day, listed
from dashboard.linked import linked
from dashboard.markup import Markup, columns, download_link, heading, html, joined, link, paragraph
from dashboard.quarter import Quarter
from dashboard.recommended import Standing, one_sentence, place_in_list
from dashboard.views.recommendations_parts import actions_part, changes_of
from schemas.authorities import ENGLAND, authority
from schemas.recommendations import RECOMMENDATIONS
from schemas.recorded import Assurer, Impact, Response
from schemas.timeline import EVENTS

Sheets = Mapping[str, pl.DataFrame]


def one_page(
    one: Standing, choice: str, tracker: Sheets, met: Sheets, quarter: Quarter | None, is_illustrative: bool
) -> BoardPage:
    """Everything that is known of one recommendation."""
    declared = RECOMMENDATIONS[one.recommendation]
    leads = f"Lead: {declared.lead}" + (f", with {listed(declared.partners)}" if declared.partners else "")
    file = download_link("Download CSV", "/download/board/actions.csv", ": every action")
    name = f"{place_in_list(one.recommendation)}: {one.recommendation.label.partition('. ')[2]}"
    about = provenance(leads, f"As at {day(one.on)}", file, link("All recommendations", "/recommendations"))
    parts = [actions_part([one], choice, changes_of(tracker)), proof_part(one)]
    parts += [indicators(one, quarter)] if quarter else []
    parts.append(columns(decisions_part(one, met), events_part(one)))
    opening = joined([headline(name, one_sentence(one)), paragraph(declared.title, kind="sub"), about])
    return BoardPage(opening, joined(parts), three(one), dates_figure(one, is_illustrative) if one.actions else None)


def three(one: Standing) -> Markup:
    """Response, delivery and evidence of impact, each in a panel of its own."""
    given = list(dict.fromkeys(Response(row["response"]).meaning for row in one.actions))
    strongest = one.accepted[0] if one.accepted else None
    proof = f"{strongest['origin']}. {Impact(strongest['strength']).meaning}" if strongest else "Nothing has been accepted from outside."  # fmt: skip
    panels = [
        _panel("Response", one.response, given[0] if len(given) == 1 else "Its actions were answered differently."),
        _panel("Delivery", status_tag(*one.delivery), f"{one.done_words}; {one.overdue or 'none'} overdue."),
        _panel("Evidence of impact", one.proof, proof),
    ]
    note = paragraph("Three separate questions. A delivered action does not count as impact.", kind="small")
    return joined([columns(*panels, kind="thirds"), note])


def _panel(title: str, word: object, words: str) -> Markup:
    return panel(title, joined([html('<p class="cpo-stand">{word}</p>', word=word), paragraph(words)]), kind="outlined")


def proof_part(one: Standing) -> Markup:
    """Every piece of evidence of impact, accepted or not."""
    title = heading("Evidence that something changed for children", anchor="impact", is_pinned=True)
    if not one.impact:
        return joined([title, paragraph("None has been recorded.")])
    rows = [(row["origin"], Impact(row["strength"]).label, on(row["evidence_on"]), _accepted(one, row)) for row in one.impact]  # fmt: skip
    return joined([title, table(("Where it comes from", "What it shows", "From", "Accepted by"), rows, "Evidence of impact", is_stacked=True)])  # fmt: skip


def _accepted(one: Standing, row: Row) -> Markup | str:
    by = Assurer(row["assurer"]).label if row["assurer"] else ""
    if not row["accepted_on"] or row["accepted_on"] > one.on:
        return f"Not yet: {by.lower()}" if by else "Not yet"
    return html("{by}{on}", by=by, on=below(on(row["accepted_on"])))


def indicators(one: Standing, quarter: Quarter) -> Markup:
    """The indicators that track it, and what else would show it."""
    declared, place = RECOMMENDATIONS[one.recommendation], one.recommendation.authority_id or ENGLAND
    where = "England" if place == ENGLAND else authority(place).name
    parts = [heading("What the indicators say", anchor="indicators", is_pinned=True), paragraph(f"{where}, {quarter.period.label}.", kind="sub")]  # fmt: skip
    if declared.indicators:
        parts.append(linked(quarter, declared.indicators, "Indicators of this recommendation", place))
    if declared.also:
        parts.append(paragraph(f"Not measured here yet: {listed([a[0].lower() + a[1:] for a in declared.also])}."))
    return joined(parts)


def decisions_part(one: Standing, met: Sheets) -> Markup:
    """What the two bodies decided about it, newest first."""
    title = heading("What was decided", anchor="decisions")
    rows: Sequence[Row] = []
    if met:
        joined_rows = met["decisions"].join(
            met["meetings"].select("meeting_ref", "held_on"), on="meeting_ref", how="left"
        )
        rows = joined_rows.filter(pl.col("recommendation") == one.recommendation).sort("held_on", descending=True).to_dicts()  # fmt: skip
    if not rows:
        return joined([title, paragraph("No decision about it is recorded.")])
    cells = [(on(row["held_on"]), row["decision"]) for row in rows]
    return joined([title, table(("Meeting", "Decision"), cells, "Decisions about this recommendation")])


def events_part(one: Standing) -> Markup:
    """The programme's dates that bear on it."""
    title = heading("Dates in the programme", anchor="dates")
    rows = [(event.when, event.meaning) for event in EVENTS if one.recommendation in event.recommendations]
    if not rows:
        return joined([title, paragraph("No date of the programme is about it alone.")])
    return joined([title, table(("When", "What"), rows, "Dates in the programme")])
