"""Indicators of inspection (IN), serious incidents (SI), recommendations (RT) and data quality (DQ)."""

from typing import Any

import polars as pl

from schemas.indicators_grammar import NATIONAL_LEVELS, Aggregation, Breakdown, Category, Counted, Indicator, Unit
from schemas.programme import Judgement
from schemas.returns import RETURNS
from schemas.vocabulary import Better, Disclosure, Level, Theme, ValueStatus

JUDGEMENTS = tuple(
    Category(float(4 - place), str(word), word.label) for place, word in enumerate(Judgement)
)  # outstanding 4 to inadequate 1: higher is better
INSPECTION_CYCLE_MONTHS = 36
STALE_INSPECTION_MONTHS = INSPECTION_CYCLE_MONTHS * 3 // 2
_OFSTED: dict[str, Any] = {
    "theme": Theme.INSPECTION, "source": "Ofsted inspection outcomes", "form": "ofsted", "recommendations": ("4",),
    "blank": ValueStatus.NOT_AVAILABLE,
}  # fmt: skip
_JUDGED: dict[str, Any] = {
    **_OFSTED, "unit": Unit.CATEGORY, "dp": 0, "aggregation": Aggregation.DISTRIBUTION, "distribution": "judgement",
    "categories": JUDGEMENTS, "frequency": "When inspected", "cycle_months": INSPECTION_CYCLE_MONTHS,
    "frame": "ofsted.latest", "evidence": "Inspectorate",
}  # fmt: skip

INSPECTION = (
    Indicator(
        id="IN-01", title="Overall effectiveness, inspections before April 2026", **_JUDGED,
        definition="The latest overall judgement, from inspections that started before April 2026, when overall judgements ended.",
        why="It is the last overall view that inspectors gave, and it grows older.",
        numerator_words="Judgement: 4 outstanding, 3 good, 2 requires improvement, 1 inadequate", numerator=pl.col("overall"),
        note=pl.col("overall_on"), says="judged {value} at the inspection of {note}",
    ),
    Indicator(
        id="IN-02", title="Help and protection judgement", **_JUDGED,
        definition="The latest judgement of the experiences and progress of children who need help and protection.",
        why="It is the independent view closest to what the Units are for.",
        numerator_words="Judgement: 4 outstanding, 3 good, 2 requires improvement, 1 inadequate", numerator=pl.col("help_and_protection"),
        note=pl.col("help_and_protection_on"), stale_when=pl.col("help_and_protection_months") > STALE_INSPECTION_MONTHS,
        says="judged {value} at the inspection of {note}",
    ),
    Indicator(
        id="IN-03", title="Authorities good or outstanding for help and protection", **_OFSTED,
        definition="The share of authorities with a judgement whose latest help and protection judgement is good or outstanding.",
        why="It shows whether practice is getting better across the country.",
        numerator_words="Authorities judged good or outstanding", denominator_words="Authorities with a judgement",
        levels=NATIONAL_LEVELS, frequency="Monthly", cycle_months=1, evidence="Inspectorate", frame="ofsted.latest",
        numerator=pl.col("help_and_protection") >= 3, denominator=pl.col("help_and_protection").is_not_null(),
    ),
    Indicator(
        id="IN-04", title="Months since last full inspection", **_OFSTED,
        definition="Whole months from the start of the latest full inspection to the end of the quarter.",
        why="A judgement says less about today the older it is; after 36 months it should be read with care.",
        numerator_words="Months since the inspection started", denominator_words="Authorities inspected", unit=Unit.MONTHS, dp=0,
        better=Better.NEUTRAL, frequency="Monthly", cycle_months=1, aggregation=Aggregation.MEDIAN, evidence="Derived",
        frame="ofsted.latest", numerator=pl.col("inspected_months"), note=pl.col("inspected_on"),
        counted={"older=36_months": pl.col("item") > 36},
    ),
    Indicator(
        id="IN-05", title="Areas for priority action open", theme=Theme.INSPECTION,
        definition="Priority actions from joint or single inspections that are not yet signed off as closed.",
        why="A priority action is the strongest thing that inspectors say short of a judgement.",
        numerator_words="Open priority actions", unit=Unit.COUNT, dp=0, better=Better.LOWER, frequency="When inspected", cycle_months=3,
        source="Joint inspection record", form="jtai", aggregation=Aggregation.SUM, recommendations=("4",), evidence="Inspectorate",
        frame="jtai.actions", numerator=pl.col("is_open"), target=pl.col("is_overdue"), says="open: {value}",
    ),
    Indicator(
        id="IN-06", title="Authorities in statutory intervention", theme=Theme.INSPECTION,
        definition="Authorities with an open improvement notice or statutory direction, or in a supervision period.",
        why="Intervention and starting a Unit compete for the same few leaders.",
        numerator_words="Authorities in intervention", denominator_words="All authorities", unit=Unit.COUNT, dp=0, better=Better.LOWER,
        frequency="When changed", cycle_months=3, source="Intervention record", form="intervention", aggregation=Aggregation.SUM,
        recommendations=("4", "6"), evidence="Department's record", frame="intervention.open", numerator=pl.col("is_open"),
        denominator=pl.lit(1), target=pl.col("is_directed"), rated_when=pl.col("is_open"), unrated="Not rated: no intervention is open.", says="",
    ),
)  # fmt: skip

