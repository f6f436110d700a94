"""The steps in order: receive, read, check, load, compute, publish. The only place that joins them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from etl import against, declaring, editions, effects, events, history, keeping, load, windows
from etl.current import current_ids, form_rows
from etl.fetch import Origin, receive
from etl.kept import note_kept
from etl.parse import read_workbook
from etl.quarters import affected, periods_with_returns, publish
from etl.receipts import Receipt, Upload
from etl.settings import day_of, settings
from etl.side_by_side import each
from etl.store import publishing, reading
from etl.trail import note_download, noting_refusals
from etl.validate import Checked, Context, validate
from schemas.access import NotAllowed, Permission, Viewer
from schemas.authorities import Authority, resolver
from schemas.issues import Unreadable
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.reviewing import Declaring
from schemas.spec import ReturnSpec, Source
from schemas.tables import Submission
from schemas.vocabulary import SubmissionStatus, Verdict

__all__ = ["Receipt", "Upload", "approve", "check", "checked", "refresh", "submit", "submit_many", "template"]


@noting_refusals
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
    found = checked(viewer, spec, period, upload, now)
    return Receipt(found.verdict, found.issues, _rows_count(found), kept=found.kept)


def checked(viewer: Viewer, spec: ReturnSpec, period: Period, upload: Upload, now: datetime) -> Checked:
    """A file's typed rows and everything that is wrong with it; nothing is stored.

    Raises:
        NotAllowed: if the viewer may not check files for this authority.
    """
    viewer.require(Permission.CHECK_RETURN, upload.authority.authority_id)
    with reading() as session:
        return _checked(upload, spec, against.contexts(session, spec, period, [upload], now))


def submit(viewer: Viewer, spec: ReturnSpec, period: Period, upload: Upload, now: datetime) -> Receipt:
    """Send a file. With nothing left to correct or explain it waits for approval, or counts at once if the viewer
    may submit; otherwise it is kept as a draft.

    Raises:
        NotAllowed: if the viewer may not upload for this authority, or not now: the collection is not open to them.
    """
    return submit_many(viewer, spec, period, [upload], now)[0]


@noting_refusals
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
        sent = [(upload.authority.authority_id, upload.received_at or now) for upload in uploads]
        windows.require_open(session, viewer, spec, period, sent)
        seen = against.standing(session, spec, period, uploads)
        contexts = against.contexts(session, spec, period, uploads, now)
    found = []
    for checked_one in each(lambda upload: _checked(upload, spec, contexts), uploads):
        found.append(checked_one)
        on_checked(len(found))
    with publishing() as session:
        if (
            against.standing(session, spec, period, uploads) != seen
        ):  # someone was quicker: what was checked no longer holds
            contexts = against.contexts(session, spec, period, uploads, now)
            found = [_checked(upload, spec, contexts) for upload in uploads]
        keeping.refuse_overtaken(session, spec, period, uploads)
        windows.opened(session, spec, period)
        receipts = [_keep(session, viewer, spec, period, *pair, now) for pair in zip(uploads, found, strict=True)]
        pairs = zip(uploads, receipts, strict=True)
        published = [(u, r) for u, r in pairs if r.status is SubmissionStatus.SUBMITTED]
        if caused := {receipt.submission_id: upload.authority.authority_id for upload, receipt in published}:
            publish(session, affected(session, period), viewer, _reason(spec, period, uploads), now, caused, spec.code)
    return receipts


@noting_refusals
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
        spec, period = RETURNS[waiting.form_code], Period.parse(waiting.period)
        keeping.refuse_stale(session, waiting, spec, period)
        waiting.status, waiting.submitted_at, waiting.submitted_by = SubmissionStatus.SUBMITTED, now, viewer.subject
        session.flush()
        declaring.declare(session, waiting.id, Declaring.SUBMITTED, viewer.subject, now)
        events.record(session, "submission.submitted", viewer.subject, now, submission=waiting)
        caused = {waiting.id: authority_id}
        publish(session, affected(session, period), viewer, f"{spec.title}, {period.label}", now, caused, spec.code)
        return Receipt(Verdict.CLEAN, [], waiting.rows_count, waiting.id, waiting.version, SubmissionStatus.SUBMITTED)


@noting_refusals
def refresh(
    viewer: Viewer,
    source: Source,
    name: str,
    content: bytes,
    now: datetime,
    *,
    is_illustrative: bool = False,
    origin: Origin = Origin("public file"),  # noqa: B008 - frozen
    reason: str = "",
    since: int | None = None,
) -> Receipt:
    """Load a new edition of a public file or record. If it cannot be read in full, what is there stays.

    Args:
        viewer: who sends it.
        source: what it is an edition of.
        name: the file's name.
        content: its bytes.
        now: the instant.
        is_illustrative: whether it is made up.
        origin: where it came from.
        reason: what changed, in words.
        since: the number of the edition that it was made from (0: none); by default that is not asked.

    Raises:
        NotAllowed: if the viewer may not keep this file.
        Unreadable: if headings that are needed are missing, or most of what is in use; or another edition came since.
    """
    viewer.require(source.kept_with)
    with reading() as session:
        if editions.is_in_use(session, source, content):
            return Receipt(Verdict.CLEAN, [], note="This edition is already in use. Nothing was changed.")
        editions.refuse_overtaken(session, source, since)
    context = Context(day_of(now), None, None, resolve=resolver(day_of(now), ever=True))
    checked = validate(read_workbook(name, content, source, _limit_bytes()), source, context)
    if checked.verdict is Verdict.ERRORS:
        return Receipt(checked.verdict, checked.issues, _rows_count(checked), note="Nothing was changed.")
    arrival = load.Arrival(source, None, None, name, viewer.subject, now, reason, is_illustrative)
    with publishing() as session:
        editions.refuse_overtaken(session, source, since)
        editions.refuse_unlikely(session, source, checked.rows)
        file = receive(session, name, content, origin, now, licence=source.licence)
        kept = load.load(session, arrival, file, SubmissionStatus.SUBMITTED, checked.rows, checked.issues)
        told = ": ".join(part for part in (source.title, reason) if part)
        events.record(session, "source.refreshed", viewer.subject, now, submission=kept, detail=told)
        periods = periods_with_returns(session) if source.feeds_indicators else []
        publish(session, periods, viewer, f"{source.title}: new edition", now, {kept.id: None}, source.code)
        return Receipt(checked.verdict, checked.issues, kept.rows_count, kept.id, kept.version, kept.status)


@noting_refusals
def template(viewer: Viewer, spec: ReturnSpec, authority: Authority, period: Period) -> bytes:
    """The workbook to fill in: named and coded for the authority, with last quarter's figures.

    Raises:
        NotAllowed: if the viewer may not see this authority's returns.
    """
    from etl.template import write_workbook  # its library is slow to load, and only this needs it

    viewer.require(Permission.READ_RETURNS, authority.authority_id)
    with reading() as session:
        accepted = current_ids(session, spec.code, period).get(authority.authority_id)
        if accepted is not None:
            rows: history.Frames = form_rows(session, spec, [accepted])
        else:
            rows = history.last_rows(session, spec, period, [authority])[authority.authority_id]
    filled = {name: frame for name, frame in rows.items() if name != "cover"}
    note_download(viewer, f"the template of the {spec.title} for {period.label}", authority.authority_id)
    return write_workbook(spec, authority, period, filled, is_amendment=accepted is not None)


def _checked(upload: Upload, spec: ReturnSpec, contexts: against.Contexts) -> Checked:
    context, earlier, beside, base = contexts[upload.authority.authority_id]
    if upload.received_at is not None:
        context = replace(context, today=day_of(upload.received_at))
    try:
        limit, may_lack = _limit_bytes(), keeping.may_lack(spec, upload.part)
        sent = read_workbook(upload.name, upload.content, spec, limit, may_lack)
        workbook, kept = keeping.joined(sent, spec, upload, base, limit)
        checked = validate(workbook, spec, context, {**earlier, **upload.explanations})
        ranked = effects.ranked(spec, checked.issues, checked.rows, beside)
        return replace(checked, issues=keeping.placed_in(ranked, spec, kept), kept=kept)
    except Unreadable as refusal:
        return Checked({}, [refusal.as_issue(upload.name)], Verdict.UNREADABLE)


def _keep(
    session: Session, viewer: Viewer, spec: ReturnSpec, period: Period, upload: Upload, checked: Checked, now: datetime
) -> Receipt:
    at = upload.received_at or now
    if any(issue.code == "R005" for issue in checked.issues):
        return Receipt(checked.verdict, checked.issues, note="The file is too large to be kept. Nothing was changed.")
    # Within an authority two people stand behind a return, even if one of them holds both roles.
    is_on_behalf = viewer.may(Permission.SUBMIT_RETURN, upload.authority.authority_id) and not viewer.is_tied
    status = SubmissionStatus.DRAFT
    if checked.verdict is Verdict.CLEAN:
        status = SubmissionStatus.SUBMITTED if is_on_behalf else SubmissionStatus.VALIDATED
    arrival = load.Arrival(
        spec,
        upload.authority.authority_id,
        period,
        upload.name,
        viewer.subject,
        at,
        upload.reason,
        upload.is_illustrative,
        is_on_behalf,
    )
    file = receive(session, upload.name, upload.content, Origin(upload.origin), at)
    kept = load.load(session, arrival, file, status, checked.rows, checked.issues)
    if checked.kept is not None:
        note_kept(session, kept.id or 0, checked.kept)
    if status is not SubmissionStatus.DRAFT:
        step = Declaring.ON_BEHALF if is_on_behalf else Declaring.PREPARED
        declaring.declare(session, kept.id, step, viewer.subject, at)
    events.record(session, f"submission.{status}", viewer.subject, at, submission=kept, detail=upload.reason)
    if found := sorted({f"{issue.code} (waiver {issue.waived.number})" for issue in checked.issues if issue.waived}):
        events.record(session, "submission.waived", viewer.subject, at, submission=kept, detail=", ".join(found))
    return Receipt(
        checked.verdict, checked.issues, _rows_count(checked), kept.id, kept.version, status, kept=checked.kept
    )


def _reason(spec: ReturnSpec, period: Period, uploads: Sequence[Upload]) -> str:
    whose = uploads[0].authority.name if len(uploads) == 1 else f"{len(uploads)} authorities"
    return f"{spec.title}, {period.label}, {whose}"


def _rows_count(checked: Checked) -> int:
    return sum(frame.height for frame in checked.rows.values())


def _limit_bytes() -> int:
    return settings().upload_limit_mb * 1_000_000
