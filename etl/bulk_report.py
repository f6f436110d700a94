"""What was found in many files, as one table: the same for a check and for what was sent."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from etl.csv_file import as_csv
from schemas.authorities import authority
from schemas.issues import LEAST_EXPLANATION, Issue
from schemas.tables import IssueRow
from schemas.tables_batches import BatchFile, BatchState
from schemas.vocabulary import Severity, Verdict

NOT_PLACED, WAITING = "not_placed", "waiting"
_COLUMNS = ("file", "authority", "verdict", "sheet", "cell", "rule", "severity", "value", "message")
_LONGEST_VALUE, _LONGEST_MESSAGE = 400, 1000


@dataclass(frozen=True)
class Outcome:
    """What checking one file of many came to.

    Args:
        name: the file's name.
        authority_name: whose it is; "" if it could not be placed.
        verdict: what the check came to; "not_placed" if it was not checked, "waiting" if it waits.
        issues: what was found; for one that was not placed, nothing.
        reason: why it could not be placed.
        submission_id: what it was kept as, if it was sent.
        dfe_code: the authority's code; "" if it could not be placed.
    """

    name: str
    authority_name: str
    verdict: str
    issues: Sequence[Issue] = ()
    reason: str = ""
    submission_id: int | None = None
    dfe_code: str = ""


def outcomes_of(session: Session, batch_id: int) -> list[Outcome]:
    """What became of each file of a batch so far, in the order in which they were handed in."""
    files = session.scalars(
        select(BatchFile).where(col(BatchFile.batch_id) == batch_id).order_by(col(BatchFile.number))
    )
    return [_outcome(session, file) for file in files]


def _outcome(session: Session, file: BatchFile) -> Outcome:
    whose = authority(file.authority_id) if file.authority_id else None
    found = select(IssueRow).where(col(IssueRow.submission_id) == file.submission_id).order_by(col(IssueRow.id))
    rows = session.scalars(found).all() if file.submission_id else []
    issues = [Issue(i.sheet, i.cell, i.code, i.severity, i.value, i.message) for i in rows]
    name, code = (whose.name, whose.dfe_code) if whose else ("", "")
    return Outcome(file.file_name, name, _stands(file, rows), issues, file.reason, file.submission_id, code)


def _stands(file: BatchFile, rows: Sequence[IssueRow]) -> str:
    if file.state is not BatchState.TAKEN:
        return NOT_PLACED if file.state is BatchState.NOT_PLACED else WAITING
    if file.submission_id is None or any(row.code.startswith("R0") for row in rows):
        return str(Verdict.UNREADABLE)
    left = [row.severity for row in rows if row.waiver_id is None and not _is_settled(row)]
    if Severity.ERROR in left:
        return str(Verdict.ERRORS)
    return str(Verdict.QUERIES if Severity.QUERY in left else Verdict.CLEAN)


def _is_settled(row: IssueRow) -> bool:
    return row.severity is Severity.QUERY and len(row.explanation.strip()) >= LEAST_EXPLANATION


def report(outcomes: Iterable[Outcome]) -> bytes:
    """One line for each finding, and one for each file without any: CSV in UTF-8 with its mark."""
    return as_csv(_COLUMNS, (line for one in outcomes for line in _lines(one)))


def _lines(one: Outcome) -> Iterator[tuple[str, ...]]:
    whose = (one.name, one.authority_name, one.verdict)
    if not one.issues:
        yield (*whose, "", "", "", "", "", one.reason)
    for i in one.issues:
        said = (i.value[:_LONGEST_VALUE], i.message[:_LONGEST_MESSAGE])
        yield (*whose, i.sheet, i.cell, i.code, str(i.severity), *said)
