"""The commands about a return's file: its template, what is wrong with it, what it would change, sending it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from etl import cli_bulk, correcting, pipeline
from etl.asking import authority_asked, quarter_asked
from etl.cells import normal
from etl.cli_issues import as_json_object
from etl.fetch import download
from etl.receipts import Part
from etl.settings import settings
from etl.stopping import stop
from schemas.access import OPERATOR
from schemas.authorities import Authority
from schemas.explaining import Explanation, Reason
from schemas.issues import LEAST_EXPLANATION, Unreadable
from schemas.returns import RETURNS
from schemas.spec import ReturnSpec
from schemas.vocabulary import Verdict

File = Annotated[Path, typer.Argument(help="The workbook or CSV file; for check and submit also a folder of them.")]
ReturnCode = Annotated[str, typer.Option("--return", help=" or ".join(RETURNS))]
AuthorityCode = Annotated[str, typer.Option("--authority", help="An ONS code, DfE code or name.")]
Quarter = Annotated[str, typer.Option("--period", help='A quarter, for example "2026-27 Q2".')]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Explanations = Annotated[
    list[str] | None,
    typer.Option(
        "--explain", help='Explains every query of a rule: "U013=words", "U013:late_data=words", or "*=words" for all.'
    ),
]
OnlySheets = Annotated[
    list[str] | None,
    typer.Option(
        "--sheet", help="Only this sheet of the file is sent again; the rest is kept. May be given several times."
    ),
]
KeepRest = Annotated[
    bool, typer.Option("--keep-rest", help="The sheets that the file lacks are kept from the version that counts.")
]
Out = Annotated[Path, typer.Option(help="Where to write it.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the `oversight` command."""
    checks = "Say everything that is wrong with a return, or with each of a folder's, and store nothing."
    sends = "Send a return, or a folder of them. With nothing left to correct or explain, it counts at once."
    _add(app, "check", pipeline.check, cli_bulk.check_folder, checks)
    _add(app, "submit", pipeline.submit, cli_bulk.submit_folder, sends)
    for command in (mark, difference, template, cli_bulk.watch):
        app.command()(command)


def return_asked(code: str) -> ReturnSpec:
    """The return that was meant, or a sentence that names those there are."""
    if code not in RETURNS:
        raise stop(f"“{code}” is not a return. Enter one of: {', '.join(RETURNS)}.")
    return RETURNS[code]


def part_of(spec: ReturnSpec, sheets: list[str] | None, keep_rest: bool) -> Part | None:
    """What is said of a file that holds only some sheets, or a sentence that names the sheets there are."""
    names = {normal(word): sheet.name for sheet in spec.sheets for word in (sheet.name, sheet.title)}
    for text in sheets or ():
        if normal(text) not in names:
            titles = ", ".join(sheet.title for sheet in spec.sheets)
            raise stop(f"“{text}” is not a sheet of the {spec.title}. Enter one of: {titles}.")
    return Part(sheets=frozenset(names[normal(text)] for text in sheets or ())) if sheets or keep_rest else None


def upload_of(
    file: Path, authority: Authority, explanations: list[str] | None, as_json: bool, part: Part | None = None
) -> pipeline.Upload:
    """A file with its explanations, or a sentence that says what is wrong with them."""
    limit_bytes = settings().upload_limit_mb * 1_000_000
    given = _explanations(explanations or ())
    try:
        # A file somewhat past the limit may pass here, so that a check can say how large it is.
        name, content = download(str(file), limit_bytes * 5)
    except Unreadable as refusal:
        if refusal.code == "R005":
            print_receipt(pipeline.Receipt(Verdict.UNREADABLE, [refusal.as_issue(file.name)]), as_json)
        raise stop(str(refusal)) from refusal
    return pipeline.Upload(authority, name, content, given, part=part)


def _explanations(texts: Sequence[str]) -> dict[str, Explanation]:
    """By rule, or "*": the words and, after a colon, the reason."""
    given = {}
    for text in texts:
        rule, is_there, words = text.partition("=")
        code, _, reason = rule.partition(":")
        if not is_there:
            raise stop(f"“{text}” explains nothing. Enter a rule, an equals sign and words: U013=why it is right.")
        if len(words.strip()) < LEAST_EXPLANATION:
            raise stop(f"“{text}” is too short. An explanation has at least {LEAST_EXPLANATION} characters.")
        if reason not in {"", *Reason}:
            raise stop(f"“{reason}” is not a reason. Enter one of: {', '.join(Reason)}.")
        given[code] = Explanation(words, reason)
    return given


