"""The commands about waivers: ask for one and agree to it, end one, list them."""

import json
from datetime import date
from typing import Annotated

import typer
from sqlalchemy import select
from sqlmodel import Session, col

from etl import waivers
from etl.settings import settings
from etl.stopping import stop
from etl.store import is_migrated, reading, writing
from schemas.access import OPERATOR, NotAllowed, Viewer, role_of
from schemas.authorities import UnknownAuthority, authority, resolve
from schemas.returns import RETURNS
from schemas.spec import ReturnSpec
from schemas.tables import Person, RoleGrant

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
By = Annotated[str, typer.Option("--by", help="Who agrees: a person's subject, for example demo-authoriser.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the `oversight` command."""
    app.command()(waive)
    app.command()(unwaive)
    app.command(name="waivers")(list_waivers)


def waive(
    rule: Annotated[str, typer.Argument(help="The rule's code, for example U013.")],
    whose: Annotated[str, typer.Option("--authority", help="An ONS code, DfE code or name.")],
    reason: Annotated[str, typer.Option(help="Why, in at least 20 characters.")],
    until: Annotated[str, typer.Option(help="The last day that it holds, for example 2027-03-31.")],
    by: By,
    asked_by: Annotated[str, typer.Option(help="Who asks, by subject; the operator if left out.")] = "",
    code: Annotated[str, typer.Option("--return", help="The return, for a rule that several have.")] = "",
    as_json: AsJson = False,
) -> None:
    """Waive a rule for an authority: one person asks, another of the department agrees."""
    now = settings().now()
    try:
        with writing() as session:
            asker = person_asked(session, asked_by) if asked_by else OPERATOR
            form, approver = _form(rule.upper(), code), person_asked(session, by)
            request = waivers.Request(form, rule.upper(), _whose(whose, now.date()), reason, _day(until))
            number = waivers.ask(session, asker, request, now)
            waivers.grant(session, approver, number, now)
            made = next(row for row in waivers.listed(session, now.date()) if row["number"] == number)
    except (NotAllowed, waivers.NotWaivable) as refusal:
        raise stop(str(refusal)) from refusal
    _print([made], as_json)


def unwaive(
    number: Annotated[int, typer.Argument(help="The waiver's number.")],
    by: By,
    because: Annotated[str, typer.Option(help="Why it ends.")] = "",
) -> None:
    """End a waiver before its last day. What was accepted under it stays accepted."""
    try:
        with writing() as session:
            waivers.withdraw(session, person_asked(session, by), number, settings().now(), because)
    except NotAllowed as refusal:
        raise stop(str(refusal)) from refusal
    typer.echo(f"Waiver {number} is withdrawn.")


def list_waivers(as_json: AsJson = False) -> None:
    """List every waiver, newest first, with whether it is in force."""
    with reading() as session:
        _print(waivers.listed(session, settings().day()), as_json)


def known_waivers() -> list[dict[str, object]]:
    """Every waiver in the store; none if there is no store yet."""
    if (settings().is_sqlite and not settings().sqlite_path().exists()) or not is_migrated():
        return []
    with reading() as session:
        return waivers.listed(session, settings().day())


def _print(rows: list[dict[str, object]], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        name = authority(str(row["authority_id"])).name
        answered = "agreed" if row["approved_by"] else "refused"
        agreed = f"{answered} by the {row['approver_role']}" if row["approver_role"] else "not agreed yet"
        typer.echo(
            f"{row['number']}  {row['rule']}  {name}  {row['state']} until {row['until']}, {agreed}: {row['reason']}"
        )


def _form(rule: str, code: str) -> ReturnSpec:
    having = [spec for spec in RETURNS.values() if any(own.code == rule for own in spec.rules)]
    chosen = [spec for spec in having if code in ("", spec.code)]
    if not having:
        raise stop(f"“{rule}” is not a rule of any return. `oversight catalogue --json` lists them.")
    if len(chosen) != 1:
        raise stop(f"{rule} is a rule of {', '.join(spec.code for spec in having)}. Name one of them with --return.")
    return chosen[0]


def _whose(text: str, on: date) -> str:
    try:
        found = resolve(text, on)
    except UnknownAuthority as unknown:
        raise stop(str(unknown)) from unknown
    if len(found) > 1:
        raise stop(f"“{text}” is {len(found)} authorities: {', '.join(a.name for a in found)}. Enter one of them.")
    return found[0].authority_id


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as unreadable:
        raise stop(f"“{text}” is not a day. Enter one such as 2027-03-31.") from unreadable


def person_asked(session: Session, subject: str) -> Viewer:
    """Someone in the store, with the roles that they hold; of several providers, the one in the settings counts."""
    issuer = settings().oidc_issuer
    query = select(Person).where(col(Person.subject) == subject, col(Person.is_active))
    found = session.scalars(query.where(col(Person.issuer) == issuer) if issuer else query).all()
    if len(found) != 1:
        which = "is not a person here" if not found else "is known to several providers; set OVERSIGHT_OIDC_ISSUER"
        raise stop(f"“{subject}” {which}. Enter the subject of someone who has a role.")
    grants = session.scalars(select(RoleGrant).where(col(RoleGrant.person_id) == found[0].id)).all()
    whose = frozenset(grant.authority_id for grant in grants if grant.authority_id)
    return Viewer(subject, found[0].label, role_of(grant.role for grant in grants), whose)
