"""What the department has done with the illustrative returns: all authorised, but for some of the latest quarter."""

from datetime import timedelta

from sqlmodel import col, select

from etl import authorising
from etl.current import current_ids
from etl.store import reading
from schemas.access import Role, Viewer
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.tables import IssueRow
from schemas.vocabulary import Severity
from seed.quarters import LATEST, correction

_ANALYST = Viewer("illustrative-analyst", "Illustrative data", frozenset({Role.DFE_ANALYST}))
_AUTHORISER = Viewer("illustrative-authoriser", "Illustrative data", frozenset({Role.DFE_AUTHORISER}))
_EACH = 12  # of the latest quarter's returns one in this many has not been looked at


def authorise(period: Period) -> None:
    """Review and authorise a quarter's returns that count; the latest quarter's that raised queries stay in review."""
    at = correction(period) + timedelta(hours=1)
    with reading() as session:
        ids = sorted(n for code in RETURNS for n in current_ids(session, code, period).values())
        asked = select(IssueRow.submission_id).where(col(IssueRow.submission_id).in_(ids))
        queried = set(
            session.exec(asked.where(col(IssueRow.severity) == Severity.QUERY).group_by(col(IssueRow.submission_id)))
        )
    is_latest = period == LATEST
    taken = [n for at_, n in enumerate(ids) if not is_latest or at_ % _EACH]
    authorising.take(_ANALYST, taken, at)
    authorising.authorise(_AUTHORISER, [n for n in taken if not is_latest or n not in queried], at + timedelta(hours=1))
