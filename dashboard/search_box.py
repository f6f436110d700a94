"""The box to search from, on every page: a plain form that leads to the Search page, with no script and no run of the page."""

from collections.abc import Mapping
from types import MappingProxyType

from dashboard.markup import Markup, html, joined

PATH, QUERY, LONGEST = "/search", "q", 80


def search_box(text: str = "", carried: Mapping[str, str] = MappingProxyType({}), *, is_large: bool = False) -> Markup:
    """The form.

    Args:
        text: what stands in it.
        carried: what every address on the page carries, such as the release that is looked at.
        is_large: as on the Search page itself; otherwise small, as in the strip of every page.
    """
    name = "search-here" if is_large else "search-all"
    hidden = joined(
        html('<input type="hidden" name="{name}" value="{value}">', name=key, value=value)
        for key, value in carried.items()
    )
    return html(
        '<form class="cpo-search{large}" role="search" aria-label="{label}" action="{path}" method="get">'
        '<label class="{shown}" for="{name}">{words}</label>'
        '<input id="{name}" name="{query}" type="search" value="{text}" maxlength="{most}" autocomplete="off"{placeholder}>'
        '{hidden}<button type="submit">Search</button></form>',
        large=" cpo-search-large" if is_large else "",
        label="What to find" if is_large else "Search this service",
        path=PATH,
        shown="cpo-hidden",
        name=name,
        words="Authority, indicator, recommendation, page or word"
        if is_large
        else "Search authorities, indicators and words",
        query=QUERY,
        text=text,
        most=LONGEST,
        placeholder="",
        hidden=hidden,
    )
