"""Funding: what a Unit costs next year, who has agreed to pay, and how much of it each authority has secured."""

from collections.abc import Sequence

import polars as pl

from dashboard.cells import cell, places, plain, symbols
from dashboard.charts import HALF, NARROW, DotRow, Scale, Share, StripRow, dots, scale_to, strip, waterfall
from dashboard.components import table
from dashboard.figure import Figure, figure
from dashboard.formats import counted, number, percent, pounds
from dashboard.markup import Markup, Words, details, joined, link
from dashboard.quarter import Figure as One
from dashboard.quarter import Quarter
from dashboard.sentences_funding import cover, cover_by_region, next_year, partners
from dashboard.views.funding_flow import money
from dashboard.views.workforce_posts import bounds, lines
from schemas.authorities import ENGLAND, Authority, regions
from schemas.periods import Period
from schemas.programme import STATUTORY_PARTNERS, Partner

COVER, SHARES, PER_CHILD = "FU-06", "FU-07", "FU-05"
_SOURCE = "Funding returns, certified by the section 151 officer."
_HOW = (
    "Cash and posts or premises in kind that partners have approved for next financial year, without time-limited grant, "
    "against the running cost of the Units next year."
)
_SILENT = tuple(partner for partner in STATUTORY_PARTNERS if partner is not Partner.LOCAL_AUTHORITY)


def year_after(quarter: Quarter) -> str:
    """The financial year after the quarter's."""
    return Period(quarter.period.year + 1, 1).financial_year


def next_year_figure(quarter: Quarter) -> Figure | None:
    """England's waterfall: needed next year, each partner's part, and the gap; None if no cost is known."""
    cost = quarter.figure(COVER)
    if not cost.denominator:
        return None
    paying = [Share(partner.label, gbp) for partner in Partner if (gbp := _agreed(quarter, partner))]
    year, gap = year_after(quarter), max(cost.denominator - (cost.numerator or 0), 0)
    rows = [("Needed", cost.denominator), *((share.name, share.gbp) for share in paying), ("Not yet secured", gap)]
    spoken = "; ".join(f"{name} {pounds(gbp, is_national=True)}" for name, gbp in rows)
    return figure(
        "next-year",
        next_year(money(quarter), year),
        f"Running cost of Units in {year} and who has agreed to pay, England.{_secured(cost)}",
        waterfall(cost.denominator, paying, is_national=True),
        f"Waterfall chart. {spoken}. The same data is in the table below.",
        _cost_table(quarter, "Running cost"),
        _cost_frame(quarter),
        f"next-year-{str(quarter.period).replace(' ', '-')}.csv",
        _HOW,
        _SOURCE,
        narrow=waterfall(cost.denominator, paying, is_national=True, is_narrow=True),
    )  # fmt: skip


def _agreed(quarter: Quarter, partner: Partner, place: str = ENGLAND) -> float | None:
    return quarter.figure(SHARES, place, f"partner={partner}").numerator


def _secured(cost: One) -> str:
    if cost.value is None:
        return ""
    counts = "" if cost.due is None else f" {cost.returned} of {cost.due} authorities returned."
    return f" {percent(cost.value)} is secured.{counts}"


def _cost_table(quarter: Quarter, what: str) -> Markup:
    rows = [_cost(quarter, code, name) for code, name in places()]
    heads = ("Region", "Needed", "Secured", "Gap", "Secured, share", "Cost for each child")
    shown = table(heads, rows, f"{what} in {year_after(quarter)}", numeric=range(1, 6), last_is_total=True)
    return joined([shown, symbols(quarter, [(COVER, code, "") for code, _ in places()])])


def _cost(quarter: Quarter, code: str, name: str) -> tuple[Words, ...]:
    def m(value: float | None) -> str:
        return pounds(value or 0, is_national=True)

    return (
        name,
        cell(quarter, COVER, code, lambda one: m(one.denominator)),
        cell(quarter, COVER, code, lambda one: m(one.numerator)),
        cell(quarter, COVER, code, lambda one: m(max((one.denominator or 0) - (one.numerator or 0), 0))),
        cell(quarter, COVER, code, lambda one: percent(one.value or 0)),
        cell(quarter, PER_CHILD, code, lambda one: f"£{number(one.value or 0, 2)}"),
    )


