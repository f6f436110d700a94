"""Changes of the register of authorities as people enter and confirm them, and the record of what passes. Rows are added, never changed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from schemas.base import Table, UtcDateTime, Worded, text_enum
from schemas.passing import Passes
from schemas.register_changes import ChangeKind, CodeKind


class RegisterOutcome(Worded):
    """What a second person decided about a change."""

    CONFIRMED = "confirmed", "Confirmed", "A second person agreed: the register is changed from its day."
    REFUSED = "refused", "Refused", "A second person refused it, with a reason: nothing is changed."


class RegisterChange(Table, table=True):
    """One change that was entered. It has no effect until someone else confirms it."""

    __tablename__ = "register_change"
    # So that a decision can be held to be another person's than who entered it.
    __table_args__ = (UniqueConstraint("id", "entered_by"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: ChangeKind = Field(sa_type=text_enum(ChangeKind))
    changed_on: date = Field(description="the first day on which it holds")
    note: str = Field(max_length=300, description="one sentence for footnotes")
    reason: str = Field(max_length=400, description="by what decision or order")
    entered_at: datetime = Field(sa_type=UtcDateTime)
    entered_by: str = Field(max_length=120)


class RegisterEnding(Table, table=True):
    """One authority that a change ends, on the day before."""

    __tablename__ = "register_ending"

    change_id: int = Field(foreign_key="register_change.id", primary_key=True)
    authority_id: str = Field(max_length=16, primary_key=True)


class RegisterBeginning(Table, table=True):
    """One authority that a change begins."""

    __tablename__ = "register_beginning"

    change_id: int = Field(foreign_key="register_change.id", primary_key=True)
    authority_id: str = Field(max_length=16, primary_key=True, description="our own key, which never changes")
    name: str = Field(max_length=120)
    dfe_code: str = Field(default="", max_length=3)
    ons_code: str = Field(default="", max_length=9)
    authority_type: str = Field(max_length=40)
    region_code: str = Field(max_length=9)
    region_name: str = Field(max_length=60)
    ofsted_region: str = Field(max_length=60)
    london_subregion: str = Field(default="", max_length=20)
    police_force_code: str = Field(max_length=9)
    police_force_name: str = Field(max_length=80)
    partnership: str = Field(default="", max_length=160)
    population_0_17: int | None = Field(default=None, description="children at mid-2024, if published")
    tile_row: int | None = None
    tile_col: int | None = None
    tile_label: str = Field(default="", max_length=3)
    aliases: str = Field(default="", max_length=400, description="other names, with | between them")
    neighbours: str = Field(default="", max_length=400, description="authority_ids, nearest first, with | between them")


class RegisterCode(Table, table=True):
    """One code or name that an authority gets by a change."""

    __tablename__ = "register_code"

    change_id: int = Field(foreign_key="register_change.id", primary_key=True)
    authority_id: str = Field(max_length=16, primary_key=True)
    kind: CodeKind = Field(sa_type=text_enum(CodeKind), primary_key=True)
    code: str = Field(max_length=120)


class RegisterPassing(Table, table=True):
    """One line of the record of what passes: an obligation, or part of a grant, and who takes it."""

    __tablename__ = "register_passing"
    __table_args__ = (
        Index("ix_register_passing_item", "change_id", "from_id", "kind", "item", "to_id", unique=True),
        CheckConstraint("(kind = 'grant') = (amount_gbp IS NOT NULL)", name="pounds_of_grants"),
        CheckConstraint("amount_gbp IS NULL OR amount_gbp >= 0", name="not_below_nothing"),
        CheckConstraint("to_id <> '' OR reason <> ''", name="ends_for_a_reason"),
        CheckConstraint("to_id <> from_id", name="to_another"),
    )

    id: int | None = Field(default=None, primary_key=True)
    change_id: int = Field(foreign_key="register_change.id")
    kind: Passes = Field(sa_type=text_enum(Passes))
    from_id: str = Field(max_length=16)
    item: str = Field(max_length=400)
    to_id: str = Field(default="", max_length=16, description="empty: it ends, for the reason given")
    amount_gbp: int | None = None
    words: str = Field(max_length=400, description="what it was when it passed, for people")
    reason: str = Field(default="", max_length=400)


class RegisterDecision(Table, table=True):
    """What someone else than who entered a change decided about it, once."""

    __tablename__ = "register_decision"
    __table_args__ = (
        UniqueConstraint("change_id"),
        ForeignKeyConstraint(["change_id", "entered_by"], ["register_change.id", "register_change.entered_by"]),
        CheckConstraint("decided_by <> entered_by", name="two_people"),
        CheckConstraint("outcome <> 'refused' OR reason <> ''", name="says_why"),
    )

    id: int | None = Field(default=None, primary_key=True)
    change_id: int
    entered_by: str = Field(max_length=120)
    outcome: RegisterOutcome = Field(sa_type=text_enum(RegisterOutcome))
    decided_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str = Field(max_length=120)
    reason: str = Field(default="", max_length=400)
