"""The commands about collections: list them, alter dates, allow more time, remind, deliver."""

import json
from datetime import date
from typing import Annotated, Any

import typer

from etl import collecting, windows
from etl.asking import authority_asked, quarter_asked
from etl.collecting import Asked, NotPossible
from etl.owing import owing
from etl.settings import settings
from etl.stopping import stop
from etl.store import reading
from schemas.access import OPERATOR, NotAllowed
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.spec import ReturnSpec
from schemas.windows import AllowanceKind, Window, day_words
from schemas.working_days import next_working_day

Code = Annotated[str, typer.Option("--return", help=" or ".join(RETURNS))]
Quarter = Annotated[str, typer.Option("--period", help='A quarter, for example "2026-27 Q2".')]
Whose = Annotated[str, typer.Option("--authority", help="An ONS code, DfE code or name.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in at least 20 characters.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the `oversight` command."""
    app.command(name="collections")(list_collections)
    app.command(name="dates")(alter_dates)
    app.command()(extend)
    app.command()(reopen)
    app.command()(excuse)
    app.command(name="unextend")(end_allowance)
    app.command(name="joint")(report_together)
    app.command()(remind)
    app.command()(deliver)


def list_collections(
    period: Annotated[str, typer.Option(help="One quarter; by default the latest that has ended.")] = "",
    as_json: AsJson = False,
) -> None:
    """List a quarter's collections: dates, who still owes, and what authorities are allowed beyond the dates."""
    today = settings().day()
    quarter = quarter_asked(period) if period else Period.latest_ended(today)
    rows = [_listed(spec, quarter, today) for spec in RETURNS.values()]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo(f"{row['return']}  {row['stands']}. {row['owed_count']} of {row['due_count']} still owe it.")
        for more in row["allowances"]:
            typer.echo(
                f"  {more['number']}  {more['authority']}: {more['kind']} until {more['until']}. {more['reason']}"
            )


def alter_dates(
    code: Code,
    period: Quarter,
    opens: Annotated[str, typer.Option(help="The first day, for example 2026-10-01.")] = "",
    due: Annotated[str, typer.Option(help="The due day.")] = "",
    closes: Annotated[str, typer.Option(help="The cut-off: the last day.")] = "",
    reason: Reason = "",
) -> None:
    """Open a collection, or alter when it opens, is due or closes. What is left out stays."""
    spec, quarter = _return(code), quarter_asked(period)
    with reading() as session:
        now = windows.window(session, spec, quarter)
    dates = Window(_day(opens, now.opens_on), _day(due, now.due_on), _day(closes, now.closes_on))
    try:
        collecting.set_dates(OPERATOR, spec, quarter, dates, reason, settings().now())
    except (NotAllowed, NotPossible) as refusal:
        raise stop(str(refusal)) from refusal
    said = [day_words(on) for on in (dates.opens_on, dates.due_on, dates.closes_on)]
    typer.echo(f"{spec.title}, {quarter.label}: opens {said[0]}, due {said[1]}, closes {said[2]}.")


def extend(
    code: Code,
    period: Quarter,
    whose: Whose,
    until: Annotated[str, typer.Option(help="The new due day.")],
    reason: Reason,
) -> None:
    """Give an authority a later due day for a return."""
    _allow(AllowanceKind.EXTENSION, code, period, whose, until, reason)


def reopen(
    code: Code, period: Quarter, whose: Whose, until: Annotated[str, typer.Option(help="The last day.")], reason: Reason
) -> None:
    """Take a return from an authority again after the cut-off, until a day."""
    _allow(AllowanceKind.REOPENING, code, period, whose, until, reason)


def excuse(code: Code, period: Quarter, whose: Whose, reason: Reason) -> None:
    """Ask an authority for no return for a quarter; `oversight unextend` ends that."""
    _allow(AllowanceKind.WAIVER, code, period, whose, "", reason)


def end_allowance(number: Annotated[int, typer.Argument(help="Its number.")], reason: Reason) -> None:
    """End an extension or re-opening from today on. What was sent meanwhile stays."""
    try:
        collecting.end(OPERATOR, number, reason, settings().now())
    except (NotAllowed, NotPossible) as refusal:
        raise stop(str(refusal)) from refusal
    typer.echo(f"{number} is ended.")


def report_together(
    name: Annotated[str, typer.Argument(help="What the joint unit is called.")],
    code: Code,
    authorities: Annotated[str, typer.Option("--authorities", help="Who sends it, then the others, with / between.")],
    first: Annotated[str, typer.Option("--from", help="The first quarter.")],
    reason: Reason,
) -> None:
    """Let authorities owe one return together from a quarter on."""
    quarter = quarter_asked(first)
    ids = [authority_asked(part, quarter).authority_id for part in authorities.split("/")]
    try:
        collecting.report_together(OPERATOR, _return(code), name, ids, quarter, reason, settings().now())
    except (NotAllowed, NotPossible) as refusal:
        raise stop(str(refusal)) from refusal
    typer.echo(f"{name}: {authority(ids[0]).name} sends it from {quarter.label}.")


def remind(
    is_dry: Annotated[bool, typer.Option("--dry-run", help="Say who would be written to; write nothing.")] = False,
) -> None:
    """Put the reminders that are due today into the outbox: 10, 5 and 1 working days before, then once a week."""
    if not is_dry:
        typer.echo(f"{collecting.remind(OPERATOR, settings().now())} put into the outbox.")
        return
    today = next_working_day(settings().day())
    found = collecting.due_reminders(OPERATOR, today)
    for one in found:
        whom = one.person.label if one.person else "nobody: no one there has an address"
        typer.echo(f"{one.owes.name}  {one.spec.title}, {one.period.label}  {one.owes.standing.sentence}  → {whom}")
    typer.echo(f"{sum(one.person is not None for one in found)} would be written on {day_words(today)}. None was.")


def deliver() -> None:
    """Send what waits in the outbox. In a demonstration nothing is sent."""
    if not settings().is_demonstration and not settings().smtp_host:
        raise stop("There is no mail server: set OVERSIGHT_SMTP_HOST. Messages wait in the outbox until then.")
    came_to = collecting.deliver(OPERATOR, settings().now())
    typer.echo(", ".join(f"{state.label}: {count}" for state, count in came_to.items()) or "Nothing waits.")


def _allow(kind: AllowanceKind, code: str, period: str, whose: str, until: str, reason: str) -> None:
    quarter = quarter_asked(period)
    place = authority_asked(whose, quarter)
    asked = Asked(_return(code), quarter, place.authority_id, kind, _day(until, date.max), reason)
    try:
        number = collecting.allow(OPERATOR, asked, settings().now())
    except (NotAllowed, NotPossible) as refusal:
        raise stop(str(refusal)) from refusal
    until = f", until {day_words(asked.until_on)}" if kind is not AllowanceKind.WAIVER else ""
    typer.echo(f"{kind.label} {number}: {place.name}{until}.")


def _listed(spec: ReturnSpec, period: Period, today: date) -> dict[str, Any]:
    with reading() as session:
        dates = windows.window(session, spec, period)
        everyone = owing(session, spec, period, today)
        theirs = windows.windows(session, spec, period)
    more = [
        {
            "number": allowance.number,
            "authority": authority(whose).name,
            "kind": str(allowance.kind),
            "until": str(allowance.due_on or allowance.expires_on),
            "reason": allowance.reason,
            "is_in_force": allowance.holds_on(today),
        }
        for whose, window in theirs.items()
        for allowance in window.allowances
    ]
    days = {"opens_on": str(dates.opens_on), "due_on": str(dates.due_on), "closes_on": str(dates.closes_on)}
    counts = {"due_count": len(everyone), "owed_count": sum(one.is_owed for one in everyone)}
    named = {"return": spec.code, "period": str(period), "stands": dates.on(today).sentence}
    return {**named, **days, **counts, "allowances": more}


def _return(code: str) -> ReturnSpec:
    if code not in RETURNS:
        raise stop(f"“{code}” is not a return. Enter one of: {', '.join(RETURNS)}.")
    return RETURNS[code]


def _day(text: str, otherwise: date) -> date:
    if not text:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError as unreadable:
        raise stop(f"“{text}” is not a day. Enter one such as 2027-03-31.") from unreadable
