"""Make the illustrative data and send it in: what `python -m seed` and the demonstration's background job run."""

import argparse
import sys
import time
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from etl import pipeline
from etl.current import current_ids
from etl.pipeline import Receipt, Upload
from etl.settings import settings
from etl.store import reading
from schemas.access import OPERATOR, Viewer
from schemas.authorities import Authority, UnknownAuthority, resolve
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.spec import ReturnSpec
from schemas.vocabulary import SubmissionStatus
from seed.authorised import authorise
from seed.generate import amendments, returning, uploads
from seed.progress import Counted, Progress, at_most_twice_a_second, shown
from seed.public_files import bring_up_to_date, public_files, send_in
from seed.quarters import LATEST, OLDER, QUARTERS, RECENT, correction, publication

# How many batches of files may wait in memory, a few megabytes each.
_AHEAD = 2


def load_latest(on_progress: Progress) -> None:
    """Send in the public files, the records and the latest two quarters: enough for every page to answer."""
    load(RECENT, on_progress)


def load_history(on_progress: Progress) -> None:
    """Send in the six earlier quarters."""
    load(OLDER, on_progress)


def load(periods: Sequence[Period], on_progress: Progress, only: Collection[str] = ()) -> None:
    """Send in some quarters, oldest first, with the public files before them. What is already there is left alone.

    Args:
        periods: which of the eight quarters.
        on_progress: told how many returns are in, how many there will be, and what was done last.
        only: the returns of these authority_ids; of everyone if there are none.

    Raises:
        RuntimeError: if a return was not accepted, with the first reason.
    """
    viewer = Viewer("illustrative", "Illustrative data", OPERATOR.roles)
    _accepted(send_in(viewer))
    batches = [_batch(spec, period, only) for period in sorted(periods) for spec in RETURNS.values()]
    total_count = sum(batch.due_count for batch in batches)
    missing_count = sum(len(batch.missing) for batch in batches)
    counted = Counted(at_most_twice_a_second(on_progress), total_count, total_count - missing_count)
    wanted = [batch for batch in batches if batch.missing]
    last = {batch.period: batch.code for batch in wanted}
    if not wanted:
        on_progress(total_count, total_count, "Everything is there")
    for batch, sent, corrected in _made(wanted):
        spec, period = RETURNS[batch.code], batch.period
        with counted.batch(len(sent), f"{spec.title}, {period.label}") as on_checked:
            _accepted(pipeline.submit_many(viewer, spec, period, sent, publication(period), on_checked))
            if corrected:
                _accepted(pipeline.submit_many(viewer, spec, period, corrected, correction(period)))
            if last[period] == batch.code:
                authorise(period)
                bring_up_to_date(viewer, period)


@dataclass(frozen=True)
class Batch:
    """One return for one quarter, and the authorities whose file is not in yet."""

    code: str
    period: Period
    missing: tuple[str, ...]
    due_count: int


def _batch(spec: ReturnSpec, period: Period, only: Collection[str]) -> Batch:
    due = _due(spec, period, only)
    with reading() as session:
        present = current_ids(session, spec.code, period)
    missing = tuple(a.authority_id for a in due if a.authority_id not in present)
    return Batch(spec.code, period, missing, len(due))


def _due(spec: ReturnSpec, period: Period, only: Collection[str]) -> list[Authority]:
    return [a for a in returning(spec, period) if not only or a.authority_id in only]


def _accepted(receipts: Sequence[Receipt]) -> None:
    for receipt in receipts:
        if receipt.status is not SubmissionStatus.SUBMITTED:
            first = next((issue.message for issue in receipt.issues if not issue.explanation), receipt.note)
            raise RuntimeError(f"An illustrative file was not accepted: {first}")


def make(batch: Batch) -> tuple[list[Upload], list[Upload]]:
    """The files of a batch, and the corrections that follow."""
    spec = RETURNS[batch.code]
    places = _due(spec, batch.period, batch.missing)
    return list(uploads(spec, batch.period, places)), amendments(spec, batch.period, places)


def _made(batches: Sequence[Batch]) -> Iterator[tuple[Batch, list[Upload], list[Upload]]]:
    """Each batch's files in turn, made in another process while the one before is being sent in."""
    if not batches:
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        waiting: deque[tuple[Batch, Future[tuple[list[Upload], list[Upload]]]]] = deque()
        for batch in batches:
            waiting.append((batch, pool.submit(make, batch)))
            if len(waiting) > _AHEAD:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())


def _result(
    batch: Batch, future: "Future[tuple[list[Upload], list[Upload]]]"
) -> tuple[Batch, list[Upload], list[Upload]]:
    return batch, *future.result()


def write_out(periods: Sequence[Period], folder: Path, only: Collection[str] = ()) -> int:
    """Write the files to a folder instead of sending them in. Gives how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for _, name, content, _ in public_files():
        (folder / name).write_bytes(content())
        count += 1
    for period in periods:
        for spec in RETURNS.values():
            places = _due(spec, period, only)
            for upload in [*uploads(spec, period, places), *amendments(spec, period, places)]:
                (folder / upload.name).write_bytes(upload.content)
                count += 1
    return count


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m seed", description="Make illustrative data. Nothing in it is real."
    )
    parser.add_argument("--quarters", choices=("latest", "rest", "all"), default="all")
    parser.add_argument(
        "--authority", action="append", default=[], help="only this one, by name or code; may be repeated"
    )
    parser.add_argument("--out", type=Path, help="write the files to this folder instead of sending them in")
    chosen = parser.parse_args(arguments)
    periods = {"latest": RECENT, "rest": OLDER, "all": QUARTERS}[chosen.quarters]
    try:
        only = {a.authority_id for text in chosen.authority for a in resolve(text, LATEST.reference_date)}
    except UnknownAuthority as unknown:
        parser.error(str(unknown))
    started = time.perf_counter()
    if chosen.out is not None:
        print(f"{write_out(periods, chosen.out, only)} files in {chosen.out}, {time.perf_counter() - started:.1f} s")
        return 0
    if not settings().is_demonstration:
        print("Set OVERSIGHT_ENVIRONMENT=demonstration to load illustrative data.", file=sys.stderr)
        return 2
    load(periods, shown, only)
    print(f"Loaded in {time.perf_counter() - started:.1f} s")
    return 0
