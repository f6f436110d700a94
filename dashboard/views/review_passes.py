"""How a quarter's returns went: accepted at the first version, and days from opening to acceptance, by authority."""

import polars as pl

from dashboard import reads_review
from dashboard.components import show, table
from dashboard.formats import counted, number, percent
from dashboard.markup import download_link, fold, joined, paragraph
from etl.punctual import TOTAL
from schemas.access import Viewer
from schemas.authorities import authority
from schemas.periods import Period

_SHOWN = 20
_HEADINGS = (
    "Authority",
    "Accepted returns",
    "Accepted at first version",
    "First-pass rate",
    "Median days to acceptance",
)


def show_passes(viewer: Viewer, period: Period) -> None:
    """The table, folded: the authorities that need help most first; all of them in a file."""
    found = reads_review.first_passes(viewer, str(period))
    if found.is_empty():
        return
    total = found.row(0, named=True)
    rest = found.filter(pl.col("authority_id") != TOTAL).sort(
        "first_pass_pct", "median_days", "authority_id", descending=[False, True, False]
    )
    rows = [_row(row) for row in rest.head(_SHOWN).iter_rows(named=True)]
    note = f"{percent(total['first_pass_pct'])} at first version, {number(total['median_days'])} days"
    caption = f"The first {len(rows)} of {counted(rest.height, 'authority', 'authorities')}, lowest rate first"
    file = download_link("Every authority (CSV)", f"/download/review/{str(period).replace(' ', '-')}.csv")
    about = "Of every return: a draft with an error is a version. Days run from the collection's opening to acceptance."
    body = joined(
        [
            paragraph(about, kind="note"),
            table(_HEADINGS, [*rows, _row(total)], caption, numeric=(1, 2, 3, 4), is_stacked=True, last_is_total=True),
            paragraph(file),
        ]
    )
    show(fold("First pass and time taken", note, body))


def _row(row: dict[str, object]) -> tuple[object, ...]:
    whose = str(row["authority_id"])
    name = authority(whose).name if whose != TOTAL else "All together"
    rate, days = percent(float(str(row["first_pass_pct"]))), number(float(str(row["median_days"])), 1)
    return name, row["accepted_count"], row["first_pass_count"], rate, days
