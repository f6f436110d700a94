"""The words of the programme itself: stages, agencies, functions, milestones, partners, grants and judgements."""

from enum import IntEnum

from schemas.base import Worded


class Stage(IntEnum):
    """How far a Unit has come. Declared is what the authority says; evidenced is what the gates support."""

    NOT_STARTED = 0
    SCOPING = 1
    DESIGN_AGREED = 2
    MOBILISING = 3
    OPERATIONAL = 4
    FULLY_OPERATIONAL = 5
    EMBEDDED = 6

    @property
    def label(self) -> str:
        """The stage's name for people: "Fully operational"."""
        return self.name.replace("_", " ").capitalize()


class Agency(Worded):
    """Who a post in a Unit belongs to. The first six are the review's minimum membership."""

    SOCIAL_WORK = "social_work", "Social work", "Social workers. A member the Act requires."
    POLICE = "police", "Police", "Constables or relevant police employees. A member the Act requires."
    HEALTH = "health", "Health", "Registered health professionals. A member the Act requires."
    EDUCATION = (
        "education",
        "Education",
        "People with experience of education in relation to children. A member the Act requires.",
    )
    CHILD_MENTAL_HEALTH = (
        "child_mental_health",
        "Child mental health",
        "Expected by the review; not required by the Act.",
    )
    ADULT_MENTAL_HEALTH = (
        "adult_mental_health",
        "Adult mental health",
        "Expected by the review; not required by the Act.",
    )
    PROBATION = "probation", "Probation", "Optional member."
    YOUTH_JUSTICE = "youth_justice", "Youth justice", "Optional member."
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse", "Optional member: domestic abuse specialists."
    SUBSTANCE_MISUSE = "substance_misuse", "Substance misuse", "Optional member."
    HOUSING = "housing", "Housing", "Optional member."
    ADULT_SOCIAL_CARE = "adult_social_care", "Adult social care", "Optional member."
    VCSE = "vcse", "Voluntary sector", "Optional member: voluntary, community and social enterprise bodies."
    LEGAL = "legal", "Legal", "Optional member."


STATUTORY_CORE = (Agency.SOCIAL_WORK, Agency.POLICE, Agency.HEALTH, Agency.EDUCATION)
REVIEW_MINIMUM = (*STATUTORY_CORE, Agency.CHILD_MENTAL_HEALTH, Agency.ADULT_MENTAL_HEALTH)


class EmploymentModel(Worded):
    """On what terms a member of a Unit is there."""

    SECONDED = "seconded", "Seconded", "Employed by the home agency and seconded to the Unit."
    DIRECT_JOINT_FUNDED = (
        "direct_joint_funded",
        "Direct, joint funded",
        "Employed by the authority with money from several agencies.",
    )
    DIRECT_SINGLE_FUNDED = (
        "direct_single_funded",
        "Direct, single funded",
        "Employed by the authority with money from one agency.",
    )
    ALIGNED_NOT_SECONDED = (
        "aligned_not_seconded",
        "Aligned, not seconded",
        "Works with the Unit but stays in the home agency.",
    )
    AGENCY_OR_CONTRACT = (
        "agency_or_contract",
        "Agency or contract",
        "Agency or contract staff. Counts as vacant in the vacancy rate.",
    )


class Function(Worded):
    """The nine things that a Unit does."""

    F1 = "F1", "Strategy discussions", "Convening and leading strategy discussions."
    F2 = "F2", "Section 47 enquiries", "Carrying out section 47 enquiries."
    F3 = "F3", "Chairing conferences", "Chairing child protection conferences."
    F4 = "F4", "Overseeing plans", "Overseeing and reviewing child protection plans."
    F5 = "F5", "Court applications", "Recommending court applications."
    F6 = "F6", "Specialist advice", "Specialist advice and consultancy across the local system."
    F7 = (
        "F7",
        "Pathway advice",
        "Advice to the front door, children in care and disabled children's teams on the child protection pathway.",
    )
    F8 = "F8", "Chronology and analysis", "Multi-agency chronology and analysis of information."
    F9 = (
        "F9",
        "Harm outside the home",
        "Links with violence reduction, youth justice and public protection arrangements.",
    )


class FunctionStatus(Worded):
    """Whether a function is carried out by the Unit."""

    NOT_LIVE = "not_live", "Not live", "The Unit does not do this yet."
    PARTIAL = (
        "partial",
        "Partial",
        "The Unit does this for part of the area or part of the week; the limitation says which.",
    )
    LIVE = "live", "Live", "The Unit does this for the whole authority area."


