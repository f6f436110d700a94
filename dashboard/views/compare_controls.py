"""What a reader chooses on Compare: beside whom, by which indicators, and which one to look at closely. All in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.beside import FIRST, comparable
from dashboard.compared import CHOSEN, NEIGHBOURS, REGION
from dashboard.components_returns import choose
from dashboard.looking import chosen
from schemas.authorities import Authority, UnknownAuthority, resolve
from schemas.indicators import INDICATORS
from schemas.periods import Period

BESIDE, BY, WITH, ONE = "beside", "by", "with", "indicator"
MOST_INDICATORS, MOST_CHOSEN = 8, 15
_SETS = {NEIGHBOURS: "Its statistical neighbours", REGION: "The others in its region", CHOSEN: "Authorities I choose"}


@dataclass(frozen=True)
class Chosen:
    """What is compared: beside whom, with which authorities if they were chosen, and by which indicators."""

    beside: str
    with_ids: tuple[str, ...]
    indicator_ids: tuple[str, ...]


def choose_beside(*, may_others: bool) -> str:
    """Beside whom; someone who reads no other authority has the middle of the neighbours and no choice."""
    return choose("Beside", _SETS, BESIDE) if may_others else NEIGHBOURS


def choose_set(period: Period, place: Authority, every: Sequence[Authority], beside: str) -> Chosen:
    """The authorities, if they are to be chosen, and the indicators.

    Args:
        period: the quarter.
        place: whom it is about.
        every: the authorities of the quarter.
        beside: as `choose_beside` gives it.
    """
    with_ids: tuple[str, ...] = ()
    if beside == CHOSEN:
        names = {a.address_code: a.name for a in every if a != place}
        codes = _several("Authorities", WITH, names, _codes(period), (), MOST_CHOSEN)
        ids = {a.address_code: a.authority_id for a in every}
        with_ids = tuple(sorted(ids[code] for code in codes))
    titles = {i.id: f"{i.id} {i.title}" for i in comparable()}
    return Chosen(beside, with_ids, _several("Indicators", BY, titles, _named(BY), FIRST, MOST_INDICATORS) or FIRST)


def choose_one(ids: Sequence[str]) -> str:
    """The indicator to look at closely: any that can be compared, by default the first of those chosen."""
    others = [i.id for i in comparable() if i.id not in ids]
    code = choose("Look closely at", {id_: f"{id_} {INDICATORS[id_].title}" for id_ in (*ids, *others)}, ONE)
    chosen(ONE, code)
    return code


def _named(name: str) -> list[str]:
    """What the address names, with commas between."""
    return [text.strip() for text in st.query_params.get(name, "").split(",")]


def _codes(period: Period) -> tuple[str, ...]:
    """The address codes of those that the address names by any of their codes or names."""
    found = []
    for text in _named(WITH)[: MOST_CHOSEN * 2]:
        try:
            found += [one.address_code for one in resolve(text, period.reference_date)] if text else []
        except UnknownAuthority:
            continue
    return tuple(found)


def _several(
    label: str, name: str, options: Mapping[str, str], asked: Sequence[str], otherwise: Sequence[str], most: int
) -> tuple[str, ...]:
    """Several of some options, kept in the address with commas between them; the address wins over what was chosen.

    Args:
        label: the words above the choice.
        name: its name in the address.
        options: code → words on the screen.
        asked: what the address names.
        otherwise: what is chosen if it names none of the options.
        most: how many may be chosen.
    """
    key = f"several-{name}"
    given = [code for code in asked if code in options] or [code for code in otherwise if code in options]
    st.session_state[key] = list(dict.fromkeys(given))[:most]

    def keep() -> None:
        st.query_params[name] = ",".join(st.session_state[key])

    codes = st.multiselect(
        label, list(options), format_func=options.__getitem__, key=key, on_change=keep, max_selections=most,
        placeholder="Choose",
    )  # fmt: skip
    chosen(name, ",".join(codes))
    return tuple(codes)
