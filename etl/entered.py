"""Changes of the register as they were entered: what each does, what passes by it, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from etl import obligations, registered
from etl.settings import day_of
from etl.then import by
from schemas.authorities import authority
from schemas.passing import Obligation, Passing, Total, totals, wrong_record
from schemas.register import changes
from schemas.register_changes import ChangeKind, RegisterEntry
from schemas.tables_register import RegisterChange, RegisterDecision, RegisterPassing


@dataclass(frozen=True)
class Proposed:
    """A change with the record of what passes by it.

    Args:
        reason: by what decision or order.
    """

    entry: RegisterEntry
    passes: tuple[Passing, ...]
    reason: str


@dataclass(frozen=True)
class Entered:
    """A change with everything that was entered and decided.

    Args:
        number: its number.
        proposed: what was entered.
        words: what each line of the record was when it was entered, in the order of its lines.
        totals: what the record comes to, kind by kind; of one that waits, against what is held today.
        wrong: of one that waits: why its record is no longer whole; nothing if it is.
        entered_by: the subject of who entered it; `entered_on` is the day.
        decision: what a second person decided; None while it waits.
    """

    number: int
    proposed: Proposed
    words: tuple[str, ...]
    totals: tuple[Total, ...]
    wrong: tuple[str, ...]
    entered_by: str
    entered_on: date
    decision: RegisterDecision | None

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.decision is None


def entered(session: Session, today: date, at: datetime | None = None) -> list[Entered]:
    """Every change that was entered, newest first; as known at an instant, if one is given."""
    decided = select(RegisterDecision).where(*by(at, col(RegisterDecision.decided_at)))
    decisions = {row.change_id: row for row in session.scalars(decided)}
    there = select(RegisterChange).where(*by(at, col(RegisterChange.entered_at)))
    every = session.scalars(there.order_by(col(RegisterChange.id).desc())).all()
    found = [_entered(session, change, decisions.get(change.id or 0), today, at) for change in every]
    session.expunge_all()
    return found


def _entered(
    session: Session, change: RegisterChange, decision: RegisterDecision | None, today: date, at: datetime | None
) -> Entered:
    proposed = proposed_of(session, change)
    rows = session.scalars(
        select(RegisterPassing).where(col(RegisterPassing.change_id) == change.id).order_by(col(RegisterPassing.id))
    ).all()
    held = _as_recorded(rows) if decision else held_for(session, proposed, today, at)
    wrong = () if decision else tuple(wrong_record(held, proposed.passes, followers(proposed.entry)))
    return Entered(
        change.id or 0, proposed, tuple(row.words for row in rows), tuple(totals(held, proposed.passes)), wrong,
        change.entered_by, day_of(change.entered_at), decision,
    )  # fmt: skip


def _as_recorded(rows: Sequence[RegisterPassing]) -> list[Obligation]:
    """What was held when a record was made: it was refused unless it added up."""
    whole: dict[tuple[str, str, str], Obligation] = {}
    for row in rows:
        key = (row.from_id, str(row.kind), row.item)
        amount = (
            None if row.amount_gbp is None else row.amount_gbp + ((whole[key].amount_gbp or 0) if key in whole else 0)
        )
        whole[key] = Obligation(row.kind, row.from_id, row.item, row.words, amount)
    return list(whole.values())


def held_for(session: Session, proposed: Proposed, today: date, at: datetime | None = None) -> list[Obligation]:
    """What must pass by a change: all that its authorities hold; of more that passes, what it names."""
    held = obligations.held(session, followers(proposed.entry), today, at)
    if proposed.entry.kind is not ChangeKind.PASSING:
        return held
    named = {line.key for line in proposed.passes}
    return [one for one in held if one.key in named]


def proposed_of(session: Session, change: RegisterChange) -> Proposed:
    """A change as it was entered, with its record of what passes."""
    passes = tuple(registered.passings(session, [change.id or 0]))
    return Proposed(registered.entry(session, change), passes, change.reason)


def summary(entry: RegisterEntry) -> str:
    """A change in a few words: "Surrey becomes East Surrey and West Surrey on 1 April 2027"."""
    on = f"{entry.changed_on:%-d %B %Y}"
    ends, begins = _listed([authority(i).name for i in entry.ends]), _listed([one.name for one in entry.begins])
    if entry.kind is ChangeKind.RECODE:
        got = (f"{authority(new.authority_id).name}: {new.kind.label} {new.code}" for new in entry.codes)
        return f"{'; '.join(got)}, from {on}"
    if entry.kind is ChangeKind.PASSING:
        return f"More passes from authorities that ended before {on}"
    return f"{ends} {'becomes' if len(entry.ends) == 1 else 'become'} {begins} on {on}"


def outstanding(session: Session, today: date, at: datetime | None = None) -> list[Obligation]:
    """What authorities that end by a confirmed change hold, and nobody was said to take: it came to be held since.

    As known at an instant, if one is given.
    """
    every = registered.confirmed(session, at)
    passed = {line.key for line in registered.passed(session, date.max, at)}
    ends = [own for entry in every for own in entry.ends]
    return [one for one in obligations.held(session, ends, today, at) if one.key not in passed]


def followers(entry: RegisterEntry) -> Mapping[str, Sequence[str]]:
    """By authority that ends, those that follow it; for more that passes, by authority that ended on the day."""
    if entry.kind is not ChangeKind.PASSING:
        return {own: [one.authority_id for one in entry.begins] for own in entry.ends}
    found: dict[str, list[str]] = {}
    for change in changes():
        if change.changed_on == entry.changed_on and change.from_id != change.to_id:
            found.setdefault(change.from_id, []).append(change.to_id)
    return found


def _listed(names: Sequence[str]) -> str:
    *first, last = names or ("",)
    return f"{', '.join(first)} and {last}" if first else last
