"""Financial-year quarters: the only kind of period that a return is made for."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

_QUARTER = r"q\s*(?P<quarter>[1-4])"
_YEAR = r"(?P<year>20\d\d)\s*[-/–]\s*(?:20)?(?P<next>\d\d)"
_FORMS = (re.compile(rf"{_YEAR}\s*{_QUARTER}", re.I), re.compile(rf"{_QUARTER}\s*{_YEAR}", re.I))


class UnknownPeriod(ValueError):
    """Text that names no quarter. Its message says what to enter."""


@total_ordering
@dataclass(frozen=True)
class Period:
    """A quarter of a financial year; Q1 is April to June.

    `str(period)` is the key used in files, addresses and the store ("2026-27 Q2"); as text it sorts in time order.
    """

    year: int
    quarter: int

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read "2026-27 Q2" or "Q2 2026-27", whatever the case and spacing.

        Raises:
            UnknownPeriod: if the text is not a quarter or its two years do not follow one another.
        """
        match = next((m for form in _FORMS if (m := form.fullmatch(text.strip()))), None)
        if match is None or (int(match["year"]) + 1) % 100 != int(match["next"]):
            raise UnknownPeriod(
                f"“{text}” is not a quarter. Enter a financial year and quarter, for example 2026-27 Q2."
            )
        return cls(int(match["year"]), int(match["quarter"]))

    @classmethod
    def containing(cls, day: date) -> "Period":
        """The quarter that a day falls in."""
        months = (day.month - 4) % 12
        return cls(day.year if day.month >= 4 else day.year - 1, months // 3 + 1)

    @classmethod
    def latest_ended(cls, day: date) -> "Period":
        """The last quarter that had ended before a day."""
        return cls.containing(day).previous

    def __str__(self) -> str:
        return f"{self.year}-{(self.year + 1) % 100:02d} Q{self.quarter}"

    def __lt__(self, other: "Period") -> bool:
        return (self.year, self.quarter) < (other.year, other.quarter)

    def shifted(self, quarters: int) -> "Period":
        """The quarter so many quarters later (earlier if negative)."""
        index = self.year * 4 + self.quarter - 1 + quarters
        return Period(index // 4, index % 4 + 1)

    @property
    def previous(self) -> "Period":
        """The quarter before."""
        return self.shifted(-1)

    @property
    def next(self) -> "Period":
        """The quarter after."""
        return self.shifted(1)

    @property
    def start(self) -> date:
        """First day."""
        month = 1 + self.quarter * 3
        return date(self.year, month, 1) if month <= 12 else date(self.year + 1, month - 12, 1)

    @property
    def end(self) -> date:
        """Last day."""
        return self.next.start - timedelta(days=1)

    @property
    def reference_date(self) -> date:
        """The day that positions are stated at: the last day of the quarter."""
        return self.end

    @property
    def label(self) -> str:
        """For people: "Q2 2026-27"."""
        return f"Q{self.quarter} {self.financial_year}"

    @property
    def financial_year(self) -> str:
        """ "2026-27"."""
        return str(self)[:7]

    @property
    def time_period(self) -> str:
        """The DfE open-data form of the year: "202627"."""
        return f"{self.year}{(self.year + 1) % 100:02d}"

    @property
    def time_identifier(self) -> str:
        """The DfE open-data name of the quarter: "Financial year Q2"."""
        return f"Financial year Q{self.quarter}"


def periods_between(first: Period, last: Period) -> tuple[Period, ...]:
    """Every quarter from first to last, both included, in time order."""
    length = (last.year * 4 + last.quarter) - (first.year * 4 + first.quarter) + 1
    return tuple(first.shifted(step) for step in range(length))
