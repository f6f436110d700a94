"""What an alert waits for, in words."""

from schemas.authorities import ENGLAND, authority, regions
from schemas.indicators import INDICATORS
from schemas.tables_alerts import CROSSINGS, Alert, AlertKind


def described(alert: Alert) -> str:
    """What an alert waits for: "Unit vacancy rate by agency, Solihull, rises above 20"."""
    if alert.kind in CROSSINGS:
        way = "rises above" if alert.kind is AlertKind.ABOVE else "falls below"
        where, what = place_name(alert.geography), INDICATORS[alert.indicator_id].title
        return f"{what}, {where}, {way} {alert.threshold or 0:g}"
    if alert.kind is AlertKind.RELEASE:
        return "A release is out"
    return (
        f"A return of {place_name(alert.geography)} is overdue"
        if alert.geography
        else "Something is owed to the Board past its date"
    )


def place_name(geography: str) -> str:
    """England, a region or an authority by its name."""
    return "England" if geography == ENGLAND else regions().get(geography) or authority(geography).name
