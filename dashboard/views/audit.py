"""Audit: every event, newest first, for the administrator, and whether the trail is as it was written."""

from datetime import date, datetime
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from dashboard import reads_trail
from dashboard.components import banner, headline, no_access, provenance, show, table
from dashboard.components_returns import choose
from dashboard.formats import counted, day, number
from dashboard.markup import Markup, download_link, html, joined, paragraph
from dashboard.reads_trail import PAGE_ROWS, Wanted
from dashboard.scope import covers
from dashboard.trail_words import group_label, sentence
from dashboard.turns import aside
from etl.settings import in_england, settings, wall_clock
from schemas.access import Permission, Role, Viewer
from schemas.authorities import authorities
from schemas.trail import Verified

_CHECKED, _BEFORE = "audit-checked", "audit-before"


def page(viewer: Viewer) -> None:
    """The page; nobody but who may read the trail learns what is there."""
    if not viewer.may(Permission.READ_AUDIT):
        show(no_access(covers(viewer)))
        return
    top = st.container()
    wanted = _choices(viewer)
    before = _turned(wanted)
    found = reads_trail.happened(viewer, wanted, before, PAGE_ROWS + 1)
    with top:
        _standing(viewer)
    _turning(found, wanted, before)
    show(_listed(found[:PAGE_ROWS]))
    href = f"/download/audit.csv?{urlencode(_asked(wanted))}"
    show(paragraph(download_link("Download these events (CSV)", href), kind="note"))


def _standing(viewer: Viewer) -> None:
    """The headline: how many events there are, or what the last look at the chain in this session came to."""
    found, at = st.session_state.get(_CHECKED, (None, ""))
    if isinstance(found, Verified) and not viewer.is_past:
        show(headline("Audit", found.sentence), provenance(f"Checked at {at}", _compared(found)))
        if found.broken:
            words = (
                "Keep the database as it is, and compare it with an outside copy: oversight audit verify --anchor FILE."
            )
            show(banner(found.broken.kind.label, words, "problem"))
    else:
        verb = "held" if viewer.is_past else "holds"
        show(headline("Audit", f"The trail {verb} {counted(reads_trail.events_count(viewer), 'event')}."))
    if viewer.is_past:
        return
    if not isinstance(found, Verified):
        show(provenance("Not checked yet in this session"))
    if st.button("Check every event now", key="audit-check"):
        with st.spinner("Reading every event again."), aside():
            checked = reads_trail.verified(viewer)
        now = in_england(wall_clock())
        st.session_state[_CHECKED] = (checked, f"{now:%H:%M} on {day(now.date())}")
        st.rerun()


def _compared(found: Verified) -> str:
    if not found.anchors_count:
        return "No release to compare with yet"
    return f"Compared with {counted(found.anchors_count, 'published release')}"


def _choices(viewer: Viewer) -> Wanted:
    today = settings().day()
    kinds = {"": "Everything"} | {group: group_label(group) for group in reads_trail.groups(viewer)}
    roles = {"": "Anyone"} | {str(role): role.label for role in Role}
    places = {"": "All"} | {a.authority_id: a.name for a in authorities(today)}
    one, two, three, four, five = st.columns([1.2, 1.2, 1.4, 1, 1], gap="small")
    with one:
        group = choose("What", kinds, "kind")
    with two:
        role = choose("Who", roles, "role")
    with three:
        place = choose("Authority", places, "authority")
    with four:
        since = _chosen_day("From", "since")
    with five:
        until = _chosen_day("To", "until")
    return Wanted(group, Role(role) if role else None, place, since, until)


def _chosen_day(label: str, name: str) -> date | None:
    found = st.date_input(label, None, format="DD/MM/YYYY", key=name, bind="query-params")
    return found if isinstance(found, date) else None


def _turned(wanted: Wanted) -> int | None:
    """The event before which this page of them begins; another choice starts at the newest."""
    kept = st.session_state.get(_BEFORE)
    return kept[1] if kept and kept[0] == wanted else None


def _turning(found: pl.DataFrame, wanted: Wanted, before: int | None) -> None:
    if before is None and found.height <= PAGE_ROWS:
        return
    with st.container(horizontal=True):
        if before is not None and st.button("Newest events", key="audit-newest"):
            st.session_state.pop(_BEFORE, None)
            st.rerun()
        if found.height > PAGE_ROWS and st.button("Earlier events", key="audit-older"):
            st.session_state[_BEFORE] = (wanted, int(found["number"][PAGE_ROWS - 1]))
            st.rerun()


def _asked(wanted: Wanted) -> dict[str, str]:
    given = {
        "kind": wanted.group,
        "role": str(wanted.role or ""),
        "authority": wanted.authority_id,
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
    }
    return {name: value for name, value in given.items() if value}


def _listed(found: pl.DataFrame) -> Markup:
    if found.is_empty():
        return paragraph("No event fits these choices.", kind="note")
    rows = [(number(row["number"]), _when(row["at"]), sentence(row)) for row in found.iter_rows(named=True)]
    return joined([table(("Event", "When", "What happened"), rows, "Events, newest first", is_stacked=True)])


def _when(at: datetime) -> Markup:
    here = in_england(at)
    return html(
        '<span class="cpo-nowrap">{day}, {time}</span>', day=f"{here.day} {here:%b %Y}", time=f"{here:%H:%M:%S}"
    )
