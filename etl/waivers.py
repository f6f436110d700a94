"""Agreed exceptions to rules: asked for by one person, agreed by another, for one authority, until a day.

A waiver lets a finding stand without blocking; it is listed all the same. Each step is in the trail. What was checked
while a waiver held keeps it, whatever becomes of the waiver.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from etl import events
from etl.then import by, had_come
from schemas.access import OPERATOR, NotAllowed, Permission, Role, Viewer
from schemas.issues import LEAST_EXPLANATION, Waived
from schemas.periods import Period
from schemas.spec import ReturnSpec
from schemas.tables import Waiver
from schemas.vocabulary import Severity

LONGEST = timedelta(days=731)
IN_FORCE, WAITING = "in force", "waiting"


class NotWaivable(Exception):
    """The waiver cannot be. The message is a sentence that says why, and what to do."""


@dataclass(frozen=True)
class Request:
    """What is asked for: that a rule of a return is waived for an authority, why, and until when (included)."""

    form: ReturnSpec
    rule_code: str
    authority_id: str
    reason: str
    until_on: date


def ask(session: Session, viewer: Viewer, request: Request, now: datetime) -> int:
    """Ask for a waiver; until someone else agrees, it changes nothing. Gives its number.

    Raises:
        NotAllowed: if the viewer may not ask for this authority.
        NotWaivable: if the rule cannot be waived, the reason is too short, the last day will not do, or it was asked for
            already.
    """
    viewer.require(Permission.ASK_WAIVER, request.authority_id)
    _require_waivable(request, now.date())
    _require_first(session, request, now.date())
    asked = Waiver(
        form_code=request.form.code,
        rule_code=request.rule_code,
        authority_id=request.authority_id,
        reason=_tidy(request.reason),
        until_on=request.until_on,
        asked_at=now,
        asked_by=viewer.subject,
        asker_role=_role(viewer, Permission.ASK_WAIVER),
    )
    session.add(asked)
    session.flush()
    _record(session, "waiver.asked", viewer, asked, now)
    return asked.id or 0


def grant(session: Session, viewer: Viewer, number: int, now: datetime) -> None:
    """Agree to a waiver that someone else asked for; it holds from today.

    Raises:
        NotAllowed: if the viewer may not, asked for it themselves, or it no longer waits.
        NotWaivable: if its last day has gone.
    """
    waiting = _waiting(session, viewer, number)
    if waiting.until_on < now.date():
        raise NotWaivable(f"This waiver was asked for until {waiting.until_on:%-d %B %Y}. Ask for a new one.")
    waiting.approved_at, waiting.approved_by = now, viewer.subject
    waiting.approver_role = _role(viewer, Permission.APPROVE_WAIVER)
    session.flush()
    _record(session, "waiver.granted", viewer, waiting, now)


def refuse(session: Session, viewer: Viewer, number: int, because: str, now: datetime) -> None:
    """Refuse a waiver that someone else asked for, and say why.

    Raises:
        NotAllowed: if the viewer may not, asked for it themselves, or it no longer waits.
        NotWaivable: if the reason is too short.
    """
    waiting = _waiting(session, viewer, number)
    _require_reason(because)
    waiting.refused_at, waiting.refused_by, waiting.ended_because = now, viewer.subject, _tidy(because)
    waiting.approver_role = _role(viewer, Permission.APPROVE_WAIVER)
    session.flush()
    _record(session, "waiver.refused", viewer, waiting, now)


def withdraw(session: Session, viewer: Viewer, number: int, now: datetime, because: str = "") -> None:
    """End a waiver, or take back the request for one. What was accepted under it stays accepted.

    Whoever may ask for one for the authority, or agree to one, may end one: it only brings the rule back.

    Raises:
        NotAllowed: if the viewer may not, or there is no such waiver, or it has ended.
    """
    ended = session.get(Waiver, number, with_for_update=True)
    if ended is None or not viewer.may(Permission.ASK_WAIVER, ended.authority_id):
        viewer.require(Permission.APPROVE_WAIVER, ended.authority_id if ended else None)
    if ended is None or _state(ended, now.date()) not in (IN_FORCE, WAITING):
        raise NotAllowed("There is no such waiver, or it has ended.")
    ended.withdrawn_at, ended.withdrawn_by, ended.ended_because = now, viewer.subject, _tidy(because)
    session.flush()
    _record(session, "waiver.withdrawn", viewer, ended, now)


def _waiting(session: Session, viewer: Viewer, number: int) -> Waiver:
    """A waiver that waits for this viewer's answer, kept from anyone else's until this transaction ends."""
    waiting = session.get(Waiver, number, with_for_update=True)
    viewer.require(Permission.APPROVE_WAIVER, waiting.authority_id if waiting else None)
    if waiting is None or waiting.approved_at or waiting.refused_at or waiting.withdrawn_at:
        raise NotAllowed("This waiver no longer waits for anyone to agree to it.")
    if waiting.asked_by == viewer.subject:
        raise NotAllowed("You asked for this waiver, so someone else must agree to it or refuse it.")
    return waiting


def granted(session: Session, form: ReturnSpec, authority_ids: Collection[str]) -> dict[str, tuple[Waived, ...]]:
    """Every waiver of a return's rules ever agreed to, by authority_id; each says on which days it holds."""
    query = select(Waiver).where(
        col(Waiver.form_code) == form.code,
        col(Waiver.authority_id).in_(list(authority_ids)),
        col(Waiver.approved_at).is_not(None),
    )
    found: dict[str, list[Waived]] = {}
    for waiver in session.scalars(query.order_by(col(Waiver.until_on), col(Waiver.id))):
        found.setdefault(waiver.authority_id, []).append(_waived(waiver))
    return {authority_id: tuple(waivers) for authority_id, waivers in found.items()}


