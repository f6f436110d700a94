"""One page that stands still, as a document of its own: what the page shows, in the same order, with no script."""

import json
from collections.abc import Iterator, Sequence

from dashboard.charts.svg import CannotDraw, svg
from dashboard.components import ILLUSTRATIVE, MARKING
from dashboard.markup import Markup, html, joined, paragraph, strong
from dashboard.recorder import Part, Recorded
from dashboard.twin_links import Where, linked

SERVICE = "Child protection oversight"
WIDE, NARROW = 1184, 358
_GAP = 48
# Nothing can be chosen or sent on a page that stands still.
_CONTROLS = frozenset({"text_input", "button", "date_input", "multiselect", "checkbox", "number_input", "radio"})
_DOCUMENT = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="style.css">
</head>
<body>
<a class="cpo-skip" href="#content">Skip to main content</a>
<header class="cpo-still-head"><p><a href="index.html">{service}</a></p></header>
<nav class="cpo-pages" aria-label="Pages"><ul>{pages}</ul></nav>
{strip}<main>
{banner}{body}
</main>
<footer class="cpo-footer"><div><p class="cpo-p">{marking}</p><p class="cpo-p cpo-small">{foot}</p></div></footer>
</body>
</html>
"""


class CannotHold(Exception):
    """A page has a part that a page that stands still cannot hold. The message says which."""


def document(
    title: str, here: str, body: Markup, banner: Markup, pages: Sequence[tuple[str, str]], *, is_illustrative: bool
) -> str:
    """A whole document.

    Args:
        title: the page's name.
        here: the file of the page, or of the one in the list of pages that it belongs to.
        body: what it shows, with its heading of level 1.
        banner: which release it is of.
        pages: the pages in the list, as (title, file).
        is_illustrative: whether its data is made up.
    """
    marking = joined([strong(MARKING), *([ILLUSTRATIVE] if is_illustrative else [])], " · ")
    items = joined(
        html(
            '<li><a href="{file}"{current}>{words}</a></li>', file=file, words=words,
            current=Markup(' aria-current="page"') if file == here else "",
        )
        for words, file in pages
    )  # fmt: skip
    strip = html(
        '<div class="cpo-strip" role="region" aria-label="About this data"><div class="cpo-strip-words"><span class="cpo-strip-tag">'
        "{words}</span> <span>No figure here describes a real authority.</span></div></div>\n",
        words=ILLUSTRATIVE,
    )
    return html(
        _DOCUMENT,
        title=f"{title} - {SERVICE}",
        service=SERVICE,
        pages=items,
        strip=strip if is_illustrative else "",
        banner=banner,
        body=body,
        marking=marking,
        foot="Management information for the Child Protection Board; not official statistics.",
    )


def body_of(page: Recorded, stem: str, where: Where) -> Markup:
    """What a page shows, with pictures drawn and links that lead to files beside it."""
    return joined(_parts(page.whole, page, stem, where, WIDE), "\n")


def csv_name(stem: str, key: str) -> str:
    """The file beside a page that one of its buttons gives: "rollout-map.csv"."""
    return f"{stem}-{key.removeprefix('csv-')}.csv"


def _parts(box: Part, page: Recorded, stem: str, where: Where, width: float) -> Iterator[Markup]:
    weights = sum(one.weight for one in box.parts.values())
    apart = _GAP * (sum(1 for one in box.parts.values() if one.weight) - 1)
    for at in sorted(box.parts):
        one = box.parts[at]
        if one.kind:
            yield from _one(one, page, stem, where, width)
            continue
        room = (width - apart) * one.weight / weights if one.weight else width
        inside = joined(_parts(one, page, stem, where, NARROW if one.is_narrow else room), "\n")
        if inside and (one.is_narrow or one.is_wide):
            kind = "narrow" if one.is_narrow else "wide"
            yield html('<div class="cpo-still-{kind}">{inside}</div>', kind=kind, inside=inside)
        elif inside:
            yield inside


def _one(part: Part, page: Recorded, stem: str, where: Where, width: float) -> Iterator[Markup]:
    element = part.element
    if part.kind == "html":
        yield linked(element.html.body, where)
    elif part.kind == "plotly_chart":
        chart = element.plotly_chart
        yield _picture(chart.spec, chart.alt, chart.id.rpartition("-")[0], round(width))
    elif part.kind == "download_button":
        key = next((key for key in page.files if element.download_button.id.endswith(f"-{key}")), "")
        if not key:
            raise CannotHold(f"the file “{element.download_button.label}”")
        yield html(
            '<p class="cpo-p cpo-small"><a class="cpo-link" href="{file}" download>{words}</a></p>',
            file=csv_name(stem, key), words=page.files[key].label,
        )  # fmt: skip
    elif part.kind == "selectbox":
        yield from _choice(part)
    elif part.kind not in _CONTROLS:
        raise CannotHold(f"a part that is a {part.kind}")


def _choice(part: Part) -> Iterator[Markup]:
    """What was chosen, in words: it cannot be changed here."""
    box = part.element.selectbox
    chosen = box.raw_value if box.set_value else box.options[box.default] if box.options else ""
    if chosen:
        yield paragraph(f"{box.label}: ", strong(chosen), kind="note cpo-still-choice")


def _picture(spec: str, alt: str, name: str, width: int) -> Markup:
    """The drawing; where it cannot be drawn exactly, its words, and the table below has the figures."""
    try:
        return html('<div class="cpo-still-picture">{drawn}</div>', drawn=svg(json.loads(spec), width, name, alt))
    except CannotDraw:
        return paragraph(alt, kind="sub")
