"""The submissions and public files behind a figure, with their cells, and who sent and authorised them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import and_, select
from sqlmodel import Session, col

from etl.compute_frames import LAST_OVERALL
from etl.current import current_ids, sheet_rows
from etl.frames import frame, table_of
from etl.kept import kept_sheets
from etl.lineage import FORMS, From
from etl.parse import read_workbook
from schemas.access import LA_ROLES, OPERATOR, Role, role_of
from schemas.authorities import ENGLAND, authority
from schemas.issues import Unreadable
from schemas.observations import Inputs
from schemas.periods import Period
from schemas.provenance import Cell, FileUsed
from schemas.recorded import Recommendation
from schemas.reviewing import ReviewStep
from schemas.sources import RECORDS
from schemas.spec import Column, ReturnSpec, Sheet
from schemas.tables import Person, RoleGrant, SourceFile, Submission
from schemas.tables_reviewing import SubmissionReview

# Records: the day from which a row counts, and what the newest row of an authority is told by.
_SINCE = {
    "jtai": ("raised_on",), "intervention": ("from_on",), "partnership": ("report_due_on",), "provision": ("as_at_on",),
}  # fmt: skip
_NEWEST = {"partnership": "financial_year", "provision": "as_at_on"}
_AREA = {str(one): one.authority_id or ENGLAND for one in Recommendation}
_PEOPLE = ("received_by", "submitted_by", "authorised_by")
_OF_FILE = ("file_name", "file_sha256", "form_version", "origin", "received_at", "received_by", "is_illustrative")
_WAS = "Someone who no longer holds a role"


@dataclass(frozen=True)
class Used:
    """Rows of one sheet that a figure is made from, and which of their columns."""

    form_code: str
    sheet: Sheet
    columns: tuple[str, ...]
    rows: pl.DataFrame
    is_now: bool = True  # whether the rows are those that count for the quarter, not of those before it


def rows_used(
    session: Session,
    inputs: Inputs,
    found: Iterable[From],
    authority_ids: Sequence[str],
    part: tuple[str, str],
    at: datetime,
    upto: int | None = None,
) -> list[Used]:
    """The rows behind the figures of some authorities, sheet by sheet.

    Args:
        inputs: what the figures were computed from.
        found: what they are made from.
        part: the column and the value that a part is about, ("agency", "police"); two empty texts for the total.
        at: the instant that editions of public files are taken at.
        upto: the last computation that they may have caused; by default the newest.
    """
    used = []
    for one in found:
        form_code, _, name = one.sheet.partition(".")
        if form_code not in FORMS:
            continue
        sheet = FORMS[form_code].sheet(name)
        rows = _rows(session, inputs, one, sheet, at, upto).filter(pl.col("authority_id").is_in(list(authority_ids)))
        rows = rows if one.only is None else rows.filter(one.only)
        if part[0] in rows.columns:
            rows = rows.filter(pl.col(part[0]) == part[1])
        used.append(Used(form_code, sheet, one.columns, rows, one.when == "now"))
    return [one for one in _that_count(used, inputs) if one.rows.height]


def _rows(session: Session, inputs: Inputs, one: From, sheet: Sheet, at: datetime, upto: int | None) -> pl.DataFrame:
    form_code = one.sheet.partition(".")[0]
    if not isinstance(FORMS[form_code], ReturnSpec):
        return _placed(sheet_rows(session, sheet, current_ids(session, form_code, None, at, upto).values()), form_code)
    if one.when == "last":
        return sheet_rows(session, sheet, current_ids(session, form_code, inputs.period.previous, at, upto).values())
    if one.when == "year":
        return inputs.year_rows.get(one.sheet, inputs.rows[one.sheet])
    return inputs.rows[one.sheet]


def _placed(rows: pl.DataFrame, form_code: str) -> pl.DataFrame:
    """The tracker's rows with the place that their recommendation is for; other rows say it themselves."""
    if form_code != "tracker" or "recommendation" not in rows.columns:
        return rows
    return rows.with_columns(
        authority_id=pl.col("recommendation").replace_strict(_AREA, default=None, return_dtype=pl.String)
    )


def _in_time(one: Used, inputs: Inputs) -> pl.DataFrame:
    """Of a record, the rows for the quarters or the year that the figure is about, and nothing that came later."""
    rows, on = one.rows, inputs.period.reference_date
    if "quarter" in rows.columns:
        back = 1 if one.form_code == "confidence" else 4
        rows = rows.filter(pl.col("quarter").is_in([str(inputs.period.shifted(-step)) for step in range(back)]))
    if one.form_code == "exploitation":
        rows = rows.filter(pl.col("financial_year") == inputs.period.financial_year)
    for name in _SINCE.get(one.form_code, ()):
        rows = rows.filter(pl.col(name) <= on) if name in rows.columns else rows
    newest = _NEWEST.get(one.form_code)
    return rows if newest is None else rows.filter(pl.col(newest) == pl.col(newest).max().over("authority_id"))


