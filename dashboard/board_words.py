"""How the Board's records are said: states as tags, dates and changes of date in words. Pure; rows in, words out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dashboard.components import status_tag
from dashboard.formats import counted, late, short_day
from dashboard.markup import Markup, Words, details, html, joined
from schemas.recorded import Delivery, OwnerRole

Row = Mapping[str, Any]
TIMES = ("Never", "Once", "Twice")
# Each state in the word of its tag, and what the tag looks like.
STATES: dict[Delivery, tuple[str, str]] = {
    Delivery.NOT_STARTED: ("Not started", "none"),
    Delivery.ON_TRACK: ("On track", "good"),
    Delivery.AT_RISK: ("At risk", "warn"),
    Delivery.OFF_TRACK: ("Off track", "bad"),
    Delivery.DELIVERED_AWAITING_EVIDENCE: ("Done, not proved", "warn"),
    Delivery.DELIVERED_EVIDENCED: ("Evidenced", "good"),
    Delivery.SUPERSEDED: ("Superseded", "none"),
    Delivery.CLOSED_NOT_PROCEEDING: ("Closed", "none"),
}


def delivery_tag(row: Row) -> Markup:
    """How far an action has come; one past its date is overdue whatever it says of itself."""
    return status_tag("Overdue", "bad") if row["is_overdue"] else status_tag(*STATES[Delivery(row["status"])])


def owner(row: Row) -> Markup:
    """The one role that answers, and its organisation below."""
    return html("{role}{body}", role=OwnerRole(row["owner_role"]).label, body=below(row["owner_body"]))


def on(day: date) -> Markup:
    """A date in a table, which is not broken between lines."""
    return html('<span class="cpo-nowrap">{day}</span>', day=short_day(day))


def below(words: Words) -> Markup:
    """Words in small under a cell's own; nothing for none."""
    return html('<span class="cpo-below">{words}</span>', words=words) if words else Markup("")


def when(row: Row) -> Markup:
    """The date that holds now, and how late or early it was done or how late it is."""
    if row.get("delivered_on") and row["is_done"]:
        days = (row["delivered_on"] - row["due_on"]).days
        return html("Done {on}{how}", on=on(row["delivered_on"]), how=below(late(days)))
    how = late(row["days_late"]) if row["is_overdue"] else ""
    return html("{on}{how}", on=on(row["due_on"]), how=below(how))


def times(count: int) -> str:
    """How often: "Never", "Once", "Twice", "3 times"."""
    return TIMES[count] if count < len(TIMES) else f"{count} times"


def moved(count: int, changes: Sequence[Row]) -> Markup | str:
    """How often a date was moved, and behind it each change with its reason and who agreed."""
    if not count:
        return TIMES[0]
    if not changes:
        return times(count)
    lines = joined(html("<li>{words}</li>", words=_change(row)) for row in changes)
    return details(times(count), html("<ul>{lines}</ul>", lines=lines))


def _change(row: Row) -> str:
    days = f"{short_day(row['from_on'])} to {short_day(row['to_on'])}"
    agreed = f"Agreed {short_day(row['rebaselined_on'])}, {OwnerRole(row['approver_role']).label.lower()}."
    return f"{days}. {row['reason']} {agreed}"


def shortened(text: str, most: int) -> str:
    """A sentence for a picture: without its full stop, cut at a word where it is too long."""
    text = text.removesuffix(".")
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(' ', 1)[0]}…"


def are(count: int, one: str, many: str = "", *, rest: str) -> str:
    """A count, its noun and its verb: "1 action is overdue", "3 actions are overdue"."""
    return f"{counted(count, one, many)} {'is' if count == 1 else 'are'} {rest}"
