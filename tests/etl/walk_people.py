"""Who takes part in a random walk, what each may do, said again by hand, and the files that they send."""

from datetime import UTC, datetime
from functools import cache

from etl.template import write_workbook
from schemas.access import Role, Viewer
from schemas.authorities import authority
from schemas.returns.activity import ACTIVITY
from seed.authority_paths import paths
from seed.generate import frames_of, rows_of
from tests.etl.releases import LATEST

COVENTRY, DUDLEY, SANDWELL = PLACES = ("LA331", "LA332", "LA333")
PERIODS = (LATEST.previous, LATEST)
START = datetime(2026, 10, 26, 9, 30, tzinfo=UTC)


def _person(subject: str, *roles: Role, place: str = "") -> Viewer:
    return Viewer(subject, subject, frozenset(roles), frozenset([place] if place else []))


PEOPLE = {
    one.subject: one
    for one in (
        _person("officer", Role.LA_PREPARER, place=COVENTRY),
        _person("approver", Role.LA_APPROVER, place=COVENTRY),
        _person("officer who approves", Role.LA_PREPARER, Role.LA_APPROVER, place=COVENTRY),
        _person("officer elsewhere", Role.LA_PREPARER, place=DUDLEY),
        _person("approver elsewhere", Role.LA_APPROVER, place=DUDLEY),
        _person("analyst", Role.DFE_ANALYST),
        _person("second analyst", Role.DFE_ANALYST),
        _person("authoriser", Role.DFE_AUTHORISER),
        _person("second authoriser", Role.DFE_AUTHORISER),
        _person("analyst who authorises", Role.DFE_ANALYST, Role.DFE_AUTHORISER),
        _person("administrator", Role.ADMIN),
        _person("inspectorate", Role.INSPECTORATE),
        _person("member", Role.MEMBER),
        _person("nobody"),
    )
}
OFFICERS = ("officer", "officer who approves", "officer elsewhere")
APPROVERS = ("approver", "officer who approves", "approver elsewhere")
ANALYSTS = ("analyst", "second analyst", "analyst who authorises")
AUTHORISERS = ("authoriser", "second authoriser", "analyst who authorises")
DEPARTMENT = tuple(dict.fromkeys(ANALYSTS + AUTHORISERS))
READERS = tuple(PEOPLE[name] for name in ("member", "inspectorate", "officer", "nobody"))
# Who may do what, said again by hand; an officer or approver only for their own authority.
MAY = {
    "send": OFFICERS + ANALYSTS, "check": OFFICERS + APPROVERS + DEPARTMENT, "approve": APPROVERS + ANALYSTS,
    "take": DEPARTMENT, "authorise": AUTHORISERS, "return": DEPARTMENT, "revert": ANALYSTS, "answer": DEPARTMENT,
    "explain": OFFICERS + ANALYSTS, "allow": ANALYSTS, "prepare": ANALYSTS, "decide": AUTHORISERS,
}  # fmt: skip
WHY = (
    "Found when the partners reviewed the figures together.",
    "The figures were read again from the records.",
    "Short",
)
# What is sent, as changes to the example's counts; the numbers are taken away from those of the example.
CHANGES: dict[str, dict[str, int]] = {
    "as it is": {}, "a little less": {"verified_records_count": 3}, "less": {"verified_records_count": 9},
    "fewer conferences": {"plans_ended_count": 1}, "wrong": {"verified_records_count": -9_000},
    "doubtful": {"strategy_held_count": 100_000, "strategy_all_present_count": 100_000},
}  # fmt: skip


@cache
def workbook(place: str, period_at: int, change: str, is_amendment: bool) -> bytes:
    """An authority's return as a file."""
    if change == "unreadable":
        return b"PK nothing"
    period, whose = PERIODS[period_at], authority(place)
    rows = rows_of(ACTIVITY, period, paths()[place])
    counts = rows["counts"][0]
    counts.update({name: max(counts[name] - less, 0) for name, less in CHANGES[change].items()})
    return write_workbook(
        ACTIVITY, whose, period, frames_of(ACTIVITY, rows), is_amendment=is_amendment, illustrative=True
    )
