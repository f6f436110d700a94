"""What a person works on: one return of one authority for one quarter, within their scope, kept in the address."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from dashboard import reads_collections, reads_returns
from dashboard.components_returns import choose
from dashboard.looked_at import day_looked_at
from schemas.access import Permission, Viewer
from schemas.authorities import Authority, UnknownAuthority, authorities, authority, resolve
from schemas.periods import Period, UnknownPeriod
from schemas.returns import RETURNS
from schemas.reviewing import ReturnState
from schemas.spec import ReturnSpec
from schemas.vocabulary import SubmissionStatus
from schemas.windows import Standing as WindowStanding
from schemas.windows import WindowState

QUARTERS = 8
EVERYONE = ""


@dataclass(frozen=True)
class Task:
    """One return of one authority for one quarter."""

    spec: ReturnSpec
    authority: Authority
    period: Period

    @property
    def key(self) -> str:
        """The same text for the same task: part of the keys of what is typed."""
        return f"{self.spec.code}-{self.authority.authority_id}-{self.period}"

    @property
    def href(self) -> str:
        """The address of the Returns page for this task."""
        return returns_href(self.spec, self.period, self.authority)


@dataclass(frozen=True)
class Standing:
    """Where a return stands: its newest submission, if there is one, and which version counts.

    Args:
        submission: a row of `reads_returns.submissions`, or nothing.
        accepted_version: the version that counts, if any.
        accepted_state: that version's state.
        is_waived: whether the department does not ask for it.
    """

    submission: dict[str, object] | None
    accepted_version: int | None = None
    accepted_state: ReturnState | None = None
    is_waived: bool = False

    @property
    def status(self) -> SubmissionStatus | None:
        """The newest submission's status; None if nothing was sent."""
        return None if self.submission is None else SubmissionStatus(str(self.submission["status"]))

    @property
    def submission_id(self) -> int | None:
        """The newest submission's number."""
        return None if self.submission is None else int(str(self.submission["id"]))

    @property
    def state(self) -> ReturnState:
        """The newest version's state."""
        if self.submission is None:
            return ReturnState.WAIVED if self.is_waived else ReturnState.NOT_STARTED
        return ReturnState(str(self.submission["state"]))

    @property
    def stands_as(self) -> ReturnState:
        """Where the return stands as a whole: a draft made after a version that counts does not undo it."""
        newest = self.state
        return self.accepted_state if newest is ReturnState.DRAFT and self.accepted_state else newest

    @property
    def version_words(self) -> str:
        """The version that counts, and the newer one if there is one: "1; version 2 is a draft"."""
        if self.submission is None:
            return ""
        newest = self.submission["version"]
        if self.accepted_version is None or self.accepted_version == newest:
            return str(newest)
        return f"{self.accepted_version}; version {newest}: {self.state.label.lower()}"


def returns_href(spec: ReturnSpec, period: Period, place: Authority | None = None) -> str:
    """The address of the Returns page for a return, a quarter and an authority."""
    whose = f"&authority={place.dfe_code}" if place else ""
    return f"/returns?return={spec.code}{whose}&quarter={str(period).replace(' ', '+')}"


def window_on(viewer: Viewer, spec: ReturnSpec, period: Period, today: date, place: str = "") -> WindowStanding:
    """How a collection stands on a day, for an authority (its authority_id) or by its own dates; for who may read returns."""
    found = reads_collections.windows(viewer, spec.code, str(period))
    return found.get(place, found[reads_collections.COLLECTION]).on(today)


def own_authorities(viewer: Viewer, today: date) -> list[Authority]:
    """The authorities that the viewer may act for: their own, or for the department every one."""
    if viewer.is_tied:
        return sorted((authority(a) for a in viewer.authority_ids), key=lambda place: place.name)
    return list(authorities(today))


def asked_for(viewer: Viewer, today: date) -> Authority | None:
    """The authority that the address names, if it is one in the viewer's scope.

    Raises:
        LookupError: if the address names another, or none that exists: the two must not be told apart.
    """
    text = st.query_params.get("authority", "").strip()
    if not text:
        return None
    try:
        found = resolve(text, today)
    except UnknownAuthority as unknown:
        raise LookupError(text) from unknown
    allowed = {place.authority_id for place in own_authorities(viewer, today)}
    if len(found) != 1 or found[0].authority_id not in allowed or not viewer.may(Permission.READ_RETURNS):
        raise LookupError(text)
    return found[0]


def chosen(viewer: Viewer, today: date) -> tuple[ReturnSpec, Period, Authority | None]:
    """The return, quarter and authority chosen; no authority means all of them, for the department alone.

    Raises:
        LookupError: as `asked_for` does.
    """
    asked = asked_for(viewer, today)
    if asked is not None:
        st.query_params["authority"] = asked.dfe_code
    places = own_authorities(viewer, today)
    names = {place.dfe_code: place.name for place in places}
    if not viewer.is_tied:
        names = {EVERYONE: "All authorities", **names}
    newest = Period.latest_ended(today)
    quarters = {str(p): p.label for p in (newest.shifted(-back) for back in range(QUARTERS))}
    with st.container(key="controls-returns"):
        columns = st.columns(3 if len(names) > 1 else 2)
        with columns[0]:
            code = choose("Return", {spec.code: spec.title for spec in RETURNS.values()}, "return")
        with columns[1]:
            _as_key("quarter")
            quarter = choose("Quarter", quarters, "quarter")
        dfe_code = next(iter(names))
        if len(names) > 1:
            with columns[2]:
                dfe_code = choose("Authority", names, "authority")
    place = next((place for place in places if place.dfe_code == dfe_code), None)
    return RETURNS[code], Period.parse(quarter), place


def _as_key(name: str) -> None:
    """Let the address name a quarter in either way: "Q2 2026-27" or "2026-27 Q2"."""
    with suppress(UnknownPeriod):
        if (asked := st.query_params.get(name, "")) and (key := str(Period.parse(asked))) != asked:
            st.query_params[name] = key


def standing(viewer: Viewer, task: Task) -> Standing:
    """Where a task's return stands."""
    history = reads_returns.submission_history(viewer, task.authority.authority_id)
    mine = history.filter((pl.col("form_code") == task.spec.code) & (pl.col("period") == str(task.period)))
    window = window_on(viewer, task.spec, task.period, day_looked_at(viewer), task.authority.authority_id)
    is_waived = window.state is WindowState.WAIVED
    if mine.is_empty():
        return Standing(None, is_waived=is_waived)
    newest, counts = mine.sort("version").row(-1, named=True), mine.filter("counts").sort("version")
    if counts.is_empty():
        return Standing(newest, is_waived=is_waived)
    accepted = counts.row(-1, named=True)
    return Standing(newest, accepted["version"], ReturnState(accepted["state"]), is_waived)
