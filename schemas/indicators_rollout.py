"""Indicators of rollout (UR) and information sharing (IS): how far each authority has come."""

import polars as pl

from schemas.indicators_grammar import NATIONAL_LEVELS, Aggregation, Category, Counted, Indicator, Unit
from schemas.programme import Confidence, Stage
from schemas.vocabulary import Better, Disclosure, Theme, ValueStatus

STAGES = tuple(Category(float(stage), str(int(stage)), f"Stage {int(stage)}: {stage.label}") for stage in Stage)
CONFIDENCES = tuple(
    Category(value, str(word), word.label)
    for value, word in ((3.0, Confidence.GREEN), (2.0, Confidence.AMBER), (1.0, Confidence.RED))
)
AGREEMENT_STATES = (
    Category(3.0, "in_force", "In force"),
    Category(2.0, "review_due", "In force, review due within 90 days"),
    Category(1.0, "partial", "Signed by some partners"),
    Category(0.0, "none", "None in force"),
)
_operational = pl.col("evidenced_stage") >= Stage.OPERATIONAL
_open = pl.col("actual_on").is_null() | (pl.col("actual_on") > pl.col("reference_on"))
_due = pl.col("baseline_on") <= pl.col("reference_on")

ROLLOUT = (
    Indicator(
        id="UR-01", title="Rollout stage", theme=Theme.ROLLOUT,
        definition="The stage from 0 to 6 that the evidence supports, for the most advanced Unit of the authority at the end of the quarter.",
        why="It says in one figure how far an authority has come, by evidence and not by claim.",
        numerator_words="Stage supported by evidence", unit=Unit.CATEGORY, dp=0,
        aggregation=Aggregation.DISTRIBUTION, evidence="Self-report and evidence gate", frame="authorities",
        numerator=pl.col("evidenced_stage"), target=pl.col("planned_stage"), distribution="stage", categories=STAGES,
        says="the evidence supports {value}, against stage {target} planned",
    ),
    Indicator(
        id="UR-02", title="Authorities with an operational Unit", theme=Theme.ROLLOUT,
        definition="The share of authorities whose evidence supports stage 4 or above.",
        why="An operational Unit in every area is what the reform promised by 31 March 2027.",
        numerator_words="Authorities at evidenced stage 4 or above", denominator_words="All authorities",
        levels=NATIONAL_LEVELS, evidence="Derived", frame="authorities",
        numerator=_operational, denominator=pl.lit(1), target=pl.col("is_operation_planned"), outlook=pl.col("is_operation_forecast"),
        says="{value} against {target} planned",
    ),
    Indicator(
        id="UR-03", title="Children living in areas with an operational Unit", theme=Theme.ROLLOUT,
        definition="The share of children aged 0 to 17 who live in an authority whose evidence supports stage 4 or above.",
        why="A large county and a small unitary should not count the same when asking how many children are protected.",
        numerator_words="Children aged 0 to 17 in authorities at evidenced stage 4 or above", denominator_words="Children aged 0 to 17 in all authorities",
        levels=NATIONAL_LEVELS, evidence="Derived", source="Unit implementation return and ONS mid-year estimates", frame="authorities",
        numerator=pl.when(_operational).then(pl.col("population_0_17")), denominator=pl.col("population_0_17"),
        target=pl.when(pl.col("is_operation_planned")).then(pl.col("population_0_17")),
        outlook=pl.when(pl.col("is_operation_forecast")).then(pl.col("population_0_17")),
        says="{value} against {target} planned",
    ),
    Indicator(
        id="UR-04", title="Milestones met on time", theme=Theme.ROLLOUT,
        definition="Of the milestones whose agreed baseline date has passed, the share met on or before that date.",
        why="Early milestones missed are the first warning that operation will be late.",
        numerator_words="Milestones met on or before their baseline date", denominator_words="Milestones with a baseline date up to the end of the quarter",
        evidence="Derived", frame="unit.milestones",
        numerator=_due & (pl.col("actual_on") <= pl.col("baseline_on")), denominator=_due, minimum_base=4,
        says="{value} were met on time",
    ),
    Indicator(
        id="UR-05", title="Slippage on open milestones", theme=Theme.ROLLOUT,
        definition="The median number of days between baseline and forecast date, over milestones not yet met.",
        why="It shows how late the remaining work is expected to be, before it is late.",
        numerator_words="Median days from baseline to forecast", denominator_words="Milestones not yet met that have a forecast",
        unit=Unit.DAYS, dp=0, better=Better.LOWER, aggregation=Aggregation.MEDIAN, evidence="Derived", frame="unit.milestones",
        numerator=pl.when(_open).then((pl.col("forecast_on") - pl.col("baseline_on")).dt.total_days()),
        says="the middle open milestone is expected {value} its baseline",
    ),
    Indicator(
        id="UR-06", title="Forecast full operation against the national date", theme=Theme.ROLLOUT,
        definition="Days from the national date, 31 March 2027, to the date on which the authority met or expects to meet milestone M17, full operation; negative if earlier.",
        why="The national date is kept or missed one authority at a time.",
        numerator_words="Date of full operation, met or forecast, less the national date", denominator_words="Authorities with a date",
        unit=Unit.DAYS, dp=0, better=Better.LOWER, aggregation=Aggregation.MEDIAN, frame="authorities",
        numerator=pl.col("full_operation_days"), counted={"after=national_date": pl.col("item") > 0},
        blank=ValueStatus.NOT_AVAILABLE, says="full operation is expected {value} it",
    ),
    Indicator(
        id="UR-07", title="Delivery confidence", theme=Theme.ROLLOUT,
        definition="The partnership's own three-point rating of whether full operation will be reached on time; the lowest, where there are several Units. The department's moderated rating is stored apart (SM-16), and how often the two differ (SM-17).",
        why="Those closest to the work often know first that a plan will fail.",
        numerator_words="Self-assessed rating: 3 green, 2 amber, 1 red", unit=Unit.CATEGORY, dp=0, aggregation=Aggregation.DISTRIBUTION,
        recommendations=("1", "6"), evidence="Judgement", frame="authorities", numerator=pl.col("confidence"),
        distribution="confidence", categories=CONFIDENCES, says="",
    ),
    Indicator(
        id="UR-08", title="Declared and evidenced stage agree", theme=Theme.ROLLOUT,
        definition="The share of authorities whose declared stage equals the stage that the evidence supports.",
        why="A claim that runs ahead of its evidence misleads the Board; one behind it hides progress.",
        numerator_words="Authorities whose declared and evidenced stages are equal", denominator_words="Authorities with a return",
        levels=NATIONAL_LEVELS, recommendations=("1", "6"), evidence="Derived", frame="authorities",
        numerator=pl.col("declared_stage") == pl.col("evidenced_stage"), denominator=pl.col("declared_stage").is_not_null(),
        says="{value} agree",
    ),
)  # fmt: skip

