"""Rollout by police force area and by fixed group of authorities: one row each, and the files with every figure of them."""

from dashboard.components import flagged, symbols_used, table
from dashboard.formats import number, percent
from dashboard.markup import Markup, Words, details, download_link, heading, joined, link, paragraph
from dashboard.origin import origin_address
from dashboard.quarter import Quarter
from schemas.indicators import INDICATORS
from schemas.places import GROUPS, police_forces
from schemas.vocabulary import ValueStatus

SHOWN = ("UR-02", "UR-03", "ST-02", "FU-06")
_HEADS = ("Authorities", "Operational", "Children covered", "Posts vacant", "Cost secured")


def areas(quarter: Quarter) -> Markup:
    """Both tables behind folds; nothing for those who may not see authorities, since an area may be one authority."""
    forces = [(code, name) for code, name in police_forces().items() if _is_seen(quarter, code)]
    groups = [(code, name) for code, name in GROUPS.items() if _is_seen(quarter, code)]
    if not forces and not groups:
        return Markup("")
    files = joined(
        (download_link(INDICATORS[id_].title, f"/download/indicator/{id_}.csv") for id_ in SHOWN), " · "
    )  # fmt: skip
    return joined(
        [
            heading("By police force area and by group", anchor="areas", is_pinned=True),
            paragraph("A figure is shown where every authority in the area has one that is shown.", kind="sub"),
            details(f"Show {len(forces)} police force areas", _table(quarter, "Police force area", forces)),
            details(f"Show {len(groups)} groups of authorities", _table(quarter, "Group", groups)),
            paragraph("Files with every quarter, area and group: ", files, ".", kind="small"),
        ]
    )


def _is_seen(quarter: Quarter, code: str) -> bool:
    return quarter.figure("UR-02", code).due is not None


def _table(quarter: Quarter, head: str, places: list[tuple[str, str]]) -> Markup:
    rows = [_row(quarter, code, name) for code, name in sorted(places, key=lambda place: place[1])]
    shown = table((head, *_HEADS), rows, f"Rollout by {head.lower()}, {quarter.period.label}", numeric=range(1, 6))
    return joined([shown, symbols_used({"c", "x", "z", "e"})])


def _row(quarter: Quarter, code: str, name: str) -> tuple[Words, ...]:
    stage = quarter.figure("UR-02", code)
    operational = "" if stage.numerator is None else number(stage.numerator)
    return (
        name,
        number(stage.due or 0),
        _led(quarter, "UR-02", code, name, flagged(operational, stage.status if stage.numerator is None else ValueStatus.OK, stage.flags)),
        *(_percent(quarter, id_, code, name) for id_ in SHOWN[1:]),
    )  # fmt: skip


def _percent(quarter: Quarter, indicator_id: str, code: str, name: str) -> Words:
    one = quarter.figure(indicator_id, code)
    shown = flagged("" if one.value is None else percent(one.value), one.status, one.flags)
    return _led(quarter, indicator_id, code, name, shown)


def _led(quarter: Quarter, indicator_id: str, code: str, name: str, shown: Words) -> Words:
    if quarter.figure(indicator_id, code).due is None:
        return shown
    title = f"{INDICATORS[indicator_id].title}, {name}: where this comes from"
    return link(shown, origin_address(indicator_id, code, quarter.period), title)
