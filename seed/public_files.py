"""Every illustrative file that is not a return: grants, inspections, statistics and the department's records."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from etl import pipeline
from etl.current import current_ids
from etl.pipeline import Receipt
from etl.quarters import recompute
from etl.store import reading
from schemas.access import Viewer
from schemas.periods import Period
from schemas.sources import DETERMINATION, OFSTED
from schemas.spec import Source
from seed import inspections
from seed.determination import determination_csv
from seed.quarters import publication
from seed.records import record_files
from seed.statistics import statistic_files

_DETERMINED = datetime(2024, 9, 2, 9, tzinfo=UTC)
_INSPECTED = datetime(2026, 9, 14, 9, tzinfo=UTC)
_RECORDED = datetime(2026, 11, 12, 9, tzinfo=UTC)


def public_files() -> Iterator[tuple[Source, str, Callable[[], bytes], datetime]]:
    """Each file: its declaration, its name, what makes its bytes, and when it came."""
    grants = "Illustrative_grant_determination_2024-25_to_2026-27.csv"
    yield DETERMINATION, grants, determination_csv, _DETERMINED
    yield OFSTED, inspections.FILE_NAME, inspections.ofsted_file, _INSPECTED
    for statistic, name, content in statistic_files():
        yield statistic, name, content, _INSPECTED
    for record, name, content in record_files():
        yield record, name, content, _RECORDED


def send_in(viewer: Viewer) -> list[Receipt]:
    """Load those that are not there yet."""
    receipts = []
    for source, name, content, at in public_files():
        with reading() as session:
            is_present = bool(current_ids(session, source.code, None))
        if not is_present:
            receipts.append(pipeline.refresh(viewer, source, name, content(), at, is_illustrative=True))
    return receipts


def bring_up_to_date(viewer: Viewer, period: Period) -> None:
    """As if the files had come after a quarter's returns, and each had brought its figures up to date."""
    for at, what in ((_INSPECTED, OFSTED.title), (_RECORDED, "The department's records")):
        if publication(period) < at:
            recompute(viewer, [period], f"{what}: new edition", at)
