"""Keeping the pages of each release as they were shown, in files that need nothing but a browser: once, when it is shown.

The pages stand above this package, so that what writes them is reached by name.
"""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from etl import events
from etl.jobs import Progress, enqueue_with
from etl.settings import settings
from etl.store import reading, writing
from etl.visible import visible
from schemas.access import NOBODY, OPERATOR
from schemas.tables import Job

JOB = "archive"


class NothingToKeep(Exception):
    """The release is not shown to everyone yet, or there is none of that number."""


def enqueue_shown(now: datetime) -> None:
    """Add a job for each release that everyone may read and that none was ever added for.

    One that failed is not tried again by itself: `oversight twin` writes it by hand.
    """
    with reading() as session:
        shown = [one.id for one in visible(session, NOBODY, now)]
        begun = set(session.scalars(select(col(Job.arguments)).where(col(Job.name) == JOB)))
    wanted = [number for number in reversed(shown) if f'{{"release": {number}}}' not in begun]
    if not wanted:
        return
    with writing() as session:
        for number in wanted:
            enqueue_with(session, JOB, now, release=number)


def keep(progress: Progress, release: int) -> None:
    """Write the pages of a release into the archive's folder. A job's work."""

    def told(done: int, total: int) -> None:
        progress(done, total, f"Release {release}: pages for the archive")

    write(release, settings().archive, told)


def write(release: int, out: Path, told: Callable[[int, int], None]) -> str:
    """Write the pages of a release into a folder, and note it in the trail.

    Args:
        release: its number.
        out: the folder of all releases.
        told: how many of how many pages are done.

    Returns:
        The hash of everything written.

    Raises:
        NothingToKeep: if not everyone may read the release.
    """
    digest: str = import_module("dashboard.twin").write(release, out, told)
    with writing() as session:
        detail = f"Release {release}, sha256 {digest}"
        events.record(session, "release.archived", OPERATOR.subject, settings().now(), detail=detail)
    return digest
