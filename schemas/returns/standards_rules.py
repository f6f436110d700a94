"""The checks of the Practice standards return across figures, sheets, quarters and returns."""

from datetime import date

import polars as pl

from schemas.checks import Lookup, Rule
from schemas.practice import StandardScore, Validator
from schemas.returns.cover import COVER_LOOKUPS, COVER_RULES
from schemas.usual import LEAST_QUARTERS, usual_count, usual_share
from schemas.vocabulary import Severity

_POINTS = {str(score): place for place, score in enumerate(StandardScore) if score is not StandardScore.NOT_APPLICABLE}
_applies = pl.col("score") != StandardScore.NOT_APPLICABLE
_is_full = pl.col("score") == StandardScore.FULLY
_is_validated = pl.col("validated_by") != Validator.NONE
_good, _completed = pl.col("audits_good_count"), pl.col("audits_completed_count")

LOOKUPS = (
    *COVER_LOOKUPS,
    Lookup("scores", "scores", (), {
        "standards_count": pl.len(),
        "applicable_count": _applies.sum(),
        "full_count": _is_full.sum(),
        "validated_count": _is_validated.sum(),
        "first_standard": pl.col("standard").first(),
    }),
    Lookup("scores", "audits", (), {"assessed_on": pl.col("assessed_on").first()}),
    Lookup("scores", "reference.unit.functions", (), {
        "holds_enquiries": ((pl.col("function") == "F2") & (pl.col("status") == "live")).any(),
    }),
    Lookup("scores", "reference.activity.counts", (), {
        "present_pct": (pl.col("strategy_all_present_count").sum() / pl.col("strategy_held_count").sum() * 100).fill_nan(None),
        "timely_pct": ((pl.col("icpc_0_10_count") + pl.col("icpc_11_15_count")).sum() / pl.col("icpc_count").sum() * 100).fill_nan(None),
    }),
    Lookup("themes", "audits", (), {"audits_completed_count": _completed.first()}),
    Lookup("audits", "reference.history.audits", (), {
        **usual_count("audits", "audits_completed_count"),
        **usual_share("good", _good, _completed, 5, least=LEAST_QUARTERS, least_width=35.0),
    }),
    Lookup("audits", "reference.national.audits", (), usual_share("others_good", _good, _completed, 5)),
)  # fmt: skip

_no_reason = pl.col("not_applicable_reason").fill_null("").str.strip_chars().str.len_chars() < 10
_no_evidence = pl.col("evidence_note").fill_null("").str.strip_chars().str.len_chars() < 10
_is_first = pl.col("standard") == pl.col("first_standard")


def _points(column: str) -> pl.Expr:
    return pl.col(column).replace_strict(_POINTS, default=None, return_dtype=pl.Int64)


def _year_before(day: str) -> pl.Expr:
    return pl.col(day).cast(pl.Date).dt.offset_by("-12mo")


_rose = _points("score") - _points("last_score")

