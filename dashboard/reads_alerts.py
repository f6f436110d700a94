"""The alerts that a viewer has set for themselves."""

from dataclasses import dataclass

from etl.alert_scope import may_be_alerted
from etl.alerting import alerts_of
from etl.settings import settings
from schemas.access import Viewer
from schemas.alerts import described
from schemas.authorities import ENGLAND, authorities, regions
from schemas.indicators import INDICATORS
from schemas.tables_alerts import AlertKind


@dataclass(frozen=True)
class Own:
    """An alert of one's own: its number and what it waits for, in words."""

    number: int
    words: str


def own_alerts(viewer: Viewer) -> list[Own]:
    """A viewer's alerts that are not ended, the newest first."""
    return [Own(one.id or 0, described(one)) for one in alerts_of(viewer)]


def kinds(viewer: Viewer) -> dict[str, str]:
    """The kinds of alert that a viewer may set: code → words."""
    is_owed = {AlertKind.OVERDUE: bool(owed_places(viewer))}
    is_national = may_be_alerted(viewer, AlertKind.RELEASE)
    return {str(kind): kind.label for kind in AlertKind if is_owed.get(kind, is_national)}


def indicators(viewer: Viewer) -> dict[str, str]:
    """The indicators that a viewer's alert may be about: id → words."""
    if not may_be_alerted(viewer, AlertKind.RELEASE):
        return {}
    return {one.id: f"{one.id} {one.title}" for one in INDICATORS.values() if not one.is_supporting}


def places(viewer: Viewer) -> dict[str, str]:
    """The places whose figures a viewer may read: code → name."""
    mine = {a.authority_id: a.name for a in authorities(settings().day()) if viewer.may_read_authority(a.authority_id)}
    wide = {ENGLAND: "England", **regions()} if may_be_alerted(viewer, AlertKind.RELEASE) else {}
    return {**wide, **mine}


def owed_places(viewer: Viewer) -> dict[str, str]:
    """Whose overdue things a viewer may be told of: "" for the Board's record, else an authority's returns."""
    returns = {a.authority_id: f"Returns of {a.name}" for a in authorities(settings().day())}
    every = {"": "The Board's record: plan, meetings, answers", **returns}
    return {code: words for code, words in every.items() if may_be_alerted(viewer, AlertKind.OVERDUE, "", code)}
