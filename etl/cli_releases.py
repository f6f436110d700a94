"""The commands about releases: which there are."""

import json
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from etl.archiving import NothingToKeep, write
from etl.settings import in_england, settings
from etl.stopping import stop
from etl.store import reading
from etl.visible import visible
from schemas.access import OPERATOR
from schemas.tables_releases import Release


def release_asked(number: int) -> Release:
    """The release that is meant, or a sentence that says how to see those there are."""
    with reading() as session:
        return _release(session, number)


def _release(session: Session, number: int) -> Release:
    found = session.get(Release, number)
    if found is None:
        raise stop(f"There is no release {number}. `oversight releases` lists those that are shown.")
    session.expunge(found)
    return found


def twin(
    release: Annotated[int, typer.Argument(help="The release's number.")],
    out: Annotated[Path | None, typer.Option(help="The folder of all releases; by default OVERSIGHT_ARCHIVE.")] = None,
) -> None:
    """Write every page of a release as files that work without a script. Written again they are the same."""
    folder = out or settings().archive
    try:
        digest = write(release, folder, lambda done, total: None)
    except NothingToKeep as refusal:
        raise stop(str(refusal)) from refusal
    typer.echo(f"{folder / str(release) / 'index.html'}  sha256 {digest}")


def releases(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the releases that are shown, newest first."""
    with reading() as session:
        found = visible(session, OPERATOR, settings().now())
    rows = [
        {
            "release": one.id, "title": one.title, "shown_from": one.visible_from.isoformat(),
            "data_version": one.data_version, "reason": one.reason,
        }
        for one in found
    ]  # fmt: skip
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for one in found:
        typer.echo(
            f"{one.id}  {one.title}, from {in_england(one.visible_from):%-d %B %Y %H:%M}, data {one.data_version}"
        )
    if not found:
        typer.echo("Nothing has been released yet.")
