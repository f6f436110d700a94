"""The parts that pages are made of: each a pure function from words to safe HTML. `show` puts them on the page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.looking import carried
from dashboard.markup import Markup, Words, heading, html, joined, link, paragraph, pin_link, strong
from dashboard.tables import error_summary, issue_anchor, summary_list, table
from schemas.access import Viewer
from schemas.vocabulary import Flag, Rag, ValueStatus

__all__ = [
    "Tile",
    "banner",
    "coverage",
    "error_summary",
    "flagged",
    "footer",
    "headline",
    "illustrative_banner",
    "issue_anchor",
    "no_access",
    "page_links",
    "panel",
    "provenance",
    "show",
    "status_tag",
    "summary_list",
    "symbol",
    "symbols_used",
    "table",
    "tag",
    "tiles",
]  # fmt: skip

MARKING = "OFFICIAL"
ILLUSTRATIVE = "Illustrative data — not real"
_SHAPES = {
    Rag.GREEN: "disc",
    Rag.AMBER: "triangle",
    Rag.RED: "diamond",
    Rag.NOT_RATED: "ring",
    Rag.NOT_AVAILABLE: "dash",
}
_KINDS = {
    "good": ("green", "disc"),
    "warn": ("amber", "triangle"),
    "bad": ("red", "diamond"),
    "none": ("not_rated", ""),
}
SYMBOLS = {
    "c": "suppressed to protect confidentiality",
    "x": "not available",
    "z": "not applicable, there were no cases",
    "u": "low reliability, not counted in any rating",
    "low": "rounds to zero but is not zero",
    "e": "estimated",
    "p": "provisional",
    "r": "revised",
    "b": "break in series",
}


def show(*parts: Markup) -> None:
    """Put parts on the page, in one element. Every address in them carries what the page is looked at as of."""
    if made := carried(joined(parts)):
        st.html(made)


def headline(page_name: str, sentence: str) -> Markup:
    """The page's name and its finding, in the one heading of level 1."""
    return html(
        '<h1 class="cpo-h1" id="content"><span class="cpo-caption">{page}<span class="cpo-hidden">: </span></span>{sentence}</h1>',
        page=page_name,
        sentence=sentence,
    )


def coverage(lead: str, what: str, rest: str = "") -> Markup:
    """What the page rests on: "Returns: **141 of 153 authorities**, 94.5% of children."."""
    return paragraph(lead, strong(what), rest, kind="note")


def provenance(*facts: Words) -> Markup:
    """Position date, release and who approved it, with dots between."""
    return paragraph(joined([fact for fact in facts if fact], " · "), kind="note cpo-provenance")


def symbol(code: str) -> Markup:
    """A symbol in square brackets that is spoken in words, for example [c]."""
    return html('<abbr title="{words}">[{code}]</abbr>', words=SYMBOLS[code], code=code)


def symbols_used(codes: Collection[str]) -> Markup:
    """The words of the symbols that stand in a table, to go under it."""
    known = [code for code in SYMBOLS if code in codes]
    if not known:
        return Markup("")
    words = joined((html("[{code}] {words}", code=code, words=SYMBOLS[code]) for code in known), "; ")
    return paragraph(words, ".", kind="small")


def flagged(text: Words, status: ValueStatus | str, flags: str = "") -> Markup:
    """A value with its flags, or the symbol that stands for it."""
    code = str(status)
    shown: Words = symbol(code) if code in SYMBOLS and code not in ("low", "u") else text
    marks = [symbol(code)] if code in ("low", "u") else []
    marks += [symbol(str(flag)) for flag in Flag if str(flag) in flags]
    return joined([shown, *marks], " ")


def _shape(name: str) -> Markup:
    return html('<span class="cpo-shape cpo-{name}" aria-hidden="true"></span>', name=name) if name else Markup("")


def tag(rag: Rag | str) -> Markup:
    """A rating: shape, word and tint."""
    rating = Rag(rag)
    return html(
        '<span class="cpo-tag cpo-tag-{value}">{shape}{label}</span>',
        value=rating.value,
        shape=_shape(_SHAPES.get(rating, "")),
        label=rating.label,
    )


def status_tag(word: str, kind: str = "none") -> Markup:
    """A state in its own word, for example "3 left"; `kind` is "good", "warn", "bad" or "none"."""
    tint, shape = _KINDS[kind]
    return html('<span class="cpo-tag cpo-tag-{tint}">{shape}{word}</span>', tint=tint, shape=_shape(shape), word=word)


@dataclass(frozen=True)
class Tile:
    """One headline indicator.

    Args:
        title: the indicator's short name.
        figure: the number, as people read it; "" if there is none yet, which its rating then says.
        unit: what stands beside it in small, for example "of 153".
        rag: its rating.
        threshold: plan or threshold in words.
        before: what it was, for example "Last quarter 71".
        change: in words, for example "up 16, better".
        coverage: for example "141 of 153 returned".
        href: where "About this figure" leads.
        origin: where "Where this comes from" leads.
        anchor: its id on the page, that a permanent link leads to.
        said: commentary on it.
    """

    title: str
    figure: Words
    unit: Words
    rag: Rag
    threshold: Words = ""
    before: Words = ""
    change: Words = ""
    coverage: Words = ""
    href: str = ""
    origin: str = ""
    anchor: str = ""
    said: Words = ""


