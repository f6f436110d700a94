"""The form for a change of the register: who ends, who begins, what passes. Read and checked as a file of the command is."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from dashboard.components import banner, show
from dashboard.markup import heading, paragraph
from dashboard.views.register_passes import REFUSALS, ask_passes
from dashboard.views.register_task import FORM_WIDTH, chosen, field, sent, typed
from etl import changing
from etl.drafting import Unreadable, in_force_before, read_change, read_day
from etl.settings import settings
from schemas.access import Viewer
from schemas.periods import Period
from schemas.register_changes import ChangeKind, CodeKind
from schemas.register_checks import TYPES

_MOST = 6
_KINDS = (ChangeKind.SPLIT, ChangeKind.MERGE, ChangeKind.RESHAPE, ChangeKind.RECODE)
_DEFAULT = "unitary authority"


def show_enter(viewer: Viewer) -> None:
    """The form: what is asked for follows what was chosen above it."""
    show(heading("Enter a change"))
    with st.container(key="register-enter", width=FORM_WIDTH):
        kind = ChangeKind(chosen("What happens", {str(kind): kind.label for kind in _KINDS}, "kind"))
        show(paragraph(kind.meaning, kind="note"))
        on = _first_day()
        if on is None:
            return
        said: dict[str, Any] = {"kind": str(kind), "changed_on": str(on)}
        if kind is ChangeKind.RECODE:
            said["codes"] = _codes(on)
        else:
            said |= _ends_and_begins(viewer, kind, on)
        said["note"] = typed("Footnote: what happened, in one sentence", "note")
        said["reason"] = typed("By what decision or order, in at least 20 characters", "reason")

        def send() -> str:
            number = changing.enter(viewer, read_change(said), settings().now())
            return f"Change {number} is entered. It has no effect until someone else confirms it."

        sent("Enter the change", "enter", send, REFUSALS)


def _first_day() -> date | None:
    # Authorities begin with a financial year, unless something unusual happens.
    following = Period(Period.containing(settings().day()).year + 1, 1).start
    text = typed("First day, the first of a quarter", "on", f"{following.day}/{following.month}/{following.year}")
    try:
        return read_day(text)
    except Unreadable as wrong:
        show(banner("Not a day", str(wrong), "problem"))
        return None


def _ends_and_begins(viewer: Viewer, kind: ChangeKind, on: date) -> dict[str, Any]:
    names = in_force_before(on)
    is_one = kind is ChangeKind.SPLIT
    ends = _ends(names, is_one=is_one)
    count = 1
    if kind is not ChangeKind.MERGE:
        counts = {f"{n}": f"{n}" for n in range(2 if is_one else 1, _MOST + 1)}
        count = int(chosen("How many begin", counts, "count"))
    begins = [_begins(place) for place in range(count)]
    followers = {one["name"]: one["name"] for one in begins if one["name"].strip()}
    passes: list[dict[str, Any]] = []
    if ends and len(followers) == count:
        held = changing.held_by(viewer, ends, settings().day())
        show(heading("What passes", 3))
        if held:
            show(paragraph("Everything below must pass to someone, or end for a reason."))
        else:
            show(paragraph("It holds no milestones, grants or open actions here, so nothing passes."))
        passes = ask_passes(held, followers, "pass")
    return {"ends": ends, "begins": begins, "passes": passes}


def _ends(names: dict[str, str], *, is_one: bool) -> Sequence[str]:
    if not is_one:
        return st.multiselect("Authorities that end", list(names), format_func=names.__getitem__, key=field("ends"))
    picked = st.selectbox(
        "Authority that ends", list(names), None, format_func=names.__getitem__, key=field("end"),
        placeholder="Choose an authority",
    )  # fmt: skip
    return [picked] if picked else []


def _begins(place: int) -> dict[str, Any]:
    """The fields of one that begins. Region and police are those of the one that ends unless another code is typed."""
    show(heading(f"Authority {place + 1} that begins", 3))

    def ask(label: str, what: str, value: str = "") -> str:
        return typed(label, f"{what}-{place}", value)

    found: dict[str, Any] = {"name": ask("Name", "name")}
    types = {one: f"{one[0].upper()}{one[1:]}" for one in (_DEFAULT, *(t for t in TYPES if t != _DEFAULT))}
    found["authority_type"] = chosen("Type", types, f"type-{place}")
    left, right = st.columns(2)
    with left:
        found["dfe_code"] = ask("DfE code, if issued", "dfe")
    with right:
        found["ons_code"] = ask("ONS code, if issued", "ons")
    with st.expander("More, if it is known"):
        found |= {
            "population_0_17": ask("Children aged 0 to 17 at mid-2024, if published", "children"),
            "tile_label": ask("Three letters for its tile on the map", "tile"),
            "tile_row": ask("Row of its tile, from 0 at the top", "row"),
            "tile_col": ask("Column of its tile, from 0 at the left", "col"),
            "region": ask("Region code, if another than the old one's", "region"),
            "police_force": ask("Police force code, if another than the old one's", "police"),
            "partnership": ask("Safeguarding partnership, if it shares one", "partnership"),
            "aliases": ask("Other names, with commas between", "aliases"),
            "neighbours": ask("Statistical neighbours by code or name, with commas between", "neighbours"),
        }
    return found


def _codes(on: date) -> list[dict[str, str]]:
    names = in_force_before(on)
    whose = chosen("Authority", names, "code-authority")
    kind = CodeKind(chosen("What it gets", {str(one): one.label for one in CodeKind}, "code-kind"))
    return [{"authority": whose, "kind": str(kind), "code": typed(f"New {kind.label}. {kind.meaning}", "code")}]
