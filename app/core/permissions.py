"""Who may do what in a debate: one table of data, read by one function."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.vocabulary import Visibility


class Role(StrEnum):
    """What an account is in a debate, least first; each may do what those before it may."""

    READER = "reader"
    ANNOTATOR = "annotator"
    EDITOR = "editor"
    OWNER = "owner"


# What a debate may let everybody who is signed in be.
OPEN_ROLES = (Role.READER, Role.ANNOTATOR)


class Action(StrEnum):
    """What can be done to a debate."""

    READ = "read"
    EXPORT = "export"
    RATE = "rate"
    SUGGEST = "suggest"
    CITE = "cite"
    MARK_CRUX = "mark_crux"
    ADD_NODE = "add_node"
    EDIT_NODE = "edit_node"
    ADD_SOURCE = "add_source"
    ATTACH_TEXT = "attach_text"
    IMPORT_INTO = "import_into"
    EDIT_DEBATE = "edit_debate"
    MANAGE_ROLES = "manage_roles"


# What may be suggested: who suggests it need not be allowed to do it.
SUGGESTED = frozenset({Action.CITE, Action.MARK_CRUX, Action.ADD_NODE, Action.EDIT_NODE})


@dataclass(frozen=True, slots=True)
class Proposal:
    """That what an actor does is not to be done, but suggested; `reason` is why, in their words."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: an account, or nobody in particular (`account_id` is None).

    A site owner without an account is the program itself: the command line and bundled debates.
    `ref` is the account's public id, where whoever made the actor knows it. `proposal`: what
    they do is stored as a suggestion.
    """

    account_id: int | None
    name: str | None = None
    site_owner: bool = False
    ref: str | None = None
    proposal: Proposal | None = None

    def needs(self, action: Action) -> Action:
        """Return what one has to be allowed for an action: whoever only suggests it, that."""
        return Action.SUGGEST if self.proposal and action in SUGGESTED else action


ANONYMOUS = Actor(None)

LEAST_ROLE: dict[Action, Role] = {
    Action.READ: Role.READER,
    Action.EXPORT: Role.READER,
    Action.RATE: Role.ANNOTATOR,
    Action.SUGGEST: Role.ANNOTATOR,
    Action.CITE: Role.ANNOTATOR,
    Action.MARK_CRUX: Role.ANNOTATOR,
    Action.ADD_NODE: Role.ANNOTATOR,
    Action.EDIT_NODE: Role.EDITOR,
    Action.ADD_SOURCE: Role.EDITOR,
    Action.ATTACH_TEXT: Role.EDITOR,
    Action.IMPORT_INTO: Role.EDITOR,
    Action.EDIT_DEBATE: Role.OWNER,
    Action.MANAGE_ROLES: Role.OWNER,
}

_RANK = {role: rank for rank, role in enumerate(Role)}


def may(role: Role | None, action: Action) -> bool:
    """Tell whether someone with `role` in a debate (None: no role at all) may do `action`.

    >>> may(Role.READER, Action.READ), may(Role.READER, Action.RATE), may(None, Action.READ)
    (True, False, False)
    """
    return role is not None and _RANK[role] >= _RANK[LEAST_ROLE[action]]


def role_in(
    actor: Actor, *, visibility: str, open_role: str, membership: str | None
) -> Role | None:
    """Tell which role `actor` has in a debate, or None when the debate is hidden from them.

    `membership` is the role given to the account itself, if any; it counts more than the
    role that the debate gives to everybody who is signed in. Visitors read public debates.
    """
    if actor.site_owner:
        return Role.OWNER
    if actor.account_id is not None and membership is not None:
        return Role(membership)
    if visibility != Visibility.PUBLIC:
        return None
    return Role.READER if actor.account_id is None else Role(open_role)
