"""What happened, by whom and why: a chain of rows that are added and never changed.

Events wait in their session and are written as its transaction commits: only then are they numbered and hashed, so that
other writers wait for the chain's end for milliseconds and not for as long as a load takes. A transaction that fails
leaves none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy import event as sql_event
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, col

from schemas.tables import Event, Person, RoleGrant, Submission
from schemas.trail import PUBLISHED, EventAnchor, EventHead, digest

_WAITING = "waiting events"
_MOST_ROLES = 255


@dataclass(frozen=True)
class _Waiting:
    said: dict[str, Any]
    within: SessionTransaction | None


def record(
    session: Session,
    kind: str,
    actor: str,
    now: datetime,
    *,
    submission: Submission | None = None,
    computation_id: int | None = None,
    authority_id: str | None = None,
    detail: str = "",
) -> None:
    """Add an event to the trail, in the session's transaction: it is there to be read once that has committed."""
    said = {
        "at": now,
        "actor": actor[:120],
        "kind": kind,
        "authority_id": submission.authority_id if submission else authority_id,
        "submission_id": submission.id if submission else None,
        "computation_id": computation_id,
        # PostgreSQL keeps no text with this character in it.
        "detail": detail.replace("\0", "")[:1000],
    }
    session.info.setdefault(_WAITING, []).append(_Waiting(said, session.get_nested_transaction()))


@sql_event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.get(_WAITING):
        return
    # What the transaction itself still has to write comes first: whoever waits for the chain waits for no more than this.
    session.flush()
    waiting: list[_Waiting] = session.info.pop(_WAITING)
    _chain(session.connection(), [one.said for one in waiting])


@sql_event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    """Nothing happened of what is undone; a savepoint takes only its own events along."""
    kept = [one for one in session.info.pop(_WAITING, ()) if ended.nested and not _is_within(one.within, ended)]
    if kept:
        session.info[_WAITING] = kept


def _is_within(transaction: SessionTransaction | None, ended: SessionTransaction) -> bool:
    while transaction is not None and transaction is not ended:
        transaction = transaction.parent
    return transaction is ended


def _chain(connection: Connection, said: Sequence[dict[str, Any]]) -> None:
    """Number and hash events after the last one, and move the chain's end on. SQLite has one writer; here they queue."""
    roles = _roles(connection, {one["actor"] for one in said})
    end = select(col(EventHead.number), col(EventHead.sha256)).with_for_update()
    number, sha256 = connection.execute(end).one()
    rows = []
    for one in said:
        number += 1
        row = {**one, "number": number, "roles": roles.get(one["actor"], ""), "previous_sha256": sha256}
        row["sha256"] = sha256 = digest(row, sha256)
        rows.append(row)
    connection.execute(insert(Event), rows)
    connection.execute(update(EventHead).values(number=number, sha256=sha256))
    if published := [_anchor(row) for row in rows if row["kind"] == PUBLISHED]:
        connection.execute(insert(EventAnchor), published)


def _anchor(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("number", "sha256", "computation_id", "at")}


def _roles(connection: Connection, actors: Iterable[str]) -> dict[str, str]:
    """The roles that people hold now, as codes with commas between, by subject; nobody's are left out."""
    query = (
        select(col(Person.subject), col(RoleGrant.role))
        .join(RoleGrant, col(RoleGrant.person_id) == Person.id)
        .where(col(Person.subject).in_(sorted(actors)))
    )
    held: dict[str, set[str]] = {}
    for subject, role in connection.execute(query):
        held.setdefault(subject, set()).add(role)
    return {subject: ",".join(sorted(roles))[:_MOST_ROLES] for subject, roles in held.items()}
