"""Numerators and denominators for many authorities at once, the slow and obvious way, in plain Python."""

from fractions import Fraction

AUTHORITYS_OWN = ["social_work", "adult_social_care", "youth_justice", "housing"]
REQUIRED = ["local_authority", "police", "icb", "education"]
GRADES = {"outstanding": 4, "good": 3, "requires_improvement": 2, "inadequate": 1}


def exact(number):
    """A typed number as a fraction: 0.1 is a tenth."""
    return Fraction(str(number))


def total(rows, field):
    return sum((exact(row[field]) for row in rows), Fraction(0))


# Which method gives which indicators.
FAMILIES = {
    "posts": ("ST-01", "ST-02", "CO-01", "CO-02", "ST-07", "DQ-03"),
    "models": ("ST-05", "ST-06"),
    "rollout": ("ST-08", "UR-02", "UR-03", "SM-12", "UR-04", "UR-08", "IS-02"),
    "grants": ("FU-01", "FU-02", "FU-03", "FU-04", "SM-15"),
    "costs": ("FU-05", "FU-06", "FU-07"),
    "inspections": ("IN-03",),
}


class Ratios:
    """What is asked of some authorities together; `Slow` says what each of them is."""

    def ratio(self, indicator_id, ids, part=None):
        if indicator_id[:2] in ("CP", "PS") or indicator_id in ("FN-02", "IS-03"):
            return self.practice(indicator_id, ids)
        family = next(family for family, names in FAMILIES.items() if indicator_id in names)
        return getattr(self, family)(indicator_id, ids, part)

    def posts(self, indicator_id, ids, part):
        posts = [p for p in self.rows("unit.posts", ids) if part in (None, p["agency"])]
        if indicator_id == "CO-02":
            posts = [p for p in posts if p["agency"] not in AUTHORITYS_OWN]
        filled, established = total(posts, "filled_fte"), total(posts, "established_fte")
        temporary = [
            m
            for m in self.rows("unit.models", ids)
            if m["employment_model"] == "agency_or_contract" and part in (None, m["agency"])
        ]
        return {
            "ST-01": (established, None), "ST-02": (established - filled + total(temporary, "filled_fte"), established),
            "CO-01": (total(posts, "colocated_fte"), filled), "CO-02": (total(posts, "access_fte"), filled),
            "ST-07": (total(posts, "experienced_fte"), filled),
            "DQ-03": (total([p for p in posts if p["is_carried"]], "established_fte"), established),
        }[indicator_id]  # fmt: skip

    def models(self, indicator_id, ids, part):
        models = self.rows("unit.models", ids)
        if indicator_id == "ST-05":
            own = [m for m in models if part in (None, m["employment_model"])]
            return total(own, "filled_fte"), total(models, "filled_fte")
        seconded = [m for m in models if m["employment_model"] == "seconded"]
        return total(seconded, "ending_6m_no_successor_fte"), total(seconded, "filled_fte")

    def rollout(self, indicator_id, ids, _part):
        if indicator_id == "ST-08":
            units = self.rows("unit.unit", ids)
            children = total(units, "open_s47_count") + total(units, "plan_children_count")
            return children, total(units, "lead_practitioner_fte")
        if indicator_id == "UR-02":
            return sum((self.stage(i) or 0) >= 4 for i in ids), len(ids)
        if indicator_id == "UR-04":
            due = [m for m in self.rows("unit.milestones", ids) if m["baseline_on"] <= m["reference_on"]]
            return sum(m["actual_on"] is not None and m["actual_on"] <= m["baseline_on"] for m in due), len(due)
        if indicator_id == "UR-08":
            known = [i for i in ids if self.stage(i) is not None]
            return sum(self.declared(i) == self.stage(i) for i in known), len(known)
        if indicator_id == "IS-02":
            known = [i for i in ids if self.by["unit.agreements"][i]]
            partners = [{r["partner"] for r in self.signed(i, "information_sharing")} & set(REQUIRED) for i in known]
            return sum(map(len, partners)), 4 * len(known)
        served = sum(self.population.get(i, 0) for i in ids if (self.stage(i) or 0) >= 4)
        return served, sum(self.population.get(i, 0) for i in ids)

    def grants(self, indicator_id, ids, part):
        grants = self.rows("funding.grants", ids)
        allocated = total(grants, "start_up_gbp")
        if indicator_id != "FU-01":
            return {
                "FU-02": (total(grants, "paid_gbp"), allocated), "FU-03": (total(grants, "spent_ytd_gbp"), allocated),
                "FU-04": (total(grants, "forecast_outturn_gbp") - allocated, allocated),
                "SM-15": (total(grants, "committed_gbp"), allocated),
            }[indicator_id]  # fmt: skip
        known = {(grant["authority_id"], grant["grant"]): grant["start_up_gbp"] for grant in grants}
        for authority_id, grant, purpose, _, amount in self.q.allocations:
            if authority_id in ids and purpose == "start_up":
                known[authority_id, grant] = amount
        return Fraction(sum(amount for (_, grant), amount in known.items() if part in (None, grant))), None

    def costs(self, indicator_id, ids, part):
        paid, costs = self.rows("funding.contributions", ids), self.rows("funding.costs", ids)
        secured = total(paid, "cash_gbp") + total(paid, "in_kind_gbp")
        counted = [c for c in costs if c["authority_id"] in self.population]
        own = [p for p in paid if part in (None, p["partner"])]
        return {
            "FU-05": (total(counted, "full_year_cost_gbp"), sum(self.population[c["authority_id"]] for c in counted)),
            "FU-06": (secured, total(costs, "next_year_cost_gbp")),
            "FU-07": (total(own, "cash_gbp") + total(own, "in_kind_gbp"), secured),
        }[indicator_id]

    def inspections(self, _indicator_id, ids, _part):
        grades = [GRADES[i[4]] for a in ids if (i := self.inspection(a, lambda i: True))]
        return sum(g >= 3 for g in grades), len(grades)