def print_receipt(receipt: pipeline.Receipt, as_json: bool) -> None:
    """Print what became of a file; the command fails if it has errors."""
    found = sorted(receipt.issues, key=lambda issue: issue.rank)
    answer: dict[str, Any] = {"verdict": receipt.verdict, "issues": [as_json_object(issue) for issue in found]}
    if receipt.status is not None:
        answer |= {"status": receipt.status, "version": receipt.version, "receipt": receipt.number}
    if receipt.kept is not None:
        answer["kept"] = {name: version for name, (_, version) in receipt.kept.sheets.items()}
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        what = receipt.verdict.label if receipt.status is None else receipt.status.label
        number = f" Receipt {receipt.number}, version {receipt.version}." if receipt.number else ""
        typer.echo(f"{what}. {receipt.rows_count} rows read.{number} {receipt.note}".strip())
        for name, version in answer.get("kept", {}).items():
            typer.echo(f"  Kept from version {version}: {name}")
        for issue in found:
            typer.echo(f"  {issue.severity.label:<6} {issue.code}  {issue.message}")
    if receipt.verdict in (Verdict.ERRORS, Verdict.UNREADABLE):
        raise typer.Exit(1)


def _add(
    app: typer.Typer, name: str, step: Callable[..., pipeline.Receipt], many: Callable[..., None], words: str
) -> None:
    """Add a command that takes a return and prints what became of it: all that differs is what is done with it."""

    @app.command(name, help=words)
    def take(
        file: File,
        code: ReturnCode,
        period: Quarter,
        authority: AuthorityCode = "",
        explain: Explanations = None,
        sheet: OnlySheets = None,
        keep_rest: KeepRest = False,
        as_json: AsJson = False,
    ) -> None:
        spec, quarter = return_asked(code), quarter_asked(period)
        part = part_of(spec, sheet, keep_rest)
        if file.is_dir() and part is not None:
            raise stop("A folder holds whole returns. Give one file to send some of its sheets again.")
        if file.is_dir():
            many(spec, quarter, file, as_json)
            return
        if not authority:
            raise stop("Whose return is it? Enter --authority, or give a folder of returns instead of a file.")
        upload = upload_of(file, authority_asked(authority, quarter), explain, as_json, part)
        print_receipt(step(OPERATOR, spec, quarter, upload, settings().now()), as_json)


def mark(
    file: File,
    code: ReturnCode,
    authority: AuthorityCode,
    period: Quarter,
    out: Out,
    sheet: OnlySheets = None,
    keep_rest: KeepRest = False,
) -> None:
    """Check a return and write it as a workbook with every problem marked at its cell. Nothing is stored."""
    spec, quarter = return_asked(code), quarter_asked(period)
    whose = authority_asked(authority, quarter)
    upload = upload_of(file, whose, None, as_json=False, part=part_of(spec, sheet, keep_rest))
    _workbook_named(out)
    receipt = pipeline.check(OPERATOR, spec, quarter, upload, settings().now())
    if receipt.verdict is Verdict.UNREADABLE:
        raise stop(receipt.issues[0].message)
    try:
        made = correcting.marked(OPERATOR, spec, whose, upload.name, upload.content, receipt.issues, receipt.kept)
        out.write_bytes(made)
    except Unreadable as refusal:
        raise stop(str(refusal)) from refusal
    count = len(receipt.issues)
    typer.echo(f"{out}: {count} marked.")


def difference(
    file: File,
    code: ReturnCode,
    authority: AuthorityCode,
    period: Quarter,
    sheet: OnlySheets = None,
    keep_rest: KeepRest = False,
    as_json: AsJson = False,
) -> None:
    """Say what a return would change, if it counted now. Nothing is stored."""
    spec, quarter = return_asked(code), quarter_asked(period)
    part = part_of(spec, sheet, keep_rest)
    upload = upload_of(file, authority_asked(authority, quarter), None, as_json, part)
    found = correcting.difference(OPERATOR, spec, quarter, upload, settings().now())
    if found is None:
        raise stop("There is nothing to compare: the file has errors, or no version of this return counts yet.")
    if as_json:
        typer.echo(json.dumps({"sentence": found.sentence, **asdict(found)}, ensure_ascii=False, indent=1, default=str))
        return
    typer.echo(found.sentence)
    for change in found.indicators:
        typer.echo(f"  {change.indicator_id}  {change.geography}  {change.before} to {change.after}")


def _workbook_named(out: Path) -> None:
    if out.suffix.lower() != ".xlsx":
        raise stop(f"This writes an Excel workbook. Give a name that ends in .xlsx, not {out.name}.")


def template(
    code: ReturnCode,
    authority: AuthorityCode,
    period: Quarter,
    out: Out,
) -> None:
    """Write the workbook for an authority and quarter, with last quarter's figures."""
    spec, quarter = return_asked(code), quarter_asked(period)
    _workbook_named(out)
    out.write_bytes(pipeline.template(OPERATOR, spec, authority_asked(authority, quarter), quarter))
    typer.echo(f"{out}")
