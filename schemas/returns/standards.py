"""The Practice standards return: the yearly self-assessment, and the quarter's multi-agency audits."""

from datetime import date
from typing import Any

from schemas.practice import PracticeStandard, PracticeTheme, StandardScore, Validator
from schemas.returns.cover import COVER
from schemas.returns.standards_rules import LOOKUPS, RULES
from schemas.spec import Layout, ReturnSpec, Sheet, SheetRow, column

FIRST_DAY, LAST_DAY = date(2018, 1, 1), date(2040, 12, 31)
MOST_AUDITS = 10_000
_NUMERALS = {"n/a": "not_applicable", **{f"{score}.0": str(score) for score in range(4)}}


def _count(heading: str, meaning: str, example: str) -> Any:
    return column(heading, meaning, unit="audits", low=0, high=MOST_AUDITS, example=example)


class AuditRow(SheetRow, table=True):
    """The quarter's multi-agency case audits, and when the standards were last assessed."""

    __tablename__ = "standards_audits"

    assessed_on: date = column(
        "Standards assessed on",
        "The day that the partnership completed its latest yearly self-assessment against the standards.",
        low=FIRST_DAY,
        high=LAST_DAY,
        example="30/06/2026",
    )
    audits_completed_count: int = _count(
        "Audits completed",
        "Multi-agency case audits completed in the quarter. Single-agency audits do not count.",
        "12",
    )
    audits_good_count: int = _count(
        "Graded good or better", "Of those, audits graded good or outstanding overall.", "9"
    )


class ScoreRow(SheetRow, table=True):
    """One practice standard in the latest self-assessment."""

    __tablename__ = "standards_scores"

    standard: str = column(
        "Standard", "One of the ten practice standards.", choices=PracticeStandard, is_key=True, example="Alert to harm"
    )
    score: str | None = column(
        "Score",
        "How far practice meets the standard, from 0 not met to 3 fully met; or not applicable, with a reason.",
        choices=StandardScore,
        values=_NUMERALS,
        example="Mostly met",
    )
    not_applicable_reason: str | None = column(
        "Reason if not applicable", "Why the standard does not apply in this area.", is_free_text=True
    )
    evidence_note: str | None = column(
        "Evidence", "What the score rests on, for example an audit or a survey. Name no person.", is_free_text=True
    )
    validated_by: str = column(
        "Validated by",
        "Who outside the partnership's own line tested this score.",
        choices=Validator,
        example="Scrutineer",
    )
    validated_on: date | None = column(
        "Validated on",
        "The day of the validation. Blank if there was none.",
        low=FIRST_DAY,
        high=LAST_DAY,
        example="14/07/2026",
    )


class ThemeRow(SheetRow, table=True):
    """One practice theme in the quarter's audits. An audit counts under every theme that it looked at."""

    __tablename__ = "standards_themes"

    theme: str = column(
        "Practice theme",
        "What the audits looked at.",
        choices=PracticeTheme,
        is_key=True,
        example="Information sharing",
    )
    theme_audits_count: int = _count(
        "Audits of this theme", "Audits completed in the quarter that looked at this theme.", "6"
    )
    theme_good_count: int = _count(
        "Good on this theme", "Of those, audits that found practice on it good or better.", "4"
    )


SHEETS = (
    COVER,
    Sheet("scores", "Standards", "The latest yearly self-assessment, one row for each standard. Bring validation up to date each quarter.", ScoreRow, expected={"standard": tuple(map(str, PracticeStandard))}, is_open=False),
    Sheet("audits", "Audits", "The quarter's multi-agency audits. Enter 0 where there were none.", AuditRow, Layout.FORM),
    Sheet("themes", "Audit themes", "What the audits looked at. Themes overlap, so they need not add up.", ThemeRow, expected={"theme": tuple(map(str, PracticeTheme))}, is_open=False),
)  # fmt: skip

STANDARDS = ReturnSpec(
    "standards",
    "Practice standards return",
    "The partnership's own score against each practice standard, who validated it, and what audits found.",
    SHEETS,
    RULES,
    LOOKUPS,
    certified_by="Lead safeguarding partners",
)
