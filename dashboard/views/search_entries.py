"""What can be searched for, as far as a viewer may know of it: authorities, indicators, recommendations, words, pages."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from dashboard.beside import comparable
from dashboard.formats import day
from dashboard.searching import Entry, Index
from dashboard.views.definitions_glossary import PRODUCT_WORDS, title_of, vocabularies, word_anchor
from schemas.access import Viewer
from schemas.authorities import Authority, authorities, authority, changes
from schemas.indicators import INDICATORS
from schemas.recommendations import RECOMMENDATIONS
from schemas.recorded import Recommendation

AUTHORITIES, MEASURES, RECOMMENDED, PAGES, WORDS = "Authorities", "Indicators", "Recommendations", "Pages", "Words"
GROUPS = (AUTHORITIES, MEASURES, RECOMMENDED, PAGES, WORDS)
# What people type, in small letters → what it stands for. Of names, the initials are known by themselves.
TYPED = {
    "s47": "section 47", "s 47": "section 47", "section47": "section 47", "47": "section 47", "icpc": "initial conferences", "cpp": "child protection plan",
    "cin": "children in need", "cp": "child protection", "macpu": "unit", "macpt": "unit", "mash": "front door", "jtai": "joint inspection",
    "rag": "rating", "la": "authority", "las": "authorities", "sn": "statistical neighbours", "neighbors": "neighbours", "fte": "full time equivalent",
    "s151": "section 151", "lcpp": "lead child protection practitioner", "dv": "domestic abuse", "da": "domestic abuse", "domestic violence": "domestic abuse",
    "ofsted": "inspection", "money": "funding", "cash": "funding", "budget": "funding", "costs": "running cost", "staff": "posts", "staffing": "workforce",
    "vacancies": "vacancy", "vacant": "vacancy", "late": "on time", "delay": "slippage", "delayed": "slippage", "slipped": "slippage", "csw": "social worker", "caseloads": "caseload",
    "mappa": "partners", "serious incidents": "serious incident", "scr": "practice review", "lcspr": "practice reviews", "stage": "rollout stage", "bcp": "bournemouth christchurch and poole",
}  # fmt: skip
_PAGE_LINES = {
    "overview": "Are we on track for 31 March 2027, what changed, and what needs a decision",
    "rollout": "Where each authority stands, and who slipped",
    "workforce": "Posts and vacancies by agency, membership, secondments about to end",
    "funding": "Allocated, paid, committed, spent, and what is secured after the grant",
    "practice": "Timeliness, repeat plans and practice standards",
    "inspection": "Latest judgements with their age, priority actions, intervention",
    "learning": "Notifications and reviews of serious incidents, for England",
    "recommendations": "Eight national and six local: response, delivery and evidence of impact",
    "programme": "What is overdue, the timeline, the plan, meetings and answers",
    "authority": "One authority: every indicator, milestones, money, inspection and returns",
    "compare": "An authority beside its neighbours, region, England and itself a year ago",
    "returns": "What is due, sending a return, and what is wrong with it",
    "releases": "What the Board has been shown, and what changed",
    "records": "What the department keeps: inspections, the tracker, meetings and the rest",
    "register": "Which authorities end and begin",
    "audit": "Every event, and whether all are as written",
    "definitions": "What every indicator, word, check and symbol means",
}
_PARTS = (
    ("Checks of returns", "checks", "Every rule, why it is there, with examples"),
    ("What each return asks", "returns", "Every sheet and column of each return"),
    ("Symbols and ratings", "symbols", "What [c], [x], [z], [e] and each rating mean"),
    ("Accessibility statement", "accessibility", "What is accessible here and what is not yet"),
)


def index_for(viewer: Viewer, mine: Sequence[tuple[str, str]], today: date) -> Index:
    """Everything that a viewer can find.

    Args:
        viewer: who searches.
        mine: the viewer's pages, as (title, address without its slash).
        today: the day whose authorities are meant.
    """
    paths = {path for _, path in mine}
    entries = [*_authorities(viewer, today), *_indicators(may_compare="compare" in paths)]
    if "recommendations" in paths:
        entries += _recommendations()
    return Index((*entries, *_pages(mine), *_words()), TYPED)


def _authorities(viewer: Viewer, today: date) -> Iterator[Entry]:
    now = authorities(today)
    for one in now:
        if viewer.may_read_authority(one.authority_id):
            yield _authority(one, f"{one.authority_type.capitalize()}, {one.region_name}")
    gone = {change.from_id for change in changes()} - {one.authority_id for one in now}
    for one in (authority(id_) for id_ in sorted(gone)):
        if one.valid_to is not None and one.valid_to < today and viewer.may_read_authority(one.authority_id):
            yield _authority(one, f"Ended on {day(one.valid_to)}; its history is kept")


def _authority(one: Authority, line: str) -> Entry:
    names = (*one.aliases, one.dfe_code, one.ons_code, _initials(one.name))
    return Entry(
        AUTHORITIES, one.name, line, f"/authority?code={one.address_code}", tuple(name for name in names if name)
    )


def _initials(name: str) -> str:
    """ "BCP" for Bournemouth, Christchurch and Poole; "" for a name of fewer than three parts."""
    parts = [word for word in re.findall(r"\w+", name) if word[0].isupper()]
    return "".join(word[0] for word in parts) if len(parts) >= 3 else ""


def _indicators(*, may_compare: bool) -> Iterator[Entry]:
    compared = {one.id for one in comparable()} if may_compare else set()
    for one in INDICATORS.values():
        also = ("Compare authorities", f"/compare?by={one.id}&indicator={one.id}") if one.id in compared else None
        if not one.is_supporting:
            yield Entry(MEASURES, one.title, one.definition, f"/definitions?indicator={one.id}", (one.id,), also)


def _recommendations() -> Iterator[Entry]:
    for code, one in RECOMMENDATIONS.items():
        yield Entry(
            RECOMMENDED,
            code.label,
            one.title,
            f"/recommendations?recommendation={code}",
            (str(code), code.label.partition(". ")[2]),
        )


def _pages(mine: Sequence[tuple[str, str]]) -> Iterator[Entry]:
    for title, path in mine:
        yield Entry(
            PAGES,
            title,
            _PAGE_LINES.get(path, "A page of this service"),
            "/" if path == "overview" else f"/{path}",
            (path,),
        )
    for title, part, line in _PARTS:
        yield Entry(PAGES, title, line, f"/definitions?part={part}")


def _words() -> Iterator[Entry]:
    here = "/definitions?part=glossary"
    for word, meaning in PRODUCT_WORDS:
        yield Entry(WORDS, word, meaning, f"{here}#{word_anchor(word)}")
    for several in (words for words in vocabularies() if words is not Recommendation):
        title = title_of(several)
        for one in several:
            yield Entry(WORDS, one.label, f"{title}: {one.meaning}", f"{here}#{several.__name__.lower()}")
