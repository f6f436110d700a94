"""What passes from an authority that ends to those that follow it: nothing is lost, and nothing is made up on the way."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from schemas.base import Worded

LEAST_REASON = 20
_MOST_NAMED = 3


class Passes(Worded):
    """What can pass from one authority to another."""

    MILESTONE = "milestone", "Milestone", "A milestone of the Unit return: each authority that takes it plans for it."
    GRANT = "grant", "Grant", "What a grant determination gives for one year, in pounds; it may be divided."
    ACTION = "action", "Open action", "An action, or an answer that is owed, with one owner."


@dataclass(frozen=True)
class Obligation:
    """One thing that an authority holds on the day before it ends.

    Args:
        item: what it is called within its kind and authority: "M16", "2027-28/prevention/start_up", "tracker/NR1-04".
        words: the same for people.
        amount_gbp: of a grant.
    """

    kind: Passes
    from_id: str
    item: str
    words: str
    amount_gbp: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from every other."""
        return self.from_id, str(self.kind), self.item


@dataclass(frozen=True)
class Passing:
    """One line of the record: an obligation, or part of a grant, and who takes it.

    Args:
        to_id: the authority that takes it; "" if it ends, for a reason.
        amount_gbp: of a grant: the pounds that pass on this line.
        reason: why it ends.
    """

    kind: Passes
    from_id: str
    item: str
    to_id: str
    amount_gbp: int | None = None
    reason: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """The obligation's."""
        return self.from_id, str(self.kind), self.item


@dataclass(frozen=True)
class Total:
    """How one kind compares: a count of milestones or actions, or pounds."""

    kind: Passes
    before: int
    after: int
    ended: int

    @property
    def is_equal(self) -> bool:
        """Whether what passes and what ends are together what there was."""
        return self.before == self.after + self.ended

    @property
    def words(self) -> str:
        """ "Grants: £120,000 before, £120,000 after, nothing ends"."""

        def said(count: int) -> str:
            return f"£{count:,}" if self.kind is Passes.GRANT else f"{count:,}"

        ends = f"{said(self.ended)} ends" if self.ended else "nothing ends"
        return f"{self.kind.label}s: {said(self.before)} before, {said(self.after)} after, {ends}"


def totals(held: Sequence[Obligation], record: Sequence[Passing]) -> list[Total]:
    """Before and after, by kind: milestones and actions are counted once, however many take them; grants are pounds."""
    return [_total(kind, held, record) for kind in Passes]


def _total(kind: Passes, held: Sequence[Obligation], record: Sequence[Passing]) -> Total:
    mine, lines = [one for one in held if one.kind is kind], [line for line in record if line.kind is kind]
    if kind is Passes.GRANT:
        after = sum(line.amount_gbp or 0 for line in lines if line.to_id)
        ended = sum(line.amount_gbp or 0 for line in lines if not line.to_id)
        return Total(kind, sum(one.amount_gbp or 0 for one in mine), after, ended)
    passed = {line.key for line in lines if line.to_id}
    return Total(kind, len(mine), len(passed), len({line.key for line in lines if not line.to_id} - passed))


def wrong_record(
    held: Sequence[Obligation], record: Sequence[Passing], followers: Mapping[str, Sequence[str]]
) -> list[str]:
    """Why a record of what passes is not whole, in sentences; nothing if it is.

    Args:
        held: everything that the authorities hold that end.
        record: who takes what.
        followers: by authority that ends, those that follow it.
    """
    known = {one.key: one for one in held}
    lines: dict[tuple[str, str, str], list[Passing]] = defaultdict(list)
    for line in record:
        lines[line.key].append(line)
    found = [f"“{key[2]}” is nothing that {key[0]} holds. Take it out." for key in lines if key not in known]
    missing = [one.words for key, one in known.items() if key not in lines]
    if missing:
        most = ", ".join(missing[:_MOST_NAMED]) + (
            f" and {len(missing) - _MOST_NAMED} more" if missing[_MOST_NAMED:] else ""
        )
        found.append(f"Say who takes what nobody takes yet, or that it ends and why: {most}.")
    for key in [key for key in known if key in lines]:
        found += _wrong_lines(known[key], lines[key], followers.get(key[0], ()))
    return found + [f"{total.words}." for total in totals(held, record) if not total.is_equal]


def _wrong_lines(one: Obligation, lines: Sequence[Passing], followers: Sequence[str]) -> Iterable[str]:
    for line in lines:
        if line.to_id and line.to_id not in followers:
            yield f"{one.words}: “{line.to_id}” does not follow. Choose one that does."
        if not line.to_id and len(line.reason.strip()) < LEAST_REASON:
            yield f"{one.words}: it ends. Give a reason of at least {LEAST_REASON} characters."
    if any(count > 1 for count in Counter(line.to_id for line in lines).values()):
        yield f"{one.words}: the same authority is there twice."
    if one.kind is Passes.ACTION and len(lines) > 1:
        yield f"{one.words}: an action has one owner. Choose one."
    if one.kind is Passes.MILESTONE and len(lines) > 1 and not all(line.to_id for line in lines):
        yield f"{one.words}: it passes or it ends, not both."
    if one.kind is Passes.GRANT:
        yield from _wrong_amounts(one, lines)


def _wrong_amounts(one: Obligation, lines: Sequence[Passing]) -> Iterable[str]:
    amounts = [line.amount_gbp for line in lines]
    given = [amount for amount in amounts if amount is not None]
    if len(given) < len(amounts) or any(amount < 0 for amount in given):
        yield f"{one.words}: enter whole pounds for each."
    elif sum(given) != one.amount_gbp:
        yield f"{one.words}: £{one.amount_gbp or 0:,} before, £{sum(given):,} after."


def grant_item(financial_year: str, grant: str, purpose: str) -> str:
    """What a line of a determination is called."""
    return f"{financial_year}/{grant}/{purpose}"


def with_grants_passed(allocations: pl.DataFrame, record: Sequence[Passing]) -> pl.DataFrame:
    """Allocations with each that passed divided among those that took it; what ended is left out.

    Where a later edition gives another amount than the one that was recorded, it is divided in the same proportions, and
    the last takes what rounding leaves.

    Args:
        allocations: at least authority_id, grant, purpose, financial_year and amount_gbp.
        record: who took what, by the day asked about.
    """
    lines: dict[tuple[str, str], list[Passing]] = defaultdict(list)
    for line in record:
        if line.kind is Passes.GRANT:
            lines[line.from_id, line.item].append(line)
    if not lines:
        return allocations
    found = []
    for row in allocations.iter_rows(named=True):
        item = grant_item(row["financial_year"], row["grant"], row["purpose"])
        taking = lines.get((row["authority_id"], item))
        if taking is None:
            found.append(row)
            continue
        for line, amount in zip(taking, _divided(row["amount_gbp"], [t.amount_gbp or 0 for t in taking]), strict=True):
            if line.to_id:
                found.append({**row, "authority_id": line.to_id, "amount_gbp": amount})
    return pl.DataFrame(found, schema=allocations.schema)


def _divided(amount_gbp: int, recorded: Sequence[int]) -> list[int]:
    whole = sum(recorded)
    if whole == amount_gbp or not whole:
        return list(recorded)
    parts = [amount_gbp * part // whole for part in recorded[:-1]]
    return [*parts, amount_gbp - sum(parts)]
