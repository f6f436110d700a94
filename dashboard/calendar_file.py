"""The dates of returns as a calendar file, which any calendar can take in or follow: /download/calendar.ics."""

from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlsplit

from dashboard import reads_collections
from schemas.access import Permission, Viewer
from schemas.authorities import Authority, UnknownAuthority, authority
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.spec import ReturnSpec
from schemas.windows import Standing, WindowState

_QUARTERS_BACK, _QUARTERS_AHEAD = 3, 2
MARK = "Illustrative: "


def calendar_of(viewer: Viewer, now: datetime, today: date, base_url: str, *, is_illustrative: bool = False) -> bytes:
    """When the viewer's returns open, are due and close, one day-long event each; nothing for who may not read returns.

    Args:
        viewer: whose; an authority's own dates with what it is allowed, or for the department the collections' own.
        now: when the file is made.
        today: the day of the windows.
        base_url: the address that people use; its host is part of what names each event, for ever the same.
        is_illustrative: whether to say so in every title.
    """
    from icalendar import Calendar, Event  # here, because it takes a fifth of a second to import

    if not viewer.may(Permission.READ_RETURNS):
        return b""
    made = Calendar()
    made.add("prodid", "-//Child protection oversight//Returns//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Child protection returns")
    host = urlsplit(base_url).hostname or "localhost"
    for key, on, words, href in _days(viewer, today):
        event = Event()
        event.add("uid", f"{key}@{host}")
        event.add("dtstamp", now)
        event.add("dtstart", on)
        event.add("summary", f"{MARK if is_illustrative else ''}{words}")
        event.add("url", f"{base_url}{href}")
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def _days(viewer: Viewer, today: date) -> Iterator[tuple[str, date, str, str]]:
    """Each day: what names it, the day, its title, the address of its page."""
    newest = Period.latest_ended(today)
    for period in (newest.shifted(step) for step in range(-_QUARTERS_BACK, _QUARTERS_AHEAD + 1)):
        for spec in RETURNS.values():
            found = reads_collections.windows(viewer, spec.code, str(period))
            for place in _whose(viewer, period):
                own = found.get(place.authority_id if place else "", found[reads_collections.COLLECTION])
                yield from _of_one(spec, period, place, own.on(today))


def _of_one(
    spec: ReturnSpec, period: Period, place: Authority | None, standing: Standing
) -> Iterator[tuple[str, date, str, str]]:
    whose, code = (f", {place.name}", place.dfe_code) if place else ("", "")
    name = f"{spec.code}-{str(period).replace(' ', '-')}-{place.authority_id if place else 'all'}"
    quarter = str(period).replace(" ", "+")
    href = f"/returns?return={spec.code}{f'&authority={code}' if code else ''}&quarter={quarter}"
    due = "due (extended)" if standing.state is WindowState.EXTENDED else "due"
    for what, on, said in (
        ("opens", standing.opens_on, "opens"), ("due", standing.due_on, due), ("closes", standing.closes_on, "closes"),
    ):  # fmt: skip
        yield f"{name}-{what}", on, f"{spec.title}, {period.label}{whose}: {said}", href


def _whose(viewer: Viewer, period: Period) -> list[Authority | None]:
    if not viewer.is_tied:
        return [None]
    found: list[Authority | None] = []
    for authority_id in sorted(viewer.authority_ids):
        try:
            found.append(authority(authority_id, period.reference_date))
        except UnknownAuthority:  # it had not begun then, or had ended
            continue
    return found
