"""What a return's cover says where it is filled in for its authority."""

from typing import Any

from schemas.authorities import Authority
from schemas.periods import Period
from schemas.spec import ReturnSpec


def cover_values(
    spec: ReturnSpec, authority: Authority, period: Period, is_amendment: bool, nil_reason: str = ""
) -> dict[str, Any]:
    """The values of the cover's columns, by name.

    Args:
        spec: the return.
        authority: whose it is.
        period: for which quarter.
        is_amendment: whether a return for the quarter was already accepted.
        nil_reason: why there is nothing to report, if it is a nil return.
    """
    return {
        "return_title": spec.title,
        "authority_name": authority.name,
        "dfe_code": authority.dfe_code,
        "ons_code": authority.ons_code,
        "quarter": str(period),
        "is_amendment": is_amendment,
        "is_nil": bool(nil_reason),
        "nil_reason": nil_reason or None,
    }
