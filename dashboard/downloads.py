"""Files of figures, behind the gate: /download/authority/CODE.csv and /download/indicator/ID.csv.

What is in a file is exactly what the pages show the same person: both come from the same reads. With `?release=1` it is
as in that release, for good, and with `?at=2026-10-31T12:00` as known then. Its name and rows say which. A file that a person may not have, and one that does not exist, are answered alike.

The files are UTF-8 with its mark at the start, because without it spreadsheet programs show some letters wrongly.
"""

import polars as pl
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard import reads, reads_records
from dashboard.board_csv import board_csv
from dashboard.calendar_file import calendar_of
from dashboard.choices import resolved
from dashboard.identity import viewer_of_request
from dashboard.looked_at import day_looked_at, of_work, read_as
from dashboard.looking import ReadAs, carrying, named
from dashboard.noted import noted
from dashboard.open_data import open_data
from dashboard.reads_releases import looking_at
from dashboard.review_csv import passes_csv
from dashboard.scope import readable
from dashboard.series_data import series_csv
from dashboard.trail_csv import trail_csv, wanted_from
from etl.settings import settings
from schemas.access import NOBODY, Viewer
from schemas.authorities import Authority, UnknownAuthority
from schemas.continuity import View
from schemas.indicators import INDICATORS
from schemas.periods import Period, UnknownPeriod
from schemas.vocabulary import Level

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_NOTHING_HERE = "There is no file at this address, or your account does not cover it."


def authority_csv(request: Request) -> Response:
    """Everything shown of one authority, in one quarter (`?period=2026-27 Q2`) or all of them.

    With `?view=published` or `?view=today`, its indicators over every quarter across changes of its boundary.
    """
    viewer = _looking(request)
    place = _authority(request.path_params["code"])
    if place is None or not viewer.may_read_authority(place.authority_id):
        return _nothing_here()
    if "view" in request.query_params:
        return _series(viewer, place, request.query_params["view"])
    own = (pl.col("level") == Level.AUTHORITY) & (pl.col("geography") == place.authority_id)
    is_own = place.authority_id in readable(viewer).own
    return _file(request, viewer, own, f"authority-{place.dfe_code or place.authority_id}", is_own=is_own)


def indicator_csv(request: Request) -> Response:
    """Everything shown of one indicator: England, regions, and the authorities that the viewer may see."""
    viewer = _looking(request)
    indicator_id = request.path_params["indicator_id"].upper()
    if indicator_id not in INDICATORS or not viewer.roles:
        return _nothing_here()
    return _file(request, viewer, pl.col("indicator_id") == indicator_id, f"indicator-{indicator_id}")


def record_csv(request: Request) -> Response:
    """A record of the department as it stands, as one file that can be sent back; or the file to fill in."""
    code, viewer = request.path_params["code"], _looking(request)
    content = reads_records.record_file(viewer, code)
    if not content:
        return _nothing_here()
    return _as_file(content, f"{code}.csv", of_work(viewer))


def audit_csv(request: Request) -> Response:
    """The events that the Audit page shows for the same choices, with their hashes; for who may read the trail."""
    viewer = _looking(request)
    try:
        content = trail_csv(viewer, wanted_from(request.query_params))
    except ValueError:
        content = b""
    if not content:
        return _nothing_here()
    return _as_file(content, "audit.csv", of_work(viewer))


def board_part_csv(request: Request) -> Response:
    """Actions on recommendations, the plan, or what meetings decided and asked for, as at today or the day looked at."""
    part = request.path_params["part"]
    viewer = _looking(request)
    content = board_csv(viewer, part, day_looked_at(viewer))
    if not content:
        return _nothing_here()
    return _as_file(content, f"board-{part}.csv", read_as(viewer))


def review_csv(request: Request) -> Response:
    """How the returns of a quarter went, by authority; for who reviews returns."""
    quarter, viewer = request.path_params["quarter"], _looking(request)
    content = passes_csv(viewer, quarter)
    if not content:
        return _nothing_here()
    return _as_file(content, f"first-pass-{quarter}.csv", of_work(viewer))


