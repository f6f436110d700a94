"""The outbox: messages that wait are sent, each once; what came of every try is kept.

A message is marked as being sent, and that is committed, before it is handed over. If the product stops in between,
nobody can know whether it went: it is then never sent again, and the log says so.
"""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlmodel import Session, col

from etl.alert_scope import alert_address
from etl.mail import Answer, Letter, Send
from etl.owing import owing
from etl.reminders import people, whom
from etl.settings import day_of
from etl.store import reading, writing
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.tables import Collection
from schemas.tables_collections import ALERT, ASKED_AGAIN, SENT_BACK, Delivery, Message, MessageState

# After each failed try; when they are used up, the message has failed.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 480, 1440))
_LOST_AFTER = timedelta(minutes=15)
_NOT_NEEDED = Answer(
    MessageState.NOT_NEEDED, "The return was sent, the alert was ended, or this person no longer has the role."
)
_DEMONSTRATION = Answer(MessageState.DEMONSTRATION, "A demonstration sends nothing.")
_LOST = Answer(MessageState.UNKNOWN, "The product stopped while the message was being sent.")


def deliver(send: Send | None, now: datetime, *, is_demonstration: bool = False) -> Counter[MessageState]:
    """Send what waits and may be tried by now. Gives what it came to; nothing if there is no way to send.

    Args:
        send: hands over one letter.
        now: the instant.
        is_demonstration: mark what waits as not sent, and send nothing.
    """
    came_to: Counter[MessageState] = Counter()
    if send is None and not is_demonstration:
        return came_to
    _give_up_lost(now)
    for number in _waiting(now):
        letter = _claimed(number, now)
        if letter is None:  # someone else was quicker
            continue
        answer = _DEMONSTRATION if send is None or is_demonstration else send(letter) if letter.to else _NOT_NEEDED
        came_to[_noted(number, answer, now)] += 1
    return came_to


def _waiting(now: datetime) -> list[int]:
    with reading() as session:
        is_ready = (col(Message.state) == MessageState.WAITING) & (col(Message.try_at) <= now)
        return [n or 0 for n in session.scalars(select(col(Message.id)).where(is_ready).order_by(col(Message.id)))]


def _claimed(number: int, now: datetime) -> Letter | None:
    """Take a message to send; nothing if it no longer waits. Without an address it is not needed any more."""
    with writing() as session:
        taken = update(Message).where(col(Message.id) == number, col(Message.state) == MessageState.WAITING)
        values = {"state": MessageState.SENDING, "tries_count": col(Message.tries_count) + 1, "try_at": now}
        if session.scalar(taken.values(values).returning(col(Message.id))) is None:
            return None
        message = session.get_one(Message, number)
        return Letter(number, _address(session, message, now), message.subject, message.body, message.created_at)


def _address(session: Session, message: Message, now: datetime) -> str:
    """Where to send a message; "" if the return was sent meanwhile, or the person has no address or role any more."""
    if message.kind == ALERT:
        return alert_address(session, message.alert_id)
    if message.kind in (ASKED_AGAIN, SENT_BACK):
        theirs = people(session).get(message.authority_id, ())
        return next((person.email for person, _ in theirs if person.id == message.person_id), "")
    kept = session.get_one(Collection, message.collection_id)
    spec, period = RETURNS[kept.form_code], Period.parse(kept.period)
    standing = owing(session, spec, period, day_of(now))
    owes = next((one for one in standing if one.sender.authority_id == message.authority_id), None)
    if owes is None or not owes.is_owed or not owes.standing.is_open:
        return ""
    receivers = whom(owes, people(session).get(message.authority_id, ()))
    return next((person.email for person in receivers if person.id == message.person_id), "")


def _noted(number: int, answer: Answer, now: datetime) -> MessageState:
    """Keep what came of a try: in the log, and on the message."""
    with writing() as session:
        message = session.get_one(Message, number)
        message.state = answer.state
        if answer.state is MessageState.WAITING:
            if message.tries_count > len(WAITS):
                message.state = MessageState.FAILED
            else:
                message.try_at = now + WAITS[message.tries_count - 1]
        session.add(Delivery(message_id=number, at=now, state=message.state, detail=answer.detail[:300]))
        return message.state


def _give_up_lost(now: datetime) -> None:
    with reading() as session:
        is_lost = (col(Message.state) == MessageState.SENDING) & (col(Message.try_at) < now - _LOST_AFTER)
        lost = session.scalars(select(col(Message.id)).where(is_lost)).all()
    for number in lost:
        _noted(number or 0, _LOST, now)
