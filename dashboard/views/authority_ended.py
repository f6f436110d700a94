"""What an authority's page opens with in a quarter in which there was no such authority."""

from datetime import timedelta

from dashboard.components import headline
from dashboard.formats import day
from dashboard.markup import Markup, joined, link, paragraph
from schemas.authorities import Authority
from schemas.authorities import authority as registered
from schemas.periods import Period
from schemas.place_series import moved_words


def ended(place: Authority, period: Period) -> Markup:
    """That it has ended, or has not begun; what came before or after it; and that its history follows."""
    on = period.reference_date
    if place.valid_to is not None and place.valid_to < on:
        said, others = f"{place.name} ended on {day(place.valid_to)}.", place.successors
    else:
        said, others = f"{place.name} begins on {day(place.valid_from or on + timedelta(1))}.", place.predecessors
    links = joined((_led(registered(id_)) for id_ in dict.fromkeys(others)), " · ")
    return joined(
        [
            headline(f"Authority: {place.name}", said),
            paragraph(moved_words(place.authority_id, on)),
            paragraph("See ", links, "." if others else ""),
            paragraph(f"There are no figures of it in {period.label}. What is known of other quarters is below.", kind="note"),
        ]
    )  # fmt: skip


def _led(other: Authority) -> Markup:
    return link(other.label, f"/authority?code={other.address_code}")
