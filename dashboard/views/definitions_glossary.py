"""The glossary and the symbols: read from the vocabulary in the code, so that they cannot differ from it."""

import re
from enum import IntEnum

from dashboard.components import SYMBOLS, symbol, tag
from dashboard.formats import counted
from dashboard.markup import Markup, fold, heading, joined, paragraph
from dashboard.tables import table
from schemas import bodies, practice, programme, recorded, vocabulary, windows
from schemas.base import Worded
from schemas.continuity import View
from schemas.programme import Stage
from schemas.sources import meetings
from schemas.spec import Kind
from schemas.vocabulary import Rag

PRODUCT_WORDS: tuple[tuple[str, str], ...] = (
    (
        "Unit",
        "A Multi-Agency Child Protection Unit: social work, police, health and education working as one team.",
    ),
    ("Authority", "One of the 153 local authorities in England that are responsible for children's services."),
    ("Register of authorities", "Who is an authority on which day, with codes, names and successors. A change is entered by one person and confirmed by another."),
    ("Footprint", "The area of an authority that was split: it, and all that it became, as one line."),
    ("Return", "The form that every authority is asked to fill in each quarter."),
    ("Collection", "One return for one quarter: the day it opens, the day it is due and the cut-off."),
    ("Cut-off", "The last day on which a return is taken, unless the collection is extended or re-opened for an authority."),
    ("Working day", "Monday to Friday, without the bank holidays of England and Wales."),
    ("Submission", "One file sent for one authority in one collection. Each has a version; none is ever overwritten."),
    ("Issue", "One thing found in a file, at a cell: an error, a query or a note."),
    ("Query", "A figure that may be right but is surprising. Correct it, or explain it in at least 20 characters."),
    ("Explanation", "Why the figure of a query is right: a reason and words. It stays while the value is the same."),
    (
        "Asked again",
        "The department returned an explanation: the query is open until it is explained differently. Figures still count.",
    ),
    ("First-pass rate", "The share of returns whose first version was accepted."),
    (
        "Waiver",
        "An agreed exception to a rule, for one authority and until a day. The finding is listed and blocks nothing.",
    ),
    ("Source", "A public file that is fetched rather than asked for, for example inspection outcomes."),
    ("Indicator", "A measure that the programme is judged by, worked out the same way everywhere."),
    ("Observation", "The value of an indicator for one place and one quarter."),
    ("Numerator and denominator", "What is counted, and what it is counted out of. A share is one over the other."),
    ("Minimum base", "The smallest denominator for which a share is rated. Below it, one case would move the rating."),
    ("Release", "A dated set of figures: what the Board sees. A correction makes a new release; the old one is kept."),
    ("Trail of events", "Who did what and when, each event hashed with the one before, so that no edit goes unseen."),
    ("Declared stage", "The stage that the safeguarding partners say their Unit has reached."),
    ("Evidenced stage", "The stage that the evidence in the return supports, gate by gate."),
    ("Milestone", "One of twenty steps that every authority plans for: baseline, forecast, and the day it was met."),
    ("Baseline", "The date first agreed with the department. It does not move."),
    ("Forecast", "The date on which the partnership now expects to meet a milestone."),
    ("Re-dated", "An action whose date was changed: its baseline stays, and each change has a reason and who agreed."),
    ("Evidence of impact", "Proof that something changed for children. It counts once someone from outside accepts it."),
    ("Exception", "A figure that stands out by a rule. Whoever must answer explains it, acts on it or accepts it."),
    ("Consequence", "Children living there × how far off × quarters in a row: the order of exceptions."),
    ("Alert", "A mail that a person asked for: a number crossed, a release out, something overdue."),
    ("Dependency", "An action of the plan that waits for another. It is late if that one comes after it is needed."),
    ("Slipped", "A forecast that moved later by more than 30 days."),
    ("Funnel", "Each authority's figure by its size, between limits that chance and the usual spread allow. Outside is a reason to ask why."),
    ("Control limits", "How far a series usually moves. A figure outside them, or eight in a row on one side of the mean, is a signal to ask why."),
    ("Carried forward", "An authority's last known value, used where it sent no return. Marked [e]."),
    ("Not returned", "The authority sent no return that was accepted for the quarter."),
    ("Secured", "Money for the years after the grant that partners have agreed in an approved budget."),
    ("Corrected", "Published and then changed. Marked [r], with the reason."),
    ("Safeguarding partners", "The local authority, the integrated care board and the chief constable for an area."),
    (
        "Section 47 enquiry",
        "An enquiry that an authority must make when it suspects that a child is likely to suffer significant harm.",
    ),
    ("Initial child protection conference", "The meeting that decides whether a child needs a child protection plan."),
    (
        "Statistical neighbours",
        "The ten authorities most like an authority in people and circumstances. Fairer than a ranking.",
    ),
    ("Suppression", "Leaving out a small number so that nobody can be identified. Shown as [c]."),
    ("Middle", "The median: half of the values are below it and half above."),
)  # fmt: skip

