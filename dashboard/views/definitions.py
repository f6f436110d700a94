"""Definitions: indicators, words, what returns ask, how they are checked, symbols, accessibility. From the code."""

import streamlit as st

from dashboard import reads_rules
from dashboard.components import headline, no_access, show
from dashboard.components_returns import choose
from dashboard.formats import listed
from dashboard.looked_at import day_looked_at
from dashboard.markup import Markup, joined, paragraph
from dashboard.views import accessibility, definitions_glossary, definitions_returns
from dashboard.views import definitions_indicators as indicators
from dashboard.views import definitions_rules as rules
from schemas.access import Permission, Viewer
from schemas.indicators import INDICATORS
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.spec import ReturnSpec

PARTS = {
    "indicators": "Indicators",
    "glossary": "Glossary",
    "returns": "What each return asks",
    "checks": "How returns are checked",
    "symbols": "Symbols and ratings",
    "accessibility": "Accessibility statement",
}
_SENTENCES = {
    "glossary": "Every word on these pages has one meaning.",
    "symbols": "A blank always says why it is blank.",
    "accessibility": "Everyone should be able to read these pages, and one part falls short.",
}


def page(viewer: Viewer) -> None:
    """The page, for everyone who is signed in."""
    if not viewer.roles:
        show(no_access("Your account has no role in this service yet."))
        return
    top = st.container()
    with st.container(key="controls-definitions"):
        left, right = st.columns(2)
        with left:
            part = choose("Show", PARTS, "part")
        with right:
            spec = _return() if part == "returns" else None
            only = choose("Return or file", rules.choices(), "return") if part == "checks" else ""
            chosen = _indicator() if part == "indicators" else ""
        wanted = _find() if part == "checks" else ""
    body = _checks(viewer, only, wanted) if part == "checks" else _body(part, spec, chosen)
    with top:
        name = PARTS[part] + (f" · {chosen}" if chosen else "")
        show(headline(f"Definitions · {name}", _sentence(part, spec, chosen)))
    show(body)


def _return() -> ReturnSpec:
    return RETURNS[choose("Return", {spec.code: spec.title for spec in RETURNS.values()}, "return")]


def _indicator() -> str:
    titles = {indicator.id: f"{indicator.id} {indicator.title}" for indicator in INDICATORS.values()}
    return choose("Indicator", {"": "All indicators", **titles}, "indicator")


def _sentence(part: str, spec: ReturnSpec | None, chosen: str) -> str:
    if part == "indicators":
        return indicators.headline_sentence(chosen)
    if part == "checks":
        return f"{rules.rule_count()} rules check what is sent and what is published, each with the reason for it."
    if spec is None:
        return _SENTENCES[part]
    columns = sum(len(sheet.columns) for sheet in spec.sheets)
    return f"The {spec.title} has {len(spec.sheets)} sheets and {columns} columns."


def _body(part: str, spec: ReturnSpec | None, chosen: str) -> Markup:
    if part == "indicators":
        return indicators.one_indicator(INDICATORS[chosen]) if chosen else indicators.all_indicators()
    if spec is not None:
        return definitions_returns.dictionary(spec)
    bodies = {
        "glossary": definitions_glossary.glossary,
        "symbols": definitions_glossary.symbols,
        "accessibility": accessibility.statement,
    }
    return bodies[part]()


def _checks(viewer: Viewer, only: str, wanted: str) -> Markup:
    today = day_looked_at(viewer)
    latest = Period.latest_ended(today)
    quarters, often = (latest.previous, latest), None
    note = "How often each rule fires is shown to those who may read returns."
    if viewer.may(Permission.READ_RETURNS):
        counts = reads_rules.rule_counts(viewer, tuple(map(str, quarters)))
        often = rules.Often.of(counts, reads_rules.waivers(viewer, today))
        note = "Findings are counted in the newest version of each return that you may read, of "
        note += f"{listed([period.label for period in quarters])}: drafts and waived findings too."
    lead = paragraph("Words in square brackets are replaced by the figures in the file. ", note, kind="note")
    return joined([lead, rules.catalogue(only, wanted, often)])


def _find() -> str:
    return st.text_input(
        "Find a rule", key="find-rule", bind="query-params", max_chars=60, placeholder="A code, a heading or a word"
    ).strip()
