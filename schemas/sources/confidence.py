"""The department's own view of delivery confidence, beside each partnership's."""

from datetime import date

import polars as pl

from schemas.checks import Rule
from schemas.programme import Confidence
from schemas.recorded import Moderator
from schemas.sources.records import WRONG_QUARTER, PlaceRow, day, free, overlap, record
from schemas.spec import Sheet, column
from schemas.vocabulary import Severity


class ModeratedRatingRow(PlaceRow, table=True):
    """One moderated rating for one quarter."""

    __tablename__ = "record_moderated_rating"

    quarter: str = column(
        "Quarter", "The financial year and quarter.", is_key=True, max_length=10, example="2026-27 Q2"
    )
    rating: Confidence = column("Moderated rating", "Green, amber or red.", choices=Confidence, example="Amber")
    moderated_on: date = day("Moderated on", "The day that it was agreed.", example="05/11/2026")
    moderator: Moderator = column(
        "Moderated by", "The role that stands behind it.", choices=Moderator, example="Regional improvement lead"
    )
    reason: str | None = free("Reason", "Why, in one or two sentences.", max_length=400)


CONFIDENCE = record(
    "confidence",
    "Moderated ratings",
    "Delivery confidence as the department sees it, by authority and quarter.",
    (Sheet("ratings", "Moderated ratings", "One row for each authority and quarter; earlier quarters stay.", ModeratedRatingRow),),
    frequency="Each quarter",
    rules=(
        Rule(
            "M001", "ratings", "quarter", WRONG_QUARTER, "Enter a quarter as its year and number, for example 2026-27 Q2.",
            why="A rating without its quarter cannot stand beside the partnership's own.",
            failing={"quarter": "Q2 2026"}, passing={"quarter": "2026-27 Q2"},
        ),
        Rule(
            "M002", "ratings", "moderated_on", pl.col("moderated_on") > pl.col("today"), "It was agreed after today. Check the date.",
            why="A rating that is still to be agreed would already show.",
            failing={"moderated_on": date(2026, 12, 1), "today": date(2026, 11, 22)}, passing={"moderated_on": date(2026, 11, 5), "today": date(2026, 11, 22)},
        ),
        Rule(
            "M003", "ratings", "reason", (pl.col("rating") != Confidence.GREEN) & pl.col("reason").is_null(), "Enter why the rating is not green.",
            why="A rating that nobody explains cannot be acted on.",
            failing={"rating": "red", "reason": None}, passing={"rating": "red", "reason": "No health post is agreed."},
        ),
        Rule(
            "M004", "ratings", "reason", pl.col("reason").str.len_chars() < 15, "Say in a sentence why.", Severity.QUERY,
            why="A word or two tell the Board nothing.",
            failing={"reason": "Posts"}, passing={"reason": "No health post is agreed."},
        ),
        overlap("M005", "ratings", "quarter"),
    ),
)  # fmt: skip