class Milestone(Worded):
    """The twenty steps that every authority plans for."""

    M01 = "M01", "Partnership agreement", "The safeguarding partners have recorded their decision to set up the Unit."
    M02 = "M02", "Lead and programme board", "A lead is named and a programme board meets."
    M03 = "M03", "Threshold document refreshed", "The partnership's threshold document is refreshed and published."
    M04 = "M04", "Shared practice framework published", "One practice framework for all agencies is published."
    M05 = "M05", "Lead practitioner role created", "The role of Lead Child Protection Practitioner exists."
    M06 = "M06", "Design signed off", "The design is signed by the authority, the integrated care board and the police."
    M07 = "M07", "Police posts agreed", "The police have agreed their posts."
    M08 = "M08", "Health posts agreed", "Health partners have agreed their posts."
    M09 = "M09", "Education posts agreed", "Education posts are agreed."
    M10 = "M10", "Mental health input agreed", "Child and adult mental health input is agreed."
    M11 = (
        "M11",
        "Information-sharing agreement signed",
        "Every required partner has signed the agreement that names the Unit.",
    )
    M12 = "M12", "Data protection assessment approved", "The data protection impact assessment is approved."
    M13 = "M13", "Site ready", "The shared site or sites can be used."
    M14 = "M14", "Parents' offer live", "Independent information and support for parents is available."
    M15 = "M15", "First strategy discussion led", "The Unit has led its first strategy discussion."
    M16 = "M16", "Initial operation", "The Unit has gone live."
    M17 = "M17", "Full operation", "The Unit carries out all nine functions for the whole area."
    M18 = "M18", "Local budget approved", "A locally funded budget is approved for the years after the grant."
    M19 = "M19", "Independent validation", "The Unit's practice is independently validated."
    M20 = "M20", "Embedded", "The Unit has kept full operation for two quarters, with its money secured."


# An authority's planned stage at a date is the highest whose milestone's agreed baseline has passed.
STAGE_MILESTONES = {
    Stage.SCOPING: Milestone.M02,
    Stage.DESIGN_AGREED: Milestone.M06,
    Stage.MOBILISING: Milestone.M13,
    Stage.OPERATIONAL: Milestone.M16,
    Stage.FULLY_OPERATIONAL: Milestone.M17,
    Stage.EMBEDDED: Milestone.M20,
}


class Confidence(Worded):
    """Delivery confidence, on the three-point scale that government major projects use."""

    GREEN = "green", "Green", "Delivery on time looks highly likely, with no major outstanding issue."
    AMBER = "amber", "Amber", "Delivery looks feasible, but significant issues need attention."
    RED = "red", "Red", "Delivery looks unachievable without a change of scope, time or money."


class SlippageReason(Worded):
    """Why a forecast moved later."""

    NONE = "none", "No slippage", "No forecast moved later this quarter."
    HEALTH_POSTS = "health_posts", "Health posts", "Health posts could not be agreed or filled."
    POLICE_POSTS = "police_posts", "Police posts", "Police posts could not be agreed or filled."
    EDUCATION_POSTS = "education_posts", "Education posts", "Education posts could not be agreed or filled."
    SOCIAL_WORK_POSTS = "social_work_posts", "Social work posts", "Social work posts could not be filled."
    SITE = "site", "Site", "The shared site was not ready."
    AGREEMENT = "agreement", "Agreement", "Partners had not signed an agreement."
    FUNDING = "funding", "Funding", "Money was not agreed."
    SYSTEMS = "systems", "Systems", "Case-record or information systems were not ready."
    REORGANISATION = "reorganisation", "Reorganisation", "Local government or health reorganisation."
    OTHER = "other", "Other", "Another reason, given in the narrative."


class AgreementKind(Worded):
    """The agreements that a Unit rests on."""

    INFORMATION_SHARING = (
        "information_sharing",
        "Information sharing",
        "The agreement under which partners share information in the Unit.",
    )
    DATA_PROTECTION = "data_protection", "Data protection assessment", "The approved data protection impact assessment."
    DESIGN = "design", "Design", "The signed design of the Unit."


class Partner(Worded):
    """Who signs the agreements and pays for the Unit."""

    LOCAL_AUTHORITY = "local_authority", "Local authority", "The authority itself. A safeguarding partner."
    POLICE = "police", "Police", "The chief constable's force. A safeguarding partner."
    ICB = "icb", "Integrated care board", "The NHS body for the area. A safeguarding partner."
    EDUCATION = "education", "Education", "Schools, colleges and early years settings acting together."
    OTHER = "other", "Other", "Any other agency."


STATUTORY_PARTNERS = (Partner.LOCAL_AUTHORITY, Partner.POLICE, Partner.ICB)


class AgreementState(Worded):
    """How far a partner's signature on an agreement has come."""

    NOT_STARTED = "not_started", "Not started", "Nothing is drafted."
    DRAFT = "draft", "Draft", "A first draft exists."
    SIGNED = "signed", "Signed", "The partner has signed or approved it."


class Grant(Worded):
    """The grants that pay for starting the Units up."""

    TRANSFORMATION = (
        "transformation",
        "Transformation grant",
        "Families First Partnership transformation grant. One payment.",
    )
    PREVENTION = (
        "prevention",
        "Prevention grant, Unit share",
        "The share of the children's social care prevention grant that the authority declares for its Unit.",
    )
    PATHFINDER = "pathfinder", "Pathfinder grant", "Money for the ten areas that went first."


class GrantPurpose(Worded):
    """What the money of a determination is for."""

    START_UP = "start_up", "Start-up", "Time-limited money for starting the Units up."
    ONGOING = "ongoing", "Ongoing", "Money for running services, not only for starting them."


class Judgement(Worded):
    """Ofsted's four grades."""

    OUTSTANDING = "outstanding", "Outstanding", "The highest grade."
    GOOD = "good", "Good", "The second grade."
    REQUIRES_IMPROVEMENT = "requires_improvement", "Requires improvement", "Requires improvement to be good."
    INADEQUATE = "inadequate", "Inadequate", "The lowest grade."
