"""Indicators of records and published statistics, the slow and obvious way, in plain Python.

A row of a record is a dictionary with "places": the authorities that it is about, which report together.
"""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

THREE, TWO, ONE = 3, 2, 1
COLOURS = {"green": THREE, "amber": TWO, "red": ONE}
LOCAL = {"LR-SOL": "LA334", "LR-BRA": "LA380"}
COUNTED = {
    "SI-01": ("notifications_count", None),
    "SI-02": ("notifications_5_days_count", "notifications_count"),
    "SI-03": ("rapid_reviews_15_days_count", "rapid_reviews_due_count"),
    "SI-04": ("local_reviews_6_months_count", "local_reviews_due_count"),
}
YES = {
    "SM-19": lambda r, on: bool(
        r["report_published_on"] and r["report_published_on"] <= on and r["is_impact_evidenced"]
    ),
    "SM-20": lambda r, on: (
        all(r[f"has_{who}"] for who in ("authority_lead", "icb_lead", "police_lead", "chair", "scrutineer"))
        and r["delegates_count"] == 3
    ),
    "SM-23": lambda r, on: r["is_help_before"] and r["is_help_during"] and r["is_help_after"],
    "SM-24": lambda r, on: r["has_abuse_specialist"],
}


def percent(numerator, denominator, places=1):
    """A share as shown: halves up; None over nothing."""
    if not denominator:
        return None
    exact = Fraction(numerator) * 100 / Fraction(denominator)
    number = Decimal(exact.numerator) / Decimal(exact.denominator)
    return float(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


class SlowRecords:
    """Figures of one authority, or of many together, in which a row of several is counted once."""

    def __init__(self, records, period, roster):
        self.r, self.period, self.on, self.roster = records, period, period.reference_date, set(roster)

    def about(self, sheet, ids):
        """The rows about any of some authorities: each once, however many of them it is about."""
        wanted = self.roster & set(ids)
        return [row for row in self.r[sheet] if wanted & set(row["places"])]

    def four_quarters(self, ids):
        quarters = {str(self.period.shifted(-n)) for n in range(4)}
        return [row for row in self.about("panel.timeliness", ids) if row["quarter"] in quarters]

    def panel(self, indicator_id, ids):
        part, whole = COUNTED[indicator_id]
        rows = self.four_quarters(ids)
        return sum(r[part] for r in rows), sum(r[whole] for r in rows) if whole else None

    def themes(self, theme, ids):
        quarters = {str(self.period.shifted(-n)) for n in range(4)}
        rows = [r for r in self.about("panel.themes", ids) if r["quarter"] in quarters and r["theme"] == theme]
        due = sum(r["rapid_reviews_due_count"] for r in self.four_quarters(ids))
        return sum(r["reviews_count"] for r in rows), due

    def priority_actions(self, ids):
        """Those open, and those of them overdue."""
        raised = [r for r in self.about("jtai.actions", ids) if r["raised_on"] <= self.on]
        still = [r for r in raised if r["closed_on"] is None or r["closed_on"] > self.on]
        return len(still), sum(r["due_on"] < self.on for r in still)

    def intervention(self, authority_id):
        """0 for none, 1 for a notice or supervision, 2 for a direction or trust."""
        rows = [
            r
            for r in self.about("intervention.interventions", [authority_id])
            if r["from_on"] <= self.on and (r["to_on"] is None or r["to_on"] > self.on)
        ]
        return max((2 if r["kind"] in ("direction", "trust") else 1 for r in rows), default=0)

    def moderated(self, authority_id):
        rows = [r for r in self.about("confidence.ratings", [authority_id]) if r["quarter"] == str(self.period)]
        return COLOURS[max(rows, key=lambda r: r["moderated_on"])["rating"]] if rows else None

    def budget(self, ids):
        rows = [
            r for r in self.about("exploitation.framework", ids) if r["financial_year"] == self.period.financial_year
        ]
        return sum(r["budget_gbp"] for r in rows)

    def areas(self, indicator_id, ids):
        """How many reporting areas meet a test, of how many: the latest row of each."""
        is_yearly = indicator_id in ("SM-19", "SM-20")
        sheet, order = (
            ("partnership.partnerships", "financial_year") if is_yearly else ("provision.provision", "as_at_on")
        )
        day = "report_due_on" if is_yearly else "as_at_on"
        latest = {}
        for row in self.about(sheet, ids):
            held = latest.get(row["places"])
            if row[day] <= self.on and (held is None or row[order] > held[order]):
                latest[row["places"]] = row
        return sum(bool(YES[indicator_id](row, self.on)) for row in latest.values()), len(latest)

    # The tracker
    def area(self, recommendation):
        return LOCAL.get(recommendation[:6], "England")

    def counted(self, where=None):
        """Actions that count, of one place or of all."""
        return [
            a
            for a in self.r["tracker.actions"]
            if a["status"] != "superseded" and a["response"] not in ("rejected", "superseded")
            and where in (None, self.area(a["recommendation"]))
        ]  # fmt: skip

    def open_actions(self, where=None):
        def is_done(a):
            return a["delivered_on"] is not None and a["delivered_on"] <= self.on

        return [a for a in self.counted(where) if a["status"] != "closed_not_proceeding" and not is_done(a)]

    def moves(self, action):
        rows = [m for m in self.r["tracker.rebaselines"] if m["action_ref"] == action["action_ref"]]
        return sorted((m for m in rows if m["rebaselined_on"] <= self.on), key=lambda m: m["rebaselined_on"])

    def due(self, action):
        moves = self.moves(action)
        return moves[-1]["to_on"] if moves else action["baseline_on"]

    def overdue(self, where=None, by=0):
        return sum(self.due(a) < self.on - timedelta(by) for a in self.open_actions(where))

    def evidenced(self):
        """National actions delivered with evidence, of those that count."""
        national = self.counted("England")
        done = [
            a
            for a in national
            if a["status"] == "delivered_evidenced" and a["evidence_on"] and a["evidence_on"] <= self.on
        ]
        return len(done), len(national)

    def impact(self, where=None):
        """Local recommendations with accepted evidence that something changed, of all."""
        every = [r for r in self.r["local"] if where in (None, self.area(r))]
        accepted = {
            i["recommendation"]
            for i in self.r["tracker.impact"]
            if i["accepted_on"]
            and i["accepted_on"] <= self.on
            and i["strength"] in ("early_outcome", "sustained_outcome")
        }
        return sum(r in accepted for r in every), len(every)
