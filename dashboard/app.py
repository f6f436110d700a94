"""The script that Streamlit runs for every page: who is asking, what they may see, then the page in its turn."""

import polars as pl
import streamlit as st

from dashboard import reads, style
from dashboard.components import footer, illustrative_banner, show
from dashboard.formats import number
from dashboard.identity import current_viewer
from dashboard.navigation import navigation
from dashboard.reads_releases import looking_at
from dashboard.turns import TURN
from dashboard.views.releases import past_banner
from schemas.access import Viewer

SERVICE = "Child protection oversight"
_RELEASE = "release"
FOOT = "Management information for the Child Protection Board; not official statistics."


def main() -> None:
    """Show one page to one person."""
    viewer = looking_at(current_viewer(), _asked_release())
    page = st.navigation(navigation(viewer), position="top")
    st.set_page_config(page_title=f"{page.title} - {SERVICE}", layout="wide", initial_sidebar_state="collapsed")
    st.logo(style.wordmark(), size="large")
    style.apply()
    with TURN:
        is_illustrative = reads.is_illustrative(viewer)
        show(illustrative_banner(viewer, is_illustrative, _loading(viewer)))
        if banner := past_banner(viewer):
            show(banner)
        page.run()
        show(
            footer(
                FOOT,
                is_illustrative=is_illustrative,
                links=() if viewer.roles else (("Sign out", "/signout"),),
            )
        )


def _asked_release() -> str:
    """The release that the address names, kept from page to page until another is named."""
    if "release" in st.query_params:
        st.session_state[_RELEASE] = st.query_params["release"]
    asked = str(st.session_state.get(_RELEASE, ""))
    if asked.isdecimal():
        st.query_params["release"] = asked
    return asked


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