SCORES = (
    Rule(
        "P001", "scores", "score", pl.col("score").is_null(),
        "Every standard is scored. Enter 0, 1, 2 or 3, or Not applicable with the reason.",
        why="A standard left out would make the share of standards met too high or too low.",
        failing={"score": None}, passing={"score": "2"},
    ),
    Rule(
        "P001", "scores", "not_applicable_reason", (pl.col("score") == StandardScore.NOT_APPLICABLE) & _no_reason,
        "The score is Not applicable but the reason is missing. Say in at least 10 characters why it does not apply, or score it.",
        why="A standard that is set aside without a reason would make the share of standards met too high.",
        failing={"score": "not_applicable", "not_applicable_reason": None},
        passing={"score": "not_applicable", "not_applicable_reason": "No such service in the area."},
    ),
    Rule(
        "P002", "scores", "score",
        _is_first & (pl.col("applicable_count") > 0) & (pl.col("full_count") == pl.col("applicable_count")) & (pl.col("validated_count") == 0),
        "Every standard is scored fully met and none is validated. Correct the scores, enter who validated them, or explain.",
        Severity.QUERY,
        why="A perfect score that no one else has tested is an opinion.",
        failing={"standard": "PS1", "first_standard": "PS1", "applicable_count": 10, "full_count": 10, "validated_count": 0},
        passing={"standard": "PS1", "first_standard": "PS1", "applicable_count": 10, "full_count": 10, "validated_count": 3},
    ),
    Rule(
        "P003", "scores", "validated_on", _is_validated & pl.col("validated_on").is_null(),
        "The score is validated but the day is missing. Enter the day of the validation, for example 14/07/2026.",
        why="A validation counts for 12 months from a day that can be checked.",
        failing={"validated_by": "peer", "validated_on": None}, passing={"validated_by": "peer", "validated_on": date(2026, 7, 14)},
    ),
    Rule(
        "P004", "scores", "validated_by", (pl.col("validated_by") == Validator.NONE) & pl.col("validated_on").is_not_null(),
        "A day of validation is given but no one who validated. Enter who did, or clear the day.",
        why="A validation is someone's.",
        failing={"validated_by": "none", "validated_on": date(2026, 7, 14)}, passing={"validated_by": "none", "validated_on": None},
    ),
    Rule(
        "P005", "scores", "validated_on", pl.col("validated_on") > pl.col("today"),
        "This is in the future. Enter the day that the score was validated, or enter None for who validated it.",
        why="A score is validated when it has happened.",
        failing={"validated_on": date(2026, 12, 1), "today": date(2026, 11, 22)}, passing={"validated_on": date(2026, 7, 14), "today": date(2026, 11, 22)},
    ),
    Rule(
        "P006", "scores", "validated_on", pl.col("validated_on") < pl.col("assessed_on"),
        "This is before the self-assessment of {assessed_on}, so it validated an earlier score. Enter None for who validated it, or explain.",
        Severity.QUERY,
        why="Only a score that existed can have been tested.",
        failing={"validated_on": date(2026, 5, 1), "assessed_on": date(2026, 6, 30)}, passing={"validated_on": date(2026, 7, 14), "assessed_on": date(2026, 6, 30)},
    ),
    Rule(
        "P007", "scores", "validated_on", pl.col("validated_on") <= _year_before("reference_on"),
        "This is more than 12 months before {reference_on}, so the validation no longer counts.",
        Severity.NOTE,
        why="Practice changes; a validation is relied on for a year.",
        failing={"validated_on": date(2025, 9, 30), "reference_on": date(2026, 9, 30)}, passing={"validated_on": date(2025, 10, 1), "reference_on": date(2026, 9, 30)},
    ),
    Rule(
        "P008", "scores", "evidence_note", _is_full & _no_evidence,
        "The standard is scored fully met without evidence. Say in at least 10 characters what the score rests on, or explain.",
        Severity.QUERY,
        why="Fully met is the one score that must be shown.",
        failing={"score": "3", "evidence_note": None}, passing={"score": "3", "evidence_note": "Audit of the last two quarters."},
    ),
    Rule(
        "P009", "scores", "score", _rose.abs() >= 2,
        "This standard was scored {last_score} last quarter, two or more away. Correct the score, or explain.",
        Severity.QUERY,
        why="Practice seldom moves by two steps in three months.",
        failing={"score": "3", "last_score": "1"}, passing={"score": "3", "last_score": "2"},
    ),
    Rule(
        "P010", "scores", "score", _is_first & (pl.col("applicable_count") * 2 < pl.col("standards_count")),
        "Fewer than half of the standards are scored; {applicable_count} apply. Score the others, or explain why so few apply.",
        Severity.QUERY,
        why="The standards are for every partnership; few of them can be beside the point.",
        failing={"standard": "PS1", "first_standard": "PS1", "applicable_count": 4, "standards_count": 10},
        passing={"standard": "PS1", "first_standard": "PS1", "applicable_count": 9, "standards_count": 10},
    ),
    Rule(
        "P011", "scores", "score", (pl.col("standard") == "PS7") & _is_full & ~pl.col("holds_enquiries"),
        "Multi-agency enquiries are scored fully met, but by the Unit return of this quarter section 47 enquiries are not live. Check that both are so.",
        Severity.NOTE,
        why="What the Unit does not do yet cannot be fully met by it.",
        failing={"standard": "PS7", "score": "3", "holds_enquiries": False}, passing={"standard": "PS7", "score": "3", "holds_enquiries": True},
    ),
    Rule(
        "P012", "scores", "score", (pl.col("standard") == "PS6") & _is_full & (pl.col("present_pct") < 75),
        "Decisions in strategy discussions are scored fully met, but all three agencies took part in {present_pct} of them by the activity return of this quarter. Correct the score, or explain.",
        Severity.QUERY,
        why="A decision without one of the agencies was not made on all that is known.",
        failing={"standard": "PS6", "score": "3", "present_pct": 61.5}, passing={"standard": "PS6", "score": "3", "present_pct": 92.0},
    ),
    Rule(
        "P013", "scores", "score", (pl.col("standard") == "PS8") & _is_full & (pl.col("timely_pct") < 65),
        "The quality of conferences is scored fully met, but {timely_pct} were within 15 working days by the activity return of this quarter. Correct the score, or explain.",
        Severity.QUERY,
        why="A conference that comes late has already failed the child in one way.",
        failing={"standard": "PS8", "score": "3", "timely_pct": 55.0}, passing={"standard": "PS8", "score": "3", "timely_pct": 82.0},
    ),
)  # fmt: skip

