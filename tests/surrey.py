"""Surrey becomes East Surrey and West Surrey on 1 April 2027: the worked example of a change that people enter."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from schemas.register import at_last
from schemas.register_changes import Beginning, ChangeKind, RegisterEntry, with_changes
from schemas.register_written import install, shipped

VESTING = date(2027, 4, 1)
SURREY, EAST, WEST = "LA936", "LA936A", "LA936B"
NOTE = "Surrey is to be split; the two together are the old county."
SAID: dict[str, Any] = {
    "kind": "split",
    "changed_on": "1/4/2027",
    "ends": ["936"],
    "begins": [
        {"name": "East Surrey", "authority_type": "unitary authority", "tile_row": 19, "tile_col": 8, "tile_label": "ESY"},
        {"name": "West Surrey", "authority_type": "unitary authority", "aliases": ["Surrey West"], "neighbours": ["868"]},
    ],
    "note": NOTE,
    "reason": "The Surrey structural changes order of 2026.",
}  # fmt: skip
"""What an administrator enters; nothing passes, because nothing has been sent."""


@contextmanager
def in_force() -> Iterator[RegisterEntry]:
    """The change in the register of this process, without a store."""
    like = at_last()[SURREY]
    east = Beginning(
        EAST, "East Surrey", "unitary authority", like.region_code, like.region_name, like.ofsted_region,
        like.police_force_code, like.police_force_name,
    )  # fmt: skip
    entry = RegisterEntry(
        ChangeKind.SPLIT, VESTING, (SURREY,), (east, replace(east, authority_id=WEST, name="West Surrey")), note=NOTE
    )
    install(with_changes(shipped(), [entry]))
    try:
        yield entry
    finally:
        install()