def calendar_ics(request: Request) -> Response:
    """When the viewer's returns open, are due and close, for a calendar."""
    chosen, viewer = settings(), _looking(request)
    on, is_illustrative = day_looked_at(viewer), chosen.is_demonstration
    content = calendar_of(viewer, chosen.now(), on, chosen.base_url, is_illustrative=is_illustrative)
    if not content:
        return _nothing_here()
    return _as_file(content, "returns.ics", of_work(viewer), "text/calendar; charset=utf-8")


def _looking(request: Request) -> Viewer:
    """Who asks, looking at the release or instant that the address names; nobody if they may read no such one."""
    viewer, asked = viewer_of_request(request), request.query_params
    release, at = asked.get("release", ""), asked.get("at", "")
    if not release and not at:
        return viewer
    looking = looking_at(viewer, release, at)
    return looking if carrying(looking) and not (release and looking.release is None) else NOBODY


def _series(viewer: Viewer, place: Authority, asked: str) -> Response:
    if asked not in {str(view) for view in View}:
        return PlainTextResponse(f"“{asked}” is not a view. Enter {' or '.join(View)}.", 400, _HEADERS)
    content = series_csv(viewer, place, View(asked))
    if not content:
        return _nothing_here()
    is_own = place.authority_id in readable(viewer).own
    name = f"authority-{place.dfe_code or place.authority_id}-{asked}.csv"
    return _as_file(content, name, read_as(viewer, is_own=is_own))


def _as_file(content: bytes, name: str, of: ReadAs | None, media_type: str = "text/csv") -> Response:
    """A file under a name that says as of when it is, if that is not now."""
    named_so = {"Content-Disposition": f'attachment; filename="{named(name, of)}"'}
    return Response(content, 200, _HEADERS | named_so, media_type)


def _authority(text: str) -> Authority | None:
    try:
        found = resolved(text, settings().day())
    except UnknownAuthority:
        return None
    return found[0] if len(found) == 1 else None


def _file(request: Request, viewer: Viewer, wanted: pl.Expr, stem: str, *, is_own: bool = False) -> Response:
    shown = reads.periods(viewer)
    asked = request.query_params.get("period", "")
    if asked:
        try:
            period = str(Period.parse(asked))
        except UnknownPeriod as unknown:
            return PlainTextResponse(str(unknown), 400, _HEADERS)
        shown = [period] if period in shown else []
    frames = [reads.observations(viewer, period).filter(wanted) for period in shown]
    rows = pl.concat(frames, how="vertical_relaxed") if frames else pl.DataFrame()
    if rows.is_empty():
        return _nothing_here()
    titles = {indicator.id: indicator.title for indicator in INDICATORS.values()}
    own, published, mine = readable(viewer).own, read_as(viewer), read_as(viewer, is_own=True)
    content = open_data(
        rows, titles, lambda place: mine if place in own else published, is_illustrative=reads.is_illustrative(viewer)
    )
    name = f"{stem}-{shown[0].replace(' ', '-')}.csv" if asked else f"{stem}.csv"
    return _as_file(content, name, mine if is_own else published)


def _nothing_here() -> Response:
    return PlainTextResponse(_NOTHING_HERE, 404, _HEADERS)


routes: list[BaseRoute] = noted(
    [
        Route("/download/authority/{code}.csv", authority_csv),
        Route("/download/indicator/{indicator_id}.csv", indicator_csv),
        Route("/download/record/{code}.csv", record_csv),
        Route("/download/audit.csv", audit_csv),
        Route("/download/board/{part}.csv", board_part_csv),
        Route("/download/review/{quarter}.csv", review_csv),
        Route("/download/calendar.ics", calendar_ics),
        # Otherwise a wrong address of a file would be answered with the pages' own page.
        Route("/download/{rest:path}", lambda _: _nothing_here()),
    ]
)