AUDITS = (
    Rule(
        "P014", "audits", "audits_good_count", _good > _completed,
        "This is more than the {audits_completed_count} audits completed. Enter {audits_completed_count} or less, or correct the audits completed.",
        why="A part cannot be more than the whole.",
        failing={"audits_good_count": 15, "audits_completed_count": 14}, passing={"audits_good_count": 9, "audits_completed_count": 14},
    ),
    Rule(
        "P015", "audits", "assessed_on", pl.col("assessed_on") > pl.col("today"),
        "This is in the future. Enter the day that the latest self-assessment was completed.",
        why="A self-assessment is one that was made.",
        failing={"assessed_on": date(2026, 12, 1), "today": date(2026, 11, 22)}, passing={"assessed_on": date(2026, 6, 30), "today": date(2026, 11, 22)},
    ),
    Rule(
        "P016", "audits", "assessed_on", pl.col("assessed_on") <= _year_before("reference_on"),
        "The latest self-assessment is more than 12 months before {reference_on}. Bring the scores up to date, or explain when that will be.",
        Severity.QUERY,
        why="The self-assessment is yearly.",
        failing={"assessed_on": date(2025, 6, 30), "reference_on": date(2026, 9, 30)}, passing={"assessed_on": date(2026, 6, 30), "reference_on": date(2026, 9, 30)},
    ),
    Rule(
        "P017", "audits", "audits_good_count", (_good == _completed) & (_completed >= 10),
        "Every one of {audits_completed_count} audits is graded good or better. Correct the figure, or explain how cases were chosen.",
        Severity.QUERY,
        why="Audits in which nothing is found may not be looking.",
        failing={"audits_good_count": 14, "audits_completed_count": 14}, passing={"audits_good_count": 9, "audits_completed_count": 14},
    ),
    Rule(
        "P018", "audits", "audits_completed_count", (_completed == 0) & (pl.col("last_audits_completed_count") == 0),
        "No multi-agency audit was completed this quarter or last. Enter the number, or explain when the next will be.",
        Severity.QUERY,
        why="A partnership that does not look at its own work cannot know how good it is.",
        failing={"audits_completed_count": 0, "last_audits_completed_count": 0}, passing={"audits_completed_count": 0, "last_audits_completed_count": 12},
    ),
    Rule(
        "P019", "audits", "audits_completed_count", (_completed < pl.col("audits_low_count")) | (_completed > pl.col("audits_high_count")),
        "Audits are usually between {audits_low_count} and {audits_high_count} in a quarter in this authority. Correct the figure, or explain the change.",
        Severity.QUERY,
        why="A figure far from the authority's own quarters needs a sentence before the Board asks for one.",
        failing={"audits_completed_count": 40, "audits_low_count": 6, "audits_high_count": 20}, passing={"audits_completed_count": 14, "audits_low_count": 6, "audits_high_count": 20},
    ),
    Rule(
        "P020", "audits", "audits_good_count",
        (_completed >= 5) & ((_good / _completed * 100 < pl.col("good_low_pct")) | (_good / _completed * 100 > pl.col("good_high_pct"))),
        "Between {good_low_pct} and {good_high_pct} of audits are usually good or better in this authority. Correct the figures, or explain the change.",
        Severity.QUERY,
        why="A sudden change in grades is news about practice, or about who graded.",
        failing={"audits_good_count": 2, "audits_completed_count": 14, "good_low_pct": 50.0, "good_high_pct": 80.0},
        passing={"audits_good_count": 9, "audits_completed_count": 14, "good_low_pct": 50.0, "good_high_pct": 80.0},
    ),
    Rule(
        "P021", "audits", "audits_good_count",
        (_completed >= 5) & ((_good / _completed * 100 < pl.col("others_good_low_pct")) | (_good / _completed * 100 > pl.col("others_good_high_pct"))),
        "Among authorities, between {others_good_low_pct} and {others_good_high_pct} of audits are usually good or better. Check both figures, or explain.",
        Severity.QUERY,
        why="A share far from all others is most often two figures that were counted in different ways.",
        failing={"audits_good_count": 1, "audits_completed_count": 14, "others_good_low_pct": 30.0, "others_good_high_pct": 95.0},
        passing={"audits_good_count": 9, "audits_completed_count": 14, "others_good_low_pct": 30.0, "others_good_high_pct": 95.0},
    ),
)  # fmt: skip

THEMES = (
    Rule(
        "P022", "themes", "theme_audits_count", pl.col("theme_audits_count") > pl.col("audits_completed_count"),
        "This is more than the {audits_completed_count} audits completed in the quarter. Enter {audits_completed_count} or less, or correct the audits completed.",
        why="An audit counts once under each theme that it looked at.",
        failing={"theme_audits_count": 20, "audits_completed_count": 14}, passing={"theme_audits_count": 7, "audits_completed_count": 14},
    ),
    Rule(
        "P023", "themes", "theme_good_count", pl.col("theme_good_count") > pl.col("theme_audits_count"),
        "This is more than the {theme_audits_count} audits of this theme. Enter {theme_audits_count} or less, or correct the audits of this theme.",
        why="A part cannot be more than the whole.",
        failing={"theme_good_count": 8, "theme_audits_count": 7}, passing={"theme_good_count": 4, "theme_audits_count": 7},
    ),
)  # fmt: skip

RULES = (*COVER_RULES, *SCORES, *AUDITS, *THEMES)