_PANEL: dict[str, Any] = {
    "theme": Theme.INCIDENTS, "disclosure": Disclosure.D3, "counts": Counted.CHILDREN, "counts_denominator": Counted.CHILDREN,
    "recommendations": ("5",), "form": "panel", "frame": "panel.year", "source": "Panel record",
    "levels": (Level.AUTHORITY, Level.REGION, Level.ENGLAND),
}  # fmt: skip

INCIDENTS = (
    Indicator(
        id="SI-01", title="Serious incident notifications", **_PANEL,
        definition="Incidents notified to the Panel in the four quarters to the quarter's end, by date of notification.",
        why="It gives the size of the Panel's task; neither a high nor a low number says how well anyone performs.",
        numerator_words="Notifications", unit=Unit.COUNT, dp=0, better=Better.NEUTRAL, frequency="Annual", cycle_months=12,
        aggregation=Aggregation.SUM, evidence="Official statistics", numerator=pl.col("notifications_count"),
    ),
    Indicator(
        id="SI-02", title="Notifications within 5 working days", **_PANEL,
        definition="The share of the incidents of the last four quarters that were notified within five working days of the authority becoming aware.",
        why="Learning that starts late is lost.", numerator_words="Notifications within five working days", denominator_words="Notifications",
        frequency="Annual", cycle_months=12, minimum_base=20, evidence="Administrative",
        numerator=pl.col("notifications_5_days_count"), denominator=pl.col("notifications_count"), says="{value} were notified in time",
    ),
    Indicator(
        id="SI-03", title="Rapid reviews within 15 working days", **_PANEL,
        definition="The share of the rapid reviews due in the last four quarters that were sent to the Panel within 15 working days of notification.",
        why="A rapid review is only rapid if it is on time.", numerator_words="Rapid reviews on time", denominator_words="Rapid reviews due",
        frequency="Quarterly, over four quarters", minimum_base=20, evidence="Administrative",
        numerator=pl.col("rapid_reviews_15_days_count"), denominator=pl.col("rapid_reviews_due_count"), says="{value} were in time",
    ),
    Indicator(
        id="SI-04", title="Local child safeguarding practice reviews published within six months", **_PANEL,
        definition="The share of the local reviews due in the last four quarters that were published, or agreed not to be, within six months of the decision to start one.",
        why="Families and practitioners wait for what a review has to say.", numerator_words="Reviews on time", denominator_words="Reviews due",
        frequency="Quarterly, over four quarters", minimum_base=20, evidence="Administrative",
        numerator=pl.col("local_reviews_6_months_count"), denominator=pl.col("local_reviews_due_count"), says="{value} were in time",
    ),
)  # fmt: skip

_ENGLAND = (Level.ENGLAND,)
_TRACKER: dict[str, Any] = {
    "theme": Theme.RECOMMENDATIONS, "source": "Recommendations tracker", "form": "tracker",
}  # fmt: skip
_EVERY = tuple(str(number) for number in range(1, 9))

