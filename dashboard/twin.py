"""Every page of a release as it stands still: written once, when the release is shown, for whom the service cannot serve.

The pages are run by the very functions that show them, as a Board member reads them, so that they can say nothing else.
Written again they are the same to the byte.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from dashboard import reads, style
from dashboard.board_csv import PARTS as BOARD_PARTS
from dashboard.board_csv import board_csv
from dashboard.choices import AUTHORITY_PAGE
from dashboard.components import banner
from dashboard.formats import moment
from dashboard.looked_at import day_looked_at
from dashboard.markup import Markup, heading, html, joined, link, paragraph
from dashboard.reads_releases import looked_at
from dashboard.twin_links import Where
from dashboard.twin_page import body_of, csv_name, document
from dashboard.twin_pages import INDEX, Still, board_file, reader_of, still_pages, taken, where
from etl.archiving import NothingToKeep
from etl.visible import Shown
from schemas.access import Viewer

LISTED = "files.json"
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class _Release:
    viewer: Viewer
    shown: Shown
    stills: list[Still]
    where: Where
    is_illustrative: bool


def write(
    release: int, out: Path, told: Told = lambda done, total: None, wanted: Callable[[Still], bool] = lambda still: True
) -> str:
    """Write the pages of a release that everyone may read, into a folder named by its number.

    Args:
        release: its number.
        out: the folder of all releases.
        told: how many of how many pages are done.
        wanted: which pages; by default every one.

    Returns:
        The hash of everything written, as its list of files says it.

    Raises:
        NothingToKeep: if not everyone may read the release.
    """
    made = _release(release, wanted)
    begun, kept = out / f".{release}-{os.getpid()}", out / str(release)
    shutil.rmtree(begun, ignore_errors=True)
    begun.mkdir(parents=True)
    try:
        listed = dict(_put(begun, _everything(made, told)))
        whole = hashlib.sha256("".join(f"{name} {digest}\n" for name, digest in sorted(listed.items())).encode())
        about = {"release": release, "title": made.shown.title, "data_version": made.shown.data_version}
        about |= {"shown_from": made.shown.visible_from.isoformat(), "sha256": whole.hexdigest()}
        text = json.dumps({**about, "files": dict(sorted(listed.items()))}, ensure_ascii=False, indent=1)
        (begun / LISTED).write_text(text + "\n", encoding="utf-8")
        shutil.rmtree(kept, ignore_errors=True)
        begun.rename(kept)
    finally:
        shutil.rmtree(begun, ignore_errors=True)
    return whole.hexdigest()


def _release(number: int, wanted: Callable[[Still], bool]) -> _Release:
    viewer = reader_of(number)
    shown = looked_at(viewer) if viewer else None
    if viewer is None or shown is None:
        raise NothingToKeep(f"Release {number} is not shown to everyone. `oversight releases` lists those that are.")
    stills = still_pages(viewer)
    kept = [one for one in stills if wanted(one)]
    return _Release(viewer, shown, kept, where(viewer, stills), reads.is_illustrative(viewer))


def _put(folder: Path, made: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, str]]:
    """Write files; gives the name and hash of each."""
    for name, content in made:
        (folder / name).write_bytes(content)
        yield name, hashlib.sha256(content).hexdigest()


def _everything(made: _Release, told: Told) -> Iterator[tuple[str, bytes]]:
    yield "style.css", _stylesheet()
    if typeface := style.typeface():
        yield "typeface.woff2", typeface
    listed, about = _listed(made.stills), _about(made.shown)
    for at, still in enumerate(made.stills):
        page = taken(made.viewer, still)
        here = INDEX + "#authorities" if still.path == AUTHORITY_PAGE else f"{still.path}.html"
        title = f"{still.title}: {still.name}" if still.name else still.title
        body = body_of(page, still.stem, made.where)
        text = document(title, here, body, about, listed, is_illustrative=made.is_illustrative)
        yield still.file, text.encode()
        for key, offered in page.files.items():
            yield csv_name(still.stem, key), offered.content()
        told(at + 1, len(made.stills))
    for part in BOARD_PARTS:
        yield board_file(part), board_csv(made.viewer, part, day_looked_at(made.viewer))
    index = document(made.shown.title, INDEX, _contents(made), Markup(""), listed, is_illustrative=made.is_illustrative)
    yield INDEX, index.encode()


def _listed(stills: Sequence[Still]) -> list[tuple[str, str]]:
    """The pages in the row at the top: one of each kind."""
    first = {one.path: one for one in reversed(stills)}
    order = dict.fromkeys(one.path for one in stills)
    found = [(first[path].title, first[path].file) for path in order if path != AUTHORITY_PAGE]
    return [("Contents", INDEX), *found[:1], ("Authorities", f"{INDEX}#authorities"), *found[1:]]


def _about(shown: Shown) -> Markup:
    """Which release a page is of, before everything else."""
    words = f"Release {shown.id}, {shown.title} (data version {shown.data_version}), shown from {moment(shown.visible_from)}. "  # fmt: skip
    more = "This page does not change, and works without a script."
    return banner("As released", words + more, "past")


def _contents(made: _Release) -> Markup:
    """The first page: which release it is, and every other page."""
    shown = made.shown
    name = html('<span class="cpo-caption">Release {id}<span class="cpo-hidden">: </span></span>{title}', id=shown.id, title=shown.title)  # fmt: skip
    lead = f"Data version {shown.data_version}, shown from {moment(shown.visible_from)}. {shown.reason}"
    more = (
        "Every page of this release as Board members read it. These pages do not change, and work without a script. "
        "Where a picture stands, its table and its file have the same figures."
    )
    parts = [html('<h1 class="cpo-h1" id="content">{name}</h1>', name=name), paragraph(lead, kind="note")]
    parts.append(paragraph(more))
    groups = {path: list(group) for path, group in groupby(made.stills, lambda one: one.path)}
    parts += [heading("Pages"), _list_of([stills[0] for path, stills in groups.items() if path != AUTHORITY_PAGE])]
    for path, stills in groups.items():
        if path == AUTHORITY_PAGE:
            parts += [heading(stills[0].title, anchor="authorities"), _list_of(stills)]
        elif len(stills) > 1:
            parts += [heading(stills[0].title), _list_of(stills[1:])]
    return joined(parts)


def _list_of(stills: Sequence[Still]) -> Markup:
    items = joined(html("<li>{one}</li>", one=link(one.name or one.title, one.file)) for one in stills)
    return html('<ul class="cpo-plain cpo-still-list">{items}</ul>', items=items)


def _stylesheet() -> bytes:
    own = files("dashboard").joinpath("assets/still/still.css").read_text(encoding="utf-8")
    return (style.rules() + "\n" + own).encode()
