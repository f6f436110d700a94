"""A finding as the command prints it in JSON."""

from dataclasses import asdict

from schemas.issues import Issue

SAID = ("sheet", "cell", "code", "severity", "value", "message", "rank")


def as_json_object(issue: Issue) -> dict[str, object]:
    """Where it is, what it says, its rank, the indicators that it affects, and the waiver that it falls under."""
    waived = issue.waived
    return {
        **{name: getattr(issue, name) for name in SAID},
        "affects": [asdict(effect) for effect in issue.affects],
        "waived": waived
        and {
            "waiver": waived.number,
            "reason": waived.reason,
            "approver_role": waived.approver_role,
            "until": waived.until_on.isoformat(),
        },
    }
