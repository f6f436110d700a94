"""What is read for a quarter: the newest accepted version, and the last one before it where there is none."""

from datetime import UTC, date, datetime, timedelta

import pytest

from etl import collecting
from etl.compute_frames import build
from etl.inputs import read_inputs
from etl.store import reading, writing
from schemas.access import OPERATOR
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.returns.activity import ActivityRow
from schemas.returns.funding import CostRow, GrantRow
from schemas.returns.unit import UNIT, MilestoneRow, PostRow
from schemas.tables import Collection, SourceFile, Submission
from schemas.vocabulary import SubmissionStatus
from schemas.windows import AllowanceKind

Q4, Q1, Q2 = Period(2025, 4), Period(2026, 1), Period(2026, 2)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
MONEY = dict.fromkeys(("allocated_gbp", "start_up_gbp", "paid_gbp", "committed_gbp", "profile_ytd_gbp", "forecast_outturn_gbp"), 100)  # fmt: skip


@pytest.fixture
def send(store):
    with writing() as session:
        session.add(SourceFile(sha256="a", name="a.xlsx", origin="upload", received_at=NOW, content=b""))

    def sent(
        form_code, authority_id, period, version=1, submitted_at=NOW, status=SubmissionStatus.SUBMITTED, **figures
    ):
        with writing() as session:
            submission = Submission(
                form_code=form_code, authority_id=authority_id, period=str(period), version=version, status=status, file_sha256="a",
                file_name="a.xlsx", form_version="1", received_at=submitted_at, received_by="x", submitted_at=submitted_at if status == "submitted" else None,
                submitted_by="y" if status == "submitted" else None,
            )  # fmt: skip
            session.add(submission)
            session.flush()
            own = {"submission_id": submission.id, "authority_id": authority_id, "period": str(period), "row_number": 2}
            if form_code == "unit":
                fte = dict.fromkeys(("filled_fte", "colocated_fte", "access_fte", "experienced_fte"), 1.0)
                session.add(
                    PostRow(
                        **own,
                        unit_code="U1",
                        agency="police",
                        is_core_nominated=True,
                        established_fte=figures["fte"],
                        **fte,
                    )
                )
                session.add(
                    MilestoneRow(
                        **own,
                        milestone="M16",
                        baseline_on=date(2026, 9, 30),
                        forecast_on=figures.get("m16", date(2027, 1, 1)),
                    )
                )
            elif form_code == "activity":
                counts = {name: 0 for name in ActivityRow.model_fields if name.endswith("_count")}
                session.add(ActivityRow(**own, **{**counts, "s47_started_count": figures["s47"]}))
            else:
                session.add(GrantRow(**own, grant="transformation", spent_ytd_gbp=figures["spent"], **MONEY))
                session.add(
                    CostRow(**own, full_year_cost_gbp=1, next_year_cost_gbp=figures["spent"], is_certified=True)
                )

    return sent


def read(period=Q2, now=NOW):
    with reading() as session:
        return read_inputs(session, period, now)


def posts(inputs):
    return {(r["authority_id"], r["period"]): r["established_fte"] for r in inputs.rows["unit.posts"].to_dicts()}


def test_the_newest_accepted_version_counts(send):
    send("unit", "LA334", Q2, 1, fte=1.0)
    send("unit", "LA334", Q2, 2, fte=2.0)
    send("unit", "LA334", Q2, 3, fte=3.0, status=SubmissionStatus.DRAFT)
    send("unit", "LA334", Q2, 4, fte=4.0, submitted_at=NOW + timedelta(days=1))
    inputs = read()
    assert posts(inputs) == {("LA334", "2026-27 Q2"): 2.0}
    assert inputs.standing.to_dicts() == [
        {"form_code": "unit", "authority_id": "LA334", "period": "2026-27 Q2", "version": 2}
    ]
    assert posts(read(now=NOW + timedelta(days=2))) == {("LA334", "2026-27 Q2"): 4.0}