SHARING = (
    Indicator(
        id="IS-01", title="Information-sharing agreement in force", theme=Theme.SHARING,
        definition="Whether every required partner has signed an information-sharing agreement that names the Unit and is within its review date; nationally, the share of authorities where that is so.",
        why="Without a lawful basis that all partners trust, warnings stay in separate files.",
        numerator_words="Authorities with an agreement in force", denominator_words="All authorities",
        authority_unit=Unit.CATEGORY, aggregation=Aggregation.SHARE, recommendations=("3", "7"), evidence="Self-report and document", frame="authorities",
        numerator=pl.col("agreement_state"), denominator=pl.lit(1), share_when=pl.col("numerator") >= 2, categories=AGREEMENT_STATES,
        says="the agreement is: {value}",
    ),
    Indicator(
        id="IS-02", title="Required signatories", theme=Theme.SHARING,
        definition="The share of the partners who must sign the information-sharing agreement that have signed it: the authority, the police, the integrated care board and education.",
        why="An agreement is only as wide as the partners who put their name to it.",
        numerator_words="Required partners that have signed", denominator_words="Partners required to sign", recommendations=("3", "7"), frame="authorities",
        numerator=pl.col("signed_count"), denominator=pl.col("required_count"), says="{value} of required partners have signed",
    ),
    Indicator(
        id="IS-03", title="Consistent identifier coverage", theme=Theme.SHARING,
        definition="The share of open child protection records that hold a verified NHS number.",
        why="Agencies cannot join what they know about a child without one number for that child.",
        numerator_words="Open records with a verified identifier", denominator_words="Open records", recommendations=("7",),
        disclosure=Disclosure.D2, counts=Counted.CHILDREN, counts_denominator=Counted.CHILDREN, minimum_base=20,
        source="Child protection activity return", form="activity", frame="activity.counts",
        numerator=pl.col("verified_records_count"), denominator=pl.col("open_records_count"),
        says="{value} of open records hold one",
    ),
)  # fmt: skip
