"""Which sheets and columns each indicator is made from, where its frame's columns are not a sheet's own.

A frame that is a sheet needs no entry: its columns are the sheet's. Worked-out columns are named here, with the cells
that they are worked out from; what comes from no file is said in words.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from schemas.indicators_grammar import Indicator
from schemas.programme import (
    REVIEW_MINIMUM,
    STATUTORY_CORE,
    AgreementKind,
    EmploymentModel,
    Function,
    GrantPurpose,
    Milestone,
    Partner,
)
from schemas.returns import RETURNS
from schemas.sources import SOURCES
from schemas.spec import Form


@dataclass(frozen=True, eq=False)
class From:
    """Cells that something is made from, or words where there are none.

    Args:
        sheet: form and sheet, as "unit.posts"; "" if it comes from no file.
        columns: the columns whose cells are used.
        only: which of the authority's rows.
        when: "now" for the rows that count for the quarter, "last" for the return of the quarter before, "year" for
            those of the four quarters that end with the latest return.
        words: what it is, where there are no cells, or what else must be known.
    """

    sheet: str = ""
    columns: tuple[str, ...] = ()
    only: pl.Expr | None = None
    when: str = "now"
    words: str = ""


FORMS: dict[str, Form] = {**RETURNS, **SOURCES}
# Dates and marks that every row has, which no cell holds.
_OF_THE_ROW = frozenset({"reference_on", "is_carried", "period", "authority_id"})
_REGISTER = From(
    words="Children aged 0 to 17: the ONS mid-year estimate in the register of authorities, or as published for its last year."
)
_EARLIER = From(words="The stage evidenced in the quarter before, from that quarter's own figures.")


def _unit(*columns: str) -> From:
    return From("unit.unit", columns)


def _posts(*columns: str, agency: str = "") -> From:
    return From("unit.posts", columns, pl.col("agency") == agency if agency else None)


def _dates(*columns: str, milestones: tuple[str, ...] = (), when: str = "now") -> From:
    return From("unit.milestones", columns, pl.col("milestone").is_in(milestones) if milestones else None, when)


def _signed(kind: str, *columns: str, partner: str = "") -> From:
    only = pl.col("agreement") == kind
    return From("unit.agreements", columns, only & (pl.col("partner") == partner) if partner else only)


def _functions(function: str = "") -> From:
    return From("unit.functions", ("status", "live_on"), pl.col("function") == function if function else None)


_M16, _M17 = (str(Milestone.M16),), (str(Milestone.M17),)
_MET_OR_FORECAST = ("actual_on", "forecast_on")
_SHARING, _IN_POST = str(AgreementKind.INFORMATION_SHARING), ("is_core_nominated", "filled_fte")
_CONTRACT = From("unit.models", ("filled_fte",), pl.col("employment_model") == EmploymentModel.AGENCY_OR_CONTRACT)
_SECURED = From("funding.contributions", ("cash_gbp", "in_kind_gbp"))
_VALIDATED = From("standards.scores", ("score", "validated_by", "validated_on"))
_BOTH = ("established_fte", "filled_fte")

GATES: dict[str, tuple[From, ...]] = {
    "decision": (_dates("actual_on", milestones=(str(Milestone.M01),)),),
    "lead": (_unit("is_lead_named"),),
    "baseline": (_unit("is_baseline_recorded"),),
    "design_authority": (_signed(AgreementKind.DESIGN, "state", "signed_on", partner=Partner.LOCAL_AUTHORITY),),
    "design_icb": (_signed(AgreementKind.DESIGN, "state", "signed_on", partner=Partner.ICB),),
    "design_police": (_signed(AgreementKind.DESIGN, "state", "signed_on", partner=Partner.POLICE),),
    "plan": (_dates("baseline_on"),),
    "sharing_draft": (_signed(_SHARING, "state"),),
    "half_filled": (_posts(*_BOTH),),
    "site": (_unit("is_site_confirmed"),),
    "sharing_signed": (_signed(_SHARING, "state", "signed_on"),),
    "data_protection": (_signed(AgreementKind.DATA_PROTECTION, "state", "signed_on"),),
    **{f"member_{agency}": (_posts(*_IN_POST, agency=agency),) for agency in STATUTORY_CORE},
    "five_functions": (_functions(),),
    "strategy_discussions": (_functions(Function.F1),),
    "section_47": (_functions(Function.F2),),
    "gone_live": (_dates("actual_on", milestones=_M16),),
    "nine_functions": (_functions(),),
    "vacancies": (_posts(*_BOTH), _CONTRACT),
    "six_disciplines": (_posts(*_IN_POST), _unit("stage5_exception")),
    "record_access": (_posts("filled_fte", "access_fte"),),
    "two_quarters": (_EARLIER,),
    "secured": (_SECURED, From("funding.costs", ("next_year_cost_gbp",))),
    "validated": (_VALIDATED,),
}
"""Each condition of a stage, by its code."""

_EVIDENCE = tuple(one for parts in GATES.values() for one in parts)
_MEMBERS = (From("unit.posts", (*_IN_POST, "established_fte"), pl.col("agency").is_in([str(a) for a in REVIEW_MINIMUM])),)  # fmt: skip
_MOVED = From(words="Dates that were moved are on the tracker's sheet of re-baselines.")
_MOVED_FROM = {
    "moved_initial_days": _M16,
    "moved_full_days": _M17,
    "slipped_days": _M16 + _M17,
}

DERIVED: dict[str, dict[str, tuple[From, ...]]] = {
    "authorities": {
        "evidenced_stage": _EVIDENCE,
        "declared_stage": (_unit("declared_stage"),),
        "planned_stage": (_dates("baseline_on"),),
        "confidence": (_unit("self_confidence"),),
        "core_count": _MEMBERS,
        "minimum_count": _MEMBERS,
        "functions_live_count": (_functions(),),
        "agreement_state": (_signed(_SHARING, "state", "signed_on", "names_unit", "review_on"),),
        "signed_count": (_signed(_SHARING, "state", "signed_on"),),
        "required_count": (From(words="Four partners are required to sign, by statutory guidance."),),
        "full_operation_days": (_dates(*_MET_OR_FORECAST, milestones=_M17),),
        "slipped_reason": (_unit("slippage_reason"),),
        "population_0_17": (_REGISTER,),
        **{
            name: (_dates(*_MET_OR_FORECAST, milestones=codes), _dates(*_MET_OR_FORECAST, milestones=codes, when="last"))
            for name, codes in _MOVED_FROM.items()
        },
        "line": (_dates("baseline_on", *_MET_OR_FORECAST), *_EVIDENCE),
    },
    "gates": {"is_met": _EVIDENCE},
    "members": {"is_missing": _MEMBERS},
    "unit.posts": {"agency_contract_fte": (_CONTRACT,)},
    "funding.contributions": {"amount_gbp": (_SECURED,)},
    "funding.costs": {"secured_gbp": (_SECURED,), "population_0_17": (_REGISTER,)},
    "activity.counts": {"population_0_17": (_REGISTER,), "child_years": (_REGISTER,)},
    "activity.year": {"population_0_17": (_REGISTER,), "child_years": (_REGISTER,)},
    "standards.scores": {
        "is_applicable": (From("standards.scores", ("score",)),),
        "is_full": (From("standards.scores", ("score",)),),
        "is_validated": (_VALIDATED,),
    },
    "determination.allocation": {
        "start_up_gbp": (
            From("determination.allocations", ("amount_gbp",), pl.col("purpose") == GrantPurpose.START_UP),
            From("funding.grants", ("start_up_gbp",), words="The return's own figure counts where the determination has none."),
        ),
    },
    "ofsted.latest": {
        "inspected_months": tuple(From(f"ofsted.{s}", ("inspected_on",)) for s in ("latest", "visits", "history")),
        **{
            name: tuple(From(f"ofsted.{s}", (name, "inspected_on")) for s in ("latest", "visits", "history"))
            for name in ("overall", "help_and_protection")
        },
    },
    "jtai.actions": {
        name: (From("jtai.actions", ("raised_on", "due_on", "closed_on")),) for name in ("is_open", "is_overdue")
    },
    "intervention.open": {
        name: (From("intervention.interventions", ("kind", "from_on", "to_on")),) for name in ("is_open", "is_directed")
    },
    "confidence.ratings": {
        "moderated": (From("confidence.ratings", ("rating",)),),
        "is_kinder": (From("confidence.ratings", ("rating",)), _unit("self_confidence")),
    },
    "panel.themes": {
        "found_count": (From("panel.themes", ("reviews_count",)),),
        "due_count": (From("panel.timeliness", ("rapid_reviews_due_count",)),),
    },
    "partnership.latest": {
        "is_led": (From("partnership.partnerships", ("has_authority_lead", "has_icb_lead", "has_police_lead", "delegates_count", "has_chair", "has_scrutineer")),),
        "is_on_time": (From("partnership.partnerships", ("report_due_on", "report_published_on")),),
        "is_evidenced": (From("partnership.partnerships", ("report_published_on", "is_impact_evidenced")),),
    },
    "provision.latest": {
        "is_help_whole": (From("provision.provision", ("is_help_before", "is_help_during", "is_help_after")),),
    },
    "tracker.actions": {
        **dict.fromkeys(
            ("is_open", "is_overdue", "is_long_overdue", "is_counted", "is_evidenced"),
            (From("tracker.actions", ("response", "status", "baseline_on", "delivered_on", "evidence_on")), _MOVED),
        ),
        "is_moved_again": (_MOVED,),
        "is_national": (),
    },
    "tracker.impact": {"is_accepted": (From("tracker.impact", ("strength", "accepted_on")),)},
    "system.age": {"age_days": (From(words="The last day of the quarter of its newest accepted return."),)},
    "system.returns": {
        "is_authorised": (From(words="When each return was accepted, and the day that it was due: the record of collections."),),
        "is_on_time": (From(words="When each return first came in, and the day that it was due: the record of collections."),),
    },
}  # fmt: skip
"""By frame and column."""
_YEARS = {"activity.year": "activity.counts", "standards.year": "standards.audits"}
_SHEETS = {
    **_YEARS,
    "panel.year": "panel.timeliness",
    "exploitation.latest": "exploitation.framework",
    "provision.latest": "provision.provision",
}


def sources(indicator: Indicator, breakdown: str = "") -> list[From]:
    """What an indicator's numerator and denominator are made from, each once, in the order of its expressions.

    Args:
        indicator: an indicator that has values.
        breakdown: the part that is meant, for example "agency=police": only its rows are named.
    """
    found: dict[int, From] = {}
    for one in _every(indicator, breakdown):
        found.setdefault(id(one), one)
    return _merged(list(found.values()))


def _every(indicator: Indicator, breakdown: str) -> Iterator[From]:
    code = breakdown.partition("=")[2]
    if indicator.frame == "gates" and code in GATES:
        yield from GATES[code]
        return
    derived = DERIVED.get(indicator.frame or "authorities", {})
    for name in _columns(indicator):
        if name in derived:
            yield from derived[name]
        elif name not in _OF_THE_ROW:
            yield _own(indicator, name)
    if breakdown and indicator.breakdown is not None:
        yield from derived.get(indicator.breakdown.column, ())


def _columns(indicator: Indicator) -> list[str]:
    if indicator.published is not None:
        return []
    if indicator.numerator is None:
        return ["line"]
    used = [e.meta.root_names() for e in (indicator.numerator, indicator.denominator) if e is not None]
    return list(dict.fromkeys(name for names in used for name in names))


def _own(indicator: Indicator, name: str) -> From:
    """A column of the frame's own sheet, or else of whichever sheet of the indicator's form has one of that name."""
    sheet = _SHEETS.get(indicator.frame, indicator.frame)
    code, _, title = sheet.partition(".")
    form = FORMS.get(code) or FORMS.get(indicator.form)
    titles = [s.name for s in form.sheets if any(c.name == name for c in s.columns)] if form else []
    if form is None or not titles:
        return From(words=f"{name.replace('_', ' ').capitalize()}: worked out by the product; no cell holds it.")
    chosen = title if title in titles else titles[0]
    return From(f"{form.code}.{chosen}", (name,), when="year" if indicator.frame in _YEARS else "now")


def _merged(found: list[From]) -> list[From]:
    """One entry for all columns of a sheet that are taken from the same rows."""
    together: dict[tuple[str, str, str], list[From]] = {}
    for one in found:
        rows = "" if one.only is None else str(one.only)
        together.setdefault((one.sheet or one.words, one.when, rows), []).append(one)
    return [
        From(
            same[0].sheet,
            tuple(dict.fromkeys(name for one in same for name in one.columns)),
            same[0].only,
            same[0].when,
            next((one.words for one in same if one.words), ""),
        )
        for same in together.values()
    ]
