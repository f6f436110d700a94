"""What the waivers page asks for, each in a transaction of its own: ask, agree, refuse, end. `etl.waivers` has the rules."""

from datetime import datetime

from etl import waivers
from etl.store import writing
from etl.waivers import LONGEST, NotWaivable, Request
from schemas.access import Viewer

__all__ = ["LONGEST", "NotWaivable", "Request", "agree", "ask", "end", "refuse"]


def ask(viewer: Viewer, request: Request, now: datetime) -> int:
    """Ask for a waiver and give its number; raises as `waivers.ask` does."""
    with writing() as session:
        return waivers.ask(session, viewer, request, now)


def agree(viewer: Viewer, number: int, now: datetime) -> None:
    """Agree to a waiver that someone else asked for; raises as `waivers.grant` does."""
    with writing() as session:
        waivers.grant(session, viewer, number, now)


def refuse(viewer: Viewer, number: int, because: str, now: datetime) -> None:
    """Refuse a waiver that someone else asked for, with the reason; raises as `waivers.refuse` does."""
    with writing() as session:
        waivers.refuse(session, viewer, number, because, now)


def end(viewer: Viewer, number: int, because: str, now: datetime) -> None:
    """End a waiver, or take back the request for it; raises as `waivers.withdraw` does."""
    with writing() as session:
        waivers.withdraw(session, viewer, number, now, because)
