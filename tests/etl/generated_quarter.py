"""A made-up quarter for 153 authorities as rows of the four returns, for tests of computing."""

import random
from datetime import date, timedelta
from types import SimpleNamespace

import polars as pl

from schemas.authorities import register_frame
from schemas.observations import (
    ALLOCATIONS,
    INSPECTIONS,
    LAST_MILESTONES,
    LAST_STAGES,
    RECEIVED,
    ROLLING,
    STANDING,
    Inputs,
)
from schemas.periods import Period
from schemas.practice import PracticeStandard, PracticeTheme, StandardScore, Validator
from schemas.programme import (
    REVIEW_MINIMUM,
    Agency,
    Confidence,
    EmploymentModel,
    Function,
    FunctionStatus,
    Grant,
    Judgement,
    Milestone,
    Partner,
    SlippageReason,
)
from schemas.returns import RETURNS
from schemas.returns.unit import AGREEMENTS_EXPECTED

PERIOD = Period(2026, 2)
TODAY = date(2026, 11, 22)
MODELS = [str(m) for m in EmploymentModel]


def _hundredths(rng, most):
    return round(rng.random() * most * 100) / 100


def _day(rng, first, last):
    return first + timedelta(days=rng.randrange((last - first).days + 1))


class Quarter:
    """Rows as plain dictionaries, and the inputs made from them."""

    def __init__(self, seed=1, period=PERIOD, today=TODAY, missing=4, carried=10):
        self.rng = random.Random(seed)
        self.period, self.today = period, today
        self.roster = register_frame(period.reference_date).select("authority_id", "region_code", "population_0_17")
        self.rows = {f"{c}.{s.name}": [] for c, spec in RETURNS.items() for s in spec.sheets if s.name != "cover"}
        self.year = {name: [] for name in ROLLING}
        self.standing, self.received = [], []
        self.last_milestones, self.last_stages, self.allocations, self.inspections = [], [], [], []
        ids = self.roster["authority_id"].to_list()
        self.missing = set(self.rng.sample(ids, missing))
        self.carried = set(self.rng.sample([i for i in ids if i not in self.missing], carried))
        for authority_id in ids:
            if authority_id not in self.missing:
                self._authority(authority_id)
            self._public(authority_id)

    def _authority(self, authority_id):
        origin = self.period.shifted(-2) if authority_id in self.carried else self.period
        self.at = SimpleNamespace(authority_id=authority_id, period=origin)
        for form_code in RETURNS:
            self.standing.append((form_code, authority_id, str(origin), self.rng.randint(1, 3)))
            if origin == self.period:
                on = _day(self.rng, date(2026, 10, 1), date(2026, 11, 9))
                self.received.append((form_code, authority_id, on, on))
        level = self.rng.random()
        units = ["U1", "U2"] if self.rng.random() < 0.1 else ["U1"]
        for unit_code in units:
            self._unit(unit_code, level)
        self._milestones(level)
        self._agreements(level)
        self._money()
        self._activity()
        self._standards(level)

    def add(self, frame, **values):
        on = self.at.period.reference_date
        own = {"submission_id": 1, "authority_id": self.at.authority_id, "period": str(self.at.period), "row_number": 1}
        self.rows[frame].append({**own, **values, "reference_on": on, "is_carried": self.at.period != self.period})

    def _unit(self, unit_code, level):
        rng = self.rng
        yes = lambda: rng.random() < 0.75 + level / 2  # noqa: E731
        self.add(
            "unit.unit", unit_code=unit_code, unit_name="Unit", declared_stage=rng.randint(0, 6),
            self_confidence=str(rng.choice(list(Confidence))), covers_home=True, covers_outside_home=True, covers_elsewhere=False,
            is_baseline_recorded=yes(), is_lead_named=yes(), is_site_confirmed=yes(),
            stage5_exception=rng.choice([None, " ", "Agreed"]), slippage_reason=str(rng.choice(list(SlippageReason))),
            narrative=None, lead_practitioner_fte=rng.choice([0.0, _hundredths(rng, 20)]), open_s47_count=rng.randint(0, 200),
            plan_children_count=rng.randint(0, 400),
        )  # fmt: skip
        extra = [a for a in Agency if a not in REVIEW_MINIMUM and rng.random() < 0.1]
        for agency in (*REVIEW_MINIMUM, *extra):
            established = (
                rng.choice([0.0, 1.0, _hundredths(rng, 12), _hundredths(rng, 40)])
                if level < 0.5
                else round(1 + _hundredths(rng, 20), 2)
            )
            filled = round(established * rng.choice([0.5, 0.8, 1.0, 0.9, 1.0]), 2)
            self.add(
                "unit.posts", unit_code=unit_code, agency=str(agency), is_core_nominated=yes(), established_fte=established,
                filled_fte=filled, colocated_fte=round(filled * rng.random(), 2), access_fte=round(filled * (0.4 + 0.6 * rng.random()), 2),
                experienced_fte=round(filled * rng.random(), 2),
            )  # fmt: skip
            left = filled
            for model in rng.sample(MODELS, 2):
                part = left if rng.random() < 0.5 else round(left / 3, 2)
                left = round(left - part, 2)
                ending = round(part * rng.random(), 2)
                self.add(
                    "unit.models", unit_code=unit_code, agency=str(agency), employment_model=model, filled_fte=part,
                    ending_6m_fte=ending, ending_6m_no_successor_fte=round(ending * rng.random(), 2),
                )  # fmt: skip
        for function in Function:
            status = FunctionStatus.LIVE if rng.random() < 0.3 + level else rng.choice(list(FunctionStatus))
            live_on = date(2026, 1, 1) if status == "live" else None
            self.add(
                "unit.functions",
                unit_code=unit_code,
                function=str(function),
                status=str(status),
                live_on=live_on,
                limitation=None,
            )

    def _milestones(self, level):
        rng = self.rng
        end = self.at.period.reference_date
        for number, milestone in enumerate(Milestone):
            baseline = date(2025, 6, 1) + timedelta(days=35 * number + rng.randint(-20, 20))
            actual = baseline + timedelta(days=rng.randint(-30, 40)) if rng.random() < 0.3 + level else None
            actual = actual if actual and actual <= end else None
            forecast = (
                None if actual or rng.random() < 0.1 else max(end, baseline) + timedelta(days=rng.randint(0, 200))
            )
            row = {
                "milestone": str(milestone),
                "baseline_on": baseline,
                "forecast_on": forecast,
                "actual_on": actual,
                "evidence_ref": None,
            }
            self.add("unit.milestones", **row)
            if milestone in (Milestone.M16, Milestone.M17) and rng.random() < 0.9:
                moved = forecast and forecast - timedelta(days=rng.choice([0, 0, 20, 31, 100, -10]))
                self.last_milestones.append((self.at.authority_id, str(milestone), moved, actual))

    def _agreements(self, level):
        rng = self.rng
        for expected in AGREEMENTS_EXPECTED:
            state = "signed" if rng.random() < 0.6 + level else rng.choice(["draft", "not_started"])
            signed_on = date(2025, 9, 1) if state == "signed" and rng.random() < 0.8 else None
            review_on = rng.choice([None, date(2026, 11, 1), date(2027, 9, 1), date(2027, 9, 1), date(2026, 8, 1)])
            self.add(
                "unit.agreements",
                **expected,
                state=state,
                names_unit=rng.random() < 0.95,
                signed_on=signed_on,
                review_on=review_on,
            )

    def _money(self):
        rng = self.rng
        is_this_year = self.at.period.financial_year == self.period.financial_year
        for grant in Grant:
            allocated = rng.choice([0, rng.randint(10_000, 2_000_000)])
            start_up = allocated if grant is not Grant.PREVENTION else allocated // 5
            if is_this_year:
                spent = round(start_up * rng.random() * 0.8)
                self.add(
                    "funding.grants", grant=str(grant), allocated_gbp=allocated, start_up_gbp=start_up, paid_gbp=start_up // 2,
                    committed_gbp=start_up // 3, spent_ytd_gbp=spent, profile_ytd_gbp=start_up // 2,
                    forecast_outturn_gbp=round(start_up * rng.uniform(0.8, 1.2)), spent_transformation_gbp=None,
                    spent_family_help_gbp=None, spent_workforce_gbp=None, spent_voice_gbp=None, correction_note=None,
                )  # fmt: skip
            if rng.random() < 0.9:
                purpose = "ongoing" if grant is Grant.PREVENTION else "start_up"
                self.allocations.append((self.at.authority_id, str(grant), purpose, "2026-27", allocated))
        for partner in Partner:
            cash = rng.choice([0, rng.randint(0, 900_000)])
            self.add(
                "funding.contributions", partner=str(partner), cash_gbp=cash, in_kind_gbp=cash // 4, share_pct=20.0
            )
        cost = rng.randint(0, 4_000_000)
        self.add("funding.costs", full_year_cost_gbp=cost, next_year_cost_gbp=rng.choice([0, cost]), is_certified=True)

    def _quarters(self, frame, **values):
        """The quarter's row, and rows of some of the three before it."""
        self.add(frame, **values)
        self.year[frame].append(self.rows[frame][-1])
        for back in (1, 2, 3):
            if self.rng.random() < 0.8:
                earlier = {n: v // (back + 1) if isinstance(v, int) else v for n, v in values.items()}
                on = self.at.period.shifted(-back)
                self.year[frame].append(
                    {**self.rows[frame][-1], **earlier, "period": str(on), "reference_on": on.reference_date}
                )

    def _activity(self):
        rng = self.rng
        started = rng.choice([0, rng.randint(0, 9), rng.randint(40, 900)])
        conferences = rng.randint(0, started)
        spans = [rng.randint(0, conferences) for _ in range(3)]
        first, second, third = (b - a for a, b in zip([0, *sorted(spans)], sorted(spans), strict=False))
        plans, records = rng.randint(0, conferences), rng.randint(0, 800)
        self._quarters(
            "activity.counts", s47_started_count=started, strategy_held_count=started + 3, strategy_all_present_count=rng.randint(0, started),
            icpc_0_10_count=first, icpc_11_15_count=second, icpc_16_20_count=third, icpc_21_plus_count=conferences - first - second - third,
            icpc_count=conferences, plans_started_count=plans, repeat_plans_count=rng.randint(0, plans), plans_ended_count=rng.randint(0, 50),
            plans_end_count=rng.randint(0, 600), open_records_count=records, verified_records_count=rng.randint(0, records),
        )  # fmt: skip

    def _standards(self, level):
        rng, end = self.rng, self.at.period.reference_date
        for standard in PracticeStandard:
            score = rng.choices([*map(str, StandardScore), None], [1, 2, 4, 2 + 4 * level, 1, 0.2])[0]
            by = str(rng.choice(list(Validator)))
            days = [-400, -366, -365, -364, -100, 0, 3]
            on = rng.choice([None, *(end + timedelta(days=n) for n in days)]) if by != "none" else None
            self.add(
                "standards.scores", standard=str(standard), score=score, not_applicable_reason=None, evidence_note=None,
                validated_by=by, validated_on=on,
            )  # fmt: skip
        completed = rng.randint(0, 30)
        self._quarters(
            "standards.audits", assessed_on=end - timedelta(days=60), audits_completed_count=completed, audits_good_count=rng.randint(0, completed)
        )  # fmt: skip
        for theme in PracticeTheme:
            self.add("standards.themes", theme=str(theme), theme_audits_count=completed, theme_good_count=0)

    def _public(self, authority_id):
        rng = self.rng
        if rng.random() < 0.3:
            self.last_stages.append((authority_id, rng.randint(0, 5)))
        for _ in range(rng.randint(0, 3)):
            on = _day(rng, date(2020, 1, 1), date(2026, 9, 1))
            overall = None if on >= date(2026, 4, 1) else str(rng.choice(list(Judgement)))
            self.inspections.append(
                (authority_id, on, on + timedelta(days=60), overall, str(rng.choice(list(Judgement))))
            )

    def frame(self, name, rows=None):
        code, _, sheet_name = name.partition(".")
        sheet = RETURNS[code].sheet(sheet_name)
        schema = {"submission_id": pl.Int64, "authority_id": pl.String, "period": pl.String, "row_number": pl.Int64}
        schema |= {c.name: c.dtype for c in sheet.columns} | {"reference_on": pl.Date, "is_carried": pl.Boolean}
        return pl.DataFrame(self.rows[name] if rows is None else rows, schema=schema, orient="row")

    def inputs(self):
        made = lambda rows, schema: pl.DataFrame(rows, schema=schema, orient="row")  # noqa: E731
        return Inputs(
            period=self.period, today=self.today, roster=self.roster, rows={name: self.frame(name) for name in self.rows},
            standing=made(self.standing, STANDING), last_milestones=made(self.last_milestones, LAST_MILESTONES),
            last_stages=made(self.last_stages, LAST_STAGES), allocations=made(self.allocations, ALLOCATIONS),
            inspections=made(self.inspections, INSPECTIONS), received=made(self.received, RECEIVED),
            due=dict.fromkeys(RETURNS, date(2026, 10, 30)), year_rows={name: self.frame(name, rows) for name, rows in self.year.items()},
        )  # fmt: skip
