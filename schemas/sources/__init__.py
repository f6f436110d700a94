"""Public files that are fetched rather than asked for, declared in the grammar of a return."""

from schemas.figures import Statistic
from schemas.sources.children import CIN_B1, CIN_C1, CIN_D3, CIN_D5, CIN_REVIEWS
from schemas.sources.confidence import CONFIDENCE
from schemas.sources.determination import DETERMINATION, Allocation
from schemas.sources.exploitation import EXPLOITATION
from schemas.sources.factors import CIN_C3
from schemas.sources.intervention import INTERVENTION
from schemas.sources.joint_inspections import JTAI
from schemas.sources.meetings import MEETINGS
from schemas.sources.ofsted import OFSTED, OfstedInspection, OfstedLatest, OfstedVisit
from schemas.sources.outturn import RO3
from schemas.sources.panel import PANEL
from schemas.sources.partnership import PARTNERSHIP
from schemas.sources.plan import PLAN
from schemas.sources.populations import POPULATIONS
from schemas.sources.provision import PROVISION
from schemas.sources.tracker import TRACKER
from schemas.sources.workforce import CSWW
from schemas.spec import Source

__all__ = [
    "CIN_B1",
    "CIN_C1",
    "CIN_C3",
    "CIN_D3",
    "CIN_D5",
    "CIN_REVIEWS",
    "CONFIDENCE",
    "CSWW",
    "DETERMINATION",
    "EXPLOITATION",
    "INTERVENTION",
    "JTAI",
    "MEETINGS",
    "OFSTED",
    "PANEL",
    "PARTNERSHIP",
    "PLAN",
    "POPULATIONS",
    "PROVISION",
    "RECORDS",
    "RO3",
    "SOURCES",
    "STATISTICS",
    "TRACKER",
    "Allocation",
    "OfstedInspection",
    "OfstedLatest",
    "OfstedVisit",
]

STATISTICS: dict[str, Statistic] = {
    source.code: source for source in (POPULATIONS, CIN_B1, CIN_C1, CIN_C3, CIN_D3, CIN_D5, CIN_REVIEWS, CSWW, RO3)
}
"""Published statistics: an indicator shows their figures as they are published, or they stand beside it as context."""

RECORDS: dict[str, Source] = {
    record.code: record
    for record in (JTAI, INTERVENTION, CONFIDENCE, PANEL, EXPLOITATION, PROVISION, PARTNERSHIP, TRACKER, PLAN, MEETINGS)
}
"""What the department records itself."""

SOURCES: dict[str, Source] = {
    source.code: source for source in (OFSTED, DETERMINATION, *STATISTICS.values(), *RECORDS.values())
}