_TITLES = {
    "Rag": "Ratings",
    "ValueStatus": "Why a value is or is not a number",
    "Kind": "What may be typed into a cell",
    "View": "Boundaries of a series",
}


def title_of(words: type) -> str:
    """A class of words, as a heading: SubmissionStatus → "Submission status"."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words.__name__)
    return _TITLES.get(words.__name__, spaced[:1] + spaced[1:].lower())


def word_anchor(word: str) -> str:
    """The id of a word of the product on the glossary page: "Cut-off" → "word-cut-off"."""
    return f"word-{re.sub(r'[^a-z0-9]+', '-', word.lower())}"


def vocabularies() -> tuple[type[Worded], ...]:
    """Every class of words in the vocabulary, in the order of its file, the kinds of cell and the views of a series."""
    declared = (
        thing
        for thing in (
            word
            for words in (vocabulary, programme, practice, windows, recorded, bodies, meetings)
            for word in vars(words).values()
        )
        if isinstance(thing, type)
    )
    mine = (c for c in declared if issubclass(c, Worded) and c is not Worded)
    return tuple(dict.fromkeys([*mine, Kind, View]))


def glossary() -> Markup:
    """All words of the product, then each list of words that a return or a page may use."""
    known = sorted(PRODUCT_WORDS)
    anchors = [word_anchor(word) for word, _ in known]
    own = table(("Word", "Meaning"), known, "Words used on every page", is_stacked=True, row_ids=anchors)
    lists = (_list(words) for words in vocabularies())
    title = heading("Words that a return or a page may use, list by list")
    return joined([heading("Words used on every page"), own, title, _stages(), *lists])


def _list(words: type[Worded]) -> Markup:
    title = title_of(words)
    rows = [(tag(m) if isinstance(m, Rag) else m.label, m.meaning) for m in words]
    lead = paragraph((words.__doc__ or "").split("\n")[0])
    body = joined([lead, table(("Word", "Meaning"), rows, title, is_stacked=True)])
    return fold(title, counted(len(rows), "word"), body, anchor=words.__name__.lower())


def _stages() -> Markup:
    assert issubclass(Stage, IntEnum)  # noqa: S101 - stages are numbers, so they carry no sentence of their own
    meanings = programme.STAGE_MILESTONES
    planned = {stage: f"Planned from: {milestone.label.lower()}." for stage, milestone in meanings.items()}
    rows = [(f"{stage.value} {stage.label}", planned.get(stage, "Nothing is in place yet.")) for stage in Stage]
    lead = paragraph((Stage.__doc__ or "").split("\n")[0])
    return fold(
        "Stages",
        counted(len(rows), "stage"),
        joined([lead, table(("Stage", "Milestone"), rows, "Stages")]),
        anchor="stage",
    )


_WHEN = {
    "c": "The number is small enough to identify someone, or would give such a number away.",
    "x": "There was no return, or no figure in it, or the measure's source does not exist yet.",
    "z": "There were no cases to measure, or the measure does not apply to the place.",
    "u": "The value rests on too little, or on evidence known to be weak.",
    "low": "The value is above zero but would show as zero.",
    "e": "The authority's last value is carried forward, or the value is derived.",
    "p": "The value may change when the collection closes.",
    "r": "The value was published before and has been corrected.",
    "b": "A definition or a boundary changed, so earlier values cannot be compared.",
}


def symbols() -> Markup:
    """Every symbol that may stand beside or instead of a number, and every rating."""
    rows = [(symbol(code), words, _WHEN[code]) for code, words in SYMBOLS.items()]
    ratings = [(tag(rating), rating.meaning) for rating in Rag]
    return joined(
        [
            heading("Beside or instead of a number"),
            table(("Shown", "Spoken", "When"), rows, "Symbols beside or instead of a number"),
            heading("Ratings"),
            paragraph("Six values and no others. A rating is worked out once, and kept with its reason."),
            table(("Rating", "Meaning"), ratings, "Ratings"),
        ]
    )
