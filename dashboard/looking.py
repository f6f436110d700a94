"""What a page is looked at as of, carried to everything that it leads to: a release or an instant, in every address.

What is kept for many people holds plain addresses. They are completed in the one place where a page is shown, so that no
page can forget. For the pages alone: a download has its own address.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import streamlit as st

from dashboard.instants import in_address
from dashboard.markup import PINNED, Markup
from schemas.access import Viewer

RELEASE, AT, FIGURE = "release", "at", "figure"
NEWEST = "newest"
_ASKED, _SHOWN, _CHOSEN, _PAGE, _READ_AS = "looking", "looking-shown", "looking-chosen", "looking-page", "looking-as"
_HREF = re.compile(r'(?<= href=")[^"]*(?=")')
_OUTSIDE = ("/signin", "/signout", "/archive/")


@dataclass(frozen=True)
class ReadAs:
    """Of which release a file is.

    Args:
        release: in words, for example "1: Position at 30 September 2026".
        data_version: the version of the data set; "" where there is none.
        stem: the same as a part of a file's name.
    """

    release: str
    data_version: str
    stem: str


def asked() -> tuple[str, str]:
    """The release and the instant that the address names, kept from page to page until others are named; "" for none."""
    if RELEASE in st.query_params or AT in st.query_params:
        st.session_state[_ASKED] = (st.query_params.get(RELEASE, ""), st.query_params.get(AT, ""))
    release, at = st.session_state.get(_ASKED, ("", ""))
    return str(release), str(at)


def look(at: str) -> None:
    """From the next run on look at an instant; "" for the newest."""
    st.session_state[_ASKED] = ("", at)
    for name in (RELEASE, AT):
        st.query_params.pop(name, None)


def begin(viewer: Viewer, page: str, pin: Mapping[str, str], read_as: ReadAs) -> None:
    """Begin a page: what is looked at stands in its address and goes into every address on it.

    Args:
        viewer: who looks, and as of what.
        page: the page's address, for example "/rollout".
        pin: what makes an address lead for good to what is shown, for example {"release": "1"}.
        read_as: of which release its files are.
    """
    carried = carrying(viewer)
    for name in (RELEASE, AT):
        if name in carried:
            st.query_params[name] = carried[name]
        elif st.query_params.get(name, ""):
            del st.query_params[name]
    st.session_state.update({_SHOWN: carried, _PAGE: page, _CHOSEN: {}, _READ_AS: (read_as, dict(pin))})


def carrying(viewer: Viewer) -> dict[str, str]:
    """What every address on a page carries; nothing for the newest figures."""
    found = {RELEASE: str(viewer.release)} if viewer.release is not None else {}
    if viewer.upto is not None:
        return {**found, AT: str(viewer.upto)}
    instant = viewer.then or viewer.at
    return {**found, AT: in_address(instant)} if instant is not None else found


def chosen(name: str, value: object) -> None:
    """Note a choice of the page's, so that a permanent link names it even where it is the usual one."""
    st.session_state.setdefault(_CHOSEN, {})[name] = str(value)


def read_as() -> ReadAs | None:
    """Of which release the page's files are; None outside a page."""
    kept = st.session_state.get(_READ_AS)
    return kept[0] if kept else None


def carried(shown: Markup) -> Markup:
    """The same markup, with what is looked at in every address inside the product, and permanent links completed."""
    if ' href="' not in shown:
        return shown
    looking: Mapping[str, str] = st.session_state.get(_SHOWN, {})
    if not looking and PINNED not in shown:
        return shown
    return Markup(_HREF.sub(lambda found: escape(_completed(unescape(found.group()), looking), quote=True), shown))


def _completed(href: str, looking: Mapping[str, str]) -> str:
    if href.startswith(PINNED):
        return pinned(href.removeprefix(PINNED))
    if not looking or not href.startswith(("/", "?")) or href.startswith(("//", *_OUTSIDE)):
        return href
    return with_query(href, looking)


def pinned(anchor: str) -> str:
    """The permanent address of one part of the page: its choices, the release or update, and the part."""
    own = {name: value for name, value in st.query_params.items() if name not in (RELEASE, AT, FIGURE)}
    _, pin = st.session_state.get(_READ_AS) or (None, {})
    choices = {**own, **st.session_state.get(_CHOSEN, {}), **pin, FIGURE: anchor}
    return f"{st.session_state.get(_PAGE, '/')}?{urlencode(choices)}#{anchor}"


def with_query(href: str, more: Mapping[str, str]) -> str:
    """An address with more in its query; what it says already of a release or an instant stays."""
    parts = urlsplit(href)
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    if RELEASE in said or AT in said:
        return href
    return urlunsplit(parts._replace(query=urlencode({**said, **more})))


def named(name: str, read_as: ReadAs | None) -> str:
    """A file's name with what it is of: "slips.csv" → "slips-release-1-v1.0.csv"."""
    if read_as is None:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{read_as.stem}{dot}{ending}"
