"""Meetings of the two bodies: what was decided, what was asked of whom, and the answers to exceptions."""

from datetime import date
from typing import Any

import polars as pl

from schemas.base import Worded
from schemas.bodies import Body
from schemas.checks import Rule
from schemas.recorded import OwnerRole, Recommendation
from schemas.sources.records import NationalRow, PlaceRow, day, free, record
from schemas.spec import Sheet, column


class Arising(Worded):
    """How an action that a meeting asked for stands."""

    OPEN = "open", "Open", "It is still to be done."
    DONE = "done", "Done", "It was done, and the body was told."
    DROPPED = "dropped", "Dropped", "The body agreed that it is no longer needed."


class Answer(Worded):
    """What whoever must answer for an exception may say. There is no fourth answer."""

    EXPLAIN = "explain", "Explain", "Say why the figure is as it is, and why it will come right."
    ACT = "act", "Act", "Say what will be done, by whom and by when."
    ACCEPT = "accept", "Accept", "Say that it will stay as it is, and why that is right."


_REF: dict[str, Any] = {"max_length": 20, "is_key": True}


class MeetingRow(NationalRow, table=True):
    """One meeting, held or to be held."""

    __tablename__ = "record_meeting"

    meeting_ref: str = column("Meeting number", "Its own number in this record.", example="CPB-12", **_REF)
    body: Body = column("Body", "Which of the two bodies met.", choices=Body, example="Ministerial group")
    held_on: date = day("Held on", "The day of the meeting, past or to come.", example="26/11/2026")
    subject: str = free(
        "Subject", "What it was for, in a few words.", max_length=200, example="Position at 30 September."
    )


class DecisionRow(NationalRow, table=True):
    """One decision of a meeting."""

    __tablename__ = "record_decision"

    decision_ref: str = column("Decision number", "Its own number in this record.", example="D-31", **_REF)
    meeting_ref: str = column("Meeting number", "The meeting that decided.", max_length=20, example="CPB-12")
    decision: str = free(
        "Decision", "What was decided, in one sentence.", max_length=300, example="Re-date the action."
    )
    recommendation: Recommendation | None = column(
        "Recommendation",
        "The recommendation that it is about, if one.",
        choices=Recommendation,
        example="8. Domestic abuse",
    )
    view: str | None = column(
        "Seen with it",
        "The address in this product of the view that the meeting had before it; empty if none.",
        max_length=400,
        example="/rollout?quarter=Q2+2026-27&release=1",
    )


class ArisingRow(NationalRow, table=True):
    """One action that a meeting asked for, with one owner."""

    __tablename__ = "record_arising"

    arising_ref: str = column("Action number", "Its own number in this record.", example="A-40", **_REF)
    meeting_ref: str = column("Meeting number", "The meeting that asked for it.", max_length=20, example="CPB-12")
    action: str = free(
        "Action", "What is to be done, in one sentence.", max_length=300, example="Report on health posts."
    )
    owner_role: OwnerRole = column(
        "Owner's role", "The one role that answers for it.", choices=OwnerRole, example="Policy lead"
    )
    owner_body: str = column(
        "Owner's organisation", "The organisation that it belongs to.", max_length=120, example="NHS England"
    )
    due_on: date = day("Due", "The day by which it is to be done.", example="31/01/2027")
    state: Arising = column("State", "How it stands.", choices=Arising, example="Open")
    closed_on: date | None = day("Closed", "The day it was done or dropped; empty until then.", example="")
    outcome: str | None = free("Outcome", "What came of it, in one sentence.", max_length=300)
    view: str | None = column(
        "Seen with it",
        "The address in this product of the view that the meeting had before it; empty if none.",
        max_length=400,
        example="/rollout?quarter=Q2+2026-27&release=1",
    )


