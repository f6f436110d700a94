"""Preparing a release: every figure frozen as it stands, with what must be hidden and what was checked."""

import json
from collections.abc import Iterable
from datetime import datetime

import polars as pl
from sqlalchemy import func, select
from sqlmodel import Session, col

from etl import checklist, compute, events, inputs, released, working
from etl.checklist import Check
from etl.compute_proof import TotalsDisagree
from etl.current import current_ids
from etl.frames import add_frame, add_rows
from etl.quarters import periods_with_returns
from etl.store import publishing
from etl.trail import noting_refusals
from etl.visible import last_approved
from schemas.access import Permission, Viewer
from schemas.disclosure import KEY, can_be_told, hidden_in, shown_without
from schemas.indicators import INDICATORS
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.tables import Computation, ObservationRow
from schemas.tables_releases import Release, ReleaseDecision, ReleaseHidden, ReleaseReturn
from schemas.vocabulary import Level


class NotReady(Exception):
    """A release cannot be prepared. The message says which checks fail."""


@noting_refusals
def prepare(viewer: Viewer, title: str, reason: str, now: datetime) -> int:
    """Freeze every figure as it stands now, with what must be hidden and what was checked. Gives the release's number.

    Args:
        viewer: who prepares it.
        title: its name, for example "Position at 30 September 2026".
        reason: what it brings; where figures that were shown differ, why.
        now: the instant.

    Raises:
        NotAllowed: if the viewer may not.
        NotReady: if a check that blocks fails, or there is nothing new.
    """
    viewer.require(Permission.PREPARE_RELEASE)
    if not title.strip():
        raise NotReady("Give the release a title.")
    with publishing() as session:
        upto = session.scalar(select(func.max(Computation.id))) or 0
        last = last_approved(session)
        if not upto or (last and last.computation_id == upto):
            raise NotReady(
                "There is nothing new to release: no figure has changed since the last release was prepared."
            )
        if waits := _waiting_at(session, upto, last.id if last else None):
            raise NotReady(f"“{waits.title}” has the same figures and waits for a decision. It can be sent back first.")
        hiding = _Hiding(session, last, upto)
        if not hiding.periods:
            raise NotReady("There are no figures to release yet.")
        checks, version = _checked(session, last, upto, hiding, reason)
        failed = [check for check in checks if check.is_blocking and not check.is_passed]
        if failed:
            raise NotReady(" ".join(f"{check.name}: {check.words}" for check in failed))
        made = Release(
            title=title.strip()[:120], reason=reason.strip()[:400], computation_id=upto,
            after_id=last.id if last else None, data_version=version,
            checklist=json.dumps(checklist.as_rows(checks)), prepared_at=now, prepared_by=viewer.subject,
        )  # fmt: skip
        session.add(made)
        session.flush()
        number = made.id or 0
        add_frame(session, ReleaseHidden, hiding.keys().with_columns(release_id=pl.lit(number)))
        returns = [{"release_id": number, "submission_id": n} for n in _counted(session)]
        add_rows(session, ReleaseReturn, returns)
        events.record(session, "release.prepared", viewer.subject, now, detail=f"Release {number}: {made.title}")
        return number


def _waiting_at(session: Session, upto: int, after_id: int | None) -> Release | None:
    """A release of the same figures, after the same release, about which nothing is decided."""
    decided = select(col(ReleaseDecision.release_id))
    query = select(Release).where(col(Release.computation_id) == upto, col(Release.id).not_in(decided))
    return next((one for one in session.scalars(query) if one.after_id == after_id), None)


