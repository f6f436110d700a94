"""Which pages of a release stand still: all that a Board member reads of it, each at every address that has its own content."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dashboard import looking, reads
from dashboard.board_csv import PARTS as BOARD_PARTS
from dashboard.choices import AUTHORITY_PAGE
from dashboard.looked_at import pin, read_as
from dashboard.navigation import View, pages, unlisted
from dashboard.reads_releases import looked_at, looking_at
from dashboard.recorder import Recorded, recorded
from dashboard.twin_links import Where
from dashboard.views.definitions import PARTS
from schemas.access import Role, Viewer
from schemas.authorities import authorities
from schemas.indicators import INDICATORS
from schemas.periods import Period
from schemas.recommendations import RECOMMENDATIONS
from schemas.returns import RETURNS

# Nobody: what any Board member reads is read, and nothing that was given to one by name.
_READER = Viewer("reader of the archive", Role.MEMBER.label, frozenset({Role.MEMBER}))
# What is one's own, is asked for, or is about releases and not in one.
LEFT_OUT = frozenset({"provenance", "search", "releases", "alerts", "meeting"})
INDEX = "index.html"
_DEFINITIONS, _RECOMMENDATIONS = "definitions", "recommendations"


@dataclass(frozen=True)
class Still:
    """A page that stands still.

    Args:
        path: its address in the service, without the slash.
        title: its name in the list of pages.
        view: what shows it.
        address: the choices in its address.
        name: what it is of, where several have a title: an authority, a recommendation.
    """

    path: str
    title: str
    view: View
    address: Mapping[str, str] = field(default_factory=dict)
    name: str = ""

    @property
    def stem(self) -> str:
        """The name of its file without the ending: "authority-E08000026"."""
        return re.sub(r"[^\w.-]", "-", "-".join([self.path, *self.address.values()]))

    @property
    def file(self) -> str:
        """Its file."""
        return f"{self.stem}.html"


def reader_of(release: int) -> Viewer | None:
    """Who reads a release for the archive: what every Board member may, and no more; None while it is not shown."""
    found = looking_at(_READER, str(release))
    shown = looked_at(found)
    is_theirs = found.release == release and shown is not None and not shown.is_early
    return found if is_theirs and reads.periods(found) else None


def still_pages(viewer: Viewer) -> list[Still]:
    """Every page of the release that the viewer looks at, in the order of the navigation."""
    mine = [one for one in (*pages(viewer), *unlisted(viewer)) if one[1] not in LEFT_OUT]
    return [still for title, path, view in mine for still in _addresses(viewer, title, path, view)]


def _addresses(viewer: Viewer, title: str, path: str, view: View) -> Iterator[Still]:
    if path == AUTHORITY_PAGE:
        places = authorities(_quarter(viewer).reference_date)
        yield from (Still(path, title, view, {"code": a.address_code}, a.name) for a in places)
        return
    yield Still(path, title, view)
    if path == _RECOMMENDATIONS:
        every = [(str(one), one.label) for one in RECOMMENDATIONS]
        yield from (Still(path, title, view, {"recommendation": code}, label) for code, label in every)
    if path == _DEFINITIONS:
        named = [({"part": part}, words) for part, words in list(PARTS.items())[1:]]
        named += [({"part": "returns", "return": one.code}, one.title) for one in list(RETURNS.values())[1:]]
        named += [({"indicator": one.id}, f"{one.id} {one.title}") for one in INDICATORS.values()]
        yield from (Still(path, title, view, address, words) for address, words in named)


def where(viewer: Viewer, stills: list[Still]) -> Where:
    """Where the addresses of the service lead among the pages that stand still."""
    files = {(one.path, frozenset(one.address.items())): one.file for one in stills}
    quarter = _quarter(viewer)
    for place in authorities(quarter.reference_date):
        file = files[AUTHORITY_PAGE, frozenset({("code", place.address_code)})]
        files |= {(AUTHORITY_PAGE, frozenset({("code", code)})): file for code in (place.ons_code, place.dfe_code)}
    files |= {(f"download/board/{part}.csv", frozenset()): board_file(part) for part in BOARD_PARTS}
    files[AUTHORITY_PAGE, frozenset()] = f"{INDEX}#authorities"
    first = frozenset({("quarter", str(quarter)), ("quarter", quarter.label)})
    usual = {one.path: first for one in stills}
    first_return = next(iter(RETURNS))
    usual[_DEFINITIONS] = frozenset({("part", next(iter(PARTS))), ("return", first_return)})
    return Where(files, usual)


def board_file(part: str) -> str:
    """The file of a part of the Board's records."""
    return f"board-{part}.csv"


def _quarter(viewer: Viewer) -> Period:
    return Period.parse(reads.periods(viewer)[-1])


def taken(viewer: Viewer, still: Still) -> Recorded:
    """A page as the viewer is shown it."""

    def page() -> None:
        looking.begin(viewer, f"/{still.path}", pin(viewer), read_as(viewer))
        still.view(viewer)

    return recorded(page, still.address)
