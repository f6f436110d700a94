"""Where a figure comes from, as far as a viewer may see it: never more than the page that the figure stands on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from dashboard.scope import Scope
from schemas.indicators import INDICATORS
from schemas.periods import Period
from schemas.provenance import Contribution, FileUsed, Proof, Provenance, unauthorised_count, why_not_quotable
from schemas.sources import RECORDS
from schemas.vocabulary import Disclosure, Level, Rag, Theme, ValueStatus

Row = Mapping[str, Any]
# What authorities put into these says nothing that their own pages do not say to the same reader.
_ORGANISATIONAL = frozenset({"authorities", "ofsted.latest"})
_RECORDS = frozenset(record.title for record in RECORDS.values())
_COPIED = (
    "numerator",
    "denominator",
    "value",
    "flags",
    "rag_reason",
    "thresholds_version",
    "returned_count",
    "due_count",
)


def origin_address(indicator_id: str, place: str, period: Period, breakdown: str = "") -> str:
    """The page that says where a figure comes from.

    Args:
        place: any code of an authority, or the code of a region, force area, group or England.
    """
    asked = {"indicator": indicator_id, "place": place, "period": str(period), "breakdown": breakdown}
    return f"/provenance?{urlencode({name: value for name, value in asked.items() if value})}"


def as_seen(found: Provenance, scope: Scope, row: Row, members: Mapping[str, Row]) -> Provenance:
    """What a viewer may see of where a figure comes from.

    Args:
        found: everything behind it.
        scope: what the viewer may read.
        row: the figure itself as the viewer sees it on any page.
        members: the authorities' own figures of the same indicator and part that the viewer sees, by authority_id.
    """
    if scope.is_full:
        return found
    if found.level is Level.AUTHORITY and found.geography in scope.own:
        return replace(found, files=tuple(_unnamed(file) for file in found.files))
    status, rag = ValueStatus(row["status"]), Rag(row["rag"])
    indicator = INDICATORS[found.indicator_id]
    is_hidden = status is ValueStatus.SUPPRESSED or indicator.disclosure is not Disclosure.D0
    given = [one for c in found.contributions if (one := _contribution(c, found, scope, members)) is not None]
    return replace(
        found,
        **{name: row[name] for name in _COPIED},
        status=status,
        rag=rag,
        files=tuple(_file(file, status, scope) for file in found.files if _is_seen(file, found, scope)),
        contributions=tuple(given),
        proof=_proof(found.proof, row, is_hidden=is_hidden),
        not_quotable=why_not_quotable(
            status=status,
            rag=rag,
            is_illustrative=found.is_illustrative,
            has_coverage=found.returned_count is not None and found.due_count is not None,
            is_proved=found.proof is None or found.proof.is_proved,
            unauthorised_count=unauthorised_count(found.files),
        ),
        is_hidden=is_hidden,
    )


def _contribution(
    given: Contribution, found: Provenance, scope: Scope, members: Mapping[str, Row]
) -> Contribution | None:
    """One authority's part; None if the viewer may see nothing of that authority, its own figures beside them."""
    if given.authority_id in scope.own:
        return given
    indicator = INDICATORS[found.indicator_id]
    if not (scope.has_authorities or (scope.is_inspection and indicator.theme is Theme.INSPECTION)):
        return None
    if Level.AUTHORITY not in indicator.levels:
        is_open = indicator.disclosure is Disclosure.D0 and (indicator.frame or "authorities") in _ORGANISATIONAL
        return given if is_open else _blank(given)
    row = members.get(given.authority_id)
    if row is None or row["status"] == ValueStatus.SUPPRESSED or row["numerator"] is None:
        is_none = given.numerator is None or (row is not None and row["status"] == ValueStatus.NOT_AVAILABLE)
        return replace(given, numerator=None, denominator=None) if is_none else _blank(given)
    return replace(given, numerator=row["numerator"], denominator=row["denominator"])


def _blank(given: Contribution) -> Contribution:
    return replace(given, numerator=None, denominator=None, status=str(ValueStatus.SUPPRESSED))


def _is_seen(file: FileUsed, found: Provenance, scope: Scope) -> bool:
    """Public files are everyone's; a return's file is told of on its authority's figures, or to the authority itself."""
    return not file.authority_id or file.authority_id in scope.own or found.level is Level.AUTHORITY


def _file(file: FileUsed, status: ValueStatus, scope: Scope) -> FileUsed:
    """A return's file, or a record of the department's, without what only those who may read them see."""
    if file.authority_id in scope.own or not (file.authority_id or file.title in _RECORDS):
        return file
    cells = () if status is ValueStatus.SUPPRESSED else tuple(replace(c, whose="", value="") for c in file.cells)
    return replace(file, file_name="", sha256="", origin="", cells=cells)


def _unnamed(file: FileUsed) -> FileUsed:
    """A record of the department's without its name and hash: it is about others too.

    A small file could be guessed, number by number, until the hash fits.
    """
    return replace(file, file_name="", sha256="", origin="") if file.title in _RECORDS else file


def _proof(proof: Proof | None, row: Row, *, is_hidden: bool) -> Proof | None:
    """The outcome stays; the exact sums go wherever the figures are hidden or rounded."""
    if proof is None or not is_hidden:
        return proof
    return replace(proof, numerator=row["numerator"], denominator=row["denominator"])
