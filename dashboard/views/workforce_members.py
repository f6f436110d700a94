"""Workforce: the four members that the Act requires and the six that the review expects, side by side and never merged."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.cells import cell, places, symbols
from dashboard.charts import HALF, NARROW, DotRow, Scale, dots
from dashboard.components import table
from dashboard.figure import Figure, figure
from dashboard.formats import day, number, spelled
from dashboard.markup import Markup, Words, heading, joined
from dashboard.quarter import Quarter
from dashboard.sentences_workforce import complete
from schemas.authorities import ENGLAND
from schemas.indicators_supporting import MEMBERS_MISSING
from schemas.programme import REVIEW_MINIMUM, STATUTORY_CORE, Agency


@dataclass(frozen=True)
class Membership:
    """A set of members that somebody asks for.

    Args:
        key: its name on the page.
        indicator_id: how many authorities have all of it.
        agencies: whose members.
        who: the words after "all four".
        caption: what it is, for headings of tables.
    """

    key: str
    indicator_id: str
    agencies: tuple[Agency, ...]
    who: str
    caption: str


CORE = Membership(
    "core-members", "ST-03", STATUTORY_CORE, "members that the Act requires", "Statutory core: the four of the Act"
)
MINIMUM = Membership(
    "minimum-members",
    "ST-04",
    REVIEW_MINIMUM,
    "disciplines that the review expects",
    "Review minimum: the six of 2022",
)


def members_figure(quarter: Quarter, it: Membership) -> Figure | None:
    """In how many authorities each member is in post; None if nothing is known."""
    whole = quarter.figure(it.indicator_id)
    units = round(whole.denominator or 0)
    if not units:
        return None
    rows = [_row(quarter, agency, units) for agency in it.agencies]
    scale = Scale(_ticks(units), "", now="In post", before="In post last quarter")
    on = day(quarter.period.reference_date)
    count = None if whole.numerator is None else round(whole.numerator)
    return figure(
        it.key,
        complete(count, units, len(it.agencies), it.who),
        f"Authorities with the member in post at {on}, of {units} with a Unit that has posts. Ring last quarter.",
        dots(rows, scale, HALF),
        f"Dot plot. {'; '.join(f'{row.name} in post in {row.words}' for row in rows)}. The same data is in the table below.",
        _tables(quarter, it, rows),
        _frame(quarter, it),
        f"{it.key}-{str(quarter.period).replace(' ', '-')}.csv",
        f"A member is in post where the agency has nominated one and a post is filled, in every Unit of the authority. "
        f"All {spelled(len(it.agencies))} are counted for each authority; one Unit that is complete cannot hide another that is not. "
        "The Act's four and the review's six are two tests and are never added together.",
        "Unit implementation returns.",
        narrow=dots(rows, scale, NARROW),
        level=3,
    )  # fmt: skip


def _ticks(units: int) -> tuple[float, ...]:
    """Marks of the axis: round numbers well below the whole, then the whole."""
    step = next((step for step in (1, 5, 10, 25, 50) if units <= step * 5), 50)
    return (*(float(at) for at in range(0, units - step // 3, step)), float(units))


def _missing(quarter: Quarter, agency: Agency, place: str = ENGLAND) -> float | None:
    one = quarter.figure(MEMBERS_MISSING, place, f"agency={agency}")
    return one.value if one.numerator is None else one.numerator


def _row(quarter: Quarter, agency: Agency, units: int) -> DotRow:
    missing = _missing(quarter, agency)
    before = quarter.figure_before(MEMBERS_MISSING, ENGLAND, f"agency={agency}")
    was = None if before.value is None or before.denominator is None else before.denominator - before.value
    if missing is None:
        return DotRow(agency.label, None, words="[x]")
    words = f"{number(units - missing)}; {number(missing)} without"
    return DotRow(agency.label, units - missing, was, words=words)


def _tables(quarter: Quarter, it: Membership, rows: Sequence[DotRow]) -> Markup:
    agencies = [
        (row.name, number(row.now or 0), cell(quarter, MEMBERS_MISSING, ENGLAND, _count, f"agency={agency}"))
        for row, agency in zip(rows, it.agencies, strict=True)
    ]
    heads = (
        "Region",
        "With a Unit",
        f"All {spelled(len(it.agencies))}",
        *(f"No {a.label.lower()}" for a in it.agencies),
    )
    lines = [_region(quarter, it, code, name) for code, name in places()]
    numeric = range(1, len(heads))
    keys = [(it.indicator_id, code, "") for code, _ in places()]
    return joined(
        [
            table(("Member", "Authorities with", "Without"), agencies, it.caption, numeric=[1, 2]),
            table(heads, lines, f"{it.caption}, by region", numeric=numeric, last_is_total=True),
            symbols(quarter, keys),
        ]
    )  # fmt: skip


def _count(one: object) -> str:
    return number(getattr(one, "value", None) or 0)


def _region(quarter: Quarter, it: Membership, code: str, name: str) -> tuple[Words, ...]:
    units = quarter.figure(it.indicator_id, code).denominator
    return (
        name,
        number(units or 0),
        cell(quarter, it.indicator_id, code, lambda one: number(one.numerator or 0)),
        *(cell(quarter, MEMBERS_MISSING, code, _count, f"agency={agency}") for agency in it.agencies),
    )


def _frame(quarter: Quarter, it: Membership) -> pl.DataFrame:
    rows = []
    for code, name in places():
        whole = quarter.figure(it.indicator_id, code)
        without = [_missing(quarter, a, code) for a in it.agencies]
        units = whole.denominator
        having = [None if units is None or one is None else units - one for one in without]
        rows.append((name, units, whole.numerator, *having, *without))
    names = ["authorities_with_a_unit", "authorities_with_all"]
    names += [f"authorities_{way}_{a}" for way in ("with", "without") for a in it.agencies]
    return pl.DataFrame(rows, schema={"place": pl.String, **dict.fromkeys(names, pl.Float64)}, orient="row")


def members_heading() -> Markup:
    """What stands over the two."""
    return heading("The Act's four members and the review's six are two tests", anchor="members", is_pinned=True)
