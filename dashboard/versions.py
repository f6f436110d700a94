"""What a page is made from, as one number: part of the key of everything that is kept.

Those who read what is published read a release: every figure as known at its last computation. Those who read returns
read the newest figures, and a person tied to an authority reads its own newest figures beside what is published. Who looks
back reads what was known at an instant, which is part of the number too; so is which register of authorities is in use, for
names, codes and the members of places come from it.
"""

from datetime import UTC, datetime, timedelta

from schemas import register_written

_BITS = 40
_MOST = (1 << _BITS) - 1
_INSTANT_BITS = 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def packed(release_id: int, upto: int, own_upto: int, at: datetime | None = None) -> int:
    """One number for a release (0: none), the last computation that is read, the last that is read of one's own, and the
    instant as known at which it is read, if it is not now.
    """
    instant = 0 if at is None else max((at - _EPOCH) // _MICROSECOND, 1)
    above = (register_written.number() << _INSTANT_BITS) | instant
    return (above << 3 * _BITS) | (release_id << 2 * _BITS) | (own_upto << _BITS) | upto


def upto_of(version: int) -> int:
    """The last computation that is read."""
    return version & _MOST


def own_upto_of(version: int) -> int:
    """The last computation that is read of one's own authority."""
    return (version >> _BITS) & _MOST


def release_of(version: int) -> int:
    """The release that is read; 0 if it is the newest figures, released or not."""
    return (version >> 2 * _BITS) & _MOST


def at_of(version: int) -> datetime | None:
    """The instant as known at which it is read; None for now."""
    instant = (version >> 3 * _BITS) & ((1 << _INSTANT_BITS) - 1)
    return _EPOCH + instant * _MICROSECOND if instant else None


def without_own(version: int) -> int:
    """The same without what is read of one's own: the key of what is the same for everyone."""
    return packed(release_of(version), upto_of(version), 0, at_of(version))


def known_of(version: int) -> int:
    """What is known, whatever a release hides of it."""
    return packed(0, upto_of(version), 0, at_of(version))


def own_of(version: int) -> int:
    """What is known of one's own authority."""
    return packed(0, own_upto_of(version), 0, at_of(version))
