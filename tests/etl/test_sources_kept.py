"""Public files from their bytes to their tables, on both databases."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from etl.fetch import Origin, receive
from etl.load import Arrival, load
from etl.parse import read_workbook
from etl.store import reading, writing
from etl.validate import Checked, Context, validate
from schemas.authorities import resolver
from schemas.programme import Judgement
from schemas.sources import DETERMINATION, OFSTED, Allocation, OfstedInspection, OfstedLatest
from schemas.spec import Source
from schemas.vocabulary import Severity, SubmissionStatus

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NAME = "LA_Inspection_Outcomes_as_at_31_March_2025.ods"


def context() -> Context:
    return Context(TODAY, None, None, {}, {}, resolver(TODAY, ever=True))


def determined() -> Checked:
    lines = (
        "DfE code,Authority,Grant,Purpose,Financial year,Amount",
        "334,Solihull,Transformation grant,Start-up,2026-27,\"128,571\"",
        "370,Barnsley,prevention,Ongoing,2026-27,£1760000",
    )  # fmt: skip
    book = read_workbook("determination.csv", "\n".join(lines).encode(), DETERMINATION)
    return validate(book, DETERMINATION, context())


def test_a_grant_determination_is_read_by_code():
    checked = determined()
    assert checked.issues == [] or {issue.severity for issue in checked.issues} == {Severity.NOTE}
    columns = ("authority_id", "grant", "purpose", "financial_year", "amount_gbp")
    assert checked.rows["allocations"].select(columns).rows() == [
        ("LA334", "transformation", "start_up", "2026-27", 128_571),
        ("LA370", "prevention", "ongoing", "2026-27", 1_760_000),
    ]


def kept(form: Source, checked: Checked) -> int:
    with writing() as session:
        file = receive(session, NAME, NAME.encode(), Origin("public file"), NOW)
        arrival = Arrival(form, None, None, NAME, "demo-analyst", NOW)
        submission = load(session, arrival, file, SubmissionStatus.SUBMITTED, checked.rows, checked.issues)
        assert submission.rows_count == sum(rows.height for rows in checked.rows.values())
        return submission.rows_count


@pytest.mark.usefixtures("store")
def test_every_inspection_is_kept_with_its_authority(shared: Path):
    content = (shared / "data" / "public" / NAME).read_bytes()
    assert kept(OFSTED, validate(read_workbook(NAME, content, OFSTED), OFSTED, context())) == 153 + 112 + 271
    with reading() as session:
        rows = session.execute(
            select(OfstedInspection.authority_id, OfstedInspection.help_and_protection, OfstedInspection.inspected_on)
            .where(OfstedInspection.status == "No longer exists")
            .order_by(OfstedInspection.authority_id)
        ).all()
        assert [row[0] for row in rows] == ["LA837", "LA909", "LA928"]
        assert {type(row[2]) for row in rows} == {date}
        assert all(row[1] in set(Judgement) for row in rows)
        assert session.scalar(select(func.count()).select_from(OfstedLatest)) == 153


@pytest.mark.usefixtures("store")
def test_allocations_are_kept():
    assert kept(DETERMINATION, determined()) == 2
    with reading() as session:
        amounts = session.execute(select(Allocation.authority_id, Allocation.amount_gbp)).all()
        assert sorted(tuple(row) for row in amounts) == [("LA334", 128_571), ("LA370", 1_760_000)]
