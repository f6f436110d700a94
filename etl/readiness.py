"""Whether this store is ready to be shown: migrated, answering, and with the latest two quarters in it."""

from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from typing import Any

from sqlalchemy import distinct, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from etl.current import counting
from etl.store import is_migrated, reading
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.tables import ObservationRow, Person, SourceFile, Submission

# A quarter is in when about two in three of the 153 authorities have each return published.
ENOUGH_AUTHORITIES = 100
_COUNTED = {"files": SourceFile, "submissions": Submission, "observations": ObservationRow, "people": Person}


@dataclass(frozen=True)
class Readiness:
    """What is known of the store. `periods` gives, for each of the latest two quarters, authorities by return."""

    version: str
    is_answering: bool = False
    is_migrated: bool = False
    rows: dict[str, int] = field(default_factory=dict)
    periods: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def is_ready(self) -> bool:
        """Whether the dashboard can be used."""
        enough = [count >= ENOUGH_AUTHORITIES for counts in self.periods.values() for count in counts.values()]
        return self.is_answering and self.is_migrated and bool(enough) and all(enough)

    def as_json(self) -> dict[str, Any]:
        """For whoever asks over HTTP, signed in or not: how many authorities sent what is a figure, and is not said."""
        enough = {
            p: {form: n >= ENOUGH_AUTHORITIES for form, n in counts.items()} for p, counts in self.periods.items()
        }
        return {"ready": self.is_ready, **asdict(self), "periods": enough}


def readiness(today: date) -> Readiness:
    """Ask the store. A store that does not answer is a result, not an error."""
    installed = version("child-protection-oversight")
    try:
        if not is_migrated():
            return Readiness(installed, is_answering=True)
        return Readiness(installed, True, True, _rows(), _periods(today))
    except SQLAlchemyError:
        return Readiness(installed)


def _rows() -> dict[str, int]:
    with reading() as session:
        return {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in _COUNTED.items()}


def _periods(today: date) -> dict[str, dict[str, int]]:
    latest = Period.latest_ended(today)
    wanted = [str(latest), str(latest.previous)]
    query = (
        select(col(Submission.period), col(Submission.form_code), func.count(distinct(col(Submission.authority_id))))
        .where(
            col(Submission.period).in_(wanted),
            col(Submission.form_code).in_(list(RETURNS)),
            *counting(),
        )
        .group_by(col(Submission.period), col(Submission.form_code))
    )
    with reading() as session:
        found = {(period, code): count for period, code, count in session.execute(query)}
    return {period: {code: found.get((period, code), 0) for code in RETURNS} for period in wanted}
