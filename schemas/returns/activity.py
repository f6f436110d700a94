"""The Child protection activity return: enquiries, conferences, plans and who was there, each quarter."""

from typing import Any

from schemas.returns.activity_rules import LOOKUPS, RULES
from schemas.returns.cover import COVER
from schemas.spec import Layout, ReturnSpec, Sheet, SheetRow, column

MOST_CHILDREN = 100_000


def _count(heading: str, meaning: str, example: str, unit: str = "children") -> Any:
    return column(heading, meaning, unit=unit, low=0, high=MOST_CHILDREN, example=example)


class ActivityRow(SheetRow, table=True):
    """An authority's child protection activity in a quarter, in whole numbers. No child is named or described."""

    __tablename__ = "activity_counts"

    s47_started_count: int = _count(
        "Section 47 enquiries started", "Children for whom a section 47 enquiry began in the quarter.", "320"
    )
    strategy_held_count: int = _count(
        "Strategy discussions held",
        "Strategy discussions held in the quarter, the first and any later ones.",
        "350",
        "discussions",
    )
    strategy_all_present_count: int = _count(
        "With all three agencies",
        "Of those, discussions that social care, the police and health all took part in.",
        "310",
        "discussions",
    )
    icpc_0_10_count: int = _count(
        "Conferences within 10 days",
        "Initial conferences 0 to 10 working days after the section 47 enquiry began.",
        "10",
    )
    icpc_11_15_count: int = _count(
        "Conferences in 11 to 15 days", "Initial conferences 11 to 15 working days after.", "70"
    )
    icpc_16_20_count: int = _count(
        "Conferences in 16 to 20 days", "Initial conferences 16 to 20 working days after.", "9"
    )
    icpc_21_plus_count: int = _count(
        "Conferences after 21 days or more", "Initial conferences 21 working days after, or later.", "11"
    )
    icpc_count: int = _count(
        "Initial conferences held",
        "Children about whom an initial child protection conference was held in the quarter. The four lines above add up to it.",
        "100",
    )
    plans_started_count: int = _count(
        "Plans started", "Children who became the subject of a child protection plan in the quarter.", "85"
    )
    repeat_plans_count: int = _count(
        "Second or later plans", "Of those, children for whom it is the second or a later plan, however long ago.", "20"
    )
    plans_ended_count: int = _count(
        "Plans ended", "Children who ceased to be the subject of a plan in the quarter.", "80"
    )
    plans_end_count: int = _count(
        "Children on a plan", "Children who are the subject of a plan on the last day of the quarter.", "270"
    )
    open_records_count: int = _count(
        "Open records",
        "Children with an open child protection record on the last day of the quarter: an open enquiry or a plan.",
        "350",
    )
    verified_records_count: int = _count(
        "With a verified NHS number", "Of those, children whose record holds a verified NHS number.", "330"
    )


_NONE = {name: 0 for name in ActivityRow.model_fields if name.endswith("_count")}

SHEETS = (
    COVER,
    Sheet("counts", "Activity", "The quarter's figures for the whole authority area. Enter 0 where there were none.", ActivityRow, Layout.FORM, nil_row=_NONE),
)  # fmt: skip

ACTIVITY = ReturnSpec(
    "activity",
    "Child protection activity return",
    "Section 47 enquiries, strategy discussions, initial conferences and child protection plans in the quarter.",
    SHEETS,
    RULES,
    LOOKUPS,
)
