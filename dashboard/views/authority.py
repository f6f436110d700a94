"""authority."""

from dashboard.components import headline, show
from schemas.access import Viewer


def page(viewer: Viewer) -> None:
    """Show the page."""
    show(headline("authority", "Not built yet."))
