"""Indicators of staffing (ST), co-location and functions (CO, FN): who is in the Units and what they do."""

import polars as pl

from schemas.indicators_grammar import Aggregation, Breakdown, Category, Counted, Indicator, Published, Unit, choices
from schemas.programme import REVIEW_MINIMUM, STATUTORY_CORE, Agency, EmploymentModel, Stage
from schemas.vocabulary import Better, Disclosure, Level, Theme

BY_AGENCY = Breakdown("agency", "agency", choices(Agency))
BY_MODEL = Breakdown("model", "employment_model", choices(EmploymentModel), is_of_whole=True)
# The agencies whose staff are the authority's own, and so use its case-record system as a matter of course.
AUTHORITY_AGENCIES = (Agency.SOCIAL_WORK, Agency.ADULT_SOCIAL_CARE, Agency.YOUTH_JUSTICE, Agency.HOUSING)
_seconded = pl.col("employment_model") == EmploymentModel.SECONDED
_is_partner = ~pl.col("agency").is_in([str(a) for a in AUTHORITY_AGENCIES])
_vacant_fte = pl.col("established_fte") - (pl.col("filled_fte") - pl.col("agency_contract_fte"))


def _of(whole: int) -> tuple[Category, ...]:
    return tuple(Category(float(count), str(count), f"{count} of {whole}") for count in range(whole + 1))


STAFFING = (
    Indicator(
        id="ST-01", title="Established posts in the Unit", theme=Theme.STAFFING,
        definition="Posts that are funded and approved, as full-time equivalents, by agency.",
        why="It shows the size of team that each partner has agreed to.",
        numerator_words="Established posts", unit=Unit.FTE, better=Better.NEUTRAL, aggregation=Aggregation.SUM,
        disclosure=Disclosure.D1, counts=Counted.FTE, frame="unit.posts", numerator=pl.col("established_fte"), breakdown=BY_AGENCY,
    ),
    Indicator(
        id="ST-02", title="Unit vacancy rate by agency", theme=Theme.STAFFING,
        definition="The share of established posts that is vacant; a post covered by agency or contract staff counts as vacant.",
        why="An empty health or police post is a missing voice when a child's safety is decided.",
        numerator_words="Established posts less filled posts, leaving out agency and contract staff", denominator_words="Established posts",
        better=Better.LOWER, disclosure=Disclosure.D1, counts=Counted.FTE, counts_denominator=Counted.FTE, minimum_base=3,
        frame="unit.posts", numerator=_vacant_fte, denominator=pl.col("established_fte"), breakdown=BY_AGENCY,
        says="{value} are vacant",
    ),
    Indicator(
        id="ST-03", title="Statutory core membership complete", theme=Theme.STAFFING,
        definition="How many of the four members that the Act requires (social work, police, health, education) are nominated and in post, the lowest over an authority's Units; nationally, the share of authorities with all four.",
        why="The Act requires all four; a team without one of them is not the team that the law describes.",
        numerator_words="Authorities with all four members in post", denominator_words="Authorities with a Unit that has established posts",
        authority_unit=Unit.CATEGORY, aggregation=Aggregation.SHARE, evidence="Self-report and evidence gate", frame="authorities",
        numerator=pl.col("core_count"), denominator=pl.when(pl.col("core_count").is_not_null()).then(len(STATUTORY_CORE)),
        categories=_of(len(STATUTORY_CORE)), says="{value} core members are in post",
    ),
    Indicator(
        id="ST-04", title="Review minimum membership complete", theme=Theme.STAFFING,
        definition="How many of the six disciplines that the 2022 review expects (the four of the Act, with child and adult mental health) are nominated and in post, the lowest over an authority's Units; nationally, the share of authorities with all six.",
        why="The review found that mental health knowledge was missing when it was most needed; the Act alone does not ask for it.",
        numerator_words="Authorities with all six disciplines in post", denominator_words="Authorities with a Unit that has established posts",
        authority_unit=Unit.CATEGORY, aggregation=Aggregation.SHARE, evidence="Self-report and evidence gate", frame="authorities",
        numerator=pl.col("minimum_count"), denominator=pl.when(pl.col("minimum_count").is_not_null()).then(len(REVIEW_MINIMUM)),
        categories=_of(len(REVIEW_MINIMUM)), says="{value} disciplines are in post",
    ),
    Indicator(
        id="ST-05", title="Employment model mix", theme=Theme.STAFFING,
        definition="Filled posts by the terms on which they are filled, as a share of all filled posts.",
        why="Secondment, joint funding and agency cover differ in how long they last and in what they cost.",
        numerator_words="Filled posts on the model", denominator_words="Filled posts", better=Better.NEUTRAL,
        disclosure=Disclosure.D1, counts=Counted.FTE, counts_denominator=Counted.FTE, frame="unit.models",
        numerator=pl.col("filled_fte"), denominator=pl.col("filled_fte"), breakdown=BY_MODEL, numerator_name="filled", denominator_name="filled",
    ),
    Indicator(
        id="ST-06", title="Secondments ending within six months without a successor", theme=Theme.STAFFING,
        definition="The share of seconded posts that end within 183 days with no named or funded successor.",
        why="A Unit can lose its police or health members all at once when secondments end together.",
        numerator_words="Seconded posts ending within 183 days without a successor", denominator_words="Seconded posts filled",
        better=Better.LOWER, disclosure=Disclosure.D1, counts=Counted.FTE, counts_denominator=Counted.FTE, frame="unit.models",
        numerator=pl.when(_seconded).then(pl.col("ending_6m_no_successor_fte")), denominator=pl.when(_seconded).then(pl.col("filled_fte")),
        denominator_name="filled@model=seconded", says="{value} end soon without a successor",
    ),
    Indicator(
        id="ST-07", title="Experienced practitioners", theme=Theme.STAFFING,
        definition="The share of filled posts held by someone with the required child protection experience.",
        why="The review asked for experienced child protection professionals, not only for enough of them.",
        numerator_words="Filled posts that meet the experience standard", denominator_words="Filled posts", recommendations=("1", "2"),
        disclosure=Disclosure.D1, counts=Counted.FTE, counts_denominator=Counted.FTE, frame="unit.posts",
        numerator=pl.col("experienced_fte"), denominator=pl.col("filled_fte"), denominator_name="filled", says="{value} of filled posts meet the standard",
    ),
    Indicator(
        id="ST-08", title="Caseload per lead child protection practitioner", theme=Theme.STAFFING,
        definition="Children with an open section 47 enquiry or on a plan held by the Unit, for each filled lead practitioner post.",
        why="A practitioner with too many children cannot know each of them.",
        numerator_words="Children with an open enquiry, and children on plans held by the Unit", denominator_words="Lead practitioners filled",
        unit=Unit.CHILDREN_PER_FTE, better=Better.LOWER, disclosure=Disclosure.D1, counts=Counted.CHILDREN, counts_denominator=Counted.FTE,
        is_part=False, frame="unit.unit", numerator=pl.col("open_s47_count") + pl.col("plan_children_count"), denominator=pl.col("lead_practitioner_fte"),
        says="each lead practitioner has {value} children",
    ),
    Indicator(
        id="ST-09", title="Children's social worker vacancy rate, whole authority", theme=Theme.STAFFING,
        definition="The published vacancy rate of children's social workers at 30 September, for context.",
        why="A Unit draws its social workers from the same market as the rest of the service.",
        numerator_words="Vacant social worker posts", denominator_words="Social workers in post and vacant posts", better=Better.LOWER,
        frequency="Annual", cycle_months=12, source="Children's social work workforce statistics", form="csww",
        aggregation=Aggregation.PUBLISHED, disclosure=Disclosure.D1, evidence="Official statistics",
        levels=(Level.AUTHORITY, Level.REGION, Level.ENGLAND), counts=Counted.FTE, noted="Published for",
        published=Published("csww", "vacancy_fte_pct", "vacancy_fte", is_position=True), says="{value} at {note}",
    ),
)  # fmt: skip

