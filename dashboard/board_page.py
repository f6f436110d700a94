"""A page of the Board's records, ready to show."""

from dataclasses import dataclass

from dashboard.figure import Figure
from dashboard.markup import Markup


@dataclass(frozen=True)
class BoardPage:
    """What stands above the controls, and below them: what comes first, a picture, and the rest."""

    opening: Markup
    body: Markup
    first: Markup | None = None
    picture: Figure | None = None
