"""Ofsted's inspection outcomes."""

from datetime import date
from typing import Any

from schemas.access import Permission
from schemas.programme import Judgement
from schemas.spec import Sheet, SheetRow, Source, column

_FIRST_DAY, _LAST_DAY = date(2010, 1, 1), date(2040, 12, 31)
_WORDS = {"Requires improvement to be good": Judgement.REQUIRES_IMPROVEMENT.value}


def _judgement(heading: str, meaning: str, *aliases: str) -> Any:  # noqa: ANN401 - a field, as `column` gives
    return column(heading, meaning, choices=Judgement, values=_WORDS, aliases=aliases, example="Good")


def _day(heading: str, meaning: str, *aliases: str, is_key: bool = False) -> Any:  # noqa: ANN401
    return column(
        heading, meaning, aliases=aliases, is_key=is_key, low=_FIRST_DAY, high=_LAST_DAY, example="24/02/2025"
    )


def _overall() -> Any:  # noqa: ANN401
    return _judgement(
        "Overall effectiveness",
        "The grade for the authority's services as a whole, if one was given.",
        "Overall effectiveness judgement",
        "Overall judgement",
    )


def _leaders() -> Any:  # noqa: ANN401
    return _judgement(
        "The impact of leaders on social work practice with children and families",
        "How far leaders make good practice possible.",
        "Impact of leaders on social work practice with children and families",
        "Impact of leaders",
    )


def _protection() -> Any:  # noqa: ANN401
    return _judgement(
        "The experiences and progress of children who need help and protection",
        "The grade that the dashboard follows: children in need and at risk.",
        "Experiences and progress of children who need help and protection",
        "Help and protection",
    )


def _in_care() -> Any:  # noqa: ANN401
    return _judgement(
        "The experiences and progress of children in care",
        "The grade for children in care; before 2023, care leavers too.",
        "Experiences and progress of children in care",
        "The experiences and progress of children in care and care leavers",
        "Children in care",
    )


def _care_leavers() -> Any:  # noqa: ANN401
    return _judgement(
        "The experiences and progress of care leavers",
        "The grade for care leavers. Given since January 2023.",
        "Experiences and progress of care leavers",
        "Care leavers",
    )


class OfstedRow(SheetRow):
    """What every row of Ofsted's file has: whose inspection it was."""

    web_link: str | None = column(
        "Web link", "Where the authority's reports are.", aliases=("Link", "Ofsted web link"), max_length=300
    )
    authority_code: str = column(
        "Local authority area code",
        "The authority's ONS code, old or new.",
        is_key=True,
        aliases=("Local authority code", "LA code", "ONS code"),
        max_length=9,
        example="E08000029",
    )
    authority_name: str = column(
        "Local authority name",
        "The authority's name, often shortened.",
        aliases=("Local authority", "LA name"),
        max_length=120,
        example="Solihull",
    )
    ofsted_region: str | None = column(
        "Ofsted region", "One of Ofsted's eight regions.", aliases=("Region",), max_length=80
    )


class OfstedLatest(OfstedRow, table=True):
    """The latest full inspection of each authority."""

    __tablename__ = "source_ofsted_latest"

    inspected_on: date = _day("Inspection date", "The first day of the inspection.", "Inspection start date")
    published_on: date = _day(
        "Publication date", "The day the report came out: from then on it was known.", "Report publication date"
    )
    overall: Judgement | None = _overall()
    leaders: Judgement = _leaders()
    help_and_protection: Judgement = _protection()
    children_in_care: Judgement = _in_care()
    care_leavers: Judgement | None = _care_leavers()


class OfstedVisit(OfstedRow, table=True):
    """Every inspection, focused visit and monitoring visit of the last year."""

    __tablename__ = "source_ofsted_visits"

    inspected_on: date = _day(
        "Inspection/Visit date",
        "The first day of the inspection or visit.",
        "Inspection or visit date",
        "Inspection date",
        "Visit date",
        is_key=True,
    )
    published_on: date = _day("Publication date", "The day the report or letter came out.", "Report publication date")
    visit_type: str = column(
        "Inspection/Visit type",
        "What kind of inspection or visit it was.",
        is_key=True,
        aliases=("Inspection or visit type", "Inspection type", "Visit type"),
        max_length=80,
        example="ILACS Focused Visit",
    )
    overall: Judgement | None = _overall()
    leaders: Judgement | None = _leaders()
    help_and_protection: Judgement | None = _protection()
    children_in_care: Judgement | None = _in_care()
    care_leavers: Judgement | None = _care_leavers()
    visit_theme: str | None = column(
        "Visit Theme",
        "What a focused or monitoring visit looked at. Inspections have none.",
        aliases=("Theme",),
        max_length=120,
        example="Front door",
    )


class OfstedInspection(OfstedRow, table=True):
    """Every full inspection since 2018, of authorities that have ended too."""

    __tablename__ = "source_ofsted_history"

    status: str = column(
        "Local authority status",
        "Current, or No longer exists.",
        aliases=("Authority status", "LA status"),
        max_length=40,
        example="Current",
    )
    inspected_on: date = _day(
        "Inspection date", "The first day of the inspection.", "Inspection start date", is_key=True
    )
    published_on: date = _day("Publication date", "The day the report came out.", "Report publication date")
    inspection_type: str = column(
        "Inspection type", "Standard or short.", max_length=80, example="ILACS Short Inspection"
    )
    overall: Judgement | None = _overall()
    leaders: Judgement = _leaders()
    help_and_protection: Judgement = _protection()
    children_in_care: Judgement = _in_care()
    care_leavers: Judgement | None = _care_leavers()


_WHOSE = ("authority_code", "authority_name")

OFSTED = Source(
    "ofsted",
    "Inspection outcomes of local authority children's services",
    "Ofsted's judgements of each authority, its visits in the last year, and every inspection since 2018.",
    (
        Sheet("latest", "Inspections as at 31 March", "The latest inspection of every authority, one row each.", OfstedLatest),
        Sheet("visits", "In-year inspections", "Inspections and visits of the last year.", OfstedVisit),
        Sheet("history", "ILACS inspection history", "Every inspection since 2018.", OfstedInspection),
    ),
    publisher="Ofsted",
    frequency="Once a year, with corrections",
    kept_with=Permission.KEEP_INSPECTIONS,
    authority_columns={"latest": _WHOSE, "visits": _WHOSE, "history": _WHOSE},
    published_sheets={
        "latest": ("Inspections_as_at_*",),
        "visits": ("In-year_inspections*",),
        "history": ("ILACS_inspection_history*",),
    },
)  # fmt: skip
