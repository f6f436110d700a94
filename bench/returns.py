"""How long returns take: one, a quarter of them, and a quarter's indicators."""

import shutil
from functools import partial
from pathlib import Path

from sqlmodel import col

from bench import stores
from bench.measure import Measure, median, phase, seconds
from bench.workbooks import large
from etl.current import current_ids
from etl.pipeline import Receipt, Upload, submit, submit_many
from etl.quarters import recompute
from etl.store import reading
from etl.working import observations
from schemas.access import OPERATOR
from schemas.authorities import authorities
from schemas.returns import RETURNS
from schemas.returns.unit import UNIT
from schemas.tables import ObservationRow
from schemas.vocabulary import SubmissionStatus
from seed.generate import uploads

REPEATS = 5


def measures() -> list[Measure]:
    """How long each takes in a store that holds the quarter before."""
    everyone = authorities(stores.Q2.reference_date)
    with stores.fresh() as folder:
        with phase("filling the quarter before"):
            for spec in RETURNS.values():
                stores.load_quarter(spec, stores.Q1)
        with phase("writing 153 workbooks"):
            ready = list(uploads(UNIT, stores.Q2, everyone))
            large_ones = [large(authority, stores.Q2) for authority in everyone[:REPEATS]]
        _copy(folder)
        measured = [_all_at_once(ready), _recompute()]
        stores.use(f"sqlite:///{folder}/copy.db")
        submit_many(OPERATOR, UNIT, stores.Q2, ready[2 * REPEATS :], stores.NOW)
        return [
            *measured,
            _one("one_workbook_s", large_ones),
            _one("one_usual_workbook_s", ready[REPEATS : 2 * REPEATS]),
        ]


def _copy(folder: Path) -> None:
    stores.close()
    shutil.copy(folder / "bench.db", folder / "copy.db")


def _all_at_once(ready: list[Upload]) -> Measure:
    with phase("153 workbooks of one quarter"):
        took = seconds(lambda: submit_many(OPERATOR, UNIT, stores.Q2, ready, stores.NOW))
    context = f"{len(ready)} Unit workbooks: read, checked, loaded, indicators computed; SQLite"
    return Measure("load_153_s", took, "s", context)


def _recompute() -> Measure:
    with phase("a quarter's indicators"):
        took = [seconds(lambda: recompute(OPERATOR, [stores.Q2], "Measured", stores.NOW)) for _ in range(REPEATS)]
    with reading() as session:
        shown_count = observations(session, [col(ObservationRow.period) == str(stores.Q2)]).height
        sent_count = len(current_ids(session, UNIT.code, stores.Q2))
    context = f"{sent_count} Unit returns to {shown_count:,} observations; median of {REPEATS}"
    return Measure("recompute_quarter_s", median(took), "s", context)


def _one(name: str, ready: list[Upload]) -> Measure:
    """One workbook after another into a quarter that has all the others."""
    receipts: list[Receipt] = []
    with phase("one workbook at a time"):
        took = [seconds(partial(_submit, upload, receipts)) for upload in ready]
    rows_count = max(receipt.rows_count for receipt in receipts)
    context = (
        f"{len(UNIT.sheets)} sheets, up to {rows_count} rows: read, checked, loaded, recomputed; median of {REPEATS}"
    )
    return Measure(name, median(took), "s", context)


def _submit(upload: Upload, receipts: list[Receipt]) -> None:
    receipts.append(submit(OPERATOR, UNIT, stores.Q2, upload, stores.NOW))
    assert receipts[-1].status is SubmissionStatus.SUBMITTED, receipts[-1].issues
