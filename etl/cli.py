"""The `oversight` command: the same steps as the pages, for an operator or a script."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import col

from etl import cli_collections, cli_returns, jobs, pipeline, quarters, registered
from etl.asking import authority_asked, indicator_asked, instant_asked, quarter_asked
from etl.blank import blank_csv
from etl.catalogue import catalogue as declared
from etl.cli_audit import commands as audit_commands
from etl.cli_register import commands as register_commands
from etl.cli_releases import release_asked, releases, twin
from etl.cli_returns import AsJson, Quarter, print_receipt
from etl.cli_series import show_series, wanted, whose_series
from etl.cli_trace import trace
from etl.cli_waivers import add_to, known_waivers
from etl.refreshing import refresh_from
from etl.serving import serve as serve_pages
from etl.settings import settings
from etl.stopping import InSentences, stop
from etl.store import is_migrated, reading
from etl.store import migrate as migrate_store
from etl.working import observations
from schemas.access import OPERATOR
from schemas.continuity import View
from schemas.issues import Unreadable
from schemas.periods import Period
from schemas.sources import RECORDS, SOURCES
from schemas.tables import ObservationRow
from schemas.vocabulary import Level, Verdict

app = typer.Typer(cls=InSentences, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

add_to(app)
cli_returns.add_to(app)
app.command()(releases)
app.command()(twin)
app.add_typer(audit_commands, name="audit")
app.add_typer(register_commands, name="register")
cli_collections.add_to(app)


@app.callback()
def ready(context: typer.Context) -> None:
    """Oversight of child protection reform: returns, indicators and what the Board sees."""
    if context.invoked_subcommand in ("migrate", "demo", "catalogue"):
        return
    if not is_migrated():
        if not settings().is_sqlite:
            raise stop("The store is not ready for this version. Run `oversight migrate` first.")
        migrate_store()
    with reading() as session:
        registered.bring_up_to_date(session)


@app.command()
def blank(
    record: Annotated[str, typer.Argument(help=", ".join(RECORDS))],
    out: Annotated[Path, typer.Option(help="Where to write it.")],
) -> None:
    """Write the file to fill in for one of the department's records, with an example to type over."""
    if record not in RECORDS:
        raise stop(f"“{record}” is not a record. Enter one of: {', '.join(RECORDS)}.")
    out.write_bytes(blank_csv(RECORDS[record]))
    typer.echo(f"{out}")


@app.command()
def show(
    indicator: Annotated[str, typer.Argument(help="An indicator's code, for example UR-02.")],
    level: Annotated[Level, typer.Option(help="What kind of place.")],
    authority: Annotated[str, typer.Option(help="One authority.")] = "",
    period: Annotated[str, typer.Option(help="One quarter.")] = "",
    release: Annotated[int, typer.Option(help="As in a release, by its number.")] = 0,
    at: Annotated[str, typer.Option(help="As shown at an instant, for example 2026-10-01T12:00:00.")] = "",
    view: Annotated[
        View | None,
        typer.Option(help="One authority over every quarter, across changes of its boundary, breaks marked b."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show an indicator as stored, with its numerator, denominator, rating and source."""
    declared_as = indicator_asked(indicator)
    if view:
        if level is not Level.AUTHORITY or not authority or period or at:
            raise stop("A series is of one authority over every quarter: enter --level authority and --authority only.")
        whose_it_is = whose_series(authority, Period.latest_ended(settings().day()))
        with reading() as session:
            found = observations(session, wanted(declared_as, whose_it_is))
        show_series(found, declared_as, whose_it_is, view, as_json=as_json)
        return
    conditions = [col(ObservationRow.indicator_id) == declared_as.id, col(ObservationRow.level) == level]
    quarter = quarter_asked(period) if period else None
    if quarter:
        conditions.append(col(ObservationRow.period) == str(quarter))
    if authority:
        if level is not Level.AUTHORITY:
            raise stop(f"One authority has no figures by {level}. Leave out --authority, or enter --level authority.")
        today = Period.latest_ended(settings().day())
        whose = authority_asked(authority, quarter) if quarter else whose_series(authority, today)
        conditions.append(col(ObservationRow.geography) == whose.authority_id)
    if release:
        conditions.append(col(ObservationRow.computation_id) <= release_asked(release).computation_id)
    with reading() as session:
        found = observations(session, conditions, instant_asked(at)).sort("period", "geography", "breakdown")
    rows = [{**row, "as_of": row["as_of"].isoformat()} for row in found.drop("computation_id").iter_rows(named=True)]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        words = (row["period"], row["geography"], row["breakdown"], row["value"], row["status"], row["rag_reason"])
        typer.echo("  ".join(str(word) for word in words if word not in ("", None)))


app.command()(trace)


@app.command()
def catalogue(as_json: AsJson = False) -> None:
    """List every return, column, rule and indicator that is declared, and which rules are waived for whom."""
    found = declared(known_waivers())
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for kind, things in found.items():
        typer.echo(f"{kind}: {len(things)}")


@app.command()
def refresh(
    source: Annotated[str, typer.Argument(help=", ".join(SOURCES))],
    origin: Annotated[str, typer.Option("--from", help="A file, or an https address.")],
    as_json: AsJson = False,
) -> None:
    """Load a new edition of a public file. If its layout has changed, what is there stays."""
    if source not in SOURCES:
        raise stop(f"“{source}” is not a public file. Enter one of: {', '.join(SOURCES)}.")
    try:
        receipt = refresh_from(OPERATOR, SOURCES[source], origin, settings().now())
    except Unreadable as refusal:
        receipt = pipeline.Receipt(Verdict.UNREADABLE, [refusal.as_issue(origin)], note="Nothing was changed.")
    print_receipt(receipt, as_json)


@app.command()
def recompute(period: Quarter) -> None:
    """Compute a quarter's indicators again, and publish what differs."""
    quarters.recompute(OPERATOR, [quarter_asked(period)], "Computed again", settings().now())


@app.command()
def migrate() -> None:
    """Make the store ready for this version."""
    migrate_store()


@app.command()
def worker() -> None:
    """Take jobs from the store and do them."""
    jobs.work()


@app.command()
def serve(port: Annotated[int | None, typer.Option(help="The port to serve on.")] = None) -> None:
    """Serve the pages, sign-in, downloads and health of one process."""
    serve_pages(port)


@app.command()
def demo(port: Annotated[int, typer.Option(help="The port to serve on.")] = 8501) -> None:
    """Run everything for a demonstration: illustrative people and data, on this machine only."""
    # Pretending stands above doing, so it is reached by name.
    sys.exit(import_module("seed.demo").run(port))


if __name__ == "__main__":
    app()
