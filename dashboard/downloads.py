"""Files of figures, behind the gate: /download/authority/CODE.csv and /download/indicator/ID.csv.

What is in a file is exactly what the pages show the same person: both come from the same reads. A file that a person
may not have, and one that does not exist, are answered alike.

The files are UTF-8 with its mark at the start, because without it spreadsheet programs show some letters wrongly.
"""

import polars as pl
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard import reads
from dashboard.identity import viewer_of_request
from dashboard.open_data import open_data
from etl.settings import settings
from schemas.access import Viewer
from schemas.authorities import Authority, UnknownAuthority, resolve
from schemas.indicators import INDICATORS
from schemas.periods import Period, UnknownPeriod
from schemas.vocabulary import Level

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_NOTHING_HERE = "There is no file at this address, or your account does not cover it."


def authority_csv(request: Request) -> Response:
    """Everything shown of one authority, in one quarter (`?period=2026-27 Q2`) or all of them."""
    viewer = viewer_of_request(request)
    place = _authority(request.path_params["code"])
    if place is None or not viewer.may_read_authority(place.authority_id):
        return _nothing_here()
    own = (pl.col("level") == Level.AUTHORITY) & (pl.col("geography") == place.authority_id)
    return _file(request, viewer, own, f"authority-{place.dfe_code or place.authority_id}")


def indicator_csv(request: Request) -> Response:
    """Everything shown of one indicator: England, regions, and the authorities that the viewer may see."""
    viewer = viewer_of_request(request)
    indicator_id = request.path_params["indicator_id"].upper()
    if indicator_id not in INDICATORS or not viewer.roles:
        return _nothing_here()
    return _file(request, viewer, pl.col("indicator_id") == indicator_id, f"indicator-{indicator_id}")


def _authority(text: str) -> Authority | None:
    try:
        found = resolve(text, settings().now().date())
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


routes: list[BaseRoute] = [
    Route("/download/authority/{code}.csv", authority_csv),
    Route("/download/indicator/{indicator_id}.csv", indicator_csv),
    # Otherwise a wrong address of a file would be answered with the pages' own page.
    Route("/download/{rest:path}", lambda _: _nothing_here()),
]
