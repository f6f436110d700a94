"""The words of practice: the standards that it is held to, who tests it, and what audits look for."""

from schemas.base import Worded


class PracticeStandard(Worded):
    """The ten domains of the multi-agency practice standards, in working names of our own."""

    PS1 = "PS1", "Alert to harm", "Practitioners notice and act on signs of significant harm."
    PS2 = "PS2", "The child's experience", "The child's daily life is known, recorded and acted on."
    PS3 = "PS3", "Communication and tools", "Practitioners use the shared tools, and talk so that families understand."
    PS4 = "PS4", "Sharing and escalating", "Concerns are shared early, and escalated when nothing changes."
    PS5 = (
        "PS5",
        "Open to changing views",
        "No one assumes that others know; a view changes when the information does.",
    )
    PS6 = "PS6", "Decisions in strategy discussions", "Strategy discussions decide on all that the agencies know."
    PS7 = "PS7", "Multi-agency enquiries", "Section 47 enquiries are the work of all agencies, not of one."
    PS8 = (
        "PS8",
        "Quality of conferences",
        "Conferences hear the child, the family and every agency, and decide clearly.",
    )
    PS9 = "PS9", "Plans, reviews and drift", "Plans say what must change and by when; reviews notice drift."
    PS10 = (
        "PS10",
        "Supervision and challenge",
        "Practitioners reflect and are challenged, on domestic abuse as on other harm.",
    )


class StandardScore(Worded):
    """How far a practice standard is met, by the partnership's own view."""

    NOT_MET = "0", "Not met", "Practice does not meet the standard."
    PARTLY = "1", "Partly met", "Some practice meets the standard."
    MOSTLY = "2", "Mostly met", "Most practice meets the standard."
    FULLY = "3", "Fully met", "Practice meets the standard, with evidence."
    NOT_APPLICABLE = "not_applicable", "Not applicable", "The standard does not apply here; the reason says why."


class Validator(Worded):
    """Who outside the partnership's own line tested a score."""

    NONE = "none", "None", "No one has validated the score."
    SCRUTINEER = "scrutineer", "Scrutineer", "The partnership's independent scrutineer."
    PEER = "peer", "Peer", "Reviewers from another partnership."
    INSPECTORATE = "inspectorate", "Inspectorate", "An inspectorate, in a published report."


class PracticeTheme(Worded):
    """What reviews of serious incidents found again and again, and audits look for."""

    WEAK_RISK_ASSESSMENT = "weak_risk_assessment", "Risk assessment", "Whether risk was assessed, and assessed again."
    OPTIMISM_BIAS = "optimism_bias", "Optimism", "Whether good news was tested before it was believed."
    POOR_INFORMATION_SHARING = (
        "poor_information_sharing",
        "Information sharing",
        "Whether agencies sought and shared what they knew.",
    )
    HIGH_WORKLOAD = "high_workload", "Workload", "Whether practitioners had the time that the case needed."
    POVERTY_CONTEXT = "poverty_context", "Poverty", "Whether the family's means and housing were taken into account."
    EXTRA_FAMILIAL_HARM = (
        "extra_familial_harm",
        "Harm outside the home",
        "Whether harm outside the home was recognised and acted on.",
    )
