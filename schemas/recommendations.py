"""The review's eight national recommendations and the six for Solihull and Bradford: what each asks and what tracks it.

Titles, leads and partners are facts about the review of May 2022. Which indicators track a recommendation is the
product's choice.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.recorded import Recommendation

_R = Recommendation


@dataclass(frozen=True)
class Declared:
    """One recommendation.

    Args:
        title: as the review put it, or close to it.
        lead: the organisation that leads on it.
        partners: those that it needs.
        indicators: ids of the indicators that track it.
        also: what else would show it, for which there is no indicator yet.
    """

    title: str
    lead: str
    partners: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def _ids(*parts: str) -> tuple[str, ...]:
    """Ids from ids and ranges of them: "UR-01..03" → UR-01, UR-02, UR-03."""
    return tuple(one for part in parts for one in _spread(part))


def _spread(part: str) -> Iterator[str]:
    first, _, last = part.partition("..")
    stem, _, low = first.rpartition("-")
    yield from (f"{stem}-{number:02d}" for number in range(int(low), int(last or low) + 1))


_DFE, _HO, _DHSC, _MHCLG = (
    "Department for Education",
    "Home Office",
    "Department of Health and Social Care",
    "Ministry of Housing, Communities and Local Government",
)
_SOL, _BRA = "Solihull Safeguarding Children Partnership", "Bradford safeguarding partners"
_PANEL = "Child Safeguarding Practice Review Panel"

RECOMMENDATIONS: dict[Recommendation, Declared] = {
    _R.NR1: Declared(
        "A new expert-led, multi-agency model for child protection investigation, planning, intervention and review", _DFE,
        (_HO, _DHSC, "NHS England", _MHCLG, "National Police Chiefs' Council", "Association of Directors of Children's Services", "Local Government Association"),
        _ids("UR-01..08", "ST-01..08", "CO-01..02", "FN-01..02", "FU-01..07", "CP-01..06"),
    ),
    _R.NR2: Declared(
        "Establishing National Multi-Agency Practice Standards for Child Protection", _DFE, (_HO, _DHSC, _PANEL),
        _ids("PS-01..03", "ST-07", "CP-05..08"),
    ),
    _R.NR3: Declared(
        "Strengthening the local Safeguarding Partners to ensure proper co-ordination and involvement of all agencies", _DFE,
        (_HO, _DHSC, _MHCLG), _ids("IS-01..02", "FU-06..07", "FN-02", "SM-19..20"),
    ),
    _R.NR4: Declared(
        "Changes to multi-agency inspection to better understand local performance and drive improvement", "Ofsted",
        ("Care Quality Commission", "His Majesty's Inspectorate of Constabulary and Fire & Rescue Services", "HM Inspectorate of Probation, until April 2022", _DFE),
        _ids("IN-01..06", "PS-02"),
    ),
    _R.NR5: Declared(
        "A new role for the Child Safeguarding Practice Review Panel in driving practice improvement in Safeguarding Partners", _PANEL,
        (_DFE,), _ids("SI-01..04", "SM-18"), ("Panel recommendations with an owner and evidence",),
    ),
    _R.NR6: Declared(
        "A sharper performance focus and better co-ordination of child protection policy in central Government", _DFE,
        (_HO, _DHSC, "Ministry of Justice", _MHCLG, "HM Treasury", "Cabinet Office"),
        _ids("UR-02..03", "UR-07..08", "IN-06", "RT-01..02"),
    ),
    _R.NR7: Declared(
        "Using the potential of data to help professionals protect children", _DFE,
        ("NHS England", _HO, "Department for Science, Innovation and Technology", "Information Commissioner's Office"),
        _ids("IS-01..03", "CO-02", "DQ-01..04"),
    ),
    _R.NR8: Declared(
        "Specific practice improvements in relation to domestic abuse", _HO,
        (_DFE, "Ministry of Justice", _DHSC, "Domestic Abuse Commissioner"), _ids("CP-09", "PS-01", "RT-03", "SM-24"),
        ("Practitioners trained",),
    ),
    _R.LR_SOL_1: Declared(
        "Assessments draw on every relevant professional, wider family and others who speak for the child", _SOL, (),
        _ids("FN-02", "PS-03"), ("Audited assessments with what the wider family said",),
    ),
    _R.LR_SOL_2: Declared(
        "Front-door (MASH) arrangements reviewed for the whole family", _SOL, (), (),
        ("Time to a decision at the front door", "Checks with services for adults"),
    ),
    _R.LR_SOL_3: Declared(
        "Practitioners equipped to respond to domestic abuse and to risks for children of prisoners", _SOL, (),
        _ids("CP-09"), ("Practitioners trained", "A protocol with prisons and probation"),
    ),
    _R.LR_BRA_1: Declared(
        "Clear expectations of risk assessment and decision making, understood by all agencies", _BRA, (),
        _ids("PS-03", "CP-03"), ("Staff who say that they understand them",),
    ),
    _R.LR_BRA_2: Declared(
        "Early help commissioned before, during and after assessment", _BRA, (), _ids("CP-08", "SM-23"),
        ("Families helped at each of the three points",),
    ),
    _R.LR_BRA_3: Declared(
        "Domestic abuse services commissioned, and the local offer understood", _BRA, (), _ids("CP-09"),
        ("A directory of services",),
    ),
}  # fmt: skip


def is_national(recommendation: Recommendation) -> bool:
    """Whether it is one of the eight for the whole country."""
    return not recommendation.authority_id
