"""Reminders: to whom, when and in which words; and their delivery by a real mail server, each once."""

import socket
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlmodel import select
from typer.testing import CliRunner

from etl import collecting, jobs, mail, outbox, pipeline
from etl.cli import app
from etl.collecting import Asked
from etl.settings import Encryption, settings
from etl.store import reading, writing
from schemas.access import Role, Viewer
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.returns.unit import UNIT
from schemas.tables import Person
from schemas.tables_collections import Delivery, Message, MessageState
from schemas.vocabulary import SubmissionStatus
from schemas.windows import AllowanceKind, Window
from seed.generate import uploads
from seed.people import seed_people

Q3 = Period.parse("2026-27 Q3")
SOLIHULL = authority("LA334")
WHY = "The data team was closed by a flood for a week."
ANALYST = Viewer("analyst", "Analyst", frozenset({Role.DFE_ANALYST}))
OFFICER = Viewer("demo-officer", "Officer", frozenset({Role.LA_PREPARER}), frozenset({"LA334"}))
APPROVER = Viewer("demo-approver", "Approver", frozenset({Role.LA_APPROVER}), frozenset({"LA334"}))
# Due on Monday 1 February 2027: ten working days before is 18 January, five is the 25th, one is the Friday.
DATES = Window(date(2027, 1, 1), date(2027, 2, 1), date(2027, 2, 26))
TEN, FIVE, ONE, LATE = (datetime(2027, month, d, 9, tzinfo=UTC) for month, d in ((1, 18), (1, 25), (1, 29), (2, 2)))


@pytest.fixture(autouse=True)
def people(request):
    """The illustrative people: an officer and an approver of Solihull, an officer of Bradford; nobody else in England.

    Where the database matters a test asks for `store`; the rest run on the embedded one.
    """
    request.getfixturevalue("store" if "store" in request.fixturenames else "sqlite_store")
    with writing() as session:
        seed_people(session, "https://issuer.example")
    for spec in RETURNS.values():
        collecting.set_dates(ANALYST, spec, Q3, DATES, WHY, datetime(2027, 1, 1, 9, tzinfo=UTC))


def due(now, code="unit"):
    found = collecting.due_reminders(ANALYST, now.date())
    return [one for one in found if one.spec.code == code and one.period == Q3]


def whom(now):
    return sorted(one.person.label for one in due(now) if one.person)


def messages():
    with reading() as session:
        return list(session.exec(select(Message).order_by(Message.id)))


def states():
    return Counter(message.state for message in messages())


def log(number):
    with reading() as session:
        rows = session.exec(select(Delivery).where(Delivery.message_id == number).order_by(Delivery.id))
        return [(row.state, row.detail) for row in rows]


def sent_by_officer(now):
    file = replace(next(iter(uploads(UNIT, Period.parse("2026-27 Q2"), [SOLIHULL]))), received_at=None)
    return pipeline.submit(OFFICER, UNIT, Q3, file, now)


def sent(now, status=SubmissionStatus.SUBMITTED):
    """Solihull's return as if it had been sent, and submitted: what it says does not matter here."""
    from schemas.tables import SourceFile, Submission

    with writing() as session:
        session.add(SourceFile(sha256="0" * 64, name="unit.xlsx", origin="upload", received_at=now, content=b"x"))
        session.flush()
        session.add(
            Submission(
                form_code="unit", authority_id="LA334", period=str(Q3), version=1, status=status,
                file_sha256="0" * 64, file_name="unit.xlsx", form_version="1", received_at=now, received_by="demo-officer",
                **({"submitted_at": now, "submitted_by": "demo-approver"} if status == "submitted" else {}),
            )
        )  # fmt: skip


# Who, and when


def test_reminders_come_up_on_their_days_for_those_who_owe_and_have_an_address():
    assert whom(TEN - timedelta(days=3)) == []
    assert whom(TEN) == ["Approver, Solihull", "Officer, Bradford", "Officer, Solihull"]
    assert whom(TEN - timedelta(days=1)) == [], "17 January is a Sunday"
    assert len([one for one in due(TEN) if one.person is None]) == 151, "those with nobody to write to are named too"


def test_a_reminder_is_written_once_and_the_next_stage_writes_another(store):
    first = collecting.remind(ANALYST, TEN)
    assert first == 3 * len(RETURNS)
    assert collecting.remind(ANALYST, TEN) == 0
    assert collecting.remind(ANALYST, TEN + timedelta(days=1)) == 0
    assert collecting.remind(ANALYST, FIVE) == first
    assert collecting.remind(ANALYST, ONE) == first
    assert collecting.remind(ANALYST, LATE) == first
    assert collecting.remind(ANALYST, LATE + timedelta(days=6)) == 0
    assert collecting.remind(ANALYST, LATE + timedelta(days=7)) == first
    assert Counter(message.stage for message in messages()) == dict.fromkeys(
        ("10", "5", "1", "late 1", "late 2"), first
    )


def test_a_day_that_the_product_missed_is_made_up_on_the_next():
    assert len(whom(TEN + timedelta(days=2))) == 3