class _Hiding:
    """What a release must hide in each quarter; what has not changed since the last release hides what it hid."""

    def __init__(self, session: Session, last: Release | None, upto: int) -> None:
        self.session, self.last, self.upto = session, last, upto
        self.periods = released.periods(session, upto)
        after = last.computation_id if last else 0
        self.moved = set(released.moved(session, after, upto))
        self.told_count = 0
        self._found = {period: self._of(period) for period in self.periods}

    def keys(self) -> pl.DataFrame:
        """KEY of everything that is hidden."""
        return pl.concat([pl.DataFrame(schema=dict.fromkeys(KEY, pl.String())), *self._found.values()])

    def _of(self, period: str) -> pl.DataFrame:
        number = self.last.id or 0 if self.last else 0
        was = released.hidden(self.session, number, period)
        if self.last and period not in self.moved:
            return was
        now = released.known(self.session, self.upto, period)
        before = None
        if self.last:
            marks = was.with_columns(is_hidden=pl.lit(True))
            then = released.known(self.session, self.last.computation_id, period)
            before = then.join(marks, on=KEY, how="left").with_columns(pl.col("is_hidden").fill_null(False))
        found = hidden_in(now, INDICATORS, earlier=self._earlier(period), before=before)
        self.told_count += can_be_told(now, INDICATORS, found, before)
        return found

    def _earlier(self, period: str) -> pl.DataFrame:
        yearly = [indicator.id for indicator in INDICATORS.values() if indicator.is_over_a_year]
        return working.observations(
            self.session,
            [
                col(ObservationRow.period) < period,
                col(ObservationRow.indicator_id).in_(yearly),
                col(ObservationRow.level) == Level.AUTHORITY,
                col(ObservationRow.computation_id) <= self.upto,
            ],
        )


def _checked(
    session: Session, last: Release | None, upto: int, hiding: _Hiding, reason: str
) -> tuple[list[Check], str]:
    """The checklist, and the version of the data set that what changed makes it."""
    period = Period.parse(hiding.periods[-1])
    changed, counted = _changes(session, last, upto, hiding), _counted(session)
    restated = 0 if changed is None else changed.filter(pl.col("kind") == released.RESTATED).height
    checks = [
        checklist.coverage(session, period),
        checklist.waiting(session, period),
        checklist.authorised(session, counted),
        checklist.queries(session, periods_with_returns(session)),
        checklist.totals(_wrong_totals(session, sorted(hiding.moved))),
        checklist.disclosure(hiding.told_count, hiding.keys().height),
        checklist.stale(released.known(session, upto, str(period)).filter(pl.col("level") == Level.ENGLAND)),
        checklist.restatements(restated, reason),
    ]
    return checks, _version(last, changed)


def _changes(session: Session, last: Release | None, upto: int, hiding: _Hiding) -> pl.DataFrame | None:
    if last is None:
        return None
    hidden, found = hiding.keys(), []
    for period in sorted(hiding.moved):
        now = released.known(session, upto, period)
        was = released.shown(session, last.id or 0, last.computation_id, period)
        found.append(released.changes(was, shown_without(now, INDICATORS, hidden)))
    return pl.concat(found) if found else None


def _version(last: Release | None, changed: pl.DataFrame | None) -> str:
    """1.0.0 at first; then the first number moves if figures are gone, the second if some are new, else the third."""
    if last is None:
        return "1.0.0"
    first, second, third = (int(part) for part in last.data_version.split("."))
    kinds = set() if changed is None else set(changed["kind"])
    if released.GONE in kinds:
        return f"{first + 1}.0.0"
    return f"{first}.{second + 1}.0" if released.ARRIVED in kinds else f"{first}.{second}.{third + 1}"


def _wrong_totals(session: Session, moved: Iterable[str]) -> str:
    """What is wrong with the totals of the quarters that changed, a sentence for each; "" if nothing."""
    found = {period: _wrong_total(session, period) for period in map(Period.parse, moved)}
    return " ".join(f"{period.label}: {words}" for period, words in found.items() if words)


def _wrong_total(session: Session, period: Period) -> str:
    """What is wrong with the totals of a quarter, computed again from the returns; "" if nothing."""
    known_at = session.scalar(select(func.max(ObservationRow.as_of)).where(col(ObservationRow.period) == str(period)))
    assert known_at is not None  # noqa: S101 - the quarter has figures
    try:
        computed = compute.compute(inputs.read_inputs(session, period, working.known_at(session, period, known_at)))
    except TotalsDisagree as wrong:
        return str(wrong)
    # What the product knows of itself (returns due, their age) alters with the day.
    differs = working.differing(session, computed).filter(~pl.col("indicator_id").str.starts_with("DQ"))
    return f"{differs.height} figures are not what the returns give now." if differs.height else ""


def _counted(session: Session) -> list[int]:
    """Every accepted return that counts, of every quarter."""
    periods = periods_with_returns(session)
    return sorted({n for period in periods for code in RETURNS for n in current_ids(session, code, period).values()})
