"""The department's list of a collection: where every authority's return stands, and who is late."""

from collections.abc import Mapping
from datetime import date

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import reads_collections, reads_returns
from dashboard.components import headline, provenance, show, status_tag, summary_list, table
from dashboard.components_returns import choose
from dashboard.formats import counted, short_day
from dashboard.looked_at import of_work
from dashboard.looking import named
from dashboard.markup import Markup, fold, html, joined, link, paragraph
from dashboard.open_data import as_csv
from dashboard.views import returns_many
from dashboard.views.collections import collections_link
from dashboard.views.returns_task import Standing, returns_href, window_on
from dashboard.views.returns_words import nil_mark, roster_headline, state
from dashboard.views.review import review_link
from dashboard.views.waivers import waivers_link
from schemas.access import Viewer
from schemas.periods import Period
from schemas.reviewing import TO_REVIEW, TO_SEND, ReturnState
from schemas.spec import ReturnSpec
from schemas.windows import WindowState

_FILTERS = {"all": "All states", "late": "Overdue", **{str(state): state.label for state in ReturnState}}
_OPEN = [str(state) for state in TO_SEND]
SHOWN = 20
_HEADINGS = ("Authority", "Region", "State", "Version", "Last change", "Errors", "Queries")


def roster(viewer: Viewer, spec: ReturnSpec, period: Period, today: date) -> pl.DataFrame:
    """One row for each authority or joint unit that owes the return: where it stands, its own due day, whether it is late."""
    places = reads_collections.roster(viewer, spec.code, str(period), today)
    newest = reads_returns.submissions(viewer, spec.code, str(period)).with_columns(
        pl.col("authority_id", "accepted_state").cast(pl.String)
    )
    is_waived = pl.col("window") == WindowState.WAIVED.label
    none = pl.when(is_waived).then(pl.lit(str(ReturnState.WAIVED))).otherwise(pl.lit(str(ReturnState.NOT_STARTED)))
    rows = places.join(newest, on="authority_id", how="left").with_columns(newest=pl.col("state").fill_null(none))
    is_redrafted = pl.col("accepted_state").is_not_null() & (pl.col("newest") == ReturnState.DRAFT)
    state = pl.when(is_redrafted).then("accepted_state").otherwise("newest")
    return rows.with_columns(state=state).with_columns(
        (pl.col("state").is_in(_OPEN) & (pl.lit(today) > pl.col("due_on"))).alias("is_late"),
        pl.coalesce("submitted_at", "received_at").cast(pl.Datetime("us", "UTC")).dt.date().alias("changed_on"),
    )


def filtered(rows: pl.DataFrame, wanted: str) -> pl.DataFrame:
    """The rows in a state, or late ones, or all."""
    if wanted == "all":
        return rows
    return rows.filter("is_late") if wanted == "late" else rows.filter(pl.col("state") == wanted)


def show_all(viewer: Viewer, spec: ReturnSpec, period: Period, today: date, top: DeltaGenerator) -> None:
    """The list, with counts of each state, a filter and a download."""
    rows = roster(viewer, spec, period, today)
    counts = {name: filtered(rows, name).height for name in _FILTERS}
    with top:
        sentence = roster_headline(spec.title, period.label, _counted(rows, counts))
        show(headline(f"Returns · All authorities · {spec.title} · {period.label}", sentence))
        show(
            provenance(
                window_on(viewer, spec, period, today).sentence,
                f"Collected from {counted(rows.height, 'authority', 'authorities')}",
            )
        )
        show(waivers_link(viewer), collections_link(viewer, spec, period), review_link(viewer, spec, period))
    returns_many.show_many(viewer, spec, period)
    words = [(label, f"{counts[name]}") for name, label in _FILTERS.items() if name != "all" and counts[name]]
    left, right = st.columns([1, 2.1], gap="large")
    with left:
        show(html('<div class="cpo-counts">{counts}</div>', counts=summary_list(words)))
        wanted = choose("Show", _FILTERS, "state")
        seen = filtered(rows, wanted)
        name = named(f"returns-{spec.code}-{str(period).replace(' ', '-')}.csv", of_work(viewer))
        st.download_button("Download this list (CSV)", lambda: _csv(viewer, seen), name, "text/csv", on_click="ignore")
    with right:
        show(_listed(seen, spec, period, wanted))


