"""The first sheet of every return: whose it is, for which quarter, and whether it corrects an accepted one."""

import polars as pl

from schemas.checks import Lookup, Rule
from schemas.issues import LEAST_EXPLANATION
from schemas.spec import Layout, Sheet, SheetRow, column


class Cover(SheetRow, table=True):
    """Who and when. One for each workbook."""

    __tablename__ = "return_cover"

    return_title: str = column("Return", "The return that this workbook is for.", example="Unit implementation return")
    authority_name: str = column("Authority", "The authority that this return is about.", example="Solihull")
    dfe_code: str = column("DfE code", "The authority's three-digit DfE code.", max_length=3, example="334")
    ons_code: str = column(
        "ONS code",
        "The authority's nine-character ONS code on the last day of the quarter.",
        max_length=9,
        example="E08000029",
    )
    quarter: str = column("Quarter", "The financial year and quarter.", max_length=10, example="2026-27 Q2")
    is_amendment: bool = column("Amendment", "Yes if this corrects a return that was already accepted.", example="No")
    amendment_reason: str | None = column(
        "Reason for amendment",
        "What was wrong and how it came to light. Name no person.",
        is_free_text=True,
        example="Two posts were counted twice.",
    )
    is_nil: bool | None = column(
        "Nil return",
        "Yes if there is nothing to report this quarter. Then fill in no other sheet, and give the reason below.",
        may_be_absent=True,
        example="No",
    )
    nil_reason: str | None = column(
        "Reason for nil return",
        "Why there is nothing to report, in at least 20 characters. Name no person.",
        is_free_text=True,
        may_be_absent=True,
        example="No child in the area was referred this quarter.",
    )


COVER = Sheet(
    "cover", "Cover", "Whose return this is. Filled in for you; change only the last four lines.", Cover, Layout.FORM
)

COVER_LOOKUPS = (
    Lookup("cover", "reference.register", ("dfe_code",), {"register_ons_code": pl.col("ons_code").first()}),
    Lookup("cover", "reference.file", (), {"filled_count": pl.col("filled_count").sum()}),
    Lookup("cover", "reference.collection", (), {"is_accepted": pl.col("is_accepted").any()}),
)

COVER_RULES = (
    Rule(
        "U001", "cover", "ons_code",
        pl.col("register_ons_code").is_null() | (pl.col("ons_code") != pl.col("register_ons_code")),
        "The DfE code {dfe_code} and this ONS code are not of the same authority on {reference_on}. Enter the two codes of one authority, or download the template again.",
        why="A figure under the wrong code would be shown to the Board as another authority's.",
        failing={"dfe_code": "334", "ons_code": "E08000032", "register_ons_code": "E08000029"},
        passing={"dfe_code": "334", "ons_code": "E08000029", "register_ons_code": "E08000029"},
    ),
    Rule(
        "U002", "cover", "is_amendment",
        pl.col("is_accepted") & ~pl.col("is_amendment"),
        "A return for this quarter has already been accepted. To correct it, enter Yes here and give the reason below.",
        why="An accepted figure is changed only by a new version that says so.",
        failing={"is_accepted": True, "is_amendment": False},
        passing={"is_accepted": True, "is_amendment": True},
    ),
    Rule(
        "U003", "cover", "nil_reason",
        pl.col("is_nil").fill_null(False) & (pl.col("nil_reason").fill_null("").str.strip_chars().str.len_chars() < LEAST_EXPLANATION),
        "This is a nil return without a reason. Say in at least 20 characters why there is nothing to report.",
        why="Nothing to report is itself a report, and someone must be able to say why.",
        failing={"is_nil": True, "nil_reason": "None."},
        passing={"is_nil": True, "nil_reason": "No child in the area was referred this quarter."},
    ),
    Rule(
        "U004", "cover", "is_nil",
        pl.col("is_nil").fill_null(False) & (pl.col("filled_count") > 0),
        "This is a nil return, but figures are filled in on other sheets. Clear those sheets, or enter No here.",
        why="A return is either nil or not; figures that no one uses would be lost without a word.",
        failing={"is_nil": True, "filled_count": 3}, passing={"is_nil": True, "filled_count": 0},
    ),
    Rule(
        "U005", "cover", "is_nil",
        ~pl.col("is_nil").fill_null(False) & (pl.col("filled_count") == 0),
        "Nothing is filled in on the other sheets. If there is nothing to report, enter Yes here and the reason below; otherwise fill the sheets in.",
        why="An empty file may be a mistake, so a nil return is a choice that is made and explained.",
        failing={"is_nil": None, "filled_count": 0}, passing={"is_nil": None, "filled_count": 40},
    ),
)  # fmt: skip