def _cost_frame(quarter: Quarter) -> pl.DataFrame:
    rows = []
    for code, name in places():
        cost = quarter.figure(COVER, code)
        own = (cost.denominator, cost.numerator, cost.value, quarter.figure(PER_CHILD, code).value)
        rows.append((name, *own, *(_agreed(quarter, partner, code) for partner in Partner), cost.flags))
    names = (
        "needed_gbp",
        "secured_gbp",
        "secured_pct",
        "cost_per_child_gbp",
        *(f"{partner}_gbp" for partner in Partner),
    )
    return pl.DataFrame(
        rows, schema={"place": pl.String, **dict.fromkeys(names, pl.Float64), "flags": pl.String}, orient="row"
    )  # fmt: skip


def partners_figure(quarter: Quarter) -> Figure | None:
    """Each partner's share of what is agreed: neutral. None if nothing is agreed."""
    rows = [_partner(quarter, partner) for partner in Partner]
    known = {row.name: row.now for row in rows if row.now is not None}
    if not known:
        return None
    every = [value for row in rows for value in (row.now, row.before, *(v for _, v in row.others)) if value is not None]
    scale = scale_to(every, Scale(now="England"))
    silent = silent_partners(quarter)
    return figure(
        "partners",
        partners(known, len({place.authority_id for place, _ in silent})),
        f"Share of all contributions agreed for {year_after(quarter)}. Disc England, ring last quarter, grey dots the regions. Neutral.",
        dots(rows, scale, HALF),
        f"Dot plot. {'; '.join(f'{row.name} {row.words}' for row in rows)}. The same data is in the table below.",
        _partner_table(quarter, silent),
        _cost_frame(quarter),
        f"partners-{str(quarter.period).replace(' ', '-')}.csv",
        "Each partner's contributions, with posts and premises in kind costed, over all contributions agreed.",
        _SOURCE,
        narrow=dots(rows, scale, NARROW),
    )  # fmt: skip


def _partner(quarter: Quarter, partner: Partner) -> DotRow:
    breakdown = f"partner={partner}"
    now, before = (look(SHARES, ENGLAND, breakdown) for look in (quarter.figure, quarter.figure_before))
    others = [(name, quarter.figure(SHARES, code, breakdown).value) for code, name in regions().items()]
    known = tuple((name, value) for name, value in others if value is not None)
    return DotRow(partner.label, now.value, before.value, known, plain(now, percent))


def silent_partners(quarter: Quarter) -> list[tuple[Authority, str]]:
    """The authorities, as far as the viewer may see them, where the police or the care board has agreed nothing."""
    agreed = quarter.values(SHARES)
    given = {partner: quarter.values(SHARES, f"partner={partner}") for partner in _SILENT}
    return [
        (place, partner.label)
        for place in quarter.authorities
        for partner in _SILENT
        if place.authority_id in agreed and given[partner].get(place.authority_id) == 0
    ]


def _partner_table(quarter: Quarter, silent: Sequence[tuple[Authority, str]]) -> Markup:
    rows = [
        (name, *(cell(quarter, SHARES, code, lambda one: percent(one.value or 0), f"partner={p}") for p in Partner))
        for code, name in places()
    ]
    heads = ("Region", *(partner.label for partner in Partner))
    shown = table(heads, rows, "Partners' shares by region", numeric=range(1, 6), last_is_total=True)
    if not silent:
        return shown
    lines = [(link(place.name, f"/authority?code={place.address_code}"), partner) for place, partner in silent]
    every = table(("Authority", "Pays nothing"), lines, "Authorities where a safeguarding partner pays nothing")
    summary = f"Show {counted(len(lines), 'authority', 'authorities')} where the police or health pay nothing"
    return joined([shown, details(summary, every)])


