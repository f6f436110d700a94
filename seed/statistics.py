"""Illustrative editions of published statistics, in the shape and with the symbols of the real ones; none is real.

Figures have the spread between authorities, and the likeness from year to year, of those published for 2025.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from schemas.authorities import Authority, authorities, regions
from schemas.figures import Statistic
from schemas.periods import Period
from schemas.sources import CIN_C1, CIN_C3, CIN_D5, CIN_REVIEWS, CSWW
from seed.activity import activity_of
from seed.chance import from_quantiles, largest_remainder, stream
from seed.quarters import FIRST, index_of
from seed.sections import MARK

YEARS = (2024, 2025)
Counts = dict[str, float]
_REFERRALS = ((0.0, 240.0), (0.1, 331.2), (0.25, 422.3), (0.5, 521.6), (0.75, 619.6), (0.9, 729.2), (1.0, 900.0))
_AGAIN = ((0.0, 8.0), (0.1, 15.0), (0.25, 16.9), (0.5, 20.0), (0.75, 23.0), (0.9, 26.0), (1.0, 32.0))
_LONG = ((0.0, 0.0), (0.25, 0.0), (0.5, 2.9), (0.75, 4.6), (0.9, 6.5), (1.0, 9.0))
_REVIEWED = ((0.0, 62.0), (0.1, 81.4), (0.25, 87.2), (0.5, 93.8), (0.75, 96.9), (0.9, 99.3), (1.0, 100.0))
_VACANT = ((0.0, 0.0), (0.1, 3.2), (0.25, 7.9), (0.5, 14.5), (0.75, 20.9), (0.9, 27.1), (1.0, 42.0))
_WORKERS = ((0.0, 9.0), (0.1, 11.0), (0.5, 14.5), (0.9, 21.0), (1.0, 27.0))  # posts for each 4,600 children
_LONDON = {"Inner London": "E13000001", "Outer London": "E13000002"}
_PLACE = ("time_period", "time_identifier", "geographic_level", "region_code", "region_name", "old_la_code", "new_la_code", "la_name")  # fmt: skip
_BANDS = ("plans_to_3_months", "plans_3_to_6_months", "plans_6_to_12_months", "plans_1_to_2_years", "plans_2_years_or_more")  # fmt: skip


def statistic_files() -> Iterator[tuple[Statistic, str, Callable[[], bytes]]]:
    """Every edition: its declaration, the file's name, and what makes its bytes."""
    made: tuple[tuple[Statistic, Callable[[Authority, int], Counts]], ...] = (
        (CIN_C1, _referrals),
        (CIN_C3, _factors),
        (CIN_D5, _plans),
        (CIN_REVIEWS, _reviews),
        (CSWW, _workforce),
    )
    for source, counted in made:
        yield (
            source,
            f"Illustrative_{source.code}_{YEARS[0]}_to_{YEARS[-1]}.csv",
            lambda source=source, counted=counted: _edition(source, counted),
        )


