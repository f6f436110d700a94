"""The parts of the Recommendations page that several recommendations share: tables of them, of actions, of indicators."""

from collections.abc import Mapping, Sequence
from datetime import date

from dashboard.board_words import Row, below, delivery_tag, moved, on, owner, when
from dashboard.components import status_tag, table, tag
from dashboard.formats import counted, day, number, short_day
from dashboard.headlines import address
from dashboard.linked import value_of
from dashboard.markup import Markup, fold, heading, html, joined, link, paragraph
from dashboard.quarter import Quarter
from dashboard.reads_board import Sheets
from dashboard.recommended import CHOICES, Standing, chosen, in_order
from schemas.indicators import INDICATORS
from schemas.indicators_records import MOVED_AGAIN
from schemas.recommendations import RECOMMENDATIONS, is_national
from schemas.recorded import Recommendation

HEADINGS = ("Action", "Owner", "Baseline", "Date now", "Moved", "Delivery", "Evidence")


def address_of(one: Recommendation) -> str:
    """The page of one recommendation."""
    return f"/recommendations?recommendation={one}"


def every_one(found: Sequence[Standing]) -> Markup:
    """A row for each recommendation: response, delivery and evidence of impact side by side."""
    rows = [
        (
            joined([link(one.recommendation.label, address_of(one.recommendation)), below(RECOMMENDATIONS[one.recommendation].title)]),
            one.response,
            joined([status_tag(*one.delivery), below(one.done_words)]),
            joined([one.proof, below(_proof_words(one))]),
            number(one.overdue),
        )
        for one in found
    ]  # fmt: skip
    note = "A delivered action does not count as impact. Evidence counts once someone from outside has accepted it."
    headings = ("Recommendation", "Response", "Delivery", "Evidence of impact", "Overdue")
    title = heading("Response, delivery and evidence of impact", anchor="standing", is_pinned=True)
    return joined([title, paragraph(note, kind="sub"), table(headings, rows, "Each recommendation", numeric=[4], is_stacked=True)])  # fmt: skip


def _proof_words(one: Standing) -> str:
    waiting = len(one.impact) - len(one.accepted)
    return f"{counted(waiting, 'piece')} not accepted yet" if waiting else ""


def changes_of(tracker: Sheets) -> dict[str, list[Row]]:
    """Each action's changes of date, oldest first, by its number."""
    found: dict[str, list[Row]] = {}
    for row in tracker["rebaselines"].sort("rebaselined_on").to_dicts() if tracker else []:
        found.setdefault(row["action_ref"], []).append(row)
    return found


def actions_part(found: Sequence[Standing], choice: str, changes: Mapping[str, Sequence[Row]]) -> Markup:
    """The actions of some recommendations, overdue first; those that are done behind a fold, unless they are asked for.

    Args:
        found: the recommendations.
        choice: one of `CHOICES`.
        changes: each action's changes of date, as `changes_of` gives them.
    """
    rows = chosen(in_order([row for one in found for row in one.actions]), choice)
    title = heading("Actions, owners and dates", anchor="actions", is_pinned=True)
    if not rows:
        words = "No action is recorded." if not choice else f"No action here is: {CHOICES[choice].lower()}."
        return joined([title, paragraph(words)])
    note = "Overdue first. Owners are roles in organisations, never named people. A date that moves keeps its baseline."
    still = [row for row in rows if row["is_open"]]
    closed = [row for row in rows if not row["is_open"]]
    parts = [title, paragraph(note, kind="sub")]
    overdue = number(sum(row["is_overdue"] for row in rows))
    if still:
        parts.append(_table(still, f"{counted(len(still), 'open action')}, {overdue} overdue", changes))
    if closed and not still:
        parts.append(_table(closed, f"{counted(len(closed), 'action')} done or closed", changes))
    elif closed:
        made = _table(closed, "Actions done or closed", changes, is_titled=False)
        parts.append(fold("Done or closed", counted(len(closed), "action"), made, anchor="closed", level=3))
    return joined(parts)


def _table(
    rows: Sequence[Row], caption: str, changes: Mapping[str, Sequence[Row]], *, is_titled: bool = True
) -> Markup:
    cells = [_action(row, changes) for row in rows]
    ids = [f"action-{row['action_ref']}" for row in rows]
    return table(HEADINGS, cells, caption, is_stacked=True, row_ids=ids, is_caption_shown=is_titled)


def _action(row: Row, changes: Mapping[str, Sequence[Row]]) -> tuple[object, ...]:
    said = moved(row["moved_count"], changes.get(row["action_ref"], ()))
    return (
        html("{action}{about}", action=row["action"], about=below(_about(row))),
        owner(row),
        on(row["baseline_on"]),
        when(row),
        said,
        delivery_tag(row),
        _evidence(row),
    )


def _about(row: Row) -> str:
    one = Recommendation(row["recommendation"])
    return f"{row['action_ref']} · {one.label.partition('. ')[2] if is_national(one) else one.label}"


def _evidence(row: Row) -> Markup | str:
    if not row["evidence_ref"]:
        return "None yet"
    accepted = f"accepted {short_day(row['evidence_on'])}" if row["evidence_on"] else "not accepted yet"
    return html("{ref}{accepted}", ref=row["evidence_ref"], accepted=below(accepted))


def indicators_part(quarter: Quarter, found: Sequence[Standing], today: date) -> Markup:
    """The indicators of the tracker at the end of the quarter, beside the same counts today."""
    ids = ("RT-01", "RT-02", MOVED_AGAIN, "RT-03")
    now = dict(zip(ids, counts_of(found), strict=True))
    rows = [
        (link(INDICATORS[id_].title, address(id_)), value_of(quarter, id_), tag(quarter.figure(id_).rag), now[id_])
        for id_ in ids
        if now[id_]
    ]
    ended = day(quarter.period.reference_date)
    headings = ("Indicator", f"England, {ended}", "Rating", f"By the tracker, {day(today)}")
    note = "Indicators are worked out for the last day of a quarter; this page counts the same way for today."
    title = heading("What the indicators say", anchor="indicators", is_pinned=True)
    return joined([title, paragraph(note, kind="sub"), table(headings, rows, "Indicators of recommendations", is_stacked=True)])  # fmt: skip


def counts_of(found: Sequence[Standing]) -> tuple[str, str, str, str]:
    """The counts behind RT-01, RT-02, SM-21 and RT-03, in words; "" where the recommendations shown cannot give one."""
    national = [one for one in found if is_national(one.recommendation)]
    local = [one for one in found if not is_national(one.recommendation)]
    actions = [row for one in national for row in one.counted]
    is_whole = bool(national and local)
    done = f"{sum(one.evidenced for one in national)} of {len(actions)}" if actions else ""
    proved = f"{sum(one.is_proved for one in local)} of {len(local)}" if local else ""
    again = sum(row["is_moved_again"] for one in found for row in one.actions)
    return done, number(sum(one.overdue for one in found)) if is_whole else "", number(again) if is_whole else "", proved  # fmt: skip
