"""Bring a public file up to date from where it is published: asked for, fetched if it is new, and put through the door."""

from collections.abc import Sequence
from datetime import datetime

from etl.editions import file_in_use
from etl.fetch import WAITS_SECONDS, Origin, fetch
from etl.pipeline import Receipt, refresh
from etl.settings import settings
from etl.store import reading
from schemas.access import Viewer
from schemas.spec import Source
from schemas.vocabulary import Verdict


def refresh_from(
    viewer: Viewer, source: Source, address: str, now: datetime, waits: Sequence[float] = WAITS_SECONDS
) -> Receipt:
    """Fetch a public file and load it if it is a new edition. If it cannot be read in full, what is there stays.

    Args:
        viewer: who asks.
        source: which public file it is.
        address: a path or an https address.
        now: the instant.
        waits: seconds before each further try, when a failure may pass.

    Raises:
        NotAllowed: if the viewer may not keep this file.
        Unreadable: if it cannot be fetched, or is not this file whole.
    """
    viewer.require(source.kept_with)
    with reading() as session:
        kept = file_in_use(session, source)
        known = Origin(kept.origin, kept.etag, kept.last_modified) if kept and kept.origin == address else None
    fetched = fetch(address, settings().upload_limit_mb * 1_000_000, known, waits)
    if fetched is None:
        return Receipt(
            Verdict.CLEAN, [], note="This edition is already in use: there is no newer one. Nothing was changed."
        )
    return refresh(viewer, source, fetched.name, fetched.content, now, origin=fetched.origin)
