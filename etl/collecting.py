"""What the department does with collections: sets their dates, allows an authority more time, reminds. Each is an event.

The way in for pages and commands: every function is one transaction and asks first what its viewer may do.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from etl import events, mail, outbox, reminders, windows
from etl.owing import joint_units
from etl.settings import day_of, settings
from etl.store import publishing, reading, writing
from schemas.access import OPERATOR, NotAllowed, Permission, Viewer
from schemas.authorities import authority
from schemas.issues import LEAST_EXPLANATION
from schemas.periods import Period
from schemas.spec import ReturnSpec
from schemas.tables_collections import CollectionAllowance, JointReporting, MessageState
from schemas.windows import LONGEST_ALLOWANCE, SHUT, AllowanceKind, Window, WindowState, day_words, wrong_dates

_EVENTS = {
    AllowanceKind.EXTENSION: "collection.extended",
    AllowanceKind.REOPENING: "collection.reopened",
    AllowanceKind.WAIVER: "collection.waived",
}


class NotPossible(Exception):
    """It cannot be done. The message is a sentence that says why, and what to enter."""


@dataclass(frozen=True)
class Asked:
    """More time for one authority.

    Args:
        until_on: for an extension, the new due day; for a re-opening, the last day on which a return is taken.
    """

    spec: ReturnSpec
    period: Period
    authority_id: str
    kind: AllowanceKind
    until_on: date
    reason: str


def set_dates(viewer: Viewer, spec: ReturnSpec, period: Period, dates: Window, reason: str, now: datetime) -> None:
    """Open a collection with these dates, or alter those that it has.

    Raises:
        NotAllowed: if the viewer may not manage collections.
        NotPossible: if the dates are out of order, or no reason is given for altering them.
    """
    viewer.require(Permission.MANAGE_COLLECTIONS)
    if wrong := wrong_dates(dates.opens_on, dates.due_on, dates.closes_on):
        raise NotPossible(wrong)
    with writing() as session:
        before = windows.window(session, spec, period)
        if (dates.opens_on, dates.due_on, dates.closes_on) != (before.opens_on, before.due_on, before.closes_on):
            _require_reason(reason)
        kept = windows.opened(session, spec, period)
        windows.alter(session, kept, dates, now)
        words = f"{spec.title}, {period.label}: opens {dates.opens_on}, due {dates.due_on}, closes {dates.closes_on}"
        detail = f"{words}. It was {before.opens_on}, {before.due_on}, {before.closes_on}. {_tidy(reason)}"
        events.record(session, "collection.dates_set", viewer.subject, now, detail=detail.strip())


def allow(viewer: Viewer, asked: Asked, now: datetime) -> int:
    """Give an authority a later due day, take returns from it again after the cut-off, or ask it for none. Gives the number.

    Raises:
        NotAllowed: if the viewer may not manage collections.
        NotPossible: if the day or the reason will not do, or the other kind is what is meant.
    """
    viewer.require(Permission.MANAGE_COLLECTIONS)
    _require_reason(asked.reason)
    with writing() as session:
        kept = windows.opened(session, asked.spec, asked.period)
        expires_on = _last_day(session, asked, day_of(now))
        made = CollectionAllowance(
            collection_id=kept.id or 0,
            authority_id=asked.authority_id,
            kind=asked.kind,
            due_on=asked.until_on if asked.kind is AllowanceKind.EXTENSION else None,
            expires_on=expires_on,
            reason=_tidy(asked.reason),
            granted_by=viewer.subject,
            granted_at=now,
        )
        session.add(made)
        session.flush()
        until = "" if asked.kind is AllowanceKind.WAIVER else f", until {asked.until_on}"
        words = f"{made.kind.label} {made.id}: {asked.spec.title}, {asked.period.label}{until}"
        kind = _EVENTS[asked.kind]
        detail = f"{words}. {made.reason}"
        events.record(session, kind, viewer.subject, now, authority_id=asked.authority_id, detail=detail)
        return made.id or 0


def end(viewer: Viewer, number: int, reason: str, now: datetime) -> None:
    """End an extension or re-opening from today on. What was sent meanwhile stays.

    Raises:
        NotAllowed: if the viewer may not manage collections, or it has ended.
        NotPossible: if no reason is given.
    """
    viewer.require(Permission.MANAGE_COLLECTIONS)
    _require_reason(reason)
    with writing() as session:
        ended = session.get(CollectionAllowance, number)
        query = select(col(CollectionAllowance.id)).where(col(CollectionAllowance.ends_id) == number)
        if ended is None or ended.ends_id is not None or session.exec(query).first() is not None:
            raise NotAllowed(f"There is no extension or re-opening {number}, or it has been ended.")
        session.add(
            CollectionAllowance(
                collection_id=ended.collection_id,
                authority_id=ended.authority_id,
                kind=ended.kind,
                due_on=ended.due_on,
                expires_on=ended.expires_on,
                reason=_tidy(reason),
                granted_by=viewer.subject,
                granted_at=now,
                ends_id=number,
            )
        )
        detail = f"{ended.kind.label} {number} ended. {_tidy(reason)}"
        events.record(
            session, "collection.allowance_ended", viewer.subject, now, authority_id=ended.authority_id, detail=detail
        )


def report_together(
    viewer: Viewer, spec: ReturnSpec, name: str, authority_ids: Sequence[str], first: Period, reason: str, now: datetime
) -> int:
    """Let authorities owe one return together from a quarter on: the first of them sends it. Gives its number.

    Raises:
        NotAllowed: if the viewer may not manage collections.
        NotPossible: if fewer than two are named, or one of them is in another joint unit already.
    """
    viewer.require(Permission.MANAGE_COLLECTIONS)
    _require_reason(reason)
    if len(set(authority_ids)) < 2 or not name.strip():
        raise NotPossible("Name the joint unit and at least two authorities: the one that sends, then the others.")
    with writing() as session:
        for other, members in joint_units(session, spec, first).items():
            if both := set(members) & set(authority_ids):
                raise NotPossible(f"{authority(min(both)).name} is in “{other}” already. End that one first.")
        made = JointReporting(
            form_code=spec.code,
            name=_tidy(name)[:120],
            authority_ids="/".join(dict.fromkeys(authority_ids)),
            from_period=str(first),
            reason=_tidy(reason),
            made_by=viewer.subject,
            made_at=now,
        )
        session.add(made)
        session.flush()
        detail = f"{spec.title} from {first.label}: {made.name}, {made.authority_ids}. {made.reason}"
        events.record(session, "collection.joint", viewer.subject, now, authority_id=authority_ids[0], detail=detail)
        return made.id or 0


def due_reminders(viewer: Viewer, today: date) -> list[reminders.Reminder]:
    """The reminders that would be written on a day, without writing any; those to nobody have no person.

    Raises:
        NotAllowed: if the viewer may not manage collections.
    """
    viewer.require(Permission.MANAGE_COLLECTIONS)
    with reading() as session:
        found = reminders.due(session, today)
        session.expunge_all()
        return found


def remind(viewer: Viewer, now: datetime) -> int:
    """Put the reminders that are due today into the outbox. Gives how many.

    Raises:
        NotAllowed: if the viewer may not manage collections.
    """
    viewer.require(Permission.MANAGE_COLLECTIONS)
    with publishing() as session:  # one writer at a time, so that none is written twice
        count = reminders.write(session, day_of(now), now)
        if count:
            events.record(session, "reminders.written", viewer.subject, now, detail=f"{count} written")
        return count


def deliver(viewer: Viewer, now: datetime) -> Counter[MessageState]:
    """Send what waits in the outbox. Gives what it came to.

    Raises:
        NotAllowed: if the viewer may not manage collections.
    """
    viewer.require(Permission.MANAGE_COLLECTIONS)
    chosen = settings()
    return outbox.deliver(mail.sender(chosen), now, is_demonstration=chosen.is_demonstration)


def remind_and_deliver(_progress: object, **_: object) -> None:
    """What the worker does every hour: reminders are written once, and what could not be sent is tried again."""
    now = settings().now()
    remind(OPERATOR, now)
    deliver(OPERATOR, now)


def _last_day(session: Session, asked: Asked, today: date) -> date:
    """The last day on which a return is taken because of it, once it is known that it can be allowed."""
    dates = windows.window(session, asked.spec, asked.period)
    theirs = windows.windows(session, asked.spec, asked.period, {asked.authority_id})
    standing = theirs.get(asked.authority_id, dates).on(today)
    longest = today + LONGEST_ALLOWANCE
    if asked.kind is AllowanceKind.EXTENSION and standing.state in SHUT:
        raise NotPossible(f"It closed on {day_words(dates.closes_on)}, so it cannot be extended. Re-open it.")
    if asked.kind is AllowanceKind.REOPENING and standing.state not in SHUT:
        raise NotPossible(f"Returns are taken until {day_words(standing.closes_on)}, so nothing is closed. Extend it.")
    if asked.kind is AllowanceKind.WAIVER:
        if standing.state is WindowState.WAIVED:
            raise NotPossible("It is not asked for already.")
        return dates.closes_on
    earliest = max(today, dates.due_on) if asked.kind is AllowanceKind.EXTENSION else today
    if not earliest <= asked.until_on <= longest:
        raise NotPossible(f"Enter a day from {day_words(earliest)} to {day_words(longest)}.")
    return max(asked.until_on, dates.closes_on) if asked.kind is AllowanceKind.EXTENSION else asked.until_on


def _require_reason(reason: str) -> None:
    if len(reason.strip()) < LEAST_EXPLANATION:
        raise NotPossible(f"The reason is too short. Give one of at least {LEAST_EXPLANATION} characters.")


def _tidy(words: str) -> str:
    return " ".join(words.split())[:400]
