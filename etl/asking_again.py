"""Telling an authority that the department asks again about explanations, through the outbox of reminders."""

from datetime import datetime

from sqlmodel import Session

from etl.reminders import people
from etl.settings import settings
from etl.windows import opened
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.tables import Submission
from schemas.tables_collections import ASKED_AGAIN, Message, MessageState


def write(session: Session, sent: Submission, count: int, now: datetime) -> int:
    """Put a message to everyone who prepares or approves the authority's returns into the outbox. Gives how many.

    Args:
        session: an open transaction.
        sent: the return that counts.
        count: how many of its explanations were returned.
        now: the instant.
    """
    spec, period, whose = RETURNS[sent.form_code], Period.parse(sent.period or ""), authority(sent.authority_id or "")
    told = people(session).get(whose.authority_id, [])
    what = "an explanation" if count == 1 else f"{count} explanations"
    where = f"return={spec.code}&authority={whose.dfe_code}&quarter={str(period).replace(' ', '+')}"
    body = "\n\n".join(
        [
            f"The department asks again about {what} in the {spec.title} of {whose.name} for {period.label}.",
            "The figures count as they are. Read what it says beside each query, and explain again or send a corrected "
            f"return: {settings().base_url}/returns?{where}",
            f"You get this because you prepare or approve returns of {whose.name}.",
        ]
    )
    start = "Illustrative: " if settings().is_demonstration else ""
    for person, _ in told:
        session.add(
            Message(
                written_once=f"asked/{sent.id}/{person.id}/{now:%Y%m%d%H%M%S%f}",
                kind=ASKED_AGAIN,
                person_id=person.id or 0,
                authority_id=whose.authority_id,
                collection_id=opened(session, spec, period).id or 0,
                stage=ASKED_AGAIN,
                subject=f"{start}{whose.name}: {spec.title}, {period.label}. The department asks again"[:200],
                body=body,
                created_at=now,
                state=MessageState.WAITING,
                try_at=now,
            )
        )
    return len(told)
