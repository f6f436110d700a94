"""What a page or a file is of, in words and in addresses: a release, an instant, or the newest figures."""

from datetime import date

from dashboard import reads
from dashboard.components import banner
from dashboard.formats import moment
from dashboard.instants import in_address
from dashboard.looking import AT, NEWEST, RELEASE, ReadAs
from dashboard.markup import Markup, joined, link
from dashboard.reads_releases import known_at, looked_at, releases
from dashboard.scope import readable
from dashboard.versions import own_upto_of, upto_of
from etl.settings import day_of, settings
from etl.trail import note_seldom
from etl.visible import Shown
from schemas.access import Viewer

UNRELEASED = "newest, not yet released"


def read_as(viewer: Viewer, *, is_own: bool = False) -> ReadAs:
    """Of which release a file for this viewer is.

    Args:
        viewer: who reads, and as of what.
        is_own: whether the file is of the viewer's own authority, whose newest figures they read beside a release.
    """
    shown = None if is_own and viewer.release is None else looked_at(viewer)
    if shown is not None:
        return ReadAs(f"{shown.id}: {shown.title}", shown.data_version, f"release-{shown.id}-v{shown.data_version}")
    if viewer.at is not None:
        return ReadAs(f"as known on {moment(viewer.at)}", "", f"as-known-{in_address(viewer.at).replace(':', '')}")
    if viewer.upto is not None:
        return ReadAs(f"as known at update {viewer.upto}", "", f"as-known-at-update-{viewer.upto}")
    return ReadAs(UNRELEASED, "", UNRELEASED.replace(",", "").replace(" ", "-"))


def pin(viewer: Viewer) -> dict[str, str]:
    """What makes an address lead for good to what the viewer is shown now."""
    if viewer.at is not None:
        return {AT: in_address(viewer.at)}
    known, shown, has_own = reads.version(viewer), looked_at(viewer), bool(readable(viewer).own)
    newest = own_upto_of(known) if has_own else upto_of(known)
    if shown is None:
        return {AT: str(newest)} if newest else {}
    beside = {AT: str(newest)} if has_own and (viewer.release is None or viewer.upto is not None) else {}
    return {RELEASE: str(shown.id), **beside}


def day_looked_at(viewer: Viewer) -> date:
    """The day that what is late or due is judged on: today, or that of the instant or release that is looked at."""
    at = known_at(viewer)
    return settings().day() if at is None else min(day_of(at), settings().day())


def of_work(viewer: Viewer) -> ReadAs | None:
    """As of when a file of work in hand is: returns, waivers, events and the like; None if it is of now."""
    at = known_at(viewer)
    if at is None:
        return None
    if viewer.release is not None and viewer.then is None and viewer.upto is None:
        return read_as(viewer)
    return ReadAs(f"as known on {moment(at)}", "", f"as-known-{in_address(at).replace(':', '')}")


def past_banner(viewer: Viewer, page: str, asked: tuple[str, str] = ("", "")) -> Markup | None:
    """What a page says if it is of anything but the newest figures, with the way back; None otherwise.

    Whoever reads a release before it is shown is noted in the trail, with the page.

    Args:
        viewer: who looks, and as of what.
        page: the page's address without its slash.
        asked: what the address names.
    """
    shown = looked_at(viewer)
    back = joined([link("Back to the newest", f"/{page}?{RELEASE}={NEWEST}"), "."])
    if shown is not None and shown.is_early:
        note_seldom("early_access.opened", viewer.subject, f"Release {shown.id}, page /{page}")
        words = f"{shown.title} is not for others until {moment(shown.visible_from)}. You read it early: pass nothing on. "  # fmt: skip
        return banner("Under embargo", joined([words, back] if viewer.release is not None else [words]), "embargo")
    if viewer.is_past:
        has_work = viewer.held != viewer.permissions
        words = f"{_words(viewer, shown)}{' Nothing can be changed here.' if has_work else ''}"
        return banner("As it was", joined([words, " ", back]), "past")
    named = next((text for text in asked if text and text != NEWEST), "")
    if named:
        return banner("As it was", f"“{named[:40]}” is no release or instant that you may read. You see the newest.")
    return None


def _words(viewer: Viewer, shown: Shown | None) -> str:
    """What is looked at, in a sentence or two."""
    if shown is not None:
        return _release_words(viewer, shown)
    if viewer.at is None:
        return f"You see this page as known at update {viewer.upto}."
    if readable(viewer).is_full or reads.periods(viewer):
        return f"You see this page as known on {moment(viewer.at)}."
    return f"You see this page as known on {moment(viewer.at)}. Nothing had been released by then."


def _release_words(viewer: Viewer, shown: Shown) -> str:
    newest = next((one for one in releases(viewer) if not one.is_early), shown)
    of = f"release {shown.id}, {shown.title} (data version {shown.data_version})"
    more = "" if newest.id == shown.id else f" The newest is {newest.title}."
    if viewer.then is not None:
        return f"You see this page as known on {moment(viewer.then)}, with figures as in {of}.{more}"
    return f"You see this page as in {of}, shown from {moment(shown.visible_from)}.{more}"
