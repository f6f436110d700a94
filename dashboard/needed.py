"""What still stands between an authority and its next stage, in the words of the gates."""

from dashboard.quarter import Quarter
from schemas.indicators_supporting import GATES_MET
from schemas.stages import CONDITIONS


def gates_met(quarter: Quarter, authority_id: str) -> dict[str, bool]:
    """Whether each condition that is known of is met: its code → met."""
    found = quarter.breakdowns(GATES_MET, authority_id)
    return {name.removeprefix("gate="): (figure.value or 0) > 0 for name, figure in found.items()}


def still_needed(quarter: Quarter, authority_id: str) -> list[str]:
    """The conditions of the stage after the evidenced one that are not met."""
    evidenced, met = quarter.figure("UR-01", authority_id).value, gates_met(quarter, authority_id)
    if evidenced is None:
        return []
    return [c.sentence for c in CONDITIONS if c.stage == round(evidenced) + 1 and met.get(c.code) is False]