def _that_count(used: list[Used], inputs: Inputs) -> list[Used]:
    """Of public files only the rows that count: the year's grants, and the latest graded inspection that was out."""
    grants = pl.col("financial_year") == inputs.period.financial_year
    used = [replace(one, rows=one.rows.filter(grants)) if one.form_code == "determination" else one for one in used]
    determined = [one.rows.select("authority_id", "grant") for one in used if one.form_code == "determination"]
    if determined:
        known = pl.concat(determined)
        declared = [one.sheet.name == "grants" for one in used]
        used = [
            replace(one, rows=one.rows.join(known, on=["authority_id", "grant"], how="anti")) if is_declared else one
            for one, is_declared in zip(used, declared, strict=True)
        ]
    used = [replace(one, rows=_in_time(one, inputs)) if one.form_code in RECORDS else one for one in used]
    return _latest(used, inputs.period.reference_date)


def _latest(used: list[Used], on: date) -> list[Used]:
    used = [replace(one, rows=_graded(one, on)) if one.form_code == "ofsted" else one for one in used]
    inspected = [one.rows.select("authority_id", "inspected_on") for one in used if one.form_code == "ofsted"]
    if not inspected:
        return used
    last = pl.concat(inspected).group_by("authority_id").agg(pl.col("inspected_on").max())
    keys = ["authority_id", "inspected_on"]
    return [
        replace(one, rows=one.rows.join(last, on=keys, how="semi")) if one.form_code == "ofsted" else one
        for one in used
    ]


def _graded(one: Used, on: date) -> pl.DataFrame:
    wanted = [name for name in one.columns if name != "inspected_on"] or ["help_and_protection", "overall"]
    has_grade = pl.any_horizontal(pl.col(name).is_not_null() for name in wanted)
    is_known = (pl.col("published_on") <= on) & has_grade
    # Inspections from this day on have no overall judgement.
    return one.rows.filter(is_known & (pl.col("inspected_on") < LAST_OVERALL) if wanted == ["overall"] else is_known)


def files_used(session: Session, inputs: Inputs, used: Iterable[Used], *, with_cells: bool = True) -> list[FileUsed]:
    """The submissions and editions that rows come from, each with its cells, newest first."""
    by_submission: dict[int, list[Used]] = {}
    for one in used:
        for (number,), rows in one.rows.partition_by("submission_id", as_dict=True).items():
            by_submission.setdefault(int(str(number)), []).append(replace(one, rows=rows))
    parts = list(_by_file(session, submissions(session, by_submission), by_submission))
    people = roles_of(session, [row for row, _ in parts])
    found = []
    for row, mine in parts:
        cells = _cells(session, row, mine) if with_cells else ()
        is_carried = row["period"] not in (None, str(inputs.period)) and any(one.is_now for one in mine)
        found.append(file_used(row, people, cells, is_carried=is_carried))
    return found


def _by_file(
    session: Session, counting: Iterable[dict[str, Any]], used: Mapping[int, Sequence[Used]]
) -> Iterator[tuple[dict[str, Any], list[Used]]]:
    """The rows of each submission by the file that they stand in: its own, or an earlier one's whose sheets it keeps.

    Whoever sent in and authorised the version that counts answers for those too; who prepared the file is the file's.
    """
    kept = kept_sheets(session, used)
    holders = {number for one in kept.values() for number, _ in one.sheets.values()}
    files = {row["id"]: row for row in submissions(session, holders)} if holders else {}
    for row in counting:
        sheets = kept[row["id"]].sheets if row["id"] in kept else {}
        parts: dict[int, list[Used]] = {}
        for one in used[row["id"]]:
            parts.setdefault(sheets.get(one.sheet.name, (row["id"], 0))[0], []).append(one)
        for number, mine in parts.items():
            of_file = {name: files[number][name] for name in _OF_FILE} if number != row["id"] else {}
            yield {**row, **of_file, "kept_from": files[number]["version"] if of_file else None}, mine


