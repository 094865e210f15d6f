import itertools

import pytest

from app.core.permissions import (
    ANONYMOUS,
    LEAST_ROLE,
    OPEN_ROLES,
    Action,
    Actor,
    Role,
    may,
    role_in,
)

# Written out again, so that a slip in the table of the program shows.
EXPECTED = {
    None: set[Action](),
    Role.READER: {Action.READ, Action.EXPORT},
    Role.ANNOTATOR: {
        *(Action.READ, Action.EXPORT),
        *(Action.RATE, Action.SUGGEST, Action.CITE, Action.MARK_CRUX, Action.ADD_NODE),
    },
    Role.EDITOR: set(Action) - {Action.EDIT_DEBATE, Action.MANAGE_ROLES},
    Role.OWNER: set(Action),
}
ADA = Actor(1, "Ada")
OWNER_OF_ALL = Actor(2, "Owner", site_owner=True)


@pytest.mark.parametrize(("role", "action"), list(itertools.product(EXPECTED, Action)))
def test_every_cell_of_the_table_is_as_expected(role: Role | None, action: Action) -> None:
    assert may(role, action) is (action in EXPECTED[role])


def test_everybody_may_be_let_read_or_annotate_and_never_more() -> None:
    assert OPEN_ROLES == (Role.READER, Role.ANNOTATOR)


def test_every_action_has_its_row() -> None:
    assert set(LEAST_ROLE) == set(Action)


@pytest.mark.parametrize(
    ("actor", "visibility", "open_role", "membership", "role"),
    [
        (ANONYMOUS, "public", "annotator", None, Role.READER),
        (ANONYMOUS, "private", "annotator", None, None),
        (ANONYMOUS, "private", "annotator", "editor", None),
        (ADA, "public", "annotator", None, Role.ANNOTATOR),
        (ADA, "public", "reader", None, Role.READER),
        (ADA, "private", "annotator", None, None),
        (ADA, "private", "reader", "editor", Role.EDITOR),
        (ADA, "public", "annotator", "reader", Role.READER),
        (OWNER_OF_ALL, "private", "reader", None, Role.OWNER),
        (OWNER_OF_ALL, "public", "reader", "reader", Role.OWNER),
        (Actor(None, site_owner=True), "private", "reader", None, Role.OWNER),
    ],
)
def test_the_role_follows_from_who_asks_and_how_open_the_debate_is(
    actor: Actor, visibility: str, open_role: str, membership: str | None, role: Role | None
) -> None:
    found = role_in(actor, visibility=visibility, open_role=open_role, membership=membership)

    assert found == role