RECOMMENDATIONS = (
    Indicator(
        id="RT-01", title="National recommendation actions complete and evidenced", **_TRACKER,
        definition="The share of actions on the eight national recommendations that are delivered with evidence.",
        why="Delivered and worked are two things; this asks for proof of the first.",
        numerator_words="Actions delivered and evidenced", denominator_words="Actions not superseded or rejected", levels=_ENGLAND,
        recommendations=_EVERY, evidence="Owner and assurance", frame="tracker.actions",
        numerator=pl.when("is_national").then(pl.col("is_evidenced")), denominator=pl.when("is_national").then(pl.col("is_counted")),
    ),
    Indicator(
        id="RT-02", title="Actions overdue", **_TRACKER,
        definition="Open actions past the date agreed for them, national and local together; an authority has those on its own recommendations. How many were re-dated more than once stands beside it (SM-21).",
        why="What is overdue is what the Board can unblock.", numerator_words="Open actions past their due date", denominator_words="Open actions",
        unit=Unit.COUNT, dp=0, better=Better.LOWER, levels=(Level.AUTHORITY, Level.ENGLAND), frequency="Monthly", cycle_months=1,
        aggregation=Aggregation.SUM, recommendations=_EVERY, evidence="Derived", frame="tracker.actions",
        numerator=pl.col("is_overdue"), denominator=pl.col("is_open"), target=pl.col("is_long_overdue"), says="overdue: {value}",
    ),
    Indicator(
        id="RT-03", title="Local recommendations with evidence of impact", **_TRACKER,
        definition="The share of recommendations for Solihull and Bradford with evidence of impact that the independent scrutineer accepts.",
        why="The two places where children died deserve proof that something changed.",
        numerator_words="Recommendations with accepted evidence of impact", denominator_words="Local recommendations",
        levels=(Level.AUTHORITY, Level.ENGLAND), recommendations=("local",), evidence="Owner and assurance",
        frame="tracker.impact", numerator=pl.col("is_accepted"), denominator=pl.lit(1), says="{value} have accepted evidence",
    ),
)  # fmt: skip

BY_RETURN = Breakdown(
    "return", "form_code", tuple(Category(float(n), code, spec.title) for n, (code, spec) in enumerate(RETURNS.items())),
)  # fmt: skip
_SYSTEM: dict[str, Any] = {
    "theme": Theme.QUALITY,
    "source": "This service",
    "form": "system",
    "recommendations": ("7",),
    "evidence": "System",
}

QUALITY = (
    Indicator(
        id="DQ-01", title="Returns submitted on time", **_SYSTEM,
        definition="The share of returns due for the quarter that were received, and passed their checks, by the due date.",
        why="A picture made from half the returns is half a picture.",
        numerator_words="Returns received by the due date", denominator_words="Returns due", frequency="Each collection",
        frame="system.returns", numerator=pl.col("is_on_time"), denominator=pl.lit(1), breakdown=BY_RETURN, says="{value} were on time",
    ),
    Indicator(
        id="DQ-02", title="Returns authorised", **_SYSTEM,
        definition="The share of returns due that the department had authorised by the publication cut-off, 30 days after they were due. A return whose cut-off is still to come is left out until it is authorised.",
        why="Only an authorised figure may be quoted.", numerator_words="Returns authorised", denominator_words="Returns due",
        frequency="Each collection", frame="system.returns", numerator=pl.col("is_authorised"),
        denominator=pl.when(pl.col("is_authorised").is_not_null()).then(1), breakdown=BY_RETURN,
        says="{value} were authorised",
    ),
    Indicator(
        id="DQ-03", title="National total that is estimated", **_SYSTEM,
        definition="The share of established posts that comes from returns carried forward from an earlier quarter.",
        why="A total that leans on old returns can hide what changed.",
        numerator_words="Established posts in returns carried forward", denominator_words="Established posts in all returns",
        better=Better.LOWER, levels=NATIONAL_LEVELS, frequency="Each collection", frame="unit.posts",
        numerator=pl.when(pl.col("is_carried")).then(pl.col("established_fte")), denominator=pl.col("established_fte"),
        says="{value} is carried forward",
    ),
    Indicator(
        id="DQ-04", title="Age of data", **_SYSTEM,
        definition="Days from the reference date of the latest accepted return to today, or to the end of the next quarter if that has passed; of several returns, the oldest.",
        why="Old figures should look old.", numerator_words="Days since the reference date", unit=Unit.DAYS, dp=0, better=Better.LOWER,
        frequency="Continuous", cycle_months=3, aggregation=Aggregation.LARGEST, frame="system.age", numerator=pl.col("age_days"),
        blank=ValueStatus.NOT_AVAILABLE, says="",
    ),
)  # fmt: skip
