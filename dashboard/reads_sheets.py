"""What a viewer may read of sheets that are kept from one version of a return to the next."""

from dashboard.reads_releases import known_at
from etl.keeping import base_ids
from etl.kept import kept_sheets
from etl.receipts import Kept
from etl.store import reading
from etl.then import had_come
from schemas.access import Permission, Viewer
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.tables import Submission


def kept_base(viewer: Viewer, form_code: str, authority_id: str, period: str) -> int:
    """The version that sheets of a return would be kept from; 0 if there is none, or it is not in one's scope."""
    if not viewer.may(Permission.READ_RETURNS, authority_id):
        return 0
    with reading() as session:
        spec, quarter = RETURNS[form_code], Period.parse(period)
        number = base_ids(session, spec, quarter, {authority_id}, known_at(viewer)).get(authority_id)
        return session.get_one(Submission, number).version if number else 0


def kept_of(viewer: Viewer, submission_id: int) -> Kept | None:
    """Which sheets of a submission in one's scope stand in the files of earlier versions; None if none does."""
    with reading() as session:
        submission = session.get(Submission, submission_id)
        if submission is None or not viewer.may(Permission.READ_RETURNS, submission.authority_id or ""):
            return None
        if not had_come(submission.received_at, known_at(viewer)):
            return None
        return kept_sheets(session, [submission_id]).get(submission_id)
