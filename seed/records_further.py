"""Illustrative records of provision, harm outside the home, and partnerships."""

from datetime import date, timedelta
from functools import lru_cache

from schemas.authorities import Authority, authorities
from seed.authority_paths import paths
from seed.chance import stream
from seed.quarters import LATEST, QUARTERS, REGISTER_DAY
from seed.sections import Record


@lru_cache
def reporting() -> dict[str, tuple[Authority, ...]]:
    """Who reports: each authority by its code, those that share a partnership once, by its name."""
    found: dict[str, tuple[Authority, ...]] = {}
    for a in authorities(REGISTER_DAY):
        name = a.partnership or a.dfe_code
        found[name] = (*found.get(name, ()), a)
    return found


def exploitation_rows() -> dict[str, list[Record]]:
    """One row for each area and each of two financial years; a third of areas are in the trial by the second."""
    rows: list[Record] = []
    for year, share in (("2025-26", 0.15), ("2026-27", 0.33)):
        for place, members in reporting().items():
            rng = stream(members[0].authority_id, "exploitation")
            is_in_trial, children = rng.random() < share, sum(a.population_0_17 for a in members)
            budget = round(children * rng.uniform(1.2, 2.4), -2) if is_in_trial else 0
            fte = {f"{agency}_fte": round(rng.uniform(0.5, 4) * is_in_trial, 1) for agency in _AGENCIES}
            start = date(int(year[:4]), 4, 1) + timedelta(rng.randint(20, 120))
            rows.append(
                {
                    "place": place, "financial_year": year, "is_in_trial": is_in_trial, "framework_on": start if is_in_trial else None,
                    "budget_gbp": int(budget), "spent_gbp": int(budget * rng.uniform(0.25, 0.5)), **fte,
                    "next_milestone": "Every practitioner in the team is trained." if is_in_trial else None,
                    "next_milestone_on": date(2027, 3, 31) if is_in_trial else None,
                }
            )  # fmt: skip
    return {"framework": rows}


_AGENCIES = ("social_work", "police", "health", "youth_justice", "voluntary")


def provision_rows() -> dict[str, list[Record]]:
    """One row for each area and half year."""
    rows: list[Record] = []
    for number, period in enumerate(QUARTERS[1::2]):
        for place, members in reporting().items():
            rng = stream(members[0].authority_id, "provision")
            reached = 0.45 + 0.1 * number
            before, during, after = (rng.random() < reached + more for more in (0.35, 0.25, 0.05))
            is_commissioned = rng.random() < 0.8 + 0.05 * number
            rows.append(
                {
                    "place": place, "as_at_on": period.end, "is_help_before": before, "is_help_during": during, "is_help_after": after,
                    "help_published_on": period.end - timedelta(rng.randint(30, 300)) if before or during or after else None,
                    "is_abuse_commissioned": is_commissioned,
                    "directory_published_on": period.end - timedelta(rng.randint(30, 300)) if is_commissioned else None,
                    "abuse_reviewed_on": period.end - timedelta(rng.randint(60, 700)) if is_commissioned else None,
                    "has_abuse_specialist": rng.random() < 0.3 + 0.1 * paths()[members[0].authority_id].evidenced(LATEST),
                    "trained_pct": round(min(rng.uniform(40, 75) + 5 * number, 100), 1), "has_prison_protocol": rng.random() < reached - 0.1,
                }
            )  # fmt: skip
    return {"provision": rows}


def partnership_rows() -> dict[str, list[Record]]:
    """One row for each partnership and each of two years, with its yearly report, due by the end of September."""
    rows: list[Record] = []
    for year in (2024, 2025):
        for place, members in reporting().items():
            rng = stream(members[0].authority_id, f"partnership {year}")
            due_on = date(year + 1, 9, 30)
            published_on = due_on + timedelta(round(rng.gauss(-25, 30)))
            is_out = published_on < date(2026, 11, 1)
            rows.append(
                {
                    "place": place, "financial_year": f"{year}-{(year + 1) % 100:02d}",
                    **{f"has_{who}_lead": rng.random() < 0.97 for who in ("authority", "icb", "police")},
                    "delegates_count": 3 if rng.random() < 0.9 else 2, "has_chair": rng.random() < 0.93, "has_scrutineer": rng.random() < 0.9,
                    "report_due_on": due_on, "report_published_on": published_on if is_out else None,
                    "is_impact_evidenced": rng.random() < 0.4 + 0.15 * (year - 2024) if is_out else None,
                }
            )  # fmt: skip
    return {"partnerships": rows}
