"""What a file is checked against, and what of it someone else may change while it is checked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from etl import effects, explaining, history, keeping, waivers
from etl.current import current_ids
from etl.receipts import Upload
from etl.settings import day_of
from etl.validate import Context
from schemas.explaining import Explanations
from schemas.periods import Period
from schemas.spec import ReturnSpec

Contexts = Mapping[str, tuple[Context, Explanations, effects.Beside, keeping.Base | None]]


def contexts(session: Session, spec: ReturnSpec, period: Period, uploads: Sequence[Upload], now: datetime) -> Contexts:
    """For each authority: what its file is checked against, earlier explanations, what findings are weighed by, and the
    version that it keeps sheets from.
    """
    authorities = [upload.authority for upload in uploads]
    last = history.last_rows(session, spec, period, authorities)
    reference = history.references(session, spec, period, authorities)
    earlier = explaining.earlier(session, spec, period, list(last))
    returned = explaining.returned(session, spec, period, list(last))
    agreed = waivers.granted(session, spec, list(last))
    england = effects.england(session, period)
    bases = keeping.bases(session, spec, period, uploads)
    return {
        a.authority_id: (
            Context(
                day_of(now),
                period,
                a,
                dict(last[a.authority_id]),
                reference[a.authority_id],
                waivers=agreed.get(a.authority_id, ()),
                returned=returned[a.authority_id],
            ),
            earlier[a.authority_id],
            effects.Beside(period, a, last[a.authority_id], england),
            bases.get(a.authority_id),
        )
        for a in authorities
    }


def standing(session: Session, spec: ReturnSpec, period: Period, uploads: Iterable[Upload]) -> tuple[object, ...]:
    """What a check relies on and someone else may change meanwhile: what is accepted, waived, returned."""
    wanted = {upload.authority.authority_id for upload in uploads}
    accepted = {a: number for a, number in current_ids(session, spec.code, period).items() if a in wanted}
    answered = waivers.granted(session, spec, wanted), explaining.returned(session, spec, period, wanted)
    in_part = {upload.authority.authority_id for upload in uploads if upload.part is not None}
    return accepted, *answered, keeping.base_ids(session, spec, period, in_part)
