"""The illustrative people: one for each role, none of them real."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.access import Role

if TYPE_CHECKING:
    from sqlmodel import Session

SOLIHULL = "LA334"
BRADFORD = "LA380"


@dataclass(frozen=True)
class IllustrativePerson:
    """Someone to sign in as. Without a role they are known to the provider and to nobody else."""

    subject: str
    label: str
    organisation: str
    role: Role | None = None
    authority_id: str | None = None

    @property
    def purpose(self) -> str:
        """One sentence on what they may do."""
        return self.role.meaning if self.role else "Has an account, but no role here."


PEOPLE = (
    IllustrativePerson("demo-minister", "Minister", "Ministerial group", Role.MINISTER),
    IllustrativePerson("demo-board", "Board member", "National Child Protection Board", Role.MEMBER),
    IllustrativePerson("demo-office", "Private secretary", "Private office", Role.PRIVATE_OFFICE),
    IllustrativePerson("demo-analyst", "DfE analyst", "Department for Education", Role.DFE_ANALYST),
    IllustrativePerson("demo-analyst-2", "Second DfE analyst", "Department for Education", Role.DFE_ANALYST),
    IllustrativePerson("demo-authoriser", "DfE authoriser", "Department for Education", Role.DFE_AUTHORISER),
    IllustrativePerson("demo-officer", "Officer, Solihull", "Solihull Council", Role.LA_PREPARER, SOLIHULL),
    IllustrativePerson("demo-approver", "Approver, Solihull", "Solihull Council", Role.LA_APPROVER, SOLIHULL),
    IllustrativePerson("demo-officer-2", "Officer, Bradford", "Bradford Council", Role.LA_PREPARER, BRADFORD),
    IllustrativePerson("demo-inspectorate", "Inspector", "Inspectorate", Role.INSPECTORATE),
    IllustrativePerson("demo-admin", "Administrator", "Department for Education", Role.ADMIN),
    IllustrativePerson("demo-nobody", "Visitor", "Another organisation"),
)


def seed_people(session: "Session", issuer: str) -> None:
    """Add the people and their roles, as the demonstration's provider names them; adding them twice changes nothing."""
    # Here, because the provider needs the people alone, and what reaches the store takes seconds to import.
    from etl.sessions import add_person, grant_role

    for someone in PEOPLE:
        if someone.role is not None:
            address = f"{someone.subject}@oversight.example"  # a name that can never be anyone's
            person = add_person(session, issuer, someone.subject, someone.label, someone.organisation, address)
            grant_role(session, person, someone.role, someone.authority_id)
