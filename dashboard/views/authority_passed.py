"""What passed from an authority that ended to those that follow it, on the pages of both: the record, line by line."""

from dashboard import reads_register
from dashboard.components import table
from dashboard.formats import counted, day
from dashboard.markup import Markup, details, heading, joined
from schemas.access import Viewer
from schemas.authorities import Authority, authority


def passed(viewer: Viewer, place: Authority) -> Markup | None:
    """The record of what passes from or to an authority, to those who may see its page; None if nothing does."""
    rows = reads_register.passed(viewer, place.authority_id)
    if not rows:
        return None
    cells = [
        (
            row["words"],
            authority(row["from_id"]).name,
            authority(row["to_id"]).name if row["to_id"] else f"Ends: {row['reason']}",
            "" if row["amount_gbp"] is None else f"£{row['amount_gbp']:,}",
            day(row["changed_on"]),
        )
        for row in rows
    ]
    headings = ("What", "From", "To", "Passes", "On")
    lines = table(headings, cells, f"What passes from or to {place.name}", numeric=(3,), is_stacked=True)
    return joined([heading("What passes with the change of authorities"), details(counted(len(cells), "line"), lines)])