def _edition(source: Statistic, counted: Callable[[Authority, int], Counts]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([MARK])
    writer.writerow([*_PLACE, *(m.heading for m in source.figures.measures)])
    for year in YEARS:
        own = {a: counted(a, year) for a in authorities(date(year, *source.figures.reference))}
        for place, members in _places(list(own)):
            one = _added([own[a] for a in members])
            is_whole = place[0] != "Local authority"
            cells = _shown(source, {n: _to_ten(v) for n, v in one.items()} if is_whole and source is not CSWW else one)
            writer.writerow([year, "Reporting year", *place, *cells])
    return written.getvalue().encode()


def _places(every: Sequence[Authority]) -> Iterator[tuple[tuple[str, ...], Sequence[Authority]]]:
    """England, the nine regions, the two halves of London, and every authority: its cells, and who is in it."""
    yield ("National", "", "", "", "", ""), every
    for code, name in regions().items():
        yield ("Regional", code, name, "", "", ""), [a for a in every if a.region_code == code]
    for name, code in _LONDON.items():
        yield ("Regional", code, name, "", "", ""), [a for a in every if a.london_subregion == name]
    for a in every:
        region = (_LONDON[a.london_subregion], a.london_subregion) if a.london_subregion else (a.region_code, a.region_name)  # fmt: skip
        yield ("Local authority", *region, a.dfe_code, a.ons_code, a.name), [a]


def _added(several: Sequence[Counts]) -> Counts:
    return {name: round(sum(one[name] for one in several), 1) for name in several[0]}


def _to_ten(count: float) -> float:
    return (count + 5) // 10 * 10


def _shown(source: Statistic, counts: Mapping[str, float]) -> list[str]:
    """The cells of a row: counts from 1 to 5 hidden, a second where one is hidden alone, and shares of those."""
    hidden = {name for name, count in counts.items() if name.endswith("_count") and 0 < count <= 5}
    bands = [f"{band}_count" for band in _BANDS if f"{band}_count" in counts]
    if len(hidden & set(bands)) == 1:
        left = [name for name in bands if name not in hidden and counts[name]]
        hidden |= {min(left, key=lambda name: counts[name])} if left else set()
    return [_cell(measure.name, counts, hidden) for measure in source.figures.measures]


def _cell(name: str, counts: Mapping[str, float], hidden: set[str]) -> str:
    if name in counts:
        return "c" if name in hidden else f"{counts[name]:g}"
    part, whole = _SHARES.get(name, (name.removesuffix("_pct") + "_count", "plans_at_31_march_count"))
    if part in hidden or whole in hidden:
        return "c"
    if not counts.get(whole):
        return "z"
    factor = 1 if name.endswith("ratio") else 100
    return str(
        (Decimal(str(counts.get(part, 0))) * factor / Decimal(str(counts[whole]))).quantize(
            Decimal("0.1"), ROUND_HALF_UP
        )
    )


_SHARES = {
    "rereferral_pct": ("rereferral_count", "referral_count"), "no_further_action_pct": ("no_further_action_count", "referral_count"),
    "not_in_need_pct": ("not_in_need_count", "referral_count"), "rereferred_children_pct": ("rereferred_children_count", "referred_children_count"),
    "plans_reviewed_pct": ("plans_reviewed_count", "plans_to_review_count"), "turnover_fte_pct": ("leavers_fte", "inpost_fte"),
    "turnover_headcount_pct": ("leavers_count", "inpost_count"), "agency_fte_pct": ("agency_fte", "posts_fte"),
    "agency_headcount_pct": ("agency_count", "posts_count"), "agency_cover_fte_pct": ("agency_cover_fte", "agency_fte"),
    "vacancy_fte_pct": ("vacancy_fte", "all_fte"), "vacancy_agency_cover_fte_pct": ("agency_cover_fte", "vacancy_fte"),
    "caseload_ratio": ("cases_count", "case_holders_fte"), "absence_fte_pct": ("working_days_lost_count", "days_fte"),
}  # fmt: skip


def _at(a: Authority, what: str, year: int, points: Sequence[tuple[float, float]]) -> float:
    """A value of a distribution: the authority's own place in it, a little moved each year."""
    place = stream(a.authority_id, what).random() + stream(a.authority_id, f"{what} {year}").gauss(0, 0.09)
    return from_quantiles(min(max(place, 0.0), 1.0), points)


def _referrals(a: Authority, year: int) -> Counts:
    referrals = round(_at(a, "referrals", year, _REFERRALS) * a.population_0_17 / 10_000)
    again = round(referrals * _at(a, "rereferrals", year, _AGAIN) / 100)
    children, back = round(referrals * 0.91), round(again * 0.93)
    return {
        "referral_count": referrals, "rereferral_count": again, "no_further_action_count": round(referrals * 0.07),
        "not_in_need_count": round(referrals * 0.29), "referred_children_count": children, "rereferred_children_count": min(back, children),
    }  # fmt: skip


def _factors(a: Authority, year: int) -> Counts:
    assessed = round(_referrals(a, year)["referral_count"] * 0.79)
    shares = {"domestic_abuse_parent_count": 0.317, "domestic_abuse_child_count": 0.113, "domestic_abuse_person_count": 0.05}  # fmt: skip
    found: Counts = {"assessments_with_factors_count": assessed}
    for measure in CIN_C3.figures.measures[1:]:
        rng = stream(a.authority_id, f"{measure.name} {year}")
        share = shares.get(measure.name, stream("LA000", measure.name).uniform(0.005, 0.2))
        found[measure.name] = round(assessed * min(share * rng.uniform(0.75, 1.3), 1.0))
    return found


def _plans(a: Authority, year: int) -> Counts:
    plans = activity_of(a.authority_id)[index_of(FIRST if year == YEARS[0] else Period(2024, 4))].on_plan
    long = _at(a, "long plans", year, _LONG) / 100
    rng = stream(a.authority_id, f"lengths {year}")
    weights = [0.27 * rng.uniform(0.8, 1.2), 0.22, 0.29 * rng.uniform(0.8, 1.2), 0.19]
    parts = largest_remainder([*(w / sum(weights) * (1 - long) for w in weights), long], plans)
    bands = {f"{band}_count": part for band, part in zip(_BANDS, parts, strict=True)}
    return {"plans_at_31_march_count": plans, **bands}


def _reviews(a: Authority, year: int) -> Counts:
    plans = _plans(a, year)
    due = plans["plans_at_31_march_count"] - plans["plans_to_3_months_count"]
    return {"plans_to_review_count": due, "plans_reviewed_count": round(due * _at(a, "reviews", year, _REVIEWED) / 100)}


def _workforce(a: Authority, year: int) -> Counts:
    posts = a.population_0_17 * _at(a, "workers", year, _WORKERS) / 4_600
    vacant = round(posts * _at(a, "vacancies", year, _VACANT) / 100, 1)
    in_post = round(posts - vacant, 1)
    agency = round(vacant * stream(a.authority_id, f"agency {year}").uniform(0.5, 1.1), 1)
    starters, leavers = round(in_post * 0.17, 1), round(in_post * 0.14, 1)
    holders = round(in_post * 0.62, 1)
    return {
        "inpost_fte": in_post, "inpost_count": round(in_post * 1.06), "starters_fte": starters, "starters_count": round(starters * 1.05),
        "leavers_fte": leavers, "leavers_count": round(leavers * 1.05), "agency_fte": agency, "agency_count": round(agency * 1.03),
        "agency_cover_fte": round(agency * 0.8, 1), "vacancy_fte": vacant, "case_holders_fte": holders, "cases_count": round(holders * 15.2),
        "working_days_lost_count": round(in_post * 8), "posts_fte": round(in_post + agency, 1), "posts_count": round((in_post + agency) * 1.05),
        "all_fte": round(in_post + vacant, 1), "days_fte": round(in_post * 226),
    }  # fmt: skip
