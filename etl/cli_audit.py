"""The commands about the trail of events: whether it is as it was written, and copies of its end to keep elsewhere."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from etl import audit, events
from etl.settings import wall_clock
from etl.stopping import stop
from etl.store import reading, writing
from schemas.access import OPERATOR
from schemas.trail import Anchor, Verified

commands = typer.Typer(no_args_is_help=True, help="Check the trail of events, and copy its end to keep elsewhere.")


@commands.command()
def verify(
    anchor: Annotated[Path | None, typer.Option(help="A file that `oversight audit anchor` wrote.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read every event again and say the first place where the trail is not as it was written."""
    outside = _anchors(anchor) if anchor else []
    with reading() as session:
        found = audit.verify(session, outside)
    typer.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=1) if as_json else _in_words(found))
    if found.broken is not None:
        raise typer.Exit(1)


@commands.command()
def anchor(
    out: Annotated[
        Path, typer.Option(help="The file to add a line to. Keep it where the database's keeper cannot reach.")
    ],
) -> None:
    """Add the number and hash of the last event to a file; what stands before it can then never be changed unseen."""
    now = wall_clock()
    with reading() as session:
        made = audit.add_anchor(session, out, now)
    with writing() as session:
        words = f"Event {made.number}, {made.sha256}"
        events.record(session, "audit.anchored", OPERATOR.subject, now, detail=words)
    typer.echo(f"Event {made.number}, {made.sha256}, is in {out}.")


def _anchors(path: Path) -> list[Anchor]:
    try:
        return audit.read_anchors(path)
    except audit.UnreadableAnchor as refusal:
        raise stop(str(refusal)) from refusal


def _in_words(found: Verified) -> str:
    if found.broken is not None:
        before = "Event 1 is as it was" if found.count == 1 else f"Events 1 to {found.count:,} are as they were"
        whole = f"{before} written." if found.count else ""
        return f"{found.sentence} {whole}".strip()
    return f"{found.sentence} The last is {found.sha256}. Anchors compared: {found.anchors_count}."


def _as_json(found: Verified) -> dict[str, object]:
    return {"is_whole": found.broken is None, "sentence": found.sentence, **asdict(found)}
