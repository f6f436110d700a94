"""Every read of the dashboard, walked with a person who may see nothing: nothing comes back."""

import inspect
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import insert

from dashboard import (
    reads,
    reads_alerts,
    reads_board,
    reads_collections,
    reads_commentary,
    reads_compare,
    reads_exceptions,
    reads_forecast,
    reads_inspection,
    reads_practice,
    reads_records,
    reads_register,
    reads_returns,
    reads_review,
    reads_rules,
    reads_series,
    reads_sheets,
    reads_trail,
)
from dashboard.scope import Scope
from etl.blank import blank_csv
from etl.pipeline import refresh, submit_many
from etl.store import writing
from schemas.access import NOBODY, OPERATOR, NotAllowed, Role, Viewer
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.sources import INTERVENTION, MEETINGS, PLAN, POPULATIONS, TRACKER
from schemas.tables import IssueRow, Job, Person, Waiver
from schemas.tables_collections import Message
from schemas.tables_commentary import Commentary
from schemas.tables_keeping import SheetKept
from schemas.vocabulary import SubmissionStatus
from seed.generate import uploads
from seed.records import record_files
from tests.etl.published import as_csv, tidy_rows
from tests.stores import settings_for

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PERIOD, AUTHORITY, INDICATOR = "2026-27 Q2", "LA334", "ST-02"
ANALYST = Viewer("demo-analyst", "DfE analyst", frozenset({Role.DFE_ANALYST}))
ELSEWHERE = Viewer("demo-officer-2", "Officer, Bradford", frozenset({Role.LA_PREPARER}), frozenset({"LA380"}))
# What each argument of a read is called with, by its name.
ARGUMENTS: dict[str, Any] = {
    "authority_id": AUTHORITY, "code": AUTHORITY, "geography": AUTHORITY, "period": PERIOD, "form_code": "unit",
    "sheet": "posts", "indicator_id": INDICATOR, "indicator_ids": (INDICATOR,), "submission_id": 1, "submission_ids": (1, 2, 3, 4),
    "level": "authority", "periods": (PERIOD,), "on": date(2026, 11, 22), "record_code": "intervention", "measure": "population", "issue_ids": tuple(range(1, 50)),
}  # fmt: skip
# What returns alone do not bring: a finding, work in hand.
_ALSO: dict[type, dict[str, Any]] = {
    IssueRow: {
        "submission_id": 1, "sheet": "Posts", "cell": "D7", "code": "U010", "value": "3", "severity": "query",
        "message": "Check both figures.", "fingerprint": "0" * 16,
    },
    Waiver: {
        "form_code": "unit", "rule_code": "U013", "authority_id": AUTHORITY, "reason": "The post is filled in January.",
        "until_on": date(2026, 12, 31), "asked_at": NOW, "asked_by": "someone",
    },
    Person: {"issuer": "https://issuer.example", "subject": "someone", "label": "Officer, Solihull", "is_active": True},
    Message: {
        "written_once": "once", "kind": "reminder", "person_id": 1, "authority_id": AUTHORITY, "collection_id": 1,
        "stage": "5", "subject": "Due", "body": "Due.", "created_at": NOW, "state": "waiting", "try_at": NOW,
    },
    Commentary: {
        "indicator_id": INDICATOR, "geography": AUTHORITY, "period": PERIOD, "number": 1, "computation_id": 1,
        "value": 3.0, "status": "ok", "words": "Two posts were filled late.", "written_by": "someone",
        "role": "DfE analyst", "written_at": NOW,
    },
    SheetKept: {"submission_id": 1, "sheet": "posts", "kept_from_id": 1, "in_file_of_id": 1},
    Job: {"name": "illustrative_history", "total_count": 6, "created_at": NOW},
}  # fmt: skip
# Reads that give the analyst nothing here, and why.
EMPTY_HERE = {
    "neighbours": "five neighbours would have to have a value",
    "funnel_limits": "ten authorities would have to have a value",
    **dict.fromkeys(
        ("is_keeper", "register_changes", "not_passed"), "the register is the administrator's and the authoriser's"
    ),
    "own_alerts": "nobody has set one",
    "ranked": "no rule picks out one authority's fresh return",
    "passed": "nothing passes from or to Solihull",
    **dict.fromkeys(("happened", "groups", "events_count", "verified"), "the trail is the administrator's alone"),
}