def _counted(rows: pl.DataFrame, counts: Mapping[str, int]) -> dict[str, int]:
    waived = counts[ReturnState.WAIVED]
    review = sum(counts[state] for state in TO_REVIEW)
    return {**counts, "owed": rows.height - waived, "counts": rows["accepted_version"].count(), "to_review": review}


def _listed(rows: pl.DataFrame, spec: ReturnSpec, period: Period, wanted: str) -> Markup:
    """What needs something done first; what does not is folded away, and so is a long list's end."""
    if wanted != "all":
        return _part(rows, spec, period, _FILTERS[wanted])
    is_done = pl.col("state").is_in([*_OPEN, ReturnState.VALIDATED]).not_()
    to_do, done = rows.filter(~is_done), rows.filter(is_done)
    parts = [_part(to_do, spec, period, "Not sent in yet")]
    if done.height:
        many = counted(done.height, "authority", "authorities")
        parts.append(fold("Sent in", many, _table(done, spec, period, f"Sent in: {many}", is_caption_shown=False)))
    return joined(parts)


def _part(rows: pl.DataFrame, spec: ReturnSpec, period: Period, what: str) -> Markup:
    many = counted(rows.height, "authority", "authorities")
    if rows.is_empty():
        return paragraph(f"{what}: no authority.", kind="note")
    caption = f"{what}: {many}"
    if rows.height <= SHOWN:
        return _table(rows, spec, period, caption)
    first = _table(rows[:SHOWN], spec, period, f"{caption}, the first {SHOWN}")
    rest = _table(rows[SHOWN:], spec, period, f"{caption}, the rest", is_caption_shown=False)
    return joined([first, fold(f"{rows.height - SHOWN} more", rows["name"][SHOWN] + " onwards", rest)])


def _table(
    rows: pl.DataFrame, spec: ReturnSpec, period: Period, caption: str, *, is_caption_shown: bool = True
) -> Markup:
    cells = [_row(row, spec, period) for row in rows.iter_rows(named=True)]
    return table(_HEADINGS, cells, caption, numeric=(5, 6), is_caption_shown=is_caption_shown, is_stacked=True)


def _row(row: dict[str, object], spec: ReturnSpec, period: Period) -> tuple[object, ...]:
    href = f"{returns_href(spec, period)}&authority={row['dfe_code']}"
    accepted = row["accepted_version"]
    newest = {"version": row["version"], "state": row["newest"]} if row["version"] is not None else None
    stands = Standing(newest, accepted if isinstance(accepted, int) else None)
    changed = row["changed_on"]
    return (
        joined([link(row["name"], href), _with(row)]),
        row["region"],
        joined(
            [status_tag(*state(ReturnState(str(row["state"])), bool(row["is_late"]))), nil_mark(row), _allowed(row)]
        ),
        stands.version_words,
        html('<span class="cpo-nowrap">{day}</span>', day=short_day(changed)) if isinstance(changed, date) else "",
        row["error_count"],
        row["query_count"],
    )


def _with(row: dict[str, object]) -> Markup | None:
    """Who reports together, under the name that they report by."""
    return paragraph(row["members"], kind="small") if row["members"] else None


def _allowed(row: dict[str, object]) -> Markup | None:
    """What the authority is allowed beyond the collection's dates: "Extended to 4 Dec 2026"."""
    until = row["until_on"]
    if not row["allowance"] or not isinstance(until, date) or row["window"] == WindowState.WAIVED.label:
        return None
    what = "Re-opened until" if row["window"] == WindowState.REOPENED.label else "Extended to"
    return paragraph(f"{what} {short_day(until)}", kind="small")


def _csv(viewer: Viewer, rows: pl.DataFrame) -> bytes:
    names = (
        "dfe_code", "name", "members", "region", "state", "is_late", "due_on", "until_on", "window", "allowance", "days_left_count",
        "version", "changed_on", "error_count", "query_count",
    )  # fmt: skip
    of = of_work(viewer)
    known_as = of.release if of else ""
    return as_csv((*names, "known_as"), ((*row, known_as) for row in rows.select(names).iter_rows()))
