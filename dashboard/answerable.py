"""Whether a page about an authority and a quarter can be shown, and what stands there if it cannot."""

from dashboard.components import headline, no_access
from dashboard.markup import Markup
from dashboard.scope import covers
from schemas.access import Viewer
from schemas.authorities import Authority
from schemas.periods import Period


def answerable(
    viewer: Viewer, place: Authority | None, period: Period | None, page: str
) -> tuple[Authority, Period] | Markup:
    """The authority and the quarter, if the viewer may see that authority and there is a quarter; else what to show.

    Args:
        page: the page's name, for example "Authority".
    """
    if place is None or not viewer.may_read_authority(place.authority_id):
        return no_access(covers(viewer))
    if period is None:
        return headline(f"{page}: {place.name}", "No return has been accepted yet.")
    return place, period
