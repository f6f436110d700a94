"""A long trail of events: how long it takes to add what 153 returns bring, and to check 100,000 events."""

from datetime import UTC, datetime

from bench.measure import Measure, median, phase, seconds
from bench.stores import fresh
from etl import audit, events
from etl.store import reading, writing

COUNT, AT_ONCE = 100_000, 5_000
# Two for each of 153 returns.
QUARTER = 300
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def measures() -> list[Measure]:
    """Seconds to verify a trail, and milliseconds to chain a quarter's events."""
    with fresh(), phase(f"verifying {COUNT:,} events"):
        for _ in range(COUNT // AT_ONCE):
            _add(AT_ONCE)
        chained = [seconds(lambda: _add(QUARTER)) * 1000 for _ in range(9)]
        took = seconds(_verify)
    return [
        Measure("audit_verify_s", took, "s", f"{COUNT:,} events in a store on SQLite, each hashed again"),
        Measure("audit_chain_ms", median(chained), "ms", f"{QUARTER} events in one transaction, kept; median of 9"),
    ]


def _add(count: int) -> None:
    with writing() as session:
        for number in range(count):
            words = f"Version {number}"
            events.record(session, "submission.submitted", "demo-analyst", NOW, authority_id="LA334", detail=words)


def _verify() -> None:
    with reading() as session:
        found = audit.verify(session)
    if found.broken is not None:
        raise AssertionError(found.sentence)
