"""Two people doing the same thing at once, many pairs of them at a time: who wins, and what the other is told."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from threading import Barrier, Lock

from sqlalchemy import func, select
from sqlmodel import col

from etl import audit, authorising, deciding, load, pipeline, releasing, trail, working
from etl.fetch import Origin, receive
from etl.pipeline import Upload
from etl.store import publishing, reading, writing
from etl.validate import Checked
from schemas.access import NotAllowed, Role, Viewer
from schemas.authorities import Authority, authorities
from schemas.issues import EXPLAIN_ALL
from schemas.periods import Period
from schemas.returns.activity import ACTIVITY
from schemas.tables import Event
from schemas.vocabulary import SubmissionStatus
from seed.generate import EXPLANATION, uploads

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
Q2 = Period.parse("2026-27 Q2")
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
AUTHORISERS = tuple(Viewer(f"authoriser-{n}", "DfE authoriser", frozenset({Role.DFE_AUTHORISER})) for n in range(40))
Act = Callable[[], object]


@dataclass
class Tally:
    """What came of doing one kind of thing at once, many times.

    Args:
        what: "submit", "authorise" or "publish".
        rounds: how often something was tried by several at once.
        wins: how often one of them did it.
        told: what the others were told, each sentence with how often.
        wrong: what should not have happened.
        seconds: how long all of it took, preparations included.
    """

    what: str
    rounds: int = 0
    wins: int = 0
    told: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def add(self, found: Sequence[object]) -> None:
        """Count one round: what each of those got, a value or an exception."""
        with self._lock:
            self._add(found)

    def _add(self, found: Sequence[object]) -> None:
        self.rounds += 1
        won = [one for one in found if not isinstance(one, Exception)]
        self.wins += len(won)
        if len(won) != 1:
            self.wrong.append(f"{len(won)} of {len(found)} won")
        for one in found:
            if isinstance(one, NotAllowed) and str(one).strip().endswith("."):
                self.told[str(one)] += 1
            elif isinstance(one, Exception):
                self.wrong.append(f"{type(one).__name__}: {one}"[:300])


def at_once(pool: ThreadPoolExecutor, acts: Sequence[Act]) -> list[object]:
    """What each act gives, or the exception that it ends in, when all begin at the same moment."""
    start = Barrier(len(acts))

    def one(act: Act) -> object:
        start.wait(60)
        try:
            return act()
        except Exception as ended:
            return ended

    return list(pool.map(one, acts))


def returns(pairs: int, rounds: int) -> list[Tally]:
    """Pairs of approvers submit the same return, then pairs of authorisers authorise it, so many times each."""
    submitted, authorised = Tally("submit"), Tally("authorise")
    ready = [(place, _checked(place)) for place in authorities(Q2.reference_date)[:pairs]]

    def pair(number: int) -> None:
        place, checked = ready[number]
        approvers = [_person(f"approver-{number}-{which}", Role.LA_APPROVER, place) for which in "ab"]
        authorisers = AUTHORISERS[2 * number : 2 * number + 2]
        with ThreadPoolExecutor(2) as pool:
            for _ in range(rounds):
                sent = _waiting(place, checked)
                begun = time.perf_counter()
                submitted.add(at_once(pool, [partial(pipeline.approve, who, sent, NOW) for who in approvers]))
                middle = time.perf_counter()
                authorising.take(ANALYST, [sent], NOW)
                authorised.add(at_once(pool, [partial(authorising.authorise, who, [sent], NOW) for who in authorisers]))
                submitted.seconds += (middle - begun) / pairs
                authorised.seconds += (time.perf_counter() - middle) / pairs

    with ThreadPoolExecutor(pairs) as every:
        list(every.map(pair, range(pairs)))
    submitted.wrong += _events("submission.submitted", pairs * rounds)
    authorised.wrong += _events("submission.authorised", pairs * rounds)
    return [submitted, authorised]


def releases(pairs: int, rounds: int) -> Tally:
    """Twice as many authorisers as there are pairs approve the same release, again and again."""
    found = Tally("publish")
    begun = time.perf_counter()
    with ThreadPoolExecutor(2 * pairs) as pool:
        for turn in range(rounds):
            with publishing() as session:
                working.begin(session, ANALYST.subject, f"Round {turn}", NOW)
            number = releasing.prepare(ANALYST, f"Round {turn}", "Nothing differs; the moment does.", NOW)
            everyone = AUTHORISERS[: 2 * pairs]
            found.add(at_once(pool, [partial(deciding.approve, who, number, None, NOW) for who in everyone]))
    found.seconds = time.perf_counter() - begun
    with reading() as session:
        count = session.scalar(select(func.count()).where(col(Event.kind) == "release.approved")) or 0
    if count != rounds:
        found.wrong.append(f"{count} events for {rounds} releases")
    return found


def broken_trail() -> str:
    """What is wrong with the trail after all of it; "" if nothing."""
    trail.settled()
    with reading() as session:
        found = audit.verify(session)
    return "" if found.broken is None else found.sentence


def _person(subject: str, role: Role, place: Authority) -> Viewer:
    return Viewer(subject, role.label, frozenset({role}), frozenset({place.authority_id}))


def _checked(place: Authority) -> Checked:
    """An authority's return as checked: what every round sends again."""
    [upload] = uploads(ACTIVITY, Q2, [place])
    upload = Upload(place, upload.name, upload.content, {EXPLAIN_ALL: EXPLANATION}, True)
    officer = _person("officer", Role.LA_PREPARER, place)
    return pipeline.checked(officer, ACTIVITY, Q2, upload, NOW)


def _waiting(place: Authority, checked: Checked) -> int:
    """A return that passed every check and waits for approval; its number."""
    with writing() as session:
        file = receive(session, "return.xlsx", b"the same bytes", Origin("upload"), NOW)
        arrival = load.Arrival(ACTIVITY, place.authority_id, Q2, "return.xlsx", "officer", NOW, "Sent again.", True)
        kept = load.load(session, arrival, file, SubmissionStatus.VALIDATED, checked.rows, checked.issues)
        return kept.id or 0


def _events(kind: str, expected: int) -> list[str]:
    """What is wrong with the events of a kind: each return has one."""
    query = select(func.count(), func.count(col(Event.submission_id).distinct())).where(col(Event.kind) == kind)
    with reading() as session:
        count, distinct = session.execute(query).one()
    return [] if count == distinct == expected else [f"{count} events of {distinct} returns, not {expected}"]
