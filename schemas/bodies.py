"""The two bodies that oversee the programme, who sits on each, and the departments that act. Organisations and posts only.

No published list of the Board's members was found: the members below are the product's starting point, dated, for the
Board's secretariat to agree. The names of the bodies stand here and nowhere else.
"""

from dataclasses import dataclass
from datetime import date

from schemas.base import Worded


class Body(Worded):
    """A body that oversees the programme."""

    BOARD = "board", "National Child Protection Board", "Departments, local government, police, health and education."
    MINISTERS = "ministers", "Ministerial group", "Ministers of the departments that must act together."


class Sector(Worded):
    """The part of public life that a member speaks for."""

    GOVERNMENT = "government", "Government departments", "A department of central government."
    LOCAL_GOVERNMENT = (
        "local_government",
        "Local government",
        "Councils, and those who lead their services for children.",
    )
    POLICE = "police", "Police", "Chief officers of police."
    HEALTH = "health", "Health", "The health service."
    EDUCATION = "education", "Education", "Schools, colleges and early years."
    INSPECTION = "inspection", "Inspection", "Those who inspect services. They advise; they do not decide."
    PANEL = "panel", "National Panel", "Those who review the most serious incidents. They advise; they do not decide."


class Department(Worded):
    """An organisation that answers for actions in the implementation plan."""

    DFE = "dfe", "Department for Education", "Leads the programme."
    HOME_OFFICE = "home_office", "Home Office", "Police, and domestic abuse."
    DHSC = "dhsc", "Department of Health and Social Care", "Health and adult social care."
    NHS = "nhs", "NHS England", "Integrated care boards and health posts."
    MHCLG = (
        "mhclg",
        "Ministry of Housing, Communities and Local Government",
        "Councils, their money and reorganisation.",
    )
    MOJ = "moj", "Ministry of Justice", "Family courts, prisons and probation."
    TREASURY = "treasury", "HM Treasury", "Public spending."
    CABINET_OFFICE = "cabinet_office", "Cabinet Office", "Co-ordination across government."
    DSIT = "dsit", "Department for Science, Innovation and Technology", "Data and digital standards."
    PANEL = "panel", "Child Safeguarding Practice Review Panel", "Serious incidents and what is learned from them."
    OFSTED = "ofsted", "Ofsted", "Inspection of services for children."


@dataclass(frozen=True)
class Member:
    """One seat: the organisation, what it speaks for, and the post that fills it; from a day, and until one if it ended."""

    organisation: str
    sector: Sector
    post: str
    from_on: date = date(2022, 12, 31)
    until_on: date | None = None

    def sits_on(self, day: date) -> bool:
        """Whether it is a member on that day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


_MINISTER, _DIRECTOR = "Minister", "Director general or equivalent"
_JOINT = (
    Department.DFE, Department.HOME_OFFICE, Department.DHSC, Department.MHCLG, Department.MOJ, Department.TREASURY,
    Department.CABINET_OFFICE,
)  # fmt: skip

MEMBERS: dict[Body, tuple[Member, ...]] = {
    Body.BOARD: (
        *(Member(each.label, Sector.GOVERNMENT, _DIRECTOR) for each in _JOINT),
        Member("Association of Directors of Children's Services", Sector.LOCAL_GOVERNMENT, "President"),
        Member("Local Government Association", Sector.LOCAL_GOVERNMENT, "Chair of the board for children"),
        Member("National Police Chiefs' Council", Sector.POLICE, "Lead for child protection"),
        Member("NHS England", Sector.HEALTH, "National lead for safeguarding"),
        Member("Schools, colleges and early years", Sector.EDUCATION, "Representative"),
        Member("Ofsted", Sector.INSPECTION, "National director for social care"),
        Member("Care Quality Commission", Sector.INSPECTION, "Lead for children's health"),
        Member("His Majesty's Inspectorate of Constabulary and Fire & Rescue Services", Sector.INSPECTION, "Lead for child protection"),
        Member("Child Safeguarding Practice Review Panel", Sector.PANEL, "Chair"),
    ),
    Body.MINISTERS: tuple(Member(each.label, Sector.GOVERNMENT, _MINISTER) for each in _JOINT),
}  # fmt: skip


def members(body: Body, on: date) -> dict[Sector, tuple[Member, ...]]:
    """Who sits on a body on a day, by sector; a sector without a member is left out."""
    sitting = [member for member in MEMBERS[body] if member.sits_on(on)]
    found = {sector: tuple(m for m in sitting if m.sector is sector) for sector in Sector}
    return {sector: those for sector, those in found.items() if those}
