"""Files of figures, behind the gate: /download/authority/CODE.csv and /download/indicator/ID.csv.

What is in a file is exactly what the pages show the same person: both come from the same reads. With `?release=1` it is
as in that release, for good. A file that a person may not have, and one that does not exist, are answered alike.

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
from dashboard.noted import noted
from dashboard.open_data import open_data
from dashboard.reads_releases import looking_at
from dashboard.review_csv import passes_csv
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
    return _file(request, viewer, own, f"authority-{place.dfe_code or place.authority_id}")


def indicator_csv(request: Request) -> Response:
    """Everything shown of one indicator: England, regions, and the authorities that the viewer may see."""
    viewer = _looking(request)
    indicator_id = request.path_params["indicator_id"].upper()
    if indicator_id not in INDICATORS or not viewer.roles:
        return _nothing_here()
    return _file(request, viewer, pl.col("indicator_id") == indicator_id, f"indicator-{indicator_id}")


def record_csv(request: Request) -> Response:
    """A record of the department as it stands, as one file that can be sent back; or the file to fill in."""
    code = request.path_params["code"]
    content = reads_records.record_file(viewer_of_request(request), code)
    if not content:
        return _nothing_here()
    return Response(content, 200, _HEADERS | {"Content-Disposition": f'attachment; filename="{code}.csv"'}, "text/csv")


def audit_csv(request: Request) -> Response:
    """The events that the Audit page shows for the same choices, with their hashes; for who may read the trail."""
    try:
        content = trail_csv(viewer_of_request(request), wanted_from(request.query_params))
    except ValueError:
        content = b""
    if not content:
        return _nothing_here()
    return Response(content, 200, _HEADERS | {"Content-Disposition": 'attachment; filename="audit.csv"'}, "text/csv")


def board_part_csv(request: Request) -> Response:
    """Actions on recommendations, the plan, or what meetings decided and asked for, as at today."""
    part = request.path_params["part"]
    content = board_csv(_looking(request), part, settings().day())
    if not content:
        return _nothing_here()
    named = {"Content-Disposition": f'attachment; filename="board-{part}.csv"'}
    return Response(content, 200, _HEADERS | named, "text/csv")


def review_csv(request: Request) -> Response:
    """How the returns of a quarter went, by authority; for who reviews returns."""
    quarter = request.path_params["quarter"]
    content = passes_csv(viewer_of_request(request), quarter)
    if not content:
        return _nothing_here()
    named = {"Content-Disposition": f'attachment; filename="first-pass-{quarter}.csv"'}
    return Response(content, 200, _HEADERS | named, "text/csv")


def calendar_ics(request: Request) -> Response:
    """When the viewer's returns open, are due and close, for a calendar."""
    chosen = settings()
    viewer, is_illustrative = viewer_of_request(request), chosen.is_demonstration
    content = calendar_of(viewer, chosen.now(), chosen.day(), chosen.base_url, is_illustrative=is_illustrative)
    if not content:
        return _nothing_here()
    named = {"Content-Disposition": 'attachment; filename="returns.ics"'}
    return Response(content, 200, _HEADERS | named, "text/calendar; charset=utf-8")


def _looking(request: Request) -> Viewer:
    """Who asks, looking at the release that the address names (`?release=1`); nobody if they may not read that one."""
    viewer, asked = viewer_of_request(request), request.query_params.get("release", "")
    if not asked:
        return viewer
    looking = looking_at(viewer, asked)
    return NOBODY if looking.release is None else looking


def _series(viewer: Viewer, place: Authority, asked: str) -> Response:
    if asked not in {str(view) for view in View}:
        return PlainTextResponse(f"“{asked}” is not a view. Enter {' or '.join(View)}.", 400, _HEADERS)
    content = series_csv(viewer, place, View(asked))
    if not content:
        return _nothing_here()
    name = f"authority-{place.dfe_code or place.authority_id}-{asked}.csv"
    return Response(content, 200, _HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}, "text/csv")


def _authority(text: str) -> Authority | None:
    try:
        found = resolved(text, settings().day())
    except UnknownAuthority:
        return None
    return found[0] if len(found) == 1 else None


def _file(request: Request, viewer: Viewer, wanted: pl.Expr, stem: str) -> Response:
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
    content = open_data(rows, titles, is_illustrative=reads.is_illustrative(viewer))
    name = f"{stem}-{shown[0].replace(' ', '-')}.csv" if asked else f"{stem}.csv"
    return Response(content, 200, _HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}, "text/csv")


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
