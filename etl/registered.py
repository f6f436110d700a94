"""The register of authorities as the store has it: what ships with the product, and every change that was confirmed.

A foundation that any step may use. Whatever begins (a page, a command, a job, a publication) looks once whether a change
was confirmed since, so that every process reads the same register. It costs one small query.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from etl.frames import table_of
from etl.then import by
from schemas import register_written
from schemas.passing import Passing
from schemas.register_changes import Beginning, NewCode, RegisterEntry, with_changes
from schemas.tables_register import (
    RegisterBeginning,
    RegisterChange,
    RegisterCode,
    RegisterDecision,
    RegisterEnding,
    RegisterOutcome,
    RegisterPassing,
)

_WRITTEN_APART = ("change_id", "aliases", "neighbours")
# The store that the register in use is from, and its last confirmed decision.
_LOOKED_AT: dict[str, tuple[str, int]] = {}


def bring_up_to_date(session: Session) -> None:
    """Put the register in use that the store has now, if it is another than the one in use."""
    found = (str(session.get_bind().engine.url), session.connection().scalar(_last_confirmed()) or 0)
    last = _LOOKED_AT.get("")
    if found == last or (not found[1] and (last is None or not last[1])):
        return
    register_written.install(with_changes(register_written.shipped(), confirmed(session)) if found[1] else None)
    _LOOKED_AT[""] = found


@cache
def _last_confirmed() -> Select[int]:
    decided = table_of(RegisterDecision).c
    return select(func.max(decided.id)).where(decided.outcome == RegisterOutcome.CONFIRMED)


def forget() -> None:
    """Put the register in use that ships with the product, as before any store was looked at."""
    if _LOOKED_AT:
        _LOOKED_AT.clear()
        register_written.install()


def confirmed(session: Session, at: datetime | None = None) -> list[RegisterEntry]:
    """Every change that was confirmed, by an instant if one is given, in the order of their days, then as confirmed."""
    return [entry(session, change) for change in session.scalars(_confirmed(at))]


def _confirmed(at: datetime | None = None) -> Select[Any]:
    query = select(RegisterChange).join(RegisterDecision, col(RegisterDecision.change_id) == col(RegisterChange.id))
    decided = query.where(
        col(RegisterDecision.outcome) == RegisterOutcome.CONFIRMED, *by(at, col(RegisterDecision.decided_at))
    )
    return decided.order_by(col(RegisterChange.changed_on), col(RegisterDecision.id))


def entry(session: Session, change: RegisterChange) -> RegisterEntry:
    """A change as it was entered."""
    ends = select(col(RegisterEnding.authority_id)).where(col(RegisterEnding.change_id) == change.id)
    begins = select(RegisterBeginning).where(col(RegisterBeginning.change_id) == change.id)
    codes = select(RegisterCode).where(col(RegisterCode.change_id) == change.id)
    return RegisterEntry(
        kind=change.kind,
        changed_on=change.changed_on,
        ends=tuple(session.scalars(ends.order_by(col(RegisterEnding.authority_id)))),
        begins=tuple(_beginning(row) for row in session.scalars(begins.order_by(col(RegisterBeginning.authority_id)))),
        codes=tuple(NewCode(row.authority_id, row.kind, row.code) for row in session.scalars(codes)),
        note=change.note,
    )


def _beginning(row: RegisterBeginning) -> Beginning:
    said = {name: value for name, value in row.model_dump().items() if name not in _WRITTEN_APART}
    return Beginning(**said, aliases=_parts(row.aliases), neighbours=_parts(row.neighbours))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def passings(session: Session, change_ids: Iterable[int]) -> list[Passing]:
    """The lines of the record of what passes by some changes."""
    query = select(RegisterPassing).where(col(RegisterPassing.change_id).in_(list(change_ids)))
    return [_passing(row) for row in session.scalars(query.order_by(col(RegisterPassing.id)))]


def _passing(row: RegisterPassing) -> Passing:
    return Passing(row.kind, row.from_id, row.item, row.to_id, row.amount_gbp, row.reason)


def lines_about(session: Session, authority_id: str, at: datetime | None = None) -> list[dict[str, Any]]:
    """The lines of confirmed changes from or to an authority, as they are stored, with the day of the change.

    Of those confirmed by an instant, if one is given.
    """
    is_theirs = (col(RegisterPassing.from_id) == authority_id) | (col(RegisterPassing.to_id) == authority_id)
    found: list[dict[str, Any]] = []
    for change in session.scalars(_confirmed(at)).all():
        mine = select(RegisterPassing).where(col(RegisterPassing.change_id) == change.id, is_theirs)
        rows = session.scalars(mine.order_by(col(RegisterPassing.id)))
        found += [{**row.model_dump(), "changed_on": change.changed_on} for row in rows]
    return found


def passed(session: Session, on: date, at: datetime | None = None) -> Sequence[Passing]:
    """What has passed by a day, by changes confirmed by an instant, or by now; of two records of the same thing the later one counts."""
    ids = [change.id or 0 for change in session.scalars(_confirmed(at).where(col(RegisterChange.changed_on) <= on))]
    by_key: dict[tuple[str, str, str], dict[int, list[Passing]]] = {}
    for number in ids:
        for line in passings(session, [number]):
            by_key.setdefault(line.key, {}).setdefault(number, []).append(line)
    return [line for records in by_key.values() for line in list(records.values())[-1]]