class AnswerRow(PlaceRow, table=True):
    """One exception at one place, who must answer for it, and the answer."""

    __tablename__ = "record_answer"

    meeting_ref: str = column("Meeting number", "The meeting that asked for an answer.", example="CPB-12", **_REF)
    exception: str = free(
        "Exception",
        "What stands out, in one sentence.",
        max_length=300,
        is_key=True,
        example="Full operation slipped 118 days.",
    )
    owner_role: OwnerRole = column(
        "Who must answer",
        "The one role that answers for it.",
        choices=OwnerRole,
        example="Director of children's services",
    )
    owner_body: str = column(
        "Their organisation", "The organisation that they belong to.", max_length=120, example="Solihull Council"
    )
    due_on: date = day("Answer due", "The day by which the answer is to be given.", example="15/12/2026")
    answer: Answer | None = column(
        "Answer", "Explain, act or accept; empty until it is given.", choices=Answer, example="Act"
    )
    answered_on: date | None = day("Answered", "The day of the answer; empty until then.", example="20/11/2026")
    words: str | None = free(
        "What was said",
        "The answer, in one or two sentences.",
        max_length=400,
        example="A secondment begins in January.",
    )


_TODAY, _LAST, _NEXT = date(2026, 11, 22), date(2026, 9, 1), date(2027, 3, 31)
_IS_CLOSED = pl.col("state") != Arising.OPEN

MEETINGS = record(
    "meetings",
    "Meetings and decisions",
    "Meetings of the Board and the ministerial group: decisions, actions arising, and answers to exceptions.",
    (
        Sheet("meetings", "Meetings", "One row for each meeting of either body.", MeetingRow),
        Sheet("decisions", "Decisions", "One row for each decision.", DecisionRow, within=("meeting_ref", "meetings"), may_be_empty=True),
        Sheet("arising", "Actions arising", "One row for each action that a meeting asked for.", ArisingRow, within=("meeting_ref", "meetings"), may_be_empty=True),
        Sheet("answers", "Answers to exceptions", "One row for each exception that a meeting wants an answer to.", AnswerRow, within=("meeting_ref", "meetings"), may_be_empty=True),
    ),
    frequency="After each meeting",
    feeds_indicators=False,
    rules=(
        Rule("B001", "arising", "closed_on", pl.col("closed_on").is_not_null() != _IS_CLOSED,
             "Its state and its closing day do not agree. Enter the day if it is closed; leave it empty if it is open.", why="An action is open or closed, not both.",
             failing={"state": "done", "closed_on": None}, passing={"state": "open", "closed_on": None}),
        Rule("B002", "arising", "closed_on", pl.col("closed_on") > pl.col("today"), "It is closed after today. Leave the date empty until it is.",
             why="A plan is not an action.", failing={"closed_on": _NEXT, "today": _TODAY}, passing={"closed_on": _LAST, "today": _TODAY}),
        Rule("B003", "arising", "outcome", _IS_CLOSED & pl.col("outcome").is_null(), "It is closed. Enter what came of it.",
             why="The body asked for something and should hear what came of it.", failing={"state": "done", "outcome": None}, passing={"state": "done", "outcome": "The letter was sent."}),
        Rule("B004", "answers", "answer", pl.col("answered_on").is_not_null() & pl.col("answer").is_null(), "It is answered. Enter which answer: explain, act or accept.",
             why="An exception is explained, acted on or accepted.", failing={"answered_on": _LAST, "answer": None}, passing={"answered_on": _LAST, "answer": "act"}),
        Rule("B005", "answers", "answered_on", pl.col("answer").is_not_null() & pl.col("answered_on").is_null(), "There is an answer. Enter the day that it was given.",
             why="On time or late is told by this day.", failing={"answer": "act", "answered_on": None}, passing={"answer": "act", "answered_on": _LAST}),
        Rule("B006", "answers", "words", pl.col("answer").is_not_null() & pl.col("words").is_null(), "There is an answer. Enter what was said.",
             why="One word explains nothing.", failing={"answer": "accept", "words": None}, passing={"answer": "accept", "words": "The site opens in May."}),
        Rule("B007", "answers", "answered_on", pl.col("answered_on") > pl.col("today"), "It is answered after today. Leave the date empty until it is.",
             why="A promise to answer is not an answer.", failing={"answered_on": _NEXT, "today": _TODAY}, passing={"answered_on": _LAST, "today": _TODAY}),
    ),
)  # fmt: skip
