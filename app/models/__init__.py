"""All tables; importing this package registers them."""

from app.models.accounts import Account, Membership, SignIn, SignInLink
from app.models.base import Base
from app.models.changes import Change
from app.models.citations import Citation
from app.models.claims import Claim, ClaimAsked, ClaimVoice
from app.models.comments import (
    Comment,
    CommentSpan,
    CommentVersion,
    Footnote,
    Quote,
    VersionSpan,
)
from app.models.credences import Credence
from app.models.cruxes import Crux, CruxClaim, CruxPosition
from app.models.debates import Debate, Thesis
from app.models.installation import Installation
from app.models.looks import Look
from app.models.nodes import Node, NodeSpan, Wording
from app.models.pairs import PairSentence, PairSentenceNode
from app.models.people import Person
from app.models.relations import Premise, Relation
from app.models.sources import Rendering, Snapshot, Source, Span
from app.models.stances import CredenceOrder, Stance, StanceVia, Verdict
from app.models.suggestions import Suggestion
from app.models.terms import Link, Sense, SenseNode, Term
from app.models.tokens import Token
from app.models.uploads import Upload

__all__ = [
    "Account",
    "Base",
    "Change",
    "Citation",
    "Claim",
    "ClaimAsked",
    "ClaimVoice",
    "Comment",
    "CommentSpan",
    "CommentVersion",
    "Credence",
    "CredenceOrder",
    "Crux",
    "CruxClaim",
    "CruxPosition",
    "Debate",
    "Footnote",
    "Installation",
    "Link",
    "Look",
    "Membership",
    "Node",
    "NodeSpan",
    "PairSentence",
    "PairSentenceNode",
    "Person",
    "Premise",
    "Quote",
    "Relation",
    "Rendering",
    "Sense",
    "SenseNode",
    "SignIn",
    "SignInLink",
    "Snapshot",
    "Source",
    "Span",
    "Stance",
    "StanceVia",
    "Suggestion",
    "Term",
    "Thesis",
    "Token",
    "Upload",
    "Verdict",
    "VersionSpan",
    "Wording",
]
