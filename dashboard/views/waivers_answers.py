"""Asking for a waiver, agreeing to one, refusing one, ending one: what is typed on the waivers page, and sent."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components import banner, show, status_tag
from dashboard.components_returns import choose
from dashboard.formats import counted, day, listed
from dashboard.markup import heading, html, paragraph
from dashboard.views.returns_task import own_authorities
from dashboard.views.waivers_tables import IN_FORCE, Waiver, last_day, rule_said, whose
from etl import waiving
from etl.settings import settings
from schemas.access import NotAllowed, Permission, Viewer
from schemas.authorities import Authority
from schemas.issues import LEAST_EXPLANATION
from schemas.returns import RETURNS

MOST_CARDS, FORM_WIDTH = 20, 760
MOST_CHARACTERS = 400
_DONE, _ATTEMPT = "waivers-done", "waivers-attempt"
_PRIVACY = "Do not name any child, parent or member of staff."


def show_waiting(viewer: Viewer, waiting: Sequence[Waiver]) -> None:
    """A card for each waiver that the viewer may answer, the oldest first."""
    if not viewer.may(Permission.APPROVE_WAIVER):
        return
    _show_done("answers")
    if waiting:
        show(heading("Waiting for your answer"))
    if len(waiting) > MOST_CARDS:
        show(paragraph(f"The oldest {MOST_CARDS} of {counted(len(waiting), 'waiver')} are shown.", kind="note"))
    for waiver in list(reversed(waiting))[:MOST_CARDS]:
        _card(viewer, waiver)


def _card(viewer: Viewer, waiver: Waiver) -> None:
    number, name = waiver["number"], f"Waiver {waiver['number']}: {waiver['rule']}, {whose(waiver)}"
    with st.container(key=f"query-waiver-{number}"):
        facts = f"Asked for by: {waiver['asker_role']}. Last day: {last_day(waiver)}."
        st.html(
            html(
                '<div class="cpo-query"><div><h3 class="cpo-h3">{name}</h3>{tag}</div>{rule}{why}{facts}</div>',
                name=name,
                tag=status_tag("Waiting", "warn"),
                rule=paragraph(f"{RETURNS[waiver['form']].title}: {rule_said(waiver['form'], waiver['rule'])}"),
                why=paragraph(f"Reason: {waiver['reason']}"),
                facts=paragraph(facts, kind="note"),
            )
        )
        if waiver["asked_by"] == viewer.subject:
            show(paragraph("You asked for this waiver, so someone else must agree to it or refuse it.", kind="note"))
            return
        _answers(viewer, int(number))


def _answers(viewer: Viewer, number: int) -> None:
    now = settings().now()
    refusals = st.container()
    if st.button(f"Agree to waiver {number}", type="primary", key=f"agree-{number}"):
        words = "It holds from today. Findings of the rule are listed, and block nothing."
        done = ("answers", f"Waiver {number} is agreed", words)
        _send(refusals, done, lambda: waiving.agree(viewer, number, now))
    because = st.text_input(f"Why waiver {number} is refused", max_chars=MOST_CHARACTERS, key=f"refusal-{number}")
    if st.button(f"Refuse waiver {number}", key=f"refuse-{number}"):
        done = ("answers", f"Waiver {number} is refused", "Whoever asked for it sees the reason on this page.")
        _send(refusals, done, lambda: waiving.refuse(viewer, number, because, now))


def show_ask(viewer: Viewer, chosen: Authority | None) -> None:
    """The form to ask for a waiver, for those who may, for the authority chosen above or one chosen here."""
    now = settings().now()
    places = [chosen] if chosen else own_authorities(viewer, settings().day())
    places = [place for place in places if viewer.may(Permission.ASK_WAIVER, place.authority_id)]
    if not places:
        return
    lead = f"Someone else, an authoriser of the department, agrees or refuses. {_PRIVACY}"
    show(heading("Ask for a waiver"), paragraph(lead, kind="muted"))
    _show_done("ask")
    with st.container(key="waivers-ask", width=FORM_WIDTH):
        place = _place(places)
        form = RETURNS[choose("Return", {code: spec.title for code, spec in RETURNS.items()}, "return")]
        rules = {code: f"{code}: {rule_said(form.code, code).split('. ')[0]}" for code in sorted(form.waivable)}
        rule = choose("Rule", rules, "rule")
        show(paragraph(f"{rule} says: {rule_said(form.code, rule)}", kind="note"))
        reason = _typed(st.text_area, f"Reason, in at least {LEAST_EXPLANATION} characters", "reason")
        until = _typed(st.text_input, "Last day that it holds, for example 31/3/2027", "until")
        refusals = st.container()
        if st.button("Ask for this waiver", type="primary", key="ask-waiver"):
            words = f"For {place.name}. It waits for an authoriser of the department, and changes nothing until then."
            _send(
                refusals, ("ask", f"Waiver of {rule} asked for", words),
                lambda: waiving.ask(
                    viewer, waiving.Request(form, rule, place.authority_id, reason, _day(until, now)), now
                ),
            )  # fmt: skip


def _typed(box: Callable[..., object], label: str, name: str) -> str:
    """What is typed into a box, which is empty again once it was sent."""
    return str(box(label, max_chars=MOST_CHARACTERS, key=f"{name}-{st.session_state.get(_ATTEMPT, 0)}"))


def _place(places: Sequence[Authority]) -> Authority:
    if len(places) == 1:
        return places[0]
    return st.selectbox("Whose waiver", places, format_func=lambda place: place.name, key="waive-authority")


def show_end(viewer: Viewer, open_ones: Sequence[Waiver]) -> None:
    """The form to end a waiver, or take back the request for one, for those who may."""
    _show_done("end")
    mine = {int(w["number"]): w for w in open_ones if _may_end(viewer, w)}
    if not mine:
        return
    show(heading("End a waiver"), paragraph("From that day the rule counts again. What was accepted stays accepted."))

    def named(number: int) -> str:
        return f"Waiver {number}: {mine[number]['rule']}, {whose(mine[number])}, {mine[number]['state']}"

    with st.container(key="waivers-end", width=FORM_WIDTH):
        number = st.selectbox("Waiver", list(mine), format_func=named, key="end-which")
        because = _typed(st.text_input, "Why it ends", "end-why")
        refusals = st.container()
        if st.button("End this waiver", key="end-waiver"):
            words = f"{mine[number]['rule']} counts again for {whose(mine[number])}."
            done = ("end", f"Waiver {number} has ended", words)
            _send(refusals, done, lambda: waiving.end(viewer, number, because, settings().now()))


def _may_end(viewer: Viewer, waiver: Waiver) -> bool:
    """Whether the viewer may ask for it, or agreed to such; what waits, who agrees refuses instead."""
    may_agree = viewer.may(Permission.APPROVE_WAIVER) and waiver["state"] == IN_FORCE
    return may_agree or viewer.may(Permission.ASK_WAIVER, waiver["authority_id"])


def _day(typed: str, now: datetime) -> date:
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", typed.strip())
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(typed.strip())
    except ValueError:
        last = listed([day(settings().day()), day(settings().day() + waiving.LONGEST)])
        said = f"You entered “{typed}” as the last day." if typed.strip() else "The last day is blank."
        raise waiving.NotWaivable(f"{said} Enter a day between {last}, for example 31/3/2027.") from None


def _show_done(part: str) -> None:
    """What became of what was sent last in a part of the page, said once."""
    if (done := st.session_state.get(_DONE)) and done[0] == part:
        show(banner(*done[1:], "sent"))
        del st.session_state[_DONE]


def _send(refusals: DeltaGenerator, done: tuple[str, str, str], send: Callable[[], object]) -> None:
    """Do it, and say that it was done on a fresh page; or say beside the button why it cannot be.

    Args:
        refusals: where to say why not.
        done: the part of the page, title and words that say that it was done.
        send: what to do.
    """
    try:
        send()
    except (NotAllowed, waiving.NotWaivable) as refusal:
        refusals.html(banner("Nothing was changed", str(refusal), "problem"))
        return
    st.session_state[_DONE] = done
    st.session_state[_ATTEMPT] = st.session_state.get(_ATTEMPT, 0) + 1
    st.rerun()
