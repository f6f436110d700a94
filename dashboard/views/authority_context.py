"""Context on an authority's page: published statistics beside its region's and England's, never rated."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard.components import flagged, symbols_used, table
from dashboard.formats import listed, number, percent
from dashboard.markup import Markup, Words, details, heading, html, joined, link, paragraph
from schemas.context import CONTEXT

_UNITS = {one.code: one.unit for one in CONTEXT}
_FIRST = ("in_need_rate", "plans_rate", "vacancies", "spend_per_child")


def context(found: pl.DataFrame, name: str) -> Markup:
    """The newest figure of each measure with its year, and the earlier ones behind a fold.

    Args:
        found: as `etl.context.authority_context` gives it.
        name: the authority's.
    """
    if found.is_empty():
        return Markup("")
    newest = found.group_by("code", maintain_order=True).last()
    rows = newest.to_dicts()
    region = str(rows[0]["region"])
    shown = table(
        ("Measure", "Year", name, region, "England"), [_row(row) for row in rows],
        f"Published statistics of {name}, {region} and England", numeric=[2, 3, 4], is_stacked=True,
    )  # fmt: skip
    lead = (
        "From official statistics, so that the figures above can be read in proportion. None of it is rated, and none is "
        "from the authority's own returns."
    )
    earlier = found.join(newest.select("code", "period"), on=["code", "period"], how="anti").to_dicts()
    return joined(
        [
            heading("Context", anchor="context", is_pinned=True),
            paragraph(_sentence(rows, name), kind="sub"),
            paragraph(lead, kind="note"),
            shown,
            symbols_used(_symbols(rows)),
            *_joint(rows, name),
            _sources(rows),
            *([_earlier(earlier, name, region)] if earlier else []),
        ]
    )


def _sentence(rows: Sequence[dict[str, Any]], name: str) -> str:
    """The first measure that both have, in words."""
    for row in (one for code in _FIRST for one in rows if one["code"] == code):
        if row["value"] is None or row["england_value"] is None:
            continue
        words = [_value(row["code"], row[which]) for which in ("value", "england_value")]
        unit = _UNITS[row["code"]]
        per = f" {unit.removeprefix('£ ')}" if unit not in ("%", "children") else ""
        return f"{row['title']}: {words[0]}{per} in {name}, {words[1]} in England ({row['period']})."
    return f"What official statistics say of {name}, its region and England."


def _row(row: dict[str, Any]) -> tuple[object, ...]:
    unit = _UNITS[row["code"]]
    title = row["title"] if unit in ("%", "children") else f"{row['title']}, {unit}"
    own = _shown(row, "value", "status")
    joint = html(" <span>(joint)</span>") if row["shared_with"] else ""
    return (
        title,
        row["period"],
        joined([own, joint]),
        _shown(row, "region_value", "region_status"),
        _shown(row, "england_value", "england_status"),
    )


def _shown(row: dict[str, Any], value: str, status: str) -> Markup:
    words: Words = "" if row[value] is None else _value(row["code"], row[value])
    return flagged(words, row[status])


def _value(code: str, value: float) -> str:
    unit = _UNITS[code]
    if unit == "%":
        return percent(value)
    if unit == "children":
        return number(value)
    return f"£{number(value)}" if unit.startswith("£") else number(value, 1)


def _symbols(rows: Sequence[dict[str, Any]]) -> set[str]:
    return {str(row[which]) for row in rows for which in ("status", "region_status", "england_status")}


def _joint(rows: Sequence[dict[str, Any]], name: str) -> list[Markup]:
    """Which figures are several authorities' together."""
    shared = {row["shared_with"]: row["title"].lower() for row in rows if row["shared_with"]}
    return [
        paragraph(
            f"Joint: {name} reports together with {others}, and the published figure is of all of them, "
            f"for example {title}. It is not shared out.",
            kind="small",
        )
        for others, title in shared.items()
    ]


def _sources(rows: Sequence[dict[str, Any]]) -> Markup:
    known = {row["source"]: (row["publisher"], row["licence"]) for row in rows}
    publishers: dict[tuple[str, str], list[str]] = {}
    for source, said in known.items():
        publishers.setdefault(said, []).append(source)
    words = [
        f"{publisher}: {listed([s[0].lower() + s[1:] for s in sources])} ({licence})"
        for (publisher, licence), sources in publishers.items()
    ]
    cells = [(row["title"], row["period"], row["cell"], _hash(row)) for row in rows]
    where = table(("Measure", "Year", "Cell", "SHA-256 of the file"), cells, "Cells of the published files", is_stacked=True)  # fmt: skip
    rates = "Rates are for the children aged 0 to 17 at the middle of the year before."
    return joined(
        [
            paragraph("Sources: ", "; ".join(words), ". ", rates, " ", link("Symbols", "/definitions?part=symbols"), kind="small"),
            details("Where these come from", where),
        ]
    )  # fmt: skip


def _hash(row: dict[str, Any]) -> Markup:
    return html('<span class="cpo-hash">{sha}</span>', sha=row["file_sha256"])


def _earlier(rows: Sequence[dict[str, Any]], name: str, region: str) -> Markup:
    newest_first = sorted(rows, key=lambda row: (list(_UNITS).index(row["code"]), row["period"]), reverse=False)
    shown = table(
        ("Measure", "Year", name, region, "England"), [_row(row) for row in newest_first],
        f"Earlier published statistics of {name}", numeric=[2, 3, 4], is_stacked=True,
    )  # fmt: skip
    return details("Show earlier years", joined([shown, symbols_used(_symbols(rows))]))
