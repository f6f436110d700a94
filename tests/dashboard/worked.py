"""Eight days of work with one collection: the worked example for pages as they were. What happens on a day happens at half past nine."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from etl import answering, authorising, changing, collecting, deciding, pipeline, releasing, trail, waiving
from etl.collecting import Asked
from etl.drafting import read_change
from etl.explaining import asked
from etl.store import reading, writing
from etl.waivers import Request
from etl.written import record_csv
from schemas.access import Role, Viewer
from schemas.explaining import Answer, Explanation, Reason, explanation_sha256
from schemas.periods import Period
from schemas.returns.unit import UNIT
from schemas.sources import INTERVENTION
from schemas.tables import Person
from schemas.tables_batches import Batch, BatchFile, BatchState
from schemas.tables_collections import Delivery, Message, MessageState
from schemas.vocabulary import SubmissionStatus
from schemas.windows import AllowanceKind, Window
from tests.etl.test_explaining import sent_with
from tests.surrey import SAID

Q2 = Period.parse("2026-27 Q2")
WHOSE = frozenset({"LA334"})
OFFICER = Viewer("officer", "Officer, Solihull", frozenset({Role.LA_PREPARER}), WHOSE)
APPROVER = Viewer("approver", "Approver, Solihull", frozenset({Role.LA_APPROVER}), WHOSE)
ANALYST = Viewer("analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
AUTHORISER = Viewer("authoriser", "DfE authoriser", frozenset({Role.DFE_AUTHORISER}))
ADMIN = Viewer("admin", "Administrator", frozenset({Role.ADMIN}))
MEMBER = Viewer("member", "Board member", frozenset({Role.MEMBER}))
WHY, WORDS = "The posts of the police are those of last year.", "Two posts are vacant until January."
ENDS = "The post was filled earlier than was planned."
FIRST, SECOND = 1, 3
"""The numbers of the two versions of Solihull's return."""
_ONE = {"place": "334", "kind": "Improvement notice", "from_on": "01/02/2026", "to_on": "", "web_link": ""}
_TWO = {"place": "380", "kind": "Statutory direction", "from_on": "03/04/2023", "to_on": "", "web_link": ""}
_HALF = timedelta(minutes=30)


def day(number: int) -> datetime:
    """The moment of a day's work: day 1 is 14 November 2026, day 8 the 21st."""
    return datetime(2026, 11, 13, 9, 30, tzinfo=UTC) + timedelta(days=number)


def live() -> None:
    """Live through the eight days."""
    for number, lived in enumerate((_first, _second, _third, _fourth, _fifth, _sixth, _seventh, _eighth), 1):
        lived(day(number))
    trail.settled()


def _first(now: datetime) -> None:
    _send(1, now)
    waiving.ask(APPROVER, Request(UNIT, "U054", "LA334", WHY, date(2026, 12, 31)), now)
    _record([_ONE], now)
    changing.enter(ADMIN, read_change(SAID), now)
    with writing() as session:
        batch = Batch(form_code="unit", period=str(Q2), received_at=now, received_by="analyst", roles="cpb_dfe_analyst")
        session.add(batch)
        session.flush()
        lost = BatchFile(batch_id=batch.id or 0, number=1, file_name="a.xlsx", state=BatchState.NOT_PLACED, reason="?")
        session.add(lost)


def _second(now: datetime) -> None:
    pipeline.approve(APPROVER, FIRST, now)
    dates = Window(date(2026, 10, 1), date(2026, 11, 20), date(2026, 12, 4))
    collecting.set_dates(ANALYST, UNIT, Q2, dates, WHY, now)
    more = Asked(UNIT, Q2, "LA380", AllowanceKind.EXTENSION, date(2026, 12, 11), WHY)
    collecting.allow(ANALYST, more, now)


def _third(now: datetime) -> None:
    authorising.take(ANALYST, [FIRST], now)
    waiving.agree(AUTHORISER, 1, now)


def _fourth(now: datetime) -> None:
    authorising.send_back(AUTHORISER, FIRST, WHY, now)
    collecting.end(ANALYST, 1, ENDS, now)
    changing.confirm(AUTHORISER, 1, now)
    with writing() as session:
        session.add(Person(issuer="https://issuer.example", subject="officer", label="Officer, Solihull"))
        session.flush()
        session.add(
            Message(
                written_once="once", kind="sent back", person_id=1, authority_id="LA334", collection_id=1,
                stage="sent back", subject="Sent back", body="Sent back.", created_at=now, state=MessageState.SENT,
                tries_count=1, try_at=now,
            )
        )  # fmt: skip


def _fifth(now: datetime) -> None:
    _send(2, now)
    pipeline.approve(APPROVER, SECOND, now + _HALF)
    _record([_ONE, _TWO], now)
    with writing() as session:
        session.add(Delivery(message_id=1, at=now, state=MessageState.SENT, detail="250 taken"))


def _sixth(now: datetime) -> None:
    with reading() as session:
        about = [(one.submission.id or 0, one.issue.fingerprint, explanation_sha256(WORDS)) for one in asked(session, UNIT, Q2)]  # fmt: skip
    answering.answer(ANALYST, about, Answer.ACCEPTED, "", now)
    authorising.take(ANALYST, [SECOND], now)
    waiving.end(APPROVER, 1, ENDS, now)


def _seventh(now: datetime) -> None:
    authorising.authorise(AUTHORISER, [SECOND], now)
    releasing.prepare(ANALYST, "First", "The position of the first authority to report.", now)


def _eighth(now: datetime) -> None:
    deciding.approve(AUTHORISER, 1, None, now)


def _send(version: int, now: datetime) -> None:
    given = {"U033": Explanation(WORDS, Reason.RECORDING)}
    file = replace(sent_with(2), explanations=given, reason=WHY if version > 1 else "")
    sent = pipeline.submit(OFFICER, UNIT, Q2, file, now)
    assert (sent.status, sent.version) == (SubmissionStatus.VALIDATED, version), sent.issues


def _record(rows: list[dict[str, str]], now: datetime) -> None:
    content = record_csv(INTERVENTION, {"interventions": rows})
    assert pipeline.refresh(ANALYST, INTERVENTION, "record.csv", content, now).version