def in_force(
    session: Session, form: ReturnSpec, period: Period, authority_ids: Collection[str], on: date
) -> dict[str, dict[str, Waived]]:
    """The waivers that hold on a day, by authority_id and rule code, of rules that apply to a quarter.

    Args:
        session: a session that may read.
        form: the return.
        period: the quarter that is checked: a return is checked by the rules of its day.
        authority_ids: whose.
        on: the day of the check.
    """
    applied = {rule.code for rule in form.rules if rule.applies_on(period.reference_date)} & form.waivable
    return {
        authority_id: {w.rule_code: w for w in waivers if w.holds_on(on) and w.rule_code in applied}
        for authority_id, waivers in granted(session, form, authority_ids).items()
    }


def listed(
    session: Session, on: date, authority_ids: Collection[str] | None = None, at: datetime | None = None
) -> list[dict[str, object]]:
    """Every waiver ever asked for, newest first, as plain values with how it stands on a day: for lists and pages.

    Args:
        session: a session that may read.
        on: the day.
        authority_ids: whose; every authority's if left out.
        at: as known at this instant; by default now.
    """
    query = select(Waiver).where(*by(at, col(Waiver.asked_at))).order_by(col(Waiver.id).desc())
    if authority_ids is not None:
        query = query.where(col(Waiver.authority_id).in_(list(authority_ids)))
    found = [waiver if at is None else _known(waiver, at) for waiver in session.scalars(query)]
    return [
        {
            "number": waiver.id,
            "form": waiver.form_code,
            "rule": waiver.rule_code,
            "authority_id": waiver.authority_id,
            "reason": waiver.reason,
            "until": waiver.until_on.isoformat(),
            "asked_by": waiver.asked_by,
            "asker_role": waiver.asker_role,
            "approved_by": waiver.approved_by,
            "approver_role": waiver.approver_role,
            "state": _state(waiver, on),
            "ended_because": waiver.ended_because,
        }
        for waiver in found
    ]


