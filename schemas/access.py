"""Who may do what: the whole policy on one page. A person's roles and authorities are data in the store."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from schemas.base import Worded


class NotAllowed(Exception):
    """The viewer may not do this. The message is a sentence for the page."""


class Permission(Worded):
    """One thing that may be done."""

    READ_NATIONAL = "read_national", "Read England and regions", "See figures for England and its regions."
    READ_AUTHORITIES = (
        "read_authorities",
        "Read authorities",
        "See every authority's figures as published: small numbers suppressed.",
    )
    READ_INSPECTION = (
        "read_inspection",
        "Read inspection",
        "See every authority's inspection figures, and no other theme.",
    )
    READ_OWN = "read_own", "Read own authority", "See one's own authority in full."
    READ_UNSUPPRESSED = "read_unsuppressed", "Read everything", "See every authority in full."
    READ_RETURNS = (
        "read_returns",
        "Read returns",
        "See the returns of the authorities in one's scope, with their issues.",
    )
    CHECK_RETURN = "check_return", "Check a return", "Check a file without sending it."
    UPLOAD_RETURN = "upload_return", "Upload a return", "Send a file for an authority in one's scope."
    SUBMIT_RETURN = "submit_return", "Submit a return", "Submit a return that passed every check, so that it counts."
    ASK_WAIVER = "ask_waiver", "Ask for a waiver", "Ask that a rule is waived for an authority in one's scope."
    APPROVE_WAIVER = "approve_waiver", "Agree to a waiver", "Agree to a waiver that someone else asked for, or end one."
    REVIEW_RETURNS = (
        "review_returns",
        "Review returns",
        "Take returns for review, send one back, accept an authority's explanation of a query or return it with words.",
    )
    AUTHORISE_RETURN = (
        "authorise_return",
        "Authorise a return",
        "Agree that a return that somebody else prepared and sent in is released.",
    )
    PREPARE_RELEASE = "prepare_release", "Prepare a release", "Freeze the figures as they stand, to be released."
    APPROVE_RELEASE = (
        "approve_release",
        "Approve a release",
        "Agree to a release that someone else prepared, say when it is shown, and who may read it early.",
    )
    WRITE_COMMENTARY = (
        "write_commentary",
        "Write commentary",
        "Say in a few words what lies behind a figure, to whoever may read it.",
    )
    REFRESH_SOURCE = "refresh_source", "Refresh a public file", "Load a new edition of a public file."
    KEEP_INSPECTIONS = (
        "keep_inspections",
        "Keep inspection records",
        "See and change joint inspections and the Panel's counts, and load Ofsted's outcomes.",
    )
    KEEP_RECORDS = "keep_records", "Keep the department's records", "See and change every other record."
    MANAGE_COLLECTIONS = (
        "manage_collections",
        "Manage collections",
        "Set when returns open, are due and close; allow an authority more time; send reminders.",
    )
    READ_AUDIT = (
        "read_audit",
        "Read the trail",
        "See every event: who did what and when, and check that none was edited.",
    )
    CHANGE_REGISTER = (
        "change_register",
        "Change the register",
        "Enter which authorities end and begin, and what passes from one to another.",
    )
    CONFIRM_REGISTER = (
        "confirm_register",
        "Confirm a change of the register",
        "Agree to a change of the register that someone else entered, or refuse it.",
    )
    MANAGE_PEOPLE = "manage_people", "Manage people", "Give and take away roles."


class Role(Worded):
    """What a person is to the programme."""

    MINISTER = "cpb_minister", "Minister", "Reads England, regions and authorities as published."
    MEMBER = "cpb_member", "Board member", "Reads England, regions and authorities as published."
    PRIVATE_OFFICE = "cpb_private_office", "Private office", "Reads as a minister does, and takes packs and downloads."
    LA_VIEWER = "cpb_la_viewer", "Authority viewer", "Reads one's own authority in full."
    LA_PREPARER = "cpb_la_preparer", "Officer", "Prepares and uploads one's own authority's returns."
    LA_APPROVER = "cpb_la_approver", "Approver", "Submits one's own authority's returns."
    DFE_ANALYST = "cpb_dfe_analyst", "DfE analyst", "Runs collections; uploads for any authority."
    DFE_AUTHORISER = (
        "cpb_dfe_authoriser",
        "DfE authoriser",
        "Authorises returns and approves releases; never what they uploaded.",
    )
    INSPECTORATE = (
        "cpb_inspectorate",
        "Inspectorate",
        "Reads national and inspection figures; keeps inspections and the Panel's counts.",
    )
    ADMIN = (
        "cpb_admin",
        "Administrator",
        "Manages people, settings and the register of authorities; reads the trail of events.",
    )


_NATIONAL = frozenset({Permission.READ_NATIONAL})
_BOARD = _NATIONAL | {Permission.READ_AUTHORITIES}
_OWN = _NATIONAL | {Permission.READ_OWN, Permission.READ_RETURNS}
_DEPARTMENT = _BOARD | {
    Permission.READ_UNSUPPRESSED,
    Permission.READ_RETURNS,
    Permission.CHECK_RETURN,
    Permission.REVIEW_RETURNS,
}
# All that is left to whoever looks at the past: there is nothing to do in it.
READING = frozenset({
    Permission.READ_NATIONAL, Permission.READ_AUTHORITIES, Permission.READ_INSPECTION, Permission.READ_OWN,
    Permission.READ_UNSUPPRESSED, Permission.READ_RETURNS, Permission.READ_AUDIT,
})  # fmt: skip

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.MINISTER: _BOARD,
    Role.MEMBER: _BOARD,
    Role.PRIVATE_OFFICE: _BOARD,
    Role.LA_VIEWER: _OWN,
    Role.LA_PREPARER: _OWN | {Permission.CHECK_RETURN, Permission.UPLOAD_RETURN},
    Role.LA_APPROVER: _OWN | {Permission.CHECK_RETURN, Permission.SUBMIT_RETURN, Permission.ASK_WAIVER},
    Role.DFE_ANALYST: _DEPARTMENT
    | {
        Permission.PREPARE_RELEASE,
        Permission.UPLOAD_RETURN,
        Permission.SUBMIT_RETURN,
        Permission.WRITE_COMMENTARY,
        Permission.REFRESH_SOURCE,
        Permission.ASK_WAIVER,
    }
    | {Permission.KEEP_INSPECTIONS, Permission.KEEP_RECORDS, Permission.MANAGE_COLLECTIONS},
    Role.DFE_AUTHORISER: _DEPARTMENT
    | {Permission.APPROVE_WAIVER, Permission.APPROVE_RELEASE, Permission.AUTHORISE_RETURN, Permission.CONFIRM_REGISTER},
    Role.INSPECTORATE: _NATIONAL | {Permission.READ_INSPECTION, Permission.KEEP_INSPECTIONS},
    Role.ADMIN: _NATIONAL
    | {
        Permission.READ_AUDIT,
        Permission.MANAGE_PEOPLE,
        Permission.CHANGE_REGISTER,
        Permission.CONFIRM_REGISTER,
    },
}
LA_ROLES = frozenset({Role.LA_VIEWER, Role.LA_PREPARER, Role.LA_APPROVER})


@dataclass(frozen=True)
class Viewer:
    """A signed-in person, their roles and the authorities those roles are for.

    The default is nobody, who may do nothing.

    Args:
        release: the release whose figures are looked at; None for the newest that they may read.
        at: the instant as known at which figures are looked at; None for now.
        upto: the last computation that is looked at, of what is not bound by a release; None for the newest.
        then: the instant at which work in hand is looked at, where figures are those of a release; None for the release's.
    """

    subject: str = ""
    label: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    authority_ids: frozenset[str] = field(default_factory=frozenset)
    release: int | None = None
    at: datetime | None = None
    upto: int | None = None
    then: datetime | None = None

    @property
    def is_past(self) -> bool:
        """Whether the viewer looks at a release or an instant, where nothing can be done."""
        return any(named is not None for named in (self.release, self.at, self.upto, self.then))

    @property
    def newest(self) -> "Viewer":
        """The same person, looking at how things stand now."""
        return replace(self, release=None, at=None, upto=None, then=None)

    @cached_property
    def held(self) -> frozenset[Permission]:
        """Everything that any of the viewer's roles allows, whatever they look at."""
        return frozenset[Permission]().union(*(ROLE_PERMISSIONS[role] for role in self.roles))

    @property
    def has_work(self) -> bool:
        """Whether the viewer has pages of work in hand, beside those of figures."""
        return bool(self.held - READING) or Permission.READ_RETURNS in self.held

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """Everything that the viewer may do where they are: in the past, only read."""
        return self.held & READING if self.is_past else self.held

    @property
    def is_tied(self) -> bool:
        """Whether the viewer acts only for their own authorities."""
        return bool(self.roles) and self.roles <= LA_ROLES

    def may(self, permission: Permission, authority_id: str | None = None) -> bool:
        """Whether the viewer has the permission, and for this authority if one is named."""
        if permission not in self.permissions:
            return False
        return authority_id is None or not self.is_tied or authority_id in self.authority_ids

    def holds(self, *permissions: Permission) -> bool:
        """Whether the viewer has one of the permissions, if not where they are: who does work sees its past."""
        return not self.held.isdisjoint(permissions)

    def may_read_authority(self, authority_id: str) -> bool:
        """Whether the viewer may see the page of this authority."""
        own = self.may(Permission.READ_OWN) and authority_id in self.authority_ids
        return own or self.may_any(Permission.READ_AUTHORITIES, Permission.READ_UNSUPPRESSED)

    def may_any(self, *permissions: Permission) -> bool:
        """Whether the viewer has at least one of the permissions."""
        return not self.permissions.isdisjoint(permissions)

    def require(self, permission: Permission, authority_id: str | None = None) -> None:
        """Stop unless the viewer has the permission.

        Raises:
            NotAllowed: with a sentence that does not say whether the thing exists.
        """
        if self.may(permission, authority_id):
            return
        if self.is_past and self.newest.may(permission, authority_id):
            raise NotAllowed("You look at the past, where nothing can be changed. Go back to the newest.")
        raise NotAllowed(f"Your account may not do this: {permission.label.lower()}.")


NOBODY = Viewer()
# The command line runs as whoever may reach the store's own settings: the operator of the service.
OPERATOR = Viewer("operator", "Operator", frozenset({Role.DFE_ANALYST, Role.ADMIN}))


def role_of(codes: Iterable[str]) -> frozenset[Role]:
    """The roles among some stored codes; a code that is no longer a role gives nothing."""
    return frozenset(Role(code) for code in codes if code in set(Role))


def viewer_holding(subject: str, label: str, grants: Iterable[tuple[str, str | None]]) -> Viewer:
    """The viewer that a person is with some grants, each (role, authority_id or None); nobody without a role."""
    # An authority's role without an authority is no role.
    held = [(role, own) for role, own in grants if own or not role_of([role]) & LA_ROLES]
    roles = role_of(role for role, _ in held)
    return Viewer(subject, label, roles, frozenset(own for _, own in held if own)) if roles else NOBODY
