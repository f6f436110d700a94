"""The links of a page that stands still: to other such pages, or none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import parse_qsl, urlsplit

from dashboard.looking import AT, FIGURE, RELEASE
from dashboard.markup import Markup

_LINK = re.compile(
    r'(?P<before> · )?<a\b(?P<more>[^>]*?) href="(?P<href>[^"]*)"[^>]*>(?P<words>.*?)</a>(?P<after> · )?', re.DOTALL
)
# Where only the service itself can lead: such a link goes with its words, which say nothing of their own.
_ASKING = ("/alerts", "/compare", "/meeting", "/search", "/commentary")
_ASKING_WORDS = ("Where this comes from", "Download")
_OUTSIDE = ("https://", "http://", "mailto:", "#")
Choices = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Where:
    """Which pages stand still, and what their addresses may leave out.

    Args:
        files: a page and its choices → its file.
        usual: by page, the choices that an address may name without leading elsewhere, for example the newest quarter.
    """

    files: Mapping[tuple[str, Choices], str]
    usual: Mapping[str, Choices]

    def file(self, href: str) -> str | None:
        """The file that an address of the service leads to, with the part of the page; None if none does."""
        parts = urlsplit(href)
        path = parts.path.strip("/")
        asked = {pair for pair in parse_qsl(parts.query) if pair[0] not in (RELEASE, AT, FIGURE)}
        found = self.files.get((path, frozenset(asked - self.usual.get(path, frozenset()))))
        return f"{found}#{parts.fragment}" if found and parts.fragment else found


def linked(shown: str, where: Where) -> Markup:
    """What a page shows, with links that lead to files beside it or are gone. Nothing else of it is changed."""
    return Markup(_LINK.sub(lambda found: _link(found, where), shown))


def _link(found: re.Match[str], where: Where) -> str:
    href, words = unescape(found["href"]), found["words"]
    before, after = found["before"] or "", found["after"] or ""
    kind = "cpo-link"
    if "cpo-pin" in found["more"]:
        kind = "cpo-link cpo-pin"
        href = f"#{urlsplit(href).fragment}"
    if not href.startswith(_OUTSIDE):
        file = where.file(href)
        if file is None:
            is_asking = href.startswith(_ASKING) or words.startswith(_ASKING_WORDS)
            return (before and after) if is_asking else f"{before}<span>{words}</span>{after}"
        href = file
    return f'{before}<a class="{kind}" href="{escape(href, quote=True)}">{words}</a>{after}'
