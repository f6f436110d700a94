"""What the Panel counts: serious incidents notified, and how soon they were reviewed. Totals only, never a case."""

import polars as pl

from schemas.access import Permission
from schemas.checks import Lookup, Rule
from schemas.recorded import ReviewTheme
from schemas.sources.records import WRONG_QUARTER, PlaceRow, count, overlap, record
from schemas.spec import Sheet, column
from schemas.vocabulary import Severity


class PanelRow(PlaceRow, table=True):
    """One area's counts for one quarter."""

    __tablename__ = "record_panel"

    quarter: str = column(
        "Quarter", "The financial year and quarter.", is_key=True, max_length=10, example="2026-27 Q2"
    )
    notifications_count: int = count("Notifications", "Incidents notified in the quarter, by date of notification.")
    notifications_5_days_count: int = count(
        "Notifications within 5 working days",
        "Those notified within five working days of the authority becoming aware.",
        example="2",
    )
    rapid_reviews_due_count: int = count("Rapid reviews due", "Rapid reviews that were due in the quarter.")
    rapid_reviews_15_days_count: int = count(
        "Rapid reviews within 15 working days", "Those sent within 15 working days of notification.", example="2"
    )
    local_reviews_due_count: int = count(
        "Local reviews due", "Local child safeguarding practice reviews that were due in the quarter.", example="1"
    )
    local_reviews_6_months_count: int = count(
        "Local reviews within 6 months",
        "Those published, or agreed not to be, within six months of the decision to start one.",
        example="1",
    )


class PanelThemeRow(PlaceRow, table=True):
    """In how many of an area's reviews a theme was found."""

    __tablename__ = "record_panel_theme"

    quarter: str = column(
        "Quarter", "The financial year and quarter.", is_key=True, max_length=10, example="2026-27 Q2"
    )
    theme: ReviewTheme = column(
        "Theme", "What the reviews found.", choices=ReviewTheme, is_key=True, example="Optimism bias"
    )
    reviews_count: int = count("Reviews", "Rapid reviews received in the quarter in which it was found.", example="1")


def _within(code: str, part: str, whole: str, what: str) -> Rule:
    return Rule(
        code, "timeliness", part, pl.col(part) > pl.col(whole),
        f"More {what} are on time than there are. Check both figures.",
        why="A share above 100% cannot be shown.",
        failing={part: 4, whole: 3}, passing={part: 3, whole: 3},
    )  # fmt: skip


_WRONG = "Enter a quarter as its year and number, for example 2026-27 Q2."
_WHY = "Counts are added up over four quarters, by this column."

PANEL = record(
    "panel",
    "Panel record",
    "Serious incident notifications, rapid reviews and local reviews: how many, and how many in time. Totals only.",
    (
        Sheet("timeliness", "Timeliness", "One row for each authority or partnership and quarter; earlier quarters stay.", PanelRow),
        Sheet("themes", "Themes", "One row for each authority or partnership, quarter and theme that was found.", PanelThemeRow, is_optional=True),
    ),
    frequency="Each quarter",
    lookups=(Lookup("themes", "timeliness", ("place", "quarter"), {"due_reviews": pl.col("rapid_reviews_due_count").sum()}),),
    kept_with=Permission.KEEP_INSPECTIONS,
    rules=(
        Rule("N001", "timeliness", "quarter", WRONG_QUARTER, _WRONG, why=_WHY, failing={"quarter": "2026-28 Q2"}, passing={"quarter": "2026-27 Q2"}),
        _within("N002", "notifications_5_days_count", "notifications_count", "notifications"),
        _within("N003", "rapid_reviews_15_days_count", "rapid_reviews_due_count", "rapid reviews"),
        _within("N004", "local_reviews_6_months_count", "local_reviews_due_count", "local reviews"),
        Rule("N005", "themes", "quarter", WRONG_QUARTER, _WRONG, why=_WHY, failing={"quarter": "Q2"}, passing={"quarter": "2026-27 Q2"}),
        Rule(
            "N006", "themes", "reviews_count", pl.col("reviews_count") > pl.col("due_reviews"),
            "The theme was found in {reviews_count} reviews, but {due_reviews} were due. Check both figures.", Severity.QUERY,
            why="A theme cannot be found in more reviews than there were, unless some came late.",
            failing={"reviews_count": 5, "due_reviews": 3}, passing={"reviews_count": 2, "due_reviews": 3},
        ),
        overlap("N007", "timeliness", "quarter"),
        overlap("N008", "themes", "quarter and theme"),
    ),
)  # fmt: skip
