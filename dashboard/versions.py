"""What a page is made from, as one number: part of the key of everything that is kept.

Those who read what is published read a release: every figure as known at its last computation. Those who read returns
read the newest figures, and a person tied to an authority reads its own newest figures beside what is published.
"""

_BITS = 40
_MOST = (1 << _BITS) - 1


def packed(release_id: int, upto: int, own_upto: int) -> int:
    """One number for a release (0: none), the last computation that is read, and the last that is read of one's own."""
    return (release_id << 2 * _BITS) | (own_upto << _BITS) | upto


def upto_of(version: int) -> int:
    """The last computation that is read."""
    return version & _MOST


def own_upto_of(version: int) -> int:
    """The last computation that is read of one's own authority."""
    return (version >> _BITS) & _MOST


def without_own(version: int) -> int:
    """The same without what is read of one's own: the key of what is the same for everyone."""
    return packed(release_of(version), upto_of(version), 0)


def release_of(version: int) -> int:
    """The release that is read; 0 if it is the newest figures, released or not."""
    return version >> 2 * _BITS
