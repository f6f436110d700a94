"""The `oversight` command: the same steps as the pages, for an operator or a script."""

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import col

from etl import jobs, pipeline, quarters
from etl.asking import authority_asked, indicator_asked, instant_asked, quarter_asked
from etl.blank import blank_csv
from etl.catalogue import catalogue as declared
from etl.cli_issues import as_json_object
from etl.cli_trace import trace
from etl.cli_waivers import add_to, known_waivers
from etl.fetch import download
from etl.refreshing import refresh_from
from etl.release import observations
from etl.serving import serve as serve_pages
from etl.settings import settings
from etl.stopping import InSentences, stop
from etl.store import is_migrated, reading
from etl.store import migrate as migrate_store
from schemas.access import OPERATOR
from schemas.authorities import Authority
from schemas.issues import LEAST_EXPLANATION, Unreadable
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.sources import RECORDS, SOURCES
from schemas.spec import ReturnSpec
from schemas.tables import ObservationRow
from schemas.vocabulary import Level, Verdict

app = typer.Typer(cls=InSentences, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

File = Annotated[Path, typer.Argument(help="The workbook or CSV file.")]
ReturnCode = Annotated[str, typer.Option("--return", help=" or ".join(RETURNS))]
AuthorityCode = Annotated[str, typer.Option("--authority", help="An ONS code, DfE code or name.")]
Quarter = Annotated[str, typer.Option("--period", help='A quarter, for example "2026-27 Q2".')]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Explanations = Annotated[
    list[str] | None,
    typer.Option("--explain", help='Explains every query of a rule: "U013=words", or "*=words" for all.'),
]


add_to(app)


@app.callback()
def ready(context: typer.Context) -> None:
    """Oversight of child protection reform: returns, indicators and what the Board sees."""
    if context.invoked_subcommand in ("migrate", "demo", "catalogue") or is_migrated():
        return
    if not settings().is_sqlite:
        raise stop("The store is not ready for this version. Run `oversight migrate` first.")
    migrate_store()


def _return(code: str) -> ReturnSpec:
    if code not in RETURNS:
        raise stop(f"“{code}” is not a return. Enter one of: {', '.join(RETURNS)}.")
    return RETURNS[code]


def _upload(file: Path, authority: Authority, explanations: list[str] | None, as_json: bool) -> pipeline.Upload:
    limit_bytes = settings().upload_limit_mb * 1_000_000
    wordless = [text for text in explanations or () if "=" not in text]
    if wordless:
        raise stop(f"“{wordless[0]}” explains nothing. Enter a rule, an equals sign and words: U013=why it is right.")
    short = [text for text in explanations or () if len(text.partition("=")[2].strip()) < LEAST_EXPLANATION]
    if short:
        raise stop(f"“{short[0]}” is too short. An explanation has at least {LEAST_EXPLANATION} characters.")
    try:
        # A file somewhat past the limit may pass here, so that a check can say how large it is.
        name, content = download(str(file), limit_bytes * 5)
    except Unreadable as refusal:
        if refusal.code == "R005":
            _print_receipt(pipeline.Receipt(Verdict.UNREADABLE, [refusal.as_issue(file.name)]), as_json)
        raise stop(str(refusal)) from refusal
    return pipeline.Upload(authority, name, content, dict(text.split("=", 1) for text in explanations or ()))


def _print_receipt(receipt: pipeline.Receipt, as_json: bool) -> None:
    found = sorted(receipt.issues, key=lambda issue: issue.rank)
    answer: dict[str, Any] = {"verdict": receipt.verdict, "issues": [as_json_object(issue) for issue in found]}
    if receipt.status is not None:
        answer |= {"status": receipt.status, "version": receipt.version, "receipt": receipt.number}
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        what = receipt.verdict.label if receipt.status is None else receipt.status.label
        number = f" Receipt {receipt.number}, version {receipt.version}." if receipt.number else ""
        typer.echo(f"{what}. {receipt.rows_count} rows read.{number} {receipt.note}".strip())
        for issue in found:
            typer.echo(f"  {issue.severity.label:<6} {issue.code}  {issue.message}")
    if receipt.verdict in (Verdict.ERRORS, Verdict.UNREADABLE):
        raise typer.Exit(1)


def _add_return_command(name: str, step: Callable[..., pipeline.Receipt], words: str) -> None:
    """Add a command that takes a return and prints what became of it: all that differs is what is done with it."""

    @app.command(name, help=words)
    def take(
        file: File,
        code: ReturnCode,
        authority: AuthorityCode,
        period: Quarter,
        explain: Explanations = None,
        as_json: AsJson = False,
    ) -> None:
        spec, quarter = _return(code), quarter_asked(period)
        upload = _upload(file, authority_asked(authority, quarter), explain, as_json)
        _print_receipt(step(OPERATOR, spec, quarter, upload, settings().now()), as_json)


_add_return_command("check", pipeline.check, "Say everything that is wrong with a return, and store nothing.")
_add_return_command(
    "submit", pipeline.submit, "Send a return. With nothing left to correct or explain, it counts at once."
)


@app.command()
def template(
    code: ReturnCode,
    authority: AuthorityCode,
    period: Quarter,
    out: Annotated[Path, typer.Option(help="Where to write it.")],
) -> None:
    """Write the workbook for an authority and quarter, with last quarter's figures."""
    spec, quarter = _return(code), quarter_asked(period)
    if out.suffix.lower() != ".xlsx":
        raise stop(f"A template is an Excel workbook. Give a name that ends in .xlsx, not {out.name}.")
    out.write_bytes(pipeline.template(OPERATOR, spec, authority_asked(authority, quarter), quarter))
    typer.echo(f"{out}")


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
    at: Annotated[str, typer.Option(help="As shown at an instant, for example 2026-10-01T12:00:00.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show an indicator as stored, with its numerator, denominator, rating and source."""
    declared_as = indicator_asked(indicator)
    conditions = [col(ObservationRow.indicator_id) == declared_as.id, col(ObservationRow.level) == level]
    quarter = quarter_asked(period) if period else None
    if quarter:
        conditions.append(col(ObservationRow.period) == str(quarter))
    if authority:
        if level is not Level.AUTHORITY:
            raise stop(f"One authority has no figures by {level}. Leave out --authority, or enter --level authority.")
        whose = authority_asked(authority, quarter or Period.latest_ended(settings().now().date()))
        conditions.append(col(ObservationRow.geography) == whose.authority_id)
    if not declared_as.is_computed:
        typer.echo(f"{declared_as.id} is not available yet: it comes with {declared_as.comes_with}.", err=True)
    with reading() as session:
        found = observations(session, conditions, instant_asked(at)).sort("period", "geography", "breakdown")
    rows = [{**row, "as_of": row["as_of"].isoformat()} for row in found.drop("release_id").iter_rows(named=True)]
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
    _print_receipt(receipt, as_json)


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
