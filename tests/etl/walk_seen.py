"""All that a random walk looks at in the store, and what must be true of it: of one look, and of two that follow."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from etl import audit, releasing, trail
from etl.current import current_ids
from etl.frames import table_of
from etl.quarters import periods_with_returns
from etl.store import reading
from etl.visible import visible
from schemas.access import Viewer
from schemas.periods import Period
from schemas.tables import Collection, Computation, Event, IssueRow, ObservationRow, SourceFile, Submission
from schemas.tables_batches import Batch, BatchFile
from schemas.tables_collections import CollectionAllowance
from schemas.tables_explaining import ExplanationAnswer, ExplanationGiven
from schemas.tables_releases import EarlyAccess, Release, ReleaseDecision, ReleaseHidden
from schemas.tables_reviewing import DeclarationMade, SubmissionReview
from tests.etl.releases import as_shown

# Read whole: rows that may alter, or whose steps are followed. Of the others the number of rows is enough: the database
# refuses to change them, and other tests hold it to that.
WHOLE = (Submission, SubmissionReview, Release, ReleaseDecision, EarlyAccess, Collection)
COUNTED = (
    Batch, BatchFile, CollectionAllowance, Computation, DeclarationMade, ExplanationAnswer, ExplanationGiven, IssueRow,
    ObservationRow, ReleaseHidden, SourceFile,
)  # fmt: skip
STEPS = ({"in_review"}, {"returned"}, {"in_review", "returned"}, {"in_review", "authorised"})
DECISIONS = ({"approved"}, {"returned"}, {"approved", "cancelled"})
UNTOLD = {"Batch", "BatchFile", "SourceFile"}  # what was handed in is told of when it is taken
MAY_ALTER = {"status", "submitted_at", "submitted_by", "computation_id"}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Seen:
    """The store at one moment: rows of some tables by table, and how many rows others have."""

    rows: Mapping[type, tuple[Row, ...]]
    counts: Mapping[str, int]

    def by_id(self, table: type) -> dict[int, Row]:
        return {row["id"]: row for row in self.rows[table]}

    def grouped(self, table: type, by: str) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = {}
        for row in self.rows[table]:
            found.setdefault(row[by], []).append(row)
        return found


def look() -> Seen:
    """The store as it is now. Refusals are noted by a thread of their own, so they are left out."""
    with reading() as session:
        rows = {t: tuple(dict(r._mapping) for r in session.execute(_ordered(t))) for t in WHOLE}
        counts = {t.__name__: session.scalar(select(func.count()).select_from(table_of(t))) or 0 for t in COUNTED}
        kind = table_of(Event).c.kind
        counts["Event"] = session.scalar(select(func.count()).where(kind.not_in(["refused", "download"]))) or 0
    return Seen(rows, counts)


def _ordered(table: type) -> Any:
    kept = table_of(table)
    return select(kept).order_by(kept.c.id)


def require_legal(seen: Seen) -> None:
    """Nothing in the store is in a state that does not exist, and nobody did two people's part."""
    sent = seen.by_id(Submission)
    for number, steps in seen.grouped(SubmissionReview, "submission_id").items():
        assert {row["step"] for row in steps} in STEPS, (number, steps)
        assert sent[number]["status"] == "submitted"
        who = {row["step"]: row["by"] for row in steps}
        if "authorised" in who:
            is_on_behalf = sent[number]["is_on_behalf"]
            approver = who["in_review"] if is_on_behalf else sent[number]["submitted_by"]
            assert len({sent[number]["received_by"], approver, who["authorised"]}) == 3, ("not three people", number)
    for row in sent.values():
        assert (row["status"] == "submitted") == (row["submitted_by"] is not None), row
        assert row["status"] != "submitted" or row["computation_id"] is not None, row
        if row["status"] == "submitted" and not row["is_on_behalf"]:
            assert row["submitted_by"] != row["received_by"], row
    kept = seen.by_id(Release)
    for number, decided in seen.grouped(ReleaseDecision, "release_id").items():
        assert {row["step"] for row in decided} in DECISIONS, (number, decided)
        for row in decided:
            assert row["step"] != "approved" or row["decided_by"] != kept[number]["prepared_by"], row
    versions: dict[tuple[object, ...], list[int]] = {}
    for row in sent.values():
        versions.setdefault((row["form_code"], row["authority_id"], row["period"]), []).append(row["version"])
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values()), versions


