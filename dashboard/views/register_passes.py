"""Who takes what: the fields for everything that must pass, and the form for what came to be held after a change."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.components import show
from dashboard.formats import counted, day
from dashboard.looked_at import day_looked_at
from dashboard.markup import heading, paragraph
from dashboard.views.register_task import FORM_WIDTH, chosen, sent, typed
from etl import changing
from etl.drafting import Unreadable, read_change
from etl.settings import settings
from schemas.access import NotAllowed, Viewer
from schemas.passing import Obligation, Passes
from schemas.register import at_last

REFUSALS = (NotAllowed, changing.NotPossible, Unreadable)
_ENDS, _EACH, _DIVIDED = "ends", "each", "divided"


def ask_passes(held: Sequence[Obligation], followers: Mapping[str, str], name: str) -> list[dict[str, Any]]:
    """The fields for who takes what. Gives the lines of the record as they are typed.

    Args:
        held: everything that must pass.
        followers: those that may take it, by what they are named in a line: name → name for people.
        name: what the fields are called.
    """
    lines: list[dict[str, Any]] = []
    for kind, ask in ((Passes.MILESTONE, _milestones), (Passes.GRANT, _grants), (Passes.ACTION, _actions)):
        if mine := [one for one in held if one.kind is kind]:
            lines += ask(mine, followers, f"{name}-{kind}")
    return lines


def _milestones(held: Sequence[Obligation], followers: Mapping[str, str], name: str) -> list[dict[str, Any]]:
    """All together: they are one plan."""
    names = dict(followers) if len(followers) == 1 else {_EACH: "Each of them", **followers}
    taker = chosen(f"Who takes the {counted(len(held), 'milestone')}", names | {_ENDS: "Nobody: they end"}, name)
    if taker == _ENDS:
        reason = typed("Why they end, in at least 20 characters", f"{name}-why")
        return [_line(one, "", reason=reason) for one in held]
    takers = list(followers) if taker == _EACH else [taker]
    return [_line(one, to) for one in held for to in takers]


def _grants(held: Sequence[Obligation], followers: Mapping[str, str], name: str) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    divided = {_DIVIDED: "Divided between them"} if len(followers) > 1 else {}
    for place, one in enumerate(held):
        key = f"{name}-{place}"
        taker = chosen(one.words, divided | dict(followers) | {_ENDS: "Nobody: it ends"}, key)
        whole = f"{one.amount_gbp}"
        if taker == _ENDS:
            reason = typed("Why it ends, in at least 20 characters", f"{key}-why")
            lines.append(_line(one, "", amount_gbp=whole, reason=reason))
        elif taker == _DIVIDED:
            lines += _divided(one, followers, key)
        else:
            lines.append(_line(one, taker, amount_gbp=whole))
    return lines


def _divided(one: Obligation, followers: Mapping[str, str], key: str) -> list[dict[str, Any]]:
    """Pounds for each but the last, who takes the rest."""
    *some, last = followers
    amounts = {to: typed(f"Pounds to {followers[to]}", f"{key}-{to}") for to in some}
    given = [text.replace(",", "").replace("£", "").strip() for text in amounts.values()]
    lines = [_line(one, to, amount_gbp=amount) for to, amount in amounts.items()]
    if not all(text.isdecimal() for text in given):
        return [*lines, _line(one, last, amount_gbp="")]
    rest = max((one.amount_gbp or 0) - sum(int(text) for text in given), 0)
    show(paragraph(f"{followers[last]} takes the rest: £{rest:,}.", kind="note"))
    return [*lines, _line(one, last, amount_gbp=f"{rest}")]


def _actions(held: Sequence[Obligation], followers: Mapping[str, str], name: str) -> list[dict[str, Any]]:
    lines = []
    for place, one in enumerate(held):
        taker = chosen(one.words, {**followers, _ENDS: "Nobody: it ends"}, f"{name}-{place}")
        reason = typed("Why it ends, in at least 20 characters", f"{name}-{place}-why") if taker == _ENDS else ""
        lines.append(_line(one, "" if taker == _ENDS else taker, reason=reason))
    return lines


def _line(one: Obligation, to: str, **more: str) -> dict[str, Any]:
    return {"kind": str(one.kind), "from": one.from_id, "item": one.item, "words": one.words, "to": to, **more}


def show_more(viewer: Viewer, left: Sequence[Obligation], *, may_enter: bool) -> None:
    """What authorities that ended hold still, and the form to say who takes it."""
    show(heading("Not passed yet"))
    known = at_last()
    for own in dict.fromkeys(one.from_id for one in left):
        mine, ended = [one for one in left if one.from_id == own], known[own]
        ends_on = ended.valid_to
        words = "; ".join(one.words for one in mine)
        when = (
            f"{'ended' if ends_on and ends_on < day_looked_at(viewer) else 'ends'} on {day(ends_on) if ends_on else ''}"
        )
        show(paragraph(f"{ended.name} {when}, and holds what nobody was said to take: {words}."))
        if may_enter and ended.successors:
            _more(viewer, own, mine)


def _more(viewer: Viewer, own: str, mine: Sequence[Obligation]) -> None:
    known = at_last()
    followers = {i: known[i].name for i in dict.fromkeys(known[own].successors)}
    begins = known[known[own].successors[0]].valid_from
    with st.expander(f"Say who takes it from {known[own].name}"), st.container(width=FORM_WIDTH):
        lines = ask_passes(mine, followers, f"more-{own}")
        reason = typed("By what decision or order, in at least 20 characters", f"more-{own}-reason")

        def send() -> str:
            said = {"kind": "passing", "changed_on": f"{begins}", "reason": reason, "passes": lines}
            number = changing.enter(viewer, read_change(said), settings().now())
            return f"Change {number} is entered. It has no effect until someone else confirms it."

        sent("Enter what passes", f"more-{own}", send, REFUSALS)
