"""What whoever enters or confirms changes of the register reads: the changes, and what an authority holds."""

from typing import Any

from dashboard.looked_at import day_looked_at
from dashboard.reads_releases import known_at
from dashboard.scope import readable
from etl import registered
from etl.entered import Entered, entered, outstanding
from etl.store import reading
from schemas.access import Permission, Viewer
from schemas.passing import Obligation


def is_keeper(viewer: Viewer) -> bool:
    """Whether the viewer enters or confirms changes of the register."""
    may = viewer.holds(Permission.CHANGE_REGISTER, Permission.CONFIRM_REGISTER)
    return may and readable(viewer).is_national


def register_changes(viewer: Viewer) -> list[Entered]:
    """Every change that was entered, newest first; nothing for others."""
    if not is_keeper(viewer):
        return []
    with reading() as session:
        registered.bring_up_to_date(session)
        return entered(session, day_looked_at(viewer), known_at(viewer))


def passed(viewer: Viewer, authority_id: str) -> list[dict[str, Any]]:
    """What passes from or to an authority by confirmed changes, in the order of their days; nothing to who may not see it.

    Each row: kind, from_id, to_id ("" if it ends), item, words, amount_gbp, reason and changed_on.
    """
    if not viewer.may_read_authority(authority_id):
        return []
    with reading() as session:
        return registered.lines_about(session, authority_id, known_at(viewer))


def not_passed(viewer: Viewer) -> list[Obligation]:
    """What authorities that ended by a confirmed change hold still: nobody was said to take it. Nothing for others."""
    if not is_keeper(viewer):
        return []
    with reading() as session:
        return outstanding(session, day_looked_at(viewer), known_at(viewer))
