"""The tables of the Rollout page."""

from collections.abc import Callable
from datetime import date

import polars as pl

from dashboard.components import flagged, symbols_used, table
from dashboard.counts import stages
from dashboard.formats import NOTHING, number, percent, short_day
from dashboard.headlines import forecast_day
from dashboard.markup import Markup, Words, details, heading, joined, link, paragraph
from dashboard.needed import still_needed
from dashboard.origin import origin_address
from dashboard.quarter import Figure, Quarter
from dashboard.sentences import declared
from schemas.authorities import ENGLAND, Authority, regions
from schemas.indicators import INDICATORS
from schemas.indicators_supporting import DECLARED_STAGE, PLANNED_STAGE, SLIPPED
from schemas.programme import Milestone
from schemas.vocabulary import ValueStatus

SHOWN = 5
_BY_REGION = (
    "Region", "Authorities", "Operational", "Children covered", "3 Mobilising", "2 Design agreed",
    "1 Scoping", "0 Not started", "Slipped this quarter", "Not returned",
)  # fmt: skip
_EVERY = (
    "Authority", "Region", "Evidenced", "Declared", "Planned", "Initial operation", "Full operation", "Core members",
    "Posts vacant", "Cost secured",
)  # fmt: skip
_DOWNLOADED = {
    "evidenced_stage": "UR-01", "declared_stage": DECLARED_STAGE, "planned_stage": PLANNED_STAGE,
    "core_members_in_post": "ST-03", "posts_vacant_pct": "ST-02", "cost_secured_pct": "FU-06",
    "full_operation_days_from_31_march_2027": "UR-06",
}  # fmt: skip


def declared_ahead(quarter: Quarter) -> Markup:
    """Authorities that declare more than the evidence supports, and what is still needed for the stage after theirs."""
    evidenced, said = quarter.values("UR-01"), quarter.values(DECLARED_STAGE)
    both = evidenced.keys() & said.keys()
    ahead = [
        a for a in quarter.authorities if a.authority_id in both and said[a.authority_id] > evidenced[a.authority_id]
    ]
    behind = sum(said[id_] < evidenced[id_] for id_ in both)
    rows = [
        (
            link(a.name, f"/authority?code={a.address_code}"),
            number(said[a.authority_id]),
            number(evidenced[a.authority_id]),
            (still_needed(quarter, a.authority_id) or ["Not known"])[0].partition(" (comes")[0],
        )
        for a in ahead
    ]
    heads = ("Authority", "Declared", "Evidenced", "Still needed")
    title = heading(declared(len(ahead), behind, len(both)), 3)
    if not rows:
        return title
    rest = (
        [
            details(
                f"Show all {len(rows)}",
                table(heads, rows, "Every authority that declares more", numeric=[1, 2], is_stacked=True),
            )
        ]
        if len(rows) > SHOWN
        else []
    )
    return joined(
        [title, table(heads, rows[:SHOWN], "Declared above the evidence", numeric=[1, 2], is_stacked=True), *rest]
    )


def stage_by_region(quarter: Quarter) -> Markup:
    """How many authorities of each region are at each stage."""
    places = [*((code, name) for code, name in regions().items()), (ENGLAND, "England")]
    rows = [_region(quarter, code, name) for code, name in places]
    title = heading("Stage by region", anchor="regions", is_pinned=True)
    whole = table(_BY_REGION, rows, "Stage by region", numeric=range(1, 10), last_is_total=True)
    return joined(
        [
            title,
            whole,
            paragraph(
                "Operational is stage 4 or above. Counts include stages carried forward [e]. Each leads to where it comes from.",
                kind="small",
            ),
        ]
    )


def _region(quarter: Quarter, code: str, name: str) -> tuple[Words | int, ...]:
    share, slips = quarter.figure("UR-02", code), quarter.figure(SLIPPED, code)
    covered, at = quarter.figure("UR-03", code), stages(quarter, code)
    missing = (share.due or 0) - (share.returned or 0)

    def led(shown: Words, indicator_id: str, breakdown: str = "") -> Words:
        if quarter.figure(indicator_id, code, breakdown).due is None:
            return shown
        title = f"{INDICATORS[indicator_id].title}, {name}: where this comes from"
        return link(shown, origin_address(indicator_id, code, quarter.period, breakdown), title)

    return (
        name,
        number(share.denominator or sum(at.values())),
        led(number(share.numerator or 0), "UR-02"),
        led(flagged("" if covered.value is None else percent(covered.value), covered.status), "UR-03"),
        *(led(number(at.get(stage, 0)), "UR-01", f"stage={stage}") for stage in (3, 2, 1, 0)),
        NOTHING if slips.value is None else led(number(slips.value), SLIPPED),
        number(missing),
    )


def every_authority(quarter: Quarter, dates: pl.DataFrame) -> tuple[Markup, pl.DataFrame]:
    """The whole table, behind a fold, and its rows for the download."""
    initial = {
        r["authority_id"]: r["actual_on"] or r["forecast_on"]
        for r in dates.filter(pl.col("milestone") == Milestone.M16).iter_rows(named=True)
    }
    rows = [_authority(quarter, a, initial.get(a.authority_id)) for a in quarter.authorities]
    whole = table(_EVERY, rows, f"Every authority, {quarter.period.label}", numeric=range(2, 5))
    folded = details(f"Show all {len(rows)} authorities", joined([whole, symbols_used({"c", "x", "z", "e"})]))
    title = heading("Every authority", anchor="authorities", is_pinned=True)
    words = paragraph(
        "Stage, dates, members, posts and money in one table. The download holds the same rows.", kind="sub"
    )
    return joined([title, words, folded]), _frame(quarter, initial)


def _authority(quarter: Quarter, a: Authority, initial: date | None) -> tuple[object, ...]:
    def shown(indicator_id: str, words: Callable[[float], str]) -> Markup:
        figure = quarter.figure(indicator_id, a.authority_id)
        return flagged("" if figure.value is None else words(figure.value), figure.status, figure.flags)

    full = quarter.figure("UR-06", a.authority_id)
    return (
        link(a.name, f"/authority?code={a.address_code}"),
        a.region_name,
        shown("UR-01", number),
        shown(DECLARED_STAGE, number),
        shown(PLANNED_STAGE, number),
        short_day(initial) if initial else flagged("", ValueStatus.NOT_AVAILABLE),
        flagged("" if full.value is None else short_day(forecast_day(full.value)), full.status),
        shown("ST-03", lambda v: f"{number(v)} of 4"),
        shown("ST-02", percent),
        shown("FU-06", percent),
    )


def _frame(quarter: Quarter, initial: dict[str, date | None]) -> pl.DataFrame:
    rows = [
        {
            "ons_code": a.ons_code,
            "authority": a.name,
            "region": a.region_name,
            "initial_operation_on": initial.get(a.authority_id),
        }
        | {name: _cell(quarter.figure(id_, a.authority_id)) for name, id_ in _DOWNLOADED.items()}
        | {"is_carried_forward": quarter.figure("UR-01", a.authority_id).is_estimated}
        for a in quarter.authorities
    ]
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(_DOWNLOADED, pl.String), infer_schema_length=None)


def _cell(figure: Figure) -> str:
    return f"[{figure.status}]" if figure.value is None else f"{figure.value:g}"