def cover_figure(quarter: Quarter) -> Figure | None:
    """Each authority's cover for next year in its region's row, England marked; regions alone to those who see no other."""
    england = quarter.figure(COVER)
    rows = [_strip_row(quarter, code, name) for code, name in regions().items()]
    if england.value is None and all(row.own is None for row in rows):
        return None
    scale = Scale(lines=lines(COVER, quarter))
    year = year_after(quarter)
    return figure(
        "cover",
        _cover_title(quarter, rows),
        f"Share of {year}'s running cost secured, without time-limited grant. A stroke is a region, the navy line England"
        f"{', a grey dot one authority' if _is_every(quarter) else ''}. Not a ranking.",
        strip(rows, england.value, scale),
        f"Strip plot. England {plain(england, percent)}. {'; '.join(f'{row.name} {row.words}' for row in rows)}. "
        "The same data is in the table below.",
        _cover_table(quarter),
        _cover_frame(quarter),
        f"cover-{str(quarter.period).replace(' ', '-')}.csv",
        _HOW + " An authority that has secured more than it needs does not make up for another: England is the sum.",
        _SOURCE,
        narrow=strip(rows, england.value, scale, NARROW),
    )  # fmt: skip


def _is_every(quarter: Quarter) -> bool:
    """Whether the viewer sees more authorities than their own: what is said of "authorities" must be of all."""
    return len(quarter.values(COVER)) > len(regions())


def _cover_title(quarter: Quarter, rows: Sequence[StripRow]) -> str:
    green, red = bounds(COVER, quarter)
    values = quarter.values(COVER).values()
    if not _is_every(quarter) or green is None or red is None:
        return cover_by_region({row.name: row.own for row in rows if row.own is not None})
    return cover(sum(v >= green for v in values), sum(v < red for v in values), len(values), green, red)


def _strip_row(quarter: Quarter, code: str, name: str) -> StripRow:
    values, one = quarter.values(COVER), quarter.figure(COVER, code)
    points = tuple((a.name, values[a.authority_id]) for a in quarter.authorities if a.region_code == code and a.authority_id in values)  # fmt: skip
    own = frozenset() if _is_every(quarter) else frozenset(name for name, _ in points)
    return StripRow(name, one.value, points, plain(one, lambda value: f"{percent(value)} secured"), own)


def _cover_table(quarter: Quarter) -> Markup:
    rows = [
        (link(a.name, f"/authority?code={a.address_code}"), a.region_name, *_covered(quarter, a.authority_id))
        for a in quarter.authorities
        if quarter.figure(COVER, a.authority_id).due is not None
    ]
    heads = ("Authority", "Region", "Needed", "Secured", "Share")
    own = [table(heads, rows, "Cover for next year, by authority", numeric=[2, 3, 4])] if rows else []
    return joined([_cost_table(quarter, "What is secured"), *own])


def _covered(quarter: Quarter, place: str) -> tuple[Words, ...]:
    return (
        cell(quarter, COVER, place, lambda one: pounds(one.denominator or 0)),
        cell(quarter, COVER, place, lambda one: pounds(one.numerator or 0)),
        cell(quarter, COVER, place, lambda one: percent(one.value or 0)),
    )


def _cover_frame(quarter: Quarter) -> pl.DataFrame:
    whose = [(ENGLAND, "England", ""), *((code, name, name) for code, name in regions().items())]
    whose += [(a.authority_id, a.name, a.region_name) for a in quarter.authorities]
    rows = []
    for id_, name, region in whose:
        one = quarter.figure(COVER, id_)
        if one.due is not None:
            rows.append((name, region, one.denominator, one.numerator, one.value, str(one.status), one.flags))
    numbers = dict.fromkeys(("needed_gbp", "secured_gbp", "secured_pct"), pl.Float64)
    texts = dict.fromkeys(("status", "flags"), pl.String)
    return pl.DataFrame(rows, schema={"place": pl.String, "region": pl.String, **numbers, **texts}, orient="row")
