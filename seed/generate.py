"""Illustrative returns: real workbooks for every authority and quarter, to be sent in like anyone's."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

import polars as pl

from etl.pipeline import Upload
from etl.template import write_workbook
from schemas.authorities import Authority, authorities
from schemas.issues import EXPLAIN_ALL
from schemas.periods import Period
from schemas.returns.activity import ACTIVITY
from schemas.returns.funding import FUNDING
from schemas.returns.standards import STANDARDS
from schemas.returns.unit import UNIT
from schemas.spec import ReturnSpec
from seed.activity import NIL, NIL_REASON, activity_rows
from seed.authority_paths import Path, paths
from seed.chance import stream
from seed.funding import funding_rows
from seed.picture import LATE_EVERY_TIME, NEVER_FUNDED, NO_FUNDING_LATEST, NOT_RETURNED_LATEST
from seed.quarters import LATEST, at
from seed.standards import standards_rows
from seed.stories import tell
from seed.stories_practice import tell_practice
from seed.unit import Rows, unit_rows

EXPLANATION = "Checked with the partnership: the figure is right, and the change was agreed by its programme board."
AMENDMENT = "One post was counted twice. Found when the partners reviewed the figures."
# Those that people sign in for are on time, and right the first time.
_ON_TIME = ("SKP", "SOL", "BRD")
_AMENDED_SHARE = 0.06
# What makes the rows of each return, and what tells an authority's stories in them.
_MADE: dict[str, tuple[Callable[[Path, Period], Rows], Callable[[str, Rows, Period], Rows]]] = {
    UNIT.code: (unit_rows, tell),
    FUNDING.code: (funding_rows, tell),
    ACTIVITY.code: (activity_rows, tell_practice),
    STANDARDS.code: (standards_rows, tell_practice),
}
# Not in for the latest quarter; and never sent.
_ABSENT = {
    UNIT.code: (NOT_RETURNED_LATEST, frozenset[str]()),
    FUNDING.code: (NO_FUNDING_LATEST, NEVER_FUNDED),
    ACTIVITY.code: (NOT_RETURNED_LATEST, frozenset[str]()),
    STANDARDS.code: (NO_FUNDING_LATEST, frozenset[str]()),
}


def rows_of(spec: ReturnSpec, period: Period, path: Path) -> Rows:
    """What an authority enters on each sheet of its return for a quarter, but for the cover."""
    if is_nil(spec, period, path):
        return {}
    make, told = _MADE[spec.code]
    return told(path.label, make(path, period), period)


def is_nil(spec: ReturnSpec, period: Period, path: Path) -> bool:
    """Whether the authority has nothing to report, and says so."""
    return spec.code == ACTIVITY.code and period == LATEST and path.label in NIL


def frames_of(spec: ReturnSpec, rows: Rows) -> dict[str, pl.DataFrame]:
    """The rows of each sheet as a frame with the declared columns and types."""
    return {
        sheet.name: pl.DataFrame(rows[sheet.name], schema={c.name: c.dtype for c in sheet.columns})
        for sheet in spec.sheets
        if sheet.name in rows
    }


def returning(spec: ReturnSpec, period: Period) -> tuple[Authority, ...]:
    """The authorities that send the return for a quarter, as they stand on its last day."""
    latest_absent, never = _ABSENT[spec.code]
    absent = latest_absent if period == LATEST else never
    return tuple(a for a in authorities(period.reference_date) if a.tile_label not in absent)


def uploads(spec: ReturnSpec, period: Period, places: Iterable[Authority] | None = None) -> Iterator[Upload]:
    """The files of a quarter, one for each authority that sends it, in the order of the register.

    Args:
        spec: which return.
        period: one of the eight quarters.
        places: only these authorities, and these even if they do not send it.
    """
    for a in returning(spec, period) if places is None else places:
        path = paths()[a.authority_id]
        frames = frames_of(spec, rows_of(spec, period, path))
        reason = NIL_REASON if is_nil(spec, period, path) else ""
        content = write_workbook(spec, a, period, frames, illustrative=True, nil_reason=reason)
        yield Upload(
            a, _file_name(spec, period, a), content, {EXPLAIN_ALL: EXPLANATION}, True, received_at(path, spec, period)
        )


def amendments(spec: ReturnSpec, period: Period, places: Iterable[Authority] | None = None) -> list[Upload]:
    """Corrections of a few accepted Unit returns, each with its reason; of these authorities, or of all that send it."""
    found = []
    for a in returning(spec, period) if places is None else places:
        path, rng = paths()[a.authority_id], stream(a.authority_id, f"amended {spec.code} {period}")
        has_posts = spec.code == UNIT.code and path.evidenced(period) >= 3
        if not has_posts or a.tile_label in _ON_TIME or rng.random() >= _AMENDED_SHARE:
            continue
        rows = rows_of(spec, period, path)
        corrected = max(rows["posts"], key=lambda row: row["experienced_fte"])
        corrected["experienced_fte"] = max(round(corrected["experienced_fte"] - 1, 1), 0.0)
        content = write_workbook(spec, a, period, frames_of(spec, rows), is_amendment=True, illustrative=True)
        received = received_at(path, spec, period) + timedelta(days=rng.randint(2, 5))
        name = _file_name(spec, period, a, "_corrected")
        found.append(Upload(a, name, content, {EXPLAIN_ALL: EXPLANATION}, True, received, AMENDMENT))
    return found


def received_at(path: Path, spec: ReturnSpec, period: Period) -> datetime:
    """When a return comes in: 88% on time, 8% less than ten days late, the rest later.

    In the latest quarter those not in yet are most of the late ones, so more of the others are on time.
    """
    rng = stream(path.authority.authority_id, f"received {spec.code} {period}")
    how = 0.99 if path.label in LATE_EVERY_TIME else rng.random()
    if path.label in _ON_TIME:
        how, days = 0.0, spec.due_days
    elif how < (0.96 if period == LATEST else 0.88):
        days = spec.due_days - round(abs(rng.gauss(0, 6)))
    else:
        days = spec.due_days + (
            rng.randint(1, 9) if how < (0.985 if period == LATEST else 0.96) else rng.randint(11, 15)
        )
    return at(period.end + timedelta(max(days, 3)), rng.randint(8, 16), rng.randint(0, 59))


def _file_name(spec: ReturnSpec, period: Period, a: Authority, ending: str = "") -> str:
    return f"{spec.code}_{a.dfe_code}_{str(period).replace(' ', '_')}_illustrative{ending}.xlsx"
