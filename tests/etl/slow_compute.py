"""The same indicators, the slow and obvious way, in plain Python: what etl/compute.py must agree with."""

import statistics
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tests.etl.slow_ratios import AUTHORITYS_OWN, GRADES, REQUIRED, Ratios, exact

CORE = ["social_work", "police", "health", "education"]
SIX = [*CORE, "child_mental_health", "adult_mental_health"]
PLAN = {"M02": 1, "M06": 2, "M13": 3, "M16": 4, "M17": 5, "M20": 6}
NATIONAL = date(2027, 3, 31)


def rounded(fraction, places):
    """Half up, away from zero."""
    number = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return float(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def months(since, until):
    whole = (until.year - since.year) * 12 + until.month - since.month
    return whole - 1 if since.day > until.day else whole


class Slow(Ratios):
    """Figures of one authority or of many, from plain rows."""

    def __init__(self, quarter):
        self.q = quarter
        self.by = {name: defaultdict(list) for name in quarter.rows}
        for name, rows in quarter.rows.items():
            for row in rows:
                self.by[name][row["authority_id"]].append(row)
        self.year = {name: defaultdict(list) for name in quarter.year}
        for name, rows in quarter.year.items():
            for row in rows:
                self.year[name][row["authority_id"]].append(row)
        self.end = quarter.period.reference_date
        roster = zip(quarter.roster["authority_id"], quarter.roster["population_0_17"], strict=True)
        self.population = {authority_id: children for authority_id, children in roster if children is not None}
        self.last_stage = dict(quarter.last_stages)

    def rows(self, name, ids):
        return [row for i in ids for row in self.by[name][i]]

    # Stage, one Unit at a time
    def stage(self, authority_id):
        units = self.by["unit.unit"][authority_id]
        return max((self.unit_stage(unit) for unit in units), default=None)

    def declared(self, authority_id):
        return max((unit["declared_stage"] for unit in self.by["unit.unit"][authority_id]), default=None)

    def mine(self, name, unit):
        return [r for r in self.by[name][unit["authority_id"]] if r["unit_code"] == unit["unit_code"]]

    def in_post(self, unit):
        return {p["agency"] for p in self.mine("unit.posts", unit) if p["is_core_nominated"] and p["filled_fte"] > 0}

    def signed(self, authority_id, agreement):
        rows = [r for r in self.by["unit.agreements"][authority_id] if r["agreement"] == agreement]
        return [
            r
            for r in rows
            if r["state"] == "signed" and (r["signed_on"] is None or r["signed_on"] <= r["reference_on"])
        ]

    def unit_stage(self, unit):
        authority_id, on = unit["authority_id"], unit["reference_on"]
        met = {m["milestone"]: m["actual_on"] for m in self.by["unit.milestones"][authority_id]}
        if not (met["M01"] and met["M01"] <= on and unit["is_lead_named"] and unit["is_baseline_recorded"]):
            return 0
        design = {r["partner"] for r in self.signed(authority_id, "design")}
        sharing = [r for r in self.by["unit.agreements"][authority_id] if r["agreement"] == "information_sharing"]
        if (
            not {"local_authority", "police", "icb"} <= design
            or len(met) != 20
            or all(r["state"] == "not_started" for r in sharing)
        ):
            return 1
        posts = self.mine("unit.posts", unit)
        established = sum(exact(p["established_fte"]) for p in posts)
        filled = sum(exact(p["filled_fte"]) for p in posts)
        partners = {r["partner"] for r in self.signed(authority_id, "information_sharing")}
        if not (established > 0 and filled / established >= Fraction(1, 2) and unit["is_site_confirmed"]
                and set(REQUIRED) <= partners and self.signed(authority_id, "data_protection")):  # fmt: skip
            return 2
        live = {
            f["function"] for f in self.mine("unit.functions", unit) if f["status"] == "live" and f["live_on"] <= on
        }
        if not (
            set(CORE) <= self.in_post(unit)
            and len(live) >= 5
            and {"F1", "F2"} <= live
            and met["M16"]
            and met["M16"] <= on
        ):
            return 3
        temporary = sum(
            exact(m["filled_fte"])
            for m in self.mine("unit.models", unit)
            if m["employment_model"] == "agency_or_contract"
        )
        others = [p for p in posts if p["agency"] not in AUTHORITYS_OWN]
        theirs = sum(exact(p["filled_fte"]) for p in others)
        with_access = sum(exact(p["access_fte"]) for p in others)
        is_excepted = bool((unit["stage5_exception"] or "").strip())
        if not (len(live) == 9 and (established - filled + temporary) / established <= Fraction(1, 5)
                and (set(SIX) <= self.in_post(unit) or is_excepted) and theirs > 0 and with_access / theirs >= Fraction(3, 5)):  # fmt: skip
            return 4
        secured, cost = self.ratio("FU-06", [authority_id])
        validated, applicable = self.ratio("PS-02", [authority_id])
        is_embedded = self.last_stage.get(authority_id, 0) >= 5 and applicable and 2 * validated >= applicable
        return 6 if is_embedded and self.by["funding.costs"][authority_id] and 20 * secured >= 19 * cost else 5

    # Plan and forecast
    def dates(self, authority_id):
        rows = {m["milestone"]: m for m in self.by["unit.milestones"][authority_id]}
        return {code: (m["actual_on"] or m["forecast_on"]) for code, m in rows.items()}

    def planned(self, authority_id, on=None):
        rows = self.by["unit.milestones"][authority_id]
        stages = [PLAN[m["milestone"]] for m in rows if m["milestone"] in PLAN and m["baseline_on"] <= (on or self.end)]
        return max(stages, default=0) if rows else None

    def members(self, authority_id, wanted):
        units = [
            u
            for u in self.by["unit.unit"][authority_id]
            if sum(p["established_fte"] for p in self.mine("unit.posts", u)) > 0
        ]
        return min((len(self.in_post(u) & set(wanted)) for u in units), default=None)

    def agreement(self, authority_id):
        rows = [r for r in self.by["unit.agreements"][authority_id] if r["agreement"] == "information_sharing"]
        signed = self.signed(authority_id, "information_sharing")
        if not rows or not signed or not any(r["names_unit"] for r in rows):
            return 0
        reviews = [r["review_on"] for r in signed if r["review_on"]]
        on = rows[0]["reference_on"]
        if reviews and min(reviews) < on:
            return 0
        if len(signed) < 4:
            return 1
        return 2 if reviews and min(reviews) <= on + timedelta(days=90) else 3

    def moved(self, authority_id, milestone):
        last = {(a, m): actual or forecast for a, m, forecast, actual in self.q.last_milestones}
        then, now = last.get((authority_id, milestone)), self.dates(authority_id).get(milestone)
        is_own = authority_id not in self.q.carried and self.by["unit.unit"][authority_id]
        return (now - then).days if is_own and then and now else None

    def inspection(self, authority_id, graded):
        known = [i for i in self.q.inspections if i[0] == authority_id and i[2] <= self.end and graded(i)]
        return max(known, key=lambda i: (i[1], i[2]), default=None)

    def practice(self, indicator_id, ids):
        """Activity and standards: what happened over a year, and where things stand."""
        total = lambda rows, name: Fraction(sum(r[name] for r in rows))  # noqa: E731
        year = [r for i in ids for r in self.year["activity.counts"][i]]
        now = self.rows("activity.counts", ids)
        audits = [r for i in ids for r in self.year["standards.audits"][i]]
        scores = [r for r in self.rows("standards.scores", ids) if r["score"] not in (None, "not_applicable")]
        enquiries, conferences = total(year, "s47_started_count"), total(year, "icpc_count")
        counted, counted_now = ([r for r in rows if r["authority_id"] in self.population] for rows in (year, now))
        return {
            "CP-01": (
                total(counted, "s47_started_count"),
                Fraction(sum(self.population[r["authority_id"]] for r in counted), 4),
            ),
            "CP-02": (conferences, enquiries),
            "CP-03": (total(year, "icpc_0_10_count") + total(year, "icpc_11_15_count"), conferences),
            "CP-04": (
                total(counted_now, "plans_end_count"),
                sum(self.population[r["authority_id"]] for r in counted_now),
            ),
            "CP-05": (total(year, "repeat_plans_count"), total(year, "plans_started_count")),
            "FN-02": (total(now, "strategy_all_present_count"), total(now, "strategy_held_count")),
            "IS-03": (total(now, "verified_records_count"), total(now, "open_records_count")),
            "PS-01": (sum(r["score"] == "3" for r in scores), len(scores)),
            "PS-02": (sum(self.is_validated(r) for r in scores), len(scores)),
            "PS-03": (total(audits, "audits_good_count"), total(audits, "audits_completed_count")),
        }[indicator_id]

    def is_validated(self, row):
        on = row["validated_on"]
        if row["validated_by"] == "none" or on is None:
            return False
        year_before = row["reference_on"].replace(year=row["reference_on"].year - 1)
        return year_before < on <= row["reference_on"]

    # One figure an authority
    def single(self, indicator_id, authority_id):
        latest = lambda graded: self.inspection(authority_id, graded)  # noqa: E731
        full = self.dates(authority_id).get("M17")
        functions = self.by["unit.functions"][authority_id]
        confidences = [
            {"green": 3, "amber": 2, "red": 1}[u["self_confidence"]] for u in self.by["unit.unit"][authority_id]
        ]
        overall = latest(lambda i: i[3] is not None and i[1] < date(2026, 4, 1))
        inspected = latest(lambda i: True)
        return {
            "UR-01": lambda: self.stage(authority_id),
            "SM-01": lambda: self.declared(authority_id),
            "SM-02": lambda: self.planned(authority_id),
            "UR-06": lambda: (full - NATIONAL).days if full else None,
            "UR-07": lambda: min(confidences, default=None),
            "FN-01": lambda: len({f["function"] for f in functions if f["status"] == "live"}) if functions else None,
            "ST-03": lambda: self.members(authority_id, CORE),
            "ST-04": lambda: self.members(authority_id, SIX),
            "IS-01": lambda: self.agreement(authority_id),
            "IN-01": lambda: GRADES[overall[3]] if overall else None,
            "IN-02": lambda: GRADES[inspected[4]] if inspected else None,
            "IN-04": lambda: months(inspected[1], self.end) if inspected else None,
            "SM-09": lambda: self.moved(authority_id, "M16"),
            "SM-10": lambda: self.moved(authority_id, "M17"),
        }[indicator_id]()

    def slippages(self, ids):
        rows = [
            m
            for m in self.rows("unit.milestones", ids)
            if m["forecast_on"] and (m["actual_on"] is None or m["actual_on"] > m["reference_on"])
        ]
        return [(m["forecast_on"] - m["baseline_on"]).days for m in rows]

    def median(self, values):
        return rounded(Fraction(statistics.median(map(Fraction, values))), 0) if values else None