def test_who_has_sent_is_never_reminded(store):
    sent(TEN)
    for now in (TEN, FIVE, ONE, LATE):
        assert whom(now) == ["Officer, Bradford"]


def test_what_waits_for_approval_is_the_approvers_to_do():
    sent(TEN, SubmissionStatus.VALIDATED)
    assert whom(TEN) == ["Approver, Solihull", "Officer, Bradford"]
    assert "waits for the approver to submit it" in next(one.body for one in due(TEN) if "Solihull" in one.body)


def test_an_extension_puts_off_the_reminders_and_begins_them_anew():
    collecting.remind(ANALYST, TEN)
    asked = Asked(UNIT, Q3, "LA334", AllowanceKind.EXTENSION, date(2027, 2, 22), WHY)
    collecting.allow(ANALYST, asked, TEN)
    assert whom(FIVE) == ["Officer, Bradford"]
    assert whom(datetime(2027, 2, 8, tzinfo=UTC)) == ["Approver, Solihull", "Officer, Bradford", "Officer, Solihull"]


def test_a_message_says_what_is_owed_when_and_where_to_send_it():
    one = next(one for one in due(FIVE) if one.person and one.person.subject == "demo-officer")
    assert one.subject == (
        "Illustrative: Solihull: Unit implementation return, Q3 2026-27. Due Monday 1 February 2027, 5 working days left"
    )
    assert one.body.split("\n\n") == [
        "Solihull still has to send the Unit implementation return for Q3 2026-27.",
        "Due Monday 1 February 2027, 5 working days left. Nothing has been sent yet.",
        "Send it here: http://localhost:8501/returns?return=unit&authority=334&quarter=2026-27+Q3",
        "Returns are taken until Friday 26 February 2027. To ask for more time, write to the department's collections "
        "team, with the reason and the day by which you can send it.",
        "You get this because you prepare or approve returns of Solihull.",
    ]
    assert "@" not in one.body


def test_a_dry_run_writes_nothing(monkeypatch):
    monkeypatch.setenv("OVERSIGHT_TODAY", "2027-01-25")
    settings.cache_clear()
    said = CliRunner().invoke(app, ["remind", "--dry-run"]).output
    assert "Solihull  Unit implementation return, Q3 2026-27" in said
    assert "→ Officer, Solihull" in said
    assert said.strip().endswith("12 would be written on 25 January 2027. None was.")
    assert messages() == []


# Delivery


@dataclass
class Post:
    """What a mail server of our own was given, and what it answers: by default it takes everything."""

    taken: list = field(default_factory=list)
    answers: list = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 Taken"
        if answer.startswith("250"):
            self.taken.append((envelope.rcpt_tos[0], envelope.content.decode()))
        if answer == "drop":
            server.transport.close()
        return answer


def started(handler, **more):
    """A real mail server on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port, **more)
    controller.start()
    return controller


@pytest.fixture
def post(monkeypatch):
    """A mail server, in production's settings."""
    box = Post()
    controller = started(box)
    for name, value in {
        "ENVIRONMENT": "production", "SMTP_HOST": "127.0.0.1", "SMTP_ENCRYPTION": "none",
        "SMTP_PORT": str(controller.port), "SMTP_FROM": "oversight@dept.example",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"OVERSIGHT_{name}", value)
    settings.cache_clear()
    yield box
    controller.stop()
    settings.cache_clear()


def one_message(now=FIVE):
    """A single message, to the officer of Bradford."""
    sent(now)
    with writing() as session:
        for person in session.exec(select(Person)):
            person.email = person.email if person.subject == "demo-officer-2" else ""
    for spec in RETURNS.values():
        if spec is not UNIT:
            collecting.set_dates(ANALYST, spec, Q3, Window(*[date(2027, 3, 1)] * 3), WHY, now)
    assert collecting.remind(ANALYST, now) == 1
    [message] = messages()
    return message.id


def test_what_waits_is_sent_once_to_the_persons_address(store, post):
    number = one_message()
    assert collecting.deliver(ANALYST, FIVE) == {MessageState.SENT: 1}
    assert collecting.deliver(ANALYST, FIVE + timedelta(days=1)) == {}
    [(address, text)] = post.taken
    assert address == "demo-officer-2@oversight.example"
    assert "From: oversight@dept.example" in text
    assert "Subject: Bradford: Unit implementation return, Q3 2026-27. Due Monday 1" in text
    assert f"Message-ID: <oversight-message-{number}@dept.example>" in text
    assert log(number) == [(MessageState.SENT, "The mail server answered 250.")]


def test_a_temporary_failure_is_tried_again_later_and_not_before(post):
    number = one_message()
    post.answers = ["451 Come back later", "250 Taken"]
    assert collecting.deliver(ANALYST, FIVE) == {MessageState.WAITING: 1}
    assert collecting.deliver(ANALYST, FIVE + timedelta(minutes=4)) == {}
    assert collecting.deliver(ANALYST, FIVE + timedelta(minutes=5)) == {MessageState.SENT: 1}
    assert [state for state, _ in log(number)] == [MessageState.WAITING, MessageState.SENT]
    assert log(number)[0][1] == "The mail server answered 451."
    assert len(post.taken) == 1