def tiles(given: Sequence[Tile]) -> Markup:
    """Tiles in a grid, three beside one another when there is room."""
    return html('<ul class="cpo-tiles">{tiles}</ul>', tiles=joined(_tile(tile) for tile in given))


def _tile(tile: Tile) -> Markup:
    change = joined([tile.before, strong(tile.change)] if tile.change else [tile.before], " · ")
    number = html(
        '<p class="cpo-figure">{figure} <span class="cpo-unit">{unit}</span></p>', figure=tile.figure, unit=tile.unit
    )
    pin = pin_link(tile.anchor, tile.title) if tile.anchor else None
    foot = joined([part for part in (tile.coverage, _about(tile), _origin(tile), pin) if part], " · ")
    return html(
        '<li class="cpo-tile"{identity}><h3 class="cpo-tile-title">{title}</h3><div class="cpo-tile-main">{number}{rag}</div>'
        '<p class="cpo-tile-line">{threshold}</p>'
        '<p class="cpo-tile-line">{change}</p>{said}<p class="cpo-tile-foot">{foot}</p></li>',
        identity=html(' id="{anchor}"', anchor=tile.anchor) if tile.anchor else "",
        title=tile.title,
        number=number if tile.figure else "",
        rag=tag(tile.rag),
        threshold=tile.threshold,
        change=change,
        said=tile.said,
        foot=foot,
    )


def _about(tile: Tile) -> Markup | None:
    return link("About this figure", tile.href, f": {tile.title}") if tile.href else None


def _origin(tile: Tile) -> Markup | None:
    return link("Where this comes from", tile.origin, f": {tile.title}") if tile.origin else None


def banner(title: str, words: Words, kind: str = "news") -> Markup:
    """A banner across the page; `kind` is "news" (navy), "past" (brown), "embargo" (purple), "sent" (green) or "problem" (red)."""
    return html(
        '<section class="cpo-banner cpo-banner-{kind}" aria-label="{title}"><h2 class="cpo-banner-title">{title}</h2>'
        '<div class="cpo-banner-body">{words}</div></section>',
        kind=kind,
        title=title,
        words=words,
    )


def illustrative_banner(viewer: Viewer, is_illustrative: bool = True, note: Words = "", search: Words = "") -> Markup:
    """The strip under the navigation: that the data is not real, how far loading has come, a search, who is signed in."""
    words = html(
        '<span class="cpo-strip-tag">{words}</span> <span>No figure here describes a real authority.</span>',
        words=ILLUSTRATIVE,
    )
    who = html(
        '<span class="cpo-strip-who">Signed in as <strong>{label}</strong> {alerts}<a class="cpo-link" href="/signout" target="_self">Sign out</a></span>',
        label=viewer.label or "nobody",
        alerts=joined([link("Alerts", "/alerts"), " "]) if viewer.roles else "",
    )
    return html(
        '<div class="cpo-strip{plain}" role="region" aria-label="About this service"><div class="cpo-strip-words">{words}'
        "{note}</div>{search}{who}</div>",
        search=search,
        plain="" if is_illustrative else " cpo-strip-plain",
        words=words if is_illustrative else "",
        note=html(' <span class="cpo-strip-note">{note}</span>', note=note) if note else "",
        who=who,
    )


def panel(title: str, words: Words, *, level: int = 2, kind: str = "plain") -> Markup:
    """A block set apart; `kind` is "plain" (grey), "decisions" (pale with a navy edge) or "outlined"."""
    return html(
        '<div class="cpo-panel cpo-panel-{kind}">{title}{words}</div>',
        kind=kind,
        title=heading(title, level),
        words=words if isinstance(words, Markup) else paragraph(words),
    )


def page_links(pages: Sequence[tuple[str, str]], here: str) -> Markup:
    """The pages in a row, as (title, address without its slash), where the front end's own links will not do."""
    items = joined(
        html(
            '<li><a href="{href}" target="_self"{current}>{title}</a></li>',
            href="/" if at == 0 else f"/{path}",
            current=Markup(' aria-current="page"') if here == path or (at == 0 and not here) else "",
            title=title,
        )
        for at, (title, path) in enumerate(pages)
    )
    return html('<nav class="cpo-pages" aria-label="Pages"><ul>{items}</ul></nav>', items=items)


def footer(
    words: Words,
    *,
    is_illustrative: bool = True,
    links: Sequence[tuple[str, str]] = (),
    more: Sequence[tuple[str, str]] = (),
) -> Markup:
    """The foot of every page: marking, what is shown, and where words and figures are explained."""
    marking = joined([strong(MARKING), *([ILLUSTRATIVE] if is_illustrative else [])], " · ")
    given = links or (("Definitions and symbols", "/definitions"), ("Accessibility", "/definitions?part=accessibility"))
    return html(
        '<footer class="cpo-footer"><div><p class="cpo-p">{marking}</p><p class="cpo-p cpo-small">{words}</p></div>'
        '<p class="cpo-p cpo-footer-links">{links}</p></footer>',
        marking=marking,
        words=words,
        links=joined((link(text, href) for text, href in (*given, *more)), " "),
    )


def no_access(words: str) -> Markup:
    """What someone sees of a page that is not theirs, or is not there."""
    return joined([headline("No access", "You cannot see this page."), paragraph(words)])
