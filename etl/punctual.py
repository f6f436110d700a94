"""How well collections go, by authority: accepted at the first version, and how long from opening to acceptance."""

from collections.abc import Collection
from datetime import datetime
from statistics import median

from sqlalchemy import select
from sqlmodel import Session, col

from etl.current import counting
from etl.windows import window
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.tables import Submission

TOTAL = ""
Row = dict[str, object]


def first_passes(
    session: Session, period: Period, form_codes: Collection[str], at: datetime | None = None
) -> list[Row]:
    """For all together (authority_id ""), then each authority with an accepted return: how its returns of a quarter went.

    A return passes first if version 1 was accepted: a draft with an error is version 1 too. The days are from the opening
    of the collection to the first acceptance. As known at an instant, if one is given.

    Returns:
        Rows of authority_id, accepted_count, first_pass_count, first_pass_pct, median_days.
    """
    opens = {code: window(session, RETURNS[code], period, at).opens_on for code in form_codes}
    query = (
        select(
            col(Submission.form_code),
            col(Submission.authority_id),
            col(Submission.version),
            col(Submission.submitted_at),
        )
        .where(col(Submission.period) == str(period), col(Submission.form_code).in_(list(form_codes)))
        .where(col(Submission.authority_id).is_not(None), *counting(at))
        .order_by(col(Submission.version).desc())
    )
    first: dict[tuple[str, str], tuple[int, int]] = {}
    for code, whose, version, sent_at in session.execute(query):
        first[whose, code] = (version, max((sent_at.date() - opens[code]).days, 0) if sent_at else 0)
    by_authority: dict[str, list[tuple[int, int]]] = {}
    for (whose, _), one in sorted(first.items()):
        by_authority.setdefault(whose, []).append(one)
    if not first:
        return []
    return [_row(TOTAL, list(first.values())), *(_row(whose, found) for whose, found in by_authority.items())]


def _row(whose: str, found: list[tuple[int, int]]) -> Row:
    passed = sum(version == 1 for version, _ in found)
    return {
        "authority_id": whose,
        "accepted_count": len(found),
        "first_pass_count": passed,
        "first_pass_pct": 100 * passed / len(found),
        "median_days": float(median(days for _, days in found)),
    }
