"""Everything that a random walk does: each action draws who does it and to what, allowed to or not."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from hypothesis import strategies as st

from etl import answering, authorising, bulk, collecting, correcting, deciding, explaining, jobs, pipeline, releasing
from etl.pipeline import Upload
from etl.placing import Handed
from etl.releasing import NotReady
from etl.store import reading
from schemas.access import NotAllowed, Viewer
from schemas.authorities import authority
from schemas.explaining import Answer, Explanation, explanation_sha256
from schemas.issues import EXPLAIN_ALL, Unreadable
from schemas.returns.activity import ACTIVITY
from schemas.tables import Submission
from schemas.tables_collections import CollectionAllowance
from schemas.tables_releases import EarlyAccess, Release, ReleaseDecision
from schemas.tables_reviewing import SubmissionReview
from schemas.windows import AllowanceKind
from tests.etl.releases import LATEST
from tests.etl.walk_people import CHANGES, MAY, PEOPLE, PERIODS, PLACES, READERS, SANDWELL, WHY, workbook
from tests.etl.walk_seen import Row, Seen, counting, fingerprint, look, require_legal, require_only_more

REFUSALS = (NotAllowed, NotReady, Unreadable, collecting.NotPossible)
# How often each action is drawn, beside the others; the simplest first.
WEIGHTS = {
    "wait": 2, "send": 5, "approve": 4, "take": 5, "authorise": 8, "send_back": 1, "revert": 1, "answer": 1,
    "explain": 1, "check": 1, "hand_in": 1, "allow": 1, "end_allowance": 1, "prepare": 4, "publish": 5,
    "undo_release": 1, "give_early_access": 1, "end_early_access": 1, "read_again": 1,
}  # fmt: skip
BETWEEN_RELEASES = 6


@dataclass
class Tally:
    """How many actions the walks of this process took, what came of them, and how many releases were approved."""

    actions: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    releases: int = 0


class Actions:
    """What can happen, in a store that the settings point at."""

    tally: ClassVar[Tally] = Tally()

    now: datetime
    texts: dict[int, str]
    seen: Seen
    since_prepared: int
    data: Any

    def start(self, now: datetime) -> None:
        """Begin with the store as it is; what it has released must read the same for ever."""
        self.now, self.seen, self.since_prepared = now, look(), 0
        self.texts = {row["release_id"]: fingerprint(row["release_id"]) for row in self.approved(self.seen)}

    def approved(self, seen: Seen) -> list[Row]:
        """Every agreement to a release."""
        return [row for row in seen.rows[ReleaseDecision] if row["step"] == "approved"]

    def draw(self, among: Sequence[Any]) -> Any:
        """One of some things."""
        return self.data.draw(st.sampled_from(among))

    def send(self) -> None:
        """A file is sent: good, changed, wrong, doubtful or none at all."""
        place, at = self.draw(PLACES), self.draw([1, 1, 1, 0])
        change, is_explained = self.draw([*CHANGES, "unreadable"]), self.draw([True, False])
        who, explained = self.someone("send", place), {EXPLAIN_ALL: Explanation(WHY[0])} if is_explained else {}
        is_amendment = place in counting(self.seen, ACTIVITY.code, str(PERIODS[at]))
        content = workbook(place, at, change, is_amendment)
        upload = Upload(
            authority(place), "return.xlsx", content, explained, True, reason=WHY[1] if is_amendment else ""
        )
        self.attempt("send", who, lambda viewer: self.send_one(upload, at, viewer), place)

    def send_one(self, upload: Upload, at: int, viewer: Viewer) -> object:
        return pipeline.submit(viewer, ACTIVITY, PERIODS[at], upload, self.now)

    def check(self) -> None:
        """A file is checked, which changes nothing."""
        place, change = self.draw(PLACES), self.draw(list(CHANGES))
        upload, before = Upload(authority(place), "return.xlsx", workbook(place, 1, change, False)), self.seen
        who = self.someone("check")
        self.attempt("check", who, lambda viewer: pipeline.check(viewer, ACTIVITY, LATEST, upload, self.now), place)
        assert self.seen == before

    def hand_in(self) -> None:
        """Files of several authorities are handed in together, and a worker takes them."""
        at = self.draw([0, 1])
        named = [Handed(f"{n}.xlsx", workbook(place, at, "less", False)) for n, place in enumerate(PLACES[1:])]
        who = self.someone("send")
        take = lambda viewer: (bulk.hand_in(viewer, ACTIVITY, PERIODS[at], named, self.now), jobs.run_one())  # noqa: E731
        self.attempt("send", who, take, SANDWELL)

    def approve(self) -> None:
        """A return that waits is submitted."""
        waiting = [row["id"] for row in self.seen.rows[Submission] if row["status"] == "validated"]
        if self.is_pointless(waiting):
            return self.send()
        number = self.one_of(waiting, Submission)
        who = self.someone("approve", self.place_of(number))
        self.attempt("approve", who, lambda viewer: pipeline.approve(viewer, number, self.now), self.place_of(number))

    def take(self) -> None:
        """Returns are taken for review, one or all of them."""
        who = self.someone("take")
        sent_by = {row["id"]: row["received_by"] for row in self.seen.rows[Submission]}
        likely = [n for n in self.counted() if not self.steps_of(n) and sent_by[n] != PEOPLE[who].subject]
        if self.is_pointless(likely):
            return self.send()
        ids = likely if likely and self.draw([True, True, True, False]) else [self.one_of(likely, Submission)]
        self.attempt("take", who, lambda viewer: authorising.take(viewer, ids, self.now))

    def authorise(self) -> None:
        """Returns are authorised, one or all of them."""
        likely = [number for number in self.counted() if self.steps_of(number) == {"in_review"}]
        if self.is_pointless(likely):
            return self.take()
        ids = likely if likely and self.draw([True, True, True, False]) else [self.one_of(likely, Submission)]
        self.attempt(
            "authorise", self.someone("authorise"), lambda viewer: authorising.authorise(viewer, ids, self.now)
        )

    def send_back(self) -> None:
        """A return is sent back."""
        why = self.draw(WHY)
        number, who = self.one_of(self.counted(), Submission), self.someone("return")
        self.attempt("return", who, lambda viewer: authorising.send_back(viewer, number, why, self.now))

    def revert(self) -> None:
        """An earlier version is put back."""
        why = self.draw(WHY)
        number, who = self.one_of(self.counted(), Submission), self.someone("revert")
        self.attempt("revert", who, lambda viewer: correcting.revert(viewer, number, why, self.now))

    def answer(self) -> None:
        """The department accepts an explanation, or returns it."""
        outcome, why = self.draw(list(Answer)), self.draw(WHY)
        if (one := self.query()) is not None:
            about = (one.submission.id or 0, one.issue.fingerprint, explanation_sha256(one.explanation.words))
            who = self.someone("answer")
            self.attempt("answer", who, lambda viewer: answering.answer(viewer, [about], outcome, why, self.now))

    def explain(self) -> None:
        """An authority explains again."""
        why = self.draw(WHY)
        if (one := self.query()) is not None:
            number, who = one.submission.id or 0, self.someone("explain", one.submission.authority_id or "")
            give = lambda viewer: answering.give(viewer, number, one.issue.fingerprint, Explanation(why), self.now)  # noqa: E731
            self.attempt("explain", who, give, self.place_of(number))

    def allow(self) -> None:
        """An authority is allowed more time."""
        place, days = self.draw(PLACES), self.draw([10, 0, 40])
        kind = self.draw([AllowanceKind.EXTENSION, AllowanceKind.REOPENING])
        until = (self.now + timedelta(days=days)).date()
        asked = collecting.Asked(ACTIVITY, LATEST, place, kind, until, WHY[0])
        self.attempt("allow", self.someone("allow"), lambda viewer: collecting.allow(viewer, asked, self.now))

    def end_allowance(self) -> None:
        """More time is ended."""
        number = self.draw(range(1, self.seen.counts[CollectionAllowance.__name__] + 2))
        self.attempt("allow", self.someone("allow"), lambda viewer: collecting.end(viewer, number, WHY[0], self.now))

    def prepare(self) -> None:
        """A release is prepared; not too often, because it takes seconds."""
        not_yet = [number for number in self.counted() if "authorised" not in self.steps_of(number)]
        if not_yet and self.draw([True] * 7 + [False]):
            return self.authorise()
        if self.since_prepared < BETWEEN_RELEASES:
            return self.wait()
        who, why, self.since_prepared = self.someone("prepare"), self.draw(WHY), 0
        self.attempt("prepare", who, lambda viewer: releasing.prepare(viewer, "Release", why, self.now))

    def publish(self) -> None:
        """A release is approved, to be shown at once or later."""
        if self.is_pointless(self.undecided()):
            return self.prepare()
        number, who, hours = (
            self.one_of(self.undecided(), Release),
            self.someone("decide"),
            self.draw([None, -1, 5, 48]),
        )
        start = None if hours is None else self.now + timedelta(hours=hours)
        self.attempt("decide", who, lambda viewer: deciding.approve(viewer, number, start, self.now))

    def undo_release(self) -> None:
        """A release is sent back, or called off."""
        is_called_off, why = self.draw([True, True, False]), self.draw(WHY)
        who, step = self.someone("decide"), deciding.call_off if is_called_off else deciding.send_back
        number = self.one_of(sorted(self.texts)[-1:] if is_called_off else self.undecided(), Release)
        self.attempt("decide", who, lambda viewer: step(viewer, number, why, self.now))

    def give_early_access(self) -> None:
        """Somebody may read a release early."""
        subject, hours = self.draw([one.subject for one in READERS]), self.draw([3, 30, -1])
        number, until = self.one_of([], Release), self.now + timedelta(hours=hours)
        give = lambda viewer: deciding.give_early_access(viewer, number, subject, WHY[0], until, self.now)  # noqa: E731
        self.attempt("decide", self.someone("decide"), give)

    def end_early_access(self) -> None:
        """Early access is ended."""
        number, who = self.one_of([], EarlyAccess), self.someone("decide")
        self.attempt("decide", who, lambda viewer: deciding.end_early_access(viewer, number, self.now))

    def wait(self) -> None:
        """Time passes."""
        self.now += self.draw([timedelta(minutes=7), timedelta(hours=4), timedelta(days=1), timedelta(days=9)])
        self.tally.actions += 1

    def read_again(self) -> None:
        """A release that was approved at any time still reads the same."""
        self.tally.actions += 1
        if self.texts:
            number = self.draw(sorted(self.texts))
            assert fingerprint(number) == self.texts[number], number

    def attempt(self, what: str, who: str, act: Callable[[Viewer], object], place: str = "") -> None:
        """Let somebody do something: who may not is refused in a sentence, and a refusal changes nothing."""
        self.tally.actions += 1
        self.since_prepared += 1
        viewer, before = PEOPLE[who], self.seen
        if refusal := self.refusal(partial(act, viewer)):
            assert refusal.strip().endswith("."), refusal
            assert look() == before, f"{what} was refused and changed something: {refusal}"
            self.tally.refused[what] += 1
            return
        self.tally.done[what] += 1
        assert who in MAY[what], f"{who} may not {what}"
        assert not (viewer.is_tied and place and place not in viewer.authority_ids), f"{who} may not {what} for {place}"
        self.seen = look()
        require_legal(self.seen)
        require_only_more(before, self.seen)
        for row in self.approved(self.seen):
            if row["release_id"] not in self.texts:
                self.texts[row["release_id"]] = fingerprint(row["release_id"])

    def refusal(self, act: Callable[[], object]) -> str:
        """Why something is refused; "" if it is done."""
        try:
            act()
        except REFUSALS as refused:
            return str(refused)
        return ""

    # Who and what is chosen.

    def someone(self, what: str, place: str = "") -> str:
        """Mostly somebody who may, sometimes anybody."""
        near = tuple(n for n in MAY[what] if not place or not PEOPLE[n].is_tied or place in PEOPLE[n].authority_ids)
        return str(self.draw(near * 6 + tuple(PEOPLE)))

    def one_of(self, likely: list[int], table: type) -> int:
        """Mostly one for which it makes sense, else any that is there, or the next one, which is not."""
        every = [row["id"] for row in self.seen.rows[table]]
        return int(self.draw(likely * 4 + [*every, len(every) + 1]))

    def is_pointless(self, likely: Sequence[int]) -> bool:
        """Whether there is nothing that makes sense: mostly something else is done then."""
        return not likely and bool(self.draw([True] * 7 + [False]))

    def steps_of(self, number: int) -> set[str]:
        """The department's steps with a version."""
        return {row["step"] for row in self.seen.rows[SubmissionReview] if row["submission_id"] == number}

    def counted(self) -> list[int]:
        """The versions that count."""
        return [number for period in PERIODS for number in counting(self.seen, ACTIVITY.code, str(period)).values()]

    def undecided(self) -> list[int]:
        """Releases about which nothing is decided."""
        decided = {row["release_id"] for row in self.seen.rows[ReleaseDecision]}
        return [row["id"] for row in self.seen.rows[Release] if row["id"] not in decided]

    def place_of(self, number: int) -> str:
        """Whose a version is; "" if there is none."""
        return str(self.seen.by_id(Submission).get(number, {}).get("authority_id") or "")

    def query(self) -> explaining.Asked | None:
        """A query of a return that counts."""
        with reading() as session:
            found = [one for period in PERIODS for one in explaining.asked(session, ACTIVITY, period)]
            session.expunge_all()
        return self.draw(found) if found else None
