"""Parts of the Overview: what may need a decision, what the rules pick out, what changed."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from dashboard.answered import answer_to, answer_words
from dashboard.board_words import Row, below
from dashboard.components import Tile, panel, table
from dashboard.counts import changes
from dashboard.counts import needed as points_needed
from dashboard.exceptions import RULE_WORDS, RULES, Exceptional
from dashboard.formats import counted, listed
from dashboard.markup import Markup, details, heading, html, joined, link, paragraph, strong
from dashboard.quarter import Quarter
from schemas.vocabulary import Rag

SHOWN = 5
_RATED = (Rag.RED, Rag.AMBER, Rag.GREEN, Rag.STALE, Rag.NOT_RATED, Rag.NOT_AVAILABLE)


def rated(nine: Sequence[Tile]) -> str:
    """How the nine are rated, in a sentence."""
    seen = Counter(tile.rag for tile in nine)
    said = [f"{seen[rag]} {rag.label.lower()}" for rag in _RATED if seen[rag]]
    verb = "is" if seen[next(rag for rag in _RATED if seen[rag])] == 1 else "are"
    words = listed(said).replace(" ", f" {verb} ", 1)
    return f"{words}. Each says what it was last quarter and whether that is better or worse."


def needed(quarter: Quarter) -> Markup:
    """What the figures say may need a decision."""
    points = points_needed(quarter)
    if not points:
        return panel(
            "What may need a decision", "Nothing in this quarter's figures asks for a decision.", kind="decisions"
        )
    items = joined(html("<li>{words}<span>{note}</span></li>", words=p.words, note=p.note) for p in points)
    words = joined(
        [
            html('<ol class="cpo-numbered">{items}</ol>', items=items),
            paragraph("Counted from the returns.", kind="small"),
        ]
    )
    return panel("What may need a decision", words, kind="decisions")


def picked_out(found: Sequence[Exceptional], answers: Sequence[Row], since: date) -> Markup:
    """The first exceptions with what was answered, and all of them with the rules behind a fold."""
    title = heading("Exceptions to discuss", anchor="exceptions", is_pinned=True)
    if not found:
        return joined([title, paragraph("No authority meets a rule for this list this quarter.")])
    chosen = paragraph(
        f"Chosen by rule, in the order of the rules, then by name; not ranked. {counted(len(found), 'exception')} in all.",
        kind="sub",
    )
    rest = (
        [details(f"See all {len(found)} exceptions", _table(found, answers, since, "Every exception this quarter"))]
        if len(found) > SHOWN
        else []
    )
    rules = joined(paragraph(strong(f"{RULES[rule]}: "), words) for rule, words in RULE_WORDS.items())
    return joined(
        [
            title,
            chosen,
            _table(found[:SHOWN], answers, since, "The first five exceptions"),
            *rest,
            details("See the rules", rules),
        ]
    )


def _table(found: Sequence[Exceptional], answers: Sequence[Row], since: date, caption: str) -> Markup:
    rows = [
        (
            link(e.authority.name, f"/authority?code={e.authority.address_code}"),
            html("{why}{happened}", why=strong(RULES[e.rule]), happened=below(e.happened)),
            answer_words(answer_to(e, answers, since)),
        )
        for e in found
    ]
    return table(("Authority", "Why it is here", "Explain, act or accept"), rows, caption, is_stacked=True)


def changed(quarter: Quarter) -> Markup:
    """What changed since last quarter, counted."""
    title = heading("What changed", anchor="changed", is_pinned=True)
    points = changes(quarter)
    if not points:
        return joined([title, paragraph("There is no earlier quarter to compare with yet.")])
    rows = [(link(p.words, p.href) if p.href else p.words, _kept(p.note)) for p in points]
    sub = paragraph(f"Since {quarter.period.previous.label}.", kind="sub")
    return joined([title, sub, table(("Change", "Number"), rows, "What changed since last quarter", numeric=[1])])


def _kept(words: str) -> Markup:
    return html('<span class="cpo-nowrap">{words}</span>', words=words)
