"""The trail of events as a CSV file, with each event's hash, so that the file is also a copy to compare with."""

from collections.abc import Mapping
from datetime import date

from dashboard import reads_trail
from dashboard.open_data import as_csv
from dashboard.reads_trail import MOST_ROWS, Wanted
from dashboard.trail_words import sentence, who
from schemas.access import Permission, Role, Viewer

COLUMNS = ("number", "at", "who", "roles", "kind", "authority_id", "what_happened", "previous_sha256", "sha256")


def wanted_from(query: Mapping[str, str]) -> Wanted:
    """Which events an address asks for.

    Raises:
        ValueError: if a role or a day in it is none.
    """
    role, since, until = (query.get(name, "") for name in ("role", "since", "until"))
    return Wanted(
        query.get("kind", ""),
        Role(role) if role else None,
        query.get("authority", ""),
        date.fromisoformat(since) if since else None,
        date.fromisoformat(until) if until else None,
    )


def trail_csv(viewer: Viewer, wanted: Wanted) -> bytes:
    """The events that are asked for, newest first; nothing if the viewer may not read the trail."""
    if not viewer.may(Permission.READ_AUDIT):
        return b""
    found = reads_trail.happened(viewer, wanted, limit=MOST_ROWS)
    rows = (
        [
            row["number"], row["at"].isoformat(), who(row), row["roles"], row["kind"], row["authority_id"] or "",
            sentence(row), row["previous_sha256"], row["sha256"],
        ]
        for row in found.iter_rows(named=True)
    )  # fmt: skip
    return as_csv(COLUMNS, rows)
