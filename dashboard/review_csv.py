"""How a quarter's returns went, by authority, as a CSV file: accepted at the first version, days to acceptance."""

from dashboard import reads, reads_review
from dashboard.components import ILLUSTRATIVE
from dashboard.looked_at import of_work
from dashboard.open_data import as_csv
from schemas.access import Viewer
from schemas.authorities import authority
from schemas.periods import Period, UnknownPeriod

_COLUMNS = (
    "authority_id",
    "authority",
    "accepted_count",
    "first_pass_count",
    "first_pass_pct",
    "median_days",
    "known_as",
    "marking",
)


def passes_csv(viewer: Viewer, quarter: str) -> bytes:
    """A row for all together (no authority_id) and one for each authority; nothing if the viewer may not review returns.

    `known_as` names the instant or release that is looked at; it is empty for now.
    """
    try:
        period = Period.parse(quarter.replace("-Q", " Q"))
    except UnknownPeriod:
        return b""
    found = reads_review.first_passes(viewer, str(period))
    marking = ILLUSTRATIVE if reads.is_illustrative(viewer) else ""
    of = of_work(viewer)
    known_as = of.release if of else ""
    rows = [
        (whose, authority(whose).name if whose else "All together", *rest, known_as, marking)
        for whose, *rest in found.iter_rows()
    ]
    return as_csv(_COLUMNS, rows) if rows else b""
