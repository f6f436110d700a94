"""Children's social workers: in post, starting, leaving, agency, vacancies and caseload at 30 September."""

from schemas.figures import Measure
from schemas.sources.tidy import tidy


def _fte(heading: str, meaning: str) -> Measure:
    return Measure(heading, heading, f"{meaning}, as full-time equivalents.", unit="FTE")


def _people(heading: str, meaning: str) -> Measure:
    return Measure(f"{heading.removesuffix('_headcount')}_count", heading, f"{meaning}, as people.", unit="people")


def _rate(heading: str, meaning: str) -> Measure:
    return Measure(f"{heading.replace('_rate', '')}_pct", heading, meaning, unit="%")


CSWW = tidy(
    "csww",
    "Children's social work workforce",
    "Children's social workers at 30 September and in the year before it, by authority. Some authorities report together.",
    (
        _fte("inpost_fte", "Social workers in post"),
        _people("inpost_headcount", "Social workers in post"),
        _fte("starters_fte", "Social workers who started in the year"),
        _people("starters_headcount", "Social workers who started in the year"),
        _fte("leavers_fte", "Social workers who left in the year"),
        _people("leavers_headcount", "Social workers who left in the year"),
        _rate("turnover_rate_fte", "Leavers for each 100 in post."),
        _rate("turnover_rate_headcount", "People who left for each 100 in post."),
        _fte("agency_fte", "Agency social workers"),
        _people("agency_headcount", "Agency social workers"),
        _rate("agency_rate_fte", "Agency social workers, of all in post and agency."),
        _rate("agency_rate_headcount", "People who are agency social workers, of all."),
        _fte("agency_cover_fte", "Agency social workers who cover vacancies"),
        _rate("agency_cover_rate_fte", "Agency social workers who cover vacancies, of all agency."),
        _fte("vacancy_fte", "Vacant posts"),
        _rate("vacancy_rate_fte", "Vacant posts, of all posts."),
        _rate("vacancy_agency_cover_rate_fte", "Vacancies covered by agency social workers."),
        _fte("case_holders_fte", "Social workers who hold cases"),
        Measure("cases_count", "cases", "Cases held at 30 September.", unit="cases"),
        Measure("caseload_ratio", "caseload_fte", "Cases for each full-time equivalent who holds any.", unit="ratio"),
        Measure("working_days_lost_count", "working_days_lost_fte", "Working days lost to sickness.", unit="days"),
        _rate("absence_rate_fte", "Working days lost to sickness, of all working days."),
    ),
    reference=(9, 30),
    feeds_indicators=True,
)
