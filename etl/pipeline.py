"""The steps in order: receive, read, check, load, compute, publish. The only place that joins them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from etl import editions, effects, events, history, load, waivers
from etl.current import current_ids, form_rows
from etl.fetch import Origin, receive
from etl.parse import read_workbook
from etl.quarters import affected, periods_with_returns, publish
from etl.settings import settings
from etl.store import publishing, reading
from etl.template import write_workbook
from etl.validate import Checked, Context, validate
from schemas.access import NotAllowed, Permission, Viewer
from schemas.authorities import Authority, resolver
from schemas.issues import Issue, Unreadable
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.spec import Form, ReturnSpec, Source
from schemas.tables import Submission
from schemas.vocabulary import SubmissionStatus, Verdict


@dataclass(frozen=True)
class Upload:
    """A file sent for one authority.

    Args:
        explanations: by fingerprint; the key of a rule ("U013") explains its queries, "*" every query in the file.
        received_at: when it came, if that is not now.
        reason: why an accepted return is replaced.
    """

    authority: Authority
    name: str
    content: bytes
    explanations: Mapping[str, str] = field(default_factory=dict)
    is_illustrative: bool = False
    received_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Receipt:
    """What became of a file: the answer to give whoever sent it."""

    verdict: Verdict
    issues: list[Issue]
    rows_count: int = 0
    submission_id: int | None = None
    version: int | None = None
    status: SubmissionStatus | None = None
    note: str = ""

    @property
    def number(self) -> str:
        """What to quote when asking about it."""
        return "" if self.submission_id is None else f"R{self.submission_id:06d}"


def check(
    viewer: Viewer,
    spec: ReturnSpec,
    period: Period,
    upload: Upload,
    now: datetime,
) -> Receipt:
    """Say everything that is wrong with a file, and store nothing.

    Raises:
        NotAllowed: if the viewer may not check files for this authority.
    """
    viewer.require(Permission.CHECK_RETURN, upload.authority.authority_id)
    with reading() as session:
        checked = _checked(upload, spec, _contexts(session, spec, period, [upload.authority], now))
    return Receipt(checked.verdict, checked.issues, _rows_count(checked))


def submit(viewer: Viewer, spec: ReturnSpec, period: Period, upload: Upload, now: datetime) -> Receipt:
    """Send a file. With nothing left to correct or explain it waits for approval, or counts at once if the viewer
    may submit; otherwise it is kept as a draft.

    Raises:
        NotAllowed: if the viewer may not upload for this authority.
    """
    return submit_many(viewer, spec, period, [upload], now)[0]


def submit_many(
    viewer: Viewer,
    spec: ReturnSpec,
    period: Period,
    uploads: Iterable[Upload],
    now: datetime,
    on_checked: Callable[[int], None] = lambda _: None,
) -> list[Receipt]:
    """Send a quarter's files of one return, for many authorities; the indicators are computed once, at the end.

    Everything is one transaction: a stop in the middle leaves nothing half-done. `on_checked` is told how many of the
    files have been checked, before the transaction begins: whoever is told may write to the store.
    """
    uploads = list(uploads)
    for upload in uploads:
        viewer.require(Permission.UPLOAD_RETURN, upload.authority.authority_id)
    with reading() as session:
        seen = _standing(session, spec, period, uploads)
        contexts = _contexts(session, spec, period, [u.authority for u in uploads], now)
    found = []
    for upload in uploads:
        found.append(_checked(upload, spec, contexts))
        on_checked(len(found))
    with publishing() as session:
        if _standing(session, spec, period, uploads) != seen:  # someone was quicker: what was checked no longer holds
            contexts = _contexts(session, spec, period, [u.authority for u in uploads], now)
            found = [_checked(upload, spec, contexts) for upload in uploads]
        load.open_collection(session, spec, period)
        receipts = [_keep(session, viewer, spec, period, *pair, now) for pair in zip(uploads, found, strict=True)]
        if any(receipt.status is SubmissionStatus.PUBLISHED for receipt in receipts):
            pairs = zip(uploads, receipts, strict=True)
            caused = {
                r.submission_id: u.authority.authority_id for u, r in pairs if r.status is SubmissionStatus.PUBLISHED
            }
            publish(session, affected(session, period), viewer, _reason(spec, period, uploads), now, caused, spec.code)
    return receipts


def approve(viewer: Viewer, submission_id: int, now: datetime) -> Receipt:
    """Submit a return that passed every check and waits for approval, so that it counts.

    Raises:
        NotAllowed: if the viewer may not, or prepared it, or it no longer waits.
    """
    with publishing() as session:
        waiting = session.get(Submission, submission_id)
        authority_id = waiting.authority_id if waiting else None
        viewer.require(Permission.SUBMIT_RETURN, authority_id or "")
        if waiting is None or waiting.status is not SubmissionStatus.VALIDATED or waiting.period is None:
            raise NotAllowed("This return no longer waits for approval. Open the Returns page to see where it stands.")
        if waiting.received_by == viewer.subject:
            raise NotAllowed("You prepared this return, so someone else must submit it.")
        waiting.status, waiting.published_at, waiting.published_by = SubmissionStatus.PUBLISHED, now, viewer.subject
        session.flush()
        events.record(session, "submission.submitted", viewer.subject, now, submission=waiting)
        spec, period = RETURNS[waiting.form_code], Period.parse(waiting.period)
        caused = {waiting.id: authority_id}
        publish(session, affected(session, period), viewer, f"{spec.title}, {period.label}", now, caused, spec.code)
        return Receipt(Verdict.CLEAN, [], waiting.rows_count, waiting.id, waiting.version, SubmissionStatus.PUBLISHED)


def refresh(
    viewer: Viewer,
    source: Source,
    name: str,
    content: bytes,
    now: datetime,
    *,
    is_illustrative: bool = False,
    origin: Origin = Origin("public file"),  # noqa: B008 - frozen
) -> Receipt:
    """Load a new edition of a public file. If it cannot be read in full, what is there stays.

    Raises:
        NotAllowed: if the viewer may not refresh public files.
        Unreadable: if headings that are needed are missing, or most of what is in use.
    """
    viewer.require(Permission.REFRESH_SOURCE)
    with reading() as session:
        if editions.is_in_use(session, source, content):
            return Receipt(Verdict.CLEAN, [], note="This edition is already in use. Nothing was changed.")
    context = Context(now.date(), None, None, resolve=resolver(now.date(), ever=True))
    checked = validate(read_workbook(name, content, source, _limit_bytes()), source, context)
    if checked.verdict is Verdict.ERRORS:
        return Receipt(checked.verdict, checked.issues, _rows_count(checked), note="Nothing was changed.")
    arrival = load.Arrival(source, None, None, name, viewer.subject, now, is_illustrative=is_illustrative)
    with publishing() as session:
        editions.refuse_unlikely(session, source, checked.rows)
        file = receive(session, name, content, origin, now, licence=source.licence)
        kept = load.load(session, arrival, file, SubmissionStatus.PUBLISHED, checked.rows, checked.issues)
        events.record(session, "source.refreshed", viewer.subject, now, submission=kept, detail=source.title)
        periods = periods_with_returns(session) if source.feeds_indicators else []
        publish(session, periods, viewer, f"{source.title}: new edition", now, {kept.id: None})
        return Receipt(checked.verdict, checked.issues, kept.rows_count, kept.id, kept.version, kept.status)


def template(viewer: Viewer, spec: ReturnSpec, authority: Authority, period: Period) -> bytes:
    """The workbook to fill in: named and coded for the authority, with last quarter's figures.

    Raises:
        NotAllowed: if the viewer may not see this authority's returns.
    """
    viewer.require(Permission.READ_RETURNS, authority.authority_id)
    with reading() as session:
        accepted = current_ids(session, spec.code, period).get(authority.authority_id)
        if accepted is not None:
            rows: history.Frames = form_rows(session, spec, [accepted])
        else:
            rows = history.last_rows(session, spec, period, [authority])[authority.authority_id]
    filled = {name: frame for name, frame in rows.items() if name != "cover"}
    return write_workbook(spec, authority, period, filled, is_amendment=accepted is not None)


Contexts = Mapping[str, tuple[Context, Mapping[str, str], effects.Beside]]


def _contexts(
    session: Session, spec: ReturnSpec, period: Period, authorities: Sequence[Authority], now: datetime
) -> Contexts:
    """For each authority: what its file is checked against, earlier explanations, and what findings are weighed by."""
    last = history.last_rows(session, spec, period, authorities)
    reference = history.references(session, spec, period, authorities)
    earlier = history.earlier_explanations(session, spec, period, authorities)
    agreed = waivers.granted(session, spec, list(last))
    england = effects.england(session, period)
    return {
        a.authority_id: (
            Context(
                now.date(),
                period,
                a,
                dict(last[a.authority_id]),
                reference[a.authority_id],
                waivers=agreed.get(a.authority_id, ()),
            ),
            earlier[a.authority_id],
            effects.Beside(period, a, last[a.authority_id], england),
        )
        for a in authorities
    }


def _checked(upload: Upload, spec: Form, contexts: Contexts) -> Checked:
    context, earlier, beside = contexts[upload.authority.authority_id]
    if upload.received_at is not None:
        context = replace(context, today=upload.received_at.date())
    try:
        workbook = read_workbook(upload.name, upload.content, spec, _limit_bytes())
        checked = validate(workbook, spec, context, {**earlier, **upload.explanations})
        return replace(checked, issues=effects.ranked(spec, checked.issues, checked.rows, beside))
    except Unreadable as refusal:
        return Checked({}, [refusal.as_issue(upload.name)], Verdict.UNREADABLE)


def _standing(session: Session, spec: ReturnSpec, period: Period, uploads: Iterable[Upload]) -> tuple[object, ...]:
    """What a check relies on and someone else may change meanwhile: what is accepted, what is waived."""
    wanted = {upload.authority.authority_id for upload in uploads}
    accepted = {a: number for a, number in current_ids(session, spec.code, period).items() if a in wanted}
    return accepted, waivers.granted(session, spec, wanted)


def _keep(
    session: Session,
    viewer: Viewer,
    spec: ReturnSpec,
    period: Period,
    upload: Upload,
    checked: Checked,
    now: datetime,
) -> Receipt:
    at = upload.received_at or now
    if any(issue.code == "R005" for issue in checked.issues):
        return Receipt(checked.verdict, checked.issues, note="The file is too large to be kept. Nothing was changed.")
    # Within an authority two people stand behind a return, even if one of them holds both roles.
    may_submit = viewer.may(Permission.SUBMIT_RETURN, upload.authority.authority_id) and not viewer.is_tied
    status = SubmissionStatus.DRAFT
    if checked.verdict is Verdict.CLEAN:
        status = SubmissionStatus.PUBLISHED if may_submit else SubmissionStatus.VALIDATED
    arrival = load.Arrival(
        spec,
        upload.authority.authority_id,
        period,
        upload.name,
        viewer.subject,
        at,
        upload.reason,
        upload.is_illustrative,
    )
    file = receive(session, upload.name, upload.content, Origin("upload"), at)
    kept = load.load(session, arrival, file, status, checked.rows, checked.issues)
    events.record(session, f"submission.{status}", viewer.subject, at, submission=kept, detail=upload.reason)
    if found := sorted({f"{issue.code} (waiver {issue.waived.number})" for issue in checked.issues if issue.waived}):
        events.record(session, "submission.waived", viewer.subject, at, submission=kept, detail=", ".join(found))
    return Receipt(checked.verdict, checked.issues, _rows_count(checked), kept.id, kept.version, status)


def _reason(spec: ReturnSpec, period: Period, uploads: Sequence[Upload]) -> str:
    whose = uploads[0].authority.name if len(uploads) == 1 else f"{len(uploads)} authorities"
    return f"{spec.title}, {period.label}, {whose}"


def _rows_count(checked: Checked) -> int:
    return sum(frame.height for frame in checked.rows.values())


def _limit_bytes() -> int:
    return settings().upload_limit_mb * 1_000_000