FUNCTIONS = (
    Indicator(
        id="CO-01", title="Unit staff co-located", theme=Theme.FUNCTIONS,
        definition="The share of filled posts based at the shared site three days a week or more.",
        why="People who sit together share what worries them sooner.",
        numerator_words="Co-located filled posts", denominator_words="Filled posts", disclosure=Disclosure.D1, counts=Counted.FTE,
        counts_denominator=Counted.FTE, frame="unit.posts", numerator=pl.col("colocated_fte"), denominator=pl.col("filled_fte"),
        denominator_name="filled", says="{value} of filled posts are co-located",
    ),
    Indicator(
        id="CO-02", title="Shared case-record access", theme=Theme.FUNCTIONS,
        definition="The share of partners' filled posts with access to the case-record system; posts of social work, adult social care, youth justice and housing are the authority's own and left out.",
        why="A colleague who cannot open the record works without the child's history.",
        numerator_words="Partners' filled posts with access", denominator_words="Partners' filled posts", recommendations=("1", "7"),
        disclosure=Disclosure.D1, counts=Counted.FTE, counts_denominator=Counted.FTE, frame="unit.posts",
        numerator=pl.when(_is_partner).then(pl.col("access_fte")), denominator=pl.when(_is_partner).then(pl.col("filled_fte")),
        says="{value} of partners' posts have access",
    ),
    Indicator(
        id="FN-01", title="Functions live", theme=Theme.FUNCTIONS,
        definition="How many of the nine functions the authority's Units carry out for the whole area.",
        why="A Unit is a Unit by what it does for every child in the area, not by its name.",
        numerator_words="Functions live for the whole area", unit=Unit.COUNT, dp=0, aggregation=Aggregation.MEDIAN,
        evidence="Self-report and evidence gate", frame="authorities", numerator=pl.col("functions_live_count"), distribution="live",
        categories=_of(9), rated_when=pl.col("evidenced_stage") >= Stage.OPERATIONAL, says="{value} are live",
    ),
    Indicator(
        id="FN-02", title="Strategy discussions with all three statutory agencies", theme=Theme.FUNCTIONS,
        definition="The share of strategy discussions that social care, police and health all attended.",
        why="A decision about danger to a child needs what all three know.",
        numerator_words="Strategy discussions with all three present", denominator_words="Strategy discussions held", recommendations=("1", "3"),
        disclosure=Disclosure.D2, counts=Counted.CHILDREN, counts_denominator=Counted.CHILDREN, minimum_base=20,
        source="Child protection activity return", form="activity", frame="activity.counts",
        numerator=pl.col("strategy_all_present_count"), denominator=pl.col("strategy_held_count"),
        says="all three took part in {value}",
    ),
)  # fmt: skip