def _reads() -> dict[str, Callable[..., Any]]:
    found = [
        (m, n, f)
        for m in (
            reads,
            reads_alerts,
            reads_board,
            reads_collections,
            reads_commentary,
            reads_compare,
            reads_exceptions,
            reads_forecast,
            reads_inspection,
            reads_practice,
            reads_records,
            reads_register,
            reads_returns,
            reads_review,
            reads_rules,
            reads_series,
            reads_sheets,
            reads_trail,
        )
        for n, f in vars(m).items()
        if inspect.isfunction(f)
    ]
    return {n: f for m, n, f in found if f.__module__ == m.__name__ and not n.startswith("_")}


def _call(read: Callable[..., Any], viewer: Viewer) -> Any:
    wanted = [p for p in list(inspect.signature(read).parameters.values())[1:] if p.default is inspect.Parameter.empty]
    missing = [p.name for p in wanted if p.name not in ARGUMENTS]
    assert not missing, f"Say in ARGUMENTS what {read.__name__} is to be called with for {missing}."
    return read(viewer, **{p.name: ARGUMENTS[p.name] for p in wanted})


def _is_nothing(found: Any) -> bool:
    if isinstance(found, pl.DataFrame):
        return found.is_empty()
    if isinstance(found, Scope):
        return found == Scope()
    return not found


@pytest.fixture(scope="module")
def full_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which every read has something to find: Solihull's returns, what follows from them, work in hand."""
    path = tmp_path_factory.mktemp("full") / "full.db"
    shutil.copy(sqlite_template, path)
    with settings_for(f"sqlite:///{path}"):
        for spec in RETURNS.values():
            ready = uploads(spec, Period.parse(PERIOD), [authority(AUTHORITY)])
            [receipt] = submit_many(OPERATOR, spec, Period.parse(PERIOD), ready, NOW)
            assert receipt.status is SubmissionStatus.SUBMITTED
        refresh(OPERATOR, POPULATIONS, "published.csv", as_csv(tidy_rows(POPULATIONS, [2024])), NOW)
        refresh(OPERATOR, INTERVENTION, "intervention.csv", blank_csv(INTERVENTION), NOW)
        for record, name, content in record_files():
            if record in (TRACKER, PLAN, MEETINGS):
                refresh(OPERATOR, record, name, content(), NOW)
        with writing() as session:
            for table, row in _ALSO.items():
                session.execute(insert(table), [row])
    return path


@pytest.fixture
def full_store(full_template: Path, tmp_path: Path) -> Iterator[str]:
    """A copy of it, with the settings pointing at it."""
    path = tmp_path / "full.db"
    shutil.copy(full_template, path)
    with settings_for(f"sqlite:///{path}") as url:
        yield url


def test_every_read_takes_the_viewer_first() -> None:
    first = {name: next(iter(inspect.signature(read).parameters), None) for name, read in _reads().items()}
    assert set(first.values()) == {"viewer"}
    assert len(first) > 8


@pytest.mark.parametrize("name", _reads())
def test_someone_who_may_see_nothing_gets_nothing(full_store: str, name: str) -> None:
    with suppress(NotAllowed):
        assert _is_nothing(_call(_reads()[name], NOBODY))


@pytest.mark.parametrize("name", [n for n in _reads() if n not in EMPTY_HERE])
def test_an_analyst_gets_something_from_the_same_store(full_store: str, name: str) -> None:
    """Without this, the test above would pass on an empty store."""
    assert not _is_nothing(_call(_reads()[name], ANALYST))


@pytest.mark.parametrize("name", _reads())
def test_an_officer_of_another_authority_gets_none_of_this_ones_rows(full_store: str, name: str) -> None:
    try:
        found = _call(_reads()[name], ELSEWHERE)
    except NotAllowed:
        return
    frames = found.values() if isinstance(found, dict) else [found]
    for frame in (f for f in frames if isinstance(f, pl.DataFrame)):
        for column in {"authority_id", "geography"} & set(frame.columns):
            assert AUTHORITY not in frame[column].to_list()
        assert "submission_id" not in frame.columns or frame.is_empty()
