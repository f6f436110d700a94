"""The script that Streamlit runs for every page: who is asking, what they may see, then the page in its turn."""

import polars as pl
import streamlit as st

from dashboard import looking, reads, style
from dashboard.archive import still_address
from dashboard.components import footer, illustrative_banner, page_links, show
from dashboard.formats import number
from dashboard.identity import current_viewer
from dashboard.looked_at import past_banner, pin, read_as
from dashboard.navigation import navigation, pages
from dashboard.reads_releases import looked_at, looking_at
from dashboard.scope import readable
from dashboard.search_box import search_box
from dashboard.turns import TURN
from schemas.access import Viewer

SERVICE = "Child protection oversight"
FIRST_PAGE = "overview"
FOOT = "Management information for the Child Protection Board; not official statistics."


def main() -> None:
    """Show one page to one person."""
    asked = looking.asked()
    viewer = looking_at(current_viewer(), *asked)
    is_past = bool(looking.carrying(viewer))
    # The front end's own links cannot carry a release, so that ours take their place while one is looked at.
    page = st.navigation(navigation(viewer), position="hidden" if is_past else "top")
    st.set_page_config(page_title=f"{page.title} - {SERVICE}", layout="wide", initial_sidebar_state="collapsed")
    st.logo(style.wordmark(), size="large")
    style.apply()
    with TURN:
        looking.begin(viewer, f"/{page.url_path}", pin(viewer), read_as(viewer))
        is_illustrative = reads.is_illustrative(viewer)
        if is_past:
            show(page_links([(title, path) for title, path, _ in pages(viewer)], page.url_path))
        box = search_box(carried=looking.carrying(viewer)) if readable(viewer).is_national else ""
        show(illustrative_banner(viewer, is_illustrative, _loading(viewer), box))
        if banner := past_banner(viewer, page.url_path, asked):
            show(banner)
        page.run()
        show(
            footer(
                FOOT,
                is_illustrative=is_illustrative,
                links=() if viewer.roles else (("Sign out", "/signout"),),
                more=_still(viewer, page.url_path),
            )
        )


def _still(viewer: Viewer, path: str) -> list[tuple[str, str]]:
    """The way to the same page as it stands still, if it does."""
    code = st.query_params.get("code", "")
    address = still_address(viewer, looked_at(viewer), *([f"{path}-{code}"] if code else []), path or FIRST_PAGE)
    return [("This page without JavaScript", address)] if address else []


def _loading(viewer: Viewer) -> str:
    work = reads.jobs_progress(viewer)
    history = work.filter(pl.col("name") == "illustrative_history") if work.height else work
    if history.is_empty():
        return ""
    done, total = history["done_count"][0], history["total_count"][0]
    return (
        f"Loading earlier quarters: {number(done)} of {number(total)} returns" if total else "Loading earlier quarters"
    )


main()
