"""Instants that stand in an address: `at=2026-10-31T12:00`, in England's time; a day alone is its end."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_ENGLAND = ZoneInfo("Europe/London")
_DAY_LENGTH = 10


def parsed_instant(text: str) -> datetime | None:
    """The instant that a text names; None if it names none."""
    asked = text.strip().replace(" ", "T")
    try:
        if len(asked) == _DAY_LENGTH:
            return end_of(date.fromisoformat(asked))
        found = datetime.fromisoformat(asked)
        return (found if found.tzinfo else found.replace(tzinfo=_ENGLAND)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def end_of(day: date) -> datetime:
    """The last moment of a day in England."""
    return datetime.combine(day, time.max, _ENGLAND).astimezone(UTC)


def in_address(at: datetime) -> str:
    """An instant as it stands in an address, in England's time: a day alone if it is the end of one."""
    local = at.astimezone(_ENGLAND).replace(tzinfo=None)
    if local.time() == time.max:
        return local.date().isoformat()
    return local.isoformat(timespec="minutes" if not (local.second or local.microsecond) else "auto")
