"""What a viewer may read of collections: their windows, who owes what, and the outbox without anybody's address."""

from datetime import date

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from dashboard.reads_releases import known_at
from dashboard.until_next import kept_until_next_event
from etl import owing as owed
from etl import windows as kept
from etl.frames import frame
from etl.store import reading
from etl.then import by
from schemas.access import Permission, Viewer
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.tables import Collection, Person
from schemas.tables_collections import Delivery, Message, MessageState
from schemas.windows import Window, WindowState

COLLECTION = ""  # the key of a collection's own dates among the windows
ROSTER = {
    "authority_id": pl.String, "dfe_code": pl.String, "name": pl.String, "region": pl.String, "members": pl.String,
    "due_on": pl.Date, "until_on": pl.Date, "days_left_count": pl.Int64, "window": pl.String, "allowance": pl.String, "is_owed": pl.Boolean,
}  # fmt: skip


def windows(viewer: Viewer, form_code: str, period: str) -> dict[str, Window]:
    """A collection's dates, under `COLLECTION`, and the windows of the authorities in one's scope that differ from them."""
    if not viewer.may(Permission.READ_RETURNS):
        return {}
    spec, quarter = RETURNS[form_code], Period.parse(period)
    mine, at = viewer.authority_ids if viewer.is_tied else None, known_at(viewer)
    with reading() as session:
        theirs = kept.windows(session, spec, quarter, mine, at)
        return {COLLECTION: kept.window(session, spec, quarter, at), **theirs}


@kept_until_next_event
def roster(viewer: Viewer, form_code: str, period: str, on: date) -> pl.DataFrame:
    """Everyone in one's scope who owes a return for a quarter, those who have not started among them: `ROSTER`.

    A joint unit is one row, under the authority that sends for it; `members` names all of them.
    """
    if not viewer.may(Permission.READ_RETURNS):
        return pl.DataFrame(schema=ROSTER)
    with reading() as session:
        found = owed.owing(session, RETURNS[form_code], Period.parse(period), on, known_at(viewer))
    rows = [
        (
            one.sender.authority_id, one.sender.dfe_code, one.name, one.sender.region_name,
            ", ".join(member.name for member in one.members) if len(one.members) > 1 else "",
            one.standing.due_on,
            one.standing.closes_on if one.standing.state is WindowState.REOPENED else one.standing.due_on,
            one.standing.days_left_count, one.standing.state.label,
            one.standing.allowance.reason if one.standing.allowance else "", one.is_owed,
        )
        for one in found
        if not viewer.is_tied or one.sender.authority_id in viewer.authority_ids
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=ROSTER, orient="row")


def outbox(viewer: Viewer) -> pl.DataFrame:
    """The latest 200 messages, newest first: to whom in words, what about, and what came of sending them.

    Columns: created_at, label, authority_id, form_code, period, stage, state, tries_count, at, detail.
    """
    tries, at = aliased(Delivery), known_at(viewer)
    of_it = (col(tries.message_id) == col(Message.id), *by(at, col(tries.at)))
    last, count = (select(told).where(*of_it).scalar_subquery() for told in (func.max(tries.id), func.count(tries.id)))
    # Where a message stood then is what its last try came to; before any it waited.
    stood = func.coalesce(col(Delivery.state), str(MessageState.WAITING)).label("state")
    state, tried = (col(Message.state), col(Message.tries_count)) if at is None else (stood, count.label("tries_count"))
    query = (
        select(
            col(Message.created_at), col(Person.label), col(Message.authority_id), col(Collection.form_code),
            col(Collection.period), col(Message.stage), state, tried, col(Delivery.at), col(Delivery.detail),
        )
        .join(Person, col(Person.id) == col(Message.person_id))
        .join(Collection, col(Collection.id) == col(Message.collection_id))
        .outerjoin(Delivery, col(Delivery.id) == last)
        .where(*by(at, col(Message.created_at)))
    )  # fmt: skip
    with reading() as session:
        found = frame(session, query.order_by(col(Message.id).desc()).limit(200))
    return found if viewer.holds(Permission.MANAGE_COLLECTIONS) else found.clear()