def require_only_more(before: Seen, after: Seen) -> None:
    """Nothing that was there is gone or altered, but for a return that was approved and access that was ended."""
    for table in (SubmissionReview, Release, ReleaseDecision):
        assert after.rows[table][: len(before.rows[table])] == before.rows[table], table.__name__
    assert all(after.counts[name] >= count for name, count in before.counts.items()), (before.counts, after.counts)
    told = {name: count for name, count in after.counts.items() if name not in UNTOLD}
    if after.rows != before.rows or any(before.counts[name] != count for name, count in told.items()):
        assert after.counts["Event"] > before.counts["Event"], "something changed, and no event tells of it"
    now = after.by_id(Submission)
    for number, was in before.by_id(Submission).items():
        altered = {name for name in was if now[number][name] != was[name]}
        assert altered <= MAY_ALTER, (number, altered)
        if "status" in altered:
            assert (was["status"], now[number]["status"]) == ("validated", "submitted"), number
        elif altered:
            assert altered == {"computation_id"}, (number, altered)
            assert was["computation_id"] is None, number
    given = after.by_id(EarlyAccess)
    for number, was in before.by_id(EarlyAccess).items():
        altered = {name for name in was if given[number][name] != was[name]}
        assert altered <= {"ended_at", "ended_by"}, (number, altered)
        assert not altered or was["ended_at"] is None, number


def counting(seen: Seen, form_code: str, period: str) -> dict[str, int]:
    """The version that counts for each authority, worked out by hand."""
    returned = {row["submission_id"] for row in seen.rows[SubmissionReview] if row["step"] == "returned"}
    found = {}
    for row in sorted(seen.rows[Submission], key=lambda row: row["version"]):
        is_sent = row["status"] == "submitted" and row["id"] not in returned
        if is_sent and (row["form_code"], row["period"]) == (form_code, period):
            found[row["authority_id"]] = row["id"]
    return found


def require_what_counts(seen: Seen, form_code: str, periods: Sequence[Period]) -> None:
    """The product counts the same versions."""
    with reading() as session:
        for period in periods:
            assert current_ids(session, form_code, period) == counting(seen, form_code, str(period))


def shown_to(seen: Seen, subject: str, now: datetime) -> set[int]:
    """The releases that somebody may read, worked out by hand."""
    decided = seen.grouped(ReleaseDecision, "release_id")
    early = {
        row["release_id"]
        for row in seen.rows[EarlyAccess]
        if row["subject"] == subject and row["given_at"] <= now < row["until"] and not _is_over(row["ended_at"], now)
    }
    found = set()
    for number, steps in decided.items():
        by_step = {row["step"]: row for row in steps}
        is_agreed = "approved" in by_step and "cancelled" not in by_step
        if is_agreed and (by_step["approved"]["visible_from"] <= now or number in early):
            found.add(number)
    return found


def _is_over(ended_at: datetime | None, now: datetime) -> bool:
    return ended_at is not None and ended_at <= now


def require_embargo(seen: Seen, readers: Sequence[Viewer], now: datetime) -> None:
    """Each reader is given the releases that they may read, and no other."""
    with reading() as session:
        for reader in readers:
            assert {one.id for one in visible(session, reader, now)} == shown_to(seen, reader.subject, now), reader


def fingerprint(release_id: int) -> str:
    """Every quarter as a release shows it, as one hash of the text."""
    shown = as_shown(release_id)
    return hashlib.sha256("".join(f"{period}\n{text}" for period, text in sorted(shown.items())).encode()).hexdigest()


def require_whole(seen: Seen) -> None:
    """At the end: every file is there byte for byte, the trail verifies, and the figures are what the returns give."""
    trail.settled()
    with reading() as session:
        kept = {row.sha256: row.content for row in session.execute(select(table_of(SourceFile)))}
    assert all(hashlib.sha256(content).hexdigest() == sha256 for sha256, content in kept.items())
    assert {row["file_sha256"] for row in seen.rows[Submission]} <= kept.keys()
    with reading() as session:
        found = audit.verify(session)
    assert found.broken is None, found.sentence
    with reading() as session:
        for period in periods_with_returns(session):
            assert releasing._wrong_total(session, period) == "", period