def submissions(session: Session, ids: Iterable[int]) -> list[dict[str, Any]]:
    """Some submissions with where their files came from, newest first."""
    names = ("id", "form_code", "authority_id", "period", "version", "file_name", "file_sha256", "form_version")
    more = ("received_at", "received_by", "submitted_at", "submitted_by", "computation_id", "is_illustrative")
    step = table_of(SubmissionReview).c
    query = select(
        *(getattr(Submission, name) for name in (*names, *more)), *(getattr(SourceFile, name) for name in ("origin", "licence")),
        step.by.label("authorised_by"), step.at.label("authorised_at"),
    ).join(SourceFile, col(SourceFile.sha256) == col(Submission.file_sha256)).outerjoin(
        step.id.table, and_(step.submission_id == col(Submission.id), step.step == ReviewStep.AUTHORISED)
    )  # fmt: skip
    found = frame(session, query.where(col(Submission.id).in_(list(ids))).order_by(col(Submission.id).desc()))
    return found.to_dicts()


def roles_of(session: Session, kept: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """What the people who sent and authorised submissions are to the programme: subject → role in words."""
    subjects = {str(row[name]) for row in kept for name in _PEOPLE if row.get(name)}
    query = (
        select(Person.subject, RoleGrant.role, RoleGrant.authority_id)  # type: ignore[call-overload]
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(col(Person.subject).in_(subjects))
    )
    held: dict[str, list[str]] = {}
    for subject, code, authority_id in session.execute(query):
        held.setdefault(subject, []).extend(_role_words(role, authority_id) for role in role_of([code]))
    words = {subject: " and ".join(dict.fromkeys(roles)) for subject, roles in held.items()}
    ours = ("illustrative", "illustrative-analyst", "illustrative-authoriser")
    known = {OPERATOR.subject: OPERATOR.label, **dict.fromkeys(ours, "Illustrative data")}
    return {subject: words.get(subject) or known.get(subject, _WAS) for subject in subjects}


def _role_words(role: Role, authority_id: str | None) -> str:
    return f"{role.label}, {authority(authority_id).name}" if role in LA_ROLES and authority_id else role.label


def file_used(
    row: Mapping[str, Any], people: Mapping[str, str], cells: tuple[Cell, ...] = (), *, is_carried: bool = False
) -> FileUsed:
    """A submission as it is told of: in roles, not names."""
    form = FORMS[str(row["form_code"])]
    sent_for = str(row["period"] or "")
    day = Period.parse(sent_for).reference_date if sent_for else row["received_at"].date()
    return FileUsed(
        submission_id=row["id"],
        title=form.title,
        period=sent_for,
        version=row["version"],
        authority_id=str(row["authority_id"] or ""),
        file_name=str(row["file_name"]),
        sha256=str(row["file_sha256"]),
        origin=str(row["origin"]),
        licence=str(row["licence"]),
        prepared_by=people.get(str(row["received_by"]), _WAS),
        prepared_at=row["received_at"],
        submitted_by=people.get(str(row["submitted_by"]), _WAS),
        submitted_at=row["submitted_at"],
        authorised_by=people.get(str(row["authorised_by"]), _WAS) if row["authorised_by"] else "",
        authorised_at=row["authorised_at"],
        computation_id=row["computation_id"],
        form_version=str(row["form_version"]),
        rules=tuple(dict.fromkeys(rule.code for rule in form.rules if rule.applies_on(day))),
        is_carried=is_carried,
        is_illustrative=bool(row["is_illustrative"]),
        cells=cells,
        kept_from_version=row.get("kept_from"),
    )


def _cells(session: Session, row: Mapping[str, object], used: Iterable[Used]) -> tuple[Cell, ...]:
    """The cells of a file, found in the file itself as it was kept, so that a moved column gives its true letter."""
    content = session.scalar(select(SourceFile.content).where(col(SourceFile.sha256) == row["file_sha256"]))  # type: ignore[call-overload]
    try:
        sheets = read_workbook(str(row["file_name"]), content or b"", FORMS[str(row["form_code"])]).sheets
    except Unreadable:  # the declaration has changed since it was read: its rows are still known
        sheets = {}
    found: dict[tuple[str, int, str], Cell] = {}
    for one in used:
        text = sheets.get(one.sheet.name)
        for values in one.rows.iter_rows(named=True):
            number = values["row_number"]
            for column in (c for c in one.sheet.columns if c.name in one.columns and not c.is_key):
                reference = text.cell(column.name, number) if text is not None and number else ""
                whose = ", ".join(_words(c, values[c.name]) for c in one.sheet.columns if c.is_key)
                found[one.sheet.title, number, column.name] = Cell(
                    one.sheet.title, reference, number, column.heading, whose, _words(column, values[column.name])
                )
    return tuple(found.values())


def _words(column: Column, value: object) -> str:
    if value is None:
        return "blank"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if column.choices is not None:
        return next((choice.label for choice in column.choices if str(choice) == str(value)), str(value))
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return f"{value:,.10g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
