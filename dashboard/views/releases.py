"""Releases: what the Board has been shown, and when; preparing and approving the next. The way back to any of them."""

import streamlit as st

from dashboard import reads, reads_releases
from dashboard.archive import still_address
from dashboard.components import headline, no_access, show, table
from dashboard.formats import counted, moment
from dashboard.markup import Markup, heading, joined, link, paragraph
from dashboard.scope import covers, readable
from dashboard.views.register_waiting import waiting_link
from dashboard.views.releases_changes import changes_words
from dashboard.views.releases_prepared import show_done, show_prepared
from etl.visible import Shown
from schemas.access import Viewer

PAGE = "Releases"


def page(viewer: Viewer) -> None:
    """The page, for whoever may read national figures."""
    if not readable(viewer).is_national:
        show(no_access(covers(viewer)))
        return
    found = reads_releases.shown_then(viewer)
    show(headline(PAGE, sentence(found, has_figures=bool(reads.periods(viewer)))))
    if not viewer.is_past:
        show_done()
    show(_about(viewer))
    if waiting := waiting_link(viewer):
        show(waiting)
    if found:
        show(_listed(viewer, found))
        _changes(viewer, found)
    show_prepared(viewer)


def sentence(found: list[Shown], *, has_figures: bool = True) -> str:
    """How many releases there are, and when the last one came: the page's answer."""
    if not found and not has_figures:
        return "The first release is agreed and not shown yet, so there are no figures to see until then."
    if not found:
        return "Nothing has been released yet. Until the first release every page shows the newest figures."
    newest = found[0]
    early = " You read it early; it is not for others yet." if newest.is_early else ""
    when = "will be shown" if newest.is_early else "was shown"
    return f"The newest release is {newest.title}, which {when} on {moment(newest.visible_from)}.{early}"


def _about(viewer: Viewer) -> Markup:
    words = (
        "A release holds every figure as it stood on one day. It is approved by a second person and never changed: "
        "a correction is a new release that says why."
    )
    if not readable(viewer).is_full:
        return paragraph(words)
    return paragraph(words, " You see newer figures too; the Board sees the newest release.")


def _listed(viewer: Viewer, found: list[Shown]) -> Markup:
    rows = [
        (
            f"{one.id}",
            one.title,
            f"{moment(one.visible_from)}{' (you read it early)' if one.is_early else ''}",
            one.data_version,
            one.reason,
            _as_it_was(viewer, one),
        )
        for one in found
    ]
    headings = ("Number", "Release", "Shown from", "Data version", "What it brings", "As it was")
    caption = f"{counted(len(found), 'release')}, the newest first"
    return table(headings, rows, caption, is_stacked=True, is_caption_shown=True)


def _as_it_was(viewer: Viewer, one: Shown) -> Markup:
    """Ways to the pages of a release: in the service, and without a script once they are written."""
    ways = [link("See every page as it was", f"/?release={one.id}", f" in {one.title}")]
    if address := still_address(viewer, one):
        ways.append(link("Without JavaScript", address, f": {one.title}"))
    return joined(ways, " · ")


def _changes(viewer: Viewer, found: list[Shown]) -> None:
    """What changed between two releases; by default the newest and the one before."""
    if len(found) < 2:
        return
    names = {one.id: f"{one.id}: {one.title}" for one in found}
    show(heading("What changed"))
    left, right = st.columns(2)
    later = left.selectbox("Release", list(names), format_func=names.__getitem__, key="release-later")
    earlier_ones = [number for number in names if number < later] or list(names)[-1:]
    earlier = right.selectbox("Compared with", earlier_ones, format_func=names.__getitem__, key="release-earlier")
    show(changes_words(reads_releases.changes(viewer, earlier, later)))
