"""The grant determinations: what each authority is allocated, for each grant and financial year."""

import csv
import io
from functools import lru_cache

from schemas.authorities import authorities
from schemas.programme import Grant, GrantPurpose
from schemas.sources import DETERMINATION
from seed.chance import largest_remainder, stream
from seed.quarters import REGISTER_DAY

MARK = "Illustrative data — not real. No amount here is a real allocation."
YEARS = ("2024-25", "2025-26", "2026-27")
# England totals in pounds. Those of 2025-26 are the published ones; the rest, and every share, are illustrative.
_PREVENTION = {"2024-25": 0, "2025-26": 270_000_000, "2026-27": 284_000_000}
_TRANSFORMATION = {"2024-25": 0, "2025-26": 18_000_000, "2026-27": 150_000_000}
_PATHFINDER = {"2024-25": 19_500_000, "2025-26": 9_000_000, "2026-27": 0}
_EQUAL_SHARES = 140
_LEAST_PREVENTION = 30_000
# Three small authorities got a transformation grant as large as their prevention grant.
_MATCHED = ("RUT", "LND", "IOS")


@lru_cache(maxsize=3)
def allocations(year: str) -> dict[tuple[str, str], int]:
    """Pounds by authority_id and grant, for all authorities and grants, nothing included."""
    found: dict[tuple[str, str], int] = {}
    prevention = _by_need(_PREVENTION[year], _LEAST_PREVENTION)
    for a in authorities(REGISTER_DAY):
        key = a.authority_id
        found[key, str(Grant.PREVENTION)] = prevention[key]
        found[key, str(Grant.PATHFINDER)] = _PATHFINDER[year] // 10 if a.is_pathfinder else 0
        found[key, str(Grant.TRANSFORMATION)] = _transformation(year, a.is_pathfinder, a.tile_label, prevention[key])
    if year == "2026-27":
        by_need = _by_need(_TRANSFORMATION[year], _LEAST_PREVENTION // 2)
        found |= {(key, str(Grant.TRANSFORMATION)): amount for key, amount in by_need.items()}
    return found


def _transformation(year: str, is_pathfinder: bool, label: str, prevention_gbp: int) -> int:
    if is_pathfinder or not _TRANSFORMATION[year]:
        return 0
    share = _TRANSFORMATION[year] // _EQUAL_SHARES
    return min(share, prevention_gbp) if label in _MATCHED else share


def _by_need(total_gbp: int, least_gbp: int) -> dict[str, int]:
    """A total shared by children and need; need is a factor from 0.75 to 1.45."""
    places = authorities(REGISTER_DAY)
    if not total_gbp:
        return {a.authority_id: 0 for a in places}
    weights = [a.population_0_17 * _need(a.authority_id, a.tile_label) for a in places]
    parts = largest_remainder(weights, total_gbp)
    return {a.authority_id: max(part, least_gbp) for a, part in zip(places, parts, strict=True)}


def _need(authority_id: str, label: str) -> float:
    return 0.92 if label == "KEN" else stream(authority_id, "need").uniform(0.75, 1.45)


def determination_csv(years: tuple[str, ...] = YEARS) -> bytes:
    """The determinations of some financial years as one CSV file, every authority and grant."""
    sheet = DETERMINATION.sheets[0]
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([MARK])
    writer.writerow([column.heading for column in sheet.columns])
    places = {a.authority_id: a for a in authorities(REGISTER_DAY)}
    for year in years:
        for (authority_id, grant), amount in sorted(allocations(year).items()):
            a = places[authority_id]
            cells = {
                "authority_name": a.name,
                "dfe_code": a.dfe_code,
                "financial_year": year,
                "grant": Grant(grant).label,
                "purpose": (GrantPurpose.ONGOING if grant == Grant.PREVENTION else GrantPurpose.START_UP).label,
                "amount_gbp": amount,
            }
            writer.writerow([cells[column.name] for column in sheet.columns])
    return written.getvalue().encode()