def test_a_refused_message_is_not_tried_again(post):
    one_message()
    post.answers = ["550 No such person"]
    assert collecting.deliver(ANALYST, FIVE) == {MessageState.FAILED: 1}
    assert collecting.deliver(ANALYST, FIVE + timedelta(days=9)) == {}


def test_a_server_that_cannot_be_reached_is_tried_until_the_waits_are_used_up(post, monkeypatch):
    number = one_message()
    monkeypatch.setenv("OVERSIGHT_SMTP_PORT", "9")
    settings.cache_clear()
    now = FIVE
    for wait in outbox.WAITS:
        assert collecting.deliver(ANALYST, now) == {MessageState.WAITING: 1}
        now += wait
    assert collecting.deliver(ANALYST, now) == {MessageState.FAILED: 1}
    assert "could not be reached" in log(number)[-1][1]
    assert len(log(number)) == len(outbox.WAITS) + 1


def test_a_connection_lost_while_handing_over_is_not_known_and_never_sent_again(post):
    number = one_message()
    post.answers = ["drop"]
    assert collecting.deliver(ANALYST, FIVE) == {MessageState.UNKNOWN: 1}
    assert collecting.deliver(ANALYST, FIVE + timedelta(days=9)) == {}
    assert log(number)[-1][0] is MessageState.UNKNOWN


def test_a_stop_while_sending_leaves_a_message_that_is_not_known_and_never_sent_again(post):
    number = one_message()
    with writing() as session:
        session.get(Message, number).state = MessageState.SENDING
    assert collecting.deliver(ANALYST, FIVE + timedelta(minutes=10)) == {}
    collecting.deliver(ANALYST, FIVE + timedelta(minutes=20))
    assert states() == {MessageState.UNKNOWN: 1}
    assert post.taken == []


def test_who_has_sent_since_the_message_was_written_does_not_get_it(store, post):
    assert collecting.remind(ANALYST, FIVE) == 12
    sent(FIVE)
    came_to = collecting.deliver(ANALYST, FIVE)
    assert came_to == {MessageState.NOT_NEEDED: 2, MessageState.SENT: 10}
    to_solihull = [text for _, text in post.taken if "Solihull" in text]
    assert len(to_solihull) == 6
    assert not any("Unit implementation" in text.partition("\n\n")[0] for text in to_solihull)


def test_two_workers_at_once_send_each_message_once(store, post):
    assert collecting.remind(ANALYST, FIVE) == 12
    together = Barrier(2)

    def work():
        together.wait()
        collecting.deliver(ANALYST, FIVE)

    both = [Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    ids = [text.partition("Message-ID: ")[2].partition("\r\n")[0] for _, text in post.taken]
    assert len(ids) == len(set(ids)) == 12
    assert states() == {MessageState.SENT: 12}


def test_a_demonstration_sends_nothing_and_says_so():
    assert collecting.remind(ANALYST, FIVE) == 12
    assert mail.sender(settings()) is None
    assert collecting.deliver(ANALYST, FIVE) == {MessageState.DEMONSTRATION: 12}
    assert {state for message in messages() for state, _ in log(message.id)} == {MessageState.DEMONSTRATION}


def test_without_a_mail_server_messages_wait(monkeypatch):
    collecting.remind(ANALYST, FIVE)
    monkeypatch.setenv("OVERSIGHT_ENVIRONMENT", "production")
    settings.cache_clear()
    assert collecting.deliver(ANALYST, FIVE) == {}
    assert states() == {MessageState.WAITING: 12}
    assert "OVERSIGHT_SMTP_HOST" in CliRunner().invoke(app, ["deliver"]).output


def test_the_worker_reminds_and_delivers(store, monkeypatch):
    monkeypatch.setenv("OVERSIGHT_TODAY", "2027-01-25")
    settings.cache_clear()
    jobs.enqueue_once("reminders", settings().now(), hour="2027-01-25T09")
    assert jobs.run_one()
    assert states() == {MessageState.DEMONSTRATION: 12}


def test_the_server_is_told_our_name_and_password_only_if_there_is_one():
    seen = []

    def authenticate(server, session, envelope, mechanism, given):
        seen.append((given.login, given.password))
        return AuthResult(success=True)

    controller = started(Post(), authenticator=authenticate, auth_require_tls=False)
    chosen = settings().model_copy(
        update={
            "environment": "production", "smtp_host": "127.0.0.1", "smtp_encryption": Encryption.NONE, "smtp_user": "us", "smtp_password": "right",
            "smtp_port": controller.port, "smtp_from": "oversight@dept.example",
        }
    )  # fmt: skip
    letter = mail.Letter(1, "someone@council.example", "Subject", "Words — with a dash.", FIVE)
    unnamed = chosen.model_copy(update={"smtp_user": ""})
    answers = [mail.sender(which)(letter) for which in (unnamed, chosen)]
    controller.stop()
    assert [answer.state for answer in answers] == [MessageState.SENT, MessageState.SENT]
    assert seen == [(b"us", b"right")]
