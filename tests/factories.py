"""Small debates for tests: each function adds one thing and returns what names it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.core.permissions import Actor, Role
from app.models import (
    Account,
    Claim,
    Credence,
    Crux,
    CruxClaim,
    Debate,
    Membership,
    Node,
    Person,
    Premise,
    Relation,
    Snapshot,
    Source,
    Wording,
)

THEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_numbers = count(1)


@dataclass(frozen=True)
class Made:
    """A row: its inner key and its public id."""

    key: int
    ref: str


def an_account(
    session: Session,
    name: str | None = None,
    *,
    site_owner: bool = False,
    role: Role | None = None,
    debate: Made | None = None,
) -> Actor:
    """An account without a password; with `role`, a member of `debate`."""
    number = next(_numbers)
    name = name or f"Account {number}"
    row = Account(
        public_id=f"a{number}",
        name=name,
        name_key=name.casefold(),
        password_hash=None,
        site_owner=site_owner,
        created_at=THEN,
    )
    session.add(row)
    session.flush()
    if role is not None and debate is not None:
        a_role(session, debate, Actor(row.id), role)
    return Actor(row.id, name, site_owner)


def a_role(session: Session, debate: Made, by: Actor, role: Role) -> None:
    """The role that an account without one has in a debate from now on."""
    session.add(Membership(debate_id=debate.key, account_id=by.account_id, role=role.value))
    session.flush()


def a_debate(
    session: Session,
    slug: str = "tea",
    *,
    visibility: str = "public",
    open_role: str = "annotator",
    blind: bool = False,
) -> Made:
    """An empty debate at revision 1 that nobody owns; `ref` is its slug."""
    row = Debate(
        slug=slug,
        title=f"On {slug}",
        question=None,
        summary=None,
        language="en",
        semantics="sbn",
        pooling="geometric",
        visibility=visibility,
        open_role=open_role,
        blind=blind,
        revision=1,
        created_at=THEN,
    )
    session.add(row)
    session.flush()
    return Made(row.id, slug)


def a_claim(
    session: Session,
    debate: Made,
    text: str | None = None,
    *,
    kind: str = "claim",
    ref: str | None = None,
    by: Actor | None = None,
) -> Made:
    """A claim at its first wording; from the text unless an account added it."""
    node = _node(session, debate, "claim", ref, by)
    session.add(Claim(node_id=node.key, kind=kind))
    _word(session, node, text or f"Claim {node.ref} holds.")
    return node


def a_relation(
    session: Session,
    debate: Made,
    premise: Made | list[Made],
    target: Made,
    *,
    kind: str = "supports",
    warrant: str | None = None,
    by: Actor | None = None,
) -> Made:
    """An arrow from one or more premises to a target."""
    node = _node(session, debate, "relation", None, by)
    session.add(Relation(node_id=node.key, kind=kind, basis="all", target_id=target.key))
    session.flush()
    premises = premise if isinstance(premise, list) else [premise]
    for position, made in enumerate(premises):
        session.add(Premise(relation_id=node.key, position=position, node_id=made.key))
    if warrant:
        _word(session, node, warrant)
    session.flush()
    return node


def a_crux(
    session: Session,
    debate: Made,
    claim: Made,
    question: str = "Is it hot?",
    by: Actor | None = None,
) -> Made:
    """A crux on which one claim hangs."""
    node = _node(session, debate, "crux", None, by)
    session.add(Crux(node_id=node.key))
    session.flush()
    session.add(CruxClaim(crux_id=node.key, position=0, node_id=claim.key))
    _word(session, node, question)
    return node


def a_credence(
    session: Session, debate: Made, node: Made, by: Actor, value: float = 0.7, *, wording: int = 1
) -> None:
    """An entry in the record of credences."""
    assert by.account_id is not None
    session.add(
        Credence(
            debate_id=debate.key,
            node_id=node.key,
            account_id=by.account_id,
            wording=wording,
            value=value,
            ill_posed=False,
            withdrawn=False,
            at=THEN,
        )
    )
    session.flush()


def a_person(session: Session, debate: Made, name: str = "Ada Lovelace") -> Made:
    """Somebody who speaks in a source."""
    row = Person(debate_id=debate.key, public_id=f"p{next(_numbers)}", name=name, kind="named")
    session.add(row)
    session.flush()
    return Made(row.id, row.public_id)


def a_source(
    session: Session, debate: Made, title: str = "A book", *, text: str | None = None
) -> Made:
    """A work; with `text`, that text is attached to it."""
    row = Source(
        debate_id=debate.key,
        public_id=f"s{next(_numbers)}",
        kind="work",
        csl={"type": "book", "title": title},
    )
    session.add(row)
    session.flush()
    if text is not None:
        session.add(Snapshot(source_id=row.id, text=text, hash="sha256:0", attached_at=THEN))
        session.flush()
    return Made(row.id, row.public_id)


def reword(session: Session, node: Made, text: str) -> None:
    """Give a node its next wording."""
    row = session.get_one(Node, node.key)
    row.wording += 1
    session.execute(
        insert(Wording).values(node_id=node.key, number=row.wording, text=text, at=THEN)
    )
    session.flush()


def revision_of(session: Session, debate: Made) -> int:
    """Return the debate's present revision, from the table."""
    return session.scalars(select(Debate.revision).where(Debate.id == debate.key)).one()


def _node(session: Session, debate: Made, kind: str, ref: str | None, by: Actor | None) -> Made:
    row = Node(
        debate_id=debate.key,
        public_id=ref or f"n{next(_numbers)}",
        kind=kind,
        provenance="outside" if by else "in_text",
        wording=1,
        account_id=by.account_id if by else None,
        created_at=THEN,
    )
    session.add(row)
    session.flush()
    return Made(row.id, row.public_id)


def _word(session: Session, node: Made, text: str) -> None:
    session.add(Wording(node_id=node.key, number=1, text=text, at=THEN))
    session.flush()
