"""The commands about the register of authorities: list, draft, enter, confirm and refuse changes."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from etl import changing
from etl.cli_waivers import person_asked
from etl.drafting import Unreadable, drafted, read_change
from etl.entered import Entered, entered, summary
from etl.settings import settings
from etl.stopping import stop
from etl.store import reading
from schemas.access import OPERATOR, NotAllowed, Viewer

commands = typer.Typer(no_args_is_help=True, help="Which authorities there are: changes, entered and confirmed.")
By = Annotated[str, typer.Option("--by", help="The subject of the person who does it.")]


@commands.command(name="changes")
def list_changes(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the changes that were entered, with what was decided, newest first."""
    with reading() as session:
        found = entered(session, settings().day())
    if as_json:
        typer.echo(json.dumps([_listed(one) for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        row = _listed(one)
        typer.echo(f"{row['number']}  {row['change']}. {row['state']}.")
        for words in (*row["totals"], *row["wrong"]):
            typer.echo(f"   {words}")


@commands.command()
def draft(
    ends: Annotated[str, typer.Option(help="Who ends, with / between several.")],
    begins: Annotated[str, typer.Option(help="The names of those that begin, with / between them.")],
    on: Annotated[str, typer.Option(help="The first day, for example 2027-04-01.")],
    out: Annotated[Path, typer.Option(help="Where to write the file to fill in.")],
    kind: Annotated[str, typer.Option(help="split, merge or reshape.")] = "split",
) -> None:
    """Write a file to fill in: a change, and a line for everything that must pass by it."""
    said = {
        "kind": kind, "changed_on": on, "ends": _parts(ends), "note": "", "reason": "",
        "begins": [{"name": name, **_EMPTY} for name in _parts(begins)],
    }  # fmt: skip
    try:
        entry = read_change(said).entry
    except Unreadable as wrong:
        raise stop(str(wrong)) from wrong
    held = changing.held_by(OPERATOR, entry.ends, settings().day())
    out.write_text(json.dumps(drafted(said, held), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    typer.echo(f"{out}: {len(held)} things must pass. Fill it in, then: oversight register enter {out}")


_EMPTY: dict[str, Any] = {
    "dfe_code": "", "ons_code": "", "authority_type": "unitary authority", "region": "", "police_force": "",
    "population_0_17": None, "tile_row": None, "tile_col": None, "tile_label": "", "partnership": "", "aliases": [],
    "neighbours": [],
}  # fmt: skip


@commands.command()
def enter(file: Annotated[Path, typer.Argument(help="A file as `draft` writes it.")], by: By = "") -> None:
    """Enter a change. It has no effect until somebody else confirms it."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(said, dict):
            raise Unreadable("The file does not hold one change: it begins with { and ends with }.")
        proposed = read_change({name: value for name, value in said.items() if name != "words"})
        number = changing.enter(_who(by), proposed, settings().now())
    except json.JSONDecodeError as wrong:
        raise stop(f"{file}: this is not JSON at line {wrong.lineno}, column {wrong.colno}.") from wrong
    except (Unreadable, NotAllowed, changing.NotPossible) as refusal:
        raise stop(str(refusal)) from refusal
    typer.echo(f"Change {number}: {summary(proposed.entry)}. It waits for another person to confirm it.")


@commands.command()
def confirm(number: int, by: By) -> None:
    """Agree to a change that somebody else entered."""
    try:
        changing.confirm(_who(by), number, settings().now())
    except (NotAllowed, changing.NotPossible) as refusal:
        raise stop(str(refusal)) from refusal
    typer.echo(f"Change {number} is confirmed, and part of the register.")


@commands.command()
def refuse(number: int, by: By, reason: Annotated[str, typer.Option(help="Why, in at least 20 characters.")]) -> None:
    """Refuse a change that somebody else entered."""
    try:
        changing.refuse(_who(by), number, reason, settings().now())
    except (NotAllowed, changing.NotPossible) as refusal:
        raise stop(str(refusal)) from refusal
    typer.echo(f"Change {number} is refused.")


def _who(by: str) -> Viewer:
    if not by:
        return OPERATOR
    with reading() as session:
        return person_asked(session, by)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("/") if part.strip()]


def _listed(one: Entered) -> dict[str, Any]:
    state = "Waits for a second person"
    if one.decision is not None:
        state = f"{one.decision.outcome.label} on {one.decision.decided_at:%-d %B %Y}"
    return {
        "number": one.number,
        "change": summary(one.proposed.entry),
        "state": state,
        "reason": one.proposed.reason,
        "totals": [total.words for total in one.totals],
        "wrong": list(one.wrong),
    }
