"""The windows of collections in the store: planned or opened, and what each authority is allowed beyond them."""

from collections.abc import Collection as Several
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from etl.current import collection
from etl.settings import day_of, settings
from etl.then import by
from schemas.access import NotAllowed, Viewer
from schemas.authorities import authorities, authority
from schemas.periods import Period
from schemas.spec import ReturnSpec
from schemas.tables import Collection
from schemas.tables_collections import CollectionAllowance, CollectionDatesBefore
from schemas.windows import GRACE, Allowance, Window, day_words


def planned(spec: ReturnSpec, period: Period) -> Window:
    """The dates of a collection that nobody has set: from the day after the quarter, as the return declares."""
    due_on = period.end + timedelta(days=spec.due_days)
    return Window(period.end + timedelta(days=1), due_on, due_on + GRACE)


def opened(session: Session, spec: ReturnSpec, period: Period) -> Collection:
    """The collection of a return for a quarter; added with its planned dates if it is not there."""
    kept = collection(session, spec, period)
    if kept is None:
        dates = planned(spec, period)
        kept = Collection(
            form_code=spec.code,
            period=str(period),
            opens_on=dates.opens_on,
            due_on=dates.due_on,
            closes_on=dates.closes_on,
            template_version=spec.version,
        )
        session.add(kept)
        session.flush()
    return kept


def window(session: Session, spec: ReturnSpec, period: Period, at: datetime | None = None) -> Window:
    """A collection's own dates, as set or as planned, now or as known at an instant."""
    kept = collection(session, spec, period)
    dates = kept if at is None or kept is None else _before(session, kept, at) or kept
    return planned(spec, period) if dates is None else Window(dates.opens_on, dates.due_on, dates.closes_on)


def _before(session: Session, kept: Collection, at: datetime) -> CollectionDatesBefore | None:
    """The dates of a collection at an instant, if they have been altered since."""
    later = select(CollectionDatesBefore).where(
        col(CollectionDatesBefore.collection_id) == kept.id, col(CollectionDatesBefore.until_at) > at
    )
    return session.scalars(later.order_by(col(CollectionDatesBefore.id)).limit(1)).first()


def alter(session: Session, kept: Collection, dates: Window, now: datetime) -> None:
    """Give a collection other dates; those that it had until now are kept."""
    before = Window(kept.opens_on, kept.due_on, kept.closes_on)
    if before != Window(dates.opens_on, dates.due_on, dates.closes_on):
        session.add(
            CollectionDatesBefore(
                collection_id=kept.id or 0,
                opens_on=before.opens_on,
                due_on=before.due_on,
                closes_on=before.closes_on,
                until_at=now,
            )
        )
    kept.opens_on, kept.due_on, kept.closes_on = dates.opens_on, dates.due_on, dates.closes_on
    session.flush()


def windows(
    session: Session,
    spec: ReturnSpec,
    period: Period,
    authority_ids: Several[str] | None = None,
    at: datetime | None = None,
) -> dict[str, Window]:
    """The windows of the authorities that differ from a collection's dates: allowed more, or ending. The rest have the dates.

    Args:
        session: a session that may read.
        spec: the return.
        period: the quarter.
        authority_ids: whose; by default everyone's.
        at: as known at this instant; by default now.
    """
    dates, found = window(session, spec, period, at), dict[str, list[Allowance]]()
    for whose, allowance in allowances(session, collection(session, spec, period), at):
        if authority_ids is None or whose in authority_ids:
            found.setdefault(whose, []).append(allowance)
    ends = {
        place.authority_id: place.valid_to
        for place in authorities(period.reference_date)
        if place.valid_to is not None and (authority_ids is None or place.authority_id in authority_ids)
    }
    return {
        whose: replace(dates, allowances=tuple(found.get(whose, ())), ended_on=ends.get(whose))
        for whose in dict.fromkeys((*found, *ends))
    }


def allowances(session: Session, kept: Collection | None, at: datetime | None = None) -> list[tuple[str, Allowance]]:
    """Everything ever allowed in a collection, with whose it is, oldest first; each says if and when it was ended.

    By an instant, if one is given.
    """
    if kept is None:
        return []
    granted_at = col(CollectionAllowance.granted_at)
    query = select(CollectionAllowance).where(col(CollectionAllowance.collection_id) == kept.id, *by(at, granted_at))
    rows = session.scalars(query.order_by(col(CollectionAllowance.id))).all()
    ends: dict[int | None, CollectionAllowance] = {row.ends_id: row for row in rows if row.ends_id is not None}
    return [(row.authority_id, _allowance(row, ends.get(row.id))) for row in rows if row.ends_id is None]


def _allowance(row: CollectionAllowance, end: CollectionAllowance | None) -> Allowance:
    ended_on = None if end is None else day_of(end.granted_at)
    return Allowance(row.id or 0, row.kind, row.due_on, row.expires_on, row.reason, day_of(row.granted_at), ended_on)


def require_in_force(authority_id: str, period: Period) -> None:
    """Stop a return of an authority for a quarter in which there is none of it, whoever sends it.

    Raises:
        NotAllowed: with when it ended or begins, and whose return there is instead.
    """
    place = authority(authority_id)
    if place.is_in_force(period.reference_date):
        return
    is_over = place.valid_to is not None and place.valid_to < period.reference_date
    others = " and ".join(authority(i).name for i in dict.fromkeys(place.successors if is_over else place.predecessors))
    on = place.valid_to if is_over else place.valid_from
    said = f"{place.name} {'ended' if is_over else 'begins'} on {day_words(on or period.start)}"
    instead = f" Send it for {others}." if others else ""
    raise NotAllowed(f"{said}, so there is no return of it for {period.label}.{instead}")


def require_open(
    session: Session, viewer: Viewer, spec: ReturnSpec, period: Period, sent: Iterable[tuple[str, datetime]]
) -> None:
    """Stop someone of an authority who sends outside its window. The department may load late.

    Args:
        session: a session that may read.
        viewer: who sends.
        spec: the return.
        period: the quarter.
        sent: for whom, and when each file came.

    Raises:
        NotAllowed: with when it opens or that it closed, and whom to ask; or that there is no such authority then.
    """
    arrivals = list(sent)
    for authority_id, _ in arrivals:
        require_in_force(authority_id, period)
    if not viewer.is_tied:
        return
    dates = window(session, spec, period)
    theirs = windows(session, spec, period, {authority_id for authority_id, _ in arrivals})
    for authority_id, at in arrivals:
        standing = theirs.get(authority_id, dates).on(day_of(at.astimezone(UTC)))
        if refusal := standing.refusal(settings().collections_contact):
            raise NotAllowed(refusal)
