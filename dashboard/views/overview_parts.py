"""Parts of the Overview: what may need a decision, what the rules pick out, what changed."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote_plus

from dashboard.answered import answer_to, answer_words
from dashboard.board_words import Row, below
from dashboard.components import Tile, panel, table
from dashboard.consequence import Weighed, since, to_discuss, weight
from dashboard.counts import changes
from dashboard.counts import needed as points_needed
from dashboard.exceptions import RULES
from dashboard.formats import counted, listed
from dashboard.markup import Markup, heading, html, joined, link, paragraph, strong
from dashboard.quarter import Quarter
from schemas.periods import Period
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


def picked_out(found: Sequence[Weighed], answers: Sequence[Row], period: Period) -> Markup:
    """The exceptions to discuss with what was answered, and the way to all of them."""
    title = heading("Exceptions to discuss", anchor="exceptions", is_pinned=True)
    if not found:
        return joined([title, paragraph("No authority meets a rule for this list this quarter.")])
    shown = to_discuss(found, SHOWN)
    words = "By consequence: children living there × how far off × how long. One of each rule while there are others. "
    every = link(
        f"See all {counted(len(found), 'exception')} and the rules", f"/exceptions?quarter={quote_plus(period.label)}"
    )
    rows = [
        (
            link(each.one.authority.name, f"/authority?code={each.one.authority.address_code}"),
            html("{why}{what}", why=strong(RULES[each.one.rule].title), what=below(joined([each.one.happened, weight(each)], " "))),
            answer_words(answer_to(each.one, answers, since(each))),
        )
        for each in shown
    ]  # fmt: skip
    made = table(("Authority", "Why it is here", "Explain, act or accept"), rows, "Exceptions to discuss", is_stacked=True)  # fmt: skip
    return joined([title, paragraph(words, kind="sub"), made, paragraph(every)])


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
