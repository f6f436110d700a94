"""Commentary on figures: writing it, in a transaction of its own, and finding it. Who may read it is the pages' to decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from etl import events
from etl.store import writing
from etl.trail import noting_refusals
from schemas.access import ROLE_PERMISSIONS, NotAllowed, Permission, Viewer
from schemas.authorities import ENGLAND, regions
from schemas.places import GROUPS, police_forces
from schemas.tables import ObservationRow
from schemas.tables_commentary import LEAST_WORDS, MOST_WORDS, Commentary

Key = tuple[str, str, str]
"""A figure of a quarter: indicator_id, geography and breakdown."""


@dataclass(frozen=True)
class About:
    """The figure that is written about, as the writer sees it.

    Args:
        indicator_id: for example "ST-02".
        geography: an authority_id, or the code of a region, force area, group or England.
        period: the quarter, as "2026-27 Q2".
        breakdown: the part that is meant; "" for the total.
        computation_id: the computation that this figure was made in.
    """

    indicator_id: str
    geography: str
    period: str
    breakdown: str
    computation_id: int


@noting_refusals
def write(viewer: Viewer, about: About, words: str, now: datetime) -> None:
    """Say something about a figure. What was said before stays, and no longer stands.

    Raises:
        NotAllowed: if the viewer may not, there is no such figure, the words are too short or too long, or someone else
            wrote at the same time.
    """
    viewer.require(Permission.WRITE_COMMENTARY)
    tidy = " ".join(words.split())
    if not LEAST_WORDS <= len(tidy) <= MOST_WORDS:
        raise NotAllowed(
            f"These words have {len(tidy)} characters. Enter at least {LEAST_WORDS} and at most {MOST_WORDS}."
        )
    try:
        with writing() as session:
            figure = _figure(session, about)
            number = _last(session, about) + 1
            session.add(
                Commentary(
                    indicator_id=about.indicator_id, geography=about.geography, period=about.period,
                    breakdown=about.breakdown, number=number, computation_id=about.computation_id, value=figure.value,
                    status=str(figure.status), words=tidy, written_by=viewer.subject, role=_role(viewer), written_at=now,
                )
            )  # fmt: skip
            session.flush()
            place = about.geography
            events.record(
                session, "commentary.written", viewer.subject, now, computation_id=about.computation_id,
                authority_id=None if place in {ENGLAND, *regions(), *police_forces(), *GROUPS} else place,
                detail=" ".join(filter(None, (about.indicator_id, place, about.period, about.breakdown, f"no. {number}"))),
            )  # fmt: skip
    except IntegrityError as taken:
        raise NotAllowed(
            "Someone else wrote about this figure at the same time. Open the page again to see it."
        ) from taken


def of_quarter(session: Session, period: str, at: datetime | None = None) -> Mapping[Key, list[Commentary]]:
    """What was said about the figures of a quarter, the newest first.

    Args:
        session: a session that may read.
        period: the quarter.
        at: by this instant; by default now.
    """
    query = select(Commentary).where(col(Commentary.period) == period).order_by(col(Commentary.number).desc())
    if at is not None:
        query = query.where(col(Commentary.written_at) <= at)
    found: dict[Key, list[Commentary]] = {}
    for one in session.scalars(query):
        found.setdefault((one.indicator_id, one.geography, one.breakdown), []).append(one)
    session.expunge_all()
    return found


def _figure(session: Session, about: About) -> ObservationRow:
    """The figure as it was made in that computation."""
    query = select(ObservationRow).where(
        col(ObservationRow.indicator_id) == about.indicator_id,
        col(ObservationRow.geography) == about.geography,
        col(ObservationRow.period) == about.period,
        col(ObservationRow.breakdown) == about.breakdown,
        col(ObservationRow.computation_id) == about.computation_id,
    )
    found = session.scalars(query).first()
    if found is None:
        raise NotAllowed("There is no such figure to write about.")
    return found


def _last(session: Session, about: About) -> int:
    query = select(func.max(col(Commentary.number))).where(
        col(Commentary.indicator_id) == about.indicator_id,
        col(Commentary.geography) == about.geography,
        col(Commentary.period) == about.period,
        col(Commentary.breakdown) == about.breakdown,
    )
    return session.scalar(query) or 0


def _role(viewer: Viewer) -> str:
    return next(role.label for role in sorted(viewer.roles) if Permission.WRITE_COMMENTARY in ROLE_PERMISSIONS[role])
