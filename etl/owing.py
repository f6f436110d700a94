"""Who owes a return for a quarter: every authority or joint unit, those that have not started among them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from etl.current import current_ids
from etl.settings import day_of
from etl.then import by, had_come
from etl.windows import window, windows
from schemas.authorities import Authority, authorities
from schemas.periods import Period
from schemas.spec import ReturnSpec
from schemas.tables import Submission
from schemas.tables_collections import JointReporting
from schemas.vocabulary import SubmissionStatus
from schemas.windows import Standing, WindowState


@dataclass(frozen=True)
class Owing:
    """One return that somebody owes for a quarter, sent or not.

    Args:
        sender: the authority that sends it.
        name: whose it is: the authority's name, or that of those who report together.
        members: the authorities that it is about; more than one for a joint unit.
        standing: how its window stands on the day asked about.
        status: the newest version's; empty if nothing was sent.
        version: the newest version's number.
        changed_on: the day on which it came.
        is_accepted: whether a version counts.
    """

    sender: Authority
    name: str
    members: tuple[Authority, ...]
    standing: Standing
    status: SubmissionStatus | None
    version: int | None
    changed_on: date | None
    is_accepted: bool

    @property
    def is_owed(self) -> bool:
        """Whether something is still to be done: to send it, to submit it, or to send it again."""
        return not self.is_accepted and self.standing.state is not WindowState.WAIVED

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for the authority's approver."""
        return not self.is_accepted and self.status is SubmissionStatus.VALIDATED


def owing(session: Session, spec: ReturnSpec, period: Period, today: date, at: datetime | None = None) -> list[Owing]:
    """Everyone who owes a return for a quarter, in name order, each with where it stands, now or as known at an instant."""
    joint = joint_units(session, spec, period, at)
    of_joint = {member for members in joint.values() for member in members[1:]}
    dates, theirs = window(session, spec, period, at), windows(session, spec, period, at=at)
    sent = _sent(session, spec, period, at)
    known = {place.authority_id: place for place in authorities(period.reference_date)}
    found = []
    for place in known.values():
        own = place.authority_id
        if own in of_joint:
            continue
        named = next((name for name, members in joint.items() if members[0] == own), "")
        members = tuple(known[m] for m in joint.get(named, (own,)) if m in known)
        newest, is_accepted = sent.get(own, (None, False))
        found.append(
            Owing(
                sender=place,
                name=named or place.name,
                members=members,
                standing=theirs.get(own, dates).on(today),
                status=_status(newest, at) if newest else None,
                version=newest.version if newest else None,
                changed_on=day_of(newest.received_at) if newest else None,
                is_accepted=is_accepted,
            )
        )
    return found


def _status(newest: Submission, at: datetime | None) -> SubmissionStatus:
    """A version's status; until it was sent in it waited for the approver."""
    was_sent_in = newest.submitted_at is None or had_come(newest.submitted_at, at)
    return newest.status if was_sent_in else SubmissionStatus.VALIDATED


def joint_units(
    session: Session, spec: ReturnSpec, period: Period, at: datetime | None = None
) -> dict[str, tuple[str, ...]]:
    """Who reports a return together in a quarter: name → authority_ids, the sender first; those that have ended are not among them."""
    query = select(JointReporting).where(
        col(JointReporting.form_code) == spec.code,
        col(JointReporting.from_period) <= str(period),
        (col(JointReporting.until_period) == "") | (col(JointReporting.until_period) >= str(period)),
        *by(at, col(JointReporting.made_at)),
    )
    rows = session.scalars(query.order_by(col(JointReporting.id)))
    there = {place.authority_id for place in authorities(period.reference_date)}
    found = {row.name: tuple(i for i in row.authority_ids.split("/") if i in there) for row in rows}
    return {name: members for name, members in found.items() if len(members) > 1}


def _sent(
    session: Session, spec: ReturnSpec, period: Period, at: datetime | None
) -> dict[str, tuple[Submission, bool]]:
    """By authority: the newest version, and whether any version counts."""
    counted = current_ids(session, spec.code, period, at)
    query = select(Submission).where(col(Submission.form_code) == spec.code, col(Submission.period) == str(period))
    query = query.where(*by(at, col(Submission.received_at)))
    found: dict[str, tuple[Submission, bool]] = {}
    for row in session.scalars(query.order_by(col(Submission.version))):
        if row.authority_id is not None:
            found[row.authority_id] = (row, row.authority_id in counted)
    return found
