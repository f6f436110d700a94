"""Definitions: indicators, words, what returns ask, how they are checked, symbols, accessibility. From the code."""

import streamlit as st

from dashboard import reads
from dashboard.components import headline, no_access, show
from dashboard.components_returns import choose
from dashboard.markup import Markup, joined, paragraph
from dashboard.views import accessibility, definitions_glossary, definitions_returns
from dashboard.views import definitions_indicators as indicators
from dashboard.views import definitions_rules as rules
from schemas.access import Viewer
from schemas.indicators import INDICATORS
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
            wanted = _find() if part == "checks" else ""
            chosen = _indicator() if part == "indicators" else ""
    opened = st.query_params.get("return", "")
    body = _checks(viewer, opened, wanted) if part == "checks" else _body(part, spec, chosen)
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


def _checks(viewer: Viewer, opened: str, wanted: str) -> Markup:
    lead = paragraph("Words in square brackets are replaced by the figures in the file.", kind="note")
    often = rules.fired(reads.rule_counts(viewer))
    note = "" if often else "How often each rule fires is shown to those who may read returns."
    return joined([lead, *([paragraph(note, kind="note")] if note else []), rules.catalogue(opened, wanted, often)])


def _find() -> str:
    return st.text_input(
        "Find a rule", key="find-rule", bind="query-params", max_chars=60, placeholder="A code, a heading or a word"
    ).strip()
