"""The commands about many returns at once: a folder checked or sent, and a folder that is watched."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from etl import bulk, jobs
from etl.asking import quarter_asked
from etl.bulk_report import NOT_PLACED, WAITING, Outcome, outcomes_of, report
from etl.cli_issues import as_json_object
from etl.placing import files_in
from etl.settings import settings
from etl.stopping import stop
from etl.store import reading
from schemas.access import OPERATOR
from schemas.issues import Unreadable
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.spec import ReturnSpec
from schemas.vocabulary import Verdict

_WORDS = {**{str(verdict): verdict.label for verdict in Verdict}, NOT_PLACED: "Not placed", WAITING: "Waiting"}
_WRONG = {str(Verdict.ERRORS), str(Verdict.UNREADABLE), NOT_PLACED}
TAKEN, REFUSED = "taken", "not-taken"


def check_folder(spec: ReturnSpec, period: Period, folder: Path, as_json: bool) -> None:
    """Say what is wrong with every return in a folder; nothing is stored."""
    try:
        _print(bulk.check_many(OPERATOR, spec, period, files_in(folder), settings().now()), as_json)
    except Unreadable as refusal:
        raise stop(str(refusal)) from refusal


def submit_folder(spec: ReturnSpec, period: Period, folder: Path, as_json: bool) -> None:
    """Send every return in a folder, and wait until all are taken."""
    try:
        number = bulk.hand_in(OPERATOR, spec, period, files_in(folder), settings().now())
    except Unreadable as refusal:
        raise stop(str(refusal)) from refusal
    _print(_taken(number), as_json)


def _taken(batch_id: int) -> list[Outcome]:
    """What became of a batch, once a worker (this process, if none is there) has taken all of it."""
    while True:
        with reading() as session:
            found = outcomes_of(session, batch_id)
        if all(one.verdict != WAITING for one in found):
            return found
        if not jobs.run_one():
            time.sleep(0.5)


def _print(outcomes: Sequence[Outcome], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([_as_json(one) for one in outcomes], ensure_ascii=False, indent=1))
    else:
        for one in outcomes:
            found = f"{len(one.issues)} found" if one.issues else one.reason
            typer.echo("  ".join(part for part in (_WORDS[one.verdict], one.authority_name, one.name, found) if part))
        counts = Counter(_WORDS[one.verdict].lower() for one in outcomes)
        told = ", ".join(f"{count} {words}" for words, count in counts.most_common())
        typer.echo(f"{len(outcomes)} files: {told}." if outcomes else "There is no return in this folder.")
    if any(one.verdict in _WRONG for one in outcomes):
        raise typer.Exit(1)


def _as_json(one: Outcome) -> dict[str, object]:
    said = {"file": one.name, "authority": one.authority_name, "verdict": one.verdict, "reason": one.reason}
    return {**said, "issues": [as_json_object(issue) for issue in one.issues]}


def watch(
    folder: Annotated[Path, typer.Argument(help="The folder to watch.", exists=True, file_okay=False)],
    code: Annotated[str, typer.Option("--return", help=" or ".join(RETURNS))],
    period: Annotated[str, typer.Option("--period", help="The quarter.")],
    every: Annotated[float, typer.Option(help="Seconds between two looks.")] = 10.0,
    once: Annotated[bool, typer.Option("--once", help="Look once and stop.")] = False,
) -> None:
    """Send what is put into a folder. A file that was taken moves to "taken", any other to "not-taken" with a report."""
    if code not in RETURNS:
        raise stop(f"“{code}” is not a return. Enter one of: {', '.join(RETURNS)}.")
    spec, quarter = RETURNS[code], quarter_asked(period)
    sizes: dict[str, int] = {}
    while True:
        before, sizes = sizes, {path.name: path.stat().st_size for path in folder.iterdir() if path.is_file()}
        # A file that has just grown may still be on its way.
        whole = [file for file in files_in(folder) if once or before.get(file.name) == len(file.content)]
        if whole:
            number = bulk.hand_in(OPERATOR, spec, quarter, whole, settings().now())
            _put_away(folder, {file.name for file in whole}, _taken(number))
        if once:
            return
        time.sleep(every)


def _put_away(folder: Path, names: set[str], outcomes: Iterable[Outcome]) -> None:
    wrong: dict[str, list[Outcome]] = {}
    for one in outcomes:
        if one.verdict != str(Verdict.CLEAN):
            wrong.setdefault(one.name, []).append(one)
    for name in sorted(names):
        place = folder / (REFUSED if name in wrong else TAKEN)
        place.mkdir(exist_ok=True)
        (folder / name).replace(place / name)
        if name in wrong:
            (place / f"{name}.report.csv").write_bytes(report(wrong[name]))
        typer.echo(f"{name}: {'not taken' if name in wrong else 'taken'}")
