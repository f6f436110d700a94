"""One message to one address over SMTP, and what came of it."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from etl.settings import Encryption, Settings
from schemas.tables_collections import MessageState

_SECONDS = 20


@dataclass(frozen=True)
class Letter:
    """What is to be sent.

    Args:
        number: the message's own, from which its Message-ID is made: the same at every try.
    """

    number: int
    to: str
    subject: str
    body: str
    written_at: datetime


@dataclass(frozen=True)
class Answer:
    """What came of it: sent; waiting, if it may be tried again; failed; or not known."""

    state: MessageState
    detail: str


Send = Callable[[Letter], Answer]


def sender(chosen: Settings) -> Send | None:
    """How to send with these settings; nothing if there is no mail server, or in a demonstration."""
    if chosen.is_demonstration or not chosen.smtp_host:
        return None
    return lambda letter: _sent(chosen, letter)


def composed(chosen: Settings, letter: Letter) -> EmailMessage:
    """The message as it goes out: plain text, with an identity that is the same at every try."""
    made = EmailMessage(policy=SMTP)
    origin = chosen.smtp_from or f"oversight@{chosen.smtp_host}"
    made["From"], made["To"], made["Subject"] = origin, letter.to, letter.subject
    made["Date"] = format_datetime(letter.written_at)
    made["Message-ID"] = f"<oversight-message-{letter.number}@{origin.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.body)
    return made


def _sent(chosen: Settings, letter: Letter) -> Answer:
    made = composed(chosen, letter)
    try:
        client = _connected(chosen)
    except (OSError, smtplib.SMTPException) as failure:
        return _refused(failure)
    # Until the text itself is handed over nothing can have been sent; from then on a lost connection says nothing.
    try:
        _accepted(client.mail(str(made["From"])))
        _accepted(client.rcpt(letter.to))
    except (OSError, smtplib.SMTPException) as failure:
        client.close()
        return _refused(failure)
    try:
        code, words = client.data(made.as_bytes())
        answer = _answer(code, words)
    except smtplib.SMTPDataError as failure:
        answer = _refused(failure)
    except (OSError, smtplib.SMTPException):
        answer = Answer(MessageState.UNKNOWN, "The connection was lost while the message was being handed over.")
    client.close()
    return answer


def _connected(chosen: Settings) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    if chosen.smtp_encryption is Encryption.TLS:
        client: smtplib.SMTP = smtplib.SMTP_SSL(chosen.smtp_host, chosen.smtp_port, timeout=_SECONDS, context=trusted)
    else:
        client = smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=_SECONDS)
    try:
        if chosen.smtp_encryption is Encryption.STARTTLS:
            client.starttls(context=trusted)
        if chosen.smtp_user:
            client.login(chosen.smtp_user, chosen.smtp_password)
        client.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException):
        client.close()
        raise
    return client


def _accepted(reply: tuple[int, bytes]) -> None:
    code, words = reply
    if code // 100 != 2:
        raise smtplib.SMTPResponseException(code, words)


def _answer(code: int, words: bytes) -> Answer:
    # A server's words may repeat the address, which is kept nowhere but with the person: the code says enough.
    said = f"The mail server answered {code}."
    if code // 100 == 2:
        return Answer(MessageState.SENT, said)
    return Answer(MessageState.WAITING if code // 100 == 4 else MessageState.FAILED, said)


def _refused(failure: Exception) -> Answer:
    if isinstance(failure, smtplib.SMTPResponseException):
        # Refused credentials are ours to mend; the message itself is not at fault.
        code = failure.smtp_code
        if isinstance(failure, smtplib.SMTPAuthenticationError):
            return Answer(MessageState.WAITING, f"The mail server refused our name or password ({code}).")
        return _answer(code, b"")
    return Answer(MessageState.WAITING, f"The mail server could not be reached ({type(failure).__name__}).")
