"""Where the fast computation and the slow, obvious one differ on a quarter."""

from fractions import Fraction

from etl.compute import compute
from schemas.indicators import INDICATORS, Aggregation
from schemas.places import ENGLAND
from tests.etl.slow_compute import Slow, rounded

RATIOS = [
    "UR-04", "ST-01", "ST-02", "ST-05", "ST-06", "ST-07", "ST-08", "CO-01", "CO-02", "IS-02", "IS-03", "FN-02", "FU-02", "FU-03",
    "FU-04", "FU-05", "FU-06", "FU-07", "CP-01", "CP-02", "CP-03", "CP-04", "CP-05", "PS-01", "PS-02", "PS-03",
]  # fmt: skip
SINGLES = ["UR-01", "UR-06", "FN-01"]
NATIONAL = ["UR-02", "UR-03", "UR-08"]


def shown(ratio, indicator):
    """The value that a numerator over a denominator comes to, as it is shown; None where there is no denominator."""
    numerator, denominator = ratio
    if indicator.aggregation is Aggregation.SUM:
        return rounded(Fraction(numerator), indicator.dp)
    return rounded(Fraction(numerator) / Fraction(denominator) * indicator.scale, indicator.dp) if denominator else None


def disagreements(quarter):
    """Figures of authorities and England that differ, each with both values, and how many were compared."""
    slow, found = Slow(quarter), {}
    for row in compute(quarter.inputs()).iter_rows(named=True):
        found[row["indicator_id"], row["geography"], row["breakdown"]] = row
    everyone = quarter.roster["authority_id"].to_list()
    wrong, compared = [], 0
    for indicator_id in (*RATIOS, *NATIONAL):
        places = [] if indicator_id in NATIONAL else everyone
        for place, ids in [(ENGLAND, everyone), *((p, [p]) for p in places)]:
            row = found[indicator_id, place, ""]
            if row["status"] != "x":
                expected = shown(slow.ratio(indicator_id, ids), INDICATORS[indicator_id])
                wrong += [(indicator_id, place, row["value"], expected)] if row["value"] != expected else []
                compared += 1
    for indicator_id in SINGLES:
        for place in everyone:
            value, expected = found[indicator_id, place, ""]["value"], slow.single(indicator_id, place)
            wrong += [(indicator_id, place, value, expected)] if value != expected else []
    return wrong, compared
