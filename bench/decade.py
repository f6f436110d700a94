"""How long every indicator of ten years of quarters takes, and the quarter of which the ten years are made."""

from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection, func, insert, literal, select
from sqlalchemy import Table as SqlTable
from sqlmodel import col

from bench import stores
from bench.measure import Measure, phase, seconds
from etl.frames import table_of
from etl.quarters import recompute
from etl.store import reading, writing
from schemas.access import OPERATOR
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.tables import ObservationRow, Submission

QUARTERS = tuple(stores.Q2.shifted(number) for number in range(40))
NOW = datetime(2036, 11, 22, 10, tzinfo=UTC)
OFFSET = 1_000_000


def measures() -> list[Measure]:
    """recompute_ten_years_s, in a store where every authority made every return of forty quarters."""
    with stores.fresh():
        with phase("filling a quarter, and thirty-nine like it"):
            for spec in RETURNS.values():
                stores.load_quarter(spec, stores.Q2)
            with writing() as session:
                for number, period in enumerate(QUARTERS[1:], start=1):
                    _repeat(session.connection(), period, number * OFFSET)
        with phase("publishing forty quarters for the first time"):
            first_s = seconds(partial(recompute, OPERATOR, QUARTERS, "Measured", NOW))
        with phase("computing forty quarters again"):
            took_s = seconds(partial(recompute, OPERATOR, QUARTERS, "Measured", NOW))
        return [Measure("recompute_ten_years_s", took_s, "s", _context(first_s))]


def _repeat(connection: Connection, period: Period, offset: int) -> None:
    """Let every return of the first quarter be made again for another one."""
    sheets = [sheet for spec in RETURNS.values() for sheet in spec.sheets]
    own = table_of(Submission)
    _copy(connection, own, {"id": own.c.id + offset, "period": literal(str(period))})
    for sheet in sheets:
        table = table_of(sheet.model)
        _copy(
            connection,
            table,
            {"submission_id": table.c.submission_id + offset, "period": literal(str(period))},
            without="id",
        )


def _copy(connection: Connection, table: SqlTable, changed: dict[str, object], without: str = "") -> None:
    names = [column.name for column in table.columns if column.name != without]
    query = select(*(changed.get(name, table.c[name]) for name in names)).where(  # type: ignore[call-overload]
        table.c.period == str(stores.Q2)
    )
    connection.execute(insert(table).from_select(names, query))


def _context(first_s: float) -> str:
    with reading() as session:
        returns_count = session.scalar(
            select(func.count()).select_from(Submission).where(col(Submission.period).is_not(None))
        )
        shown_count = session.scalar(select(func.count()).select_from(ObservationRow))
        tables = [table_of(sheet.model) for spec in RETURNS.values() for sheet in spec.sheets]
        rows_count = sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
    return (
        f"{len(QUARTERS)} quarters: {returns_count:,} returns of {rows_count:,} rows to {shown_count:,} observations, "
        f"all of which are shown already; {first_s:.1f} s when none are; SQLite; a process for each core"
    )
