"""Workforce: the authorities that the shortfall is in, and what changed across England."""

from dataclasses import dataclass

from dashboard.cells import Moved, cell, moved, symbols
from dashboard.components import table
from dashboard.formats import counted, listed, number, percent
from dashboard.linked import linked
from dashboard.markup import Markup, Words, columns, details, heading, joined, link, paragraph
from dashboard.quarter import Quarter
from dashboard.sentences_workforce import short
from dashboard.views.workforce_posts import part
from schemas.authorities import Authority
from schemas.indicators_supporting import DECLARED_STAGE, MEMBERS_MISSING
from schemas.programme import REVIEW_MINIMUM, STATUTORY_CORE, Agency, Stage

SHOWN = 8
OTHER = ("ST-07", "ST-08", "CO-02", "ST-09")
_HEADS = ("Authority", "Children", "Missing of the Act's four", "Also missing of the review's six", "Declares", "Posts vacant")  # fmt: skip


@dataclass(frozen=True)
class Short:
    """An authority without a member that the Act requires."""

    authority: Authority
    core: tuple[Agency, ...]
    further: tuple[Agency, ...]
    declared: int | None

    @property
    def is_ahead(self) -> bool:
        """Whether it declares an operational Unit all the same."""
        return self.declared is not None and self.declared >= Stage.OPERATIONAL


def shortfall(quarter: Quarter) -> list[Short]:
    """The authorities that lack a member of the Act's four, most children first: as far as the viewer may see them."""
    lacking = {agency: quarter.values(MEMBERS_MISSING, part(agency)) for agency in REVIEW_MINIMUM}
    said = quarter.values(DECLARED_STAGE)
    found = []
    for place in quarter.authorities:
        id_ = place.authority_id
        missing = tuple(agency for agency, where in lacking.items() if where.get(id_, 0) > 0)
        core = tuple(agency for agency in missing if agency in STATUTORY_CORE)
        declared = round(said[id_]) if id_ in said else None
        if core:
            found.append(Short(place, core, tuple(a for a in missing if a not in core), declared))
    return sorted(found, key=lambda one: (-one.authority.population_0_17, one.authority.name))


def authorities_short(quarter: Quarter) -> Markup:
    """The table of them, for those who may read every authority."""
    found = shortfall(quarter)
    children = sum(one.authority.population_0_17 for one in found)
    title = heading(short(len(found), children, sum(one.is_ahead for one in found)), anchor="shortfall", is_pinned=True)
    if not found:
        return title
    rows = [_row(quarter, one) for one in found]
    sub = (
        "Those with most children come first: that is what the shortfall touches, and says nothing of how well they do."
    )
    rest = [details(f"Show all {len(rows)}", _table(rows, "Every authority without a member"))] if len(rows) > SHOWN else []  # fmt: skip
    first = _table(rows[:SHOWN], "Authorities without a member that the Act requires")
    return joined(
        [
            title,
            paragraph(sub, kind="sub"),
            first,
            symbols(quarter, [("ST-02", one.authority.authority_id, "") for one in found]),
            *rest,
        ]
    )


def _table(rows: list[tuple[Words, ...]], caption: str) -> Markup:
    return table(_HEADS, rows, caption, numeric=[1, 5], is_stacked=True)


def _names(agencies: tuple[Agency, ...]) -> str:
    return listed([agency.label.lower() for agency in agencies]).capitalize()


def _row(quarter: Quarter, one: Short) -> tuple[Words, ...]:
    place = one.authority
    return (
        link(place.name, f"/authority?code={place.address_code}"),
        number(place.population_0_17) if place.population_0_17 else "Not known",
        _names(one.core),
        _names(one.further) or "None",
        "Not known" if one.declared is None else f"Stage {one.declared} {Stage(one.declared).label.lower()}",
        cell(quarter, "ST-02", place.authority_id, lambda it: percent(it.value or 0)),
    )


def changes(quarter: Quarter) -> Markup:
    """What changed since last quarter, beside the other indicators of staffing."""
    share: list[Moved] = [("Posts vacant", "ST-02", "", lambda one: one.value, 1, "%")]
    share += [(f"{a.label} posts vacant", "ST-02", part(a), lambda one: one.value, 1, "%") for a in REVIEW_MINIMUM]
    share += [
        ("Authorities with all four of the Act", "ST-03", "", lambda one: one.numerator, 0, ""),
        ("Authorities with all six of the review", "ST-04", "", lambda one: one.numerator, 0, ""),
        ("Secondments ending, no successor", "ST-06", "", lambda one: one.value, 1, "%"),
        ("Staff at the shared site", "CO-01", "", lambda one: one.value, 1, "%"),
    ]
    left = [
        heading("What changed", anchor="changed", is_pinned=True),
        paragraph(f"England, since {quarter.period.previous.label}.{_came_and_went(quarter)}", kind="sub"),
        moved(quarter, share, "What changed in staffing since last quarter"),
    ]
    right = [heading("Other figures of staffing", anchor="other"), linked(quarter, OTHER, "Other figures of staffing")]
    return columns(joined(left), joined(right), kind="wide-narrow")


def _came_and_went(quarter: Quarter) -> str:
    """How many authorities completed or lost the Act's four; nothing to those who do not see every authority."""
    now, before = quarter.values("ST-03"), quarter.values_before("ST-03")
    both = now.keys() & before.keys()
    if len(now) < (quarter.figure("ST-03").denominator or 0) or not both:
        return ""
    whole = len(STATUTORY_CORE)
    gained = sum(now[place] >= whole > before[place] for place in both)
    lost = sum(now[place] < whole <= before[place] for place in both)
    if not gained and not lost:
        return " No authority completed or lost the Act's four."
    return (
        f" {counted(gained, 'authority', 'authorities')} completed the Act's four and {number(lost)} lost one of them."
    )
