"""The programme's timeline: what happened since the review, and what is expected, each with how exact its date is."""

from dataclasses import dataclass
from datetime import date

from schemas.base import Worded
from schemas.recorded import Recommendation
from schemas.stages import NATIONAL_DATE

_R = Recommendation


class Precision(Worded):
    """How exactly a date is known. A month or a year stands under its last day."""

    DAY = "day", "Day", "The day is known."
    INFERRED = "inferred", "About that day", "The day was worked out, and may be a little off."
    MONTH = "month", "Month", "Only the month is known."
    YEAR = "year", "Year", "Only the year, or a part of it, is known."


@dataclass(frozen=True)
class ProgrammeEvent:
    """One date of the programme.

    Args:
        on: the day, or the last day of the month or year that is known.
        title: at most 40 characters.
        meaning: one sentence.
        precision: how exactly the date is known.
        is_key: whether the picture shows it; the table has every one.
        recommendations: those that it bears on.
    """

    on: date
    title: str
    meaning: str
    precision: Precision = Precision.DAY
    is_key: bool = False
    recommendations: tuple[Recommendation, ...] = ()

    @property
    def when(self) -> str:
        """The date in words, no more exact than it is known."""
        words = {Precision.MONTH: f"{self.on:%B %Y}", Precision.YEAR: f"{self.on.year}"}
        day = f"{self.on.day} {self.on:%B %Y}"
        return words.get(self.precision, f"about {day}" if self.precision is Precision.INFERRED else day)


def _month(year: int, month: int) -> date:
    return date(year, month, 30 if month in (4, 6, 9, 11) else 28 if month == 2 else 31)


_E, _P = ProgrammeEvent, Precision
EVENTS: tuple[ProgrammeEvent, ...] = (
    _E(date(2022, 5, 23), "Review of children's social care", "The independent review of children's social care reports."),
    _E(date(2022, 5, 26), "The national review", "The Panel's review comes out, with eight national recommendations.", is_key=True),
    _E(_month(2023, 2), "Stable Homes, Built on Love", "Government answers, and announces pathfinder areas.", _P.MONTH, recommendations=(_R.NR1,)),
    _E(date(2023, 7, 26), "First pathfinder areas", "Dorset, Lincolnshire and Wolverhampton go first.", is_key=True, recommendations=(_R.NR1,)),
    _E(_month(2023, 12), "Working Together 2023", "New guidance sets practice standards and partners' roles; the data strategy comes out.", _P.MONTH, True, (_R.NR2, _R.NR3, _R.NR7)),
    _E(date(2024, 4, 10), "Second pathfinder areas", "Seven more areas join, ten in all.", recommendations=(_R.NR1,)),
    _E(_month(2024, 11), "Keeping children safe", "A policy paper sets out the law to come.", _P.MONTH),
    _E(date(2024, 12, 17), "Bill introduced", "The Children's Wellbeing and Schools Bill is introduced.", is_key=True, recommendations=(_R.NR1, _R.NR7)),
    _E(date(2025, 3, 20), "Programme guide, year 1", "Authorities are told what the first year expects of them.", recommendations=(_R.NR1,)),
    _E(date(2025, 4, 1), "Delivery starts nationally", "Every authority begins to build its Unit.", is_key=True, recommendations=(_R.NR1,)),
    _E(date(2025, 5, 14), "First grants determined", "Allocations of the prevention grant and the children and families grant are made.", recommendations=(_R.NR1,)),
    _E(_month(2025, 7), "Early findings of the evaluation", "The first findings from pathfinder areas come out.", _P.MONTH, True, (_R.NR1,)),
    _E(date(2025, 9, 11), "Transformation grant determined", "Start-up money is allocated to each authority but the pathfinders.", recommendations=(_R.NR1,)),
    _E(date(2025, 10, 28), "Two authorities for Surrey", "Government decides that Surrey becomes two authorities."),
    _E(date(2025, 12, 11), "Consultation on a new authority", "Views are asked on a Child Protection Authority, until 5 March 2026.", recommendations=(_R.NR5,)),
    _E(date(2026, 1, 7), "Policy statement on regulations", "Government says what regulations on Units would cover.", recommendations=(_R.NR1,)),
    _E(_month(2026, 2), "Settlement for three years", "Over £2.4bn is confirmed for three years, early in 2026.", _P.YEAR, recommendations=(_R.NR1,)),
    _E(date(2026, 3, 19), "Working Together 2026", "Guidance asks yearly reports for impact, and says more on coercive control.", _P.INFERRED, recommendations=(_R.NR2, _R.NR3, _R.NR8)),
    _E(date(2026, 3, 26), "Programme guide, year 2", "What 2026-27 expects is published.", is_key=True, recommendations=(_R.NR1,)),
    _E(date(2026, 4, 1), "Inspection without an overall grade", "Ofsted stops giving an overall judgement; the first merged integrated care boards begin.", recommendations=(_R.NR4,)),
    _E(date(2026, 4, 29), "Act of Parliament", "The Children's Wellbeing and Schools Act becomes law; the duty itself starts by regulations.", is_key=True, recommendations=(_R.NR1, _R.NR3, _R.NR7)),
    _E(NATIONAL_DATE, "Units fully operational", "Services are expected to be fully operational everywhere.", is_key=True, recommendations=(_R.NR1,)),
    _E(date(2027, 4, 1), "East and West Surrey begin", "Surrey becomes two; clustered integrated care boards are due to merge.", is_key=True),
    _E(date(2027, 12, 31), "Renewed inspection framework", "Ofsted's renewed framework is planned for 2027.", _P.YEAR, is_key=True, recommendations=(_R.NR4,)),
    _E(date(2027, 12, 31), "Regulations in force", "Regulations on Units are aimed at late 2027.", _P.YEAR, True, (_R.NR1,)),
    _E(date(2028, 4, 1), "Other reorganised areas begin", "The other areas that are reorganised get their new authorities.", is_key=True),
)  # fmt: skip


def next_after(day: date) -> ProgrammeEvent | None:
    """The first date after a day; None if there is none."""
    return next((event for event in EVENTS if event.on > day), None)
