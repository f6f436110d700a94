"""Which settings differ from those of the last start: noted in the trail, secrets by name only."""

import hashlib
import hmac
import logging

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import Session, col

from etl import events
from etl.sessions import shared_key
from etl.settings import Settings, settings, wall_clock
from etl.store import is_migrated, writing
from schemas.access import OPERATOR
from schemas.tables import WebSetting

# A database's address holds a password.
_SECRET_WORDS = ("secret", "password", "token", "key", "database_url")
_BEFORE = "setting."
_LONGEST = 255
_log = logging.getLogger("oversight")


def note_configuration() -> None:
    """Compare the settings of this process with those last noted, and add what changed to the trail.

    Of several processes that start at once, one notes it. A store that does not answer or is not migrated is left alone.
    """
    try:
        if is_migrated():
            key = shared_key("configuration")
            found = {name: _kept(name, value, key) for name, value in settings().model_dump(mode="json").items()}
            with writing() as session:
                _note(session, found)
    except IntegrityError:
        return  # another process was quicker
    except SQLAlchemyError as failure:
        _log.warning("the settings could not be compared with those of the last start", exc_info=failure)


def _note(session: Session, found: dict[str, str]) -> None:
    rows = session.scalars(select(WebSetting).where(col(WebSetting.name).startswith(_BEFORE)))
    kept = {row.name.removeprefix(_BEFORE): row for row in rows}
    changed = [name for name, value in found.items() if name not in kept or kept[name].value != value]
    told = changed if kept else [name for name in changed if not _is_default(name)]
    words = "; ".join(_words(name, kept[name].value if name in kept else None, found[name]) for name in told)
    if changed:
        detail = words if kept else f"First start. {words}"
        events.record(session, "configuration.changed", OPERATOR.subject, wall_clock(), detail=f"{detail}.")
    for name in changed:
        row = kept.get(name) or WebSetting(name=f"{_BEFORE}{name}", value="")
        row.value = found[name]
        session.add(row)


def _is_default(name: str) -> bool:
    return bool(getattr(settings(), name) == Settings.model_fields[name].default)


def is_secret(name: str) -> bool:
    """Whether a setting's value must not be told."""
    return any(word in name for word in _SECRET_WORDS)


def _kept(name: str, value: object, key: str) -> str:
    """What is kept of a setting: itself, or of a secret only what tells whether it is the same."""
    text = "" if value is None else str(value)
    if is_secret(name):
        return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
    return text[:_LONGEST]


def _words(name: str, before: str | None, now: str) -> str:
    spoken = f"OVERSIGHT_{name.upper()}"
    if is_secret(name):
        return f"{spoken} is set" if before is None else f"{spoken} changed"
    if before is None:
        return f"{spoken} is {now or 'empty'}"
    return f"{spoken} from {before or 'empty'} to {now or 'empty'}"
