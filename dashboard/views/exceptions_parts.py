"""Parts of the page of exceptions: the list with its sums, the rules, how sure, and the same as a file."""

from collections import Counter
from collections.abc import Sequence

import polars as pl

from dashboard.answered import answer_to, answer_words
from dashboard.board_words import Row, below
from dashboard.components import table
from dashboard.consequence import MOST_QUARTERS, Sure, Weighed, since
from dashboard.exceptions import RULES
from dashboard.formats import counted, number
from dashboard.markup import Markup, Words, details, heading, joined, link, paragraph, strong
from schemas.recorded import OwnerRole
from schemas.sources.meetings import Answer

SHOWN = 25
_ORDER = (
    "By consequence, the greatest first: children aged 0 to 17 living there × how far off, in steps of the rule × "
    "quarters in a row. How sure stands beside it and changes nothing in the order."
)


def sentence(found: Sequence[Weighed], *, is_every: bool = True) -> str:
    """The page's finding; for an officer of what is their own."""
    if not found:
        none = "No authority meets" if is_every else "Your authority does not meet"
        return f"{none} a rule for this list this quarter."
    places = len({one.one.authority.authority_id for one in found})
    first = found[0].one
    have = counted(places, "authority has", "authorities have", at_start=True)
    many = counted(len(found), "exception")
    return f"{have} {many}; of most consequence: {first.authority.name}, {RULES[first.rule].title.lower()}."


def listed(found: Sequence[Weighed], answers: Sequence[Row] | None) -> Markup:
    """Exceptions in order, each with its reason, history, sum, and answer; None for answers that may not be read."""
    title = heading("Exceptions in order", anchor="list", is_pinned=True)
    if not found:
        return joined([title, paragraph("No exception meets this choice.")])
    rows = [_row(place, one, answers) for place, one in enumerate(found, 1)]
    parts = [title, paragraph(_ORDER, kind="sub"), _table(rows[:SHOWN], answers, "Exceptions in order")]
    if rest := rows[SHOWN:]:
        parts.append(details(f"Show the other {len(rest)}", _table(rest, answers, "The other exceptions")))
    return joined(parts)


def _table(rows: list[tuple[Words, ...]], answers: Sequence[Row] | None, caption: str) -> Markup:
    headings = ("Authority", "Why it is here", "Consequence", "How sure", "Explain, act or accept")
    return table(headings if answers is not None else headings[:4], rows, caption, is_stacked=True)


def _row(place: int, one: Weighed, answers: Sequence[Row] | None) -> tuple[Words, ...]:
    where, rule = one.one.authority, RULES[one.one.rule]
    name = link(where.name, f"/authority?code={where.address_code}")
    why = joined([strong(rule.title), below(one.one.happened), below(one.history)])
    cells: tuple[Words, ...] = (
        joined([name, below(f"{place}. {where.region_name}")]),
        why,
        joined([number(one.consequence), below(one.worked_out)]),
        joined([one.sure.label, below(_rests(one))]),
    )
    return cells if answers is None else (*cells, answer_words(answer_to(one.one, answers, since(one))))


def _rests(one: Weighed) -> str:
    return "Carried forward [e]" if one.sure is Sure.LOW else "This quarter"


def rules(found: Sequence[Weighed]) -> Markup:
    """The rules in words, what one step of each is, and how many each finds."""
    counts = Counter(one.one.rule for one in found)
    rows = [
        (rule.title, rule.words, rule.amount(rule.step), counts[code], "Return" if rule.is_counted else "Forecast or judgement")
        for code, rule in RULES.items()
    ]  # fmt: skip
    headings = ("Rule", "What it finds", "One step", "Found", "Rests on")
    sure = joined((joined([strong(f"{each.label}: "), each.meaning]) for each in Sure), " ")
    note = (
        "A step is a quarter of a year's worth, or the smallest thing that can be missing. "
        f"Quarters are counted back to {MOST_QUARTERS}. Children are those of the register of authorities; where their "
        "number is not known an exception stands last. Each may have a good reason: ask."
    )
    made = table(headings, rows, "The rules", numeric=[3], is_stacked=True)
    return joined([heading("The rules", anchor="rules", is_pinned=True), made, paragraph(note), paragraph("How sure. ", sure)])  # fmt: skip


def as_rows(found: Sequence[Weighed], answers: Sequence[Row] | None) -> pl.DataFrame:
    """The same as rows of a file."""
    return pl.DataFrame([_record(place, one, answers) for place, one in enumerate(found, 1)])


def _record(place: int, one: Weighed, answers: Sequence[Row] | None) -> dict[str, object]:
    where, rule = one.one.authority, RULES[one.one.rule]
    said = answer_to(one.one, answers or (), since(one))
    return {
        "order": place, "authority_code": where.ons_code, "authority": where.name, "region": where.region_name,
        "rule": rule.title, "what_happened": one.one.happened, "children_aged_0_to_17": one.children or None,
        "how_far_off": rule.amount(one.one.far), "steps": one.steps, "quarters_in_a_row": one.quarters,
        "consequence": one.consequence, "how_sure": one.sure.label, "history": one.history,
        "who_must_answer": f"{OwnerRole(said['owner_role']).label}, {said['owner_body']}" if said else "",
        "answer": Answer(said["answer"]).label if said and said["answer"] else "",
        "what_was_said": (said["words"] or "") if said else "",
    }  # fmt: skip