def _known(waiver: Waiver, at: datetime) -> Waiver:
    """A waiver as it was known at an instant: what was answered later was not."""
    then = Waiver(**waiver.model_dump())
    if not had_come(then.approved_at, at):
        then.approved_at = then.approved_by = None
    if not had_come(then.refused_at, at):
        then.refused_at = then.refused_by = None
    if not had_come(then.withdrawn_at, at):
        then.withdrawn_at = then.withdrawn_by = None
    if then.approved_at is None and then.refused_at is None:
        then.approver_role = ""
    if then.refused_at is None and then.withdrawn_at is None:
        then.ended_because = ""
    return then


def _state(waiver: Waiver, on: date) -> str:
    if waiver.refused_at is not None:
        return "refused"
    if waiver.withdrawn_at is not None:
        return "withdrawn"
    if waiver.until_on < on:
        return "expired"
    return WAITING if waiver.approved_at is None else IN_FORCE


def _waived(waiver: Waiver) -> Waived:
    assert waiver.approved_at is not None  # noqa: S101 - only those agreed to come here
    withdrawn_on = None if waiver.withdrawn_at is None else waiver.withdrawn_at.date()
    return Waived(
        waiver.id or 0, waiver.rule_code, waiver.reason, waiver.approver_role,
        waiver.approved_at.date(), waiver.until_on, withdrawn_on,
    )  # fmt: skip


def _require_waivable(request: Request, today: date) -> None:
    form, code = request.form, request.rule_code
    rules = [rule for rule in form.rules if rule.code == code]
    if not rules:
        known = ", ".join(sorted(form.waivable))
        raise NotWaivable(f"“{code}” is not a rule of the {form.title}. Its rules that can be waived: {known}.")
    if all(rule.severity is Severity.NOTE for rule in rules):
        raise NotWaivable(f"{code} is for information and blocks nothing, so there is nothing to waive.")
    if code not in form.waivable:
        raise NotWaivable(f"{code} cannot be waived: figures would be wrong without it. Correct the return.")
    _require_reason(request.reason)
    if not today <= request.until_on <= today + LONGEST:
        last = today + LONGEST
        raise NotWaivable(f"Enter a last day from {today:%-d %B %Y} to {last:%-d %B %Y}.")


def _require_reason(reason: str) -> None:
    if len(reason.strip()) < LEAST_EXPLANATION:
        raise NotWaivable(f"The reason is too short. Give one of at least {LEAST_EXPLANATION} characters.")


def _require_first(session: Session, request: Request, today: date) -> None:
    asked = select(col(Waiver.id)).where(
        col(Waiver.form_code) == request.form.code,
        col(Waiver.rule_code) == request.rule_code,
        col(Waiver.authority_id) == request.authority_id,
        *(when.is_(None) for when in (col(Waiver.approved_at), col(Waiver.refused_at), col(Waiver.withdrawn_at))),
    )
    if number := session.scalars(asked.where(col(Waiver.until_on) >= today)).first():
        raise NotWaivable(f"{request.rule_code} waits to be waived for this authority already: waiver {number}.")


def _tidy(words: str) -> str:
    return " ".join(words.split())[:400]


def _role(viewer: Viewer, by: Permission) -> str:
    """The role by which the viewer may do something, in words."""
    if viewer.subject == OPERATOR.subject:
        return OPERATOR.label
    may = [role for role in Role if role in viewer.roles and Viewer(roles=frozenset({role})).may(by)]
    return may[0].label


def _record(session: Session, kind: str, viewer: Viewer, waiver: Waiver, now: datetime) -> None:
    until = f"until {waiver.until_on:%-d %B %Y}"
    why = waiver.ended_because or waiver.reason
    detail = f"Waiver {waiver.id}: rule {waiver.rule_code} of the {waiver.form_code} return, {until}. {why}"
    events.record(session, kind, viewer.subject, now, authority_id=waiver.authority_id, detail=detail)
