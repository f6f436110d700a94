"""The rows of a Funding return: grants to date, what partners have agreed for next year, what the Unit costs."""

from collections.abc import Mapping

from schemas.periods import Period
from schemas.programme import Grant, Partner
from seed.authority_paths import Path
from seed.chance import from_quantiles, largest_remainder, stream
from seed.determination import allocations
from seed.picture import OVER_DECLARED
from seed.posts import agencies, planned
from seed.quarters import index_of
from seed.unit import Row, Rows

POST_GBP = 62_000
# The share of a year's money that the agreed profile expects to be spent by the end of each quarter.
_PROFILE = (0.0, 0.15, 0.41, 0.72, 1.0)
_SPENT_ON = (0.30, 0.50, 0.15, 0.05)
_CATEGORIES = (
    "spent_transformation_gbp",
    "spent_family_help_gbp",
    "spent_workforce_gbp",
    "spent_voice_gbp",
)
# The middle authority's share of next year's cost that is agreed, quarter by quarter, before own differences.
_SECURED = (0.06, 0.08, 0.12, 0.19, 0.28, 0.385, 0.49, 0.575)
_SECURED_SPREAD = ((0.0, 0.25), (0.1, 0.55), (0.25, 0.8), (0.5, 1.03), (0.75, 1.25), (0.9, 1.5), (1.0, 1.8))
_SPLIT = {Partner.LOCAL_AUTHORITY: 0.575, Partner.POLICE: 0.19, Partner.ICB: 0.205, Partner.EDUCATION: 0.025,
          Partner.OTHER: 0.005}  # fmt: skip


def funding_rows(path: Path, period: Period) -> Rows:
    """Every sheet of an authority's return for a quarter, by sheet name; the cover is left to the template."""
    cost = running_cost_gbp(path)
    return {
        "grants": [_grant(path, period, grant) for grant in Grant],
        "contributions": contribution_rows(path, period, secured_share(path, period)),
        "costs": [
            {
                "full_year_cost_gbp": cost,
                "next_year_cost_gbp": next_year_cost_gbp(path),
                "is_certified": stream(path.authority.authority_id, f"certified {period}").random() < 0.92,
            }
        ],
    }


def running_cost_gbp(path: Path) -> int:
    """A year of the Unit at full strength."""
    tenths = sum(planned(path.authority, agency) for agency in agencies(path.authority))
    return tenths * POST_GBP // 10


def next_year_cost_gbp(path: Path) -> int:
    """The same next year, with pay 3% higher."""
    return round(running_cost_gbp(path) * 1.03 / 100) * 100


def _grant(path: Path, period: Period, grant: Grant) -> Row:
    allocated = allocations(period.financial_year)[path.authority.authority_id, str(grant)]
    rng = stream(path.authority.authority_id, f"grant {grant} {period.financial_year}")
    start_up = _start_up_gbp(allocated, grant, path)
    pace = min(max(rng.gauss(0.95, 0.15), 0.55), 1.2)
    outturn = rng.uniform(0.82, 0.89) if rng.random() < 0.06 else rng.uniform(0.985, 1.0)
    spent = round(start_up * max(_spent_share(path, q, grant, pace, outturn) for q in _year_to(period)))
    return {
        "grant": str(grant),
        "allocated_gbp": allocated,
        "start_up_gbp": start_up,
        "paid_gbp": round(start_up * (1.0 if grant is Grant.TRANSFORMATION else period.quarter / 4)),
        "committed_gbp": max(spent, min(start_up, round(spent * rng.uniform(1.1, 1.5)))),
        "spent_ytd_gbp": spent,
        "profile_ytd_gbp": round(start_up * _PROFILE[period.quarter]),
        "forecast_outturn_gbp": max(spent, round(start_up * outturn)),
        **dict(zip(_CATEGORIES, largest_remainder(_SPENT_ON, spent), strict=True)),
        "correction_note": None,
    }


def _start_up_gbp(allocated: int, grant: Grant, path: Path) -> int:
    if grant is not Grant.PREVENTION:
        return allocated
    return round(allocated * stream(path.authority.authority_id, "unit share").uniform(0.12, 0.30))


def _year_to(period: Period) -> list[Period]:
    return [Period(period.year, quarter) for quarter in range(1, period.quarter + 1)]


def _spent_share(path: Path, period: Period, grant: Grant, pace: float, outturn: float) -> float:
    """The share spent by the end of a quarter: near the profile at the authority's own pace, now and then far off."""
    rng = stream(path.authority.authority_id, f"spent {grant} {period}")
    swing = rng.choice((-0.45, 0.25)) if rng.random() < 0.05 else rng.gauss(0, 0.05)
    return min(_PROFILE[period.quarter] * max(pace + swing, 0.3), outturn)


def secured_share(path: Path, period: Period) -> float:
    """The share of next year's cost that partners have agreed; it spreads widely and only ever grows."""
    if path.evidenced(period) == 0:
        return 0.0
    key = path.authority.authority_id
    own = from_quantiles(stream(key, "secured").random(), _SECURED_SPREAD)
    if path.label in OVER_DECLARED and path.authority.is_pathfinder:
        own = 1.9
    return min(_SECURED[index_of(period)] * own, 1.0)


def contribution_rows(path: Path, period: Period, share: float) -> list[Row]:
    """What each partner has agreed, cash and in kind, with shares that add up to 100."""
    rng = stream(path.authority.authority_id, "partners")
    weights = [weight * rng.uniform(0.6, 1.4) for weight in _SPLIT.values()]
    total = int(next_year_cost_gbp(path) * share / 1000)
    amounts = dict(zip(_SPLIT, largest_remainder(weights, total), strict=True))
    cash = {p: round(amounts[p] * (0.9 if p is Partner.LOCAL_AUTHORITY else rng.uniform(0.2, 0.6))) for p in _SPLIT}
    return contributions({p: (cash[p] * 1000, (amounts[p] - cash[p]) * 1000) for p in Partner})


def contributions(amounts: Mapping[Partner, tuple[int, int]]) -> list[Row]:
    """The rows of the Contributions sheet for cash and in-kind amounts; a partner left out gives nothing."""
    given = {partner: amounts.get(partner, (0, 0)) for partner in Partner}
    totals = [cash + in_kind for cash, in_kind in given.values()]
    shares = largest_remainder(totals, 1000 if sum(totals) else 0)
    return [
        {"partner": str(partner), "cash_gbp": cash, "in_kind_gbp": in_kind, "share_pct": share / 10}
        for (partner, (cash, in_kind)), share in zip(given.items(), shares, strict=True)
    ]
