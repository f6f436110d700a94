"""The words of the records that the department keeps: inspections, intervention, the Panel, the tracker and the rest."""

from schemas.base import Worded


class JointInspection(Worded):
    """The two kinds of joint targeted area inspection. Neither gives a grade."""

    FRONT_DOOR = "front_door", "Front door", "How agencies answer when someone first reports a worry about a child."
    THEMATIC = "thematic", "Thematic", "How agencies work together on one kind of harm."


class RaisedBy(Worded):
    """Which inspection a priority action comes from."""

    JTAI = "jtai", "Joint inspection", "A joint targeted area inspection."
    ILACS = "ilacs", "Single inspection", "Ofsted's inspection of the authority's own services."


class Intervention(Worded):
    """How the department steps in."""

    NOTICE = "notice", "Improvement notice", "The authority is told in writing what must improve, and by when."
    DIRECTION = "direction", "Statutory direction", "The Secretary of State directs the authority by law."
    TRUST = "trust", "Children's trust", "Services were moved to a trust under a direction."
    SUPERVISION = "supervision", "Supervision period", "Intervention has ended, and the department still looks in."


class Moderator(Worded):
    """Who stands behind a moderated rating. Roles, never names."""

    REGIONAL_LEAD = "regional_lead", "Regional improvement lead", "The department's lead for the region."
    PROGRAMME = "programme", "Programme team", "The department's programme team."
    ADVISER = "adviser", "Independent adviser", "An adviser whom the department appointed."


class ReviewTheme(Worded):
    """What reviews of serious incidents find. One review may find several, so they are never added up."""

    WEAK_RISK_ASSESSMENT = "weak_risk_assessment", "Weak risk assessment", "Risk was not assessed, or not again."
    OPTIMISM_BIAS = "optimism_bias", "Optimism bias", "Good news was believed before it was tested."
    POOR_INFORMATION_SHARING = (
        "poor_information_sharing",
        "Poor information sharing",
        "Agencies did not seek or share what they knew.",
    )
    KNOWN_TO_SOCIAL_CARE = "known_to_social_care", "Known to social care", "Social care was involved at the time."
    HIGH_WORKLOAD = "high_workload", "High workload", "Practitioners did not have the time that the case needed."
    POVERTY_CONTEXT = "poverty_context", "Poverty", "The family's means and housing were part of what happened."
    EXTRA_FAMILIAL_HARM = "extra_familial_harm", "Harm outside the home", "The harm came from outside the home."


class Response(Worded):
    """What government or the partners answered to a recommendation."""

    ACCEPTED = "accepted", "Accepted", "It will be done as recommended."
    ACCEPTED_IN_PART = "accepted_in_part", "Accepted in part", "Some of it will be done."
    ACCEPTED_IN_PRINCIPLE = "accepted_in_principle", "Accepted in principle", "Its aim is shared; the means may differ."
    REJECTED = "rejected", "Rejected", "It will not be done."
    SUPERSEDED = "superseded", "Superseded", "Another recommendation or law took its place."
    NO_RESPONSE = "no_response", "No response", "No answer has been given."


class Delivery(Worded):
    """How far an action has come. Delivered and proved to be delivered are two things."""

    NOT_STARTED = "not_started", "Not started", "Nothing has been done yet."
    ON_TRACK = "on_track", "On track", "It will be done by its due date."
    AT_RISK = "at_risk", "At risk", "It may miss its due date."
    OFF_TRACK = "off_track", "Off track", "It will miss its due date, or has."
    DELIVERED_AWAITING_EVIDENCE = "delivered_awaiting_evidence", "Delivered, awaiting evidence", "Done, not yet proved."
    DELIVERED_EVIDENCED = "delivered_evidenced", "Delivered and evidenced", "Done, with evidence that it was done."
    SUPERSEDED = "superseded", "Superseded", "Another action took its place."
    CLOSED_NOT_PROCEEDING = "closed_not_proceeding", "Closed, not proceeding", "It was dropped, with a reason."


class Impact(Worded):
    """How strong the evidence is that something changed for children."""

    NONE = "none", "None", "There is no evidence yet."
    OUTPUT_ONLY = "output_only", "Output only", "It shows what was done, not what changed."
    EARLY_OUTCOME = "early_outcome", "Early outcome", "Something has begun to change for children."
    SUSTAINED_OUTCOME = "sustained_outcome", "Sustained outcome", "A change for children has lasted."


class Assurer(Worded):
    """Who looked at evidence of impact from outside."""

    SCRUTINEER = "scrutineer", "Independent scrutineer", "The partnership's independent scrutineer."
    INSPECTORATE = "inspectorate", "Inspectorate", "An inspectorate, in a published report."
    EVALUATOR = "evaluator", "Evaluator", "An evaluation from outside."
    AUDIT = "audit", "Internal audit", "The body's own auditors."


class OwnerRole(Worded):
    """Who answers for an action. A role, never a person's name."""

    SENIOR_OWNER = "senior_owner", "Senior responsible owner", "The director who answers for the programme."
    POLICY_LEAD = "policy_lead", "Policy lead", "The official who leads on the policy."
    DCS = "dcs", "Director of children's services", "The authority's director of children's services."
    LEAD_PARTNER = "lead_partner", "Lead safeguarding partner", "The head of one of the three safeguarding partners."
    DELEGATED_PARTNER = "delegated_partner", "Delegated safeguarding partner", "Whom a lead partner gave the task to."
    CHAIR = "chair", "Partnership chair", "Who chairs the safeguarding partnership."
    PANEL_CHAIR = "panel_chair", "Panel secretariat", "The Panel's secretariat."
    INSPECTOR = "inspector", "Inspectorate lead", "The inspectorate's lead for joint inspection."


class Recommendation(Worded):
    """The review's eight national recommendations, and those for the two places."""

    NR1 = "NR1", "1. Multi-agency child protection units", "A new multi-agency model of child protection in every area."
    NR2 = "NR2", "2. National practice standards", "National multi-agency practice standards for child protection."
    NR3 = "NR3", "3. Stronger safeguarding partners", "Local safeguarding partners in which every agency has its part."
    NR4 = "NR4", "4. Multi-agency inspection", "Inspection that looks at how agencies protect children together."
    NR5 = "NR5", "5. The Panel's new role", "A Panel that drives practice improvement in partnerships."
    NR6 = "NR6", "6. Co-ordination in government", "A sharper focus on performance, and policy that is joined up."
    NR7 = "NR7", "7. Using data", "Data that helps professionals protect children."
    NR8 = "NR8", "8. Domestic abuse", "Practice that understands domestic abuse."
    LR_SOL_1 = "LR-SOL-1", "Solihull 1. Assessments", "Assessments draw on everyone who speaks for the child."
    LR_SOL_2 = "LR-SOL-2", "Solihull 2. Front door", "Front-door arrangements look at the whole family."
    LR_SOL_3 = "LR-SOL-3", "Solihull 3. Domestic abuse and prison", "Practitioners know how to answer to both."
    LR_BRA_1 = "LR-BRA-1", "Bradford 1. Risk assessment", "Clear expectations that every agency understands."
    LR_BRA_2 = "LR-BRA-2", "Bradford 2. Early help", "Early help before, during and after assessment."
    LR_BRA_3 = "LR-BRA-3", "Bradford 3. Domestic abuse services", "Services are commissioned, and known locally."

    @property
    def authority_id(self) -> str:
        """The place that a local recommendation is for; "" for a national one."""
        return {"SOL": "LA334", "BRA": "LA380"}.get(self.value[3:6], "")