def test_an_authority_without_a_return_keeps_its_last_one(send):
    send("unit", "LA334", Q4, fte=1.0)
    send("unit", "LA334", Q1, fte=2.0)
    send("unit", "LA380", Q2, fte=3.0)
    send("unit", "LA202", Q2.next, fte=4.0)
    inputs = read()
    assert posts(inputs) == {("LA334", "2026-27 Q1"): 2.0, ("LA380", "2026-27 Q2"): 3.0}
    marks = {r["authority_id"]: (r["is_carried"], r["reference_on"]) for r in inputs.rows["unit.posts"].to_dicts()}
    assert marks == {"LA334": (True, date(2026, 6, 30)), "LA380": (False, date(2026, 9, 30))}
    assert posts(read(Q1)) == {("LA334", "2026-27 Q1"): 2.0}


def test_amounts_since_april_are_not_carried_into_a_new_year_but_costs_are(send):
    send("funding", "LA334", Q4, spent=70)
    send("funding", "LA380", Q1, spent=20)
    inputs = read()
    assert inputs.rows["funding.grants"]["authority_id"].to_list() == ["LA380"]
    assert sorted(inputs.rows["funding.costs"]["authority_id"]) == ["LA334", "LA380"]


def test_last_quarters_dates_and_the_day_a_return_first_came(send):
    send("unit", "LA334", Q1, fte=1.0, m16=date(2026, 12, 1))
    first = datetime(2026, 10, 20, tzinfo=UTC)
    send("unit", "LA334", Q2, 1, fte=1.0, submitted_at=first)
    send("unit", "LA334", Q2, 2, fte=1.0)
    inputs = read()
    assert inputs.last_milestones["forecast_on"].to_list() == [date(2026, 12, 1)]
    assert inputs.received["received_on"].to_list() == [date(2026, 10, 20)]


def test_the_due_date_is_the_collections_own_if_it_has_one(send):
    assert read().due == dict.fromkeys(RETURNS, date(2026, 10, 30))
    with writing() as session:
        session.add(
            Collection(
                form_code="unit",
                period=str(Q2),
                opens_on=date(2026, 10, 1),
                due_on=date(2026, 11, 6),
                closes_on=date(2026, 12, 6),
                template_version="1",
            )
        )
    assert read().due["unit"] == date(2026, 11, 6)


def test_an_empty_store_still_gives_the_roster(store):
    inputs = read()
    assert inputs.roster.height == 153
    assert all(rows.is_empty() for rows in inputs.rows.values())


def test_a_year_is_the_four_quarters_that_end_with_the_latest_return(send):
    for back, s47 in enumerate((40, 30, 20, 10, 5)):
        send("activity", "LA334", Q2.shifted(-back), s47=s47)
    send("activity", "LA334", Q1, 2, s47=31)
    send("activity", "LA380", Q1, s47=7)
    send("activity", "LA380", Q1.shifted(-4), s47=8)
    year = read().year_rows["activity.counts"]
    enquiries = {}
    for row in year.sort("period").to_dicts():
        enquiries.setdefault(row["authority_id"], []).append(row["s47_started_count"])
    assert enquiries == {"LA334": [10, 20, 31, 40], "LA380": [7]}


@pytest.mark.usefixtures("store")
def test_an_extension_a_waiver_and_a_joint_unit_each_change_what_is_due():
    """Of the three, one has a later day, one owes nothing, and one is sent for by another."""
    q2, why = Period.parse("2026-27 Q2"), "Agreed with the authority by telephone."
    later = collecting.Asked(UNIT, q2, "LA334", AllowanceKind.EXTENSION, date(2026, 12, 11), why)
    none = collecting.Asked(UNIT, q2, "LA380", AllowanceKind.WAIVER, date.max, why)
    for asked in (later, none):
        collecting.allow(OPERATOR, asked, NOW)
    collecting.report_together(OPERATOR, UNIT, "Two", ["LA301", "LA302"], q2, why, NOW)
    with reading() as session:
        found = read_inputs(session, q2, NOW)
    assert sorted(found.allowed.rows(), key=str) == sorted(
        [("unit", "LA334", date(2026, 12, 11)), ("unit", "LA380", None), ("unit", "LA302", None)], key=str
    )
    unit = build(found)["system.returns"].filter(form_code="unit")
    assert not set(unit["authority_id"]) & {"LA334", "LA380", "LA302"}
    assert unit.height == 150
