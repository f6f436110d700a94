"""Changes of the register of authorities: entered by one person, confirmed or refused by another, and in force from then on.

The way in for pages and commands. What the register holds on any day then follows everywhere: the roster, templates,
collections, totals and series.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from etl import events, obligations, quarters, registered
from etl.entered import Proposed, followers, held_for, proposed_of, summary
from etl.frames import add_rows, table_of
from etl.settings import day_of
from etl.store import publishing, reading
from etl.trail import noting_refusals
from schemas.access import NotAllowed, Permission, Viewer
from schemas.authorities import authority
from schemas.issues import LEAST_EXPLANATION
from schemas.passing import Obligation, wrong_record
from schemas.periods import Period
from schemas.register_changes import ChangeKind, RegisterEntry
from schemas.register_checks import wrong_entry
from schemas.tables import Submission
from schemas.tables_register import (
    RegisterBeginning,
    RegisterChange,
    RegisterCode,
    RegisterDecision,
    RegisterEnding,
    RegisterOutcome,
    RegisterPassing,
)


class NotPossible(Exception):
    """A change cannot be made. The message says in sentences what is wrong, and what to enter."""


@noting_refusals
def enter(viewer: Viewer, proposed: Proposed, now: datetime) -> int:
    """Enter a change, to be confirmed by someone else. Until then it has no effect. Gives its number.

    Raises:
        NotAllowed: if the viewer may not.
        NotPossible: if it cannot be made, or the record of what passes is not whole.
    """
    viewer.require(Permission.CHANGE_REGISTER)
    with publishing() as session:
        words = {one.key: one.words for one in _refuse_wrong(session, proposed, day_of(now))}
        entry = proposed.entry
        made = RegisterChange(
            kind=entry.kind, changed_on=entry.changed_on, note=entry.note.strip()[:300],
            reason=" ".join(proposed.reason.split())[:400], entered_at=now, entered_by=viewer.subject,
        )  # fmt: skip
        session.add(made)
        session.flush()
        number = made.id or 0
        _add_parts(session, number, proposed, words)
        events.record(session, "register.entered", viewer.subject, now, detail=f"Change {number}: {summary(entry)}")
        return number


@noting_refusals
def confirm(viewer: Viewer, number: int, now: datetime) -> None:
    """Agree to a change that someone else entered: it is part of the register from now on.

    Quarters that it reaches and that have returns already are computed again.

    Raises:
        NotAllowed: if the viewer may not, entered it, or it no longer waits.
        NotPossible: if it can no longer be made: something else was confirmed, or came to be held, since.
    """
    viewer.require(Permission.CONFIRM_REGISTER)
    with publishing() as session:
        waiting = _waiting(session, number)
        if waiting.entered_by == viewer.subject:
            raise NotAllowed("You entered this change, so someone else must confirm it.")
        proposed = proposed_of(session, waiting)
        _refuse_wrong(session, proposed, day_of(now))
        _decide(session, waiting, RegisterOutcome.CONFIRMED, viewer, now, "")
        detail = f"Change {number}: {summary(proposed.entry)}"
        events.record(session, "register.confirmed", viewer.subject, now, detail=detail)
        first = Period.containing(waiting.changed_on)
        reached = [period for period in quarters.periods_with_returns(session) if period >= first]
    with reading() as session:
        registered.bring_up_to_date(session)
    if reached:
        quarters.recompute(viewer, reached, f"Register changed: {summary(proposed.entry)}"[:400], now)


@noting_refusals
def refuse(viewer: Viewer, number: int, reason: str, now: datetime) -> None:
    """Refuse a change that someone else entered, with a reason. It never has an effect.

    Raises:
        NotAllowed: if the viewer may not, entered it, or it no longer waits.
        NotPossible: if the reason is too short.
    """
    viewer.require(Permission.CONFIRM_REGISTER)
    if len(reason.strip()) < LEAST_EXPLANATION:
        raise NotPossible(f"The reason is too short. Give one of at least {LEAST_EXPLANATION} characters.")
    with publishing() as session:
        waiting = _waiting(session, number)
        if waiting.entered_by == viewer.subject:
            raise NotAllowed("You entered this change, so someone else must refuse it.")
        _decide(session, waiting, RegisterOutcome.REFUSED, viewer, now, " ".join(reason.split())[:400])
        events.record(
            session,
            "register.refused",
            viewer.subject,
            now,
            detail=f"Change {number}: {summary(registered.entry(session, waiting))}",
        )


def held_by(viewer: Viewer, authority_ids: Sequence[str], today: date) -> list[Obligation]:
    """What some authorities hold that must pass when they end.

    Raises:
        NotAllowed: if the viewer may not enter changes.
    """
    viewer.require(Permission.CHANGE_REGISTER)
    with reading() as session:
        return obligations.held(session, authority_ids, today)


def _refuse_wrong(session: Session, proposed: Proposed, today: date) -> list[Obligation]:
    """Stop a change that cannot be made. Gives everything that must pass by it."""
    entry = proposed.entry
    wrong = wrong_entry(entry) or _sent_already(session, entry)
    if len(proposed.reason.strip()) < LEAST_EXPLANATION:
        wrong = [*wrong, f"Say by what decision or order, in at least {LEAST_EXPLANATION} characters."]
    if wrong:
        raise NotPossible(" ".join(wrong))
    if entry.kind is ChangeKind.PASSING and not proposed.passes:
        raise NotPossible("Name at least one thing that passes.")
    held = held_for(session, proposed, today)
    if wrong := wrong_record(held, proposed.passes, followers(entry)):
        raise NotPossible(f"What passes does not add up. {' '.join(wrong)}")
    return held


def _sent_already(session: Session, entry: RegisterEntry) -> list[str]:
    """Returns that an authority which ends has sent for a quarter after its end."""
    kept = table_of(Submission).c
    first = str(Period.containing(entry.changed_on))
    query = select(kept.authority_id, kept.period).where(kept.authority_id.in_(entry.ends), kept.period >= first)
    found = session.connection().execute(query.distinct()).all()
    return [f"{authority(row[0]).name} has sent a return for {row[1]}, after its last day." for row in found]


def _add_parts(session: Session, number: int, proposed: Proposed, words: Mapping[tuple[str, str, str], str]) -> None:
    entry = proposed.entry
    add_rows(session, RegisterEnding, [{"change_id": number, "authority_id": own} for own in entry.ends])
    begins = [
        {**vars(one), "aliases": "|".join(one.aliases), "neighbours": "|".join(one.neighbours), "change_id": number}
        for one in entry.begins
    ]
    add_rows(session, RegisterBeginning, begins)
    add_rows(session, RegisterCode, [{**vars(new), "change_id": number} for new in entry.codes])
    lines = [{**vars(line), "words": words[line.key], "change_id": number} for line in proposed.passes]
    add_rows(session, RegisterPassing, lines)


def _waiting(session: Session, number: int) -> RegisterChange:
    decided = select(col(RegisterDecision.id)).where(col(RegisterDecision.change_id) == number)
    found = session.get(RegisterChange, number)
    if found is None or session.scalar(decided) is not None:
        raise NotAllowed(f"There is no change {number} that waits for a second person.")
    return found


def _decide(
    session: Session, change: RegisterChange, outcome: RegisterOutcome, viewer: Viewer, now: datetime, reason: str
) -> None:
    session.add(
        RegisterDecision(
            change_id=change.id or 0, entered_by=change.entered_by, outcome=outcome, decided_at=now,
            decided_by=viewer.subject, reason=reason,
        )
    )  # fmt: skip
    try:
        session.flush()
    except IntegrityError as quicker:
        raise NotAllowed("Someone else has just decided about this change.") from quicker
