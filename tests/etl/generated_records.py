"""Made-up records, among them rows about several authorities, dates on every edge, and ended authorities."""

import random
from datetime import date, timedelta

import polars as pl

from schemas.authorities import authorities
from schemas.recorded import Delivery, Impact, Intervention, Recommendation, Response, ReviewTheme
from schemas.sources import RECORDS

GONE = "LA928"  # Northamptonshire, which ended in 2021


class Records:
    """Rows as dictionaries with the "places" that they are about, and the frames that the store would give."""

    def __init__(self, period, seed=1):
        self.rng, self.period, self.on = random.Random(seed), period, period.reference_date
        self.ids = [a.authority_id for a in authorities(self.on)]
        together = {}
        for a in authorities(self.on):
            if a.partnership:
                together.setdefault(a.partnership, []).append(a.authority_id)
        shared = [tuple(sorted(ids)) for ids in together.values()]
        alone = [(i,) for i in self.ids if not any(i in s for s in shared)]
        self.areas = [*shared, *alone, (GONE,)]
        self.rows = {f"{code}.{s.name}": [] for code, record in RECORDS.items() for s in record.sheets}
        self.rows["local"] = [str(r) for r in Recommendation if r.authority_id]
        self._panel()
        self._inspections()
        self._ratings()
        self._areas()
        self._tracker()

    def near(self, *days):
        """The reference date, or a day near it."""
        return self.on + timedelta(self.rng.choice(days or (-400, -91, -90, -89, -1, 0, 1, 60)))

    def _panel(self):
        rng = self.rng
        for back in range(6):
            quarter = str(self.period.shifted(-back))
            for places in self.areas:
                if rng.random() < 0.15:
                    continue
                whole = [rng.choice((0, 0, 1, 2, 7)) for _ in range(3)]
                part = [rng.randint(0, n) for n in whole]
                names = ("notifications", "rapid_reviews_due", "local_reviews_due")
                within = ("notifications_5_days", "rapid_reviews_15_days", "local_reviews_6_months")
                counts = {f"{n}_count": v for n, v in zip((*names, *within), (*whole, *part), strict=True)}
                self.rows["panel.timeliness"].append({"places": places, "quarter": quarter, **counts})
                if whole[1]:
                    theme = {"theme": str(rng.choice(list(ReviewTheme))), "reviews_count": rng.randint(0, whole[1])}
                    self.rows["panel.themes"].append({"places": places, "quarter": quarter, **theme})

    def _inspections(self):
        rng = self.rng
        for number in range(60):
            dates = {
                "raised_on": self.near(-300, -10, 0, 1),
                "due_on": self.near(),
                "closed_on": rng.choice((None, None, self.near())),
            }
            self.rows["jtai.actions"].append(
                {"places": rng.choice(self.areas[:30]), "inspection_ref": f"J{number}", "action_number": 1, **dates}
            )
            kind = str(rng.choice(list(Intervention)))
            dates = {"from_on": self.near(-900, -1, 0, 1), "to_on": rng.choice((None, None, self.near(-1, 0, 1)))}
            self.rows["intervention.interventions"].append({"places": rng.choice(self.areas), "kind": kind, **dates})

    def _ratings(self):
        for quarter in (self.period, self.period.previous):
            for one in self.ids:
                if self.rng.random() < 0.8:
                    rating = self.rng.choice(("green", "amber", "red"))
                    row = {"quarter": str(quarter), "rating": rating, "moderated_on": quarter.end + timedelta(30)}
                    self.rows["confidence.ratings"].append({"places": (one,), **row})

    def _areas(self):
        rng = self.rng
        yes = lambda: rng.random() < 0.6  # noqa: E731
        for places in self.areas:
            for year in ("2024-25", "2025-26", "2026-27"):
                due = date(int(year[:4]) + 1, 9, 30)
                if yes():
                    out = rng.choice((None, due, self.on + timedelta(1)))
                    self.rows["partnership.partnerships"].append(
                        {
                            "places": places, "financial_year": year, "delegates_count": rng.choice((2, 3)),
                            **{f"has_{who}": rng.random() < 0.9 for who in ("authority_lead", "icb_lead", "police_lead", "chair", "scrutineer")},
                            "report_due_on": due, "report_published_on": out, "is_impact_evidenced": rng.choice((True, False, None)) if out else None,
                        }
                    )  # fmt: skip
                if yes():
                    self.rows["exploitation.framework"].append(
                        {"places": places, "financial_year": year, "budget_gbp": rng.randint(0, 90_000)}
                    )
            for day in (self.on - timedelta(92), self.on, self.on + timedelta(1)):
                if yes():
                    offered = {
                        n: yes() for n in ("is_help_before", "is_help_during", "is_help_after", "has_abuse_specialist")
                    }
                    self.rows["provision.provision"].append({"places": places, "as_at_on": day, **offered})

    def _tracker(self):
        rng = self.rng
        for number in range(80):
            status = str(rng.choice(list(Delivery)))
            is_done = status.startswith("delivered")
            action = {
                "places": (), "action_ref": f"A{number}", "recommendation": str(rng.choice(list(Recommendation))),
                "status": status, "response": str(rng.choice([*[Response.ACCEPTED] * 5, *Response])), "baseline_on": self.near(),
                "delivered_on": self.near(-30, 0, 1) if is_done else None, "evidence_on": self.near(-20, 0, 1) if is_done else None,
            }  # fmt: skip
            self.rows["tracker.actions"].append(action)
            for day in rng.sample((-60, -30, 0, 1), rng.choice((0, 0, 1, 2, 3))):
                move = {"rebaselined_on": self.on + timedelta(day), "to_on": self.near()}
                self.rows["tracker.rebaselines"].append({"places": (), "action_ref": action["action_ref"], **move})
        for _ in range(12):
            evidence = {
                "strength": str(rng.choice(list(Impact))),
                "accepted_on": rng.choice((None, self.near(-9, 0, 1))),
            }
            self.rows["tracker.impact"].append(
                {"places": (), "recommendation": rng.choice(self.rows["local"]), **evidence}
            )

    def frames(self):
        """As `schemas.observations.Inputs.records`: a row about several is there for each, with the same row number."""
        return {name: self._frame(name, rows) for name, rows in self.rows.items() if name != "local"}

    def _frame(self, name, rows):
        code, _, sheet = name.partition(".")
        schema = {"submission_id": pl.Int64, "authority_id": pl.String, "row_number": pl.Int64} | RECORDS[code].sheet(
            sheet
        ).stored
        long = [
            {
                "submission_id": 1,
                "row_number": n,
                **{k: v for k, v in row.items() if k in schema},
                "authority_id": place,
            }
            for n, row in enumerate(rows)
            for place in row["places"] or (None,)
        ]
        return pl.DataFrame([{c: r.get(c) for c in schema} for r in long], schema=schema, orient="row")
