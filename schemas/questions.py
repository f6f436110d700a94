"""The eight questions of 2020: which indicators answer each, and what no indicator answers yet."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One question.

    Args:
        code: how it is referred to: "Q1".
        question: the question itself.
        indicators: ids of the indicators that bear on it.
        measured: what those say, in one sentence.
        unknown: what nothing here says yet, in one sentence.
    """

    code: str
    question: str
    indicators: tuple[str, ...]
    measured: str
    unknown: str


QUESTIONS: tuple[Question, ...] = (
    Question(
        "Q1", "How are protection services organised on the ground?", ("UR-02", "UR-03", "CO-01", "FN-01", "ST-05"),
        "Each quarter authorities say how far their Unit has come, who is based in it and which functions are live.",
        "How the Unit works with family help and the front door is described, not measured.",
    ),
    Question(
        "Q2", "How is information exchanged between agencies?", ("IS-01", "IS-02", "IS-03", "CO-02", "FN-02"),
        "Agreements, signatures, shared access to records and attendance at strategy discussions are counted.",
        "Whether what mattered was shared in time in a child's case is known only from reviews and audits.",
    ),
    Question(
        "Q3", "What knowledge and skills do practitioners have?", ("ST-07", "ST-08", "ST-02", "ST-09"),
        "Experience in post, caseloads and vacancies in the Unit are returned each quarter.",
        "Skill itself is not measured: years in post stand in for it.",
    ),
    Question(
        "Q4", "How are skills developed, and to what standards?", ("PS-01", "PS-02", "ST-07"),
        "Partnerships score themselves against the practice standards, and some scores are checked from outside.",
        "No return counts training or supervision, and national qualifications are not yet set.",
    ),
    Question(
        "Q5", "Are the procedures right?", ("CP-03", "CP-07", "CP-05", "CP-08"),
        "Time limits, repeat plans and returning referrals show where procedures are not kept or do not hold.",
        "Meeting a time limit does not show that the decision was right.",
    ),
    Question(
        "Q6", "Which checks and balances work?", ("PS-02", "PS-03", "IN-03", "IN-05", "SM-17", "SM-19"),
        "Outside validation, audits, inspection and the department's own rating stand beside what partnerships say.",
        "How often practitioners challenge one another, and what follows, is not recorded.",
    ),
    Question(
        "Q7", "What evidence is there on how agencies work together?", ("FN-02", "SI-02", "SI-03", "SM-18", "RT-03"),
        "Attendance, the speed of reviews and the themes that reviews find are known.",
        "Early findings of the evaluation do not yet say whether children are safer.",
    ),
    Question(
        "Q8", "What evidence still has to be built?", ("IS-03", "DQ-02", "DQ-03", "RT-03"),
        "It is known how many returns are sound, how much is estimated, and which recommendations have proof of impact.",
        "Outcomes for children over time, and what children and parents say, are not collected here.",
    ),
)  # fmt: skip
