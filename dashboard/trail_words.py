"""Each event of the trail in a sentence. What people typed is never said again here: it may tell of a child."""

from collections.abc import Mapping
from typing import Any

from schemas.access import OPERATOR, role_of
from schemas.authorities import authority
from schemas.periods import Period
from schemas.returns import RETURNS
from schemas.sources import SOURCES

# Who is not a person. A demonstration's returns are sent by what made them up.
_MADE_UP = ("illustrative", "illustrative-analyst", "illustrative-authoriser")
_OURS = {OPERATOR.subject: OPERATOR.label, **dict.fromkeys(_MADE_UP, "Illustrative data")}
# What kinds begin with, and how the choice of kinds calls them.
GROUPS = {
    "session": "Signing in and out",
    "role": "Roles given and taken",
    "submission": "Returns",
    "collection": "Collections",
    "waiver": "Waivers",
    "explanation": "Explanations",
    "source": "Public files and records",
    "release": "Releases",
    "early_access": "Early access",
    "commentary": "Commentary",
    "figures": "Figures computed",
    "register": "The register of authorities",
    "download": "Downloads",
    "refused": "Refusals",
    "configuration": "Settings",
    "store": "The store",
    "audit": "The trail itself",
}
# {detail} is said only where the product itself wrote it.
_SAID = {
    "session.opened": "signed in",
    "session.refused": "signed in and was refused: the account holds no role",
    "session.failed": "tried to sign in, and it could not be confirmed",
    "session.expired": "was signed out by time: {detail}",
    "role.granted": "gave a role: {detail}",
    "role.taken": "took a role away: {detail}",
    "submission.draft": "sent {what}, kept as a draft",
    "submission.validated": "sent {what}, which waits for approval",
    "submission.submitted": "submitted {what}",
    "submission.in_review": "took {what} for review",
    "submission.authorised": "authorised {what}",
    "submission.returned": "sent back {what}",
    "submission.reverted": "put back an earlier version as {what}",
    "submission.waived": "sent {what} with findings that are waived: {detail}",
    "source.refreshed": "loaded {what}",
    "figures.computed": "had figures computed (update {release})",
    "waiver.asked": "asked for a waiver{whose}",
    "waiver.granted": "agreed to a waiver{whose}",
    "waiver.refused": "refused a waiver{whose}",
    "waiver.withdrawn": "ended a waiver{whose}",
    "commentary.written": "wrote about a figure ({detail})",
    "explanation.given": "explained a query again in {what}",
    "explanation.accepted": "accepted explanations in {what}",
    "explanation.returned": "returned explanations in {what}",
    "register.entered": "entered a change of the register ({detail})",
    "register.confirmed": "confirmed a change of the register ({detail})",
    "register.refused": "refused a change of the register ({detail})",
    "collection.dates_set": "altered the dates of a collection",
    "collection.extended": "gave more time{whose}",
    "collection.reopened": "opened a closed collection again{whose}",
    "collection.waived": "asked for no return{whose}",
    "collection.allowance_ended": "ended what was allowed{whose}",
    "alert.set": "asked to be told of something",
    "alert.ended": "asked to be told of something no longer",
    "collection.joint": "let authorities report together{whose}",
    "release.prepared": "prepared a release",
    "release.approved": "approved a release",
    "release.returned": "sent a release back",
    "release.archived": "wrote the pages of a release for the archive: {detail}",
    "release.cancelled": "called a release off",
    "early_access.given": "gave somebody early access to a release",
    "early_access.ended": "ended early access to a release",
    "early_access.opened": "read a release early: {detail}",
    "download": "downloaded {detail}{whose}",
    "refused": "was refused{whose}: {detail}",
    "configuration.changed": "started the service with other settings: {detail}",
    "store.migrated": "made the store ready: {detail}",
    "audit.anchored": "took an outside copy of the end of the trail",
}
# Those who do something more than once in a kind, by how the detail begins.
_ENDED = {"Signed out": "signed out", "Signed in again": "signed in again, which ended the earlier session"}


def who(event: Mapping[str, Any]) -> str:
    """Whoever did it, by the label that pages call them, else by their roles at the time; never by name."""
    if event["label"]:
        return str(event["label"])
    if event["actor"] in _OURS:
        return _OURS[event["actor"]]
    roles = [role.label for role in role_of(str(event["roles"]).split(","))]
    return " and ".join(sorted(roles)) if roles else "An account without a role" if event["actor"] else "Someone"


def sentence(event: Mapping[str, Any]) -> str:
    """What happened, as a sentence: "Officer, Solihull sent version 2 of …, which waits for approval."."""
    return f"{who(event)} {said(event)}".rstrip(".") + "."


def said(event: Mapping[str, Any]) -> str:
    """What somebody did, without who; of a kind that has no words here, the kind itself."""
    kind, detail = str(event["kind"]), str(event["detail"])
    if kind == "session.ended":
        return _ENDED.get(detail, "ended another account's sessions")
    template = _SAID.get(kind)
    if template is None:
        return f"did this: {kind.replace('.', ', ').replace('_', ' ')}{_whose(event)}"
    if kind == "session.expired":
        detail = detail[:1].lower() + detail[1:]
    words = {"what": _what(event), "detail": detail, "release": event["computation_id"], "whose": _whose(event)}
    return template.format_map(words)


def group_of(kind: str) -> str:
    """What a kind begins with: "session.opened" → "session"."""
    return kind.partition(".")[0]


def group_label(group: str) -> str:
    """How the choice of kinds calls a group of them."""
    return GROUPS.get(group, group.replace("_", " ").capitalize())


def _what(event: Mapping[str, Any]) -> str:
    """The submission that an event is about: its version, return, authority and quarter."""
    code = event["form_code"]
    if code is None:
        return "a file"
    if code in RETURNS:
        quarter = f" for {Period.parse(event['period']).label}" if event["period"] else ""
        return f"version {event['version']} of the {RETURNS[code].title}{_whose(event, 'of')}{quarter}"
    title = SOURCES[code].title if code in SOURCES else code
    return f"edition {event['version']} of {title}"


def _whose(event: Mapping[str, Any], word: str = "for") -> str:
    return f" {word} {authority(event['authority_id']).name}" if event["authority_id"] else ""
