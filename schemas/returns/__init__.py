"""One file a return: its sheets, rules and messages."""

from schemas.returns.activity import ACTIVITY
from schemas.returns.funding import FUNDING
from schemas.returns.standards import STANDARDS
from schemas.returns.unit import UNIT
from schemas.spec import ReturnSpec

RETURNS: dict[str, ReturnSpec] = {spec.code: spec for spec in (UNIT, FUNDING, ACTIVITY, STANDARDS)}
