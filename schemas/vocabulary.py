"""Every word that a field, a page or a message may use, with its one meaning. The glossary page reads this file."""

from schemas.base import Worded


class Severity(Worded):
    """How much an issue matters, and what it blocks."""

    ERROR = "error", "Error", "Must be corrected before the return can be sent."
    QUERY = (
        "query",
        "Query",
        "Must be corrected, or explained in at least 20 characters, before the return can be sent.",
    )
    NOTE = "note", "Note", "For information. Blocks nothing."


class Verdict(Worded):
    """What checking a file came to."""

    UNREADABLE = "unreadable", "Unreadable", "The file cannot be checked at all. It is kept; nothing in it is used."
    ERRORS = "errors", "Errors to fix", "At least one error must be corrected."
    QUERIES = "queries", "Queries to explain", "No errors. At least one query must be corrected or explained."
    CLEAN = "clean", "Ready to send", "No errors, and no query left to explain."


class SubmissionStatus(Worded):
    """Where a submission stands."""

    DRAFT = "draft", "Draft", "Sent for checking; has errors, or queries without an explanation. Not used anywhere."
    VALIDATED = (
        "validated",
        "Waiting for approval",
        "Passed every check; waits for the authority's approver to submit it.",
    )
    SUBMITTED = "submitted", "Submitted", "Sent in by a second person; it counts unless the department sends it back."


class Rag(Worded):
    """The six ratings, and no others."""

    GREEN = "green", "Green", "At or beyond the threshold for green."
    AMBER = "amber", "Amber", "Between the thresholds for green and red."
    RED = "red", "Red", "At or beyond the threshold for red."
    NOT_RATED = "not_rated", "Not rated", "A neutral measure, too few cases to rate, or a value that is suppressed."
    NOT_AVAILABLE = "not_available", "Not available", "No value was given, or its source does not exist yet."
    STALE = "stale", "Stale", "Older than one and a half times its cycle, so its rating is withdrawn."


class ValueStatus(Worded):
    """Why a value is, or is not, a number."""

    OK = "ok", "Value", "A value that can be used."
    SUPPRESSED = "c", "Suppressed", "Suppressed to protect confidentiality."
    NOT_APPLICABLE = "z", "Not applicable", "Not applicable: there were no cases, or the measure does not apply."
    NOT_AVAILABLE = "x", "Not available", "Not available: no return, or no figure in it."
    LOW = "low", "Low", "Rounds to zero but is not zero."
    UNRELIABLE = "u", "Low reliability", "Of low reliability; not counted in any rating."


class Flag(Worded):
    """A mark beside a value."""

    ESTIMATED = "e", "Estimated", "Estimated: carried forward from the last return, or derived."
    PROVISIONAL = "p", "Provisional", "Provisional: may change."
    REVISED = "r", "Revised", "Revised: published before with another value."
    BREAK = "b", "Break in series", "Not comparable with earlier periods."


class Level(Worded):
    """What kind of place a figure is about."""

    AUTHORITY = "authority", "Authority", "One of the 153 local authorities with children's services."
    REGION = "region", "Region", "One of the nine regions of England."
    ENGLAND = "england", "England", "All authorities together."
    POLICE = "police", "Police force area", "The authorities of one police force area."
    GROUP = "group", "Group", "A fixed group of authorities, for example Inner London."


class Better(Worded):
    """Which way is better."""

    HIGHER = "higher", "Higher is better", "A higher value is better."
    LOWER = "lower", "Lower is better", "A lower value is better."
    NEUTRAL = "neutral", "Neutral", "Neither high nor low is better: never rated, coloured or ranked."


class Disclosure(Worded):
    """What publishing a value could give away."""

    D0 = "D0", "Organisational", "About organisations only. Nothing is suppressed."
    D1 = (
        "D1",
        "Workforce",
        "Full-time equivalents. Values under 3 are suppressed outside the department and the authority.",
    )
    D2 = "D2", "Children", "Counts of children. Values from 1 to 5 are suppressed, with a second value where needed."
    D3 = "D3", "Serious incidents", "Seen only by the authority itself and named roles. Never ranked."


class Theme(Worded):
    """The groups of the indicator catalogue."""

    ROLLOUT = "rollout", "Unit rollout", "How far each authority has come in setting up its Unit."
    STAFFING = "staffing", "Staffing", "Posts, vacancies and membership of the Units."
    FUNCTIONS = (
        "functions",
        "Co-location and functions",
        "Whether the team sits together, sees the same records and does the whole job.",
    )
    ACTIVITY = "activity", "Child protection activity", "Enquiries, conferences and plans."
    SHARING = "sharing", "Information sharing", "Agreements and identifiers that let agencies share what they know."
    STANDARDS = "standards", "Practice standards", "How far practice meets the national multi-agency standards."
    FUNDING = "funding", "Funding", "Start-up grant, spending and money secured for the years after it."
    INSPECTION = "inspection", "Inspection", "What inspectorates found, and how long ago."
    INCIDENTS = "incidents", "Serious incidents", "Timeliness of notification and review. Counts are never rated."
    RECOMMENDATIONS = (
        "recommendations",
        "Recommendations",
        "Delivery of the review's recommendations, and evidence that it worked.",
    )
    QUALITY = "quality", "Data quality", "How complete, timely and certain the data is."
