"""What the store already knows that a check needs: last quarter's rows, allocations, whether one was accepted."""

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl
from sqlmodel import Session

from etl import registered
from etl.comparisons import comparisons
from etl.current import current_ids, form_rows, sheet_rows
from etl.obligations import milestones
from schemas.authorities import Authority, register_frame
from schemas.passing import Passes, with_grants_passed
from schemas.periods import Period
from schemas.programme import Grant
from schemas.returns.unit import UNIT
from schemas.sources import DETERMINATION
from schemas.spec import Form, ReturnSpec

Frames = Mapping[str, pl.DataFrame]
_MILESTONES = "milestones"


def last_rows(session: Session, form: Form, period: Period, authorities: Iterable[Authority]) -> dict[str, Frames]:
    """Last quarter's accepted rows, by authority_id and sheet name.

    One that begins in the quarter has none, but for the milestones that passed to it, as they were.
    """
    wanted = {authority.authority_id: authority for authority in authorities}
    ids = [i for a, i in current_ids(session, form.code, period.previous).items() if a in wanted]
    frames = form_rows(session, form, ids)
    split = {name: rows.partition_by("authority_id", as_dict=True) for name, rows in frames.items()}
    found: dict[str, Frames] = {
        a: {n: parts.get((a,), frames[n].clear()) for n, parts in split.items()} for a in wanted
    }
    for own, place in wanted.items():
        if form.code == UNIT.code and place.valid_from == period.start:
            found[own] = {**found[own], _MILESTONES: _passed_milestones(session, own, period)}
    return found


def _passed_milestones(session: Session, own: str, period: Period) -> pl.DataFrame:
    """The milestones that passed to an authority on the first day of a quarter, with their last dates."""
    lines = [line for line in registered.passed(session, period.start) if line.to_id == own]
    taken = [(line.from_id, line.item) for line in lines if line.kind is Passes.MILESTONE]
    rows = pl.concat(
        [sheet_rows(session, UNIT.sheet(_MILESTONES), ()), *(milestones(session, one) for one in dict(taken))]
    )
    wanted = pl.DataFrame(taken, schema={"authority_id": pl.String, "milestone": pl.String}, orient="row")
    mine = rows.join(wanted, on=["authority_id", "milestone"], how="semi", maintain_order="left")
    return mine.with_columns(authority_id=pl.lit(own)).unique("milestone", keep="first", maintain_order=True)


def references(
    session: Session, spec: ReturnSpec, period: Period, authorities: Iterable[Authority]
) -> dict[str, dict[str, pl.DataFrame]]:
    """What rules look up beyond the file itself, by authority_id.

    The register, allocations and the collection; and the rows of other quarters, authorities and returns that the
    return's lookups name.
    """
    register = register_frame(period.reference_date).select("dfe_code", "ons_code")
    accepted = current_ids(session, spec.code, period)
    amounts = allocations(session, period)
    compared = comparisons(session, spec, period, [authority.authority_id for authority in authorities])
    return {
        authority.authority_id: {
            "register": register,
            "collection": pl.DataFrame({"is_accepted": [authority.authority_id in accepted]}),
            "allocations": _complete(amounts, authority.authority_id),
            **compared[authority.authority_id],
        }
        for authority in authorities
    }


def allocations(session: Session, period: Period) -> pl.DataFrame:
    """The determination in force for a quarter's financial year: authority_id, grant, amount_gbp."""
    sheet = DETERMINATION.sheets[0]
    ids = current_ids(session, DETERMINATION.code, None)
    rows = sheet_rows(session, sheet, ids.values())
    rows = with_grants_passed(rows, registered.passed(session, period.reference_date))
    return rows.filter(pl.col("financial_year") == period.financial_year).select("authority_id", "grant", "amount_gbp")


def _complete(amounts: pl.DataFrame, authority_id: str) -> pl.DataFrame:
    # Once a year's determination is loaded, a grant that it does not give an authority is known to be nothing.
    if amounts.is_empty():
        return pl.DataFrame(schema={"grant": pl.String, "amount_gbp": pl.Int64})
    own = amounts.filter(pl.col("authority_id") == authority_id).select("grant", "amount_gbp")
    zeros = pl.DataFrame({"grant": [str(g) for g in Grant], "amount_gbp": [0] * len(Grant)})
    return pl.concat([own, zeros.join(own, on="grant", how="anti")])


def due_on(spec: ReturnSpec, period: Period) -> date:
    """The day by which a return is due."""
    return date.fromordinal(period.end.toordinal() + spec.due_days)
