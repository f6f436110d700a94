"""Posts of a Unit by agency and employment model. Counted in tenths of a full-time post, so that parts add exactly."""

from dataclasses import dataclass
from functools import lru_cache

from schemas.authorities import Authority
from schemas.periods import Period
from schemas.programme import REVIEW_MINIMUM, Agency, EmploymentModel
from seed.authority_paths import Path, paths
from seed.chance import from_quantiles, largest_remainder, stream
from seed.picture import LACKS, MOVED_BACK
from seed.quarters import LATEST, QUARTERS, index_of

# Section 47 enquiries a year per 10,000 children: the spread between authorities in published figures for 2025.
_S47_RATE = ((0.0, 90.0), (0.1, 118.9), (0.25, 159.4), (0.5, 192.3), (0.75, 245.2), (0.9, 309.5), (1.0, 350.0))
_ENQUIRIES_PER_POST = {
    Agency.SOCIAL_WORK: 45,
    Agency.POLICE: 220,
    Agency.HEALTH: 260,
    Agency.EDUCATION: 400,
    Agency.CHILD_MENTAL_HEALTH: 800,
    Agency.ADULT_MENTAL_HEALTH: 900,
    Agency.PROBATION: 1100,
    Agency.DOMESTIC_ABUSE: 700,
    Agency.YOUTH_JUSTICE: 1100,
    Agency.SUBSTANCE_MISUSE: 1300,
}
OPTIONAL = (Agency.PROBATION, Agency.DOMESTIC_ABUSE, Agency.YOUTH_JUSTICE, Agency.SUBSTANCE_MISUSE)
# Share of established posts filled when a stage is reached: mobilising, operational, fully operational.
_FILLED = {
    Agency.SOCIAL_WORK: (0.785, 0.847, 0.93),
    Agency.POLICE: (0.72, 0.79, 0.91),
    Agency.HEALTH: (0.68, 0.775, 0.89),
    Agency.EDUCATION: (0.60, 0.68, 0.88),
    Agency.CHILD_MENTAL_HEALTH: (0.36, 0.52, 0.84),
    Agency.ADULT_MENTAL_HEALTH: (0.28, 0.45, 0.82),
}
_OTHERS_FILLED = (0.5, 0.7, 0.9)
_RISE_A_QUARTER = 0.02
_MODELS: dict[Agency, dict[EmploymentModel, float]] = {
    Agency.SOCIAL_WORK: {EmploymentModel.DIRECT_SINGLE_FUNDED: 0.92, EmploymentModel.AGENCY_OR_CONTRACT: 0.05,
                         EmploymentModel.SECONDED: 0.03},
    Agency.POLICE: {EmploymentModel.SECONDED: 0.85, EmploymentModel.ALIGNED_NOT_SECONDED: 0.15},
    Agency.HEALTH: {EmploymentModel.SECONDED: 0.70, EmploymentModel.ALIGNED_NOT_SECONDED: 0.20,
                    EmploymentModel.DIRECT_JOINT_FUNDED: 0.10},
    Agency.EDUCATION: {EmploymentModel.DIRECT_JOINT_FUNDED: 0.40, EmploymentModel.DIRECT_SINGLE_FUNDED: 0.20,
                       EmploymentModel.SECONDED: 0.40},
}  # fmt: skip
_OTHER_MODELS = {
    EmploymentModel.SECONDED: 0.50,
    EmploymentModel.ALIGNED_NOT_SECONDED: 0.35,
    EmploymentModel.DIRECT_JOINT_FUNDED: 0.15,
}


@dataclass(frozen=True)
class Posts:
    """One agency's posts at the end of a quarter, in tenths of a full-time post."""

    agency: Agency
    established: int
    filled: int
    models: dict[EmploymentModel, int]


def enquiries_a_year(authority: Authority) -> float:
    """Section 47 enquiries that the authority starts in a usual year."""
    rate = 171.3 if authority.tile_label == "SKP" else _rate(authority.authority_id)
    return authority.population_0_17 * rate / 10_000


def _rate(authority_id: str) -> float:
    return from_quantiles(stream(authority_id, "enquiries").random(), _S47_RATE)


def agencies(authority: Authority) -> tuple[Agency, ...]:
    """The six that the review expects, and for some authorities others."""
    rng = stream(authority.authority_id, "other agencies")
    return (*REVIEW_MINIMUM, *(agency for agency in OPTIONAL if rng.random() < 0.12))


def planned(authority: Authority, agency: Agency) -> int:
    """Posts at full strength, in tenths: by the number of enquiries, half a post at least."""
    posts = enquiries_a_year(authority) / _ENQUIRIES_PER_POST[agency]
    return max(round(posts * 2) * 5, 5)


@lru_cache(maxsize=4096)
def posts_of(authority_id: str, period: Period) -> tuple[Posts, ...]:
    """The posts of every agency at the end of a quarter; none is established before a Unit is being staffed."""
    path = paths()[authority_id]
    found = []
    for agency in agencies(path.authority):
        established = planned(path.authority, agency) if path.evidenced(period) >= 3 else 0
        filled = _filled(path, agency, period, established)
        found.append(Posts(agency, established, filled, _by_model(path.authority, agency, filled)))
    return tuple(found)


def lacking(path: Path, period: Period) -> str:
    """The agency that the Act requires and that is missing while a Unit mobilises, or nothing."""
    if path.evidenced(period) != 3:
        return ""
    if path.label in MOVED_BACK:
        return MOVED_BACK[path.label] if period == LATEST else ""
    if path.label in LACKS or path.reached[4] > LATEST.end:
        return LACKS.get(path.label, "")
    rng = stream(path.authority.authority_id, "lacking")
    return rng.choices(("health", "education", "police", ""), (0.5, 0.2, 0.15, 0.15))[0]


def _filled(path: Path, agency: Agency, period: Period, established: int) -> int:
    if lacking(path, period) == agency or established == 0:
        return 0
    share = max(_share(path, agency, q) for q in QUARTERS[: index_of(period) + 1])
    filled = int(established * min(share, 1.0))
    is_needed = agency in REVIEW_MINIMUM[:4] or path.evidenced(period) >= 5
    return min(max(filled, 5), established) if is_needed else filled


def _share(path: Path, agency: Agency, period: Period) -> float:
    stage = min(path.evidenced(period), 5)
    if stage < 3:
        return 0.0
    spread = 0.02 if stage == 5 else 0.04 if agency is Agency.SOCIAL_WORK else 0.09
    noise = stream(path.authority.authority_id, f"filled {agency}").gauss(0, spread)
    quarters = sum(path.evidenced(q) == stage for q in QUARTERS[: index_of(period)])
    share = _FILLED.get(agency, _OTHERS_FILLED)[stage - 3] + noise + _RISE_A_QUARTER * min(quarters, 3)
    is_without = agency not in REVIEW_MINIMUM[:4] and stage < 5 and share < 0.3
    return 0.0 if is_without else max(share, 0.15)


def _by_model(authority: Authority, agency: Agency, filled: int) -> dict[EmploymentModel, int]:
    weights = _MODELS.get(agency, _OTHER_MODELS)
    rng = stream(authority.authority_id, f"models {agency}")
    shares = [weight * rng.uniform(0.6, 1.4) for weight in weights.values()]
    if filled < 10:  # one person is on one set of terms
        shares = [max(w, 0.0) if w == max(shares) else 0.0 for w in shares]
    parts = largest_remainder(shares, filled)
    return {model: part for model, part in zip(weights, parts, strict=True) if part}
