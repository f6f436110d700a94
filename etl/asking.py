"""What the command is asked about, read from words: an authority, a quarter, an indicator, an instant."""

from datetime import UTC, datetime
from difflib import get_close_matches

from etl.stopping import stop
from schemas.authorities import Authority, UnknownAuthority, resolve
from schemas.indicators import INDICATORS, Indicator
from schemas.periods import Period, UnknownPeriod


def quarter_asked(text: str) -> Period:
    """The quarter that is meant. Stops with a sentence if there is none."""
    try:
        return Period.parse(text)
    except UnknownPeriod as unknown:
        raise stop(str(unknown)) from unknown


def authority_asked(text: str, period: Period) -> Authority:
    """The one authority that is meant, by its name or any of its codes. Stops with a sentence if there is none."""
    try:
        found = resolve(text, period.reference_date)
    except UnknownAuthority as unknown:
        raise stop(str(unknown)) from unknown
    if len(found) > 1:
        raise stop(f"“{text}” is {len(found)} authorities: {', '.join(a.name for a in found)}. Enter one of them.")
    return found[0]


def indicator_asked(text: str) -> Indicator:
    """The indicator that is meant. Stops with a sentence if there is none."""
    if text.upper() in INDICATORS:
        return INDICATORS[text.upper()]
    near = get_close_matches(text.upper(), list(INDICATORS), 1, 0.5)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise stop(f"“{text}” is not an indicator. {hint}`oversight catalogue --json` lists them.")


def instant_asked(text: str) -> datetime | None:
    """The instant that is meant; "" is now. Stops with a sentence if there is none."""
    if not text:
        return None
    try:
        given = datetime.fromisoformat(text)
    except ValueError as unreadable:
        raise stop(f"“{text}” is not an instant. Enter one such as 2026-10-01T12:00:00.") from unreadable
    return given if given.tzinfo else given.replace(tzinfo=UTC)
