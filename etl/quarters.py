"""A quarter's indicators, computed from what is accepted and published where they differ from what is shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

import polars as pl
from sqlmodel import Session

from etl import ahead, compute, compute_scope, events, inputs, working
from etl.store import publishing
from schemas.access import Viewer
from schemas.observations import Scope
from schemas.periods import Period
from schemas.returns import RETURNS


def recompute(viewer: Viewer, periods: Sequence[Period], reason: str, now: datetime) -> None:
    """Compute every indicator of some quarters again and publish what differs."""
    with publishing() as session:
        known = {period: working.known_at(session, period, now) for period in periods}
        with ahead.computing(known) as computed:
            publish(session, periods, viewer, reason, now, computed=computed)


def publish(
    session: Session,
    periods: Sequence[Period],
    viewer: Viewer,
    reason: str,
    now: datetime,
    caused_by: Mapping[int | None, str | None] = MappingProxyType({}),
    form_code: str = "",
    computed: ahead.Computed = ahead.here,
) -> None:
    """Compute quarters and publish what differs.

    Args:
        session: a publishing transaction.
        periods: the quarters, in time order.
        viewer: who does it.
        reason: why, in a few words.
        now: the instant of publication.
        caused_by: whose submissions did it (None: everyone's).
        form_code: which return, public file or record they were, if they were one.
        computed: what computes a whole quarter, and says what of it differs from what is shown.
    """
    made = working.begin(session, viewer.subject, reason, now)
    working.credit(session, made, [number for number in caused_by if number is not None])
    touched = {authority_id for authority_id in caused_by.values() if authority_id is not None}
    changed = compute_scope.brought_by(form_code) if None in caused_by.values() else None
    if touched and form_code and None not in caused_by.values():
        changed = compute_scope.touched_by(form_code, touched)
    for period in periods:
        # History may be loaded after what follows it; nothing already known is left out on that account.
        known_at = working.known_at(session, period, now)
        scope = changed if changed is not None and working.is_shown(session, period) else None
        found = _within(session, period, known_at, scope) if scope else computed(session, period, known_at)
        working.show(session, made, found)
    events.record(session, "figures.computed", viewer.subject, now, computation_id=made.id, detail=reason)


def publish_known(session: Session, periods: Sequence[Period], viewer: Viewer, reason: str, now: datetime) -> None:
    """Compute what the product makes from what it knows itself (returns due and authorised), and publish what differs."""
    made = working.begin(session, viewer.subject, reason, now)
    for period in periods:
        known_at = working.known_at(session, period, now)
        working.show(session, made, _within(session, period, known_at, compute_scope.known_to_the_product()))
    events.record(session, "figures.computed", viewer.subject, now, computation_id=made.id, detail=reason)


def _within(session: Session, period: Period, known_at: datetime, scope: Scope) -> pl.DataFrame:
    """What of a scope differs from what is shown."""
    needed = inputs.read_inputs(session, period, known_at, compute_scope.sheets_for(scope))
    return working.differing(session, compute.compute(needed, scope), scope)


def affected(session: Session, period: Period) -> list[Period]:
    """The quarter, and every later one with returns: what is added up over a year or carried forward reaches them."""
    return [period, *(later for later in periods_with_returns(session) if later > period)]


def periods_with_returns(session: Session) -> list[Period]:
    """The quarters for which at least one return counts, in time order."""
    return [Period.parse(text) for text in working.periods_with_submissions(session, list(RETURNS))]
