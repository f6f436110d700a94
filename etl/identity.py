"""Whether a workbook is the return, the authority and the quarter that it is sent as."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from etl.cells import TemplateMark, issue, normal, trimmed
from etl.convert import day_in_words
from etl.rows import CheckedSheet, Rank
from schemas.authorities import Authority, UnknownAuthority, authority, resolve
from schemas.issues import Issue
from schemas.periods import Period, UnknownPeriod
from schemas.spec import Form
from schemas.vocabulary import Severity

_AGAIN = "Download the template again."


def check_cover(cover: CheckedSheet, form: Form, whose: Authority | None, period: Period | None) -> set[str]:
    """S031, S032 and S033: what the cover says. Gives back the codes of what it found."""
    if cover.rows.is_empty():
        return set()
    codes = set()
    said = {name: value for name, value in cover.rows.row(0, named=True).items() if isinstance(value, str)}
    if "return_title" in said and normal(said["return_title"]) not in (normal(form.title), form.code):
        codes.add("S031")
        advice = f"This is being sent as the {form.title}. Enter {form.title}, or send it as that return."
        _add(cover, "return_title", "S031", advice)
    if whose is not None and period is not None:
        codes |= _check_whose(cover, said, whose, period)
    if period is not None and trimmed(cover.typed("quarter", 0)):
        codes |= _check_quarter(cover, period)
    return codes


def _check_quarter(cover: CheckedSheet, period: Period) -> set[str]:
    if advice := _other_period(cover.typed("quarter", 0), period):
        _add(cover, "quarter", "S033", advice)
        return {"S033"}
    # However it was spelled, the rows carry the one spelling; a long spelling is no one's mistake.
    cover.rows = cover.rows.with_columns(pl.lit(str(period)).alias("quarter"))
    cover.findings = [finding for finding in cover.findings if finding.issue.column != "quarter"]
    cover.bad.pop("quarter", None)
    return set()


def _add(cover: CheckedSheet, column: str, code: str, advice: str) -> None:
    cover.add(Rank.UNREADABLE, code, advice, column, 0)
    cover.spoil(column, [0])


def _check_whose(cover: CheckedSheet, said: dict[str, str], whose: Authority, period: Period) -> set[str]:
    codes = set()
    for column, right in (("dfe_code", whose.dfe_code), ("authority_name", whose.name)):
        if column in said and not _is_same(said[column], whose, period):
            codes.add("S032")
            what = f"This return is being sent for {whose.label}."
            _add(cover, column, "S032", f"{what} Enter {right or whose.name}, or send it for the other authority.")
    return codes


def _is_same(text: str, whose: Authority, period: Period) -> bool:
    if normal(text) in {normal(word) for word in (whose.name, whose.dfe_code, whose.ons_code)}:
        return True
    try:
        return whose.authority_id in {a.authority_id for a in resolve(text, period.reference_date)}
    except UnknownAuthority:
        return False


def _other_period(text: str, period: Period) -> str:
    try:
        said = Period.parse(trimmed(text))
    except UnknownPeriod:
        return f"This is not a quarter. Enter {period}."
    return "" if said == period else f"This return is being sent for {period}. Enter {period}, or send it for {said}."


def check_mark(
    mark: TemplateMark | None, form: Form, whose: Authority | None, period: Period | None, known: set[str]
) -> Iterator[Issue]:
    """What the template's hidden mark says that the cover did not: it was made for someone or somewhen else, or before.

    Args:
        known: codes already found on the cover.
    """
    if mark is None:
        return
    if whose is not None and mark.authority_id not in ("", whose.authority_id) and "S032" not in known:
        made_for = _name(mark.authority_id)
        yield _about_file(
            "S032", f"This workbook was made for {made_for}, and is being sent for {whose.label}. {_AGAIN}"
        )
    if period is not None and mark.period not in ("", str(period)) and "S033" not in known:
        yield _about_file("S033", f"This workbook was made for {mark.period}, and is being sent for {period}. {_AGAIN}")
    if mark.version not in ("", form.version):
        advice = "This workbook was made from an earlier template. Its columns were found by their headings."
        yield issue("S030", Severity.NOTE, advice)


def check_ended(period: Period | None, today: date) -> Iterator[Issue]:
    """S034: a return is of a quarter that is over."""
    if period is not None and today <= period.end:
        ends = day_in_words(period.end)
        yield _about_file("S034", f"The quarter {period} ends on {ends}. Send its return after that day.")


def _about_file(code: str, advice: str) -> Issue:
    return issue(code, Severity.ERROR, advice)


def _name(authority_id: str) -> str:
    try:
        return authority(authority_id).label
    except UnknownAuthority:
        return "another authority"
