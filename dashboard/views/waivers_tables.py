"""Waivers as tables: in force, waiting, ended. Pure, from the rows of `reads_rules.waivers`."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from dashboard.components import status_tag, table
from dashboard.formats import counted, day
from dashboard.markup import Markup, fold, html, joined, link, paragraph
from dashboard.views.definitions_returns import in_words
from dashboard.views.definitions_rules import rule_address
from schemas.authorities import authority
from schemas.returns import RETURNS

MOST_ENDED = 100
IN_FORCE, WAITING = "in force", "waiting"
_HEADINGS = ("Number", "Rule", "Authority", "Why", "Asked by", "Agreed by", "Last day")
_ENDED = ("Number", "Rule", "Authority", "Why it was asked for", "How it ended", "Last day")

Waiver = dict[str, str]
"""A row of `reads_rules.waivers`, every value as text."""


def in_state(waivers: pl.DataFrame, *states: str) -> list[Waiver]:
    """The waivers in some states, each value as text, in the order given."""
    found = waivers.filter(pl.col("state").is_in(states)).with_columns(pl.all().cast(pl.String).fill_null(""))
    return list(found.iter_rows(named=True))


def whose(waiver: Waiver) -> str:
    """The name of the authority that a waiver is for."""
    return authority(waiver["authority_id"]).name


def last_day(waiver: Waiver) -> str:
    """The last day that a waiver holds, for people."""
    return day(date.fromisoformat(waiver["until"]))


def rule_said(form_code: str, code: str) -> str:
    """What the officer is told when a rule is broken; "" for a rule that is declared no longer."""
    form = RETURNS[form_code]
    found = next((rule for rule in form.rules if rule.code == code), None)
    return in_words(found.message, form.sheet(found.sheet)) if found else ""


def current(waivers: pl.DataFrame, *, is_answering: bool) -> Markup:
    """Those that wait for an answer, and those in force; nothing if there are none.

    Args:
        waivers: the rows.
        is_answering: whether those that wait stand on the page already, each to be answered.
    """
    waiting = [] if is_answering else in_state(waivers, WAITING)
    return joined([_table(waiting, "Waiting for an answer"), _table(in_state(waivers, IN_FORCE), "In force")])


def ended(waivers: pl.DataFrame) -> Markup:
    """Those that ended, however they did, newest first, folded away."""
    every = in_state(waivers, "expired", "withdrawn", "refused")
    if not every:
        return Markup("")
    rest = f"The newest {MOST_ENDED} are shown." if len(every) > MOST_ENDED else ""
    shown = table(_ENDED, [_ended_row(waiver) for waiver in every[:MOST_ENDED]], "Waivers that ended", is_stacked=True)
    note = paragraph(rest, kind="note") if rest else None
    return fold("Ended", counted(len(every), "waiver"), joined([note, shown]))


def _table(waivers: Sequence[Waiver], title: str) -> Markup:
    caption = f"{title}: {counted(len(waivers), 'waiver')}"
    rows = [_row(waiver) for waiver in waivers]
    return table(_HEADINGS, rows, caption, is_caption_shown=True, is_stacked=True) if rows else Markup("")


def _row(waiver: Waiver) -> tuple[object, ...]:
    agreed = waiver["approver_role"] or status_tag("Not agreed yet", "warn")
    return (*_first(waiver), waiver["asker_role"], agreed, last_day(waiver))


def _ended_row(waiver: Waiver) -> tuple[object, ...]:
    because = waiver["ended_because"]
    how = joined([_how(waiver), html(": {because}", because=because) if because else None])
    return (*_first(waiver), how, last_day(waiver))


def _first(waiver: Waiver) -> tuple[object, ...]:
    rule = link(waiver["rule"], rule_address(waiver["form"], waiver["rule"]), f"of the {RETURNS[waiver['form']].title}")
    return (
        f"Waiver {waiver['number']}",
        joined([rule, f" {RETURNS[waiver['form']].title}"]),
        whose(waiver),
        waiver["reason"],
    )


def _how(waiver: Waiver) -> str:
    is_agreed = bool(waiver["approved_by"])
    if waiver["state"] == "refused":
        return f"Refused by the {waiver['approver_role']}"
    if waiver["state"] == "withdrawn":
        return "Ended before its last day" if is_agreed else "Taken back"
    return "Its last day passed" if is_agreed else "Not agreed before its last day"
