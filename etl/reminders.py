"""The reminders that are due on a day: to those people of an authority who can still do something about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from etl.current import collection
from etl.owing import Owing, owing
from etl.settings import settings
from etl.windows import allowances, opened, window
from schemas.access import Role
from schemas.periods import Period
from schemas.reminding import Owed, so_far, stage_on
from schemas.returns import RETURNS
from schemas.spec import ReturnSpec
from schemas.tables import Person, RoleGrant
from schemas.tables_collections import Message, MessageState

_QUARTERS_BACK = 8
_SENDERS = (Role.LA_PREPARER, Role.LA_APPROVER)


@dataclass(frozen=True)
class Reminder:
    """One message to one person, or to nobody: an authority that owes a return and has no one to write to.

    Args:
        spec: the return.
        period: the quarter.
        owes: whose return it is, and how it stands.
        stage: "10", "5", "1", "late 1" and so on.
        person: whom to write to.
        subject: the message's subject.
        body: its words.
    """

    spec: ReturnSpec
    period: Period
    owes: Owing
    stage: str
    person: Person | None
    subject: str
    body: str

    @property
    def key(self) -> str:
        """The same for the same reminder. A later due day makes another one."""
        whom, due = self.person.id if self.person else 0, self.owes.standing.due_on
        return f"reminder/{self.spec.code}/{self.period}/{self.owes.sender.authority_id}/{whom}/{due}/{self.stage}"


def due(session: Session, today: date) -> list[Reminder]:
    """Every reminder that is due by a day and has not been written, by quarter, return and authority."""
    known = people(session)
    found = [
        reminder
        for spec, period in _running(session, today)
        for owes in owing(session, spec, period, today)
        if owes.is_owed and (stage := stage_on(owes.standing, today))
        for reminder in _to_each(spec, period, owes, stage, known.get(owes.sender.authority_id, ()))
    ]
    written = set(session.scalars(select(col(Message.written_once))))
    return [reminder for reminder in found if reminder.key not in written]


def write(session: Session, today: date, now: datetime) -> int:
    """Put the reminders that are due into the outbox, each once; one writer at a time. Gives how many."""
    waiting = [reminder for reminder in due(session, today) if reminder.person is not None]
    for reminder in waiting:
        assert reminder.person is not None  # noqa: S101 - chosen above
        session.add(
            Message(
                written_once=reminder.key,
                kind="reminder",
                person_id=reminder.person.id or 0,
                authority_id=reminder.owes.sender.authority_id,
                collection_id=opened(session, reminder.spec, reminder.period).id or 0,
                stage=reminder.stage,
                subject=reminder.subject[:200],
                body=reminder.body,
                created_at=now,
                state=MessageState.WAITING,
                try_at=now,
            )
        )
    return len(waiting)


def people(session: Session) -> dict[str, list[tuple[Person, bool]]]:
    """By authority, the active people with an address who prepare or approve its returns; true for an approver."""
    grants = select(RoleGrant, Person).join(Person, col(Person.id) == col(RoleGrant.person_id))
    is_reached = col(Person.is_active) & (col(Person.email) != "")
    query = grants.where(is_reached, col(RoleGrant.role).in_([str(role) for role in _SENDERS]))
    found: dict[str, dict[int, tuple[Person, bool]]] = {}
    for grant, person in session.execute(query.order_by(col(Person.id))):
        theirs = found.setdefault(grant.authority_id or "", {})
        was_approver = theirs.get(person.id, (person, False))[1]
        theirs[person.id] = (person, was_approver or grant.role == Role.LA_APPROVER)
    return {authority_id: list(theirs.values()) for authority_id, theirs in found.items()}


def whom(owes: Owing, theirs: Sequence[tuple[Person, bool]]) -> list[Person]:
    """Who can do something about what is owed: approvers alone, if it waits for them."""
    return [person for person, is_approver in theirs if is_approver or not owes.is_waiting]


def _running(session: Session, today: date) -> Iterator[tuple[ReturnSpec, Period]]:
    """The collections in which somebody may still send."""
    newest = Period.latest_ended(today)
    for back in range(_QUARTERS_BACK):
        period = newest.shifted(-back)
        for spec in RETURNS.values():
            allowed = allowances(session, collection(session, spec, period))
            last = max((allowance.expires_on for _, allowance in allowed), default=today)
            if max(window(session, spec, period).closes_on, last if allowed else date.min) >= today:
                yield spec, period


def _to_each(
    spec: ReturnSpec, period: Period, owes: Owing, stage: str, theirs: Sequence[tuple[Person, bool]]
) -> list[Reminder]:
    words = _words(spec, period, owes)
    subject = f"{'Illustrative: ' if settings().is_demonstration else ''}{words.subject}"
    receivers: list[Person | None] = [*whom(owes, theirs)]
    return [Reminder(spec, period, owes, stage, person, subject, words.body) for person in receivers or [None]]


def _words(spec: ReturnSpec, period: Period, owes: Owing) -> Owed:
    where = f"return={spec.code}&authority={owes.sender.dfe_code}&quarter={str(period).replace(' ', '+')}"
    return Owed(
        title=spec.title,
        quarter=period.label,
        whose=owes.name,
        standing=owes.standing,
        so_far=so_far(str(owes.status or ""), owes.version, owes.changed_on),
        href=f"{settings().base_url}/returns?{where}",
        ask=settings().collections_contact,
    )
