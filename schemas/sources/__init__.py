"""Public files that are fetched rather than asked for, declared in the grammar of a return."""

from schemas.figures import Statistic
from schemas.sources.children import CIN_B1, CIN_C1, CIN_D3, CIN_D5
from schemas.sources.determination import DETERMINATION, Allocation
from schemas.sources.factors import CIN_C3
from schemas.sources.ofsted import OFSTED, OfstedInspection, OfstedLatest, OfstedVisit
from schemas.sources.outturn import RO3
from schemas.sources.populations import POPULATIONS
from schemas.sources.workforce import CSWW
from schemas.spec import Source

__all__ = [
    "CIN_B1",
    "CIN_C1",
    "CIN_C3",
    "CIN_D3",
    "CIN_D5",
    "CSWW",
    "DETERMINATION",
    "OFSTED",
    "POPULATIONS",
    "RO3",
    "SOURCES",
    "STATISTICS",
    "Allocation",
    "OfstedInspection",
    "OfstedLatest",
    "OfstedVisit",
]

STATISTICS: dict[str, Statistic] = {
    source.code: source for source in (POPULATIONS, CIN_B1, CIN_C1, CIN_C3, CIN_D3, CIN_D5, CSWW, RO3)
}
"""Published statistics: their figures are context, and no indicator is computed from them."""

SOURCES: dict[str, Source] = {source.code: source for source in (OFSTED, DETERMINATION, *STATISTICS.values())}
